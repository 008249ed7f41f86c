"""TOML that somebody else wrote, read within limits."""

import re
import tomllib
from typing import Any

# tomllib needs time and memory that grow with the square of this: 60 kB of dots took 45 s and 3.5 GB.
_DEEPEST_KEY = 100
_DEEP_KEY = re.compile(rb"""(?:[\w"'-]+[ \t]*\.[ \t]*){%d}""" % _DEEPEST_KEY)


def parsed(content: bytes) -> dict[str, Any]:
    """TOML, also where an editor put a byte order mark on top.

    Raises UnicodeDecodeError, tomllib.TOMLDecodeError, and RecursionError for what is nested too deep.
    """
    if _DEEP_KEY.search(content):
        raise RecursionError
    return tomllib.loads(content.decode("utf-8-sig"))
