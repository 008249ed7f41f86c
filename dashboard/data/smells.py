"""Smells through time, at the snapshots that a mining took, and those of the head.

What stood in a `period`, a month or a year, stood at its last snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb
    import pandas as pd

    from dashboard.data.frames import Period

Figure = Literal["cyclomatic", "cognitive", "length", "parameters", "nesting"]
_LAST_OF_PERIOD = """
    snapshot_seq IN (
        SELECT max(snapshot_seq) FROM snapshots JOIN commits ON seq = snapshot_seq
        GROUP BY date_trunc($period, landed_time AT TIME ZONE 'UTC')
    )
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stood at one snapshot. taken: in UTC; density: smells per 1,000 lines; mean_complexity:
    cyclomatic, of functions; tests, weak_tests: those in Python, and of them those that test little. None
    where there is no line, function or test.
    """

    taken: datetime
    smells: int
    lines: int
    density: float | None
    mean_complexity: float | None
    tests: int
    weak_tests: int


def snapshots(con: duckdb.DuckDBPyConnection) -> int:
    """How many the mining took."""
    return int(con.execute("SELECT count(*) FROM snapshots").fetchall()[0][0])


def standing(con: duckdb.DuckDBPyConnection) -> tuple[Standing, ...]:
    """All snapshots with source or tests, the earliest first."""
    found = con.execute("""
        WITH complexity AS (
            SELECT snapshot_seq, mean FROM complexity_distribution
            WHERE slice = 'all' AND figure = 'cyclomatic'
        ),
        testing AS (
            SELECT snapshot_seq, sum(tests)::BIGINT AS tests, sum(smelly)::BIGINT AS smelly FROM test_smells
            WHERE rule = 'all' GROUP BY snapshot_seq
        )
        SELECT taken, smells, lines, density, mean, coalesce(tests, 0), coalesce(smelly, 0)
        FROM smell_density
        LEFT JOIN complexity USING (snapshot_seq)
        LEFT JOIN testing USING (snapshot_seq)
        WHERE slice = 'all' AND rule = 'all' ORDER BY snapshot_seq
    """)
    return tuple(Standing(*row) for row in found.fetchall())


def half_life(con: duckdb.DuckDBPyConnection) -> tuple[int | None, int] | None:
    """Days until half of the smells are healed, None where more outlive the watch, and the longest watch;
    None without a smell.
    """
    found = con.execute(
        "SELECT half_life_days, longest_age_days FROM smell_half_life WHERE slice = 'all'"
    ).fetchone()
    return None if found is None else (found[0], found[1])


def density_by_rule(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, rule, smells, lines, density (per 1,000 lines); ordered, zeros included."""
    return con.execute(
        f"""
        SELECT date_trunc($period, taken)::DATE AS period, rule, smells, lines, density FROM smell_density
        WHERE slice = 'all' AND rule <> 'all' AND {_LAST_OF_PERIOD} ORDER BY period, rule
        """,  # noqa: S608 - our own condition, as below
        {"period": period},
    ).df()


