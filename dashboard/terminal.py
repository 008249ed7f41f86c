"""What the standard output can show."""

import os
import shutil
import sys
from typing import NamedTuple

_WIDEST = 120  # columns; longer lines are hard to read
_ELSEWHERE = 80


class Look(NamedTuple):
    """width: columns; colour: whether escape sequences are for anyone."""

    width: int
    colour: bool


PLAIN = Look(_ELSEWHERE, colour=False)
"""Of a pipe or a file."""


def look() -> Look:
    """A terminal has its own width, and colours unless NO_COLOR is set (https://no-color.org)."""
    if not sys.stdout.isatty():
        return PLAIN
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return Look(width, colour=not os.environ.get("NO_COLOR"))
