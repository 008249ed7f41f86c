"""Views of smells through time, over a few rows each."""

from datetime import datetime
from itertools import count
from math import log

import pytest

NUMBERS = count(1)
LABELS = ("ai", "bot", "human", "unknown")
ALL = "rule = 'all' AND slice = 'all'"


def snapshot(history, seq, **files):
    """A snapshot at a commit of Python files: code lines by their authorship, None for one not read."""
    history.con.execute("INSERT INTO snapshots SELECT $1, $2, 0, 0", [seq, len(files)])
    for name, held in files.items():
        path, role = path_of(history, name)
        unparsable = "unparsable" if held is None else None
        lines = 0 if held is None else 2 * sum(held.values())
        history.con.execute(
            "INSERT INTO snapshot_files VALUES ($1, $2, $3, 'python', $4, 40, $5)",
            [seq, path, role, lines, unparsable],
        )
        for authorship, code in (held or {}).items():
            history.con.execute(
                "INSERT INTO snapshot_lines VALUES ($1, $2, $3, $4, $5)",
                [seq, path, authorship, "cursor" if authorship == "ai" else None, code],
            )


def path_of(history, name):
    role = "test" if name.startswith("test") else "source"
    folder = "tests" if role == "test" else "src"
    return history.path(f"{folder}/{name}.py", role=role), role


def smell(history, *seqs, name="a", rule="unused-import", lines=(1, 1), label="human", **more):
    """One smell in some snapshots; gives its number. more: born, healed, excused, subject, symbol."""
    number = next(NUMBERS)
    path, _ = path_of(history, name)
    for seq in seqs:
        history.con.execute(
            "INSERT INTO smells (snapshot_seq, smell_id, path_id, rule, symbol, subject, ordinal, "
            "start_line, end_line, message, excused, ai, bot, human, unknown, authorship, agent) "
            "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, '', $9, 0, 0, 0, 0, $10, $11)",
            [
                *(seq, number, path, rule, more.get("symbol", ""), more.get("subject", ""), *lines),
                *(more.get("excused"), label, "cursor" if label == "ai" else None),
            ],
        )
    history.con.execute(
        "INSERT INTO smell_lives VALUES ($1, $2, $3, $4, $5, $6)",
        [number, rule, more.get("born"), seqs[0], seqs[-1], more.get("healed")],
    )
    return number


def function(history, seq, symbol, *, name="a", lines=(1, 10), cyclomatic=1, cognitive=0, **code):
    path, _ = path_of(history, name)
    history.con.execute(
        "INSERT INTO functions VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, 0, 0, $9, $10, $11, $12)",
        [
            *(seq, path, symbol, *lines, cyclomatic, cognitive, lines[1] - lines[0] + 1),
            *(code.get(label, 0) for label in LABELS),
        ],
    )


def label(history, seq, authorship, *agents):
    history.con.execute(
        "UPDATE commits SET authorship = $1, agents = $2 WHERE seq = $3", [authorship, agents, seq]
    )


def density(history, condition):
    return history.rows(
        "SELECT value, smells, lines, code_lines, density, code_density FROM smell_density "  # noqa: S608
        f"WHERE {condition} ORDER BY snapshot_seq, value"
    )


def test_density_is_of_the_lines_of_files_that_could_be_read(history):
    seq = history.commit(0)
    snapshot(history, seq, a={"human": 100}, b=None)
    smell(history, seq)
    smell(history, seq, rule="boolean-trap")
    smell(history, seq, name="b")
    history.mined(0)

    assert density(history, ALL) == [("all", 2, 200, 100, 10.0, 20.0)]
    assert density(history, "rule = 'boolean-trap' AND slice = 'all'") == [("all", 1, 200, 100, 5.0, 10.0)]
    assert density(history, "rule = 'all' AND slice = 'folder'") == [("src", 2, 200, 100, 10.0, 20.0)]


def test_a_smell_that_a_comment_excuses_does_not_count(history):
    seq = history.commit(0)
    snapshot(history, seq, a={"human": 100})
    smell(history, seq, excused="allowed")
    history.mined(0)

    assert density(history, ALL) == [("all", 0, 200, 100, 0.0, 0.0)]


def test_density_by_who_wrote_is_of_their_code_lines_and_mixed_smells_have_none(history):
    seq = history.commit(0)
    snapshot(history, seq, a={"human": 100, "ai": 50})
    smell(history, seq, label="ai")
    smell(history, seq, label="mixed")
    history.mined(0)

    assert density(history, "rule = 'all' AND slice = 'authorship'") == [
        ("ai", 1, None, 50, None, 20.0),
        ("human", 0, None, 100, None, 0.0),
        ("mixed", 1, None, None, None, None),
    ]
    assert density(history, "rule = 'all' AND slice = 'tool'") == [("cursor", 1, None, 50, None, 20.0)]


