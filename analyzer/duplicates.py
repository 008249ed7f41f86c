"""Which runs of code lines stand in more than one place of a tree: its clone groups (METRICS.md, 3).

A run is read as copies.py reads it: code lines in a row by their normal form; trivial lines, comments,
documentation and imports between them do not count. A *group* is one text of LEAST_LINES or more such lines
and its *places* are all the stretches of the tree that read so.

Nested and overlapping groups. From every line of the tree the longest run is taken that begins there and
stands elsewhere too; one that lies inside the run of an earlier line says nothing new and is dropped. Each
text that is left is a group, with every place where it stands, also those inside longer groups. So a block
of twenty lines in two files, eight lines of which stand in a third file, makes two groups: one of two places
and one of three. Where the third and a fourth file share more than those eight, the eight make no group of
their own. Groups that overlap in part both stand. Places of one group never overlap: of those that would, as
in a table of equal rows, the first is taken, and a text without two places apart is no group.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.copies import LEAST_LINES
from analyzer.line_forms import CODE
from analyzer.suffixes import Indexes, Intervals, intervals, sorted_suffixes
from analyzer.touches import Lines, Touches

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
    """The stretches of LEAST_LINES code lines that read like another one, in order: the index of the first
    line, the number of the text. A row is a stretch whose every window is repeated; left: windows from this
    one to the end of its row.
    """

    start: Indexes
    text: Indexes
    left: Indexes


class _Places(NamedTuple):
    """Places by group: the group's number, the index of the first code line, the group's code lines."""

    group: Indexes
    start: Indexes
    length: Indexes


def clone_groups(files: Sequence[Lines], touches: Touches) -> Clones:
    """The clone groups of a tree. files: the numbers of each file's lines; their order breaks ties.

    Takes a sort of all code lines, and one for each doubling of the longest clone of those that are repeated.
    """
    code = _code(files, touches)
    places = _ranked(_apart(_places(_repeated(code))))
    line = code.line[places.start]
    last = code.line[places.start + places.length - 1]
    return Clones(places.group, code.file[places.start], line, last - line + 1, places.length)


def _code(files: Sequence[Lines], touches: Touches) -> _Code:
    lengths = np.array([len(lines) for lines in files], dtype=np.int64)
    lines = np.concatenate([np.zeros(0, dtype=np.uint32), *files])
    code = np.flatnonzero(touches.line_class[lines] == CODE)
    file = np.repeat(np.arange(len(files)), lengths)[code]
    return _Code(touches.hashes[lines[code]], file, code - (np.cumsum(lengths) - lengths)[file] + 1)


def _repeated(code: _Code) -> _Windows:
    count = max(len(code.file) - LEAST_LINES + 1, 0)
    text = np.zeros(count, dtype=np.uint64)
    for offset in range(LEAST_LINES):
        text = text * _MULTIPLIER + code.hashes[offset : offset + count]
    start = np.flatnonzero(code.file[:count] == code.file[LEAST_LINES - 1 :])
    start = start[np.argsort(text[start], kind="stable")]
    new = _changes(text[start])
    often = ~(new & np.append(new[1:], True)[: len(new)])
    start, number = start[often], np.cumsum(new[often]) - 1
    order = np.argsort(start)
    start, number = start[order], number[order]
    row_ends = np.flatnonzero(np.diff(start, append=-1) != 1)
    left = row_ends[np.searchsorted(row_ends, np.arange(len(start)))] - np.arange(len(start)) + 1
    return _Windows(start, number, left)


def _changes(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each entry differs from the one before it."""
    new = np.ones(len(column), dtype=np.bool_)
    new[1:] = column[1:] != column[:-1]
    return new


def _places(windows: _Windows) -> _Places:
    """Every place of every group, by group and place, those too that overlap each other."""
    order, common = sorted_suffixes(windows.text, windows.left)
    tree, narrowest = intervals(windows.start[order], common)
    length = _lengths(tree)
    text = np.zeros(len(order), dtype=np.int64)
    text[order] = _longest(tree, length)[narrowest]
    run = length[text]
    new = run > 0
    # A run that ends where that of the line before ends lies inside it.
    new[1:] &= (np.diff(windows.start) != 1) | (run[1:] >= run[:-1])
    groups = np.unique(text[new])
    counts = tree.end[groups] - tree.first[groups]
    group = np.repeat(np.arange(len(groups)), counts)
    suffix = np.arange(len(group)) + (tree.first[groups] - np.cumsum(counts) + counts)[group]
    start = windows.start[order[suffix]]
    return _Places(group, start[np.lexsort((start, group))], length[groups][group])


def _lengths(tree: Intervals) -> Indexes:
    """Code lines of the longest text that all of an interval's suffixes begin with and that stands in two
    places apart: those between its first and its last place at most; 0 where that is no clone.
    """
    length: Indexes = np.minimum(tree.common + LEAST_LINES - 1, tree.highest - tree.lowest)
    length[(tree.common == 0) | (length < LEAST_LINES)] = 0
    return length


def _longest(tree: Intervals, length: Indexes) -> Indexes:
    """For each interval that one of those around it, itself included, which has the longest text.

    Inwards texts grow and the stretch they stand in shrinks, so no text is longer once one is no longer than
    the one around it.
    """
    longest = np.where(length > length[tree.parent], np.arange(len(length)), tree.parent)
    while np.any(longest[longest] != longest):
        longest = longest[longest]
    return longest


def _apart(places: _Places) -> _Places:
    """Places without those that overlap an earlier one of their group."""
    near = ~_changes(places.group)
    near[1:] &= np.diff(places.start) < places.length[1:]
    kept = np.ones(len(near), dtype=np.bool_)
    for group in np.unique(places.group[near]).tolist():
        first, end = np.searchsorted(places.group, (group, group + 1)).tolist()
        length, free = int(places.length[first]), 0
        for place, start in enumerate(places.start[first:end].tolist(), first):
            kept[place] = start >= free
            if kept[place]:
                free = start + length
    return _Places(*(column[kept] for column in places))


def _ranked(places: _Places) -> _Places:
    """Places with the final numbers of their groups, in that order."""
    first = np.flatnonzero(_changes(places.group))
    count = np.diff(first, append=len(places.group))
    number = np.empty(len(first), dtype=np.int64)
    number[np.lexsort((places.start[first], -count, -places.length[first]))] = np.arange(1, len(first) + 1)
    group = np.repeat(number, count)
    order = np.argsort(group, kind="stable")
    return _Places(group[order], places.start[order], places.length[order])
