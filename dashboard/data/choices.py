"""What a history can be filtered by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.judgement import adopted
from metrics.slices import NO_TEAM, UNKNOWN

if TYPE_CHECKING:
    from datetime import date, datetime

    import duckdb

    from dashboard.data.frames import Period

LEGIBLE_MONTHS = 48


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of each filter, of code in source and tests. months: first days, the oldest first; teams:
    empty where the configuration names none; folders: by their lines, the most first.
    """

    repo: str
    refreshed: datetime
    adopted: date | None
    months: tuple[date, ...]
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    folders: tuple[str, ...]
    authorships: tuple[str, ...]
    teams: tuple[str, ...]

    @property
    def legible(self) -> Period:
        """The period of which a chart over all of the history has room for one point each."""
        return "year" if len(self.months) > LEGIBLE_MONTHS else "month"


def choices(con: duckdb.DuckDBPyConnection) -> Choices:
    """Read what there is to choose from. `refreshed` is when the mining ended, in UTC."""
    repo, refreshed = con.execute("SELECT repo, finished_at AT TIME ZONE 'UTC' FROM mining_run").fetchall()[0]
    months = con.execute("""
        SELECT unnest(generate_series(
            min(date_trunc('month', landed_time AT TIME ZONE 'UTC')),
            max(date_trunc('month', landed_time AT TIME ZONE 'UTC')),
            INTERVAL 1 MONTH
        ))::DATE FROM commits
    """).fetchall()
    return Choices(
        repo,
        refreshed,
        adopted(con),
        tuple(month for (month,) in months),
        _of_paths(con, "role"),
        _of_paths(con, f"coalesce(language, '{UNKNOWN}')"),
        _of_paths(con, "folder"),
        _listed(
            con,
            # Notes on lines can tell of writers whom no commit as a whole is labelled with.
            f"SELECT DISTINCT coalesce(authorship, '{UNKNOWN}') AS value FROM "  # noqa: S608
            "(SELECT authorship FROM commits UNION ALL SELECT authorship FROM line_runs) "
            "ORDER BY list_position(['ai', 'unknown', 'human', 'bot'], value)",
        ),
        _listed(
            con,
            f"SELECT coalesce(team, '{NO_TEAM}') AS value, count(*) FROM commits GROUP BY 1 "  # noqa: S608
            "HAVING (SELECT count(team) FROM commits) > 0 ORDER BY 2 DESC, 1",
        ),
    )


def _of_paths(con: duckdb.DuckDBPyConnection, value: str) -> tuple[str, ...]:
    return _listed(
        con,
        f"SELECT {value} AS value, coalesce(sum(added), 0) FROM folders "  # noqa: S608 - our own columns
        "LEFT JOIN file_changes USING (path_id) WHERE counted GROUP BY 1 ORDER BY 2 DESC, 1",
    )


def _listed(con: duckdb.DuckDBPyConnection, query: str) -> tuple[str, ...]:
    return tuple(value for value, *_ in con.execute(query).fetchall())