FLOW = """
    SELECT snapshot_seq, value, smells, lines, flow FROM smell_flow WHERE rule = 'all' AND slice = '{}'
    ORDER BY snapshot_seq, value
"""


@pytest.fixture
def two_snapshots(history):
    """A person's 100 lines with a smell, then a tool's 50 with two, one of which nobody brought."""
    person, tool = history.commit(0, team="red"), history.commit(40)
    history.operation(person, "added", 100)
    history.operation(tool, "copied", 50)
    history.operation(tool, "updated", 30)
    label(history, tool, "ai", "cursor")
    snapshot(history, person, a={"human": 100})
    snapshot(history, tool, a={"human": 100, "ai": 50})
    smell(history, person, tool, born=person)
    smell(history, tool, born=tool, label="ai")
    smell(history, tool, rule="phantom-dependency", subject="reqests", lines=(3, 3))
    history.mined(50)
    return history


def test_flow_is_of_new_smells_and_of_lines_that_landed_since_the_snapshot_before(two_snapshots):
    assert two_snapshots.rows(FLOW.format("all")) == [(0, "all", 1, 100, 10.0), (1, "all", 2, 50, 40.0)]


def test_flow_is_by_the_commit_that_brought_the_smell(two_snapshots):
    assert two_snapshots.rows(FLOW.format("authorship")) == [
        (0, "unknown", 1, 100, 10.0),
        (1, "ai", 1, 50, 20.0),
    ]
    assert two_snapshots.rows(FLOW.format("tool")) == [(1, "cursor", 1, 50, 20.0)]
    assert two_snapshots.rows(FLOW.format("team")) == [(0, "red", 1, 100, 10.0), (1, "no team", 1, 50, 20.0)]


def test_smells_flow_in_with_the_month_of_their_commit(two_snapshots):
    assert two_snapshots.rows(
        "SELECT period::VARCHAR, part, whole FROM compared_months WHERE figure = 'smell_flow' ORDER BY period"
    ) == [("2020-01-01", 1000, 100), ("2020-02-01", 2000, 50)]


def test_a_phantom_dependency_is_told_with_the_commit_that_brought_it(two_snapshots):
    ask = "SELECT name, path, line, brought_by, authorship FROM phantom_dependencies"
    assert two_snapshots.rows(ask) == [("reqests", "src/a.py", 3, None, None)]
    two_snapshots.con.execute("UPDATE smell_lives SET born_seq = 1 WHERE rule = 'phantom-dependency'")
    assert two_snapshots.rows(ask) == [("reqests", "src/a.py", 3, f"{1:040x}", "ai")]


def test_functions_are_counted_by_figure_and_by_who_wrote_most_of_them(history):
    seq = history.commit(0)
    snapshot(history, seq, a={"human": 30})
    for symbol, cyclomatic, code in (
        ("f", 1, {"ai": 6}),
        ("g", 2, {"ai": 5, "human": 5}),
        ("h", 12, {"human": 9}),
    ):
        function(history, seq, symbol, cyclomatic=cyclomatic, **code)
    history.mined(0)

    ask = (
        "SELECT value, functions, total, median, ninth_decile, functions_above, share "
        "FROM complexity_distribution WHERE figure = 'cyclomatic' AND slice = '{}' ORDER BY value"
    )
    assert history.rows(ask.format("all")) == [("all", 3, 15, 2, 12, 1, 1 / 3)]
    assert history.rows(ask.format("authorship")) == [
        ("ai", 1, 1, 1, 1, 0, 0.0),
        ("human", 1, 12, 12, 12, 1, 1.0),
        ("mixed", 1, 2, 2, 2, 0, 0.0),
    ]


def test_a_function_without_a_figure_is_left_out_of_it(history):
    seq = history.commit(0)
    snapshot(history, seq, a={"human": 30})
    function(history, seq, "f", cognitive=None)
    function(history, seq, "g", cognitive=16)
    history.mined(0)

    assert history.rows(
        "SELECT functions, functions_above FROM complexity_distribution "
        "WHERE figure = 'cognitive' AND slice = 'all'"
    ) == [(1, 1)]


