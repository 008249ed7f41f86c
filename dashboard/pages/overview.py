"""The first page: whether code written with AI lasts, where the measures stand, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from dashboard import charts, data
from dashboard.data import durability, judgements
from dashboard.data.trends import trend
from dashboard.formats import cards
from dashboard.formats.numbers import count
from dashboard.pages import exhibit, frame
from dashboard.pages.reading import reading

if TYPE_CHECKING:
    from dashboard.formats.cards import Better, Card
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

OUTCOMES = {"supported": "orange", "refuted": "blue", "undecided": "gray"}
HORIZON = 90
CARD = 142  # pixels: six stand side by side on a small laptop, two on a telephone
COLOURED: dict[Better, Literal["normal", "inverse", "off"]] = {
    "higher": "normal",
    "lower": "inverse",
    "neither": "off",
}


def page(view: View, ask: Reader) -> None:
    answer = st.container()
    figures(ask)
    left, right = st.columns(2, gap="medium")
    with left:
        lasting(view, ask)
    with right:
        live(view, ask)
    with reading(view.database) as whole:
        left_out(whole)
        with answer:
            verdict(whole)


def lasting(view: View, ask: Reader) -> None:
    sure = ask(durability.with_intervals, view.period, HORIZON)
    if sure.empty:
        none = f"No line of code in source or tests landed {HORIZON} days or more before the mined head."
        exhibit.nothing(view, none, durability.with_intervals, view.period, HORIZON)
    else:
        made = charts.durable_with_intervals(sure, view.period, HORIZON, view.choices.adopted)
        exhibit.chart(made, sure, f"durable-{HORIZON}")


def live(view: View, ask: Reader) -> None:
    standing = ask(data.burndown)
    if standing.empty:
        exhibit.nothing(view, "No line of code has landed yet.", data.burndown)
    else:
        exhibit.chart(charts.burndown(standing, view.choices.adopted), standing, "burndown")


def verdict(whole: Reader) -> None:
    """The primary claim, judged on the whole history whatever the filters say."""
    with st.spinner("Weighing the evidence ..."):
        primary = whole(judgements.judgement).primary
    outcome = primary.outcome.value
    with st.container(border=True):
        st.markdown(f"**Does the code written with AI last?** :{OUTCOMES[outcome]}-badge[{outcome}]")
        st.markdown(primary.sentence)
        st.caption(
            "On the whole history, whatever the filters say. Labels are part of the truth at best: "
            "completion leaves no trace, so some of the other lines are AI's too. The Verdicts page has "
            "the grounds."
        )


def figures(ask: Reader) -> None:
    totals = ask(data.totals)
    with st.container(horizontal=True, gap="small"):
        for headline in cards.HEADLINES:
            card(cards.share(headline, ask(trend, headline)))
        card(cards.half_life(ask(data.half_life)))
        card(cards.live_lines(totals))
    st.caption(cards.beneath(ask(data.run), totals))


def card(shown: Card) -> None:
    st.metric(
        shown.label,
        shown.figure,
        shown.change or None,
        delta_color=COLOURED[shown.better],
        delta_arrow="off" if shown.change == cards.UNCHANGED else "auto",
        chart_data=list(shown.months) if len(shown.months) > 1 else None,
        chart_type="line",
        help=shown.meaning,
        border=True,
        width=CARD,
    )


def left_out(whole: Reader) -> None:
    skipped, uncounted = whole(data.skipped), whole(data.uncounted)
    versions = count(int(skipped["versions"].sum()), "version")
    st.subheader("What is left out")
    st.markdown(
        "All figures are of lines of code in source and tests. "
        + (
            f"{versions} of files could not be followed line by line; no figure counts them."
            if len(skipped)
            else "Every version of every file was read."
        )
    )
    # Closed, it is left empty: the code of a grid is a third of all that a browser has to load here.
    listed = st.expander(
        f"Skipped ({len(skipped)}) and not counted ({len(uncounted)})", key="listed", bind="query-params"
    )
    if listed.open:
        with listed:
            exhibit.table(
                skipped, "skipped", {"reason": "reason", "path": "path", "versions": "versions"}, rows=200
            )
            exhibit.table(
                uncounted,
                "not-counted",
                {
                    "path": "path",
                    "role": "role",
                    "rule": "decided by",
                    "written": "lines written",
                    "live_lines": "lines today",
                },
                rows=200,
            )


frame.show("Overview", page)
