"""The sidebar: which repository, which part of it, one point per month or year. The URL says the same."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import streamlit as st

from analyzer.errors import LinespanError
from dashboard.data.choices import Choices, choices
from dashboard.formats.visible import visible
from dashboard.pages.reading import reading, state
from metrics.slices import Slice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.data import Period

WIDTH = 250  # pixels
# Streamlit leaves a hand's breadth above a page.
DENSE = """<style>
.stMainBlockContainer { padding-top: 3rem; padding-bottom: 3rem; }
@media (min-width: 900px) { .stMainBlockContainer { padding-left: 2rem; padding-right: 2rem; } }
</style>"""
FILTERS = {
    "role": ("Role", "roles"),
    "language": ("Language", "languages"),
    "folder": ("Folder", "folders"),
    "authorship": ("Written by", "authorships"),
    "team": ("Team", "teams"),
}  # parameter of the URL: label, field of a slice
_VIEW = "view"


@dataclass(frozen=True, slots=True)
class View:
    """What the reader of the page has chosen to see. databases: all there are, by the name they go by."""

    database: Path
    databases: dict[str, Path]
    choices: Choices
    chosen: Slice
    period: Period


def draw() -> None:
    """Draw it, and keep what was chosen for the page. For the entry: what a page draws ends with the page."""
    st.set_page_config(layout="wide", initial_sidebar_state=WIDTH)
    st.html(DENSE)
    try:
        st.session_state[_VIEW] = _drawn([Path(argument) for argument in sys.argv[1:]])
    except LinespanError as error:
        st.session_state[_VIEW] = error


def view() -> View:
    """What was chosen; raises LinespanError when there is nothing to choose from."""
    found = st.session_state[_VIEW]
    if isinstance(found, LinespanError):
        raise found
    return cast("View", found)


def _drawn(files: Sequence[Path]) -> View:
    if not files:
        raise LinespanError("This page needs a database.", "Start it with: linespan dashboard REPO")
    databases = _named(files)
    with st.sidebar:
        name = next(iter(databases))
        if len(databases) > 1:
            name = st.selectbox("Repository", list(databases), key="repo", bind="query-params")
        with reading(databases[name]) as ask:
            found = ask(choices)
        _freshness(databases[name], found)
        return View(databases[name], databases, found, _slice(found), _period(found))


def _named(files: Sequence[Path]) -> dict[str, Path]:
    """The databases by the last part of where their repository was read, numbered where two are alike."""
    named: dict[str, Path] = {}
    for file in files:
        with reading(file) as ask:
            where = ask(choices).repo
        name = visible(where.rstrip("/").removesuffix("/.git").rpartition("/")[2].removesuffix(".git")) or "?"
        alike = sum(known == name or known.startswith(f"{name} (") for known in named)
        named[f"{name} ({alike + 1})" if alike else name] = file
    return named


@st.fragment(run_every="30s")
def _freshness(database: Path, found: Choices) -> None:
    """When it was mined. A page that is left open looks now and then whether it was mined again."""
    st.caption(f"Last refreshed {found.refreshed:%Y-%m-%d %H:%M} UTC")
    before = st.session_state.setdefault("state", {}).setdefault(str(database), state(database))
    if before != (now := state(database)):
        st.session_state["state"][str(database)] = now
        st.rerun()


def _slice(found: Choices) -> Slice:
    months = [f"{month:%Y-%m}" for month in found.months]
    with st.container(horizontal=True):
        since = st.selectbox(
            "Landed from", months, index=None, placeholder="first", key="from", bind="query-params"
        )
        until = st.selectbox(
            "to", months[::-1], index=None, placeholder="last", key="to", bind="query-params"
        )
    values = {
        field: tuple(
            st.multiselect(label, getattr(found, field), key=key, placeholder="all", bind="query-params")
        )
        for key, (label, field) in FILTERS.items()
        if getattr(found, field)
    }
    st.button("Clear filters", on_click=_clear, width="stretch")
    return Slice(_month(since), _month(until), **values)


def _clear() -> None:
    for key in ("from", "to"):
        st.session_state[key] = None
    for key in FILTERS:
        if key in st.session_state:
            st.session_state[key] = []


def _month(label: str | None) -> date | None:
    return None if label is None else date.fromisoformat(f"{label}-01")


def _period(found: Choices) -> Period:
    chosen = st.segmented_control(
        "One point per",
        ["month", "year"],
        default=found.legible,
        key="per",
        bind="query-params",
        required=True,
    )
    return cast("Period", chosen)
