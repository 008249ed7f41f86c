"""Every read the faces make: one function a question, connection in, pandas frame or facts out.

Frames hold months and years as the day they begin on, ratios as shares from 0 to 1, what is missing as
pandas has it for the column: NaN among fractions, NA among whole numbers.
Times leave the database without their zone, which is always UTC: with it DuckDB would want a library more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb
    import pandas as pd

    Period = Literal["month", "year"]


@dataclass(frozen=True, slots=True)
class Run:
    """What was mined, and what the mining says of itself. Times are UTC."""

    repo: str
    head_sha: str
    as_of: datetime
    schema_version: int
    tool_version: str
    landing_times_changed: int
    rename_limit_hits: int
    revisions_passed_over: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The size of the history and of the head tree. Landings are UTC, None without commits."""

    commits: int
    merges: int
    authors: int
    first_landing: datetime | None
    last_landing: datetime | None
    lines_added: int
    lines_deleted: int
    live_lines: int
    live_files: int
    live_code_lines: int  # those among the live lines that the measures count
    skipped: int


@dataclass(frozen=True, slots=True)
class LandingDelay:
    """How long commits waited between being committed and landing, over all commits."""

    median_days: float
    ninth_decile_days: float
    share_over_14_days: float


def run(con: duckdb.DuckDBPyConnection) -> Run:
    """The one row of `mining_run`; raises TypeError when it is missing."""
    row = con.execute("""
        SELECT repo, head_sha, as_of AT TIME ZONE 'UTC', schema_version, tool_version,
            landing_times_changed, rename_limit_hits, revisions_passed_over
        FROM mining_run
    """).fetchone()
    return Run(*_present(row))


def totals(con: duckdb.DuckDBPyConnection) -> Totals:
    """Counts over the whole history and the head tree."""
    row = con.execute("""
        SELECT commits, merges, authors, first_landing, last_landing,
            lines_added, lines_deleted, live_lines, live_files, live_code_lines, skipped
        FROM totals
    """).fetchone()
    return Totals(*_present(row))


def landing_delay(con: duckdb.DuckDBPyConnection) -> LandingDelay:
    """How long commits waited before they landed."""
    row = con.execute(
        "SELECT median_days, ninth_decile_days, share_over_14_days FROM landing_delay"
    ).fetchone()
    return LandingDelay(*_present(row))


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


def largest_landings(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns year, sha, subject, lines, born, share (of the year's new lines); ordered by year."""
    return con.execute("""
        SELECT year, sha, subject, lines, born, share FROM largest_landing ORDER BY year
    """).df()


def skipped(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns reason, path, versions; by reason, the path with the most versions first."""
    return con.execute("""
        SELECT reason, path, versions FROM skipped_paths
        ORDER BY reason, versions DESC, path
    """).df()


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a frame as Python's own values, None for what is missing."""
    values = frame.astype(object)
    return list(values.where(values.notna(), None).itertuples(index=False, name=None))


def uncounted(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns role, rule, path, written, live_lines; the path with the most lines ever written first."""
    return con.execute("""
        SELECT role, rule, path, written, live_lines FROM uncounted_paths
        ORDER BY written DESC, live_lines DESC, path
    """).df()


def _present(row: tuple[Any, ...] | None) -> tuple[Any, ...]:
    if row is None:
        raise TypeError("a view of one row gave none")
    return row


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
