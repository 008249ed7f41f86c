"""The files of a commit as the ledger keeps them.

A version of a file is the numbers of its lines, 32 bits each, as immutable bytes: slicing and joining them is
the fastest thing Python can do with a sequence, and versions are shared between branches. A tree maps paths
to versions in a persistent map, so that a branch costs what it changes.
"""

from typing import NamedTuple

from immutables import Map


class Version(NamedTuple):
    """One version of a file. blob: its object name; lines: their numbers; unreadable: why it has none, else
    None.
    """

    blob: bytes
    lines: bytes
    unreadable: str | None


class Tree(NamedTuple):
    """The files of a commit by path number. pending: paths that may hold lines that land together with this
    commit.
    """

    files: "Map[int, Version]"
    pending: frozenset[int]


EMPTY = Tree(Map(), frozenset())
