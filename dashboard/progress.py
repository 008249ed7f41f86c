"""How far a mining is, on the error stream: a bar on a terminal, a line now and then anywhere else."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_SECONDS_BETWEEN_LINES = 10
_COMMITS_BETWEEN_LOOKS = 200
# Commits differ a thousandfold in size: the remaining time follows the last half minute, not the average.
_SECONDS_OF_SPEED = 30


class Bar:
    """A bar with the remaining time, as analyzer.mine.Progress wants it; gone at the end."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            transient=True,
            speed_estimate_period=_SECONDS_OF_SPEED,
        )
        self._task: TaskID | None = None
        self._done = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def step(self, name: str, total: int | None = None) -> None:
        """Begin a step."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(name, total=total)
        self._done = 0

    def advance(self) -> None:
        """Count one commit."""
        self._done += 1
        if self._task is not None and self._done % _COMMITS_BETWEEN_LOOKS == 0:
            self._progress.update(self._task, completed=self._done)


class Lines:
    """A line at most every ten seconds, for logs."""

    def __init__(self) -> None:
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._began = self._said = time.monotonic()

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

    def advance(self) -> None:
        """Count one commit."""
        self._done += 1
        if self._done % _COMMITS_BETWEEN_LOOKS or not self._total:
            return
        now = time.monotonic()
        if now - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = now
            left = (now - self._began) / self._done * (self._total - self._done)
            print(
                f"{self._name}: {self._done:,} of {self._total:,} commits, about {left:,.0f} s left",
                file=sys.stderr,
                flush=True,
            )


def shown() -> Bar | Lines:
    """What fits where the error stream goes."""
    return Bar() if sys.stderr.isatty() else Lines()
