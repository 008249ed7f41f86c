"""The sidebar: which repository, which part of it, one point per month or year. The URL says the same."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, cast

import streamlit as st

from analyzer.errors import LinespanError
from dashboard import data
from dashboard.data.choices import Choices, choices
from dashboard.formats.visible import visible
from dashboard.pages import choice
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
_VIEW, _NAMES, _STATES, _DATABASES = "view", "names", "states", "databases"  # what a session keeps


@dataclass(frozen=True, slots=True)
class View:
    """What the reader of the page has chosen to see."""

    database: Path
    choices: Choices
    chosen: Slice
    period: Period


def draw() -> None:
    """Draw it, and keep what was chosen for the page. For the entry: what a page draws ends with the page."""
    st.set_page_config(layout="wide", initial_sidebar_state=WIDTH)
    st.html(DENSE)
    files = [Path(argument) for argument in sys.argv[1:]]
    _watch(files)
    st.session_state[_DATABASES] = _named(files)
    try:
        st.session_state[_VIEW] = _drawn()
    except LinespanError as error:
        st.session_state[_VIEW] = error


def view() -> View:
    """What was chosen; raises LinespanError when there is nothing to choose from."""
    found = st.session_state[_VIEW]
    if isinstance(found, LinespanError):
        raise found
    return cast("View", found)


def databases() -> dict[str, Path]:
    """All there are, by the name they go by, also while that which is chosen can not be read.

    Raises LinespanError when there is none.
    """
    found = cast("dict[str, Path]", st.session_state[_DATABASES])
    if not found:
        raise LinespanError("This page needs a database.", "Start it with: linespan dashboard REPO")
    return found


def period() -> Period:
    """What a point stands for; a month where nothing could be chosen."""
    found = st.session_state[_VIEW]
    return found.period if isinstance(found, View) else "month"


def _drawn() -> View:
    named = databases()
    with st.sidebar:
        name = next(iter(named))
        if len(named) > 1:
            name = st.selectbox("Repository", list(named), key="repo", bind="query-params")
        with reading(named[name]) as ask:
            found = ask(choices)
        st.caption(f"Last refreshed {found.refreshed:%Y-%m-%d %H:%M} UTC")
        return View(named[name], found, _slice(found), _period(found))


def _named(files: Sequence[Path]) -> dict[str, Path]:
    """The databases by the names of their repositories, numbered where two are alike.

    One that can not be read keeps the name it had, or goes by its place: whoever picks it is told why, and
    the others are there all the same.
    """
    known: dict[Path, str] = st.session_state.setdefault(_NAMES, {})
    named: dict[str, Path] = {}
    for file in files:
        with suppress(LinespanError), reading(file) as ask:
            known[file] = visible(data.name_of(ask(choices).repo))
        name = known.get(file) or visible(str(file))
        numbered = (f"{name} ({number})" for number in count(2))
        named[next(one for one in chain([name], numbered) if one not in named)] = file
    return named


@st.fragment(run_every="30s")
def _watch(files: Sequence[Path]) -> None:
    """A page that is left open looks now and then whether a database was mined again."""
    now = [state(file) for file in files]
    if now != st.session_state.setdefault(_STATES, now):
        st.session_state[_STATES] = now
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
            st.multiselect(
                label,
                getattr(found, field),
                format_func=visible,
                key=key,
                placeholder="all",
                bind="query-params",
            )
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
    periods: tuple[Period, ...] = ("month", "year")
    return choice.one_of(periods, "One point per", "per", found.legible)
