"""The chapters on lines: how long they live, what commits do to them, what is redone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dashboard import charts, data
from dashboard.charts import treemap
from dashboard.data import durability as lasting
from dashboard.data import places
from dashboard.formats import sections
from dashboard.formats.document import FromHistory, Section, Table, Words, said
from dashboard.formats.numbers import count
from dashboard.formats.reference import EDITIONS
from dashboard.report.chapter import Chapter, exhibit, over_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    import altair as alt
    import duckdb
    import pandas as pd

    from dashboard.audit import Audit
    from dashboard.report.chapter import Axis

HORIZON = 90  # days
PLACES: tuple[lasting.Place, ...] = ("authorship", "language")
PLACES_SHOWN = 15


def lives(con: duckdb.DuckDBPyConnection, facts: Audit, axis: Axis) -> Chapter:
    curves = {of: lasting.survival(con, by) for by, of in lasting.KINDS.items()}
    return Chapter(
        sections.lives(facts),
        (
            *(
                shown
                for of, curve in curves.items()
                for shown in exhibit(f"survival-{of}", curve, partial(charts.survival, of=of))
            ),
            *exhibit("burndown", data.burndown(con), partial(charts.burndown, adopted=axis.adopted)),
        ),
        tuple(_watched(curves)),
    )


def durability(con: duckdb.DuckDBPyConnection, facts: Audit, axis: Axis) -> Chapter:
    sure = lasting.with_intervals(con, axis.period, HORIZON)
    ratios = lasting.ratios(con, axis.period)
    clocks = lasting.by_clock(ratios, HORIZON)
    return Chapter(
        sections.durability(facts),
        (
            *over_time(
                f"durable-{HORIZON}", sure, partial(charts.durable_with_intervals, horizon=HORIZON), axis
            ),
            *over_time("durable-ratio", lasting.by_horizon(ratios), charts.durable_ratio, axis),
            *(
                shown
                for by in PLACES
                for shown in exhibit(
                    f"durable-{HORIZON}-by-{by}", lasting.by_place(con, by, HORIZON), partial(_largest, by=by)
                )
            ),
            *over_time("clocks", clocks, partial(charts.by_clock, horizon=HORIZON), axis),
        ),
        (sections.clocks(facts),),
    )


def operations(con: duckdb.DuckDBPyConnection, facts: Audit, axis: Axis) -> Chapter:
    done = data.operation_shares(con, axis.period)
    ages = data.revised_code_age(con, axis.period)
    blocks = data.duplicate_blocks(con, axis.period)
    reports = [report for report in facts.published if report.edition in EDITIONS]
    return Chapter(
        sections.operations(facts),
        (
            *over_time(
                "copied-and-moved",
                done[done["operation"].isin(["copied", "moved"])],
                partial(charts.copied_and_moved, reports=reports),
                axis,
            ),
            *over_time("operation-shares", done, charts.operation_shares, axis),
            *over_time("revised-age", ages, charts.revised_age, axis),
            *over_time("duplicate-blocks", blocks, charts.duplicate_blocks, axis),
        ),
    )


def churn(con: duckdb.DuckDBPyConnection, facts: Audit, axis: Axis) -> Chapter:
    return Chapter(
        sections.folders(facts),
        (
            *over_time("churn", data.churn(con, axis.period), charts.churn, axis),
            *exhibit("folders", places.standing_folders(con), treemap.folders),
        ),
    )


def _largest(frame: pd.DataFrame, by: lasting.Place) -> alt.LayerChart:
    return charts.by_place(frame.head(PLACES_SHOWN), by, HORIZON)


def _watched(curves: dict[str, pd.DataFrame]) -> Iterator[Section]:
    """Behind each survival curve, the lines at risk."""
    tables = []
    for of, curve in curves.items():
        frame = lasting.at_risk(curve)
        rows: list[tuple[Words, ...]] = [
            (value if of == "authorship" else FromHistory(value), *map(count, lines))
            for value, *lines in data.rows(frame)
        ]
        if rows:
            tables.append(Table((of, *map(str, frame.columns[1:])), tuple(rows)))
    if tables:
        told = said("How many lines were watched up to an age: what each curve stands on.")
        yield Section("Lines at risk", (told,), tuple(tables))
