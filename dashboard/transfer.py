"""What git says while it clones or fetches, on the error stream: as it goes, or in a log each stage once."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from analyzer.clones import WAITING
from dashboard.formats.visible import visible

# git says "Receiving objects:  1% (65/6489)" hundreds of times, among other things.
_STAGE = re.compile(r"(?:remote: )?([A-Z][a-z]+(?: [a-z]+)*): +\d+%")


@contextmanager
def announced(what: str) -> Iterator[Callable[[str], None]]:
    """Say what is being done, if anything, and then what git says of it."""
    if what:
        print(visible(what), file=sys.stderr)
    said = ""

    def say(line: str) -> None:
        nonlocal said
        if line == WAITING:
            print(line, file=sys.stderr)
        stage = _STAGE.match(line)
        if stage is None:
            return
        if sys.stderr.isatty():
            print(f"\r\x1b[K{visible(line)}", end="", file=sys.stderr, flush=True)
        elif stage[1] != said:  # a log wants each stage once
            print(stage[1].lower(), file=sys.stderr)
        said = stage[1]

    try:
        yield say
    finally:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr)
