"""What commits do to lines: copying against moving, all operations, and what is revised; month by month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import pandas as pd
import streamlit as st

from dashboard import charts, data
from dashboard.charts.operations import PICKED
from dashboard.data import commits
from dashboard.formats import reference
from dashboard.formats.numbers import count
from dashboard.pages import exhibit, frame
from metrics import published

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

CHART = "operation-shares"
LISTED: exhibit.Columns = {
    "sha": st.column_config.TextColumn("commit", width="small"),
    "landed": st.column_config.DateColumn("landed"),
    "subject": st.column_config.TextColumn("subject", width="large"),
    "authorship": "written by",
    "tools": "AI tools",
    **{name: exhibit.number(name) for name in ("changed", *charts.OPERATIONS)},
}


def page(view: View, ask: Reader) -> None:
    shares = ask(data.operation_shares, view.period)
    if shares.empty:
        exhibit.nothing(view, "No commit has changed code yet.", data.operation_shares, view.period)
        return
    adopted = view.choices.adopted
    left, right = st.columns(2, gap="medium")
    with left:
        copying(view, ask)
    with right:
        made = charts.operation_shares(shares, view.period, adopted)
        exhibit.clickable(made, shares, CHART, PICKED, _picked)
    month(view, ask, shares)
    left, right = st.columns(2, gap="medium")
    with left:
        ages = ask(data.revised_code_age, view.period)
        if ages.empty:
            none = "No line has been revised after it landed."
            exhibit.nothing(view, none, data.revised_code_age, view.period)
        else:
            exhibit.chart(charts.revised_age(ages, view.period, adopted), ages, "revised-age")
    with right:
        blocks = ask(data.duplicate_blocks, view.period)
        exhibit.chart(charts.duplicate_blocks(blocks, view.period, adopted), blocks, "duplicate-blocks")


def copying(view: View, ask: Reader) -> None:
    shares = ask(data.operation_shares, view.period)
    reports = [report for report in published.reports() if report.edition in reference.EDITIONS]
    with_published = st.toggle("With published figures of others", key="published", bind="query-params")
    made = charts.copied_and_moved(
        shares, view.period, reports if with_published else (), view.choices.adopted
    )
    exhibit.chart(made, shares[shares["operation"].isin(["copied", "moved"])], "copied-and-moved")
    if with_published:
        table = reference.published(reports)
        exhibit.table(
            pd.DataFrame(table.rows, columns=list(table.columns)),
            "published",
            {column: column for column in table.columns},
        )
        st.caption(table.note)


def month(view: View, ask: Reader, shares: pd.DataFrame) -> None:
    """The commits of a month or year: that of the bar that was clicked, or chosen here."""
    form = "%Y" if view.period == "year" else "%Y-%m"
    labels = shares["period"].dt.strftime(form).unique()[::-1].tolist()
    chosen = st.selectbox(
        f"Commits that landed in this {view.period} (or click a bar)",
        labels,
        index=None,
        placeholder=f"choose a {view.period}",
        key=PICKED,
        bind="query-params",
        width=420,
    )
    if chosen is None:
        return
    start = date.fromisoformat(f"{chosen}-01-01" if view.period == "year" else f"{chosen}-01")
    found = ask(commits.landed_in, start, view.period)
    told = f"The {commits.MOST} largest" if len(found) == commits.MOST else count(len(found), "commit")
    st.caption(f"{told}; tick a row to open one.")
    row = exhibit.pick(found, f"commits-{chosen}", LISTED)
    if row is not None:
        st.switch_page("commit.py", query_params={"sha": found["sha"].iloc[row]})


def _picked() -> None:
    """Take the period of the bar that was clicked."""
    points = st.session_state[f"chart {CHART}"].selection.get(PICKED) or []
    st.session_state[PICKED] = cast("str | None", points[0]["label"] if points else None)


frame.show("Operations", page)
