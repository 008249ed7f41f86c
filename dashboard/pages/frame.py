"""What stands around every page: its name, what it is about, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analyzer.errors import LinespanError
from dashboard.formats.visible import visible
from dashboard.pages import sidebar
from dashboard.pages.reading import Reader, reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.pages.sidebar import View


def show(title: str, page: Callable[[View, Reader], None]) -> None:
    """The page of what the sidebar says, or one sentence on why there is none."""

    def shown() -> None:
        view = sidebar.view()
        st.text(visible(view.choices.repo))
        with reading(view.database, view.chosen) as ask:
            page(view, ask)

    show_all(title, shown)


def show_all(title: str, page: Callable[[], None]) -> None:
    """A page of all databases, or one sentence on why there is none."""
    st.title(title)
    try:
        page()
    except LinespanError as error:
        st.error("The database can not be shown.")
        st.text(f"{visible(error.message)}\n{visible(error.hint)}")
