"""The measures of change on a few rows each, the edges of their definitions worked out by hand."""

import pytest

SIX = ["added", "deleted", "updated", "moved", "copied", "replaced"]


def shares(history):
    return {
        operation: (lines, changed)
        for operation, lines, changed in history.rows(
            "SELECT operation, lines, changed FROM operation_shares"
        )
    }


def test_six_operations_share_the_changed_lines_and_rewriting_is_deleting(history):
    seq = history.commit(0)
    for lines, operation in enumerate([*SIX, "rewritten", "reindented", "reverted", "restored"], 1):
        history.operation(seq, operation, lines)
    history.mined(0)
    assert shares(history) == {
        "added": (1, 28),
        "deleted": (2 + 7, 28),
        "updated": (3, 28),
        "moved": (4, 28),
        "copied": (5, 28),
        "replaced": (6, 28),
    }
    ((total,),) = history.rows("SELECT sum(share) FROM operation_shares")
    assert total == pytest.approx(1)


def test_both_kinds_of_copies_count_together(history):
    seq = history.commit(0)
    history.operation(seq, "copied", 2, source="tree")
    history.operation(seq, "copied", 3, source="commit")
    history.mined(0)
    assert shares(history)["copied"] == (5, 5)


def test_only_code_of_source_and_tests_is_shared_out(history):
    seq = history.commit(0)
    history.operation(seq, "added", 1)
    for line_class in ("comment", "doc", "trivial"):
        history.operation(seq, "added", 10, line_class=line_class)
    for role in ("test", "docs", "data", "generated", "vendored", "lock", "minified", "excluded"):
        history.path(role, role=role)
        history.operation(seq, "added", 2 if role == "test" else 100, path=role)
    history.mined(0)
    assert shares(history)["added"] == (3, 3)
    # The base keeps the rest for whoever asks.
    assert history.rows("SELECT sum(lines) FROM changed_lines WHERE line_class = 'doc'") == [(10,)]


def test_changes_count_in_the_month_that_they_land_in(history):
    merge = history.commit(31, merge=True)
    history.operation(history.commit(31, committed=0, landed_by=merge), "moved", 3)
    history.operation(history.commit(30.99), "added", 1)
    history.mined(40)
    assert history.rows(
        "SELECT period::VARCHAR, lines, share FROM operation_shares WHERE operation = 'moved' ORDER BY period"
    ) == [("2020-01-01", 0, 0.0), ("2020-02-01", 3, 1.0)]


def test_moved_to_copied_is_unknown_where_nothing_was_copied(history):
    first, second = history.commit(0), history.commit(40)
    history.operation(first, "moved", 3)
    history.operation(first, "copied", 4)
    history.operation(second, "moved", 5)
    history.mined(50)
    assert history.rows("SELECT moved, copied, ratio FROM moved_to_copied ORDER BY period") == [
        (3, 4, 0.75),
        (5, 0, None),
    ]


def test_repeated_lines_are_weighed_against_new_ones_of_the_same_files(history):
    seq, ignored = history.commit(0), history.commit(1)
    history.operation(seq, "added", 6)
    history.operation(seq, "copied", 2)
    history.operation(seq, "moved", 50)
    history.change(seq, 58, repeated=4)
    history.path("data.json", role="data")
    history.operation(seq, "added", 9, path="data.json")
    history.change(seq, 9, repeated=9, path="data.json")
    history.change(ignored, 7, repeated=7)  # no operations
    history.mined(1)
    assert history.rows("SELECT written, repeated, ratio FROM repeated_lines") == [(8, 4, 0.5)]


def revisions(history):
    return history.rows("SELECT kind, age_days, lines FROM revisions WHERE in_scope ORDER BY ALL")


def test_edits_and_removals_revise_and_moving_does_not(history):
    birth, later = history.commit(0), history.commit(20.5)
    for lines, kind in enumerate(["updated", "replaced", "moved", "reindented"], 1):
        history.touch(later, birth, lines, kind)
    for lines, kind in enumerate(["deleted", "rewritten", "reverted", "merge", None], 5):
        history.lines(birth, lines, death=later, kind=kind)
    history.lines(birth, 100)
    history.mined(30)
    assert revisions(history) == [
        ("deleted", 21, 5),
        ("merge", 21, 8),
        ("replaced", 21, 2),
        ("reverted", 21, 7),
        ("rewritten", 21, 6),
        ("updated", 21, 1),
    ]


