"""DataFrame -> Altair chart; no reading, no Streamlit.

Colours are those of Okabe and Ito (*Color Universal Design*, 2008), which people with colour-blindness tell
apart and which stand out on a light and on a dark page. Years have an order and no fixed number, so they take
viridis without its darkest and its lightest end. Nothing else is coloured: text and ground are the page's.
The `period` of every frame is a date, the first day of a month or year, and means UTC.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from dashboard.audit import FEW_LINES

if TYPE_CHECKING:
    from dashboard.data import Period

BLUE = "#0072B2"
ONE_PER_HORIZON = ["#E69F00", "#56B4E9", "#009E73", "#D55E00", "#CC79A7"]
GREY = "#7a7a7a"  # as far from white as from black: Streamlit's themes leave a subtitle black
HEIGHT = 340  # pixels
LEGEND_ROWS = 12  # as many as fit beside a chart of that height


def durable_ratio(frame: pd.DataFrame, period: Period) -> alt.LayerChart:
    """Durable-code ratio over time, one line a horizon; a click on the legend picks one.

    `frame` has one row per period and horizon: period, horizon_days, born, durable (lines), ratio (0 to 1).
    """
    picked = alt.selection_point(fields=["horizon_days"], bind="legend")
    base = _over_time(frame, period).encode(
        y=alt.Y("ratio:Q", title="share still there", axis=alt.Axis(format="%")),
        color=alt.Color("horizon_days:O", title="after days", scale=alt.Scale(range=ONE_PER_HORIZON)),
        opacity=alt.condition(picked, alt.value(1), alt.value(0.1)),
        tooltip=[
            alt.Tooltip("label:N", title="landed in"),
            alt.Tooltip("horizon_days:O", title="after days"),
            alt.Tooltip("ratio:Q", title="share still there", format=".1%"),
            alt.Tooltip("durable:Q", title="lines still there", format=","),
            alt.Tooltip("born:Q", title="lines landed", format=","),
        ],
    )
    return _line(base.add_params(picked)).properties(
        title=_title(
            "Durable ratio: how many new lines last",
            f"Share still there after so many days, by {period} of landing;",
            "only lines landed at least that long before the mined head",
        ),
        height=HEIGHT,
    )


def churn(frame: pd.DataFrame, period: Period) -> alt.LayerChart:
    """New-code churn over time.

    `frame` has one row per period: period, born and churned (lines), ratio (0 to 1).
    """
    base = _over_time(frame, period).encode(
        y=alt.Y("ratio:Q", title="share churned", axis=alt.Axis(format="%")),
        color=alt.value(BLUE),
        tooltip=[
            alt.Tooltip("label:N", title="landed in"),
            alt.Tooltip("ratio:Q", title="share churned", format=".1%"),
            alt.Tooltip("churned:Q", title="lines churned", format=","),
            alt.Tooltip("born:Q", title="lines landed", format=","),
        ],
    )
    return _line(base).properties(
        title=_title(
            "New-code churn: how many do not last two weeks",
            f"Share changed or removed within 14 days, by {period} of landing;",
            "only lines landed at least 14 days before the mined head",
        ),
        height=HEIGHT,
    )


def burndown(frame: pd.DataFrame) -> alt.Chart:
    """Live lines over time, stacked by the year they landed in, the oldest at the bottom.

    `frame` has one row per month and cohort: period, cohort (year), lines.
    """
    base = _over_time(frame, "month")
    cohorts = sorted(frame["cohort"].unique().tolist())
    named = cohorts[:: -ceil(len(cohorts) / LEGEND_ROWS)]
    # An area needs two points in time to be seen.
    is_one_month = frame["period"].min() == frame["period"].max()
    marked: alt.Chart = base.mark_bar(size=40) if is_one_month else base.mark_area()
    return marked.encode(
        y=alt.Y("lines:Q", title="live lines", stack="zero", axis=alt.Axis(format="~s")),
        order=alt.Order("cohort:O", sort="ascending"),
        color=alt.Color(
            "cohort:O",
            title="landed in",
            sort="descending",
            legend=alt.Legend(values=named),
            scale=alt.Scale(scheme=alt.SchemeParams(name="viridis", extent=[0.15, 0.9])),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="at the end of"),
            alt.Tooltip("cohort:O", title="landed in"),
            alt.Tooltip("lines:Q", title="live lines", format=","),
        ],
    ).properties(
        title=_title("Burndown: live lines by year of landing", "At the end of each month"),
        height=HEIGHT,
    )


def _over_time(frame: pd.DataFrame, period: Period) -> alt.Chart:
    # With the zone in the data and a UTC scale the reader's own zone can not move the first day of a month.
    start = pd.to_datetime(frame["period"], utc=True)
    label = start.dt.strftime("%Y" if period == "year" else "%Y-%m")
    chart = alt.Chart(frame.drop(columns="period").assign(start=start, label=label))
    return chart.encode(x=alt.X("start:T", title=None, scale=alt.Scale(type="utc")))


def _line(base: alt.Chart) -> alt.LayerChart:
    """A line through rings, filled where enough lines stand behind the ratio."""
    rings = base.mark_point(filled=False, size=12)
    discs = base.transform_filter(alt.datum.born >= FEW_LINES).mark_point(filled=True, size=18)
    return alt.LayerChart(layer=[base.mark_line(), rings, discs])


def _title(text: str, *subtitle: str) -> alt.TitleParams:
    """Lines short enough for a telephone: Vega cuts what does not fit."""
    return alt.TitleParams(text=text, subtitle=list(subtitle), subtitleColor=GREY, anchor="start")
