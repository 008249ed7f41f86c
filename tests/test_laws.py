"""What must hold of every history, tried on histories that Hypothesis makes up."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from random_commits import File, blocks, commits
from random_histories import Step, build, plans

from analyzer import workers
from analyzer.mine import MiningOptions, mine
from analyzer.operations import LIVES, MOVED, NAMES, REINDENTED, Edited, operations
from analyzer.pairing import MOST_WORDS_CHANGED
from bench.oracles import compare_blame, compare_numstat, compare_operations, law, text_files

# The same examples on every machine: whoever breaks a law is the one who hears of it.
laws = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
# What tells one mining from another of the same commits.
_OF_THE_RUN = {"repo", "started_at", "finished_at"}
_OF_THE_QUESTION = {"tip_sha", "options", "options_hash"}


@contextmanager
def repository(plan: Sequence[Step]) -> Iterator[tuple[Path, Path]]:
    """The planned history, and a folder for databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        note(build(plan, folder / "history.git").decode())
        yield folder / "history.git", folder


def exported(database: Path, *, without: set[str] = _OF_THE_RUN) -> dict[str, list[tuple[Any, ...]]]:
    """Every table with all its rows, commits and paths by name in place of number."""
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        tables: dict[str, list[str]] = {}
        for table, column in columns:
            if column not in without:
                tables.setdefault(table, []).append(column)
        return {
            table: connection.execute(
                f"SELECT {', '.join(map(_named, names))} FROM {table} AS row ORDER BY ALL"  # noqa: S608
            ).fetchall()
            for table, names in tables.items()
        }


def _named(column: str) -> str:
    if column.endswith("seq"):
        return f"(SELECT known.sha FROM commits AS known WHERE known.seq = row.{column})"  # noqa: S608
    if column.endswith("path_id"):
        return f"(SELECT known.path FROM files AS known WHERE known.path_id = row.{column})"  # noqa: S608
    return f"row.{column}"


@settings(laws, max_examples=25)
@given(plans())
def test_every_line_is_accounted_for_as_git_counts_it(plan: list[Step]) -> None:
    with repository(plan) as (history, folder):
        database = folder / "history.duckdb"
        mine(history, database, MiningOptions(jobs=1))
        kept = law(history, database)
        assert kept.holds, kept
        changes = compare_numstat(history, database)
        assert (changes.only_ours, changes.only_git) == ([], [])
        assert compare_operations(history, database).differing == []
        files = text_files(history, database)
        touches = compare_blame(history, database, files)
        assert (touches.lengths, touches.unblamed) == ([], [])
        assert dict(touches.disagreements) == {}
        assert touches.same_place == sum(files.values())


