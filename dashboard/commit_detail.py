"""`linespan show`: what one commit did, and what became of its lines, as facts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.errors import LinespanError
from analyzer.repository import answer, open_repository, resolve
from dashboard import data
from dashboard.agents import Why, why
from dashboard.commit_examination import Examination, examination
from metrics import views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    import duckdb

_NAMES_SHOWN = 5
_ABBREVIATED = re.compile("[0-9a-fA-F]{4,64}")
AGES = ("under 2 weeks", "under a month", "1 to 12 months", "over a year")
_MOST_DAYS = (14, 30, 365)  # as in revised_code_age


@dataclass(frozen=True, slots=True)
class Operation:
    """Lines of one class to which a commit did one thing, as the table `operations` has them."""

    operation: str
    line_class: str
    lines: int


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A path of a commit that is no merge. status: as git writes it; added, deleted: git's count, None where
    it has none.
    """

    path: str
    old_path: str | None
    status: str
    role: str
    language: str | None
    added: int | None
    deleted: int | None
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copied run, both places in the tree after the commit. copied_from: commit, or tree."""

    path: str
    line: int
    lines: int
    from_path: str
    from_line: int
    copied_from: str


@dataclass(frozen=True, slots=True)
class Dead:
    """Lines that are gone. kind: deleted, rewritten, reverted, merge, or lost (lost sight of); age: at their
    end, counted from the landing of the commit.
    """

    kind: str
    age: str
    lines: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the lines that a commit wrote, up to the mined head.

    written = alive + the lines of `dead` + unlanded + superseded; updated: of the alive, those that a later
    commit edited.
    """

    written: int
    alive: int
    updated: int
    dead: tuple[Dead, ...]
    unlanded: int
    superseded: int


@dataclass(frozen=True, slots=True)
class CommitDetail:
    """Everything that is said of one commit. Times are UTC.

    why: who wrote it, and what the label rests on; landed_with: the first mainline commit that has it, itself
    where it is on the mainline; age_days: from its landing to that of the mined head; ignored: whether the
    repository wants blame to look through it, and it has no operations; skipped: path and reason of what
    could not be followed; merge_written, merge_removed: lines that a merge itself wrote, and those that it
    ended; code: its lines of code in source and tests; all_lines: all its lines.
    """

    run: data.Run
    why: Why
    parents: tuple[str, ...]
    committed: datetime
    landed: datetime
    landed_with: str
    age_days: int
    ignored: bool
    files: tuple[ChangedFile, ...]
    copies: tuple[Copy, ...]
    skipped: tuple[tuple[str, str], ...]
    merge_written: int
    merge_removed: int
    examination: Examination
    code: Fate
    all_lines: Fate

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.parents) > 1


def build(
    con: duckdb.DuckDBPyConnection, repository: Path, name: str, environment: Mapping[str, str]
) -> CommitDetail:
    """Read the facts from a mined database with its views, and from the commit itself.

    name: of the commit, how it begins, or a revision; environment: variables that may state standards.
    Raises DatabaseError where views are missing, LinespanError for a name that is none of one commit in the
    mined history, and what `examination` raises.
    """
    views.require(con)
    run = data.run(con)
    seq, sha = find(con, repository, name, run.head_sha)
    parents, committed, landed, landed_with, age_days, ignored = con.execute(
        """
        SELECT commits.parents, commits.committer_time AT TIME ZONE 'UTC',
            commits.landed_time AT TIME ZONE 'UTC', landing.sha,
            floor((epoch_us(as_of) - epoch_us(commits.landed_time)) / 86400e6)::INTEGER, commits.ignored
        FROM commits
        JOIN commits AS landing ON landing.seq = commits.landed_seq
        CROSS JOIN mining_run
        WHERE commits.seq = $1
        """,
        [seq],
    ).fetchall()[0]
    written, removed = _merge_lines(con, seq)
    return CommitDetail(
        run=run,
        why=why(con, sha),
        parents=tuple(parents),
        committed=committed,
        landed=landed,
        landed_with=landed_with,
        age_days=age_days,
        ignored=ignored,
        files=_files(con, seq),
        copies=_copies(con, seq),
        skipped=tuple(
            con.execute(
                "SELECT path, reason FROM skipped JOIN files USING (path_id) WHERE seq = $1 ORDER BY ALL",
                [seq],
            ).fetchall()
        ),
        merge_written=written,
        merge_removed=removed,
        examination=examination(repository, sha, tuple(parents), environment),
        code=_fate(con, seq, code=True),
        all_lines=_fate(con, seq, code=False),
    )


