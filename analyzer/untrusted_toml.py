"""TOML that somebody else wrote, read within limits."""

import re
import tomllib
from typing import Any

# tomllib needs time and memory that grow with the square of this: 60 kB of dots took 45 s and 3.5 GB.
_DEEPEST_KEY = 100
# Begun where a key can begin, and nothing given back, so that the search itself does not take the square.
_DEEP_KEY = re.compile(
    rb"""(?<![\w\\"'-])(?:(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}""" % _DEEPEST_KEY
)


def parsed(content: bytes) -> dict[str, Any]:
    """TOML, also where an editor put a byte order mark on top.

    Raises ValueError for what is no TOML or no UTF-8, or holds a number of thousands of digits, and
    RecursionError for what is nested too deep.
    """
    if _DEEP_KEY.search(content):
        raise RecursionError
    return tomllib.loads(content.decode("utf-8-sig"))
