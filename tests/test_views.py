"""The measures on a few rows each, the edges of their definitions worked out by hand."""

from importlib import resources

import pytest

from analyzer.configuration import ROLES
from analyzer.roles import EXCLUDED
from metrics.views import measures

RATIO = "SELECT horizon_days, born, durable FROM durable_ratio WHERE clock = 'landing' ORDER BY horizon_days"
CURVE = (
    "SELECT age_days, at_risk, deaths, censored, survival FROM survival WHERE slice = 'all' ORDER BY age_days"
)


def test_every_file_is_a_view_and_every_view_a_file(history):
    files = {file.name for file in (resources.files("metrics") / "measures").iterdir()}
    installed = {
        f"{name}.sql" for (name,) in history.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal")
    }
    assert files == installed == {f"{measure.name}.sql" for measure in measures()}


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.name)
def test_every_measure_is_explained(measure):
    assert measure.better in {"higher", "lower", "neither"}
    assert measure.grain.startswith("one row")
    assert measure.sql.startswith(f"CREATE VIEW {measure.name} AS\n")
    assert measure.sql.endswith(";")


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.name)
def test_every_view_answers_for_a_history_of_one_commit_without_lines(measure, history):
    history.commit(0)
    history.mined(0)
    rows = history.rows(f"FROM {measure.name}")
    assert len(rows) == (1 if measure.name in {"adoption", "ai_share", "totals", "landing_delay"} else 0)


def test_a_death_on_the_horizon_is_within_it_and_a_second_later_is_not(history):
    second = 1 / 86400
    birth, at, after = history.commit(0), history.commit(14), history.commit(14 + second)
    history.lines(birth, 1, death=at)
    history.lines(birth, 2, death=after)
    history.lines(birth, 4)
    history.mined(29)
    assert history.rows(RATIO) == [(14, 7, 6)]


@pytest.mark.parametrize(("head", "counted"), [(14, [(14, 3, 3)]), (13.999, [])])
def test_lines_count_from_the_horizon_before_the_head_on(history, head, counted):
    history.lines(history.commit(0), 3)
    history.mined(head)
    assert history.rows(RATIO) == counted


def test_a_death_of_a_line_too_young_for_the_horizon_does_not_count(history):
    birth, death = history.commit(0), history.commit(5)
    history.lines(birth, 3, death=death)
    history.mined(13)
    assert history.rows(RATIO) == []
    assert history.rows("FROM new_code_churn") == []


def test_restored_unknown_unlanded_and_superseded_lines_are_in_no_ratio_curve_or_churn(history):
    birth, death = history.commit(0), history.commit(3)
    history.lines(birth, 1)
    history.lines(birth, 10, operation="restored")
    history.lines(birth, 20, operation="unknown", death=death)
    history.lines(birth, 40, fate="unlanded")
    history.lines(birth, 80, fate="superseded")
    history.mined(20)
    assert history.rows(RATIO) == [(14, 1, 1)]
    assert history.rows("SELECT born, churned FROM new_code_churn") == [(1, 0)]
    assert history.rows("SELECT lines FROM half_life WHERE slice = 'all'") == [(1,)]


def test_a_line_written_by_a_merge_counts(history):
    history.lines(history.commit(0, merge=True), 2, operation="merge")
    history.mined(14)
    assert history.rows(RATIO) == [(14, 2, 2)]


@pytest.mark.parametrize(("lost", "counted"), [(14, []), (14.5, [(14, 3, 3)])])
def test_a_line_lost_sight_of_within_the_horizon_leaves_the_ratio(history, lost, counted):
    birth, unreadable = history.commit(0), history.commit(lost)
    history.lines(birth, 3, death=unreadable, kind=None)
    history.mined(25)
    assert history.rows(RATIO) == counted
    assert [(born, kept) for _, born, kept in counted] == history.rows(
        "SELECT born, born - churned FROM new_code_churn"
    )


def test_a_line_lost_sight_of_is_censored_in_the_curve(history):
    birth, unreadable, death = history.commit(0), history.commit(4), history.commit(4)
    history.lines(birth, 1, death=unreadable, kind=None)
    history.lines(birth, 1, death=death)
    history.mined(10)
    # On the day it was lost nobody can say whether it died, so it is not at risk then.
    assert history.rows(CURVE) == [(3, 2, 0, 1, 1.0), (4, 1, 1, 0, 0.0)]