def find(con: duckdb.DuckDBPyConnection, repository: Path, name: str, head: str) -> tuple[int, str]:
    """The number and the full name of the commit that a name means. head: the mined one.

    How a commit's name begins goes before what git knows by the name. Raises LinespanError.
    """
    if _ABBREVIATED.fullmatch(name):
        found = con.execute(
            "SELECT seq, sha FROM commits WHERE starts_with(sha, lower($1)) ORDER BY sha", [name]
        ).fetchall()
        if len(found) > 1:
            shown = ", ".join(sha[: len(name) + 4] for _, sha in found[:_NAMES_SHOWN])
            more = ", ..." if len(found) > _NAMES_SHOWN else ""
            raise LinespanError(f"{len(found)} commits begin with {name}", f"write more of it: {shown}{more}")
        if found:
            return found[0]
    opened = open_repository(repository)
    sha = resolve(opened, name)
    if not sha:
        raise LinespanError(f"{repository} has no commit {name}", "git log names the commits")
    known = con.execute("SELECT seq, sha FROM commits WHERE sha = $1", [sha]).fetchall()
    if known:
        return known[0]
    if answer(opened, "merge-base", head, sha) == head:
        raise LinespanError(
            f"{sha[:12]} is not mined yet: it came after {head[:12]}", "linespan mine reads what is new"
        )
    raise LinespanError(
        f"{sha[:12]} is not in the history of the mined head {head[:12]}",
        "name a branch that has it with --rev, and another database with --db",
    )


def _files(con: duckdb.DuckDBPyConnection, seq: int) -> tuple[ChangedFile, ...]:
    operations: defaultdict[int, list[Operation]] = defaultdict(list)
    for path_id, *operation in con.execute(
        "SELECT path_id, operation, line_class, sum(lines)::BIGINT FROM operations WHERE seq = $1 "
        "GROUP BY ALL ORDER BY ALL",
        [seq],
    ).fetchall():
        operations[path_id].append(Operation(*operation))
    rows = con.execute(
        """
        SELECT changes.path_id, files.path, former.path, status, files.role, files.language, added, deleted
        FROM file_changes AS changes
        JOIN files USING (path_id)
        LEFT JOIN files AS former ON former.path_id = old_path_id
        WHERE changes.seq = $1
        ORDER BY files.path
        """,
        [seq],
    ).fetchall()
    return tuple(ChangedFile(*(*row, tuple(operations[path_id]))) for path_id, *row in rows)


def _copies(con: duckdb.DuckDBPyConnection, seq: int) -> tuple[Copy, ...]:
    rows = con.execute(
        """
        SELECT files.path, line, lines, source.path, from_line, copied_from
        FROM copies
        JOIN files USING (path_id)
        JOIN files AS source ON source.path_id = from_path_id
        WHERE seq = $1
        ORDER BY files.path, line
        """,
        [seq],
    ).fetchall()
    return tuple(Copy(*row) for row in rows)


def _merge_lines(con: duckdb.DuckDBPyConnection, seq: int) -> tuple[int, int]:
    """Lines that a merge itself wrote, and removed."""
    row = con.execute(
        """
        SELECT
            coalesce(sum(lines) FILTER (birth_seq = $1 AND birth_operation = 'merge'), 0)::BIGINT,
            coalesce(sum(lines) FILTER (death_seq = $1 AND death_kind = 'merge'), 0)::BIGINT
        FROM line_runs
        """,
        [seq],
    ).fetchall()[0]
    return row[0], row[1]


def _fate(con: duckdb.DuckDBPyConnection, seq: int, *, code: bool) -> Fate:
    """code: whether to look at lines of code in source and tests alone."""
    rows = con.execute(
        """
        SELECT fate, coalesce(death_kind, 'lost'), landing_update_days IS NOT NULL, landing_age_days,
            sum(lines)::BIGINT
        FROM lines
        WHERE birth_seq = $1 AND (in_scope OR NOT $2)
        GROUP BY ALL
        """,
        [seq, code],
    ).fetchall()
    dead: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fate, kind, _, age_days, lines in rows:
        if fate == "dead":
            dead[kind, _age(age_days)] += lines
    return Fate(
        written=sum(row[-1] for row in rows),
        alive=sum(row[-1] for row in rows if row[0] == "alive"),
        updated=sum(row[-1] for row in rows if row[0] == "alive" and row[2]),
        dead=tuple(
            Dead(kind, age, lines)
            for (kind, age), lines in sorted(
                dead.items(), key=lambda item: (item[0][0], AGES.index(item[0][1]))
            )
        ),
        unlanded=sum(row[-1] for row in rows if row[0] == "unlanded"),
        superseded=sum(row[-1] for row in rows if row[0] == "superseded"),
    )


def _age(days: int) -> str:
    return AGES[bisect_left(_MOST_DAYS, days)]