@settings(laws, max_examples=5)
@given(plans())
def test_the_past_is_what_it_was(plan: list[Step]) -> None:
    """To mine a longer history as of a mainline commit's landing is to mine that commit, time after time."""
    with repository(plan) as (history, folder):
        mine(history, folder / "whole", MiningOptions(jobs=1))
        with duckdb.connect(str(folder / "whole"), read_only=True) as connection:
            query = """
                SELECT sha, strftime(landed_time AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S+00:00')
                FROM commits WHERE seq = landed_seq ORDER BY seq
            """
            mainline = dict(moment[::-1] for moment in connection.execute(query).fetchall())
        (moment, commit) = list(mainline.items())[len(mainline) // 2]  # of equal times the last commit's
        mine(history, folder / "then", MiningOptions(jobs=1, as_of=moment))
        mine(history, folder / "named", MiningOptions(jobs=1, rev=commit))
        mine(history, folder / "again", MiningOptions(jobs=1, rev=commit))
        past = _OF_THE_RUN | _OF_THE_QUESTION
        assert exported(folder / "then", without=past) == exported(folder / "named", without=past)
        assert exported(folder / "again") == exported(folder / "named")


@settings(laws, max_examples=2)
@given(plans(shortest=20, longest=30))
def test_more_processes_change_nothing(plan: list[Step]) -> None:
    with repository(plan) as (history, folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_RANGE", range(3, 3))  # so that a small history has work for two
        for jobs in (1, 2):
            mine(history, folder / f"{jobs}", MiningOptions(jobs=jobs))
        assert exported(folder / "1") == exported(folder / "2")


@settings(laws, max_examples=400)
@given(commits())
def test_every_changed_line_has_one_operation(commit: list[File]) -> None:
    files = [file.edited() for file in commit]
    written = operations(files)
    ordered = sorted(files, key=lambda file: file.path)
    removed = [line for file in ordered for line in file.removed]
    added = [line for file in ordered for line in file.added]
    assert (len(written.removed), len(written.operations)) == (len(removed), len(added))

    new, old = written.carried[0::4], written.carried[1::4]
    assert (len(set(new)), len(set(old))) == (len(new), len(old))
    assert {line for line, how in enumerate(written.operations) if how in LIVES} == set(new)
    assert {line for line, how in enumerate(written.removed) if how in LIVES} == set(old)
    assert {NAMES[how] for how in written.operations} <= {"added", *(NAMES[how] for how in LIVES)}
    assert {NAMES[how] for how in written.removed} <= {"deleted", "rewritten", *(NAMES[how] for how in LIVES)}

    hunk_of_removed, hunk_of_added = blocks(commit)
    for to, whence, distance in zip(new, old, written.carried[2::4], strict=True):
        how = written.operations[to]
        assert written.removed[whence] == how
        equal = added[to].split() == removed[whence].split()
        within = hunk_of_added[to] == hunk_of_removed[whence]
        assert (equal, within) == (how in {REINDENTED, MOVED}, how != MOVED), NAMES[how]
        assert distance <= (0 if equal else MOST_WORDS_CHANGED)


@settings(laws, max_examples=400)
@given(commits(), st.randoms(use_true_random=False), st.lists(st.integers(0, 35), min_size=9, max_size=9))
def test_neither_the_order_of_files_nor_the_cutting_of_hunks_changes_anything(
    commit: list[File], random: Any, places: list[int]
) -> None:
    whole = operations([file.edited() for file in commit])
    cut = [file.cut(places[: len(file.hunks)]) for file in commit]
    random.shuffle(cut)
    assert operations([file.edited() for file in cut]) == whole


@st.composite
def _lost(draw: st.DrawFn, commit: list[File]) -> dict[bytes, tuple[Counter[bytes], ...]]:
    """Of each file the lines that up to two reverted commits took out of it, among those that it adds."""
    lost = {}
    for file in commit:
        added = sorted({line for hunk in file.hunks for line in hunk.added})
        counts = st.dictionaries(st.sampled_from(added), st.integers(1, 2)) if added else st.just({})
        lost[file.path] = tuple(map(Counter, draw(st.lists(counts, max_size=2))))
    return lost


@settings(laws, max_examples=400)
@given(commits().flatmap(lambda commit: st.tuples(st.just(commit), _lost(commit))), st.data())
def test_a_revert_restores_as_often_as_was_lost_and_its_files_order_changes_nothing(
    reverting: tuple[list[File], dict[bytes, tuple[Counter[bytes], ...]]], data: st.DataObject
) -> None:
    commit, lost = reverting

    def handed_in(files: Sequence[File]) -> list[Edited]:
        return [
            file.edited()._replace(lost=tuple(counter.copy() for counter in lost[file.path]))
            for file in files
        ]

    files = handed_in(commit)
    written = operations(files)
    how = iter(NAMES[operation] for operation in written.operations)
    for file in sorted(files, key=lambda file: file.path):
        found = list(zip(file.added, how, strict=False))
        restored = Counter(line for line, operation in found if operation == "restored")
        before = sum(lost[file.path], Counter[bytes]())
        left = sum(file.lost, Counter[bytes]())
        assert restored <= before - left
        assert not any(left[line] for line, operation in found if operation == "added")

    places = data.draw(st.lists(st.integers(0, 35), min_size=9, max_size=9))
    cut = [file.cut(places[: len(file.hunks)]) for file in data.draw(st.permutations(commit))]
    assert operations(handed_in(cut)) == written
