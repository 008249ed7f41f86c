"""A hand-made history: a few rows in a real DuckDB, with the tables and the views of a mined one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources

import duckdb
import pytest

from metrics import views

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class History:
    """Days are counted from the first of January 2020 and may be fractions."""

    con: duckdb.DuckDBPyConnection
    paths: dict[str, int] = field(default_factory=dict)
    commits: int = 0

    def commit(
        self,
        day,
        *,
        committed=None,
        author="Ann",
        email="ann@a.example",
        merge=False,
        landed_by=None,
        subject="",
        team=None,
    ):
        """A commit that landed on `day`, by itself or by the merge `landed_by`; gives its seq."""
        landed = EPOCH + timedelta(days=day)
        written = landed if committed is None else EPOCH + timedelta(days=committed)
        seq, self.commits = self.commits, self.commits + 1
        self.con.execute(
            "INSERT INTO commits (seq, sha, parents, is_merge, author_name, author_email, author_time, "
            "committer_time, landed_seq, landed_time, subject, ignored, team) "
            "VALUES ($1, $2, [], $3, $4, $5, $6, $6, $8, $7, $9, false, $10)",
            [
                seq,
                f"{seq:040x}",
                merge,
                author,
                email,
                written,
                landed,
                seq if landed_by is None else landed_by,
                subject,
                team,
            ],
        )
        return seq

    def path(self, path, role="source", rule="language python"):
        if path not in self.paths:
            self.paths[path] = len(self.paths)
            self.con.execute(
                "INSERT INTO files VALUES ($1, $2, 'python', $3, $4)", [self.paths[path], path, role, rule]
            )
        return self.paths[path]

    def lines(
        self,
        birth,
        lines,
        *,
        death=None,
        kind="deleted",
        fate=None,
        operation="added",
        line_class="code",
        path="src/a.py",
        touch=None,
    ):
        """A run of lines born in commit `birth`; dead in commit `death`, or alive."""
        fate = fate or ("alive" if death is None else "dead")
        self.con.execute(
            "INSERT INTO line_runs (birth_seq, birth_path_id, birth_line, lines, line_class, "
            "birth_operation, first_touch_seq, death_seq, death_kind, fate) "
            "VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)",
            [
                birth,
                self.path(path),
                lines,
                line_class,
                operation,
                touch,
                death,
                kind if death is not None else None,
                fate,
            ],
        )
        if fate == "alive":
            self.con.execute(
                "INSERT INTO live_runs VALUES ($1, 1, $2, $3, $4, $1, 1, $4, $5, NULL, NULL)",
                [self.path(path), lines, line_class, birth, operation],
            )

    def operation(self, seq, operation, lines, *, line_class="code", path="src/a.py", source=None):
        """What commit `seq` did to some lines; `source` tells where a copy came from."""
        self.con.execute(
            "INSERT INTO operations (seq, path_id, operation, copied_from, line_class, lines) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            [seq, self.path(path), operation, source, line_class, lines],
        )

    def touch(self, seq, birth, lines, kind="updated", *, line_class="code", path="src/a.py"):
        """Commit `seq` touched lines born in commit `birth`, which lived on."""
        self.con.execute(
            "INSERT INTO line_touches VALUES ($1, $2, $3, $3, $4, $5, $6)",
            [seq, birth, self.path(path), kind, line_class, lines],
        )

    def change(self, seq, added, *, repeated=0, path="src/a.py"):
        self.con.execute(
            "INSERT INTO file_changes VALUES ($1, $2, NULL, 'M', $3, 0, $4)",
            [seq, self.path(path), added, repeated],
        )

    def copy(self, seq, line, lines, *, path="src/a.py"):
        """A copied run of commit `seq`, from the top of the same file."""
        self.con.execute(
            "INSERT INTO copies VALUES ($1, $2, $3, $4, $2, 1, 'tree')", [seq, self.path(path), line, lines]
        )

    def skip(self, seq, path, reason):
        self.con.execute("INSERT INTO skipped VALUES ($1, $2, $3)", [seq, self.path(path), reason])

    def mined(self, day, *, repo="repository", changed=0, hits=0):
        """End the history: its head landed on `day`."""
        self.con.execute(
            "INSERT INTO mining_run SELECT $1, $2, $2, $3, 1, '0', '', '{}', '', 0, $3, $3, count(*), "
            "count(*), count(*) FILTER (is_merge), 0, 0, 0, 0, 0, 0, $4, [], $5, '', '', '', '', 0, 0, 0, 0 "
            "FROM commits",
            [repo, "c" * 40, EPOCH + timedelta(days=day), changed, hits],
        )

    def rows(self, query):
        return self.con.execute(query).fetchall()


@pytest.fixture
def history() -> Iterator[History]:
    with duckdb.connect() as con:
        con.execute((resources.files("analyzer") / "schema.sql").read_text("utf-8"))
        views.install(con)
        # A view that leaned on the session's time zone would move days and months here.
        con.execute("SET TimeZone = 'Pacific/Kiritimati'")
        yield History(con)
