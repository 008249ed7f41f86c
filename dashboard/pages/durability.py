"""How long new code lasts: over time, by whom and where, and by which clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from dashboard import charts, data
from dashboard.charts.survival import BY
from dashboard.data import durability
from dashboard.formats.visible import texts_visible
from dashboard.pages import choice, exhibit, frame

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

HORIZONS = (14, 30, 90, 180, 365)
SHOWN = 20  # values of a place


def page(view: View, ask: Reader) -> None:
    told = ask(durability.ratios, view.period)
    ratios = durability.by_horizon(told)
    if ratios.empty:
        none = "No line of code in source or tests landed 14 days or more before the mined head."
        exhibit.nothing(view, none, durability.ratios, view.period)
        return
    horizon = choice.one_of(HORIZONS, "Days that a line has to last", "horizon", 90)
    choice.part_of(
        {
            "Over time": lambda: over_time(view, ask, ratios, horizon),
            "Whose and where": lambda: kinds(view, ask, told, horizon),
            "Survival": lambda: survival(view, ask),
            "Burndown": lambda: burndown(view, ask),
        }
    )


def over_time(view: View, ask: Reader, ratios: pd.DataFrame, horizon: int) -> None:
    """At one horizon with intervals, and at all of them."""
    left, right = st.columns(2, gap="medium")
    with left:
        sure = ask(durability.with_intervals, view.period, horizon)
        if sure.empty:
            none = f"No line of code landed {horizon} days or more before the mined head: choose fewer days."
            exhibit.nothing(view, none, durability.with_intervals, view.period, horizon)
        else:
            made = charts.durable_with_intervals(sure, view.period, horizon, view.choices.adopted)
            exhibit.chart(made, sure, f"durable-{horizon}")
    with right:
        made = charts.durable_ratio(ratios, view.period, view.choices.adopted)
        exhibit.chart(made, ratios, "durable-ratio")


def kinds(view: View, ask: Reader, told: pd.DataFrame, horizon: int) -> None:
    """By what lines are or where they stand, and by which clock. told: the ratios at all horizons."""
    left, right = st.columns(2, gap="medium")
    with left:
        places(view, ask, horizon)
    with right:
        clocks = durability.by_clock(told, horizon)
        if not clocks.empty:
            made = charts.by_clock(clocks, view.period, horizon, view.choices.adopted)
            exhibit.chart(made, clocks, "clocks")


def survival(view: View, ask: Reader) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        curves(view, ask, "authorship", "authorship")
    with right:
        curves(view, ask, "agent", "tool")


def burndown(view: View, ask: Reader) -> None:
    standing = ask(data.burndown)
    if standing.empty:
        exhibit.nothing(view, "No line of code has landed yet.", data.burndown)
    else:
        exhibit.chart(charts.burndown(standing, view.choices.adopted), standing, "burndown")


def curves(view: View, ask: Reader, by: durability.Kind, of: str) -> None:
    """Survival curves, and how many lines stand behind them."""
    curve = ask(durability.survival, by)
    if curve.empty:
        none = "No line carries a sign of an AI tool, so there is no curve by tool."
        exhibit.nothing(view, none, durability.survival, by)
        return
    exhibit.chart(charts.survival(texts_visible(curve), of), curve, f"survival-{of}")
    watched = durability.at_risk(curve)
    names = {name: "lines watched" if name == "value" else name for name in map(str, watched)}
    exhibit.table(watched, f"watched-{of}", names)


def places(view: View, ask: Reader, horizon: int) -> None:
    by = cast("durability.Place", choice.one_of(list(BY), "By", "by", "authorship", BY.__getitem__))
    found = ask(durability.by_place, by, horizon)
    if found.empty:
        none = "No line carries a sign of an AI tool." if by == "tool" else "No line is old enough."
        exhibit.nothing(view, none, durability.by_place, by, horizon)
        return
    shown = texts_visible(found.head(SHOWN))
    exhibit.chart(charts.by_place(shown, by, horizon), found, f"durable-{horizon}-by-{by}")
    if len(found) > SHOWN:
        st.caption(f"The {SHOWN} with the most lines of {len(found)}; all are in the data.")


frame.show("Durability", page)
