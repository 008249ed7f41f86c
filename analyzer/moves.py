"""Runs of removed lines that stand again, in order, among the added ones: moved code (METRICS.md, 2)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate

# The floor of git's own --color-moved: shorter runs are equal by accident too often.
LEAST_LETTERS = 20
# A line that is removed in more places than this is not tried with all of them: `return result` would make a
# large commit's work quadratic.
_MOST_PLACES = 50

_NO_LETTERS = bytes(
    byte for byte in range(128) if not (48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122)
)


class Side:
    """The removed or the added lines of a commit, in canonical order.

    normal: their normal forms; block: for each line the number of the hunk it stands in, so that neighbours
    of one number are consecutive; used: 1 for each line that has its operation.
    """

    __slots__ = ("block", "normal", "used")

    def __init__(self) -> None:
        self.normal: list[bytes] = []
        self.block: list[int] = []
        self.used = bytearray()


def letters(normal: bytes) -> int:
    """Number of letters and digits."""
    if normal.isascii():
        return len(normal.translate(None, _NO_LETTERS))
    return sum(map(str.isalnum, normal.decode("utf-8", "replace")))


def moved_runs(removed: Side, added: Side) -> Iterator[tuple[int, int, int]]:
    """(first removed line, first added line, number of lines) of each run, the longest first; marks them
    used.

    Of equally long ones the first in canonical order, by the removed line and then by the added one.
    """
    common = {*removed.normal}.intersection(added.normal)  # of most commits few; no other line is in a run
    size = [
        letters(normal) if normal in common and not used else 0
        for normal, used in zip(removed.normal, removed.used, strict=True)
    ]
    if not any(size):
        return
    before = list(accumulate(size, initial=0))
    longest = [
        (-length, old, new)
        for old, new, length in _maximal(removed, added, size)
        if before[old + length] - before[old] >= LEAST_LETTERS
    ]
    heapify(longest)
    while longest:
        negative, old, new = heappop(longest)
        length = -negative
        if _is_free(removed, old, length) and _is_free(added, new, length):
            removed.used[old : old + length] = added.used[new : new + length] = b"\1" * length
            yield old, new, length
        else:
            for start, rest in _left_over(removed, added, old, new, length):
                if before[old + start + rest] - before[old + start] >= LEAST_LETTERS:
                    heappush(longest, (-rest, old + start, new + start))


def _maximal(removed: Side, added: Side, size: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Every pair of equal runs that can not be made longer, once, as far as _MOST_PLACES lets it be found."""
    anchors = _Anchors(removed, added, size)
    seen: set[tuple[int, int]] = set()
    for old, new in anchors.pairs():
        start_old, start_new = old, new
        while _follows(removed, added, start_old, start_new, to=-1):
            start_old, start_new = start_old - 1, start_new - 1
            if anchors.is_pair(start_old, start_new):
                break  # from which the run was found
        else:
            if (start_old, start_new) not in seen:
                seen.add((start_old, start_new))
                end_old, end_new = old + 1, new + 1
                while _follows(removed, added, end_old, end_new):
                    end_old, end_new = end_old + 1, end_new + 1
                yield start_old, start_new, end_old - start_old


class _Anchors:
    """Equal lines that the search for runs begins at.

    A line with few places is tried with all of them. Of one with many the first removed is tried with the
    first added, the second with the second, and so on: where the same block moves in every file that is
    right, and else the runs are found from their rarer lines.
    """

    def __init__(self, removed: Side, added: Side, size: Sequence[int]) -> None:
        self._removed, self._added = removed, added
        self._old: dict[bytes, list[int]] = defaultdict(list)
        self._new: dict[bytes, list[int]] = defaultdict(list)
        for line, normal in enumerate(removed.normal):
            if size[line]:
                self._old[normal].append(line)
        for line, normal in enumerate(added.normal):
            if normal in self._old and not added.used[line]:
                self._new[normal].append(line)

    def pairs(self) -> Iterator[tuple[int, int]]:
        for normal, new in self._new.items():
            old = self._old[normal]
            if len(old) > _MOST_PLACES:
                yield from zip(old, new, strict=False)
            else:
                yield from ((before, after) for after in new for before in old)

    def is_pair(self, old: int, new: int) -> bool:
        """Whether `pairs` gives an equal pair of unused lines."""
        places = self._old.get(self._removed.normal[old])
        if places is None:
            return False
        if len(places) <= _MOST_PLACES:
            return True
        place = bisect_left(places, old)
        others = self._new[self._added.normal[new]]
        return place < len(others) and others[place] == new


def _follows(removed: Side, added: Side, old: int, new: int, to: int = 0) -> bool:
    """Whether (old, new) goes on the run of the pair before; with `to` -1 whether the pair before belongs to
    its run.
    """
    if not 0 < old < len(removed.normal) or not 0 < new < len(added.normal):
        return False
    if removed.block[old] != removed.block[old - 1] or added.block[new] != added.block[new - 1]:
        return False
    old, new = old + to, new + to
    return not removed.used[old] and not added.used[new] and removed.normal[old] == added.normal[new]


def _is_free(side: Side, start: int, length: int) -> bool:
    return side.used.find(1, start, start + length) < 0


def _left_over(removed: Side, added: Side, old: int, new: int, length: int) -> Iterator[tuple[int, int]]:
    """(offset, length) of the stretches of a run that longer runs have left on both sides."""
    start: int | None = None
    for offset in range(length):
        free = not removed.used[old + offset] and not added.used[new + offset]
        if free and start is None:
            start = offset
        elif not free and start is not None:
            yield start, offset - start
            start = None
    if start is not None:
        yield start, length - start
