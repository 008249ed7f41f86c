"""Survival curves, and the durable ratio by what lines are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from dashboard.charts.lives import BORN, DURABLE, STANDING
from dashboard.charts.palette import AUTHORSHIPS, BLUE, HEIGHT, legend, named, title, writer
from dashboard.charts.timeline import hollow, line, marked, over_time

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.data import Period

ROW = 22  # pixels
BY = {
    "authorship": "who wrote it",
    "tool": "AI tool",
    "role": "role",
    "language": "language",
    "folder": "folder",
    "team": "team",
}


def survival(
    frame: pd.DataFrame, of: str, what: str = "lines", since: str = "days since landing"
) -> alt.LayerChart:
    """Kaplan-Meier curves: steps from one, one curve a value.

    `frame` has one row per value and age: value, age_days, at_risk (how many of what), survival (0 to 1); of:
    what the values are, `authorship` or `tool`; since: what the age counts from.
    """
    by_authorship = of == "authorship"
    colour = (
        writer(frame, "value")
        if by_authorship
        else alt.Color("value:N", title=None, scale=alt.Scale(scheme="tableau10"), legend=legend())
    )
    steps = (
        alt.Chart(_seen(frame))
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("age_days:Q", title=since, scale=alt.Scale(nice=False)),
            y=alt.Y(
                "survival:Q",
                title=f"share of {what} standing",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=colour,
            strokeDash=alt.StrokeDashValue([1, 0])
            if by_authorship
            else alt.StrokeDash("value:N", legend=None),
            tooltip=[
                alt.Tooltip("value:N", title=of),
                alt.Tooltip("age_days:Q", title=since),
                alt.Tooltip("survival:Q", title="share standing", format=".1%"),
                alt.Tooltip("at_risk:Q", title=f"{what} watched that long", format=","),
            ],
        )
    )
    return alt.LayerChart(
        layer=[steps],
        title=title(
            f"Survival: how long {what} stand, by {of}",
            f"Kaplan-Meier: {what} that still stand count for as long",
            "as they were watched",
        ),
        height=HEIGHT,
    )


def _seen(frame: pd.DataFrame) -> pd.DataFrame:
    """The ages at which a curve comes down by half a pixel or more, and its end: a long history has thousands
    of days more.
    """
    height = (2 * HEIGHT * frame["survival"]).round()
    goes_on = frame["value"] == frame["value"].shift()
    ends = frame["value"] != frame["value"].shift(-1)
    return frame[(height != height.shift()) | ~goes_on | ends]


def by_place(frame: pd.DataFrame, by: str, horizon: int) -> alt.LayerChart:
    """The durable ratio of each value as a bar, those with the most lines first.

    `frame` has one row per value: value, born, durable (lines), ratio (0 to 1).
    """
    base = alt.Chart(frame).encode(
        y=alt.Y("value:N", title=None, sort=None, axis=alt.Axis(labelLimit=170)),
        x=alt.X(
            "ratio:Q", title="share still there", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")
        ),
        tooltip=[alt.Tooltip("value:N", title=BY[by]), STANDING, DURABLE, BORN],
    )
    colour = (
        alt.Color(
            "value:N",
            legend=None,
            scale=alt.Scale(domain=list(AUTHORSHIPS), range=list(AUTHORSHIPS.values())),
        )
        if by == "authorship"
        else alt.ColorValue(BLUE)
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(color=colour)
    return alt.LayerChart(
        layer=[bars],
        title=title(
            f"New code that lasts {horizon} days, by {BY[by]}",
            "Of all lines old enough; those with the most lines on top",
        ),
        height=alt.Step(ROW),
    )


def by_clock(
    frame: pd.DataFrame, period: Period, horizon: int, adopted: date | None = None
) -> alt.LayerChart:
    """The durable ratio at one horizon by landing and by committer time.

    `frame` has one row per period and clock: period, clock, born, durable (lines), ratio (0 to 1).
    """
    base = over_time(frame, period).encode(
        y=alt.Y("ratio:Q", title="share still there", axis=alt.Axis(format="%")),
        color=named({"landing": BLUE, "committer": "#E69F00"}, "clock", "by the time of"),
        tooltip=[
            alt.Tooltip("label:N", title="written or landed in"),
            alt.Tooltip("clock:N", title="by the time of"),
            STANDING,
            DURABLE,
            BORN,
        ],
    )
    return marked(
        line(base),
        adopted,
        title=title(
            "The same by two clocks",
            f"Share still there after {horizon} days, by landing and by committer time;",
            "a wide gap: much is redone on branches before it lands",
            *hollow(frame["born"]),
        ),
        height=HEIGHT,
    )
