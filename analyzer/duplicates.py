"""Which runs of code lines stand in more than one place of a tree: its clone groups (METRICS.md, 3).

A run is read as copies.py reads it: code lines in a row by their normal form; trivial lines, comments,
documentation and imports between them do not count. A *group* is one text of LEAST_LINES or more such lines
and its *places* are all the stretches of the tree that read so.

Nested and overlapping groups. From every line of the tree the longest run is taken that begins there and
stands elsewhere too; one that lies inside the run of an earlier line says nothing new and is dropped. Each
text that is left is a group, with every place where it stands, also those inside longer groups. So of a block
of twenty lines in two files and eight of its lines in a third file come two groups, one of two places and one
of three; of the same eight lines inside two different pairs of longer clones comes none of its own. Groups
that overlap in part both stand. Places of one group never overlap: of those that would, as in a table of
equal rows, the first is taken, and a text that has no two places apart is no group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.copies import LEAST_LINES
from analyzer.line_forms import CODE
from analyzer.touches import Lines, Touches

Indexes = NDArray[np.int64]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, with its bits well spread: 2^64 over the golden ratio


class Clones(NamedTuple):
    """Every place of every clone group: arrays of one length, by group, then file and line.

    group: from 1 on, the longest first, of these the one with the most places, of these the one that stands
    first; file: index into the files asked about; line: number of the place's first line, from 1; lines: from
    its first to its last code line; code_lines: how many of them are the group's.
    """

    group: Indexes
    file: Indexes
    line: Indexes
    lines: Indexes
    code_lines: Indexes


class _Code(NamedTuple):
    """The code lines of all files in a row: the hash of each, its file, and its number there (from 1)."""

    hashes: NDArray[np.uint64]
    file: Indexes
    line: Indexes


class _Windows(NamedTuple):
    """The stretches of LEAST_LINES code lines that read like another: where each begins, in order, and the
    number of its text. Neighbours begin one line apart as long as everything is repeated; `left` counts them
    from each window to the end of that row.
    """

    start: Indexes
    text: Indexes
    left: Indexes


@dataclass(slots=True)
class _Interval:
    """Sorted suffixes, from `first` to before `end`, that begin with the same `shared` windows of text.

    lowest, highest: the first and the last place where that text begins; parent: number of the next wider
    interval, the root's own for the root.
    """

    shared: int
    first: int
    lowest: int
    highest: int
    end: int = 0
    parent: int = 0


class _Groups(NamedTuple):
    """One entry a place: the number of its group, the index of its first code line, and its code lines."""

    group: Indexes
    start: Indexes
    length: Indexes


def clone_groups(files: Sequence[Lines], touches: Touches) -> Clones:
    """The clone groups of a tree. files: the numbers of each file's lines, in the order that breaks ties.

    Takes n log n steps for n code lines that are repeated, besides one sort of all windows.
    """
    code = _code(files, touches)
    windows = _repeated(code)
    groups = _ranked(_apart(_places(windows)))
    last = groups.start + groups.length - 1
    line = code.line[groups.start]
    return Clones(groups.group, code.file[groups.start], line, code.line[last] - line + 1, groups.length)


def _code(files: Sequence[Lines], touches: Touches) -> _Code:
    lengths = np.array([len(lines) for lines in files], dtype=np.int64)
    lines = np.concatenate([*files, np.zeros(0, dtype=np.uint32)]).astype(np.uint32)
    code = np.flatnonzero(touches.line_class[lines] == CODE)
    file = np.repeat(np.arange(len(files)), lengths)[code]
    return _Code(touches.hashes[lines[code]], file, code - (np.cumsum(lengths) - lengths)[file] + 1)


def _repeated(code: _Code) -> _Windows:
    count = max(len(code.file) - LEAST_LINES + 1, 0)
    text = np.zeros(count, dtype=np.uint64)
    for offset in range(LEAST_LINES):
        text = text * _MULTIPLIER + code.hashes[offset : offset + count]
    whole = np.flatnonzero(code.file[:count] == code.file[LEAST_LINES - 1 :])
    order = np.argsort(text[whole], kind="stable")
    start = whole[order]
    new = _changes(text[start])
    often = ~(new & np.append(new[1:], True)[: len(new)])
    start, number = start[often], np.cumsum(new[often]) - 1
    in_place = np.argsort(start)
    start, number = start[in_place], number[in_place]
    row_ends = np.flatnonzero(np.diff(start, append=-1) != 1)
    left = row_ends[np.searchsorted(row_ends, np.arange(len(start)))] - np.arange(len(start)) + 1
    return _Windows(start, number, left)


def _changes(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each row differs from the one before it."""
    new = np.ones(len(columns[0]), dtype=np.bool_)
    if len(new):
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return new


