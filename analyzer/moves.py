"""Runs of removed lines that stand again, in order, among the added ones: moved code (METRICS.md, 2)."""

from collections import defaultdict
from collections.abc import Container, Iterator
from heapq import heapify, heappop, heappush

# The floor of git's own --color-moved: shorter runs are equal by accident too often.
LEAST_LETTERS = 20
# A line that stands in more places than this begins no search: `return result` would make a large commit's
# work quadratic. Runs through such lines are found from their rarer lines.
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
    longest = [(-length, old, new) for old, new, length in _maximal(removed, added)]
    heapify(longest)
    while longest:
        negative, old, new = heappop(longest)
        length = -negative
        if _is_free(removed, old, length) and _is_free(added, new, length):
            if _letters(removed, old, length) < LEAST_LETTERS:
                continue
            removed.used[old : old + length] = added.used[new : new + length] = b"\1" * length
            yield old, new, length
        else:
            for start, rest in _left_over(removed, added, old, new, length):
                heappush(longest, (-rest, old + start, new + start))


def _maximal(removed: Side, added: Side) -> Iterator[tuple[int, int, int]]:
    """Every pair of equal runs that can not be made longer, once, as far as _MOST_PLACES lets it be found."""
    anchors = _anchors(removed)
    seen: set[tuple[int, int]] = set()
    for anchor, normal in enumerate(added.normal) if anchors else ():
        for old in anchors.get(normal, ()) if not added.used[anchor] else ():
            start = _start(removed, added, old, anchor, anchors)
            if start is None or start in seen:
                continue
            seen.add(start)
            end_old, end_new = old + 1, anchor + 1
            while _follows(removed, added, end_old, end_new):
                end_old, end_new = end_old + 1, end_new + 1
            yield *start, end_old - start[0]


def _anchors(removed: Side) -> dict[bytes, list[int]]:
    """The removed lines that a search begins at, by their normal form."""
    places: dict[bytes, list[int]] = defaultdict(list)
    for old, normal in enumerate(removed.normal):
        if not removed.used[old] and letters(normal):
            places[normal].append(old)
    return {normal: found for normal, found in places.items() if len(found) <= _MOST_PLACES}


def _start(
    removed: Side, added: Side, old: int, new: int, anchors: Container[bytes]
) -> tuple[int, int] | None:
    """Where the run of an anchor begins; None where it holds an earlier anchor, from which it was found."""
    while _follows(removed, added, old, new, to=-1):
        old, new = old - 1, new - 1
        if removed.normal[old] in anchors:
            return None
    return old, new


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


def _letters(side: Side, start: int, length: int) -> int:
    return sum(map(letters, side.normal[start : start + length]))


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
