"""To go on with an earlier mining gives what mining it all at once gives; where it can not, that is said."""

import random
import shutil
import subprocess
import tempfile
from pathlib import Path

import duckdb
import pytest
from command import git
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from random_histories import Step, build, plans
from stories import build as build_story
from stories import story
from trees import Step as TreeStep
from trees import build as build_trees
from trees import shas

from analyzer import resume
from analyzer.mine import Mined, MiningOptions, mine
from analyzer.store import tables_hash
from bench.steps import differing_tables, steps

# With merges that put lines in two places, reverts, renames, ignored revisions, copies and edits over time.
STORIES = [
    *("branch_rework", "cherry_pick_then_rename", "criss_cross", "edit_against_rename", "merge_evil"),
    *("merge_octopus", "op_copied_from_deleted_file", "op_ignored_revision", "op_replaced_in_two_places"),
    *("op_revert_and_reapply", "op_ten_small_steps", "op_touched_on_two_sides", "rename_merged_on_branch"),
    *("revert_of_merge", "revert_of_revert", "several_roots", "superseded_on_mainline"),
    "text_to_binary_and_back",
]


LANDED_OTHERWISE = "newer commits change when older ones landed"
OTHER_SETTINGS = "the configuration, .mailmap, .gitattributes or .git-blame-ignore-revs changed"
REWRITTEN = "its history was rewritten, or its mainline is another"


def mined(repository: Path, database: Path, revision: str | None = None, **options: str) -> Mined:
    return mine(repository, database, MiningOptions(rev=revision, jobs=1, **options))


def same_as_at_once(repository: Path, stepped: Path) -> bool:
    whole = stepped.with_name(f"{stepped.name}-at-once")
    mined(repository, whole)
    return differing_tables(whole, stepped) == []