def _places(windows: _Windows) -> _Groups:
    """Every place of each group, those that overlap too, by group and place."""
    order, following = _suffixes(windows)
    intervals, narrowest = _intervals(windows.start[order], following)
    parent, first, end, common, span = np.array(
        [(each.parent, each.first, each.end, each.shared, each.highest - each.lowest) for each in intervals]
    ).T
    # A text can stand twice without overlapping itself as far as its places span.
    length = np.minimum(common + LEAST_LINES - 1, span)
    length[(length < LEAST_LINES) | (common == 0)] = 0
    # Down the tree texts grow and spans shrink: the longest text is where growing ends.
    longest = np.where(length > length[parent], np.arange(len(length)), parent)
    while np.any(longest[longest] != longest):
        longest = longest[longest]
    begun = np.zeros(len(order), dtype=np.int64)
    begun[order] = longest[narrowest]
    run = length[begun]
    new = run > 0
    # The row before has taken in what is shorter by the line it began earlier.
    new[1:] &= (np.diff(windows.start) != 1) | (run[1:] >= run[:-1])
    texts = np.unique(begun[new])
    counts = end[texts] - first[texts]
    group = np.repeat(np.arange(len(texts)), counts)
    suffix = np.arange(len(group)) + (first[texts] - np.cumsum(counts) + counts)[group]
    start = windows.start[order[suffix]]
    by_place = np.lexsort((start, group))
    return _Groups(group, start[by_place], length[texts][group])


def _suffixes(windows: _Windows) -> tuple[Indexes, Indexes]:
    """The windows sorted by the text from there to the end of their row, and how many windows each has in
    common with the next one.

    Prefix doubling (Manber and Myers, Suffix arrays, 1993).
    """
    ranks = [windows.text, _doubled(windows.text, windows.left, 1)]
    while _distinct(ranks[-1]) > _distinct(ranks[-2]):
        ranks.append(_doubled(ranks[-1], windows.left, 1 << (len(ranks) - 1)))
    order = np.argsort(ranks[-1], kind="stable")
    one, other = order[:-1], order[1:]
    most = np.minimum(windows.left[one], windows.left[other])
    common = np.where(ranks[-1][one] == ranks[-1][other], most, 0)
    for level in reversed(range(len(ranks) - 1)):
        rank = ranks[level]
        inside = np.flatnonzero(common < most)
        reached = common[inside]
        alike = inside[rank[one[inside] + reached] == rank[other[inside] + reached]]
        common[alike] = np.minimum(common[alike] + (1 << level), most[alike])
    following = np.zeros(len(order), dtype=np.int64)
    following[:-1] = common
    return order, following


def _doubled(rank: Indexes, left: Indexes, reach: int) -> Indexes:
    """Ranks of twice as many windows, from those of `reach` windows; a row that ends sooner comes first."""
    following = np.zeros(len(rank), dtype=np.int64)
    goes_on = np.flatnonzero(left > reach)
    following[goes_on] = rank[goes_on + reach] + 1
    key = rank * (len(rank) + 1) + following
    order = np.argsort(key, kind="stable")
    doubled = np.empty(len(rank), dtype=np.int64)
    doubled[order] = np.cumsum(_changes(key[order])) - 1
    return doubled


def _distinct(rank: Indexes) -> int:
    return int(rank.max(initial=-1)) + 1


def _intervals(start: Indexes, following: Indexes) -> tuple[list[_Interval], Indexes]:
    """Every interval, the root first, and the number of the narrowest that holds each sorted suffix.

    start, following: of the sorted suffixes, the place and the windows in common with the next one. One pass
    with a stack (Abouelhoda, Kurtz and Ohlebusch, Replacing suffix trees with enhanced suffix arrays, 2004).
    """
    intervals = [_Interval(0, 0, 0, 0, len(start))]
    narrowest = []
    path = [0]
    for suffix, (place, shared) in enumerate(zip(start.tolist(), following.tolist(), strict=True)):
        top = intervals[path[-1]]
        if shared > top.shared:
            path.append(len(intervals))
            top = _Interval(shared, suffix, place, place)
            intervals.append(top)
        narrowest.append(path[-1])
        top.lowest = min(top.lowest, place)
        top.highest = max(top.highest, place)
        while shared < top.shared:
            top.end = suffix + 1
            path.pop()
            if shared > intervals[path[-1]].shared:
                path.append(len(intervals))
                intervals.append(_Interval(shared, top.first, top.lowest, top.highest))
            top.parent = path[-1]
            wider = intervals[path[-1]]
            wider.lowest = min(wider.lowest, top.lowest)
            wider.highest = max(wider.highest, top.highest)
            top = wider
    return intervals, np.array(narrowest, dtype=np.int64)


def _apart(places: _Groups) -> _Groups:
    """Places without those that overlap an earlier one of their group."""
    near = ~_changes(places.group)
    near[1:] &= np.diff(places.start) < places.length[1:]
    kept = np.ones(len(near), dtype=np.bool_)
    for group in np.unique(places.group[near]).tolist():
        first, end = np.searchsorted(places.group, (group, group + 1)).tolist()
        length, free = int(places.length[first]), 0
        for place, start in enumerate(places.start[first:end].tolist(), first):
            kept[place] = start >= free
            free = start + length if start >= free else free
    return _Groups(*(column[kept] for column in places))


def _ranked(places: _Groups) -> _Groups:
    """Places with the final numbers of their groups."""
    first = np.flatnonzero(_changes(places.group))
    count = np.diff(first, append=len(places.group))
    order = np.lexsort((places.start[first], -count, -places.length[first]))
    number = np.empty(len(first), dtype=np.int64)
    number[order] = np.arange(1, len(first) + 1)
    group = np.repeat(number, count)
    by_group = np.argsort(group, kind="stable")
    return _Groups(group[by_group], places.start[by_group], places.length[by_group])
