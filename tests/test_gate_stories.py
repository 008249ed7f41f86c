"""Every story of the gate is built, the installed command is run on it, and its whole answer compared."""

from pathlib import Path

import pytest
from gate_stories import GateStory, Run, differences, gate_stories
from stories import Table

STORIES = gate_stories()


@pytest.mark.parametrize("told", STORIES, ids=lambda told: told.name)
def test_the_gate_answers_as_the_story_states(told: GateStory, tmp_path: Path) -> None:
    found = differences(told, tmp_path)
    assert not found, "\n".join([told.why, *found])


def test_every_story_says_why_and_asks_the_gate() -> None:
    for told in STORIES:
        assert told.why, told.name
        assert any("linespan gate" in run.command for run in told.runs), told.name


def test_what_a_story_does_not_state_is_a_difference(tmp_path: Path) -> None:
    story = next(told for told in STORIES if told.name == "third_copy")
    (run,) = story.runs
    silent = Run(run.command, run.exit_code, run.status, run.says, {})
    other = Run(run.command, 0, run.status, run.says, run.expected)
    rows = run.expected["findings"]
    wrong = Table(
        rows.columns, tuple(tuple("99" if cell == "7" else cell for cell in row) for row in rows.rows)
    )
    for changed, signs in (
        (silent, ["+"]),
        (Run(run.command, run.exit_code, run.status, run.says, {"findings": wrong}), ["-", "+"]),
    ):
        told = GateStory(story.name, story.why, (changed,), story.history, story.beside)
        (tmp_path / str(len(signs))).mkdir()
        found = differences(told, tmp_path / str(len(signs)))
        assert [line.partition("[findings] ")[2][:1] for line in found] == signs
    told = GateStory(story.name, story.why, (other,), story.history, story.beside)
    assert [line.partition(": ")[2][:13] for line in differences(told, tmp_path)] == ["exit 1, not 0"]
