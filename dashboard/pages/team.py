"""By team; by author only where the configuration asks for it, and then by name, not by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, data
from dashboard.charts import shares
from dashboard.data import durability
from dashboard.formats.visible import texts_visible
from dashboard.pages import exhibit, frame

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

HORIZON = 90


def page(view: View, ask: Reader) -> None:
    if not view.choices.teams:
        st.info(
            "No team is configured, so everybody is in one. Name teams under [teams] in linespan.toml and "
            "mine again: linespan mine REPO"
        )
    output = ask(data.durable_output, view.period)
    if output.empty:
        exhibit.nothing(view, "No month ended 30 days before the mined head: too early to tell.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        shown = texts_visible(output)
        exhibit.chart(shares.output(shown, view.period, view.choices.adopted), output, "durable-output")
    with right:
        found = ask(durability.by_place, "team", HORIZON)
        if found.empty:
            exhibit.nothing(view, f"No line landed {HORIZON} days or more before the mined head.")
        else:
            made = charts.by_place(texts_visible(found), "team", HORIZON)
            exhibit.chart(made, found, "durable-by-team")


frame.show("Team", page)
