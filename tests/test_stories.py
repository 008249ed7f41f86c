"""Every story is built, mined and compared: with the tables it states, and with what git itself says."""

import difflib
from pathlib import Path

import pytest
from stories import Story, Table, build, stories, story, tables

from analyzer.mine import MiningOptions, mine
from bench.oracles import compare_blame, compare_numstat, law, text_files

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
