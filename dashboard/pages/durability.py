"""How long new code lasts: over time, by whom and where, and by which clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from dashboard import charts, data
from dashboard.charts.survival import BY
from dashboard.data import durability
from dashboard.formats.visible import texts_visible
from dashboard.pages import exhibit, frame

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

HORIZONS = (14, 30, 90, 180, 365)
SHOWN = 20  # values of a place


def page(view: View, ask: Reader) -> None:
    adopted = view.choices.adopted
    told = ask(durability.ratios, view.period)
    ratios = durability.by_horizon(told)
    if ratios.empty:
        exhibit.nothing(view, "No line landed 14 days or more before the mined head: there is no ratio yet.")
        return
    horizon = st.segmented_control(
        "Days that a line has to last",
        HORIZONS,
        default=90,
        key="horizon",
        bind="query-params",
        required=True,
    )
    left, right = st.columns(2, gap="medium")
    with left:
        over_time(view, ask, horizon)
    with right:
        exhibit.chart(charts.durable_ratio(ratios, view.period, adopted), ratios, "durable-ratio")
    left, right = st.columns(2, gap="medium")
    with left:
        curves(ask, "authorship", "authorship")
    with right:
        curves(ask, "agent", "tool")
    left, right = st.columns(2, gap="medium")
    with left:
        places(ask, horizon)
    with right:
        clocks = durability.by_clock(told, horizon)
        if not clocks.empty:
            exhibit.chart(charts.by_clock(clocks, view.period, horizon, adopted), clocks, "clocks")
    standing = ask(data.burndown)
    if not standing.empty:
        exhibit.chart(charts.burndown(standing, adopted), standing, "burndown")


def over_time(view: View, ask: Reader, horizon: int) -> None:
    sure = ask(durability.with_intervals, view.period, horizon)
    if sure.empty:
        st.info(f"No line landed {horizon} days or more before the mined head: choose fewer days.")
        return
    made = charts.durable_with_intervals(sure, view.period, horizon, view.choices.adopted)
    exhibit.chart(made, sure, f"durable-{horizon}")


def curves(ask: Reader, by: durability.Kind, of: str) -> None:
    """Survival curves, and how many lines stand behind them."""
    curve = ask(durability.survival, by)
    if curve.empty:
        st.info("No line carries a sign of an AI tool, so there is no curve by tool.")
        return
    exhibit.chart(charts.survival(curve, of), curve, f"survival-{of}")
    watched = durability.at_risk(curve)
    names = {name: "lines watched" if name == "value" else name for name in map(str, watched)}
    exhibit.table(watched, f"watched-{of}", names)


def places(ask: Reader, horizon: int) -> None:
    by = st.segmented_control(
        "By",
        list(BY),
        default="authorship",
        format_func=BY.__getitem__,
        key="by",
        bind="query-params",
        required=True,
    )
    found = ask(durability.by_place, cast("durability.Place", by), horizon)
    if found.empty:
        st.info("No line carries a sign of an AI tool." if by == "tool" else "No line is old enough.")
        return
    shown = texts_visible(found.head(SHOWN))
    exhibit.chart(charts.by_place(shown, by, horizon), found, f"durable-{horizon}-by-{by}")
    if len(found) > SHOWN:
        st.caption(f"The {SHOWN} with the most lines of {len(found)}; all are in the data.")


frame.show("Durability", page)
