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


def at_risk(con: duckdb.DuckDBPyConnection, by: Kind) -> pd.DataFrame:
    """How many lines of each curve were watched to some ages.

    Columns value, and one an age (`90 days`), lines; ordered by value.
    """
    ages = {f"{age} days": f"coalesce(max(at_risk) FILTER (age_days >= {age}), 0)" for age in RISK_AGES}
    columns = ", ".join(f'{query}::BIGINT AS "{name}"' for name, query in ages.items())
    return con.execute(
        f"SELECT value, {columns} FROM survival WHERE slice = $by GROUP BY value ORDER BY value",  # noqa: S608
        {"by": by},
    ).df()


def by_clock(con: duckdb.DuckDBPyConnection, period: Period, horizon: int) -> pd.DataFrame:
    """The durable ratio at one horizon by both clocks.

    Columns period, clock (committer, landing), born, durable, ratio; ordered.
    """
    return con.execute(
        """
        SELECT date_trunc($period, period)::DATE AS period, clock,
            sum(born)::BIGINT AS born, sum(durable)::BIGINT AS durable, sum(durable) / sum(born) AS ratio
        FROM durable_ratio WHERE horizon_days = $horizon
        GROUP BY ALL ORDER BY ALL
        """,
        {"period": period, "horizon": horizon},
    ).df()
