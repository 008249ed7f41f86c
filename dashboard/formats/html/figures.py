"""Charts as figures of a page: each carries its data, and is drawn by Vega when the page opens."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING

import altair as alt
import vl_convert

from dashboard.formats.csv import as_csv
from dashboard.formats.html.words import Html, escaped

if TYPE_CHECKING:
    from dashboard.report.chapter import Exhibit


def figure(shown: Exhibit) -> Html:
    """The place of a chart, its specification, and its data to take away."""
    name = escaped(shown.name)
    data = b64encode(as_csv(shown.figures).encode()).decode()
    return Html(
        f'<figure>\n<div class="chart" id="{name}"></div>\n'
        f'<script type="application/json" data-for="{name}">{_specification(shown)}</script>\n'
        f'<figcaption><a download="{name}.csv" href="data:text/csv;base64,{data}">Data as CSV</a>'
        "</figcaption>\n</figure>"
    )


@cache
def runtime() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, which leaves `vegaEmbed` behind. Takes two seconds."""
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


def _specification(shown: Exhibit) -> str:
    """The chart as JSON in ASCII that can not end its element: no < is left."""
    # Altair's limit is for notebooks.
    with alt.data_transformers.enable("default", max_rows=None):
        # Each part was checked when it was made, unless that is switched off.
        chart = shown.chart.properties(width="container").to_dict(validate=False)
    del chart["$schema"]  # an address that nothing is to be loaded from
    return json.dumps(chart, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
