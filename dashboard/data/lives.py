"""How long lines live."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from dashboard.data.frames import Period


def durable_ratio(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, horizon_days, born, durable, ratio; by landing, ordered by period and horizon."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period, horizon_days,
            sum(born)::BIGINT AS born, sum(durable)::BIGINT AS durable, sum(durable) / sum(born) AS ratio
        FROM durable_ratio WHERE clock = 'landing'
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def churn(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """New-code churn at 14 days. Columns period, born, churned, ratio; ordered by period."""
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period,
            sum(born)::BIGINT AS born, sum(churned)::BIGINT AS churned, sum(churned) / sum(born) AS ratio
        FROM new_code_churn
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def in_branch_rework(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns period (month), written, unlanded, ratio; ordered by period."""
    return con.execute("""
        SELECT period, sum(written)::BIGINT AS written, sum(unlanded)::BIGINT AS unlanded,
            sum(unlanded) / sum(written) AS ratio
        FROM in_branch_rework
        GROUP BY period ORDER BY period
    """).df()


def survival(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The Kaplan-Meier curves of all lines and of each landing year.

    Columns slice (all, year), value, age_days, at_risk, deaths, censored, survival; ordered.
    """
    return con.execute("""
        SELECT slice, value, age_days, at_risk, deaths, censored, survival
        FROM survival WHERE slice IN ('all', 'year')
        ORDER BY slice, value, age_days
    """).df()


def half_life(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns slice (all, year), value, half_life_days (NA: not reached), longest_age_days, lines."""
    return con.execute("""
        SELECT slice, value, half_life_days, longest_age_days, lines
        FROM half_life WHERE slice IN ('all', 'year')
        ORDER BY slice, value
    """).df()


def burndown(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns period (the lines stand at its end), cohort (landing year), lines; ordered."""
    return con.execute("SELECT period, cohort, lines FROM burndown ORDER BY ALL").df()


def folders(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns folder, born, churned, ratio (NaN: nothing born), live_lines; the greatest ratio first."""
    return con.execute("""
        SELECT folder, born, churned, ratio, live_lines
        FROM folder_churn
        ORDER BY ratio DESC NULLS LAST, born DESC, folder
    """).df()


def clocks(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns horizon_days, landing_born, committer_born, landing_ratio, committer_ratio, difference."""
    return con.execute("""
        SELECT horizon_days, landing_born, committer_born, landing_ratio, committer_ratio, difference
        FROM clock_difference
        ORDER BY horizon_days
    """).df()
