"""Every story is built, mined and compared: with the tables it states, and with what git itself says."""

import difflib
import subprocess
from pathlib import Path

import duckdb
import pytest
from stories import Story, Table, build, stories, story, tables

from analyzer.mine import MiningOptions, mine
from bench.oracles import compare_blame, compare_numstat, compare_operations, law, text_files

STORIES = stories()


@pytest.fixture(scope="module", params=STORIES, ids=lambda told: told.name)
def mined(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Story, Path, Path]:
    """A story, its repository, its database."""
    told: Story = request.param
    folder = tmp_path_factory.mktemp(told.name)
    repository = build(told, folder)
    database = folder / "history.duckdb"
    mine(repository, database, MiningOptions())
    return told, repository, database


def test_tables_are_as_the_story_states(mined: tuple[Story, Path, Path]) -> None:
    told, _, database = mined
    found = tables(database)
    differences = [
        line
        for section, expected in told.expected.items()
        for line in difference(section, expected, found[section])
    ]
    assert not differences, "\n".join([told.why, *differences])


def test_changes_equal_numstat(mined: tuple[Story, Path, Path]) -> None:
    _, repository, database = mined
    agreement = compare_numstat(repository, database)
    assert (agreement.only_ours, agreement.only_git) == ([], [])


def test_operations_sum_to_numstat(mined: tuple[Story, Path, Path]) -> None:
    _, repository, database = mined
    assert compare_operations(repository, database).differing == []


def test_last_touches_equal_blame(mined: tuple[Story, Path, Path]) -> None:
    _, repository, database = mined
    files = text_files(repository, database)
    agreement = compare_blame(repository, database, files)
    assert agreement.lengths == []
    assert agreement.unblamed == []
    assert dict(agreement.disagreements) == {}
    assert agreement.same_place == sum(files.values())


def test_no_line_is_lost(mined: tuple[Story, Path, Path]) -> None:
    _, repository, database = mined
    kept = law(repository, database)
    assert kept.holds, kept


def test_every_story_says_why_and_states_a_table() -> None:
    for told in STORIES:
        assert told.why, told.name
        assert told.expected, told.name


def test_a_difference_is_found() -> None:
    lines = story("linear_edits").expected["lines"]
    fewer = Table(lines.columns, lines.rows[1:])
    assert difference("lines", lines, lines) == []
    assert [line for line in difference("lines", lines, fewer) if line.startswith("-")]
    assert [line for line in difference("lines", fewer, lines) if line.startswith("+")]


def test_the_oracles_notice_what_is_wrong(tmp_path: Path) -> None:
    repository = build(story("linear_edits"), tmp_path)
    database = tmp_path / "history.duckdb"
    mine(repository, database, MiningOptions())
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE file_changes SET added = added + 1 WHERE seq = 0")
        connection.execute("UPDATE operations SET lines = lines + 1 WHERE seq = 1 AND operation = 'added'")
        connection.execute("UPDATE live_runs SET birth_line = 7 WHERE line = 2")
        connection.execute("DELETE FROM live_runs WHERE line = 6")
        connection.execute("UPDATE mining_run SET alive = alive - 1")
    changes = compare_numstat(repository, database)
    assert (changes.agreeing, len(changes.only_ours), len(changes.only_git)) == (2, 1, 1)
    operations = compare_operations(repository, database)
    assert (operations.agreeing, operations.left_out) == (2, 0)
    assert [(tally.path, tally.ours - tally.git) for tally in operations.differing] == [("f.txt", 1)]
    touches = compare_blame(repository, database, [b"f.txt"])
    assert (touches.lines, touches.same_commit, touches.same_place) == (6, 5, 4)
    assert touches.lengths == [("f.txt", 5, 6)]
    assert sum(touches.disagreements.values()) == 2
    broken = law(repository, database)
    assert not broken.holds
    assert broken.disputed == 3  # lines 2 and 6 live and nobody claims them, line 7 was never born


def test_absent_objects_leave_both_sides_by_name(tmp_path: Path) -> None:
    repository = build(story("odd_paths"), tmp_path)
    absent = subprocess.run(
        ["git", "--git-dir", repository, "rev-parse", "main:th\udce9.txt"], capture_output=True, check=True
    )
    sha = absent.stdout.decode().strip()
    (repository / "objects" / sha[:2] / sha[2:]).unlink()
    database = tmp_path / "history.duckdb"
    mine(repository, database, MiningOptions())
    changes = compare_numstat(repository, database)
    assert (changes.only_ours, changes.only_git) == ([], [])
    assert changes.agreeing == 6  # A's; all files are one blob from B on
    assert text_files(repository, database) == {}


def difference(section: str, expected: Table, found: Table) -> list[str]:
    """A unified diff from the story's table to the mined one, empty when they are equal."""
    compared = found.only(expected.columns)
    if section == "run":
        keys = {row[0] for row in expected.rows}
        compared = Table(compared.columns, tuple(row for row in compared.rows if row[0] in keys))
    if compared == expected:
        return []
    diff = difflib.unified_diff(
        expected.text(), compared.text(), f"[{section}] told", "mined", n=99, lineterm=""
    )
    return list(diff)