def test_the_two_clocks_date_the_same_lines_differently(history):
    birth = history.commit(40, committed=0)
    death = history.commit(50, committed=45)
    history.lines(birth, 1, death=death)
    history.lines(birth, 3)
    history.mined(100)
    assert history.rows(
        "SELECT clock, period::VARCHAR, horizon_days, born, durable FROM durable_ratio ORDER BY ALL"
    ) == [
        ("committer", "2020-01-01", 14, 4, 4),
        ("committer", "2020-01-01", 30, 4, 4),
        ("committer", "2020-01-01", 90, 4, 3),
        ("landing", "2020-02-01", 14, 4, 3),
        ("landing", "2020-02-01", 30, 4, 3),
    ]
    assert history.rows(
        "SELECT horizon_days, landing_ratio, committer_ratio, difference FROM clock_difference ORDER BY 1"
    ) == [
        (14, 0.75, 1.0, -0.25),
        (30, 0.75, 1.0, -0.25),
        (90, None, 0.75, None),
    ]


def by_committer(history):
    return history.rows(
        "SELECT horizon_days, born, durable FROM durable_ratio WHERE clock = 'committer' ORDER BY 1"
    )


def test_a_line_reworked_on_its_branch_dies_by_the_committers_clock_alone(history):
    merge = history.commit(60, merge=True)
    first = history.commit(60, committed=0, landed_by=merge)
    within, later = (history.commit(60, committed=day, landed_by=merge) for day in (14, 20))
    history.lines(first, 1)
    history.lines(first, 2, death=within, fate="unlanded", kind="rewritten")
    history.lines(first, 4, death=later, fate="unlanded")
    history.lines(first, 8, death=within, fate="unlanded", operation="restored")
    history.lines(first, 16, fate="superseded")
    history.mined(80)
    assert by_committer(history) == [(14, 7, 5), (30, 7, 1)]
    assert history.rows(RATIO) == [(14, 1, 1)]
    assert history.rows(
        "SELECT landing_born, committer_born, landing_ratio, committer_ratio FROM clock_difference "
        "WHERE horizon_days = 14"
    ) == [(1, 7, 1.0, 5 / 7)]


def test_a_line_that_no_commit_of_its_branch_removed_ends_with_the_merge_that_drops_it(history):
    merge = history.commit(20, merge=True)
    first = history.commit(20, committed=0, landed_by=merge)
    history.lines(first, 1)
    history.lines(first, 2, fate="unlanded")
    history.mined(50)
    assert by_committer(history) == [(14, 3, 3), (30, 3, 1)]


def test_a_line_lost_sight_of_on_its_branch_leaves_the_committers_ratio(history):
    merge = history.commit(40, merge=True)
    first, unreadable = (history.commit(40, committed=day, landed_by=merge) for day in (0, 20))
    history.lines(first, 1)
    history.lines(first, 2, death=unreadable, kind=None, fate="unlanded")
    history.mined(50)
    assert by_committer(history) == [(14, 3, 3), (30, 1, 1)]


def test_a_committer_clock_that_runs_backwards_shortens_a_life_to_nothing(history):
    birth, death = history.commit(0, committed=9), history.commit(20, committed=3)
    history.lines(birth, 1, death=death)
    history.mined(30)
    assert history.rows(
        "SELECT durable FROM durable_ratio WHERE clock = 'committer' AND horizon_days = 14"
    ) == [(0,)]


def test_periods_are_months_of_utc_and_authors_are_people_with_addresses(history):
    ann = history.commit(30.99)
    other_ann = history.commit(31, email="ann@b.example")
    history.lines(ann, 1)
    history.lines(other_ann, 2)
    history.mined(50)
    assert history.rows(
        "SELECT period::VARCHAR, author, born FROM durable_ratio "
        "WHERE clock = 'landing' AND horizon_days = 14 ORDER BY 1"
    ) == [
        ("2020-01-01", "Ann <ann@a.example>", 1),
        ("2020-02-01", "Ann <ann@b.example>", 2),
    ]


def test_survival_is_the_textbook_estimate(history):
    """Six lines: deaths after 2, 3 and 5 days, lines censored after 3, 4 and 6.

    S(2) = 5/6; S(3) = 5/6 * 4/5 = 2/3, the censored line of that day still at risk; S(5) = 2/3 * 1/2 = 1/3.
    """
    head = 10
    start = history.commit(0)
    for age in (2, 3, 5):
        history.lines(start, 1, death=history.commit(age))
    for age in (3, 4, 6):
        history.lines(history.commit(head - age), 1)
    history.mined(head)
    curve = history.rows(CURVE)
    assert [row[:4] for row in curve] == [
        (2, 6, 1, 0),
        (3, 5, 1, 1),
        (4, 3, 0, 1),
        (5, 2, 1, 0),
        (6, 1, 0, 1),
    ]
    assert [row[4] for row in curve] == pytest.approx([5 / 6, 2 / 3, 2 / 3, 1 / 3, 1 / 3])
    assert history.rows("FROM half_life WHERE slice = 'all'") == [("all", "all", 5, 6, 6)]


