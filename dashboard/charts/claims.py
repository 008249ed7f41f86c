"""Verdicts: the claims with their intervals, and what unlabelled lines would make of the first."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import altair as alt

from dashboard.charts.palette import BLUE, GREY, HEIGHT, named, title

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = {"supported": "#E69F00", "refuted": BLUE, "undecided": GREY}
ROW = 40  # pixels
LABEL = 30  # letters of a line: two lines of a claim leave room for it on a telephone
LABEL_WIDTH = 190  # pixels, in which so many letters fit
TICKS = (-1000, -300, -100, -30, -10, 0, 10, 30, 100, 300, 1000)


def forest(frame: pd.DataFrame) -> alt.LayerChart:
    """Estimates and 95 % intervals of all claims, with the margin from where on they matter.

    `frame` has one row per claim, in order: claim, outcome, unit, and in this unit estimate, low, high,
    boundary (low and high NaN where there is no interval).
    """
    told = [
        claim if unit == "points" else f"{claim} ({unit})"
        for claim, unit in zip(frame["claim"], frame["unit"], strict=True)
    ]
    short = frame.assign(label=["\n".join(wrap(claim, LABEL)) for claim in told])
    base = alt.Chart(short).encode(
        y=alt.Y(
            "label:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=LABEL_WIDTH),
        ),
        color=named(OUTCOMES, "outcome", columns=2),  # a telephone has room for no more
        tooltip=[
            alt.Tooltip("claim:N", title="claim"),
            alt.Tooltip("outcome:N", title="verdict"),
            alt.Tooltip("estimate:Q", title="difference", format="+.1f"),
            alt.Tooltip("low:Q", title="95 % interval from", format="+.1f"),
            alt.Tooltip("high:Q", title="to", format="+.1f"),
            alt.Tooltip("unit:N", title="in"),
            alt.Tooltip("boundary:Q", title="holds from", format="+.1f"),
        ],
    )
    measured = frame[["estimate", "low", "high", "boundary"]]
    low, high = min(measured.min().min(), 0), max(measured.max().max(), 0)
    # Claims of growth reach hundreds of per cent, others a few points, which a straight axis would not show.
    x = alt.X(
        "low:Q",
        title="difference, in points where no unit stands",
        scale=alt.Scale(type="symlog", constant=10),
        axis=alt.Axis(values=[tick for tick in TICKS if low <= tick <= high]),
    )
    zero = alt.Chart(frame.head(1)).mark_rule(color=GREY).encode(x=alt.XDatum(0))
    ranges = base.mark_rule(strokeWidth=3).encode(x=x, x2=alt.X2("high:Q"))
    points = base.mark_point(filled=True, size=90).encode(x=alt.X("estimate:Q"))
    margins = base.mark_tick(thickness=2, height=22, color=GREY).encode(
        x=alt.X("boundary:Q"), color=alt.ColorValue(GREY)
    )
    return alt.LayerChart(
        layer=[zero, margins, ranges, points],
        title=title(
            "All claims: difference with its 95 % interval",
            "Grey tick: from where on the claim holds; a dot alone has no interval",
        ),
        height=alt.Step(ROW),
    )


def contamination(frame: pd.DataFrame, margin: float) -> alt.LayerChart:
    """The primary difference if a share of the unlabelled lines were AI's too.

    `frame` has one row per share: share (0 to 1), estimate, low, high (points); margin: of the claim.
    """
    base = alt.Chart(frame).encode(
        x=alt.X("share:Q", title="share of the unlabelled lines that are AI's", axis=alt.Axis(format="%")),
        tooltip=[
            alt.Tooltip("share:Q", title="if so many were AI's", format=".0%"),
            alt.Tooltip("estimate:Q", title="difference in points", format="+.1f"),
            alt.Tooltip("low:Q", title="95 % interval from", format="+.1f"),
            alt.Tooltip("high:Q", title="to", format="+.1f"),
        ],
    )
    band = base.mark_area(color=BLUE, opacity=0.2).encode(
        y=alt.Y("low:Q", title="difference in points"), y2=alt.Y2("high:Q")
    )
    curve = base.mark_line(color=BLUE, point=True).encode(y=alt.Y("estimate:Q"))
    rule = alt.Chart(frame.head(1)).mark_rule(color=GREY, strokeDash=[4, 3]).encode(y=alt.YDatum(margin))
    return alt.LayerChart(
        layer=[band, curve, rule],
        title=title(
            "If some of the unlabelled lines were AI's too",
            "The difference of the first claim; dashed: from where on it holds",
        ),
        height=HEIGHT,
    )
