"""How far a mining is, on the error stream: a bar on a terminal, a line now and then anywhere else."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from dashboard.bar import Bar

_SECONDS_BETWEEN_LINES = 10
_SECONDS_OF_SILENCE = 5  # what a person waits for without asking
_COMMITS_BETWEEN_LOOKS = 200


class Lines:
    """For logs: how far a step is, at most every ten seconds, and each step that begins after some.

    A short mining says nothing.
    """

    def __init__(self) -> None:
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._started = self._began = self._said = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def step(self, name: str, total: int | None = None) -> None:
        """Begin a step."""
        self._name, self._total, self._done = name, total, 0
        self._began = time.monotonic()
        if self._began - self._started >= _SECONDS_OF_SILENCE:
            self._say(name)

    def advance(self) -> None:
        """Count one commit."""
        self._done += 1
        if self._done % _COMMITS_BETWEEN_LOOKS or not self._total:
            return
        now = time.monotonic()
        if now - self._said >= _SECONDS_BETWEEN_LINES:
            left = (now - self._began) / self._done * (self._total - self._done)
            self._say(f"{self._name}: {self._done:,} of {self._total:,} commits, about {left:,.0f} s left")

    def _say(self, line: str) -> None:
        self._said = time.monotonic()
        print(line, file=sys.stderr, flush=True)


def shown() -> "Bar | Lines":
    """What fits where the error stream goes."""
    if not sys.stderr.isatty():
        return Lines()
    from dashboard.bar import Bar  # Rich takes a tenth of a second to load, which a log has no use for

    return Bar()
