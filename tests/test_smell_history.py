"""Smells through history: what is told of them at every snapshot, and which commit brought each."""

import random

import duckdb
import pytest
from command import git
from months import Step, history

from analyzer import resume
from analyzer.mine import MiningOptions, mine
from bench.steps import differing_tables

AI = "Co-Authored-By: Claude <noreply@anthropic.com>"


def branches(count, name="tangled"):
    """A function with a cyclomatic complexity of count + 1."""
    body = "".join(
        f"    if value == {number}:\n        return {number + sum(map(ord, name))}\n"
        for number in range(count)
    )
    return f"def {name}(value):\n{body}    return value\n"


def asked(repository, query, **options):
    database = repository.parent / "history.duckdb"
    mine(repository, database, MiningOptions(**{"jobs": 1, "snapshots": 60} | options))
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def lives(repository, **options):
    """Rule, subjects of the commits that brought it, showed it first and last, and were the first without."""
    return asked(
        repository,
        "SELECT rule, born.subject, shown.subject, latest.subject, healed.subject FROM smell_lives "
        "LEFT JOIN commits born ON born.seq = born_seq JOIN commits shown ON shown.seq = first_snapshot "
        "JOIN commits latest ON latest.seq = last_snapshot "
        "LEFT JOIN commits healed ON healed.seq = healed_snapshot ORDER BY smell_id",
        **options,
    )


def events(repository, **options):
    return asked(
        repository,
        "SELECT smell_id, subject, event, value, former_value FROM smell_events "
        "JOIN commits ON seq = snapshot_seq ORDER BY ALL",
        **options,
    )


def test_a_smell_is_born_worsens_moves_and_heals(tmp_path):
    repository = history(
        tmp_path,
        [
            Step("clean", 0, {"a.py": branches(5)}),
            Step("tangle", 1, {"a.py": branches(12)}),
            Step("tangle more", 2, {"a.py": branches(14)}),
            Step("rename", 3, renames={"a.py": "b.py"}),
            Step("another name", 4, {"b.py": branches(14).replace("tangled", "knotted")}),
            Step("mend", 5, {"b.py": branches(3).replace("tangled", "knotted")}),
        ],
    )

    assert lives(repository) == [("complex-function", "tangle", "tangle", "another name", "mend")]
    assert events(repository) == [
        (1, "another name", "moved", None, None),
        (1, "mend", "healed", None, None),
        (1, "rename", "moved", None, None),
        (1, "tangle", "born", 13, None),
        (1, "tangle more", "worsened", 15, 13),
    ]


