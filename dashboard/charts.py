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
    from collections.abc import Sequence

    from dashboard.data import Period
    from metrics.published import Report

BLUE = "#0072B2"
ONE_PER_HORIZON = ["#E69F00", "#56B4E9", "#009E73", "#D55E00", "#CC79A7"]
OPERATIONS = {
    "added": BLUE,
    "updated": "#56B4E9",
    "replaced": "#F0E442",
    "moved": "#009E73",
    "copied": "#D55E00",
    "deleted": "#999999",
}
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
            "Durable ratio: how much new code lasts",
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
            "New-code churn: how much is reworked within two weeks",
            f"Share changed or removed within 14 days, by {period} of landing;",
            "only lines landed at least 14 days before the mined head",
        ),
        height=HEIGHT,
    )


def copied_and_moved(frame: pd.DataFrame, period: Period, reports: Sequence[Report]) -> alt.LayerChart:
    """Copied lines against moved ones over time; diamonds, joined to nothing, for what others published.

    `frame` has one row per period and operation: period, operation, lines, changed (lines), share (0 to 1).
    Of the reports those years are drawn that the frame reaches.
    """
    shown = frame[frame["operation"].isin(["copied", "moved"])]
    base = _over_time(shown.assign(born=shown["changed"]), period).encode(
        y=alt.Y("share:Q", title="share of changed lines", axis=alt.Axis(format="%")),
        color=_operation(["copied", "moved"]),
        tooltip=[
            alt.Tooltip("label:N", title="landed in"),
            alt.Tooltip("operation:N", title="operation"),
            alt.Tooltip("share:Q", title="share of changed lines", format=".1%"),
            alt.Tooltip("lines:Q", title="lines", format=","),
            alt.Tooltip("changed:Q", title="changed lines", format=","),
        ],
    )
    elsewhere = _over_time(_published(shown, reports, period), "year").encode(
        y="share:Q",
        color=_operation(["copied", "moved"]),
        tooltip=[
            alt.Tooltip("source:N", title="other repositories, another rule"),
            alt.Tooltip("label:N", title="in"),
            alt.Tooltip("operation:N", title="operation"),
            alt.Tooltip("share:Q", title="share of changed lines", format=".1%"),
        ],
    )
    diamonds = elsewhere.mark_point(shape="diamond", filled=False, size=90, strokeWidth=2)
    return alt.LayerChart(layer=[_line(base), diamonds]).properties(
        title=_title(
            "Copied against moved code",
            f"Shares of the code lines changed, by {period} of landing;",
            "diamonds: published of other repositories, by another rule",
        ),
        height=HEIGHT,
    )


def operation_shares(frame: pd.DataFrame, period: Period) -> alt.Chart:
    """What commits do to code over time, as shares on top of each other.

    `frame` has one row per period and operation: period, operation, lines, changed (lines), share (0 to 1).
    """
    rank = {operation: place for place, operation in enumerate(OPERATIONS)}
    base = _over_time(frame.assign(rank=frame["operation"].map(rank)), period)
    chart: alt.Chart = (
        base.mark_bar(binSpacing=0)
        .encode(
            x=alt.X(
                "start:T",
                title=None,
                timeUnit="utcyear" if period == "year" else "utcyearmonth",
                scale=alt.Scale(type="utc"),
            ),
            y=alt.Y("share:Q", title="share of changed lines", stack="zero", axis=alt.Axis(format="%")),
            color=_operation(list(OPERATIONS)),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("label:N", title="landed in"),
                alt.Tooltip("operation:N", title="operation"),
                alt.Tooltip("share:Q", title="share of changed lines", format=".1%"),
                alt.Tooltip("lines:Q", title="lines", format=","),
                alt.Tooltip("changed:Q", title="changed lines", format=","),
            ],
        )
        .properties(
            title=_title(
                "What commits do to the code",
                f"Shares of the code lines changed, by {period} of landing",
            ),
            height=HEIGHT,
        )
    )
    return chart


def _operation(names: list[str]) -> alt.Color:
    colours = [OPERATIONS[name] for name in names]
    return alt.Color("operation:N", title="operation", scale=alt.Scale(domain=names, range=colours))


def _published(frame: pd.DataFrame, reports: Sequence[Report], period: Period) -> pd.DataFrame:
    """Rows of period, operation, share and source for the years and operations of the frame.

    A year's figure stands where the frame has that year, among months in its middle.
    """
    day = "01-01" if period == "year" else "07-01"
    years = set(frame["period"].dt.year)
    operations = set(frame["operation"])
    rows = [
        (f"{year}-{day}", part, share, f"{report.publisher}, {report.title} ({report.edition})")
        for report in reports
        for year, parts in report.shares("operation_shares").items()
        if year in years
        for part, share in parts.items()
        if part in operations
    ]
    return pd.DataFrame(rows, columns=["period", "operation", "share", "source"])


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
        title=_title("Burndown: live lines of code by year of landing", "At the end of each month"),
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
