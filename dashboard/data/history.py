"""What was mined: the run, the size of the history, what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.data.frames import present

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb
    import pandas as pd


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


def name_of(repo: str) -> str:
    """What people call a repository: the last part of where it was read, a folder or a URL."""
    where = repo.rstrip("/").removesuffix("/.git")
    return where.rpartition("/")[2].removesuffix(".git") or "?"


def run(con: duckdb.DuckDBPyConnection) -> Run:
    """The one row of `mining_run`; raises TypeError when it is missing."""
    row = con.execute("""
        SELECT repo, head_sha, as_of AT TIME ZONE 'UTC', schema_version, tool_version,
            landing_times_changed, rename_limit_hits, revisions_passed_over
        FROM mining_run
    """).fetchone()
    return Run(*present(row))


def totals(con: duckdb.DuckDBPyConnection) -> Totals:
    """Counts over the whole history and the head tree."""
    row = con.execute("""
        SELECT commits, merges, authors, first_landing, last_landing,
            lines_added, lines_deleted, live_lines, live_files, live_code_lines, skipped
        FROM totals
    """).fetchone()
    return Totals(*present(row))


def landing_delay(con: duckdb.DuckDBPyConnection) -> LandingDelay:
    """How long commits waited before they landed."""
    row = con.execute(
        "SELECT median_days, ninth_decile_days, share_over_14_days FROM landing_delay"
    ).fetchone()
    return LandingDelay(*present(row))


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


def uncounted(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Columns role, rule, path, written, live_lines; the path with the most lines ever written first."""
    return con.execute("""
        SELECT role, rule, path, written, live_lines FROM uncounted_paths
        ORDER BY written DESC, live_lines DESC, path
    """).df()
