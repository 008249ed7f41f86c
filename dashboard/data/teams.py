"""Measures by team, and by author where a team has asked for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def told_by_author(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the configuration asks for measures by author."""
    return bool(con.execute("SELECT by_author FROM mining_run").fetchall()[0][0])


def authors(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """New code lines of each author, in the order of their names: no ranking.

    Columns author, born, durable (after 90 days), ratio, churned, churn_born, churn.
    """
    return con.execute("""
        WITH durable AS (
            SELECT author, sum(born)::BIGINT AS born, sum(durable)::BIGINT AS durable FROM durable_ratio
            WHERE clock = 'landing' AND horizon_days = 90 GROUP BY author
        ),
        churned AS (
            SELECT author, sum(born)::BIGINT AS churn_born, sum(churned)::BIGINT AS churned
            FROM new_code_churn GROUP BY author
        )
        SELECT author, born, durable, durable / born AS ratio, churned, churn_born,
            churned / churn_born AS churn
        FROM durable FULL JOIN churned USING (author) ORDER BY lower(author)
    """).df()
