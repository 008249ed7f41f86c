"""Who hears how far a mining is."""

from typing import Protocol


class Progress(Protocol):
    """Hears how far a mining is: a step has a name and, where it can be counted, a total of commits."""

    def step(self, name: str, total: int | None = None) -> None:
        """A step begins."""

    def advance(self) -> None:
        """One more commit of the step is done."""


class Silence:
    """Progress that nobody hears."""

    def step(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self) -> None:
        """Say nothing."""
