"""By team; by author only where the configuration asks for it, and then by name, not by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, data
from dashboard.charts import shares
from dashboard.data import durability, teams
from dashboard.formats.visible import texts_visible
from dashboard.pages import exhibit, frame

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

HORIZON = 90
AUTHORS: exhibit.Columns = {
    "author": st.column_config.TextColumn("author", width="large"),
    "ratio": exhibit.share(f"lasts {HORIZON} days"),
    "durable": exhibit.number("lines still there"),
    "born": exhibit.number("of lines landed"),
    "churn": exhibit.share("churn"),
    "churned": exhibit.number("lines churned"),
    "churn_born": exhibit.number("of lines"),
}


def page(view: View, ask: Reader) -> None:
    by_team(view, ask)
    if ask(teams.told_by_author):
        by_author(view, ask)


def by_team(view: View, ask: Reader) -> None:
    if not view.choices.teams:
        st.info(
            "No team is configured, so everybody is in one. Name teams under [teams] in linespan.toml and "
            "mine again: linespan mine REPO"
        )
    output = ask(data.durable_output, view.period)
    if output.empty:
        none = "No month with lines of code in source or tests ended 30 days before the mined head."
        exhibit.nothing(view, none, data.durable_output, view.period)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        shown = texts_visible(output)
        exhibit.chart(shares.output(shown, view.period, view.choices.adopted), output, "durable-output")
    with right:
        found = ask(durability.by_place, "team", HORIZON)
        if found.empty:
            none = f"No line of code in source or tests landed {HORIZON} days or more before the mined head."
            exhibit.nothing(view, none, durability.by_place, "team", HORIZON)
        else:
            made = charts.by_place(texts_visible(found), "team", HORIZON)
            exhibit.chart(made, found, "durable-by-team")


def by_author(view: View, ask: Reader) -> None:
    st.subheader("By author")
    found = ask(teams.authors)
    if found.empty:
        none = "No line of code in source or tests landed 14 days or more before the mined head."
        exhibit.nothing(view, none, teams.authors)
        return
    st.caption(
        "In the order of their names, as [dashboard] of the configuration asks. How long lines last depends "
        "on what they are for: experiments and hard problems are rewritten more, whoever writes them."
    )
    exhibit.table(found, "authors", AUTHORS)


frame.show("Team", page)
