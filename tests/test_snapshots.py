"""Which commits of a mainline are looked at whole."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.snapshots import chosen

DAY = 24 * 60 * 60


def seconds(date):
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())


def test_the_last_commit_of_each_month_and_the_head():
    dates = ["2024-01-05", "2024-01-31T23:59:59", "2024-02-01", "2024-04-02", "2024-04-03"]

    assert chosen([3, 4, 7, 8, 12], list(map(seconds, dates)), 60) == [4, 7, 12]


def test_where_months_are_too_many_periods_double():
    dates = [f"2024-{month:02}-15" for month in range(1, 13)]

    assert chosen(range(12), list(map(seconds, dates)), 6) == [1, 3, 5, 7, 9, 11]
    assert chosen(range(12), list(map(seconds, dates)), 5) == [3, 7, 11]


@pytest.mark.parametrize("most", [0, 1])
def test_none_at_all_and_the_head_alone(most):
    assert chosen([0, 5, 9], [0, 400 * DAY, 800 * DAY], most) == [9][:most]


def test_times_before_any_calendar():
    assert chosen([0, 1], [-253_402_300_799, 0], 60) == [0, 1]


@given(
    st.lists(st.integers(0, 3000 * DAY), min_size=1, max_size=80).map(sorted),
    st.integers(1, 80),
    st.integers(1, 20),
)
def test_a_longer_mainline_needs_no_old_tree_that_was_not_kept(times, before, most):
    before = min(before, len(times))
    earlier = chosen(range(before), times[:before], most)
    later = chosen(range(len(times)), times, most)

    assert len(later) <= most
    assert later[-1] == len(times) - 1
    assert set(later) & set(range(before)) <= set(earlier)
