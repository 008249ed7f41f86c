"""The headline figure: how much more often AI lines have an outcome than others of their stratum.

Direct standardisation (Rothman, Greenland and Lash, Modern Epidemiology, 3rd ed., 2008): within each stratum
the share among AI lines minus the share among the others, averaged with the AI lines' weights. The
figure is linear in the outcomes, so it is given by the weights alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from metrics.sample import Flags, Floats
    from metrics.strata import Strata

NONE = 1e-9  # lines; below, a difference of sums is nothing but rounding


def contrast(strata: Strata, ai: Flags) -> Floats:
    """The weight of each cell in the standardised difference, shape (n, k) for `ai` of shape (n, k).

    Positive for AI cells, where they sum to 1; negative for the others, where they sum to -1; 0 for cells
    without anything to be compared with. A stratum of one author serves where that author wrote both kinds
    in it; what is left is compared within quarter, role and language. A column without any overlap is NaN.
    """
    weight = strata.weight[:, np.newaxis]
    by_ai = weight * ai
    ai_lines = strata.to_fine @ by_ai
    others = (strata.to_fine @ weight) - ai_lines
    own = (ai_lines > NONE) & (others > NONE)
    left_ai = strata.to_coarse @ np.where(own, 0.0, ai_lines)
    left_others = strata.to_coarse @ np.where(own, 0.0, others)
    shared = (left_ai > NONE) & (left_others > NONE)
    used = own | shared[strata.coarse_of]
    with np.errstate(divide="ignore", invalid="ignore"):
        # What one line of the others counts for, so that they weigh as much as the stratum's AI lines.
        ratio = np.where(own, ai_lines / others, (left_ai / left_others)[strata.coarse_of])
        counts = used / np.where(used, ai_lines, 0.0).sum(axis=0)
        counts_as_other = np.where(used, -ratio * counts, counts)
    return np.asarray(np.where(ai, counts[strata.fine], counts_as_other[strata.fine]) * weight)


def difference(strata: Strata, ai: Flags) -> float:
    """The standardised difference of `share` for one labelling, shape (n,); NaN without overlap."""
    return float(strata.sample.share @ contrast(strata, ai[:, np.newaxis])[:, 0])
