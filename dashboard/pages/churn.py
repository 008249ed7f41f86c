"""What is redone soon, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, data
from dashboard.charts import treemap
from dashboard.data import places
from dashboard.formats.visible import texts_visible
from dashboard.pages import exhibit, frame

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

FOLDERS: exhibit.Columns = {
    "folder": st.column_config.TextColumn("folder", width="medium"),
    "live_lines": exhibit.number("lines today"),
    "ratio": st.column_config.ProgressColumn("churn", format="percent", min_value=0, max_value=1),
    "churned": exhibit.number("lines churned"),
    "born": exhibit.number("of lines landed"),
}


def page(view: View, ask: Reader) -> None:
    adopted = view.choices.adopted
    churned = ask(data.churn, view.period)
    if churned.empty:
        exhibit.nothing(view, "No line landed 14 days or more before the mined head: too early to tell.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        exhibit.chart(charts.churn(churned, view.period, adopted), churned, "churn")
    with right:
        folders = ask(places.standing_folders)
        if folders.empty:
            st.info("No code stands in the head.")
        else:
            exhibit.chart(treemap.folders(texts_visible(folders)), folders, "folders")
    st.subheader("Folders by churn")
    exhibit.table(ask(data.folders), "folder-churn", FOLDERS)


frame.show("Churn and hotspots", page)
