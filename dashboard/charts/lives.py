"""How long lines live, and what is reworked soon."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import altair as alt

from dashboard.charts.palette import BLUE, HEIGHT, ONE_PER_HORIZON, ORDERED, legend, title
from dashboard.charts.timeline import LANDED, hollow, line, marked, over_time

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.data import Period

LEGEND_ENTRIES = 12  # as many as fit below a chart
STANDING = alt.Tooltip("ratio:Q", title="share still there", format=".1%")
DURABLE = alt.Tooltip("durable:Q", title="lines still there", format=",")
BORN = alt.Tooltip("born:Q", title="lines landed", format=",")
SHARE = alt.Y("ratio:Q", title="share still there", axis=alt.Axis(format="%"))


def durable_ratio(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """Durable-code ratio over time, one line a horizon; a click on the legend picks one.

    `frame` has one row per period and horizon: period, horizon_days, born, durable (lines), ratio (0 to 1).
    """
    picked = alt.selection_point(fields=["horizon_days"], bind="legend")
    base = over_time(frame, period).encode(
        y=SHARE,
        color=alt.Color(
            "horizon_days:O", title="after days", scale=alt.Scale(range=ONE_PER_HORIZON), legend=legend()
        ),
        opacity=alt.OpacityValue(0.1, condition={"param": picked.name, "value": 1}),
        tooltip=[LANDED, alt.Tooltip("horizon_days:O", title="after days"), STANDING, DURABLE, BORN],
    )
    return marked(line(base.add_params(picked)), adopted).properties(
        title=title(
            "Durable ratio: how much new code lasts",
            f"Share still there after so many days, by {period} of landing;",
            "only lines landed at least that long before the mined head",
            *hollow(frame["born"]),
        ),
        height=HEIGHT,
    )


def durable_with_intervals(
    frame: pd.DataFrame, period: Period, horizon: int, adopted: date | None = None
) -> alt.LayerChart:
    """The durable ratio at one horizon, with a band for its 95 % intervals.

    `frame` has one row per period: period, landings, born, durable, ratio, low, high.
    """
    base = over_time(frame, period).encode(
        y=SHARE,
        color=alt.ColorValue(BLUE),
        tooltip=[
            LANDED,
            STANDING,
            alt.Tooltip("low:Q", title="95 % interval from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
            DURABLE,
            BORN,
            alt.Tooltip("landings:Q", title="landings", format=","),
        ],
    )
    band = base.mark_errorbar(ticks=False, opacity=0.45, thickness=3).encode(
        y=alt.Y("low:Q", title="share still there"), y2=alt.Y2("high:Q"), tooltip=alt.TooltipValue(None)
    )
    return marked(
        [band, *line(base)],
        adopted,
        title=title(
            f"New code that lasts {horizon} days",
            f"Share still there {horizon} days after landing, by {period} of landing;",
            "bars: 95 % intervals, what landed together counting as one",
            *hollow(frame["born"]),
        ),
        height=HEIGHT,
    )


def churn(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """New-code churn over time.

    `frame` has one row per period: period, born and churned (lines), ratio (0 to 1).
    """
    base = over_time(frame, period).encode(
        y=alt.Y("ratio:Q", title="share churned", axis=alt.Axis(format="%")),
        color=alt.ColorValue(BLUE),
        tooltip=[
            LANDED,
            alt.Tooltip("ratio:Q", title="share churned", format=".1%"),
            alt.Tooltip("churned:Q", title="lines churned", format=","),
            BORN,
        ],
    )
    return marked(
        line(base),
        adopted,
        title=title(
            "New-code churn: how much is reworked within two weeks",
            f"Share changed or removed within 14 days, by {period} of landing;",
            "only lines landed at least 14 days before the mined head",
            *hollow(frame["born"]),
        ),
        height=HEIGHT,
    )


def burndown(frame: pd.DataFrame, adopted: date | None = None) -> alt.LayerChart:
    """Live lines over time, stacked by the year they landed in, the oldest at the bottom.

    `frame` has one row per month and cohort: period, cohort (year), lines.
    """
    base = over_time(frame, "month")
    cohorts = sorted(frame["cohort"].unique().tolist())
    named = cohorts[:: -ceil(len(cohorts) / LEGEND_ENTRIES)]
    # An area needs two points in time to be seen.
    is_one_month = frame["period"].min() == frame["period"].max()
    marks: alt.Chart = base.mark_bar(size=40) if is_one_month else base.mark_area()
    areas = marks.encode(
        y=alt.Y("lines:Q", title="live lines of code", stack="zero", axis=alt.Axis(format="~s")),
        order=alt.Order("cohort:O", sort="ascending"),
        color=alt.Color(
            "cohort:O",
            title="landed in",
            sort="descending",
            legend=legend(values=named),
            scale=alt.Scale(scheme=ORDERED),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="at the end of"),
            alt.Tooltip("cohort:O", title="landed in"),
            alt.Tooltip("lines:Q", title="live lines", format=","),
        ],
    )
    return marked(
        [areas],
        adopted,
        title=title("Burndown: live lines of code by year of landing", "At the end of each month"),
        height=HEIGHT,
    )
