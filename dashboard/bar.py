"""How far a mining is, as a bar on a terminal."""

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

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