def test_what_lands_with_the_line_revises_nothing(history):
    merge = history.commit(30, merge=True)
    birth, edit = (history.commit(30, committed=day, landed_by=merge) for day in (0, 5))
    history.touch(edit, birth, 3)
    history.lines(birth, 4, death=edit, kind="rewritten", fate="unlanded")
    history.lines(birth, 8, fate="superseded")
    history.mined(40)
    assert revisions(history) == []


@pytest.mark.parametrize("operation", ["restored", "unknown"])
def test_lines_without_an_age_are_not_revised(history, operation):
    birth, other, later = history.commit(0), history.commit(0), history.commit(2)
    history.lines(birth, 3, operation=operation, death=later)
    history.touch(later, birth, 5)
    history.touch(later, birth, 7, path="src/b.py")
    history.touch(later, other, 9)
    history.mined(2)
    assert revisions(history) == [("updated", 2, 7), ("updated", 2, 9)]


def test_the_churned_share_asks_of_work_how_much_goes_into_young_lines(history):
    birth, at, after = history.commit(0), history.commit(14), history.commit(14 + 1 / 86400)
    history.operation(birth, "added", 100)
    for seq in (at, after):
        history.operation(seq, "updated", 4)
        history.touch(seq, birth, 4)
        history.operation(seq, "reverted", 6)
        history.lines(birth, 6, death=seq, kind="reverted")
        history.lines(birth, 50, death=seq, kind="merge")  # no commit's change
        history.operation(seq, "reindented", 1000)
    history.mined(20)
    assert history.rows("SELECT changed, young, ratio FROM churned_share") == [(120, 10, 10 / 120)]


@pytest.mark.parametrize(
    ("age", "named"),
    [
        (14, "under 2 weeks"),
        (14.01, "under a month"),
        (30, "under a month"),
        (30.01, "1 to 12 months"),
        (365, "1 to 12 months"),
        (365.01, "over a year"),
    ],
)
def test_ages_of_revised_code_meet_without_a_gap(history, age, named):
    history.lines(history.commit(0), 3, death=history.commit(age))
    history.mined(400)
    assert history.rows("SELECT age, lines, revised, share FROM revised_code_age ORDER BY from_days") == [
        (name, 3 * (name == named), 3, float(name == named))
        for name in ("under 2 weeks", "under a month", "1 to 12 months", "over a year")
    ]


def test_commits_that_add_a_block_are_a_share_of_those_that_change_code(history):
    copying, other, words = history.commit(0), history.commit(1), history.commit(2)
    history.operation(copying, "copied", 15)
    history.operation(other, "updated", 5)
    history.operation(words, "added", 90, line_class="doc")
    history.copy(copying, 10, 6)
    history.copy(copying, 30, 9)
    history.path("vendor/x.py", role="vendored")
    history.copy(other, 1, 9, path="vendor/x.py")
    history.mined(2)
    assert history.rows(
        "SELECT commits, copying, ratio, blocks, changed, per_million FROM duplicate_blocks"
    ) == [(2, 1, 0.5, 2, 20, 100_000.0)]


def test_durable_output_is_told_by_team_for_months_that_can_be_judged(history):
    ann, bo = history.commit(3, team="core"), history.commit(4, author="Bo", team="core")
    cy, late = history.commit(5, author="Cy"), history.commit(35, team="core")
    for seq in (ann, bo, cy, late):
        history.operation(seq, "added", 1)
    history.lines(ann, 6)
    history.lines(ann, 2, death=history.commit(33))
    history.lines(bo, 4, death=history.commit(34 + 1 / 86400))
    history.lines(late, 50)
    history.mined(31 + 30)
    assert history.rows("SELECT period::VARCHAR, team, authors, durable, per_author FROM durable_output") == [
        ("2020-01-01", "core", 2, 10, 5.0),
        ("2020-01-01", "no team", 1, 0, 0.0),
    ]


def test_a_month_that_ended_too_lately_has_no_durable_output(history):
    seq = history.commit(3)
    history.operation(seq, "added", 1)
    history.lines(seq, 1)
    history.mined(31 + 29.9)
    assert history.rows("FROM durable_output") == []


@pytest.mark.parametrize(
    "view", ["durable_ratio", "new_code_churn", "half_life", "in_branch_rework", "burndown"]
)
def test_lines_of_no_code_are_in_no_measure_of_life(history, view):
    birth = history.commit(0)
    for line_class in ("comment", "doc", "trivial"):
        history.lines(birth, 3, line_class=line_class)
    history.path("docs/x.py", role="docs")
    history.lines(birth, 3, path="docs/x.py")
    history.mined(30)
    assert history.rows(f"FROM {view}") == []
    assert history.rows("SELECT live_lines, live_code_lines FROM totals") == [(12, 0)]