def test_growth_is_shared_out_among_the_months_between_two_snapshots(history):
    first, second = history.commit(0), history.commit(70)
    for seq, cyclomatic in ((first, 2), (second, 4)):
        snapshot(history, seq, a={"human": 30})
        function(history, seq, "f", cyclomatic=cyclomatic)
    history.mined(70)

    rows = history.rows("SELECT period::VARCHAR, growth FROM complexity_growth ORDER BY period")
    assert rows == [("2020-02-01", pytest.approx(log(2) / 2)), ("2020-03-01", pytest.approx(log(2) / 2))]


def test_maintainability_is_of_files_that_have_an_index(history):
    seq = history.commit(0)
    snapshot(history, seq, a={"human": 10}, b={"human": 10}, c={"human": 10}, d=None)
    history.con.execute("UPDATE snapshot_files SET maintainability = [9.9, 10, NULL, 1][path_id + 1]")
    history.mined(0)

    assert history.rows("SELECT files, worst, files_low, share FROM maintainability WHERE slice = 'all'") == [
        (2, 9.9, 1, 0.5)
    ]


def test_hotspots_weigh_the_changes_of_the_last_year_with_complexity(history):
    old, head = history.commit(0), history.commit(400)
    for seq in (old, head):
        history.change(seq, 1, path="src/a.py")
    snapshot(history, old, a={"human": 10})
    snapshot(history, head, a={"human": 10}, b={"human": 10})
    function(history, old, "f", cyclomatic=90)
    function(history, head, "f", cyclomatic=5)
    function(history, head, "g", cyclomatic=2)
    function(history, head, "f", name="b", cyclomatic=9)
    history.mined(400)

    assert history.rows(
        "SELECT path, changes, changes_ever, complexity, hotspot FROM hotspots ORDER BY path"
    ) == [
        ("src/a.py", 1, 2, 7, 7),
        ("src/b.py", 0, 0, 9, 0),
    ]


def test_half_life_counts_from_the_first_snapshot_and_censors_at_the_last(history):
    first, second, third = (history.commit(day) for day in (0, 30, 60))
    for seq in (first, second, third):
        snapshot(history, seq, a={"human": 10})
    smell(history, first, healed=second)
    smell(history, first, second, healed=third)
    smell(history, first, second, third)
    smell(history, first, second)
    history.mined(60)

    assert history.rows(
        "SELECT age_days, at_risk, healed, censored, survival FROM smell_survival "
        "WHERE slice = 'all' ORDER BY ALL"
    ) == [(30, 4, 1, 1, 0.75), (60, 2, 1, 1, 0.375)]
    assert history.rows(
        "SELECT half_life_days, longest_age_days, smells, healed FROM smell_half_life WHERE slice = 'all'"
    ) == [(60, 60, 4, 2)]


def event(history, number, seq, what):
    history.con.execute("INSERT INTO smell_events VALUES ($1, $2, $3, NULL, NULL)", [number, seq, what])


def test_what_became_of_smells_is_counted_without_those_that_are_excused(history):
    first, second = history.commit(0), history.commit(30)
    for seq in (first, second):
        snapshot(history, seq, a={"human": 10})
    gone = smell(history, first, healed=second)
    stays = smell(history, first, second, rule="long-function")
    excused = smell(history, first, healed=second, excused="allowed")
    for number in (gone, stays, excused):
        event(history, number, first, "born")
    for number in (gone, excused):
        event(history, number, second, "healed")
    event(history, stays, second, "worsened")
    event(history, stays, second, "moved")
    history.mined(30)

    assert history.rows(
        "SELECT snapshot_seq, rule, born, healed, worse, moved FROM smell_turnover ORDER BY ALL"
    ) == [
        (0, "all", 2, 0, 0, 0),
        (0, "long-function", 1, 0, 0, 0),
        (0, "unused-import", 1, 0, 0, 0),
        (1, "all", 0, 1, 1, 1),
        (1, "long-function", 0, 0, 1, 1),
        (1, "unused-import", 0, 1, 0, 0),
    ]


def test_a_smell_of_the_head_has_who_wrote_its_lines_and_who_brought_it(two_snapshots):
    ask = (
        "SELECT rule, written_by, brought_by, authorship, landed::DATE::VARCHAR FROM head_smells ORDER BY ALL"
    )

    assert two_snapshots.rows(ask) == [
        ("phantom-dependency", "human", None, None, "2020-02-10"),
        ("unused-import", "ai", f"{1:040x}", "ai", "2020-02-10"),
        ("unused-import", "human", f"{0:040x}", "unknown", "2020-01-01"),
    ]


