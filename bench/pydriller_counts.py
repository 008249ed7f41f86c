"""How far file_changes agrees with the added and deleted lines that PyDriller counts.

python -m bench.pydriller_counts REPO [--db FILE]

PyDriller parses the patches of `git diff-tree -M` itself, at git's default context, so it is an oracle of the
reading, not of git's diff. Every difference is put down to a reason that is checked, not guessed.
"""

import argparse
import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from pydriller import Repository

from bench.borrowed import borrowed
from bench.oracles import mined

BINARY = "binary: git shows no lines, PyDriller says 0"
TYPE = "type change: git shows it as a deletion and a creation, PyDriller keeps one of the two"
CONTEXT = "context: git's diff at its default context, which PyDriller takes, is another than at zero"
UNREAD = "unread: PyDriller lists no such path"
UNEXPLAINED = "unexplained"

_CHANGES = """
    SELECT commits.sha, files.path, changes.status, changes.added, changes.deleted
    FROM file_changes AS changes
    JOIN commits USING (seq)
    JOIN files USING (path_id)
"""
_NO_UTF8 = re.compile(r"\\x[0-9a-f]{2}")
Counts = tuple[int | None, int | None]
"""Added and deleted lines; None where git shows none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A path of a non-merge commit, and git's status; None for a side that does not have it."""

    commit: str
    path: str
    status: str | None
    ours: Counts | None
    theirs: Counts | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Number of paths that agree, and those that do not by reason."""

    agreeing: int
    differing: dict[str, list[Difference]]


def compare_pydriller(repository: Path, database: Path) -> Agreement:
    """Every path of every non-merge commit; where an object is absent PyDriller fails as git does."""
    head, ours = _ours(database)
    agreeing = 0
    differing: defaultdict[str, list[Difference]] = defaultdict(list)
    for commit, theirs in _theirs(repository, head):
        mine = ours.pop(commit, {})
        paths = mine.keys() | theirs.keys()
        differences = [
            Difference(commit, path, status, counts, theirs.get(path))
            for path in sorted(paths)
            for status, counts in [mine.get(path, (None, None))]
            if counts != theirs.get(path)
        ]
        agreeing += len(paths) - len(differences)
        for difference in differences:
            differing[_reason(repository, difference)].append(difference)
    differing[UNREAD] += [
        Difference(commit, path, status, counts, None)
        for commit, paths in ours.items()
        for path, (status, counts) in paths.items()
    ]
    return Agreement(agreeing, {reason: found for reason, found in differing.items() if found})


def _reason(repository: Path, difference: Difference) -> str:
    if difference.ours == (None, None) and difference.theirs == (0, 0):
        return BINARY
    if difference.theirs is None:
        return UNREAD
    if difference.status == "T":
        return TYPE
    at_zero, at_three = (_numstat(repository, difference, context) for context in (0, 3))
    return CONTEXT if (difference.ours, difference.theirs) == (at_zero, at_three) else UNEXPLAINED


def _ours(database: Path) -> tuple[str, dict[str, dict[str, tuple[str, Counts]]]]:
    """The mined head, and status and counts by commit and path, as PyDriller spells paths."""
    changes: defaultdict[str, dict[str, tuple[str, Counts]]] = defaultdict(dict)
    with duckdb.connect(str(database), read_only=True) as connection:
        (head,) = connection.table("mining_run").project("head_sha").fetchall()[0]
        for commit, path, status, added, deleted in connection.execute(_CHANGES).fetchall():
            changes[commit][_NO_UTF8.sub("\N{REPLACEMENT CHARACTER}", path)] = status, (added, deleted)
    return head, changes


def _theirs(repository: Path, head: str) -> Iterator[tuple[str, dict[str, Counts]]]:
    with borrowed(repository, head) as folder:
        for commit in Repository(str(folder), only_no_merge=True).traverse_commits():
            counts: dict[str, Counts] = {}
            for file in commit.modified_files:
                counts[str(file.new_path or file.old_path)] = file.added_lines, file.deleted_lines
            yield commit.hash, counts


def _numstat(repository: Path, difference: Difference, context: int) -> Counts | None:
    """What git counts with so many lines of context."""
    command = ["git", "-C", str(repository), "-c", f"diff.context={context}", "show", "--format=", "-M", "-z"]
    answer = subprocess.run(
        [*command, "--numstat", difference.commit],
        env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        check=True,
    )
    records = iter(answer.stdout.decode(errors="replace").split("\0")[:-1])
    for record in records:
        added, deleted, path = record.split("\t", 2)
        if not path:  # a rename: the old and the new path follow
            next(records)
            path = next(records)
        if path == difference.path and added != "-":
            return int(added), int(deleted)
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path, help="mined before; without it the repository is mined now")
    options = parser.parse_args()
    with mined(options.repository, options.db) as database:
        agreement = compare_pydriller(options.repository, database)
    differing = sum(map(len, agreement.differing.values()))
    total = agreement.agreeing + differing
    print(f"{total:,} paths of commits, {agreement.agreeing / max(total, 1):.4%} agree")
    for reason, differences in agreement.differing.items():
        print(f"{len(differences):,}  {reason}")
        for difference in differences:
            print(
                f"  {difference.commit[:12]}  {difference.path!r}  ours {difference.ours}"
                f"  PyDriller {difference.theirs}"
            )


if __name__ == "__main__":
    main()
