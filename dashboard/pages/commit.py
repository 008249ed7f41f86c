"""One commit: who wrote it, what it did to lines, functions and smells, and what became of its lines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analyzer.errors import LinespanError
from dashboard import source
from dashboard.agents import why
from dashboard.commit_examination import Examination, examination
from dashboard.data import commits
from dashboard.formats import agents as told
from dashboard.formats import commit as worded
from dashboard.formats.numbers import count
from dashboard.formats.visible import visible
from dashboard.pages import exhibit, frame, prose
from dashboard.pages.reading import reading

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

FILES: exhibit.Columns = {
    "path": st.column_config.TextColumn("path", width="medium"),
    "former": "renamed from",
    "status": "status",
    "role": "role",
    "added": "added",
    "deleted": "deleted",
    "operations": st.column_config.TextColumn("what was done to lines", width="large"),
}
COPIES: exhibit.Columns = {
    "path": st.column_config.TextColumn("copied to", width="medium"),
    "line": "line",
    "lines": "lines",
    "from_path": st.column_config.TextColumn("also stands in", width="medium"),
    "from_line": "from line",
}


def page(view: View, _ask: Reader) -> None:
    name = st.text_input(
        "Commit", key="sha", bind="query-params", placeholder="how its name begins", width=420
    ).strip()
    if not name:
        st.info("Write how a commit's name begins, or pick a commit in the table of the Operations page.")
        return
    with reading(view.database) as whole:
        try:
            known = whole(why, name)
        except LinespanError as problem:
            st.warning("No commit is shown.")
            st.text(f"{visible(problem.message)}\n{visible(problem.hint)}")
            return
        found = whole(commits.commit, known.sha)
    st.text(f"{visible(known.subject)}\n{known.sha}")
    for section in told.why_sections(known):
        prose.sentences(section.sentences[1:])
        for place, table in enumerate(section.tables):
            prose.table(table, f"evidence-{place + 1}")
    landed = "on the mainline" if found.landed_with == found.sha else f"with {found.landed_with[:12]}"
    st.markdown(f"Landed {landed} on {found.landed:%Y-%m-%d}; {count(len(found.parents), 'parent')}.")
    if found.fates:
        st.subheader("What became of its lines of code")
        rows = pd.DataFrame({"fate": list(found.fates), "lines": list(found.fates.values())})
        exhibit.table(rows, "fates", {"fate": "today", "lines": "lines"})
    st.subheader("What it did")
    if found.files.empty:
        st.info("It is a merge, or changes no file: what a merge brings was written by other commits.")
    else:
        exhibit.table(found.files, "files", FILES)
        if not found.copies.empty:
            exhibit.table(found.copies, "copies", COPIES)
    with st.spinner("Looking at functions and smells ..."):
        looked_at = _looked_at(view, found)
    for section in worded.examined(looked_at, is_merge=len(found.parents) > 1, listed=None):
        prose.section(section, section.title.lower())


def _looked_at(view: View, found: commits.Commit) -> Examination:
    """The commit against its first parent, as `linespan show` has it; unread where that can not be."""
    try:
        return _examined(view.choices.repo, found.sha, found.parents)
    except LinespanError as problem:
        return Examination(found.parents[0] if found.parents else "", unread=problem.message)


@st.cache_data(max_entries=50, show_spinner=False)
def _examined(repo: str, sha: str, parents: tuple[str, ...]) -> Examination:
    return examination(source.repository_of(repo), sha, parents, os.environ)


frame.show("Commit", page)
