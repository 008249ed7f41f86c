"""What one mining leaves for the next: the numbers of all lines, and the trees of a few mainline commits.

A tree that is not kept is had again by reading the commits since a kept one; so the closer to the head, the
denser they are.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.authorship import Label, LineLabel
from analyzer.files import File
from analyzer.history import Commit
from analyzer.touches import Touches
from analyzer.trees import Tree

# How many mainline commits before the head a tree is kept: new commits fork from recent ones mostly.
_DISTANCES = (0, 4, 8, 16, 32, 64, 128, 256)
# And all along the mainline, for those that do not.
_STRETCHES = 16


class NotesRead(NamedTuple):
    """Notes on lines that a mining read. fingerprint: of which there were; read, malformed: how many."""

    fingerprint: str
    read: int
    malformed: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier mining of the first commits of a history.

    commits: how many; paths: by number; files: behind them, in the last commit; trees: by seq, of some
    mainline commits; renames: (old, new) path numbers; fate, death, kind: as in fates.Outcome, but one entry
    for each origin, in the order of their numbers; hunks, rename_limit_hits: counted then; absent: names of
    objects that were not there; labels: of the commits, by seq; line_labels: of their lines; notes: what was
    counted of notes on lines; snapshots: their seqs, oldest first; rules: hash of what found their smells.
    """

    commits: int
    paths: Sequence[bytes]
    files: Sequence[File]
    touches: Touches
    trees: Mapping[int, Tree]
    renames: Sequence[tuple[int, int]]
    fate: NDArray[np.uint8]
    death: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    hunks: int
    rename_limit_hits: int
    absent: frozenset[str]
    labels: Sequence[Label]
    line_labels: Sequence[LineLabel]
    notes: NotesRead
    snapshots: Sequence[int]
    rules: str


def nothing() -> Earlier:
    """What is known of a history that was never mined."""
    return Earlier(
        commits=0,
        paths=(),
        files=(),
        touches=Touches(),
        trees={},
        renames=(),
        fate=np.zeros(0, dtype=np.uint8),
        death=np.zeros(0, dtype=np.uint32),
        kind=np.zeros(0, dtype=np.uint8),
        hunks=0,
        rename_limit_hits=0,
        absent=frozenset(),
        labels=(),
        line_labels=(),
        notes=NotesRead("", 0, 0),
        snapshots=(),
        rules="",
    )


def worth_keeping(mainline: Sequence[int], available: Iterable[int]) -> set[int]:
    """Which of the available mainline commits to keep the trees of: for each distance from the head the
    nearest that is as far away or farther.

    mainline, available: seqs, in any number; mainline oldest first.
    """
    known = sorted(available)
    kept: set[int] = set()
    apart = max(len(mainline) // _STRETCHES, 1)
    for distance in {*_DISTANCES, *range(0, len(mainline), apart)}:
        if distance < len(mainline) and (place := bisect_right(known, mainline[-1 - distance])):
            kept.add(known[place - 1])
    return kept


def read_again(commits: Sequence[Commit], known: int, kept: Collection[int]) -> list[int]:
    """Which of the first `known` commits have to be read again, so that the tree of every one that a later
    commit builds upon is had.
    """
    needed: set[int] = set()
    wanted = [parent for commit in commits[known:] for parent in commit.parents if parent < known]
    while wanted:
        seq = wanted.pop()
        if seq not in needed and seq not in kept:
            needed.add(seq)
            wanted.extend(commits[seq].parents)
    return sorted(needed)