def test_the_curve_equals_the_ratio_where_every_line_was_watched_for_the_horizon(history):
    births = [history.commit(day) for day in (0, 5, 9)]
    for birth, day in zip(births, (14, 19.5, 20), strict=True):
        history.lines(birth, 3, death=history.commit(day))
        history.lines(birth, 2)
    history.mined(23)
    ((born, durable),) = history.rows(
        "SELECT sum(born), sum(durable) FROM durable_ratio WHERE clock = 'landing' AND horizon_days = 14"
    )
    ((survival,),) = history.rows("SELECT min(survival) FROM survival WHERE slice = 'all' AND age_days <= 14")
    assert durable / born == pytest.approx(survival)


def test_the_half_life_is_reached_at_exactly_one_half_and_unknown_above(history):
    start, death = history.commit(0), history.commit(7)
    history.lines(start, 3, death=death)
    history.lines(start, 3)
    late = history.commit(366, author="Bo", email="bo@b.example")
    history.lines(late, 1)
    history.mined(400)
    assert history.rows(
        "SELECT slice, value, half_life_days, longest_age_days, lines FROM half_life ORDER BY 1, 2"
    ) == [
        ("all", "all", None, 400, 7),
        ("author", "Ann <ann@a.example>", 7, 400, 6),
        ("author", "Bo <bo@b.example>", None, 34, 1),
        ("authorship", "unknown", None, 400, 7),
        ("year", "2020", 7, 400, 6),
        ("year", "2021", None, 34, 1),
    ]


def test_a_line_updated_or_removed_within_14_days_churns_once(history):
    birth, update, death, late = (history.commit(day) for day in (0, 14, 14, 15))
    history.lines(birth, 1, touch=update, death=death)
    history.lines(birth, 2, touch=update)
    history.lines(birth, 4, death=death, kind="rewritten")
    history.lines(birth, 8, touch=late, death=late)
    history.lines(birth, 16, touch=update, death=death, kind=None)
    history.mined(40)
    assert history.rows("SELECT born, churned FROM new_code_churn") == [(31, 23)]


def test_folders_are_cut_at_two_segments_and_keep_what_stands_there(history):
    birth, death = history.commit(0), history.commit(1)
    history.lines(birth, 1, path="top.py")
    history.lines(birth, 2, path="src/a.py", death=death)
    history.lines(birth, 4, path="src/app/b.py")
    history.lines(birth, 8, path="src/app/deep/er/c.py", death=death)
    history.lines(birth, 16, path="new/d.py", operation="unknown")
    history.mined(20)
    assert history.rows(
        "SELECT folder, born, churned, ratio, live_lines FROM folder_churn ORDER BY folder"
    ) == [
        (".", 1, 0, 0.0, 1),
        ("new", 0, 0, None, 16),
        ("src", 2, 2, 1.0, 0),
        ("src/app", 12, 8, 8 / 12, 4),
    ]


def test_rework_is_what_was_written_on_a_branch_and_never_landed(history):
    branch, death = history.commit(3), history.commit(9)
    history.lines(branch, 1, fate="unlanded")
    history.lines(branch, 2)
    history.lines(branch, 4, death=death)
    history.lines(branch, 8, fate="superseded")
    history.lines(branch, 16, operation="restored")
    history.mined(9)
    assert history.rows("SELECT period::VARCHAR, author, written, unlanded FROM in_branch_rework") == [
        ("2020-01-01", "Ann <ann@a.example>", 7, 1)
    ]


def test_the_burndown_stands_at_the_end_of_each_month_and_ends_in_the_head_tree(history):
    first, removal, revert, later = (history.commit(day) for day in (0, 20, 40, 366))
    history.lines(first, 10, death=removal)
    history.lines(first, 5)
    history.lines(revert, 3, operation="restored")
    history.lines(first, 2, death=revert, kind=None)
    history.lines(later, 1)
    history.lines(later, 50, fate="unlanded")
    history.lines(later, 60, fate="superseded")
    history.mined(366 + 31)
    rows = history.rows("SELECT period::VARCHAR, cohort, lines FROM burndown ORDER BY ALL")
    assert rows[:3] == [("2020-01-01", 2020, 7), ("2020-02-01", 2020, 8), ("2020-03-01", 2020, 8)]
    assert rows[-4:] == [
        ("2021-01-01", 2020, 8),
        ("2021-01-01", 2021, 1),
        ("2021-02-01", 2020, 8),
        ("2021-02-01", 2021, 1),
    ]
    assert len(rows) == 14 + 2
    ((live,),) = history.rows("SELECT live_lines FROM totals")
    assert live == 9


