"""Since when and with which tools AI has been used, and what the labels rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import agents
from dashboard.charts import shares
from dashboard.data import adoption
from dashboard.formats import agents as told
from dashboard.formats.visible import texts_visible
from dashboard.pages import exhibit, frame, prose
from dashboard.pages.reading import reading

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View


def page(view: View, ask: Reader) -> None:
    adopted = view.choices.adopted
    left, right = st.columns(2, gap="medium")
    with left:
        commits = ask(adoption.commits_by_tool, view.period)
        if commits.empty:
            st.info("There is no commit yet.")
        else:
            shown = texts_visible(commits)
            exhibit.chart(shares.tools(shown, view.period, adopted), commits, "commits-by-tool")
            st.caption("Of whole commits: no filter counts here.")
    with right:
        lines = ask(adoption.lines_by_authorship, view.period)
        if lines.empty:
            none = "No line of code has landed yet."
            exhibit.nothing(view, none, adoption.lines_by_authorship, view.period)
        else:
            exhibit.chart(shares.authorship(lines, view.period, adopted), lines, "lines-by-authorship")
    if view.chosen.said:
        st.caption("What follows is of the whole history: no filter counts there.")
    with reading(view.database) as whole:
        found = whole(agents.build)
    for place, section in enumerate(told.sections(found, "REPO")):
        prose.section(section, f"adoption-{place + 1}")


frame.show("AI adoption", page)
