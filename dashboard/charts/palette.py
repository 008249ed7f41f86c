"""Colours, sizes and titles that all charts share.

Colours are those of Okabe and Ito (*Color Universal Design*, 2008), which people with colour-blindness tell
apart and which stand out on a light and on a dark page. Whoever wrote a line has the same colour on every
chart, and nothing else has that of AI. Years have an order and no fixed number, so they take viridis without
its darkest and its lightest end. Nothing else is coloured: text and ground are the page's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

if TYPE_CHECKING:
    import pandas as pd

BLUE = "#0072B2"
GREY = "#7a7a7a"  # as far from white as from black: it is seen on either page
AUTHORSHIPS = {"ai": "#D55E00", "unknown": "#8c8c8c", "human": BLUE, "bot": "#009E73"}
WRITERS = AUTHORSHIPS | {"mixed": "#CC79A7"}  # of smells and functions, of which nobody may have written half
OPERATIONS = {
    "added": BLUE,
    "updated": "#56B4E9",
    "replaced": "#F0E442",
    "moved": "#009E73",
    "copied": "#CC79A7",
    "deleted": "#999999",
}
AGES = {
    "under 2 weeks": "#CC79A7",
    "under a month": "#E69F00",
    "1 to 12 months": "#56B4E9",
    "over a year": BLUE,
}
RULES = [BLUE, "#E69F00", "#56B4E9", "#009E73", "#CC79A7"]
ORDERED = alt.SchemeParams(name="viridis", extent=[0.15, 0.9])
ONE_PER_HORIZON = ["#E69F00", "#56B4E9", "#009E73", "#CC79A7", BLUE]

HEIGHT = 340  # pixels


def title(text: str, *subtitle: str) -> alt.TitleParams:
    """Lines short enough for a telephone: Vega cuts what does not fit."""
    return alt.TitleParams(text=text, subtitle=list(subtitle), subtitleColor=GREY, anchor="start")


def legend(columns: int = 3, **named: Any) -> alt.Legend:
    """Below the chart, where a telephone has room for it: three names in a row."""
    return alt.Legend(orient="bottom", columns=columns, **named)


def named(colours: dict[str, str], field: str, heading: str | None = None, *, columns: int = 3) -> alt.Color:
    """A fixed colour for each of some names. columns: names in a row."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{field}:N", title=heading, scale=scale, legend=legend(columns))


def writer(frame: pd.DataFrame, field: str) -> alt.Color:
    """The colours of those in a column of a frame who wrote something."""
    present = set(frame[field])
    return named({name: colour for name, colour in WRITERS.items() if name in present}, field)
