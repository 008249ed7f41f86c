"""The births of lines: which commit wrote them, where, and how. Lines are numbered in that order."""

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analyzer.patches import Hunks

Lines = NDArray[np.uint32]
"""Numbers of lines, from 1; 0 is nobody."""

ADDED, MERGE, RESTORED, UNKNOWN = "added", "merge", "restored", "unknown"
OPERATIONS = (ADDED, MERGE, RESTORED, UNKNOWN)


@dataclass(slots=True)
class Births:
    """Runs of lines born together, in the order of their numbers; columns of equal length.

    count: number of lines; line: number of the first in the file; operation: its place in OPERATIONS.
    """

    seq: "array[int]" = field(default_factory=lambda: array("I"))
    path: "array[int]" = field(default_factory=lambda: array("I"))
    line: "array[int]" = field(default_factory=lambda: array("I"))
    count: "array[int]" = field(default_factory=lambda: array("I"))
    operation: "array[int]" = field(default_factory=lambda: array("B"))
    restored: list[Lines] = field(default_factory=list)
    total: int = 0
    _batch_first: "array[int]" = field(default_factory=lambda: array("I"))
    _batch_seq: "array[int]" = field(default_factory=lambda: array("I"))
    _batch_run: "array[int]" = field(default_factory=lambda: array("I"))

    def add(self, seq: int, path: int, hunks: Hunks, operation: str) -> int:
        """Number the lines that hunks add; returns the first number."""
        first = self.total + 1
        runs = len(hunks) // 4
        counts = hunks[3::4]
        self.seq.extend([seq] * runs)
        self.path.extend([path] * runs)
        self.line.extend(hunks[2::4])
        self.count.extend(counts)
        self.operation.extend([OPERATIONS.index(operation)] * runs)
        self._batch_first.append(first)
        self._batch_seq.append(seq)
        self._batch_run.append(len(self.seq) - runs)
        self.total += sum(counts)
        return first

    def double(self, lines: Lines) -> Lines:
        """Number lines again: each new one has the birth of an old one, but a merge wrote it. Returns the new
        numbers.
        """
        first = self.total + 1
        batches = np.searchsorted(np.frombuffer(self._batch_first, dtype=np.uint32), lines, side="right") - 1
        for line, batch in zip(lines.tolist(), batches.tolist(), strict=True):
            run, offset = self._batch_run[batch], line - self._batch_first[batch]
            while offset >= self.count[run]:
                offset -= self.count[run]
                run += 1
            self.add(self.seq[run], self.path[run], Hunks("I", (0, 0, self.line[run] + offset, 1)), MERGE)
        return np.arange(first, self.total + 1, dtype="<u4")

    def seq_of(self, lines: Lines) -> NDArray[np.uint32]:
        """The commit that wrote each line."""
        batch = np.searchsorted(np.frombuffer(self._batch_first, dtype=np.uint32), lines, side="right") - 1
        return np.frombuffer(self._batch_seq, dtype=np.uint32)[batch]


def numbers(first: int, count: int) -> bytes:
    """`count` line numbers from `first` on, as in Version.lines."""
    return np.arange(first, first + count, dtype="<u4").tobytes()