@pytest.fixture(autouse=True)
def always_worth_it(monkeypatch):
    """In a small history a single new commit may fork from what is half of it."""
    monkeypatch.setattr(resume, "_WORTH_IT", 1.0)


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=10)
@given(plans(shortest=4), st.randoms(use_true_random=False))
def test_mining_in_steps_is_mining_at_once(plan: list[Step], dice: random.Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        note(build(plan, folder / "history.git").decode())
        in_random_steps(folder / "history.git", folder, dice)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_in_steps_is_the_story_at_once(name, tmp_path):
    in_random_steps(build_story(story(name), tmp_path), tmp_path, random.Random(name))  # noqa: S311


def in_random_steps(repository: Path, folder: Path, dice: random.Random) -> None:
    mined(repository, folder / "whole")
    mainline = int(git("-C", repository, "rev-list", "--count", "--first-parent", "main"))
    known = 0
    for revision in steps(folder / "whole", dice.randint(1, mainline), dice):
        taken = mined(repository, folder / "stepped", revision)
        reasons = {
            said.removeprefix("mined anew: ") for said in taken.notes if said.startswith("mined anew: ")
        }
        assert reasons <= {LANDED_OTHERWISE, OTHER_SETTINGS}
        assert taken.new_commits == (taken.commits if reasons else taken.commits - known)
        known = taken.commits
    assert differing_tables(folder / "whole", folder / "stepped") == []


@pytest.mark.parametrize("seed", range(3))
def test_labels_of_commits_and_lines_in_steps_are_those_at_once(seed, tmp_path):
    trailers = ["", "\n\nCo-authored-by: Cursor <cursoragent@cursor.com>", "\n\nAssisted-by: Claude Opus 4.6"]
    authors = ["Ann <ann@a.example>", "dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>"]
    repository = build_trees(
        tmp_path,
        *(
            TreeStep(
                {"a.py": lines(10, number), "AGENTS.md" if number > 8 else "b.py": f"{number}\n"},
                authors[number % 5 == 0],
                f"Change{trailers[number % 3]}",
            )
            for number in range(12)
        ),
    )
    meaning = '---\n{"schema_version": "authorship/3.0.0"}'
    person = ("-c", "user.name=Ann", "-c", "user.email=ann@a.example")
    for place, sha in enumerate(shas(repository)):
        if place % 2:
            text = f"a.py\n  0123abc 1-{place}\n  human 10\n{meaning}"
            git("-C", repository, *person, "notes", "--ref=ai", "add", "-m", text, sha)

    in_random_steps(repository, tmp_path, random.Random(seed))  # noqa: S311


def line(number: int, **files: str) -> str:
    """A commit as fast-import takes it, a day after the one before it; a double underscore is a point."""
    written = "".join(
        f"M 100644 inline {name.replace('__', '.')}\ndata {len(content)}\n{content}\n"
        for name, content in files.items()
    )
    date = 1_600_000_000 + 86_400 * number
    person = f"committer Ann <ann@a.example> {date} +0000"
    return f"commit refs/heads/main\n{person}\ndata 4\n{number:03}\n\n{written}"


def lines(count: int, first: int = 0) -> str:
    return "".join(f"value_{number} = compute_{number}(argument)\n" for number in range(first, first + count))


@pytest.fixture
def repository(tmp_path):
    """Twenty commits, each of them a change to one of two files."""
    folder = tmp_path / "repository.git"
    git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", folder)
    stream = "".join(
        line(number, **{("a__py", "b__py")[number % 2]: lines(10, number)}) for number in range(20)
    )
    git("-C", folder, "fast-import", "--quiet", given=stream.encode())
    return folder


def add(repository: Path, number: int, **files: str) -> None:
    stream = line(number, **files).replace("\nM ", "\nfrom refs/heads/main^0\nM ", 1)
    git("-C", repository, "fast-import", "--quiet", "--force", given=stream.encode())


@pytest.fixture
def database(repository, tmp_path):
    place = tmp_path / "place" / "history.duckdb"
    place.parent.mkdir()
    mined(repository, place)
    return place


def test_what_is_new_is_counted_and_nothing_else_is_read(repository, database):
    for number in (20, 21):
        add(repository, number, c__py=lines(10, number))
    taken = mined(repository, database)

    assert (taken.commits, taken.new_commits, taken.notes) == (22, 2, ())
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("SELECT commits_read FROM mining_run").fetchall() == [(2,)]
    assert same_as_at_once(repository, database)


def test_nothing_new_is_no_reason_to_fail(repository, database):
    taken = mined(repository, database)

    assert (taken.commits, taken.new_commits, taken.notes) == (20, 0, ())
    assert same_as_at_once(repository, database)


def test_roles_of_files_are_those_of_the_new_head(repository, database):
    add(repository, 20, notes="kept by hand\n", script="#!/bin/sh\necho 1\n")
    mined(repository, database)
    add(repository, 21, a__py="# Code generated by a tool. DO NOT EDIT.\n", notes="#!/bin/sh\necho 2\n")

    assert mined(repository, database).new_commits == 1
    with duckdb.connect(database, read_only=True) as connection:
        roles = dict(connection.execute("SELECT path, role FROM files").fetchall())
    assert roles == {"a.py": "generated", "b.py": "source", "notes": "source", "script": "source"}
    assert same_as_at_once(repository, database)


def test_to_be_told_to_read_everything_is_enough(repository, database):
    taken = mine(repository, database, MiningOptions(jobs=1), anew=True)

    assert (taken.new_commits, taken.notes) == (20, ())


def anew(repository: Path, database: Path, because: str) -> None:
    """The next mining reads everything, says why, and is as if there had been no earlier one."""
    taken = mined(repository, database)
    assert taken.new_commits == taken.commits
    assert [said for said in taken.notes if said.startswith("mined anew: ")] == [f"mined anew: {because}"]
    assert same_as_at_once(repository, database)


def test_a_rewritten_history(repository, database):
    git("-C", repository, "update-ref", "refs/heads/main", "main~1")
    add(repository, 20, a__py=lines(3))
    anew(repository, database, REWRITTEN)


def test_a_shorter_history(repository, database):
    git("-C", repository, "update-ref", "refs/heads/main", "main~3")
    anew(repository, database, REWRITTEN)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("__mailmap", "Bea <bea@b.example> <ann@a.example>\n"),
        ("__gitattributes", "*.py linguist-generated\n"),
        ("linespan__toml", '[roles]\n"a.py" = "test"\n'),
        ("__git-blame-ignore-revs", "# none\n"),
    ],
    ids=["mailmap", "attributes", "configuration", "ignored"],
)
def test_changed_settings(repository, database, name, content):
    if "ignore" in name:
        content = git("-C", repository, "rev-parse", "main~5") + "\n"
    add(repository, 20, **{name: content})
    anew(repository, database, OTHER_SETTINGS)


