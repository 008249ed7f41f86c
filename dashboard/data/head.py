"""The files of the head, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def blame(con: duckdb.DuckDBPyConnection, path: str) -> list[tuple[str, str, str, int, str, str, str | None]]:
    """For each line of a file of the head: last touch, origin, its path and line, the day it landed (ISO),
    who wrote it there, and with which AI tools.
    """
    return con.execute(
        """
        SELECT touch.sha, origin.sha, born_in.path, birth_line + step,
            strftime(origin.landed_time AT TIME ZONE 'UTC', '%Y-%m-%d'),
            coalesce(live_runs.authorship, 'unknown'), live_runs.agent
        FROM live_runs
        JOIN files AS stands_in USING (path_id)
        JOIN files AS born_in ON born_in.path_id = birth_path_id
        JOIN commits AS origin ON origin.seq = birth_seq
        JOIN commits AS touch ON touch.seq = touch_seq,
        unnest(range(lines)) AS steps (step)
        WHERE stands_in.path = ?
        ORDER BY line + step
        """,
        [path],
    ).fetchall()


def live_paths(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Paths of the files of the head that have lines."""
    rows = con.execute(
        "SELECT DISTINCT path FROM live_runs JOIN files USING (path_id) ORDER BY path"
    ).fetchall()
    return [path for (path,) in rows]
