"""Who wrote what, over time, and how teams fare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from dashboard.charts.palette import AUTHORSHIPS, BLUE, HEIGHT, legend, named, title
from dashboard.charts.timeline import LANDED, bins, hollow, line, marked, over_time

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.data import Period

# AI's colour first, then others that no authorship has.
TOOLS = ["#D55E00", "#E69F00", "#CC79A7", "#F0E442", "#56B4E9", "#A6761D", "#FB9A99", "#CAB2D6"]
AXIS = alt.Axis(format="%")


def tools(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """Commits by AI tool, or by authorship where there is none.

    `frame` has one row per period and who: period, who, commits, whole, share.
    """
    known = frame.groupby("who")["commits"].sum().sort_values(ascending=False).index.tolist()
    ai = [who for who in known if who not in AUTHORSHIPS or who == "ai"]
    others = [who for who in AUTHORSHIPS if who in known and who != "ai"]
    colours = {who: TOOLS[place % len(TOOLS)] for place, who in enumerate(ai)}
    colours |= {who: AUTHORSHIPS[who] for who in others}
    rank = {who: place for place, who in enumerate(colours)}
    bars = (
        over_time(frame.assign(rank=frame["who"].map(rank)), period)
        .mark_bar(binSpacing=0)
        .encode(
            x=bins(period),
            y=alt.Y("share:Q", title="share of commits", stack="zero", axis=AXIS),
            color=named(colours, "who"),
            order=alt.Order("rank:Q"),
            tooltip=[
                LANDED,
                alt.Tooltip("who:N", title="written by"),
                alt.Tooltip("share:Q", title="share of commits", format=".1%"),
                alt.Tooltip("commits:Q", title="commits", format=","),
                alt.Tooltip("whole:Q", title="of all commits", format=","),
            ],
        )
    )
    return marked(
        [bars],
        adopted,
        title=title(
            "Commits by AI tool",
            f"Shares of the commits that are no merges, by {period} of landing;",
            "unknown: no sign of a tool, which is no proof of none",
        ),
        height=HEIGHT,
    )


def authorship(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """New code lines by authorship.

    `frame` has one row per period and authorship: period, authorship, lines, whole, share.
    """
    present = {name: colour for name, colour in AUTHORSHIPS.items() if name in set(frame["authorship"])}
    rank = {name: place for place, name in enumerate(present)}
    bars = (
        over_time(frame.assign(rank=frame["authorship"].map(rank)), period)
        .mark_bar(binSpacing=0)
        .encode(
            x=bins(period),
            y=alt.Y("share:Q", title="share of new lines of code", stack="zero", axis=AXIS),
            color=named(present, "authorship"),
            order=alt.Order("rank:Q"),
            tooltip=[
                LANDED,
                alt.Tooltip("authorship:N", title="written by"),
                alt.Tooltip("share:Q", title="share of new lines", format=".1%"),
                alt.Tooltip("lines:Q", title="lines", format=","),
                alt.Tooltip("whole:Q", title="of all new lines", format=","),
            ],
        )
    )
    return marked(
        [bars],
        adopted,
        title=title("New lines of code by who wrote them", f"Shares of lines, by {period} of landing"),
        height=HEIGHT,
    )


def output(frame: pd.DataFrame, period: Period, adopted: date | None = None) -> alt.LayerChart:
    """Durable output by team.

    `frame` has one row per period and team: period, team, author_months, durable (lines), per_author.
    """
    base = over_time(frame.assign(born=frame["durable"]), period).encode(
        y=alt.Y("per_author:Q", title="lines per author and month"),
        color=alt.Color("team:N", title=None, legend=legend(), scale=alt.Scale(range=[BLUE, *TOOLS[1:]])),
        tooltip=[
            LANDED,
            alt.Tooltip("team:N", title="team"),
            alt.Tooltip("per_author:Q", title="lines per author and month", format=",.0f"),
            alt.Tooltip("durable:Q", title="lines that stood 30 days", format=","),
            alt.Tooltip("author_months:Q", title="active authors, summed over months", format=","),
        ],
    )
    return marked(
        line(base),
        adopted,
        title=title(
            "Durable output by team",
            "Lines of code that stood 30 days, per active author and month;",
            "a figure of a team, and no measure of a person",
            *hollow(frame["durable"]),
        ),
        height=HEIGHT,
    )


def repositories(frame: pd.DataFrame, period: Period, measure: str) -> alt.LayerChart:
    """One measure of several repositories.

    `frame` has one row per period and repository: period, repository, born (lines), ratio (0 to 1).
    """
    base = over_time(frame, period).encode(
        y=alt.Y("ratio:Q", title=measure, axis=AXIS),
        color=alt.Color(
            "repository:N", title=None, legend=legend(), scale=alt.Scale(range=[BLUE, *TOOLS[1:]])
        ),
        tooltip=[
            LANDED,
            alt.Tooltip("repository:N", title="repository"),
            alt.Tooltip("ratio:Q", title=measure, format=".1%"),
            alt.Tooltip("born:Q", title="of lines landed", format=","),
        ],
    )
    return marked(
        line(base),
        None,
        title=title(
            f"{measure.capitalize()} of each repository", f"By {period} of landing", *hollow(frame["born"])
        ),
        height=HEIGHT,
    )
