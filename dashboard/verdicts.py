"""Judging a mined history. It takes seconds, so what is found is kept in the database for all later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.errors import DatabaseError
from analyzer.store import open_database
from dashboard import judgement
from metrics import cells, curves, kept, verdicts
from metrics.kept import Findings

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from dashboard.judgement import Judgement
    from metrics.curves import Survival
    from metrics.verdict import Verdict


def judge(database: Path) -> tuple[Judgement, str]:
    """Judge the mined history in a database and keep what is found there.

    Gives why it was not kept, too; empty: it was. Raises DatabaseError when the database can not be read.
    """
    with open_database(database) as con:
        judged_from = kept.fingerprint(con)
        judged = build(con)
    try:
        kept.keep(database, Findings(judged.verdicts, judged.survival), judged_from)
    except DatabaseError as problem:
        return judged, problem.message
    return judged, ""


def build(con: duckdb.DuckDBPyConnection) -> Judgement:
    """Judge a mined history whose views stand, and keep nothing."""
    told = verdicts.verdicts(con, judgement.adopted(con))
    return judgement.of(con, Findings(told, _survival(con, told)))


def _survival(con: duckdb.DuckDBPyConnection, told: tuple[Verdict, ...]) -> Survival | None:
    lived = cells.certain(cells.lives(con))
    if not lived["ai"].any():
        return None
    from metrics import survival

    found = survival.survival(survival.lives(lived))
    primary = next(verdict for verdict in told if verdict.hypothesis.primary)
    return found if primary.trial.interval else curves.untested(found)
