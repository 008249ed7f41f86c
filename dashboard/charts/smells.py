"""Smells over time: how many stand, how many come and go, how complex functions are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from dashboard.charts.palette import BLUE, GREY, HEIGHT, RULES, named, title, writer
from dashboard.charts.timeline import LANDED, bins, hollow, line, marked, over_time

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.data import Period

OTHERS = "other rules"
TURNOVER = {"born": "#E69F00", "healed": BLUE}
STATISTICS = {"ninth_decile": "a tenth is above", "mean": "mean", "median": "median"}
FIGURES = {
    "cyclomatic": "cyclomatic complexity",
    "cognitive": "cognitive complexity",
    "length": "length in lines",
    "parameters": "parameters",
    "nesting": "nesting",
}
SNAPSHOT = alt.Tooltip("label:N", title="at the last snapshot of")
SMELLS = alt.Tooltip("smells:Q", title="smells", format=",")
NEW_SMELLS = alt.Tooltip("smells:Q", title="new smells", format=",")
NEW_LINES = alt.Tooltip("lines:Q", title="new lines of code", format=",")
RULE = alt.Tooltip("rule:N", title="rule")
WRITER = alt.Tooltip("authorship:N", title="written by")
SHARE = alt.Axis(format="%")


def density_by_rule(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """Smells per 1,000 lines, one rule on top of the other.

    `frame` has one row per snapshot and rule: period, rule, smells, lines, density (per 1,000 lines).
    """
    tooltip = [
        SNAPSHOT,
        RULE,
        alt.Tooltip("density:Q", title="per 1,000 lines", format=",.1f"),
        SMELLS,
        alt.Tooltip("lines:Q", title="lines", format=","),
    ]
    bars = _stacked(frame, period, "density", "smells per 1,000 lines", tooltip)
    return marked(
        [bars],
        adopted,
        title=title(
            "Density of smells, by rule",
            f"Smells per 1,000 lines that stand at the last snapshot of each {period}",
        ),
        height=HEIGHT,
    )


def flow_by_rule(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """New smells per 1,000 new lines of code, one rule on top of the other.

    `frame` has one row per period and rule: period, rule, smells, lines, flow (per 1,000 lines).
    """
    tooltip = [
        LANDED,
        RULE,
        alt.Tooltip("flow:Q", title="per 1,000 new lines", format=",.1f"),
        NEW_SMELLS,
        NEW_LINES,
    ]
    bars = _stacked(frame, period, "flow", "new smells per 1,000 new lines", tooltip)
    return marked(
        [bars],
        adopted,
        title=title(
            "Flow of smells, by rule",
            f"New smells per 1,000 new lines of code, by {period}",
        ),
        height=HEIGHT,
    )


def density_by_authorship(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """Smells per 1,000 code lines of those who wrote them.

    `frame` has one row per snapshot and authorship: period, authorship, smells, code_lines, density.
    """
    base = over_time(frame.assign(born=frame["code_lines"]), period).encode(
        y=alt.Y("density:Q", title="smells per 1,000 code lines"),
        color=writer(frame, "authorship"),
        tooltip=[
            SNAPSHOT,
            WRITER,
            alt.Tooltip("density:Q", title="per 1,000 code lines", format=",.1f"),
            SMELLS,
            alt.Tooltip("code_lines:Q", title="code lines", format=","),
        ],
    )
    return marked(
        line(base),
        adopted,
        title=title(
            "Density of smells, by who wrote them",
            "Smells of which somebody wrote more than half of the code lines,",
            "per 1,000 code lines of theirs that stand",
            *hollow(frame["code_lines"]),
        ),
        height=HEIGHT,
    )


def flow_by_authorship(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """New smells per 1,000 new lines of code, by the commits that brought them.

    `frame` has one row per period and authorship: period, authorship, smells, lines, flow.
    """
    base = over_time(frame.assign(born=frame["lines"]), period).encode(
        y=alt.Y("flow:Q", title="new smells per 1,000 new lines"),
        color=writer(frame, "authorship"),
        tooltip=[
            LANDED,
            WRITER,
            alt.Tooltip("flow:Q", title="per 1,000 new lines", format=",.1f"),
            NEW_SMELLS,
            NEW_LINES,
        ],
    )
    return marked(
        line(base),
        adopted,
        title=title(
            "Flow of smells, by who brought them",
            f"New smells per 1,000 new lines of code of the same commits, by {period}",
            *hollow(frame["lines"]),
        ),
        height=HEIGHT,
    )


def complexity(
    frame: pd.DataFrame, figure: str, period: Period, adopted: date | None = None
) -> alt.LayerChart:
    """How one figure is distributed over functions, with its limit.

    `frame` has one row per snapshot: period, functions, mean, median, ninth_decile, maximum, above (limit).
    """
    told = frame.rename(columns=STATISTICS).melt(
        ["period", "functions", "maximum", "above"], list(STATISTICS.values()), "statistic", "amount"
    )
    colours = dict(zip(STATISTICS.values(), ("#E69F00", BLUE, "#56B4E9"), strict=True))
    base = over_time(told.assign(born=told["functions"]), period).encode(
        y=alt.Y("amount:Q", title=FIGURES[figure], scale=alt.Scale(domainMin=0)),
        color=named(colours, "statistic"),
        tooltip=[
            SNAPSHOT,
            alt.Tooltip("statistic:N", title="of functions"),
            alt.Tooltip("amount:Q", title=FIGURES[figure], format=",.1f"),
            alt.Tooltip("maximum:Q", title="the most of one function", format=","),
            alt.Tooltip("functions:Q", title="functions", format=","),
        ],
    )
    limit = int(frame["above"].iloc[0])
    rule = alt.Chart(told.head(1)).mark_rule(color=GREY, strokeDash=[1, 3]).encode(y=alt.YDatum(limit))
    return marked(
        [base.mark_line(point=True), rule],
        adopted,
        title=title(
            f"Functions: {FIGURES[figure]}",
            f"At the last snapshot of each {period}; dotted: above {limit} it is a smell,",
            "unless a configuration says otherwise",
        ),
        height=HEIGHT,
    )


def beyond_limit(
    frame: pd.DataFrame, figure: str, period: Period, adopted: date | None = None
) -> alt.LayerChart:
    """The share of functions above a figure's limit, by who wrote most of each.

    `frame` has one row per snapshot and authorship: period, value, functions, above, functions_above, share.
    """
    limit = int(frame["above"].iloc[0])
    base = over_time(frame, period).encode(
        y=alt.Y("share:Q", title=f"share of functions above {limit}", axis=SHARE),
        color=writer(frame, "value"),
        tooltip=[
            SNAPSHOT,
            alt.Tooltip("value:N", title="written by"),
            alt.Tooltip("share:Q", title=f"above {limit}", format=".1%"),
            alt.Tooltip("functions_above:Q", title="these functions", format=","),
            alt.Tooltip("functions:Q", title="of functions", format=","),
        ],
    )
    return marked(
        [base.mark_line(point=True)],
        adopted,
        title=title(
            "Functions beyond the limit, by who wrote them",
            f"Share with {FIGURES[figure]} above {limit}, by who wrote more",
            "than half of a function's code lines",
        ),
        height=HEIGHT,
    )


def turnover(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """Smells that came, upward, and that went, downward.

    `frame` has one row per period: period, born, healed, worse, moved (smells).
    """
    told = frame.melt(["period", "worse", "moved"], list(TURNOVER), "event", "smells")
    bars = (
        over_time(told.assign(height=told["smells"].where(told["event"] == "born", -told["smells"])), period)
        .mark_bar(binSpacing=1)
        .encode(
            x=bins(period),
            y=alt.Y(
                "height:Q",
                title="smells healed (down), born (up)",
                stack="zero",
                axis=alt.Axis(labelExpr="format(abs(datum.value), '~s')"),
            ),
            color=named(TURNOVER, "event"),
            tooltip=[
                alt.Tooltip("label:N", title="at the snapshots of"),
                alt.Tooltip("event:N", title="what became of them"),
                SMELLS,
                alt.Tooltip("worse:Q", title="others got worse", format=","),
                alt.Tooltip("moved:Q", title="others moved", format=","),
            ],
        )
    )
    return marked(
        [bars],
        adopted,
        title=title(
            "Smells born and healed",
            f"First shown and no longer shown by the snapshots of each {period};",
            "at the first snapshot all are born",
        ),
        height=HEIGHT,
    )


def weak_tests(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """Tests that test little, by who wrote them.

    `frame` has one row per snapshot and authorship: period, authorship, tests, smelly, share (0 to 1).
    """
    base = over_time(frame, period).encode(
        y=alt.Y("share:Q", title="share of tests", axis=SHARE),
        color=writer(frame, "authorship"),
        tooltip=[
            SNAPSHOT,
            WRITER,
            alt.Tooltip("share:Q", title="test little", format=".1%"),
            alt.Tooltip("smelly:Q", title="these tests", format=","),
            alt.Tooltip("tests:Q", title="of tests", format=","),
        ],
    )
    return marked(
        [base.mark_line(point=True)],
        adopted,
        title=title(
            "Tests that test little, by who wrote them",
            "Of the tests in Python: no assertion, nothing in it, or more mocks",
            "set up than results asserted",
        ),
        height=HEIGHT,
    )


def _stacked(
    frame: pd.DataFrame, period: Period, measure: str, axis: str, tooltip: list[alt.Tooltip]
) -> alt.Chart:
    """Bars of rules: the most frequent ones with a colour each, the others together in grey."""
    frequent = frame.groupby("rule")["smells"].sum().sort_values(ascending=False, kind="stable")
    shown = frequent[frequent > 0].index[: len(RULES)].tolist()
    colours = dict(zip(shown, RULES, strict=False)) | {OTHERS: "#999999"}
    told = (
        frame.assign(rule=frame["rule"].where(frame["rule"].isin(shown), OTHERS))
        .groupby(["period", "rule", "lines"], as_index=False)[["smells", measure]]
        .sum()
    )
    told = told[told["smells"] > 0]
    present = set(told["rule"])
    rank = {rule: place for place, rule in enumerate(colours)}
    bars: alt.Chart = (
        over_time(told.assign(rank=told["rule"].map(rank)), period)
        .mark_bar(binSpacing=0)
        .encode(
            x=bins(period),
            y=alt.Y(f"{measure}:Q", title=axis, stack="zero"),
            color=named(
                {rule: colour for rule, colour in colours.items() if rule in present}, "rule", columns=2
            ),
            order=alt.Order("rank:Q"),
            tooltip=tooltip,
        )
    )
    return bars
