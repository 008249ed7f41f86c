"""The headline figures: what each is called, how it reads, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from dashboard.data.trends import MONTHS, Headline, Trend
from dashboard.formats.numbers import MISSING, count, duration, points

if TYPE_CHECKING:
    from dashboard.data import Run, Totals

Better = Literal["higher", "lower", "neither"]
_SHARES: dict[Headline, tuple[str, str, Better]] = {
    "durable_90": (
        "Lasts 90 days",
        "Of the new lines of code, those still there 90 days after they landed.",
        "higher",
    ),
    "churn_14": (
        "New-code churn",
        "Of the new lines of code, those changed or removed within 14 days.",
        "lower",
    ),
    "copied": (
        "Copied code",
        "Of the changed lines of code, those in copied runs of 5 lines or more.",
        "lower",
    ),
    "ai_written": (
        "Written with AI",
        "Of the new lines of code, those that carry a sign of an AI tool: at least so many.",
        "neither",
    ),
}
HEADLINES = tuple(_SHARES)
UNCHANGED = f"{points(0)} points"


@dataclass(frozen=True, slots=True)
class Card:
    """change: against the months before, empty where nothing is known of them; months: shares in percent."""

    label: str
    figure: str
    meaning: str
    change: str = ""
    better: Better = "neither"
    months: tuple[float, ...] = ()


def share(headline: Headline, found: Trend | None) -> Card:
    """A measure that is a share. found: None where no month tells it."""
    label, meaning, better = _SHARES[headline]
    if found is None:
        return Card(label, MISSING, f"{meaning} No month tells it yet.")
    change = "" if found.former is None else f"{points(found.share - found.former)} points"
    return Card(
        label,
        f"{found.share:.1%}",
        f"{meaning} Of {count(found.whole, 'line')}.",
        change,
        "neither" if change == UNCHANGED else better,
        tuple(100 * each for each in found.months),
    )


def half_life(found: pd.DataFrame) -> Card:
    """`found` as `data.half_life` gives it."""
    meaning = (
        "The age by which half of the lines of code are gone (Kaplan-Meier); > where more than half outlived "
        "the watch."
    )
    return Card("Half-life of a line", _half_life(found), meaning)


def live_lines(totals: Totals) -> Card:
    return Card("Live code lines", count(totals.live_code_lines), "In source and tests of the mined head.")


def beneath(run: Run, totals: Totals) -> str:
    """What to know of all of them."""
    return (
        f"Shares are of the last {MONTHS} months that can be told, changes against the {MONTHS} before. "
        f"History as of {run.as_of:%Y-%m-%d}: {count(totals.commits, 'commit')}, {count(totals.merges)} "
        f"of them merges, by {count(totals.authors, 'author')}."
    )


def _half_life(found: pd.DataFrame) -> str:
    overall = found[found["slice"] == "all"]
    if overall.empty:
        return "no lines yet"
    days = overall["half_life_days"].iloc[0]
    if pd.isna(days):  # the curve stays above one half
        return f"> {duration(overall['longest_age_days'].iloc[0])}"
    return duration(days)
