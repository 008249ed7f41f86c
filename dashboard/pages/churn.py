"""What is redone soon, and where; and where complex code is changed often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, data
from dashboard.charts import treemap
from dashboard.data import places, smells
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
HOTSPOTS: exhibit.Columns = {
    "path": st.column_config.TextColumn("path", width="medium"),
    "hotspot": exhibit.number("hotspot"),
    "changes": exhibit.number("changes in a year"),
    "complexity": exhibit.number("complexity"),
    "most_complex": exhibit.number("of one function"),
    "authors": exhibit.number("authors"),
    "lines": exhibit.number("lines"),
    "smells": exhibit.number("smells"),
}
LISTED = 200  # rows of the table; its CSV has all


def page(view: View, ask: Reader) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        churned = ask(data.churn, view.period)
        if churned.empty:
            none = "No line of code in source or tests landed 14 days or more before the mined head."
            exhibit.nothing(view, none, data.churn, view.period)
        else:
            exhibit.chart(charts.churn(churned, view.period, view.choices.adopted), churned, "churn")
    with right:
        standing = ask(places.standing_folders)
        if standing.empty:
            exhibit.nothing(view, "No code stands in the head.", places.standing_folders)
        else:
            exhibit.chart(treemap.folders(texts_visible(standing)), standing, "folders")
    hotspots(view, ask)
    churning = ask(data.folders)
    if not churning.empty:
        st.subheader("Folders by churn")
        exhibit.table(churning, "folder-churn", FOLDERS)


def hotspots(view: View, ask: Reader) -> None:
    st.subheader("Hotspots")
    if not ask(smells.snapshots):
        exhibit.without_snapshots()
        return
    found = ask(places.hotspots)
    if found.empty:
        none = "No file with functions was changed in the last year of the history."
        exhibit.nothing(view, none, places.hotspots)
        return
    told = f" The {LISTED} hottest of {len(found):,}." if len(found) > LISTED else ""
    st.caption(
        "Files that commits of the last year changed: changes times complexity, the sum of the cyclomatic "
        f"complexity of their functions today.{told}"
    )
    exhibit.table(found, "hotspots", HOTSPOTS, rows=LISTED)
    exhibit.idle(view, "since", "until", "authorships", "teams")


frame.show("Churn and hotspots", page)