def test_folders_are_told_by_churn_and_mean_complexity(history):
    seq, later = history.commit(0), history.commit(10)
    history.lines(seq, 30)
    history.lines(seq, 10, death=later)
    history.lines(seq, 5, path="docs/b.py")
    snapshot(history, later, a={"unknown": 30})
    function(history, later, "f", cyclomatic=5)
    function(history, later, "g", cyclomatic=2)
    history.mined(100)

    assert history.rows(
        "SELECT folder, live_lines, ratio, functions, mean_complexity, hotspot FROM folder_hotspots "
        "ORDER BY folder"
    ) == [("docs", 5, 0.0, None, None, None), ("src", 30, 0.25, 2, 3.5, 0.875)]


def test_tests_are_told_by_their_names_and_weak_ones_by_their_smells(history):
    seq = history.commit(0)
    snapshot(history, seq, test_a={"ai": 20}, a={"human": 5})
    function(history, seq, "test_one", name="test_a", lines=(1, 4), ai=3, human=1)
    function(history, seq, "TestB.test_two", name="test_a", lines=(5, 9), human=3)
    function(history, seq, "test_one.test_inner", name="test_a", lines=(2, 3), ai=1)
    function(history, seq, "helper", name="test_a", lines=(10, 12))
    function(history, seq, "test_in_source", lines=(1, 2))
    smell(history, seq, name="test_a", rule="mostly-mocks", symbol="test_one", lines=(1, 4), label="ai")
    history.mined(0)

    assert history.rows("SELECT symbol, authorship, rules FROM standing_tests ORDER BY symbol") == [
        ("TestB.test_two", "human", []),
        ("test_one", "ai", ["mostly-mocks"]),
    ]
    assert history.rows(
        "SELECT authorship, rule, tests, smelly FROM test_smells "
        "WHERE rule IN ('all', 'empty-test') ORDER BY ALL"
    ) == [
        ("ai", "all", 1, 1),
        ("ai", "empty-test", 1, 0),
        ("human", "all", 1, 0),
        ("human", "empty-test", 1, 0),
    ]


def stands(history, seq, line, lines, name="a", authorship="unknown", line_class="code"):
    path, _ = path_of(history, name)
    history.con.execute(
        "INSERT INTO live_runs VALUES ($1, $2, $3, $4, $5, $1, 1, $5, 'added', $6, NULL)",
        [path, line, lines, line_class, seq, authorship],
    )


def test_a_smell_is_shared_out_among_the_code_lines_in_its_range(history):
    person, tool = history.commit(0), history.commit(100)
    snapshot(history, tool, a={"human": 8, "ai": 4})
    stands(history, person, 1, 8)
    stands(history, tool, 9, 1, line_class="comment")
    stands(history, tool, 10, 4, authorship="ai")
    smell(history, tool, lines=(7, 11))
    smell(history, tool, lines=(9, 9))
    smell(history, tool, lines=(1, 1))
    history.mined(100)

    assert history.rows(
        "SELECT seq, authorship, quarter::VARCHAR, lines, smells FROM compared_smells ORDER BY seq"
    ) == [
        (person, "unknown", "2020-01-01", 8, 1.5),
        (tool, "ai", "2020-04-01", 4, 0.5),
    ]


def test_lines_of_tests_and_of_weak_ones_are_counted_by_who_wrote_them(history):
    seq = history.commit(0)
    snapshot(history, seq, test_a={"unknown": 9})
    stands(history, seq, 1, 9, name="test_a")
    function(history, seq, "test_one", name="test_a", lines=(1, 4))
    function(history, seq, "test_two", name="test_a", lines=(6, 7))
    smell(history, seq, name="test_a", rule="empty-test", symbol="test_two", lines=(6, 7))
    history.mined(0)

    assert history.rows("SELECT lines, test_lines, weak_test_lines FROM compared_smells") == [(9, 6, 2)]


def test_only_the_head_is_compared(history):
    first, head = history.commit(0), history.commit(1)
    for seq in (first, head):
        snapshot(history, seq, a={"unknown": 2})
    stands(history, first, 1, 2)
    smell(history, first, healed=head)
    history.mined(1)

    assert history.rows("SELECT lines, smells FROM compared_smells") == [(2, 0.0)]
    assert history.rows("SELECT taken, at_head FROM standing_files ORDER BY taken") == [
        (datetime(2020, 1, 1), False),  # noqa: DTZ001 - views tell times without a zone
        (datetime(2020, 1, 2), True),  # noqa: DTZ001
    ]
