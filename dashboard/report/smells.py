"""The chapter on smells; of a history without snapshots it says how they are taken."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dashboard import charts
from dashboard.charts import smells as drawn
from dashboard.data import smells as data
from dashboard.formats import standing
from dashboard.report.chapter import Chapter, exhibit, over_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from dashboard.audit import Audit
    from dashboard.report.chapter import Axis, Exhibit

FIGURE: data.Figure = "cyclomatic"
SINCE = "days since a snapshot first showed it"


def smells(con: duckdb.DuckDBPyConnection, facts: Audit, axis: Axis) -> Chapter:
    return Chapter(standing.section(facts.smells), tuple(_over_time(con, axis)) if facts.smells else ())


def _over_time(con: duckdb.DuckDBPyConnection, axis: Axis) -> Iterator[Exhibit]:
    dense, brought = data.density_by_rule(con, axis.period), data.flow_by_rule(con, axis.period)
    complexity = data.complexity(con, axis.period, FIGURE)
    whole, written = (complexity[complexity["slice"] == name] for name in ("all", "authorship"))
    if dense["smells"].any():
        yield from over_time("smell-density-by-rule", dense, drawn.density_by_rule, axis)
        by_writer = data.density_by_authorship(con, axis.period)
        yield from over_time("smell-density-by-writer", by_writer, drawn.density_by_authorship, axis)
    if brought["smells"].any():
        yield from over_time("smell-flow-by-rule", brought, drawn.flow_by_rule, axis)
        by_writer = data.flow_by_authorship(con, axis.period)
        yield from over_time("smell-flow-by-writer", by_writer, drawn.flow_by_authorship, axis)
    yield from over_time(f"functions-{FIGURE}", whole, partial(drawn.complexity, figure=FIGURE), axis)
    limit = partial(drawn.beyond_limit, figure=FIGURE)
    yield from over_time(f"functions-{FIGURE}-by-writer", written, limit, axis)
    yield from over_time("smell-turnover", data.turnover(con, axis.period), drawn.turnover, axis)
    curve = partial(charts.survival, of="authorship", what="smells", since=SINCE)
    yield from exhibit("smell-survival", data.survival(con), curve)
    yield from over_time("weak-tests", data.weak_tests(con, axis.period), drawn.weak_tests, axis)
