"""The durable ratio with what says how sure it is, and by place."""

from datetime import date

import pytest


@pytest.fixture
def landings(history):
    """January: landings of 10 lines (8 durable) and 4 (4); March: 6 test lines (none)."""
    first = history.commit(1)
    history.lines(first, 8)
    history.lines(first, 2, death=history.commit(10))
    branch = history.commit(12, landed_by=3)
    history.lines(branch, 1, path="lib/b.py")
    history.lines(history.commit(12), 3, path="lib/b.py")
    late = history.commit(70, team="red")
    history.lines(late, 6, death=history.commit(80), path="tests/test_a.py")
    history.con.execute("UPDATE files SET role = 'test', language = NULL WHERE path LIKE 'tests/%'")
    history.mined(300)
    return history


def test_a_month_says_as_much_as_it_has_landings(landings):
    found = landings.rows(
        "SELECT period, landings, born, durable, born_squares, durable_squares, durable_born "
        "FROM durable_landings WHERE horizon_days = 30 ORDER BY period"
    )

    assert found == [
        (date(2020, 1, 1), 2, 14, 12, 10 * 10 + 4 * 4, 8 * 8 + 4 * 4, 10 * 8 + 4 * 4),
        (date(2020, 3, 1), 1, 6, 0, 36, 0, 0),
    ]


def test_its_sums_are_those_of_the_durable_ratio(landings):
    ours = "SELECT period, horizon_days, sum(born), sum(durable) FROM {} GROUP BY ALL ORDER BY ALL"

    assert landings.rows(ours.format("durable_landings")) == landings.rows(
        ours.format("durable_ratio WHERE clock = 'landing'")
    )


def test_by_place(landings):
    found = landings.rows(
        "SELECT slice, value, born, durable FROM durable_places WHERE horizon_days = 30 ORDER BY ALL"
    )

    assert found == [
        ("authorship", "unknown", 20, 12),
        ("folder", "lib", 4, 4),
        ("folder", "src", 10, 8),
        ("folder", "tests", 6, 0),
        ("language", "python", 14, 12),
        ("language", "unknown", 6, 0),
        ("role", "source", 14, 12),
        ("role", "test", 6, 0),
        ("team", "no team", 14, 12),
        ("team", "red", 6, 0),
    ]
