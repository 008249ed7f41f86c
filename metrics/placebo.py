"""Before and after: is the change at one date larger than at dates when nothing happened?

Months depend on each other, so a test that takes them for independent finds changes everywhere. Here the same
figure, the mean of the 18 months from a date on minus that of the 18 months before, is taken at every month
that has 18 months on either side; adoption is told from chance by its place among them. In-time placebos:
Abadie, Diamond and Hainmueller, Comparative Politics and the Synthetic Control Method, AJPS 59 (2015).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from metrics.permutation import Reference

if TYPE_CHECKING:
    from metrics.sample import Floats

MONTHS = 18  # a side
HELD = 12  # of them, at least, with a figure
ROUGH = 6  # of them, at least, for a figure without an interval
DATES = 20  # that can be compared, at least: with fewer no p can be 0.05


def change(series: Floats, date: int) -> float:
    """Mean of the MONTHS from `date` on minus mean of those before; series (m,), NaN where a month has none.

    NaN where a side is not whole, or has fewer than HELD months with a figure.
    """
    sides = series[date : date + MONTHS], series[max(date - MONTHS, 0) : date]
    if any(len(side) < MONTHS or np.isfinite(side).sum() < HELD for side in sides):
        return float("nan")
    after, before = sides
    return float(np.nanmean(after) - np.nanmean(before))


def reference(series: Floats, adoption: int) -> Reference | None:
    """The change at month `adoption` among those at all other months; None where it has no whole sides.

    overlaps: what the other months' changes would be if the series were 0 before adoption and 1 from then on.
    """
    step = np.where(np.isfinite(series), np.arange(len(series)) >= adoption, np.nan)
    observed = change(series, adoption)
    others = [date for date in range(len(series)) if date != adoption and np.isfinite(change(series, date))]
    if not np.isfinite(observed):
        return None
    return Reference(
        observed,
        np.array([change(series, date) for date in others]),
        np.array([change(step, date) for date in others]),
    )


def rough_change(series: Floats, date: int) -> float | None:
    """The change at `date` from as many months of the 18 a side as there are; None below ROUGH of them."""
    after, before = series[max(date, 0) : max(date + MONTHS, 0)], series[max(date - MONTHS, 0) : max(date, 0)]
    if min(np.isfinite(after).sum(), np.isfinite(before).sum()) < ROUGH:
        return None
    return float(np.nanmean(after) - np.nanmean(before))


def missing(series: Floats, date: int) -> tuple[str, ...]:
    """Why the change at `date` can not be told from chance, each reason with its figure; empty: it can."""
    before, after = max(min(date, len(series)), 0), max(len(series) - max(date, 0), 0)
    if before < MONTHS or after < MONTHS:
        return (f"months before adoption: {before}, since: {after}, {MONTHS} a side are needed",)
    held = min(np.isfinite(side).sum() for side in (series[date - MONTHS : date], series[date:][:MONTHS]))
    if held < HELD:
        return (f"months of a side with a figure: {held}, {HELD} of {MONTHS} are needed",)
    dates = sum(np.isfinite(change(series, other)) for other in range(len(series)))
    if dates < DATES:
        return (f"months that adoption can be told from: {dates}, {DATES} are needed",)
    return ()
