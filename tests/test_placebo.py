"""Before and after adoption, told from chance by what happened at other dates."""

import numpy as np
import pytest

from metrics.placebo import change, missing, reference, rough_change


def test_a_change_is_the_mean_of_eighteen_months_minus_that_of_eighteen_before():
    series = np.concatenate([np.full(20, 1.0), np.full(20, 3.0)])
    assert change(series, 20) == 2
    assert change(series, 21) == pytest.approx(3 - (17 * 1 + 3) / 18)
    assert np.isnan(change(series, 17))
    assert np.isnan(change(series, 23))


def test_months_without_a_figure_are_passed_over_but_not_too_many():
    series = np.concatenate([np.full(18, 1.0), np.full(18, 3.0)])
    series[:6] = np.nan
    assert change(series, 18) == 2
    series[6] = np.nan
    assert np.isnan(change(series, 18))


def test_the_largest_change_of_all_dates_is_told_from_chance():
    rng = np.random.default_rng(0)
    series = rng.normal(0, 0.1, 120)
    series[70:] += 1
    found = reference(series, 70)
    assert len(found.estimates) == 120 - 36
    assert found.p(0.0) == pytest.approx(1 / 85)
    low, high = found.interval(0.95)
    assert 0 < low < found.observed < high
    assert found.p(1.0) > 0.05


def test_a_series_that_drifts_has_changes_everywhere():
    walk = np.cumsum(np.random.default_rng(4).normal(0, 1, 150))
    p = [reference(walk, month).p(0.0) for month in range(18, 133)]
    # Of all dates, whatever the series, no more than one in twenty stands out.
    assert np.mean(np.array(p) <= 0.05) <= 0.05


@pytest.mark.parametrize(
    ("months", "adoption", "reason"),
    [
        (100, 17, "months before adoption: 17, since: 83, 18 a side are needed"),
        (100, 83, "months before adoption: 83, since: 17, 18 a side are needed"),
        (100, -3, "months before adoption: 0, since: 100, 18 a side are needed"),
        (54, 30, "months that adoption can be told from: 19, 20 are needed"),
    ],
)
def test_too_short_a_history_is_refused(months, adoption, reason):
    assert missing(np.zeros(months), adoption) == (reason,)


def test_too_few_months_with_a_figure_are_refused():
    series = np.zeros(100)
    series[50:57] = np.nan
    assert missing(series, 50) == ("months of a side with a figure: 11, 12 of 18 are needed",)
    assert missing(np.zeros(100), 50) == ()


def test_where_it_can_not_be_told_there_is_a_rough_figure_at_most():
    series = np.concatenate([np.full(6, 1.0), np.full(30, 3.0)])
    assert rough_change(series, 6) == 2
    assert rough_change(series, 5) is None
    assert reference(series, 6) is None
