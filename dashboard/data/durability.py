"""How long lines live, more closely: with intervals, by place, by authorship, by clock.

Apart from the rest because intervals need SciPy, which a command line that answers at once does without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from metrics.intervals import clustered_share

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from dashboard.data.frames import Period

Place = Literal["role", "language", "folder", "team", "authorship", "tool"]
Kind = Literal["authorship", "agent"]
KINDS: dict[Kind, str] = {"authorship": "authorship", "agent": "tool"}  # and how people call them
RISK_AGES = (0, 30, 90, 180, 365, 730)


def with_intervals(con: duckdb.DuckDBPyConnection, period: Period, horizon: int) -> pd.DataFrame:
    """The durable ratio at one horizon with 95 % intervals.

    Columns period, landings, born, durable, ratio, low, high (NaN where one landing is all); ordered.
    """
    frame = con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period, sum(landings)::BIGINT AS landings,
            sum(born)::BIGINT AS born, sum(durable)::BIGINT AS durable, sum(durable) / sum(born) AS ratio,
            sum(born_squares) AS born_squares, sum(durable_squares) AS durable_squares,
            sum(durable_born) AS durable_born
        FROM durable_landings WHERE horizon_days = $horizon
        GROUP BY 1 ORDER BY 1
        """,
        {"period": period, "horizon": horizon},
    ).df()
    sums = ["landings", "born", "durable", "born_squares", "durable_squares", "durable_born"]
    low, high = clustered_share(*(frame[name].to_numpy("float64") for name in sums))
    return frame.drop(columns=sums[3:]).assign(low=low, high=high)


def by_place(con: duckdb.DuckDBPyConnection, by: Place, horizon: int) -> pd.DataFrame:
    """The durable ratio of the whole history by what lines are or where they stand.

    Columns value, born, durable, ratio; the value with the most lines first.
    """
    return con.execute(
        """
        SELECT value, born, durable, ratio FROM durable_places
        WHERE slice = $by AND horizon_days = $horizon ORDER BY born DESC, value
        """,
        {"by": by, "horizon": horizon},
    ).df()


def survival(con: duckdb.DuckDBPyConnection, by: Kind) -> pd.DataFrame:
    """Kaplan-Meier curves of the lines of each authorship or of each AI tool.

    Columns value, age_days, at_risk, survival; ordered.
    """
    return con.execute(
        "SELECT value, age_days, at_risk, survival FROM survival WHERE slice = $by ORDER BY value, age_days",
        {"by": by},
    ).df()


def at_risk(curves: pd.DataFrame) -> pd.DataFrame:
    """How many lines of each curve of `survival` were watched to some ages.

    Columns value, and one an age (`90 days`), lines; ordered by value.
    """
    watched = {f"{age} days": curves["at_risk"].where(curves["age_days"] >= age, 0) for age in RISK_AGES}
    return curves[["value"]].assign(**watched).groupby("value", as_index=False).max()


def ratios(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """The durable ratio by both clocks and at all horizons, which takes no longer than one of each.

    Columns period, clock (committer, landing), horizon_days, born, durable, ratio; ordered.
    """
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period, clock, horizon_days,
            sum(born)::BIGINT AS born, sum(durable)::BIGINT AS durable, sum(durable) / sum(born) AS ratio
        FROM durable_ratio
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def by_horizon(told: pd.DataFrame) -> pd.DataFrame:
    """Of `ratios` the clock that counts: columns period, horizon_days, born, durable, ratio."""
    return told[told["clock"] == "landing"].drop(columns="clock").reset_index(drop=True)


def by_clock(told: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Of `ratios` one horizon: columns period, clock, born, durable, ratio."""
    return told[told["horizon_days"] == horizon].drop(columns="horizon_days").reset_index(drop=True)
