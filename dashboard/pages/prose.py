"""Sections of a report on a page: the words and tables are those of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.formats import markup
from dashboard.formats.document import FromHistory, Table
from dashboard.formats.visible import visible
from dashboard.pages import exhibit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.formats.document import Section, Sentence, Words


def section(shown: Section, name: str, *, heading: bool = True) -> None:
    """A section with its tables. name: of its data's files, numbered where there are several."""
    if heading:
        st.subheader(shown.title)
    sentences(shown.sentences)
    for place, told in enumerate(shown.tables):
        table(told, f"{name}-{place + 1}" if len(shown.tables) > 1 else name)


def sentences(told: Iterable[Sentence]) -> None:
    """Each as a paragraph; what comes from a history stands in code spans."""
    for sentence in told:
        st.markdown("".join(map(_spoken, sentence)))


def table(told: Table, name: str) -> None:
    """A table as a grid, its note below. Unnamed columns are shares of the column before."""
    names: list[str] = []
    for column in told.columns:
        name_of = column or f"share of {names[-1]}"
        # A grid takes no name twice.
        names.append(f"{name_of} ({names[-1]})" if name_of in names else name_of)
    frame = pd.DataFrame([[_plain(cell) for cell in row] for row in told.rows], columns=names)
    exhibit.table(frame, name, {column: column for column in names})
    if told.note:
        st.caption(_spoken(told.note))


def _spoken(words: Words) -> str:
    if isinstance(words, FromHistory):
        return markup.code_span(words.text)
    # Streamlit also takes $ for mathematics and : for the beginning of a directive.
    return markup.escaped(words).replace("$", "\\$").replace(":", "\\:")


def _plain(cell: Words) -> str:
    return visible(cell.text) if isinstance(cell, FromHistory) else cell
