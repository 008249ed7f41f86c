"""Author spells: the blocks that people and their tools come in.

Somebody who takes up a tool writes with it for weeks. A spell is an unbroken run of one author's commits,
in the order of landing, that are all with AI or all without, within one quarter of a year. A commit with
lines of both kinds is in two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from metrics.sample import Flags, Ints, Sample


def spells(sample: Sample, ai: Flags) -> Ints:
    """The number of each cell's spell, shape (n,), from 0."""
    order = np.lexsort((ai, sample.commit, sample.landing, sample.quarter, sample.author))
    author, quarter, kind = sample.author[order], sample.quarter[order], ai[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (author[1:] != author[:-1]) | (quarter[1:] != quarter[:-1]) | (kind[1:] != kind[:-1])
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(first) - 1
    return number
