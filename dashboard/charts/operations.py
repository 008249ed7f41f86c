"""What commits do to lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from dashboard.charts.palette import AGES, BLUE, HEIGHT, OPERATIONS, named, title
from dashboard.charts.timeline import LANDED, bins, hollow, line, marked, over_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.data import Period
    from metrics.published import Report

OPERATION = alt.Tooltip("operation:N", title="operation")
SHARE = alt.Tooltip("share:Q", title="share of changed lines", format=".1%")
LINES = alt.Tooltip("lines:Q", title="lines", format=",")
CHANGED = alt.Tooltip("changed:Q", title="changed lines", format=",")
AXIS = alt.Y("share:Q", title="share of changed lines", axis=alt.Axis(format="%"))
PICKED = "month"  # the selection that a click on a bar makes


def copied_and_moved(
    frame: pd.DataFrame, period: Period, reports: Sequence[Report] = (), adopted: date | None = None
) -> alt.LayerChart:
    """Copied lines against moved ones over time; diamonds, joined to nothing, for what others published.

    `frame` has one row per period and operation: period, operation, lines, changed (lines), share (0 to 1).
    Of the reports those years are drawn that the frame reaches.
    """
    shown = frame[frame["operation"].isin(["copied", "moved"])]
    colour = _operation(["copied", "moved"])
    base = over_time(shown.assign(born=shown["changed"]), period).encode(
        y=AXIS, color=colour, tooltip=[LANDED, OPERATION, SHARE, LINES, CHANGED]
    )
    elsewhere = over_time(_published(shown, reports, period), "year").encode(
        y=alt.Y("share:Q"),
        color=colour,
        tooltip=[
            alt.Tooltip("source:N", title="other repositories, another rule"),
            alt.Tooltip("label:N", title="in"),
            OPERATION,
            SHARE,
        ],
    )
    diamonds = elsewhere.mark_point(shape="diamond", filled=False, size=90, strokeWidth=2)
    subtitle = [f"Shares of the code lines changed, by {period} of landing"]
    if reports:
        subtitle = [f"{subtitle[0]};", "diamonds: published of other repositories, by another rule"]
    return marked(
        [*line(base), *([diamonds] if reports else [])],
        adopted,
        title=title("Copied against moved code", *subtitle, *hollow(shown["changed"])),
        height=HEIGHT,
    )


def operation_shares(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """What commits do to code over time, as shares on top of each other; a click picks a period.

    `frame` has one row per period and operation: period, operation, lines, changed (lines), share (0 to 1).
    """
    rank = {operation: place for place, operation in enumerate(OPERATIONS)}
    picked = alt.selection_point(name=PICKED, fields=["label"])
    bars = (
        over_time(frame.assign(rank=frame["operation"].map(rank)), period)
        .mark_bar(binSpacing=0)
        .encode(
            x=bins(period),
            # Their sum may be more than one by a rounding, for which the axis would begin another step.
            y=alt.Y(
                "share:Q",
                title="share of changed lines",
                stack="zero",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=_operation(list(OPERATIONS)),
            order=alt.Order("rank:Q"),
            opacity=alt.OpacityValue(0.35, condition={"param": picked.name, "value": 1}),
            tooltip=[LANDED, OPERATION, SHARE, LINES, CHANGED],
        )
        .add_params(picked)
    )
    return marked(
        [bars],
        adopted,
        title=title(
            "What commits do to the code", f"Shares of the code lines changed, by {period} of landing"
        ),
        height=HEIGHT,
    )


def revised_age(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """How old the lines are that are revised or removed, as shares on top of each other.

    `frame` has one row per period and age: period, age, lines, revised (lines), share (0 to 1).
    """
    rank = {age: place for place, age in enumerate(AGES)}
    bars = (
        over_time(frame.assign(rank=frame["age"].map(rank)), period)
        .mark_bar(binSpacing=0)
        .encode(
            x=bins(period),
            y=alt.Y("share:Q", title="share of revised lines", stack="zero", axis=alt.Axis(format="%")),
            color=named(AGES, "age"),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("label:N", title="revised in"),
                alt.Tooltip("age:N", title="age of the lines"),
                alt.Tooltip("share:Q", title="share of revised lines", format=".1%"),
                LINES,
            ],
        )
    )
    return marked(
        [bars],
        adopted,
        title=title(
            "How old the code is that is revised",
            f"Lines updated, replaced or removed, by {period} of the revision",
        ),
        height=HEIGHT,
    )


def duplicate_blocks(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """How often commits add a duplicate block.

    `frame` has one row per period: period, commits, copying, ratio (0 to 1), blocks, changed, per_million.
    """
    base = over_time(frame.assign(born=frame["changed"]), period).encode(
        y=alt.Y("ratio:Q", title="share of commits", axis=alt.Axis(format="%")),
        color=alt.ColorValue(BLUE),
        tooltip=[
            LANDED,
            alt.Tooltip("ratio:Q", title="commits with a block", format=".1%"),
            alt.Tooltip("copying:Q", title="these commits", format=","),
            alt.Tooltip("commits:Q", title="of commits", format=","),
            alt.Tooltip("per_million:Q", title="blocks per million changed lines", format=",.0f"),
        ],
    )
    return marked(
        line(base),
        adopted,
        title=title(
            "Commits that add a duplicate block",
            "Of the commits that change code, the share that adds 5 lines or more",
            "that also stand elsewhere in the tree",
            *hollow(frame["changed"]),
        ),
        height=HEIGHT,
    )


def _operation(names: list[str]) -> alt.Color:
    return named({name: OPERATIONS[name] for name in names}, "operation")


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
