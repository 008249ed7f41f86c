"""Every line that a commit ever wrote, numbered from 1 in that order, and which line it goes on being.

A number stands for one writing of a line: a *touch*, what `git blame` finds. A touch that only moves, indents
or edits a line shares the *origin* of the touch before it; one that begins a line is its own origin.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.changes import Marks
from analyzer.operations import MERGE
from analyzer.patches import Hunks

Lines = NDArray[np.uint32]
"""Numbers of lines; 0 is nobody."""

_GROWTH = 1 << 16


class NumberingError(Exception):
    """A commit read again does not write the lines it wrote in an earlier mining."""


class Double(NamedTuple):
    """A line that a merge put in a second place.

    birth: the line whose birth it has; merge: seq; path, place: where it stands in the merge, from 0.
    """

    birth: int
    merge: int
    path: int
    place: int


@dataclass(slots=True)
class Touches:
    """Runs of lines written together, in the order of their numbers, and what is known of each line.

    seq, path, line, count: columns of equal length, one entry a run: the commit, the path, the number of the
    first line in the commit's version, how many; numbered_by: the commit itself, or the merge that put its
    line in a second place, never decreasing; doubles: such lines. The arrays are indexed by line number.
    origin: the touch that began the line; operation: place in operations.NAMES; line_class; hashes: of the
    normal form, 64 bits; spent: words edited since the origin; words: at an origin, how many it was born
    with, 0 while nobody asked.
    """

    seq: "array[int]" = field(default_factory=lambda: array("I"))
    path: "array[int]" = field(default_factory=lambda: array("I"))
    line: "array[int]" = field(default_factory=lambda: array("I"))
    count: "array[int]" = field(default_factory=lambda: array("I"))
    numbered_by: "array[int]" = field(default_factory=lambda: array("I"))
    total: int = 0
    origin: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(_GROWTH, dtype=np.uint32))
    operation: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(_GROWTH, dtype=np.uint8))
    line_class: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(_GROWTH, dtype=np.uint8))
    hashes: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(_GROWTH, dtype=np.uint64))
    spent: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(_GROWTH, dtype=np.uint32))
    words: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(_GROWTH, dtype=np.uint32))
    doubles: dict[int, Double] = field(default_factory=dict)
    _first: "array[int]" = field(default_factory=lambda: array("I"))  # number of the first line of each run
    _reading: int = 0
    _again: int | None = None  # the run that `add` gives next while a commit is read again

    def add(self, seq: int, path: int, hunks: Hunks) -> int:
        """Number the lines that hunks add, each its own origin for now; returns the first number."""
        if self._again is not None:
            return self._known(hunks)
        first = self.total + 1
        for line, count in zip(hunks[2::4], hunks[3::4], strict=True):
            if count:
                self.seq.append(seq)
                self.path.append(path)
                self.line.append(line)
                self.count.append(count)
                self.numbered_by.append(seq)
                self._first.append(self.total + 1)
                self.total += count
        self._make_room()
        self.origin[first : self.total + 1] = np.arange(first, self.total + 1, dtype=np.uint32)
        return first

    def take_up(
        self,
        origin: NDArray[Any],
        operation: NDArray[Any],
        line_class: NDArray[Any],
        hashes: NDArray[Any],
        spent: NDArray[Any],
    ) -> None:
        """Go on from the lines of an earlier mining, whose runs are there already. By line, from number 1."""
        counts = np.array(self.count, dtype=np.int64)
        self._first = array("I", (np.cumsum(counts) - counts + 1).astype(np.uint32).tobytes())
        self.total = int(counts.sum())
        self._make_room()
        for name, column in (
            ("origin", origin),
            ("operation", operation),
            ("line_class", line_class),
            ("hashes", hashes),
            ("spent", spent),
        ):
            getattr(self, name)[1 : self.total + 1] = column

    @contextmanager
    def reading_again(self, seq: int) -> Iterator[None]:
        """Inside the block `add` gives the numbers that a commit's lines already have.

        Raises NumberingError when the commit wrote other lines than it asks for.
        """
        self._again, self._reading = bisect_left(self.numbered_by, seq), seq
        try:
            yield
            if self.numbered_by[self._again : self._again + 1] == array("I", [seq]):
                raise NumberingError("a commit that new ones build on can not be read as it was before")
        finally:
            self._again = None

    def _known(self, hunks: Hunks) -> int:
        run = self._again or 0
        counts = [count for count in hunks[3::4] if count]
        if list(self.count[run : run + len(counts)]) != counts:
            raise NumberingError("a commit that new ones build on can not be read as it was before")
        self._again = run + len(counts)
        return self._first[run] if counts else 0

    def describe(self, first: int, operation: int, marks: Marks) -> None:
        """Say how the lines from number `first` on were written, and what they look like."""
        end = first + len(marks.classes)
        self.operation[first:end] = operation
        self.line_class[first:end] = np.frombuffer(marks.classes, dtype=np.uint8)
        self.hashes[first:end] = np.frombuffer(marks.hashes, dtype=np.uint64)

    def double(self, merge: int, path: int, places: NDArray[np.intp], lines: Lines) -> Lines:
        """Number lines again that a merge put in second places: each new one has the birth of an old one, but
        the merge wrote it. Returns the new numbers.

        merge: its seq; path, places: where they stand there, from 0; lines: their numbers so far.
        """
        first = self.total + 1
        for line, place in zip(lines.tolist(), places.tolist(), strict=True):
            run, offset = self.place(line)
            number = self.add(self.seq[run], self.path[run], Hunks("I", (0, 0, self.line[run] + offset, 1)))
            self.numbered_by[-1] = merge
            origin = int(self.origin[line])
            known = self.doubles.get(origin)
            self.doubles[number] = Double(known.birth if known else origin, merge, path, place)
        new = np.arange(first, self.total + 1, dtype="<u4")
        self.operation[new] = MERGE
        self.line_class[new] = self.line_class[lines]
        self.hashes[new] = self.hashes[lines]
        return new

    def known_doubles(self) -> list[tuple[int, Double]]:
        """What `double` numbered for the commit that is read again; only inside `reading_again`."""
        found: list[tuple[int, Double]] = []
        while self._again is not None and self._again < len(self._first):
            double = self.doubles.get(self._first[self._again])
            if double is None or double.merge != self._reading:
                break
            found.append((self._first[self._again], double))
            self._again += 1
        return found

    def place(self, line: int) -> tuple[int, int]:
        """(number of the run, offset in it) of a line."""
        run = bisect_right(self._first, line) - 1
        return run, line - self._first[run]

    def run_starts(self, first: int) -> NDArray[np.intp]:
        """The first number of each run from the one that begins with `first` on."""
        return np.array(self._first[self.place(first)[0] :], dtype=np.intp)

    def seq_of(self, lines: Lines) -> NDArray[np.uint32]:
        """The commit that wrote each line."""
        run = np.searchsorted(np.frombuffer(self._first, dtype=np.uint32), lines, side="right") - 1
        return np.frombuffer(self.seq, dtype=np.uint32)[run]

    def path_of(self, line: int) -> int:
        """The path a line was written at."""
        return self.path[self.place(line)[0]]

    def _make_room(self) -> None:
        size = len(self.origin)
        if self.total < size:
            return
        wanted = max(self.total + 1, size * 3 // 2)
        for name in ("origin", "operation", "line_class", "hashes", "spent", "words"):
            old = getattr(self, name)
            new = np.zeros(wanted, dtype=old.dtype)
            new[:size] = old
            setattr(self, name, new)


def numbers(first: int, count: int) -> bytes:
    """`count` line numbers from `first` on, as in Version.lines."""
    return np.arange(first, first + count, dtype="<u4").tobytes()
