"""What stands in two trees and how the one became the other: all that the gate judges by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analyzer.base import Compared
from analyzer.smells.bodies import Found
from analyzer.smells.model import Function
from analyzer.smells.suppressions import Suspect

BASELINE = "linespan-baseline.txt"
"""The file at the top of a repository in which a team says what it lets stand."""


class Located(NamedTuple):
    """A function in a tree. lines: of its file."""

    path: bytes
    function: Function
    lines: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Side:
    """The changed files at one of the two commits. found: the smells that stand in those that were analysed;
    lines: of these files; functions: in them; elsewhere: smells that the change can have made in other files.
    """

    found: tuple[Found, ...]
    lines: int
    functions: tuple[Located, ...] = ()
    elsewhere: tuple[Found, ...] = ()

    @property
    def standing(self) -> tuple[Found, ...]:
        """All of its smells."""
        return (*self.found, *self.elsewhere)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A change, and the smells of the files it touches before and after it.

    renamed: by path before the path after; blocks: the duplicated blocks that the change adds; seen: changed
    paths; source: those of them that are source or tests; analysed: of these, those that were read at every
    commit that has them; skipped: path and reason of every other changed one; operations: changed code lines
    by operation; baseline: the lines of the file that excuses what stood already; idle: suppressions that do
    nothing; settings_changed: files that say how Linespan judges, and that the change alters.
    """

    compared: Compared
    before: Side
    after: Side
    blocks: tuple[Found, ...]
    renamed: Mapping[bytes, bytes]
    seen: int
    source: int
    analysed: frozenset[bytes]
    skipped: tuple[tuple[bytes, str], ...]
    operations: tuple[tuple[str, int], ...]
    baseline: tuple[str, ...]
    idle: tuple[Suspect, ...]
    settings_changed: tuple[str, ...]
    notes: tuple[str, ...]
