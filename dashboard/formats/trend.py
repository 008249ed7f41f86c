"""Whether new code lasts longer or less than the code before it, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.audit import CHURN_DAYS, FEW_LINES, Audit, Churn, DurableRatio, LargeLanding, pooled_churn
from dashboard.formats.document import FromHistory, Sentence, Table, said
from dashboard.formats.flags import LARGE, flagged, meaning_of_few
from dashboard.formats.numbers import MISSING, count, percent, points

if TYPE_CHECKING:
    from collections.abc import Iterator

TREND_DAYS = 90


def against_before(audit: Audit) -> Iterator[Sentence]:
    """The last year that can be judged beside all years before it."""
    years = [row for row in audit.durable_by_year if row.horizon_days == TREND_DAYS]
    if len(years) < 2:
        yield said(f"Too short a history for a trend of the {TREND_DAYS}-day durable ratio.")
        return
    last, before = years[-1], years[:-1]
    earlier = sum(row.durable for row in before) / sum(row.born for row in before)
    yield said(
        f"Of the lines landed in {_year(last, audit)}, {percent(last.ratio)} stood for {TREND_DAYS} days; "
        f"of those landed before, {percent(earlier)}: {points(last.ratio - earlier)} points.",
    )
    *older, young = audit.churn_by_year
    churned = pooled_churn(older)
    yield said(
        f"New-code churn: of the lines landed in {_year(young, audit)}, {percent(young.ratio)} were removed "
        f"or changed within {CHURN_DAYS} days; of those landed before, {percent(churned)}: "
        f"{points(young.ratio - churned)} points.",
    )
    for landing in audit.large_landings:
        if landing.year in {last.period.year, young.period.year}:
            brought = f"One landing brought {percent(landing.share)} of the lines of {landing.year}: "
            yield said(brought, _subject(landing), ".")


def _year(row: DurableRatio | Churn, audit: Audit) -> str:
    so_far = " so far" if row.period.year == audit.run.as_of.year else ""
    few = f" ({count(row.born, 'line')} only)" if row.born < FEW_LINES else ""
    return f"{row.period.year}{so_far}{few}"


def by_year(audit: Audit) -> Iterator[Table]:
    """Durable ratio and churn of every year; no table where nothing can be judged."""
    horizons = sorted({row.horizon_days for row in audit.durable_by_year})
    ratios = {(row.period.year, row.horizon_days): row for row in audit.durable_by_year}
    large = {landing.year for landing in audit.large_landings}
    rows = []
    for young in audit.churn_by_year:
        durable = (ratios.get((young.period.year, horizon)) for horizon in horizons)
        shares = (flagged(percent(row.ratio), row.born) if row else MISSING for row in durable)
        year = f"{young.period.year} {LARGE}" if young.period.year in large else str(young.period.year)
        rows.append((year, *shares, flagged(percent(young.ratio), young.born)))
    if rows:
        yield Table(
            ("landed", *(f"{horizon} days" for horizon in horizons), "churn"),
            tuple(rows),
            f"Share of new lines still standing after so many days, and share removed or changed within "
            f"{CHURN_DAYS}. A line counts only where it landed that long before the head, so the last years "
            f"are not all there and differ from the estimates above; {MISSING} where none did."
            f"{meaning_of_few(tuple(rows))}",
        )


def large_landings(audit: Audit) -> Iterator[Table]:
    """The landings behind the years that are marked; no table where none is."""
    rows = tuple(
        (f"{landing.year} {LARGE}", percent(landing.share), count(landing.lines), _subject(landing))
        for landing in audit.large_landings
    )
    if rows:
        yield Table(
            ("landed", "share", "new lines", "in one landing"),
            rows,
            f"{LARGE} marks a year in which one landing, such as a mass import or a long-lived branch, "
            "brought more than half of the new lines: the figures of the year are mostly its own.",
        )


def _subject(landing: LargeLanding) -> FromHistory:
    return FromHistory(f"{landing.sha[:12]} {landing.subject}")