def test_another_day(repository, database):
    mined(repository, database, as_of="2020-09-20")
    anew(repository, database, "the database was built with other options, or by another version of Linespan")


def test_a_fork_from_a_commit_that_is_too_old(repository, database, monkeypatch):
    monkeypatch.setattr(resume, "_WORTH_IT", 0.3)
    with duckdb.connect(str(database)) as connection:
        # The trees that only a longer history would have let go of.
        connection.execute("UPDATE checkpoints SET seqs = list_filter(seqs, lambda seq: seq > 17)")
        connection.execute("DELETE FROM checkpoints WHERE seqs = []")
        reseal(connection)
    fork = git("-C", repository, "rev-parse", "main~8")
    side = line(20, c__py=lines(4)).replace("refs/heads/main", "refs/heads/side")
    side = side.replace("\nM ", f"\nfrom {fork}\nM ", 1)
    merge = line(21).rstrip("\n") + "\nfrom refs/heads/main^0\nmerge refs/heads/side\n"
    merge += f"M 100644 inline c.py\ndata {len(lines(4))}\n{lines(4)}\n"
    git("-C", repository, "fast-import", "--quiet", given=(side + merge).encode())
    anew(repository, database, "new commits fork from too old ones")


def reseal(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("UPDATE mining_run SET tables_hash = $1", [tables_hash(connection)])


@pytest.mark.parametrize(
    "damage",
    [
        # Every line becomes somebody else's, and the books would balance all the same.
        "UPDATE checkpoints SET lines = (SELECT max(lines) FROM checkpoints)",
        "DELETE FROM checkpoints",
        "UPDATE touches SET origin = 1",
        "UPDATE operations SET lines = lines + 1",
    ],
    ids=["swapped", "gone", "touches", "operations"],
)
def test_damaged_tables_are_noticed(repository, database, damage):
    with duckdb.connect(str(database)) as connection:
        connection.execute(damage)
    add(repository, 20, c__py=lines(10))
    anew(repository, database, "the tables are not as they were written, or another DuckDB wrote them")


def test_books_that_do_not_balance_are_made_anew(repository, database):
    with duckdb.connect(str(database)) as connection:
        for place, numbers in connection.execute("SELECT rowid, lines FROM checkpoints").fetchall():
            # A line of 4 bytes less.
            connection.execute("UPDATE checkpoints SET lines = $1 WHERE rowid = $2", [numbers[4:], place])
        reseal(connection)
    add(repository, 20, c__py=lines(10))
    taken = mined(repository, database)

    assert any(
        said.startswith("mined anew: the earlier mining can not be gone on with") for said in taken.notes
    )
    assert same_as_at_once(repository, database)


def test_absent_objects_that_came_back_and_one_that_went(repository, tmp_path):
    git("-C", repository, "repack", "-adq", "--max-pack-size=0")
    copy = tmp_path / "copy.git"
    shutil.copytree(repository, copy)
    for pack in (copy / "objects" / "pack").glob("*.pack"):
        loose = tmp_path / pack.name
        pack.rename(loose)
        pack.with_suffix(".idx").unlink()
        subprocess.run(["git", "-C", copy, "unpack-objects", "-q"], stdin=loose.open("rb"), check=True)
    blob = git("-C", copy, "rev-parse", "main~9:a.py")
    (copy / "objects" / blob[:2] / blob[2:]).rename(tmp_path / "absent")
    database = tmp_path / "history.duckdb"
    add(copy, 20, c__py=lines(10))
    mined(copy, database, "main~1")
    still = mined(copy, database)

    assert still.new_commits == 1
    assert any("absent" in said for said in still.notes)
    assert same_as_at_once(copy, database)

    (tmp_path / "absent").rename(copy / "objects" / blob[:2] / blob[2:])
    database.with_name(f"{database.name}-at-once").unlink()
    anew(copy, database, "objects that this copy of the repository lacked are there now")

    blob = git("-C", copy, "rev-parse", "main:b.py")
    (copy / "objects" / blob[:2] / blob[2:]).unlink()
    database.with_name(f"{database.name}-at-once").unlink()
    anew(copy, database, f"this copy lacks what it had: unable to read {blob}")
