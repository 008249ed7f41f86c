"""How sure a share of lines is when the lines came in clusters that share their fate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.95


def clustered_share(
    clusters: Floats,
    whole: Floats,
    part: Floats,
    whole_squares: Floats,
    part_squares: Floats,
    products: Floats,
) -> tuple[Floats, Floats]:
    """The lower and upper ends of 95 % intervals of part / whole, shapes (n,); NaN for a single cluster.

    clusters: how many; whole, part: their sums; the others: sums over clusters of whole squared, part squared
    and part times whole. Wilson's interval with an effective number of observations, and Student's quantile
    in place of the normal one (Korn and Graubard, Survey Methodology 24, 1998; Franco et al., Journal of
    Survey Statistics and Methodology 7, 2019). Clusters of one and the same fate show no spread: there the
    number is Kish's, of clusters weighed by their size.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = part / whole
        spread = np.maximum(part_squares - 2 * share * products + share**2 * whole_squares, 0)
        variance = spread / whole**2 * clusters / (clusters - 1)
        by_spread = share * (1 - share) / variance
        by_size = whole**2 / whole_squares
        observations = np.where(np.isfinite(by_spread) & (by_spread > 0), by_spread, by_size)
        quantile = stdtrit(clusters - 1, (1 + LEVEL) / 2)
        doubt = quantile**2 / observations
        middle = (share + doubt / 2) / (1 + doubt)
        reach = np.sqrt(doubt * share * (1 - share) + doubt**2 / 4) / (1 + doubt)
    told = clusters > 1
    return np.where(told, middle - reach, np.nan), np.where(told, middle + reach, np.nan)
