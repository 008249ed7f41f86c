"""Blocks of code that stand in a tree twice and more: its clone groups (duplicates.py), without a history."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from analyzer.changes import Marks
from analyzer.duplicates import Clones, clone_groups
from analyzer.operations import marks
from analyzer.smells.blocks import Block
from analyzer.touches import Touches


class Text(NamedTuple):
    """A file of the tree."""

    path: bytes
    language: str
    lines: Sequence[bytes]


class Marked(NamedTuple):
    """A file of the tree, and what `operations.marks` tells of its lines."""

    path: bytes
    marks: Marks


def standing_blocks(texts: Iterable[Text], least: int) -> list[Block]:
    """As `blocks_among`, for files that nothing is known of yet."""
    return blocks_among((Marked(text.path, marks(text.lines, text.language)) for text in texts), least)


def blocks_among(files: Iterable[Marked], least: int) -> list[Block]:
    """All places but the first of each block, the longest blocks first.

    files: in the order in which a place is the first; least: code lines of a block; those with fewer than
    copies.LEAST_LINES are not found.
    """
    paths, counts = [], []
    classes, hashes = [b"\0"], [bytes(8)]  # lines are numbered from 1 on
    for path, told in files:
        paths.append(path)
        counts.append(len(told.classes))
        classes.append(told.classes)
        hashes.append(told.hashes)
    touches = Touches(
        line_class=np.frombuffer(b"".join(classes), dtype=np.uint8),
        hashes=np.frombuffer(b"".join(hashes), dtype=np.uint64),
    )
    numbers = np.arange(1, sum(counts) + 1, dtype=np.uint32)
    return list(_blocks(clone_groups(np.split(numbers, np.cumsum(counts)[:-1]), touches), paths, least))


def _blocks(clones: Clones, paths: Sequence[bytes], least: int) -> Iterator[Block]:
    group, first = 0, (b"", 0)
    for number, file, line, lines, code_lines in zip(*(column.tolist() for column in clones), strict=True):
        if number != group:
            group, first = number, (paths[file], line)
        elif code_lines >= least:
            yield Block(paths[file], line, line + lines - 1, code_lines, *first)
