"""What repeats in a text: its sorted suffixes, and the tree of the beginnings that these share.

A text comes in rows: a suffix runs from a place to the end of its row, and nothing is shared across rows.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.int64]


class Intervals(NamedTuple):
    """The tree, as runs of the sorted suffixes: one entry an interval, the root (0), which holds all, first.

    common: letters with which all its suffixes begin; first, end: these suffixes, half open; lowest, highest:
    the least and the greatest `place` among them; parent: the next wider interval, of the root itself.
    """

    common: Indexes
    first: Indexes
    end: Indexes
    lowest: Indexes
    highest: Indexes
    parent: Indexes


def sorted_suffixes(text: Indexes, left: Indexes) -> tuple[Indexes, Indexes]:
    """(order, common): the suffixes in order, by where they begin, and the letters each shares with the next.

    text: letters, numbered from 0 on without a gap; left: how many there are from each to the end of its row.
    Prefix doubling (Manber and Myers, Suffix arrays, 1993): n log n steps for each doubling up to the longest
    repeat.
    """
    ranks = [text, _doubled(text, left, 1)]
    while _distinct(ranks[-1]) > _distinct(ranks[-2]):
        ranks.append(_doubled(ranks[-1], left, 1 << (len(ranks) - 1)))
    order = np.argsort(ranks[-1], kind="stable")
    one, other = order[:-1], order[1:]
    most = np.minimum(left[one], left[other])
    common = np.where(ranks[-1][one] == ranks[-1][other], most, 0)
    for level in reversed(range(len(ranks) - 1)):
        rank = ranks[level]
        inside = np.flatnonzero(common < most)
        alike = inside[rank[one[inside] + common[inside]] == rank[other[inside] + common[inside]]]
        common[alike] = np.minimum(common[alike] + (1 << level), most[alike])
    following = np.zeros(len(order), dtype=np.int64)
    following[:-1] = common
    return order, following


def _doubled(rank: Indexes, left: Indexes, reach: int) -> Indexes:
    """Ranks by twice as many letters, from those by `reach` letters; a row that ends sooner comes first."""
    following = np.zeros(len(rank), dtype=np.int64)
    goes_on = np.flatnonzero(left > reach)
    following[goes_on] = rank[goes_on + reach] + 1
    key = rank * (len(rank) + 1) + following
    order = np.argsort(key, kind="stable")
    doubled = np.empty(len(rank), dtype=np.int64)
    doubled[order] = np.cumsum(np.diff(key[order], prepend=-1) != 0) - 1
    return doubled


def _distinct(rank: Indexes) -> int:
    return int(rank.max(initial=-1)) + 1


@dataclass(slots=True)
class _Interval:
    """An entry of Intervals in the making."""

    common: int
    first: int
    end: int
    lowest: int
    highest: int
    parent: int = 0

    def take_in(self, lowest: int, highest: int) -> None:
        self.lowest = min(self.lowest, lowest)
        self.highest = max(self.highest, highest)


def intervals(place: Indexes, common: Indexes) -> tuple[Intervals, Indexes]:
    """The tree, and for each sorted suffix the narrowest interval that holds it.

    place: of each sorted suffix, what `lowest` and `highest` are to be taken of; common: as sorted_suffixes
    gives it. One pass with a stack (Abouelhoda, Kurtz and Ohlebusch, Replacing suffix trees with enhanced
    suffix arrays, 2004).
    """
    found = [_Interval(0, 0, len(place), 0, 0)]
    narrowest = []
    path = [0]
    for suffix, (here, shared) in enumerate(zip(place.tolist(), common.tolist(), strict=True)):
        top = found[path[-1]]
        if shared > top.common:
            top = _Interval(shared, suffix, 0, here, here)
            path.append(len(found))
            found.append(top)
        narrowest.append(path[-1])
        top.take_in(here, here)
        while shared < top.common:
            top.end = suffix + 1
            path.pop()
            if shared > found[path[-1]].common:
                path.append(len(found))
                found.append(_Interval(shared, top.first, 0, top.lowest, top.highest))
            top.parent = path[-1]
            found[path[-1]].take_in(top.lowest, top.highest)
            top = found[path[-1]]
    columns = (
        np.array([getattr(each, name) for each in found], dtype=np.int64) for name in Intervals._fields
    )
    return Intervals(*columns), np.array(narrowest, dtype=np.int64)
