"""What commits do to lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from dashboard.data.frames import Period


def operation_shares(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, operation, lines, changed (all operations of the period), share.

    Ordered by period, then from added to replaced; every period has all six operations.
    """
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period, operation,
            sum(lines)::BIGINT AS lines, sum(changed)::BIGINT AS changed, sum(lines) / sum(changed) AS share
        FROM operation_shares
        GROUP BY 1, 2
        ORDER BY 1,
            list_position(['added', 'deleted', 'updated', 'moved', 'copied', 'replaced'], operation)
        """,
        {"period": period},
    ).df()


def moved_to_copied(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, moved, copied (lines), ratio (NaN: nothing copied); ordered by period."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period,
            sum(moved)::BIGINT AS moved, sum(copied)::BIGINT AS copied,
            sum(moved) / nullif(sum(copied), 0) AS ratio
        FROM moved_to_copied
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def repeated_lines(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, written, repeated (lines), ratio; ordered by period."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period,
            sum(written)::BIGINT AS written, sum(repeated)::BIGINT AS repeated,
            sum(repeated) / sum(written) AS ratio
        FROM repeated_lines
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def churned_share(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, changed, young (lines), ratio; ordered by period."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period,
            sum(changed)::BIGINT AS changed, sum(young)::BIGINT AS young, sum(young) / sum(changed) AS ratio
        FROM churned_share
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def revised_code_age(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, age, lines, revised (all ages of the period), share; by period, the youngest first."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period, age,
            sum(lines)::BIGINT AS lines, sum(revised)::BIGINT AS revised, sum(lines) / sum(revised) AS share
        FROM revised_code_age
        GROUP BY 1, 2, from_days ORDER BY 1, from_days
        """,
        {"period": period},
    ).df()


def duplicate_blocks(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, commits, copying, ratio, blocks, changed, per_million; ordered by period."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period,
            sum(commits)::BIGINT AS commits, sum(copying)::BIGINT AS copying,
            sum(copying) / sum(commits) AS ratio,
            sum(blocks)::BIGINT AS blocks, sum(changed)::BIGINT AS changed,
            1e6 * sum(blocks) / sum(changed) AS per_million
        FROM duplicate_blocks
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def durable_output(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, team, author_months, durable (lines), per_author (and month); ordered."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period, team,
            sum(authors)::BIGINT AS author_months, sum(durable)::BIGINT AS durable,
            sum(durable) / sum(authors) AS per_author
        FROM durable_output
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()
