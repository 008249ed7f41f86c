"""`linespan` as a person runs it: the installed command, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).with_name("linespan"))
# What the person who runs the tests has set for their own git has no part in them.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def linespan(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run it to its end; options as subprocess.run takes them."""
    return subprocess.run(
        [COMMAND, *arguments],
        **({"capture_output": True, "encoding": "utf-8", "timeout": 120, "env": ENVIRONMENT} | options),
        check=False,
    )


def git(*arguments: str | Path, given: bytes = b"", **options: Any) -> str:
    """What git prints when given some bytes, without the last line's end. Raises CalledProcessError."""
    ran = subprocess.run(
        ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments],
        **({"capture_output": True, "env": ENVIRONMENT, "input": given} | options),
        check=True,
    )
    return ran.stdout.decode().removesuffix("\n")
