"""Commits: those of a period, and what one of them did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    import pandas as pd

    from dashboard.data.frames import Period

MOST = 500  # commits of a list


def landed_in(con: duckdb.DuckDBPyConnection, start: date, period: Period) -> pd.DataFrame:
    """The commits that landed in a month or a year and changed code, the largest first, at most MOST.

    Columns sha, landed, subject, authorship, tools, changed (lines), added, deleted, updated, moved, copied,
    replaced.
    """
    return con.execute(
        """
        WITH work AS (
            SELECT seq, counted_as AS operation, sum(lines)::BIGINT AS lines FROM changed_lines
            WHERE in_scope AND counted_as IS NOT NULL AND date_trunc($period, period) = $start
            GROUP BY ALL
        )
        SELECT commits.sha, (commits.landed_time AT TIME ZONE 'UTC')::DATE AS landed, commits.subject,
            coalesce(commits.authorship, 'unknown') AS authorship,
            coalesce(array_to_string(commits.agents, ', '), '') AS tools,
            sum(work.lines)::BIGINT AS changed,
            coalesce(sum(work.lines) FILTER (operation = 'added'), 0)::BIGINT AS added,
            coalesce(sum(work.lines) FILTER (operation = 'deleted'), 0)::BIGINT AS deleted,
            coalesce(sum(work.lines) FILTER (operation = 'updated'), 0)::BIGINT AS updated,
            coalesce(sum(work.lines) FILTER (operation = 'moved'), 0)::BIGINT AS moved,
            coalesce(sum(work.lines) FILTER (operation = 'copied'), 0)::BIGINT AS copied,
            coalesce(sum(work.lines) FILTER (operation = 'replaced'), 0)::BIGINT AS replaced
        FROM work JOIN commits USING (seq)
        GROUP BY ALL
        ORDER BY changed DESC, commits.sha LIMIT $most
        """,
        {"period": period, "start": start, "most": MOST},
    ).df()


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. Times are UTC; fates: lines of code it wrote by what became of them, as `alive`."""

    sha: str
    parents: tuple[str, ...]
    landed_with: str
    landed: date
    files: pd.DataFrame
    copies: pd.DataFrame
    fates: dict[str, int]


def commit(con: duckdb.DuckDBPyConnection, sha: str) -> Commit:
    """What a commit did and what became of its lines.

    files: columns path, former, status, role, added, deleted, operations (in words); copies: path, line,
    lines, from_path, from_line. Raises IndexError where the history has no commit of this full name.
    """
    seq, parents, landed_with, landed = con.execute(
        """
        SELECT commits.seq, commits.parents, landing.sha, (commits.landed_time AT TIME ZONE 'UTC')::DATE
        FROM commits JOIN commits AS landing ON landing.seq = commits.landed_seq WHERE commits.sha = $1
        """,
        [sha],
    ).fetchall()[0]
    files = con.execute(
        """
        WITH work AS (
            SELECT path_id, operation, sum(lines)::BIGINT AS lines FROM operations WHERE seq = $1 GROUP BY ALL
        ),
        told AS (
            SELECT path_id,
                string_agg(lines || ' ' || operation, ', ' ORDER BY lines DESC, operation) AS operations
            FROM work GROUP BY path_id
        )
        SELECT files.path, coalesce(former.path, '') AS former, status, files.role, added, deleted,
            coalesce(operations, '') AS operations
        FROM file_changes AS changes
        JOIN files USING (path_id)
        LEFT JOIN files AS former ON former.path_id = changes.old_path_id
        LEFT JOIN told ON told.path_id = changes.path_id
        WHERE changes.seq = $1 ORDER BY files.path
        """,
        [seq],
    ).df()
    copies = con.execute(
        """
        SELECT files.path, line, lines, source.path AS from_path, from_line
        FROM copies JOIN files USING (path_id) JOIN files AS source ON source.path_id = from_path_id
        WHERE seq = $1 ORDER BY files.path, line
        """,
        [seq],
    ).df()
    fates = con.execute(
        "SELECT CASE WHEN fate = 'alive' AND landing_update_days IS NOT NULL THEN 'alive, edited' "
        "WHEN fate = 'alive' THEN 'alive as written' ELSE fate END AS told, sum(lines)::BIGINT "
        "FROM lines WHERE birth_seq = $1 AND in_scope GROUP BY told ORDER BY told",
        [seq],
    ).fetchall()
    return Commit(sha, tuple(parents), landed_with, landed, files, copies, dict(fates))
