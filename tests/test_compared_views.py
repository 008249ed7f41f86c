"""The cells that verdicts compare, on a few rows each."""

LINES = """
    SELECT seq, authorship, clock, lines, born_90, durable_90, born_14, churned_14 FROM compared_lines
    ORDER BY clock DESC, seq, authorship
"""


def written_with(history, authorship, birth):
    history.con.execute("UPDATE line_runs SET authorship = $1 WHERE birth_seq = $2", [authorship, birth])


def test_lines_are_durable_after_ninety_days_and_churned_within_fourteen(history):
    born, early, late = history.commit(0), history.commit(14), history.commit(90)
    after = history.commit(91)
    history.lines(born, 1, death=early)
    history.lines(born, 2, death=late)
    history.lines(born, 4, death=after)
    history.lines(born, 8)
    history.lines(born, 16, touch=early)
    history.mined(100)
    assert history.rows(LINES) == [
        (born, "unknown", "landing", 31, 31, 28, 31, 17),
        (born, "unknown", "committer", 31, 31, 28, 0, 0),
    ]


def test_lines_too_young_to_tell_are_written_but_not_born(history):
    history.lines(history.commit(0), 1)
    history.lines(history.commit(20), 2)
    history.mined(33)
    assert history.rows("SELECT lines, born_90, born_14 FROM compared_lines WHERE clock = 'landing'") == [
        (1, 0, 1),
        (2, 0, 0),
    ]


def test_lines_of_one_commit_stand_apart_by_authorship(history):
    born = history.commit(0)
    history.lines(born, 3)
    written_with(history, "ai", born)
    history.lines(born, 5)
    history.mined(200)
    assert history.rows(
        "SELECT authorship, born_90 FROM compared_lines WHERE clock = 'landing' ORDER BY born_90"
    ) == [("ai", 3), ("unknown", 5)]


def test_the_committers_clock_counts_what_never_landed(history):
    merge = history.commit(50, merge=True)
    written = history.commit(50, committed=0, landed_by=merge)
    history.lines(written, 2, fate="unlanded")
    history.lines(written, 1)
    history.mined(200)
    assert history.rows(
        "SELECT clock, quarter::VARCHAR, born_90, durable_90 FROM compared_lines ORDER BY clock"
    ) == [("committer", "2020-01-01", 3, 1), ("landing", "2020-01-01", 1, 1)]


def test_uncertain_labels_are_told_and_no_flag_means_none(history):
    squashed, named, plain = history.commit(0), history.commit(1), history.commit(2)
    for seq in (squashed, named, plain):
        history.lines(seq, 1)
        history.operation(seq, "added", 1)
    history.con.execute("UPDATE commits SET squash = true, branch_only = false WHERE seq = $1", [squashed])
    history.con.execute("UPDATE commits SET squash = false, branch_only = true WHERE seq = $1", [named])
    history.mined(200)
    flags = [(squashed, True, False), (named, False, True), (plain, False, False)]
    assert (
        history.rows(
            "SELECT seq, squash, branch_only FROM compared_lines WHERE clock = 'landing' ORDER BY seq"
        )
        == flags
    )
    assert history.rows("SELECT seq, squash, branch_only FROM compared_changes ORDER BY seq") == flags


def test_changes_hold_what_was_copied_and_whether_a_block_was_added(history):
    seq = history.commit(0)
    history.operation(seq, "added", 3)
    history.operation(seq, "copied", 5, source="tree")
    history.operation(seq, "reindented", 9)
    history.copy(seq, 10, 5)
    history.operation(seq, "updated", 2, path="tests/test_a.py")
    history.con.execute("UPDATE files SET role = 'test' WHERE path = 'tests/test_a.py'")
    history.mined(1)
    assert history.rows(
        "SELECT role, changed, copied, changed_with_block FROM compared_changes ORDER BY role"
    ) == [("source", 8, 5, 8), ("test", 2, 0, 0)]


def test_months_hold_the_figures_that_adoption_may_change(history):
    first, second = history.commit(0), history.commit(40)
    history.lines(first, 10, death=second)
    history.lines(first, 4)
    history.operation(first, "added", 14)
    history.operation(second, "moved", 3)
    history.operation(second, "deleted", 10)
    history.mined(100)
    assert history.rows(
        "SELECT figure, period::VARCHAR, part, whole FROM compared_months ORDER BY figure, period"
    ) == [
        ("moving", "2020-01-01", 0, 14),
        ("moving", "2020-02-01", 3, 13),
        ("output", "2020-01-01", 14, 1),
        ("output", "2020-02-01", 0, 1),
        ("young_revisions", "2020-02-01", 0, 10),
    ]


def test_lives_are_told_by_age_and_end(history):
    born = history.commit(0)
    history.lines(born, 2, death=history.commit(7))
    history.lines(born, 3)
    history.mined(20)
    assert history.rows("SELECT age_days, died, lines FROM compared_lives ORDER BY age_days") == [
        (7, True, 2),
        (20, False, 3),
    ]
