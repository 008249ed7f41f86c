"""A Linespan database of a straight history, written row by row, for tests of what reads one."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import duckdb
from empty_database import empty_database

from analyzer.store import SCHEMA_VERSION

FIRST_LANDING = datetime(2023, 1, 10, 12, tzinfo=UTC)


class SmallDatabase:
    """Every method adds rows and returns the database; the `file` is complete once `publish` was called."""

    def __init__(self, file: Path, landed_on: list[int], schema_version: int = SCHEMA_VERSION) -> None:
        """One commit for each entry of `landed_on`, in days after FIRST_LANDING; path 0 is `main.py`."""
        self.file = file
        self.con = duckdb.connect(shutil.copy(empty_database(), file))
        times = [FIRST_LANDING + timedelta(days=day) for day in landed_on]
        as_of = times[-1] if times else FIRST_LANDING
        self.insert(
            "mining_run",
            repo="/a/*repository*",
            head_sha="0123456789abcdef",
            tip_sha="0123456789abcdef",
            as_of=as_of,
            schema_version=schema_version,
            tool_version="0",
            options_hash="",
            options="{}",
            settings_hash="",
            by_author=False,
            revisions_passed_over=0,
            started_at=as_of,
            finished_at=as_of,
            commits=len(times),
            commits_read=len(times),
            absent_objects=[],
            **dict.fromkeys(["merges", "hunks", "births", "alive", "dead", "unlanded", "superseded"], 0),
            landing_times_changed=0,
            rename_limit_hits=0,
            tables_hash="",
            rules_hash="",
            notes_tips="",
            notes_hash="",
            **dict.fromkeys(["notes_read", "notes_malformed", "notes_unread", "notes_elsewhere"], 0),
        )
        for seq, time in enumerate(times):
            self.insert(
                "commits",
                seq=seq,
                sha=f"{seq:040x}",
                parents=[f"{seq - 1:040x}"] if seq else [],
                is_merge=False,
                author_name="Ann",
                author_email="ann@linespan.example",
                author_time=time,
                committer_time=time,
                landed_seq=seq,
                landed_time=time,
                subject="Change",
                ignored=False,
            )
        self.path(0, "main.py")

    def path(self, path_id: int, path: str) -> Self:
        return self.insert("files", path_id=path_id, path=path, role="source", rule="language python")

    def lines(self, lines: int, born_in: int, died_in: int | None = None) -> Self:
        run = {
            "birth_seq": born_in,
            "birth_path_id": 0,
            "birth_line": 1,
            "lines": lines,
            "line_class": "code",
        }
        if died_in is None:
            self.insert("live_runs", path_id=0, line=1, touch_seq=born_in, touch_operation="added", **run)
            return self.insert("line_runs", birth_operation="added", fate="alive", **run)
        death = {"death_seq": died_in, "death_kind": "deleted", "fate": "dead"}
        return self.insert("line_runs", birth_operation="added", **death, **run)

    def operation(self, operation: str, lines: int, in_commit: int) -> Self:
        return self.insert(
            "operations", seq=in_commit, path_id=0, operation=operation, line_class="code", lines=lines
        )

    def skipped(self, path_id: int, reason: str) -> Self:
        return self.insert("skipped", seq=0, path_id=path_id, reason=reason)

    def insert(self, table: str, **row: object) -> Self:
        places = ", ".join(f"${name}" for name in row)
        statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})"  # noqa: S608 - our own names
        self.con.execute(statement, row)
        return self

    def publish(self) -> Path:
        self.con.close()
        return self.file
