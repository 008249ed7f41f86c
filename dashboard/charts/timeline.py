"""What charts over time share: the axis, lines with their weight, and the month in which AI was adopted.

The `period` of every frame is a date, the first day of a month or year, and means UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from dashboard.audit import FEW_LINES
from dashboard.charts.palette import GREY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.data import Period

FEW_DAYS = 366  # room for a name a month
LANDED = alt.Tooltip("label:N", title="landed in")
ABOVE = alt.YValue(-3)  # type: ignore[no-untyped-call] # pixels above the plot: on it, bars hide what is said


def over_time(frame: pd.DataFrame, period: Period) -> alt.Chart:
    """A chart of the frame with its periods along the x axis, and as words in `label`."""
    # With the zone in the data and a UTC scale the reader's own zone can not move the first day of a month.
    start = pd.to_datetime(frame["period"], utc=True)
    label = start.dt.strftime("%Y" if period == "year" else "%Y-%m")
    chart = alt.Chart(frame.drop(columns="period").assign(start=start, label=label))
    # By itself Vega names some months without their year, and few of them several times.
    days = (start.max() - start.min()).days
    axis = alt.Axis(
        format="%Y" if period == "year" else "%b %Y",
        tickCount=alt.TimeIntervalStep(interval=period, step=1)
        if period == "year" or days < FEW_DAYS
        else alt.Undefined,
        labelSeparation=8,
        labelBound=True,
    )
    return chart.encode(x=alt.X("start:T", title=None, scale=alt.Scale(type="utc"), axis=axis))


def bins(period: Period) -> alt.X:
    """The x axis of bars, each as wide as its period."""
    scale = alt.Scale(type="utc")
    if period == "year":
        return alt.X("start:T", title=None, timeUnit="utcyear", scale=scale)
    return alt.X("start:T", title=None, timeUnit="utcyearmonth", scale=scale)


def line(base: alt.Chart) -> list[alt.Chart]:
    """A line through discs, and through rings where few lines (`born`) stand behind the ratio."""
    rings = base.transform_filter(alt.datum.born < FEW_LINES).mark_point(filled=False, size=45)
    discs = base.transform_filter(alt.datum.born >= FEW_LINES).mark_point(filled=True, size=18)
    return [base.mark_line(), rings, discs]


def hollow(lines: pd.Series[int]) -> tuple[str, ...]:
    """For the subtitle, what the rings of `line` mean, if there is one. lines: behind each point."""
    return (f"hollow points: fewer than {FEW_LINES} lines",) if (lines < FEW_LINES).any() else ()


def marked(layers: Sequence[alt.Chart], adopted: date | None, **properties: Any) -> alt.LayerChart:
    """The layers, with a line where AI was adopted, if it was.

    properties: of the chart. Altair's own `properties` would copy and check the layers, which are all of it.
    """
    if adopted is not None:
        there = pd.DataFrame({"start": [pd.Timestamp(adopted, tz="UTC")], "what": ["AI adopted"]})
        at = alt.Chart(there).encode(x=alt.X("start:T", title=None, scale=alt.Scale(type="utc")))
        rule = at.mark_rule(color=GREY, strokeDash=[4, 3]).encode(
            tooltip=[
                alt.Tooltip("what:N", title="event"),
                alt.Tooltip("start:T", title="since", timeUnit="utcyearmonth", format="%Y-%m"),
            ]
        )
        word = at.mark_text(
            align="center", baseline="bottom", color=GREY, fontSize=11, text="AI adopted"
        ).encode(y=ABOVE)
        layers = [*layers, rule, word]
    return alt.LayerChart(layer=layers, **properties)
