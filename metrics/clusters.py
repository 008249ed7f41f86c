"""Uncertainty when lines come in clusters: what landed together, or stands in one file, often fares alike.

The standard error is the jackknife over clusters, CR3 in the terms of Cameron and Miller, A Practitioner's
Guide to Cluster-Robust Inference, J. Human Resources 50 (2015): it does not take a stratum with one cluster
an arm for one without noise, as residuals do. The degrees of freedom are those of Bell and McCaffrey, Bias
Reduction in Standard Errors for Linear Regression with Multi-Stage Samples, Survey Methodology 28 (2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

from metrics.estimate import NONE, contrast

if TYPE_CHECKING:
    from metrics.sample import Flags, Floats, Ints
    from metrics.strata import Strata


@dataclass(frozen=True, slots=True)
class Concentration:
    """How a contrast rests on clusters, shapes (2, k), AI first: effective clusters (sum w)^2 / sum w^2
    (Kish, Survey Sampling, 1965) and the largest one's share of an arm's weight.
    """

    effective: Floats
    largest: Floats


@dataclass(frozen=True, slots=True)
class Clustered:
    """An estimate, its standard error and the degrees of freedom of Student's t that it is held against."""

    estimate: float
    error: float
    freedom: float

    def p(self, difference: float) -> float:
        """The two-sided p of the true difference being `difference`."""
        return float(2 * stdtr(self.freedom, -abs(self.estimate - difference) / self.error))

    def interval(self, level: float) -> tuple[float, float]:
        """The differences with p above 1 - level."""
        reach = self.error * float(stdtrit(self.freedom, (1 + level) / 2))
        return self.estimate - reach, self.estimate + reach


def clustered(strata: Strata) -> Clustered:
    """The standardised difference of the sample's own labels with its uncertainty; there must be overlap."""
    weights = contrast(strata, strata.sample.ai[:, np.newaxis])[:, 0]
    return Clustered(
        float(strata.sample.share @ weights),
        jackknife_error(strata, strata.sample.ai),
        degrees_of_freedom(strata, weights),
    )


def concentration(strata: Strata, weights: Floats) -> Concentration:
    """How much each arm of contrasts, shape (n, k), rests on few clusters."""
    arms = np.stack([strata.to_cluster @ np.maximum(sign * weights, 0.0) for sign in (1, -1)])
    with np.errstate(divide="ignore", invalid="ignore"):
        total = arms.sum(axis=1)
        effective, largest = total**2 / (arms**2).sum(axis=1), arms.max(axis=1, initial=0.0) / total
    # Thirty equal clusters are thirty, whatever the last digits of a sum say.
    return Concentration(effective.round(9), largest.round(9))


def degrees_of_freedom(strata: Strata, weights: Floats) -> float:
    """Satterthwaite's, of the jackknife's variance if commits did not depend on each other; weights (n,)."""
    clusters = strata.sample.cluster.max() + 1
    pairs, pair_of = np.unique(strata.sample.commit * clusters + strata.sample.cluster, return_inverse=True)
    squares = sum(np.bincount(pair_of, np.maximum(sign * weights, 0.0)) ** 2 for sign in (1, -1))
    variances = np.bincount(pairs % clusters, squares)
    return float(variances.sum() ** 2 / (variances**2).sum())


def jackknife_error(strata: Strata, ai: Flags) -> float:
    """The standard error of the standardised difference for one labelling, shape (n,).

    The whole estimate is repeated without each cluster; only the strata that a cluster has lines in change,
    so all of them together cost one pass. NaN where a single cluster holds all the overlap.
    """
    sample, weight = strata.sample, strata.weight
    clusters = sample.cluster.max() + 1
    pairs, pair_of = np.unique(strata.fine * clusters + sample.cluster, return_inverse=True)
    fine, cluster = np.divmod(pairs, clusters)
    coarse_pairs, coarse_pair_of = np.unique(strata.coarse_of[fine] * clusters + cluster, return_inverse=True)
    coarse, coarse_cluster = np.divmod(coarse_pairs, clusters)

    lines = np.stack([weight * ai, weight * ~ai])
    cells = np.concatenate([lines, lines * sample.share])
    whole = _summed(strata.fine, cells)
    without = whole[:, fine] - _summed(pair_of, cells)
    own, own_without = _compared(whole), _compared(without)
    left, left_without = _left(whole), _left(without)

    coarse_whole = _summed(strata.coarse_of, left)
    coarse_without = coarse_whole[:, coarse] + _summed(coarse_pair_of, left_without - left[:, fine])
    shared, shared_without = _compared(coarse_whole), _compared(coarse_without)

    total = own.sum(axis=1) + shared.sum(axis=1)
    changes = _summed(cluster, own_without - own[:, fine])
    changes += _summed(coarse_cluster, shared_without - shared[:, coarse])
    excess, compared = total[:, np.newaxis] + changes
    estimates = excess / np.where(compared > NONE, compared, np.nan)
    return float(np.sqrt(((estimates - total[0] / total[1]) ** 2).sum()))


def _summed(group: Ints, values: Floats) -> Floats:
    """Rows of values, shape (r, n), summed by the group of each column."""
    return np.stack([np.bincount(group, row) for row in values])


def _both(sums: Floats) -> Flags:
    return np.asarray((sums[0] > NONE) & (sums[1] > NONE))


def _compared(sums: Floats) -> Floats:
    """Of strata with both kinds AI lines x difference, and AI lines; 0 elsewhere. Shapes (4, m), (2, m).

    The rows of `sums` are AI lines, other lines, and of either those with the outcome.
    """
    ai_lines, others, ai_hits, hits = sums
    both = _both(sums)
    excess = ai_hits - hits * ai_lines / np.where(both, others, 1.0)
    return np.where(both, np.stack([excess, ai_lines]), 0.0)


def _left(sums: Floats) -> Floats:
    return np.where(_both(sums), 0.0, sums)
