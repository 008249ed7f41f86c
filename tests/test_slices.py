"""A slice of a history: every measure of the whole, taken of a part."""

from datetime import date

import pytest

from metrics import views
from metrics.slices import Slice, hold


@pytest.fixture
def two_of_each(history):
    """January: Ann's 10 source lines, 4 dead on day 5, and 3 copied; March: Bob's 7 test lines with AI."""
    first = history.commit(1, team="red")
    history.lines(first, 6)
    history.lines(first, 4, death=history.commit(6, team="red"))
    history.operation(first, "added", 10)
    history.operation(first, "copied", 3, source="tree")
    history.copy(first, 5, 3)
    later = history.commit(70, author="Bob", email="bob@b.example")
    history.lines(later, 7, path="tests/x/test_a.py")
    history.path("tests/x/test_a.py")
    history.con.execute("UPDATE files SET role = 'test', language = NULL WHERE path LIKE 'tests/%'")
    history.con.execute("UPDATE line_runs SET authorship = 'ai' WHERE birth_seq = $1", [later])
    history.con.execute("UPDATE live_runs SET authorship = 'ai' WHERE birth_seq = $1", [later])
    history.con.execute("UPDATE commits SET authorship = 'ai' WHERE seq = $1", [later])
    history.operation(later, "added", 7, path="tests/x/test_a.py")
    history.con.execute("UPDATE operations SET authorship = 'ai' WHERE seq = $1", [later])
    history.mined(200)
    return history


def seen(history, chosen):
    """Lines born, live code lines, changed lines, copied runs and revised lines of a slice."""
    hold(history.con, chosen)
    ((born,),) = history.rows(
        "SELECT coalesce(sum(born), 0) FROM durable_ratio WHERE horizon_days = 90 AND clock = 'landing'"
    )
    ((live,),) = history.rows("SELECT live_code_lines FROM totals")
    ((changed,),) = history.rows("SELECT coalesce(sum(lines), 0) FROM operation_shares")
    ((blocks,),) = history.rows("SELECT coalesce(sum(blocks), 0) FROM duplicate_blocks")
    ((revised,),) = history.rows("SELECT coalesce(sum(lines), 0) FROM revised_code_age")
    return born, live, changed, blocks, revised


ALL, JANUARY, MARCH = (17, 13, 20, 1, 4), (10, 6, 13, 1, 4), (7, 7, 7, 0, 0)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Slice(), ALL),
        (Slice(until=date(2020, 1, 1)), JANUARY),
        (Slice(since=date(2020, 2, 1)), MARCH),
        (Slice(since=date(2020, 2, 1), until=date(2020, 2, 1)), (0, 0, 0, 0, 0)),
        (Slice(roles=("source",)), JANUARY),
        (Slice(roles=("source", "test")), ALL),
        (Slice(languages=("unknown",)), MARCH),
        (Slice(folders=("src",)), JANUARY),
        (Slice(authorships=("ai",)), MARCH),
        (Slice(authorships=("unknown",)), JANUARY),
        (Slice(teams=("red",)), JANUARY),
        (Slice(teams=("no team",)), MARCH),
        (Slice(roles=("test",), teams=("red",)), (0, 0, 0, 0, 0)),
        (Slice(folders=("'; DROP TABLE files; --",)), (0, 0, 0, 0, 0)),
    ],
)
def test_every_measure_sees_the_slice_alone(two_of_each, chosen, expected):
    assert seen(two_of_each, chosen) == expected


@pytest.fixture
def smelly_halves(history):
    """January: Ann's source with a smell; March: with AI, a second one in it and one in a test."""
    first, later = history.commit(1, team="red"), history.commit(70)
    history.con.execute("UPDATE commits SET authorship = 'ai' WHERE seq = $1", [later])
    history.operation(first, "added", 100)
    history.operation(later, "added", 50)
    source, test = history.path("src/a.py"), history.path("tests/test_a.py", role="test")
    for seq, paths in ((first, [source]), (later, [source, test])):
        history.con.execute("INSERT INTO snapshots VALUES ($1, 1, 0, 0)", [seq])
        for path in paths:
            role = "test" if path == test else "source"
            history.con.execute(
                "INSERT INTO snapshot_files VALUES ($1, $2, $3, 'python', 100, 40, NULL)", [seq, path, role]
            )
    for number, path, born in ((1, source, first), (2, source, later), (3, test, later)):
        for seq in {born, later}:
            history.con.execute(
                "INSERT INTO smells VALUES ($1, $2, $3, 'r', '', '', 0, 1, 1, NULL, NULL, '', NULL, "
                "0, 0, 0, 1, 'unknown', NULL)",
                [seq, number, path],
            )
        history.con.execute(
            "INSERT INTO smell_lives VALUES ($1, 'r', $2, $2, $3, NULL)", [number, born, later]
        )
        history.con.execute("INSERT INTO smell_events VALUES ($1, $2, 'born', NULL, NULL)", [number, born])
    history.mined(100)
    return history


@pytest.mark.parametrize(
    ("chosen", "standing", "brought", "turned", "at_head"),
    [
        (Slice(), (4, 300), (3, 150), 3, 3),
        (Slice(roles=("test",)), (1, 100), (1, 0), 1, 1),
        (Slice(folders=("src",)), (3, 200), (2, 150), 2, 2),
        (Slice(languages=("unknown",)), (0, 0), (0, 0), 0, 0),
        # Of what stood, the months are those of the snapshots; of what was brought, those of the commits.
        (Slice(until=date(2020, 1, 1)), (1, 100), (1, 100), 1, 1),
        (Slice(since=date(2020, 2, 1)), (3, 200), (2, 50), 2, 2),
        # What stood goes by no author and no team.
        (Slice(authorships=("ai",)), (4, 300), (2, 0), 3, 2),
        (Slice(teams=("red",)), (4, 300), (1, 100), 3, 1),
    ],
)
def test_smells_go_by_their_place_and_by_who_brought_them(
    smelly_halves, chosen, standing, brought, turned, at_head
):
    hold(smelly_halves.con, chosen)
    whole = "coalesce(sum(smells), 0), coalesce(sum(lines), 0)"

    def of(what, view):
        (row,) = smelly_halves.rows(f"SELECT {what} FROM {view}")  # noqa: S608 - our own names
        return row

    assert of(whole, "smell_density WHERE slice = 'all' AND rule = 'all'") == standing
    assert of(whole, "smell_flow WHERE slice = 'all' AND rule = 'all'") == brought
    assert of("coalesce(sum(born), 0)", "smell_turnover WHERE rule = 'all'") == (turned,)
    assert of("count(*)", "head_smells") == (at_head,)


def test_the_size_of_the_history_and_its_adoption_are_those_of_the_whole(two_of_each):
    hold(two_of_each.con, Slice(authorships=("human",)))

    assert two_of_each.rows("SELECT commits FROM totals") == [(3,)]
    assert two_of_each.rows("SELECT first_commit FROM adoption") == [(date(2020, 3, 11),)]


def test_every_view_can_be_read_of_a_slice(two_of_each):
    everything = Slice(
        date(2020, 1, 1), date(2020, 12, 1), ("source",), ("python",), ("src",), ("ai",), ("x",)
    )
    hold(two_of_each.con, everything)

    for measure in views.measures():
        two_of_each.rows(f"SELECT count(*) FROM {measure.name}")  # noqa: S608 - our own names
