"""Where the headline measures stand now, and where they stood a year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import duckdb

Headline = Literal["durable_90", "churn_14", "copied", "ai_written"]
MONTHS = 12

_QUERIES: dict[str, str] = {
    "durable_90": "SELECT period, sum(durable) AS part, sum(born) AS whole FROM durable_ratio "
    "WHERE clock = 'landing' AND horizon_days = 90 GROUP BY period",
    "churn_14": "SELECT period, sum(churned) AS part, sum(born) AS whole FROM new_code_churn GROUP BY period",
    "copied": "SELECT period, sum(lines) AS part, sum(changed) AS whole FROM operation_shares "
    "WHERE operation = 'copied' GROUP BY period",
    "ai_written": "SELECT period, coalesce(sum(written) FILTER (authorship = 'ai'), 0) AS part, "
    "sum(written) AS whole FROM in_branch_rework GROUP BY period",
}


@dataclass(frozen=True, slots=True)
class Trend:
    """A share, 0 to 1, over the last MONTHS months that it can be told of, and over as many before.

    whole: the lines that it is a share of; former: None where the history does not reach that far back;
    months: the share of each of these months, the oldest first, months without lines left out.
    """

    share: float
    whole: int
    former: float | None
    months: tuple[float, ...]


def trend(con: duckdb.DuckDBPyConnection, headline: Headline) -> Trend | None:
    """How a measure stands, None where no month tells it."""
    found = con.execute(
        f"""
        WITH months AS ({_QUERIES[headline]}),
        placed AS (
            SELECT *, datediff('month', period, (SELECT max(period) FROM months)) // $months AS years_ago
            FROM months
        )
        SELECT years_ago, sum(part) / sum(whole), sum(whole)::BIGINT, list(part / whole ORDER BY period),
            (SELECT datediff('month', min(period), max(period)) + 1 FROM months) >= 2 * $months
        FROM placed WHERE years_ago < 2 GROUP BY years_ago ORDER BY years_ago
        """,  # noqa: S608 - our own queries
        {"months": MONTHS},
    ).fetchall()
    years = {years_ago: rest for years_ago, *rest in found}
    if 0 not in years:
        return None
    share, whole, shares, reaches_back = years[0]
    former, _, earlier, _ = years.get(1, (None, 0, [], False))
    return Trend(share, whole, former if reaches_back else None, (*earlier, *shares))
