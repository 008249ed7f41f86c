"""Intervals of shares of clustered lines."""

import numpy as np
import pytest
from scipy import stats

from metrics.intervals import clustered_share


def interval(whole, part):
    whole, part = np.array(whole, float), np.array(part, float)
    sums = len(whole), whole.sum(), part.sum(), (whole**2).sum(), (part**2).sum(), (whole * part).sum()
    low, high = clustered_share(*(np.array([value], float) for value in sums))
    return float(low[0]), float(high[0])


def test_clusters_of_one_line_give_nearly_wilsons_interval():
    """400 lines of which 300 stand: there is no cluster to speak of."""
    wilson = stats.binomtest(300, 400).proportion_ci(method="wilson")

    assert interval([1] * 400, [1] * 300 + [0] * 100) == pytest.approx((wilson.low, wilson.high), abs=0.001)


def test_lines_that_share_their_fate_say_no_more_than_their_clusters():
    apart = interval([1] * 40, [1] * 30 + [0] * 10)

    assert interval([100] * 40, [100] * 30 + [0] * 10) == pytest.approx(apart)


def test_clusters_that_are_all_alike_are_no_certainty():
    low, high = interval([50] * 4, [50] * 4)

    assert 0.2 < low < 0.5
    assert high == pytest.approx(1.0)


def test_one_cluster_tells_nothing_of_itself():
    assert np.isnan(interval([80], [60])).all()


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Landings of 1 to 200 lines whose fate is drawn around 0.8: 95 % of intervals should cover it."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        whole = rng.integers(1, 200, 40)
        part = rng.binomial(whole, rng.beta(4, 1, 40))
        low, high = interval(whole, part)
        covered += low <= 0.8 <= high

    assert 0.92 <= covered / 400 <= 0.98
