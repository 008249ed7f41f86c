"""What pages show: charts and tables with their data to take away, and empty places that say why.

Text from a history or a file system reaches a page by `st.text`, `st.dataframe` and charts alone, which take
it as it is, or in a code span; everything else on a Streamlit page reads Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

import streamlit as st

from dashboard.formats.csv import as_csv
from dashboard.formats.numbers import MISSING
from dashboard.formats.visible import texts_visible
from dashboard.pages.reading import reading
from metrics.slices import Slice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sized

    import altair as alt
    import duckdb
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

    from dashboard.pages.sidebar import View

    Columns = Mapping[str, str | ColumnConfig]

Parameters = ParamSpec("Parameters")

_FIELDS = {
    "since": "landed from",
    "until": "landed to",
    "roles": "role",
    "languages": "language",
    "folders": "folder",
    "authorships": "written by",
    "teams": "team",
}


@dataclass(frozen=True, slots=True)
class _Unchecked:
    """A chart as Streamlit asks for it, without the check against Vega-Lite's schema.

    That check is more than half of what the server does for a page; the tests of charts make it.
    """

    made: alt.LayerChart

    def to_dict(self) -> dict[str, Any]:
        return self.made.to_dict(validate=False)


def chart(made: alt.LayerChart, frame: pd.DataFrame, name: str) -> None:
    """A chart as wide as there is room, and its data. name: of the data's file."""
    st.altair_chart(_unchecked(made), width="stretch", key=f"chart {name}")
    csv(frame, name)


def clickable(
    made: alt.LayerChart, frame: pd.DataFrame, name: str, selection: str, clicked: Callable[[], None]
) -> None:
    """A chart with a selection that calls `clicked` when it changes."""
    st.altair_chart(
        _unchecked(made),
        width="stretch",
        key=f"chart {name}",
        on_select=clicked,
        selection_mode=selection,
    )
    csv(frame, name)


def _unchecked(made: alt.LayerChart) -> alt.LayerChart:
    return cast("alt.LayerChart", _Unchecked(made))


def number(label: str) -> ColumnConfig:
    """A column of whole numbers."""
    return st.column_config.NumberColumn(label, format="localized")


def share(label: str) -> ColumnConfig:
    """A column of shares from 0 to 1."""
    return st.column_config.NumberColumn(label, format="percent")


def csv(frame: pd.DataFrame, name: str) -> None:
    """A button that downloads a frame."""
    st.download_button(
        "Data as CSV",
        data=lambda: as_csv(frame),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"csv {name}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=f"Download the figures as {name}.csv",
    )


def table(
    frame: pd.DataFrame,
    name: str,
    columns: Columns,
    *,
    rows: int | None = None,
) -> None:
    """A table with the columns named, and its data. rows: how many of them are shown, all are in the data."""
    shown = texts_visible(frame if rows is None else frame.head(rows))
    st.dataframe(
        shown,
        hide_index=True,
        column_order=list(columns),
        column_config=dict(columns),
        key=f"table {name}",
        placeholder=MISSING,
    )
    csv(frame, name)


def pick(frame: pd.DataFrame, name: str, columns: Columns, *, rows: int | None = None) -> int | None:
    """A table of which one row can be picked: its number, None for none. rows: as in `table`."""
    shown = frame if rows is None else frame.head(rows)
    state = st.dataframe(
        texts_visible(shown),
        hide_index=True,
        column_order=list(columns),
        column_config=dict(columns),
        key=f"table {name}",
        placeholder=MISSING,
        on_select="rerun",
        selection_mode="single-row",
    )
    csv(frame, name)
    picked = state.selection.rows
    return picked[0] if picked and picked[0] < len(shown) else None


def nothing(
    view: View,
    otherwise: str,
    question: Callable[Concatenate[duckdb.DuckDBPyConnection, Parameters], Sized],
    *arguments: Parameters.args,
    **named: Parameters.kwargs,
) -> None:
    """Say why a question has an empty answer: for which filter, or, without one, `otherwise`."""
    guilty = emptied_by(view, question, *arguments, **named)
    if not guilty:
        st.info(otherwise)
    elif len(guilty) == 1:
        st.info(f"The filter “{guilty[0]}” leaves nothing here. Without it there is something to see.")
    else:
        st.info(f"Together these filters leave nothing here: {', '.join(guilty)}.")


def without_snapshots() -> None:
    """Say how to get what only snapshots tell."""
    st.info("No snapshot was looked through for smells. This does it, and later minings keep it up:")
    st.code("linespan mine REPO --snapshots 60", language=None)


def emptied_by(
    view: View,
    question: Callable[Concatenate[duckdb.DuckDBPyConnection, Parameters], Sized],
    *arguments: Parameters.args,
    **named: Parameters.kwargs,
) -> list[str]:
    """The filters that leave a question without an answer: one without which there is something, else all;
    none where there would be nothing without them either.
    """

    def finds(chosen: Slice) -> bool:
        with reading(view.database, chosen) as ask:
            return len(ask(question, *arguments, **named)) > 0

    said = view.chosen.said
    alone = [name for name in said if finds(replace(view.chosen, **{name: getattr(Slice(), name)}))]
    if not alone and (not said or not finds(Slice())):
        return []
    return [_FIELDS[name] for name in alone[:1] or said]


def idle(view: View, *fields: str) -> None:
    """Say which of some filters are set and do not count in what stands above. fields: of a slice."""
    set_here = [_FIELDS[name] for name in view.chosen.said if name in fields]
    if set_here:
        st.caption(f"Does not count here: the filter {', '.join(f'“{name}”' for name in set_here)}.")