def density_by_authorship(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, authorship, smells, code_lines, density (per 1,000 code lines); ordered.

    Smells of mixed authorship are left out, for they have no lines of their own.
    """
    return con.execute(
        f"""
        SELECT date_trunc($period, taken)::DATE AS period, value AS authorship, smells, code_lines,
            code_density AS density
        FROM smell_density
        WHERE slice = 'authorship' AND rule = 'all' AND code_lines > 0 AND {_LAST_OF_PERIOD}
        ORDER BY period, authorship
        """,  # noqa: S608
        {"period": period},
    ).df()


def flow_by_rule(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period (its first day), rule, smells (new), lines (new, of code), flow (per 1,000); ordered."""
    return _flow(con, period, "slice = 'all' AND rule <> 'all'", "rule")


def flow_by_authorship(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period (its first day), authorship, smells, lines, flow; ordered."""
    return _flow(con, period, "slice = 'authorship' AND rule = 'all'", "value AS authorship")


def _flow(con: duckdb.DuckDBPyConnection, period: Period, which: str, by: str) -> pd.DataFrame:
    return con.execute(
        f"""
        SELECT date_trunc($period, taken)::DATE AS period, {by},
            sum(smells)::BIGINT AS smells, sum(lines)::BIGINT AS lines,
            1000 * sum(smells) / nullif(sum(lines), 0) AS flow
        FROM smell_flow WHERE {which}
        GROUP BY ALL HAVING sum(lines) > 0 ORDER BY ALL
        """,  # noqa: S608 - our own conditions
        {"period": period},
    ).df()


def complexity(con: duckdb.DuckDBPyConnection, period: Period, figure: Figure) -> pd.DataFrame:
    """One figure of all functions, and beside it of those of each authorship.

    Columns period, slice (all, authorship), value, functions, mean, median, ninth_decile, maximum, above
    (the limit), functions_above, share; ordered.
    """
    return con.execute(
        f"""
        SELECT date_trunc($period, taken)::DATE AS period, slice, value, functions, mean, median,
            ninth_decile, maximum, above, functions_above, share
        FROM complexity_distribution
        WHERE slice IN ('all', 'authorship') AND figure = $figure AND {_LAST_OF_PERIOD}
        ORDER BY slice, period, value
        """,  # noqa: S608
        {"period": period, "figure": figure},
    ).df()


def turnover(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period (its first day), born, healed, worse, moved (smells); ordered."""
    return con.execute(
        """
        SELECT date_trunc($period, taken)::DATE AS period, sum(born)::BIGINT AS born,
            sum(healed)::BIGINT AS healed, sum(worse)::BIGINT AS worse, sum(moved)::BIGINT AS moved
        FROM smell_turnover WHERE rule = 'all' GROUP BY ALL ORDER BY ALL
        """,
        {"period": period},
    ).df()


def survival(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Kaplan-Meier curves of smells by who wrote their lines.

    Columns value, age_days, at_risk, survival; ordered.
    """
    return con.execute("""
        SELECT value, age_days, at_risk, survival FROM smell_survival
        WHERE slice = 'authorship' ORDER BY value, age_days
    """).df()


def weak_tests(con: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Columns period, authorship, tests, smelly, share; ordered."""
    return con.execute(
        f"""
        SELECT date_trunc($period, taken)::DATE AS period, authorship, tests, smelly, share FROM test_smells
        WHERE rule = 'all' AND {_LAST_OF_PERIOD} ORDER BY period, authorship
        """,  # noqa: S608
        {"period": period},
    ).df()


def rules(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Those that something at the head breaks, in the order of the alphabet."""
    found = con.execute("SELECT DISTINCT rule FROM head_smells ORDER BY rule").fetchall()
    return [rule for (rule,) in found]


def rules_ever(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Those that something broke at a snapshot, in the order of the alphabet."""
    found = con.execute(
        "SELECT DISTINCT rule FROM smell_density "
        "WHERE slice = 'all' AND rule <> 'all' AND smells > 0 ORDER BY rule"
    ).fetchall()
    return [rule for (rule,) in found]


def at_head(con: duckdb.DuckDBPyConnection, chosen: Sequence[str]) -> pd.DataFrame:
    """The smells of the head, those that are furthest beyond their limit first.

    chosen: rules, none for all. Columns rule, path, start_line, end_line, symbol, value, threshold, message,
    written_by, written_with, brought_by (a commit's full name), brought_authorship, landed.
    """
    return con.execute(
        """
        SELECT rule, path, start_line, end_line, symbol, value, threshold, message, written_by,
            coalesce(written_with, '') AS written_with, coalesce(brought_by, '') AS brought_by,
            coalesce(authorship, '') AS brought_authorship, landed::DATE AS landed
        FROM head_smells WHERE len($rules) = 0 OR list_contains($rules, rule)
        ORDER BY
            CASE WHEN threshold > 0 THEN greatest(value, threshold) / nullif(least(value, threshold), 0)
                ELSE 1 END DESC NULLS FIRST,
            rule, path, start_line, symbol, message
        """,
        {"rules": list(chosen)},
    ).df()


def phantoms(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Imports of the head that nothing declares.

    Columns name, path, line, brought_by (a commit's full name), authorship, landed; ordered.
    """
    return con.execute("""
        SELECT name, path, line, coalesce(brought_by, '') AS brought_by,
            coalesce(authorship, '') AS authorship, landed::DATE AS landed
        FROM phantom_dependencies ORDER BY name, path
    """).df()
