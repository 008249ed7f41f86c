"""The first page: whether code written with AI lasts, where the measures stand, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from dashboard import charts, data
from dashboard.data import durability, judgements
from dashboard.data.trends import MONTHS, Headline, Trend, trend
from dashboard.formats.numbers import MISSING, count, duration
from dashboard.pages import exhibit, frame
from dashboard.pages.reading import reading

if TYPE_CHECKING:
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

OUTCOMES = {"supported": "orange", "refuted": "blue", "undecided": "gray"}
HORIZON = 90
Good = Literal["normal", "inverse", "off"]  # whether more is better, worse or neither
CARDS: dict[Headline, tuple[str, str, Good]] = {
    "durable_90": (
        "Lasts 90 days",
        "Of the new lines of code, those still there 90 days after they landed.",
        "normal",
    ),
    "churn_14": (
        "New-code churn",
        "Of the new lines of code, those changed or removed within 14 days.",
        "inverse",
    ),
    "copied": (
        "Copied code",
        "Of the changed lines of code, those in copied runs of 5 lines or more.",
        "inverse",
    ),
    "ai_written": (
        "Written with AI",
        "Of the new lines of code, those that carry a sign of an AI tool: at least so many.",
        "off",
    ),
}


def page(view: View, ask: Reader) -> None:
    answer = st.container()
    cards(ask)
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
        exhibit.nothing(
            view, f"No line landed {HORIZON} days or more before the mined head: it is too early."
        )
    else:
        made = charts.durable_with_intervals(sure, view.period, HORIZON, view.choices.adopted)
        exhibit.chart(made, sure, f"durable-{HORIZON}")


def live(view: View, ask: Reader) -> None:
    standing = ask(data.burndown)
    if standing.empty:
        exhibit.nothing(view, "No line of code has landed yet.")
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


def cards(ask: Reader) -> None:
    run, totals = ask(data.run), ask(data.totals)
    with st.container(horizontal=True, gap="small"):
        for headline, (label, meaning, good) in CARDS.items():
            share_card(label, meaning, good, ask(trend, headline))
        st.metric(
            "Half-life of a line",
            half_life_text(ask(data.half_life)),
            help="The age by which half of the lines of code are gone (Kaplan-Meier); > where more than half "
            "outlived the watch.",
            border=True,
            width=CARD,
        )
        st.metric(
            "Live lines of code",
            count(totals.live_code_lines),
            help="In source and tests of the mined head, as filtered.",
            border=True,
            width=CARD,
        )
    st.caption(
        f"Shares are of the last {MONTHS} months that can be told, changes against the {MONTHS} before. "
        f"History as of {run.as_of:%Y-%m-%d}: {count(totals.commits, 'commit')}, {count(totals.merges)} "
        f"of them merges, by {count(totals.authors, 'author')}."
    )


CARD = 142  # pixels: six stand side by side on a small laptop, two on a telephone


def share_card(label: str, meaning: str, good: Good, found: Trend | None) -> None:
    if found is None:
        st.metric(label, MISSING, help=f"{meaning} No month tells it yet.", border=True, width=CARD)
        return
    change = None if found.former is None else f"{100 * (found.share - found.former):+.1f} points"
    st.metric(
        label,
        f"{found.share:.1%}",
        change,
        delta_color=good,
        chart_data=[100 * share for share in found.months] if len(found.months) > 1 else None,
        chart_type="line",
        help=f"{meaning} Of {count(found.whole, 'line')}.",
        border=True,
        width=CARD,
    )


def half_life_text(half_life: pd.DataFrame) -> str:
    overall = half_life[half_life["slice"] == "all"]
    if overall.empty:
        return "no lines yet"
    days = overall["half_life_days"].iloc[0]
    if pd.isna(days):  # the curve stays above one half
        return f"> {duration(overall['longest_age_days'].iloc[0])}"
    return duration(days)


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
    with st.expander(f"Skipped ({len(skipped)}) and not counted ({len(uncounted)})"):
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