def test_the_flow_gives_one_authors_burndown(history):
    ann, bo = history.commit(0), history.commit(0, author="Bo")
    history.lines(ann, 3, death=history.commit(40))
    history.lines(bo, 5)
    history.mined(40)
    assert history.rows(
        "SELECT period::VARCHAR, born, ended FROM live_line_flow WHERE author LIKE 'Ann %' ORDER BY 1"
    ) == [
        ("2020-01-01", 3, 0),
        ("2020-02-01", 0, 3),
    ]


def test_the_largest_landing_of_a_year_is_that_of_all_its_commits_together(history):
    merge = history.commit(9, merge=True, subject="Merge the import")
    branch = [history.commit(9, committed=day, landed_by=merge) for day in (1, 2)]
    single = history.commit(10, subject="Rewrite")
    for commit, lines in ((branch[0], 3), (branch[1], 3), (single, 4)):
        history.lines(commit, lines)
    history.lines(branch[0], 90, fate="unlanded")
    equal = [history.commit(400 + day, subject=f"Equal {day}") for day in (0, 1)]
    for commit in equal:
        history.lines(commit, 5)
    history.mined(420)
    assert history.rows("SELECT year, subject, lines, born, share FROM largest_landing ORDER BY year") == [
        (2020, "Merge the import", 6, 10, 0.6),
        (2021, "Equal 0", 5, 10, 0.5),
    ]


def test_totals_count_what_git_counts(history):
    seq = history.commit(0)
    history.commit(2, author="Bo", merge=True)
    history.path("a")
    history.con.execute(
        "INSERT INTO file_changes VALUES (0, 0, NULL, 'A', 5, 0, 0), (1, 0, NULL, 'M', NULL, NULL, 0)"
    )
    history.lines(seq, 5, path="a")
    history.skip(seq, "logo.png", "binary")
    history.skip(seq, "logo.png", "binary")
    history.mined(2)
    assert history.rows(
        "SELECT commits, merges, authors, lines_added, lines_deleted, live_lines, live_files, skipped "
        "FROM totals"
    ) == [(2, 1, 2, 5, 0, 5, 1, 2)]
    assert history.rows("FROM skipped_paths") == [("binary", "logo.png", 2)]


def test_the_landing_delay_is_that_of_commits(history):
    for delay in (0, 0, 1, 20):
        history.commit(30, committed=30 - delay)
    history.mined(30)
    assert history.rows("SELECT median_days, share_over_14_days FROM landing_delay") == [(0.5, 0.25)]


def test_only_source_and_tests_are_in_a_ratio_a_curve_or_the_burndown(history):
    birth, branch = history.commit(0), history.commit(0)
    history.lines(birth, 1, path="src/a.py")
    history.path("tests/a.py", role="test")
    history.lines(birth, 2, path="tests/a.py")
    for place, role in enumerate(set(ROLES) - {"source", "test"} | {EXCLUDED}):
        history.path(f"other/{role}", role=role)
        history.lines(birth, 10 + place, path=f"other/{role}")
        history.lines(branch, 10 + place, path=f"other/{role}", fate="unlanded")
    history.mined(20)
    assert history.rows(RATIO) == [(14, 3, 3)]
    assert history.rows("SELECT born FROM durable_ratio WHERE clock = 'committer'") == [(3,)]
    assert history.rows("SELECT sum(born) FROM new_code_churn") == [(3,)]
    assert history.rows("SELECT lines FROM half_life WHERE slice = 'all'") == [(3,)]
    assert history.rows("SELECT lines FROM burndown") == [(3,)]
    assert history.rows("SELECT born FROM largest_landing") == [(3,)]
    assert history.rows("SELECT sum(written), sum(unlanded) FROM in_branch_rework") == [(3, 0)]
    assert history.rows("SELECT folder, born, live_lines FROM folder_churn ORDER BY folder") == [
        ("src", 1, 1),
        ("tests", 2, 2),
    ]


def test_what_is_not_counted_is_listed_by_path_with_the_rule(history):
    birth, death = history.commit(0), history.commit(5)
    history.lines(birth, 50, path="src/a.py")
    history.path("a.md", role="docs", rule="language markdown")
    history.lines(birth, 1, path="a.md")
    history.lines(birth, 2, path="a.md", death=death)
    history.lines(birth, 4, path="a.md", fate="unlanded")
    history.lines(birth, 8, path="a.md", fate="superseded")
    history.lines(death, 16, path="a.md", operation="restored")
    history.path("a.png", role="data", rule="binary")
    history.mined(20)
    assert history.rows("FROM uncounted_paths ORDER BY path") == [
        ("docs", "language markdown", "a.md", 7, 17),
        ("data", "binary", "a.png", 0, 0),
    ]
