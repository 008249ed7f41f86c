"""Like with like: which lines are compared with which, and how much each of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from metrics.sample import CAP, codes

if TYPE_CHECKING:
    from metrics.sample import Floats, Ints, Sample


@dataclass(frozen=True, slots=True)
class Strata:
    """A sample of n cells, weighted and sorted into strata. Matrices sum cells (columns) into rows.

    weight: (n,); fine: (n,), the stratum quarter x role x language x author; coarse_of: (f,), the stratum
    quarter x role x language that a fine one lies in; to_fine: (f, n); to_coarse: (c, f); to_cluster: (g, n).
    """

    sample: Sample
    weight: Floats
    fine: Ints
    coarse_of: Ints
    to_fine: sparse.csr_array
    to_coarse: sparse.csr_array
    to_cluster: sparse.csr_array


def strata(sample: Sample, *, cap: float = CAP, by_author: bool = True) -> Strata:
    """Sort the cells of `sample` into strata, a commit counting for its lines but for `cap` at most.

    Without `by_author` a fine stratum is the coarse one.
    """
    weight = sample.lines * np.minimum(1.0, cap / np.bincount(sample.commit, sample.lines))[sample.commit]
    coarse = codes(sample.quarter, sample.place)
    fine = codes(coarse, sample.author) if by_author else coarse
    coarse_of = np.zeros(fine.max(initial=-1) + 1, np.int64)
    coarse_of[fine] = coarse
    return Strata(
        sample, weight, fine, coarse_of, incidence(fine), incidence(coarse_of), incidence(sample.cluster)
    )


def incidence(group: Ints) -> sparse.csr_array:
    """The matrix (groups, n) that sums what stands in columns of n by its group, shape (n,)."""
    size = len(group)
    return sparse.csr_array((np.ones(size), (group, np.arange(size))), (group.max(initial=-1) + 1, size))
