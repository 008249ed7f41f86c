"""With which tools commits and lines were written, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from dashboard.data.frames import Period


def commits_by_tool(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Commits that are no merges by who wrote them: the AI tools, several joined by +, or the authorship.

    Columns period, who, commits, whole (all commits of the period), share; ordered.
    """
    return con.execute(
        """
        WITH counted AS (
            SELECT date_trunc($period, landed_time AT TIME ZONE 'UTC')::DATE AS period,
                coalesce(
                    CASE WHEN authorship = 'ai' THEN nullif(array_to_string(agents, '+'), '') END,
                    authorship, 'unknown'
                ) AS who,
                count(*) AS commits
            FROM commits WHERE NOT is_merge GROUP BY ALL
        )
        SELECT period, who, commits, sum(commits) OVER (PARTITION BY period)::BIGINT AS whole,
            commits / whole AS share
        FROM counted ORDER BY period, who
        """,
        {"period": period},
    ).df()


def lines_by_authorship(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """New code lines by who wrote them.

    Columns period, authorship, lines, whole (all of the period), share; ordered.
    """
    return con.execute(
        """
        WITH counted AS (
            SELECT date_trunc($period, period)::DATE AS period, authorship, sum(written)::BIGINT AS lines
            FROM in_branch_rework GROUP BY ALL
        )
        SELECT period, authorship, lines, sum(lines) OVER (PARTITION BY period)::BIGINT AS whole,
            lines / whole AS share
        FROM counted ORDER BY period, authorship
        """,
        {"period": period},
    ).df()
