"""What is compared: cells of code, each of one commit, and which of them an AI tool had a hand in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CAP = 50.0  # lines; what a commit counts for at most
NO_CAP = np.inf
PER_COMMIT = 1.0  # a cap that lets every commit count the same


@dataclass(frozen=True, slots=True)
class Sample:
    """n cells: what one commit wrote in one role and language, AI lines apart from others. Shapes (n,).

    commit, landing, author, place (role and language), quarter: codes from 0 in the order of their values,
    a landing being the mainline commit; lines: how many, above 0; share: of them with the outcome, 0 to 1, or
    how much of it a line has; ai: whether they count as written with AI; cluster: codes from 0 of what is
    taken to share its fate: the landings, or the files.
    """

    commit: Ints
    landing: Ints
    author: Ints
    quarter: Ints
    place: Ints
    lines: Floats
    share: Floats
    ai: Flags
    cluster: Ints

    def __len__(self) -> int:
        """How many cells."""
        return len(self.lines)

    def where(self, chosen: Flags) -> Sample:
        """The cells that are chosen, shape (n,); codes stay as they are."""
        return Sample(*(getattr(self, field.name)[chosen] for field in fields(self)))


def sample(columns: Mapping[str, npt.NDArray[Any]]) -> Sample:
    """A sample from columns of equal length, one entry a cell.

    Columns: seq, landed_seq, author, quarter (a number that grows with time), role, language, ai, lines, hits
    (lines with the outcome) and cluster. Cells without lines are left out.
    """
    held = np.asarray(columns["lines"]) > 0
    column = {name: np.asarray(values)[held] for name, values in columns.items()}
    lines = column["lines"].astype(np.float64)
    return Sample(
        commit=codes(column["seq"]),
        landing=codes(column["landed_seq"]),
        author=codes(column["author"].astype(np.str_)),
        quarter=codes(column["quarter"]),
        place=codes(column["role"].astype(np.str_), column["language"].astype(np.str_)),
        lines=lines,
        share=column["hits"] / lines,
        ai=column["ai"].astype(np.bool_),
        cluster=codes(column["cluster"]),
    )


def codes(*columns: npt.NDArray[Any]) -> Ints:
    """A number from 0 for each distinct combination of values, in their order; shapes (n,)."""
    numbered = np.stack([np.unique(column, return_inverse=True)[1] for column in columns], axis=1)
    return np.unique(numbered, axis=0, return_inverse=True)[1].astype(np.int64)
