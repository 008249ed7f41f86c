"""Order and landing: which commits there are, and when the mainline got them."""

from datetime import UTC, datetime
from itertools import combinations, pairwise

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import build, story

from analyzer.errors import LinespanError, RepositoryError
from analyzer.history import Commit, land, landing_times
from analyzer.mine import MiningOptions, mine

DAY = 86_400
NOW = 1_000_000.0


def commits(*parents, times=None):
    """Commits in order, given by their parents; committed on the first days of 1970 unless told otherwise."""
    times = times or [DAY * seq for seq in range(len(parents))]
    return [
        Commit(seq, f"{seq:040x}", tuple(of), time)
        for seq, (of, time) in enumerate(zip(parents, times, strict=True))
    ]


def by_definition(committed, now):
    """Landing times as METRICS.md defines them, by trying every subset."""
    allowed = [place for place, time in enumerate(committed) if time <= now + DAY]
    runs = (
        run
        for length in range(len(allowed), 0, -1)
        for run in combinations(allowed, length)  # in dictionary order, so the first is the earliest
        if all(committed[one] <= committed[other] for one, other in pairwise(run))
    )
    kept = next(runs, None)
    if kept is None:
        return list(committed[:1]) * len(committed)
    takes = [max((place for place in kept if place <= at), default=kept[0]) for at in range(len(committed))]
    return [committed[place] for place in takes]


@given(st.lists(st.integers(0, 6) | st.integers(0, 10**12), max_size=9), st.integers(0, 8))
def test_landing_times_are_as_defined(committed, now):
    assert landing_times(committed, now - DAY) == by_definition(committed, now - DAY)


@pytest.mark.parametrize(
    ("committed", "landing"),
    [
        pytest.param([1, 2, 3], [1, 2, 3], id="forwards"),
        pytest.param([2, 2, 2], [2, 2, 2], id="equal times all stay"),
        pytest.param([1, 9, 2, 3], [1, 1, 2, 3], id="one commit ahead of its time"),
        pytest.param([9, 1, 2], [1, 1, 2], id="the first one is wrong and takes the first kept"),
        pytest.param([5, 6, 1], [5, 6, 6], id="one commit behind"),
        pytest.param([3, 2, 1], [3, 3, 3], id="of equally long runs the earlier commit"),
        pytest.param([1, 2_000_000, 3], [1, 1, 3], id="the future is never kept"),
        pytest.param([1, 1_086_400], [1, 1_086_400], id="up to a day ahead of the clock is no future"),
        pytest.param([2_000_000, 3_000_000], [2_000_000] * 2, id="nothing but future: the first"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_landing_times(committed, landing):
    assert landing_times(committed, NOW) == landing


def test_a_branch_lands_with_its_merge():
    #   0 - 1 ----- 3    1 and 3 on the mainline
    #    \ - - 2 - /
    landing = land(commits([], [0], [0], [1, 2]), 3, NOW)
    assert landing.mainline == (0, 1, 3)
    assert landing.landed == (0, 1, 3, 3)
    assert landing.times == (0, DAY, 3 * DAY, 3 * DAY)
    assert landing.changed == 0


def test_after_a_foxtrot_merge_the_branch_is_the_mainline():
    #   0 - 2 - 3    the branch merged main into itself, and main was fast-forwarded to that
    #    \ 1 - /
    landing = land(commits([], [0], [0], [2, 1]), 3, NOW)
    assert landing.mainline == (0, 2, 3)
    assert landing.landed == (0, 3, 2, 3)


def test_a_second_root_lands_with_its_merge():
    landing = land(commits([], [], [1], [0, 2]), 3, NOW)
    assert landing.mainline == (0, 3)
    assert landing.landed == (0, 3, 3, 3)


def test_an_octopus_lands_all_its_branches():
    landing = land(commits([], [0], [0], [0], [1, 2, 3]), 4, NOW)
    assert landing.landed == (0, 1, 4, 4, 4)


def test_only_the_mainline_decides_times():
    history = commits([], [0], [0], [1, 2], times=[DAY, 3 * DAY, 9 * DAY, 2 * DAY])
    landing = land(history, 3, NOW)
    assert landing.times == (DAY, 3 * DAY, 3 * DAY, 3 * DAY)
    assert landing.changed == 1


def heads(repository, folder, *dates):
    """Subject of the commit that is mined as of each date."""
    found = []
    for number, date in enumerate(dates):
        database = folder / f"{number}.duckdb"
        mine(repository, database, MiningOptions(as_of=date, jobs=1))
        with duckdb.connect(str(database), read_only=True) as connection:
            found += connection.execute(
                "SELECT subject FROM commits JOIN mining_run ON sha = head_sha"
            ).fetchone()
    return found


def landings(repository, folder):
    """(subject, landing time) along the mainline."""
    mine(repository, folder / "whole.duckdb", MiningOptions(jobs=1))
    with duckdb.connect(str(folder / "whole.duckdb"), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(
            "SELECT subject, epoch(landed_time)::BIGINT FROM commits WHERE seq = landed_seq ORDER BY seq"
        ).fetchall()


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat()


@pytest.mark.parametrize("name", ["merge_clean", "merge_foxtrot", "dates_backwards", "dates_tie"])
def test_as_of_is_the_last_mainline_commit_landed_by_then(name, tmp_path):
    repository = build(story(name), tmp_path)
    mainline = landings(repository, tmp_path)
    last = {landed: subject for subject, landed in mainline}  # of equal times the last
    assert heads(repository, tmp_path, *map(moment, last)) == list(last.values())
    with pytest.raises(RepositoryError, match="nothing had landed"):
        mine(repository, tmp_path / "early", MiningOptions(as_of=moment(mainline[0][1] - 1)))
    assert not (tmp_path / "early").exists()


def test_a_date_means_its_end(tmp_path):
    repository = build(story("linear_edits"), tmp_path)
    mainline = landings(repository, tmp_path)
    day = f"{datetime.fromtimestamp(mainline[0][1], UTC):%Y-%m-%d}"
    until = [subject for subject, landed in mainline if moment(landed)[:10] <= day]
    assert heads(repository, tmp_path, day) == until[-1:]


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01", ""])
def test_what_is_no_date_is_refused(date, tmp_path):
    repository = build(story("linear_edits"), tmp_path)
    with pytest.raises(LinespanError, match="no date"):
        mine(repository, tmp_path / "history.duckdb", MiningOptions(as_of=date))
