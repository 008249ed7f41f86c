"""Which rules an examination goes by, as one name.

Apart from the examination, whose processes do not ask for it: to look packages up takes long to import.
"""

import hashlib
import sys
from functools import cache
from importlib import metadata, resources

from analyzer import __version__

_PROVIDERS = ("complexipy", "lizard", "radon", "ruff")


@cache
def rule_set_version() -> str:
    """A hash of all that makes an examination from a blob: this package, its providers, the interpreter."""
    told = hashlib.sha256(f"{__version__} {sys.version_info[:3]}".encode())
    for provider in _PROVIDERS:
        told.update(f" {provider} {metadata.version(provider)}".encode())
    own = resources.files("analyzer.smells")
    for file in sorted(own.iterdir(), key=lambda file: file.name):
        if file.name.endswith((".py", ".toml")):
            told.update(file.name.encode() + b"\0" + file.read_bytes())
    return told.hexdigest()