def test_what_can_not_be_read_is_waited_for(tmp_path):
    steps = [
        Step("tangle", 0, {"a.py": branches(12)}),
        Step("break", 1, {"a.py": branches(12) + "def (:\n"}),
        Step("still broken", 2, {"a.py": branches(12) + "def (((:\n"}),
        Step("whole again", 3, {"a.py": branches(12) + "print()\n"}),
        # Too long a file, could it be read.
        Step("break for good", 4, {"a.py": "def (:\n" + "print()\n" * 1000}),
        Step("delete", 5, {"a.py": None, "b.py": "print()\n"}),
    ]
    repository = history(tmp_path, steps)

    assert lives(repository) == [("complex-function", "tangle", "tangle", "whole again", "delete")]
    assert asked(
        repository, "SELECT files, files_unparsable, lines FROM snapshots ORDER BY snapshot_seq"
    ) == [
        (1, 0, 26),
        (1, 1, 0),
        (1, 1, 0),
        (1, 0, 27),
        (1, 1, 0),
        (1, 0, 1),
    ]
    assert asked(repository, "SELECT count(*) FROM functions WHERE snapshot_seq = 1") == [(0,)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_commit_that_brought_it_is_found_between_two_snapshots(tmp_path, jobs):
    repository = history(
        tmp_path,
        [
            Step("clean", 0, {"a.py": branches(5), "b.py": "x = 1\n"}),
            Step("too much", 1, {"a.py": branches(12)}),
            Step("mended", 1, {"a.py": branches(5)}, day=1),
            Step("too much again", 1, {"a.py": branches(12)}, day=2),
            Step("rename", 1, renames={"a.py": "c.py"}, day=3),
            Step("elsewhere", 1, {"b.py": "x = 2\n"}, day=4),
            Step("broken", 1, {"c.py": branches(12) + "def (:\n"}, day=5),
            Step("grown", 1, {"c.py": branches(13)}, day=6),
            Step("another month", 2, {"b.py": "x = 3\n"}),
        ],
    )

    assert lives(repository, jobs=jobs) == [
        ("complex-function", "too much again", "grown", "another month", None)
    ]


def test_it_is_the_branch_that_brought_what_its_merge_brings(tmp_path):
    begun = {"a.py": branches(5), "b.py": branches(5, "other")}
    repository = history(
        tmp_path,
        [
            Step("begin", 0, begun),
            Step("on the branch", 0, {"a.py": branches(12)}, day=2),
            Step("on main", 1, {"b.py": branches(6, "other")}, parents=["begin"]),
            Step("merge", 1, {"a.py": branches(12)}, parents=["on main", "on the branch"], day=1),
            Step("later", 2, {"c.py": "x = 1\n"}),
        ],
    )

    assert lives(repository) == [("complex-function", "on the branch", "merge", "later", None)]


def test_code_that_can_not_be_read_on_main_does_not_take_from_the_branch_what_it_brought(tmp_path):
    broken = branches(12) + "def (:\n"
    repository = history(
        tmp_path,
        [
            Step("begin", 0, {"a.py": broken}),
            Step("mend on the branch", 0, {"a.py": branches(12)}, day=2),
            Step("on main", 1, {"a.py": broken + "def (((:\n"}, parents=["begin"]),
            Step("merge", 1, {"a.py": branches(12)}, parents=["on main", "mend on the branch"], day=1),
        ],
    )

    assert lives(repository) == [("complex-function", "mend on the branch", "merge", "merge", None)]


def test_what_only_the_merge_has_the_merge_brought(tmp_path):
    repository = history(
        tmp_path,
        [
            Step("begin", 0, {"a.py": branches(5)}),
            Step("on the branch", 0, {"a.py": branches(6)}, day=2),
            Step("on main", 1, {"b.py": "x = 1\n"}, parents=["begin"]),
            Step("merge", 1, {"a.py": branches(12)}, parents=["on main", "on the branch"], day=1),
        ],
    )

    assert lives(repository) == [("complex-function", "merge", "merge", "merge", None)]


def test_a_block_is_there_since_its_last_line_was_written(tmp_path):
    block = "".join(f"    total += values[{number}] * {number}\n" for number in range(6))
    repository = history(
        tmp_path,
        [
            Step("first", 0, {"b.py": f"def one(values):\n    total = 0\n{block}    return total\n"}),
            Step("copy", 1, {"a.py": f"def two(values):\n    total = 0\n{block}    return total\n"}),
            Step("later", 1, {"c.py": "x = 1\n"}, day=1),
        ],
    )

    assert lives(repository) == [("duplicated-block", "copy", "later", "later", None)]
    assert asked(repository, "SELECT path, start_line, end_line FROM smells JOIN files USING (path_id)") == [
        ("b.py", 2, 9)
    ]


def test_a_phantom_dependency_was_brought_by_who_imports_it(tmp_path):
    project = '[project]\nname = "a"\nversion = "1"\ndependencies = []\n'
    repository = history(
        tmp_path,
        [
            Step("begin", 0, {"pyproject.toml": project, "a.py": "x = 1\n"}),
            Step("import", 1, {"a.py": "import fastjsonx\n\nx = fastjsonx\n"}),
            Step("later", 1, {"a.py": "import fastjsonx\n\nx = fastjsonx.y\n"}, day=1),
        ],
    )

    assert lives(repository) == [("phantom-dependency", "import", "later", "later", None)]


def test_a_smell_has_the_authorship_of_most_of_its_lines(tmp_path):
    theirs, half = branches(12, "theirs"), branches(5, "half")
    repository = history(
        tmp_path,
        [
            Step("by hand", 0, {"a.py": theirs, "half.py": half, "c.py": "# x = f(1)\n"}),
            Step("by a tool", 1, {"b.py": branches(12, "its"), "half.py": branches(11, "half")}, body=AI),
        ],
    )
    found = asked(
        repository,
        "SELECT path, authorship, agent, ai, bot, human, unknown FROM smells JOIN files USING (path_id) "
        "WHERE snapshot_seq = 1 AND smells.rule IN ('complex-function', 'commented-out-code') ORDER BY path",
    )

    assert found == [
        ("a.py", "unknown", None, 0, 0, 0, 26),
        ("b.py", "ai", "claude-code", 26, 0, 0, 0),
        ("c.py", "unknown", None, 0, 0, 0, 1),
        ("half.py", "mixed", None, 12, 0, 0, 12),
    ]
    assert asked(
        repository,
        "SELECT symbol, cyclomatic, ai, unknown FROM functions WHERE snapshot_seq = 1 ORDER BY ALL",
    ) == [("half", 12, 12, 12), ("its", 13, 26, 0), ("theirs", 13, 0, 26)]
    assert asked(
        repository,
        "SELECT path, authorship, agent, code_lines FROM snapshot_lines JOIN files USING (path_id) "
        "WHERE snapshot_seq = 1 ORDER BY ALL",
    ) == [
        ("a.py", "unknown", None, 26),
        ("b.py", "ai", "claude-code", 26),
        ("half.py", "ai", "claude-code", 12),
        ("half.py", "unknown", None, 12),
    ]


def test_what_a_comment_excuses_stands_excused(tmp_path):
    excused = "# linespan: ignore[complex-function] a table of cases\n" + branches(12)
    repository = history(tmp_path, [Step("begin", 0, {"a.py": excused})])

    assert asked(repository, "SELECT rule, excused FROM smells") == [("complex-function", "a table of cases")]


def test_without_snapshots_there_is_nothing(tmp_path):
    repository = history(tmp_path, [Step("begin", 0, {"a.py": branches(12)})])

    for table in ("snapshots", "snapshot_files", "functions", "smells", "smell_lives", "smell_events"):
        assert asked(repository, f"SELECT * FROM {table}", snapshots=0) == []  # noqa: S608
    assert not (repository / "linespan" / "smells.sqlite").exists()


CHANGING = [
    Step("1", 0, {"a.py": branches(12), "b.py": "import os\n"}),
    Step("2", 0, {"b.py": "import os\nimport re\n", "c.py": branches(11, "other")}, day=3),
    Step("3", 1, {"a.py": branches(13) + "def (:\n"}),
    Step("4", 1, {"c.py": branches(15, "other"), "d.py": branches(12)}, day=1),
    Step("5", 2, {"b.py": "import re\n"}, renames={"c.py": "e.py"}),
    Step("on a branch", 2, {"e.py": branches(16, "other")}, day=2),
    Step("6", 2, {"f.py": branches(20, "f")}, parents=["5"], day=4),
    Step("7", 3, {"e.py": branches(16, "other"), "a.py": branches(14)}, parents=["6", "on a branch"]),
    Step("8", 3, {"d.py": None}, day=1),
    Step("9", 5, {"a.py": "def (:\n"}),
    Step("10", 7, {"e.py": branches(2, "other"), "g.py": branches(12)}, body=AI),
]


@pytest.fixture
def always_worth_it(monkeypatch):
    monkeypatch.setattr(resume, "_WORTH_IT", 1.0)


@pytest.mark.usefixtures("always_worth_it")
@pytest.mark.parametrize(("most", "seed"), [(60, 0), (3, 1)])
def test_in_steps_as_at_once(tmp_path, most, seed):
    repository = history(tmp_path, CHANGING)
    whole, stepped = tmp_path / "whole", tmp_path / "stepped"
    mine(repository, whole, MiningOptions(jobs=1, snapshots=most))
    mainline = git("-C", repository, "rev-list", "--first-parent", "--reverse", "main").split()
    dice = random.Random(seed)  # noqa: S311  a sample, no secret
    for revision in [*sorted(dice.sample(mainline[:-1], 4), key=mainline.index), mainline[-1]]:
        taken = mine(repository, stepped, MiningOptions(rev=revision, jobs=1, snapshots=most))
        assert all("snapshots lie farther apart" in said for said in taken.notes if "anew" in said)

    differing = differing_tables(whole, stepped)
    assert differing == []


def test_other_limits_are_told_and_every_tree_looked_at_again(tmp_path):
    def limit(value):
        return {"linespan.toml": f"[limits]\ncomplex-function = {value}\n"}

    steps = [Step("1", 0, {"a.py": branches(12)} | limit(10)), Step("2", 1, limit(10))]
    repository = history(tmp_path, [*steps, Step("3", 2, limit(13))])
    database = tmp_path / "history.duckdb"
    mine(repository, database, MiningOptions(rev="main~1", jobs=1, snapshots=60))
    taken = mine(repository, database, MiningOptions(jobs=1, snapshots=60))

    assert taken.notes == ("mined anew: the rules for smells changed, or their limits",)
    assert asked(repository, "SELECT count(*) FROM smells") == [(0,)]
