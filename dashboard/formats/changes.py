"""What commits do to the code, in words: one section of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from dashboard.audit import FEW_LINES, Audit
from dashboard.formats.document import Sentence, Table, said
from dashboard.formats.flags import flagged, meaning_of_few
from dashboard.formats.numbers import MISSING, count, percent
from dashboard.formats.reference import OPERATIONS, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from dashboard.line_changes import (
        DurableOutput,
        LineChanges,
        MovedToCopied,
        OperationShare,
        RevisedAge,
    )

    Row = TypeVar("Row", OperationShare, MovedToCopied, RevisedAge, DurableOutput)

YOUNG, OLD = "under 2 weeks", "over a year"  # of the ages in the view revised_code_age


def last_against_before(audit: Audit) -> Iterator[Sentence]:
    """The operations of the whole history, and the last year beside all years before it."""
    changes = audit.changes_by_year
    if not changes.operations:
        yield said("No commit has changed a line of code.")
        return
    changed = _changed(changes.operations)
    shares = ", ".join(
        f"{name} {percent(sum(row.lines for row in changes.operations if row.operation == name) / changed)}"
        for name in OPERATIONS
    )
    yield said(f"{count(changed, 'changed line')} of code: {shares}.")
    yield from _copying(changes, audit)
    yield from _ages(changes, audit)
    yield from _output(changes, audit)


def _copying(changes: LineChanges, audit: Audit) -> Iterator[Sentence]:
    last, before = _parted(changes.moved_to_copied)
    now = f"{_moved_per_copied(last)} in {_year(last[0].period, audit, _moved_or_copied(last))}"
    yield said(f"Lines moved for each one copied: {now}{_before(before, _moved_per_copied)}.")


def _ages(changes: LineChanges, audit: Audit) -> Iterator[Sentence]:
    if not changes.revised_age:
        return
    last, before = _parted(changes.revised_age)
    year = _year(last[0].period, audit, sum(row.lines for row in last))
    now = f"{_aged(last)} in {year}"
    yield said(f"How old lines were when edited or removed: {now}{_before(before, _aged)}.")


def _output(changes: LineChanges, audit: Audit) -> Iterator[Sentence]:
    if not changes.durable_output:
        return
    last, before = _parted(changes.durable_output)
    year = _year(last[0].period, audit, sum(row.durable for row in last))
    yield said(
        "New lines that stood for 30 days, for each author and month in which they were active: "
        f"{_per_author(last)} in {year}{_before(before, _per_author)}."
    )


def _before(rows: Sequence[Row], words: Callable[[Sequence[Row]], str]) -> str:
    return f"; {words(rows)} before" if rows else ""


def _changed(rows: Sequence[OperationShare]) -> int:
    return sum(row.lines for row in rows)


def _parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of the last period, and those before."""
    last = rows[-1].period
    return [row for row in rows if row.period == last], [row for row in rows if row.period != last]


def _year(period: date, audit: Audit, lines: int) -> str:
    so_far = " so far" if period.year == audit.run.as_of.year else ""
    few = f" ({count(lines, 'line')} only)" if lines < FEW_LINES else ""
    return f"{period.year}{so_far}{few}"


def _moved_or_copied(rows: Sequence[MovedToCopied]) -> int:
    return sum(row.moved + row.copied for row in rows)


def _moved_per_copied(rows: Sequence[MovedToCopied]) -> str:
    moved, copied = sum(row.moved for row in rows), sum(row.copied for row in rows)
    return _quotient(moved / copied) if copied else "none copied"


def _aged(rows: Sequence[RevisedAge]) -> str:
    revised = sum(row.lines for row in rows)
    young, old = (sum(row.lines for row in rows if row.age == age) / revised for age in (YOUNG, OLD))
    return f"{percent(young)} at most two weeks, {percent(old)} over a year"


def _per_author(rows: Sequence[DurableOutput]) -> str:
    return count(round(sum(row.durable for row in rows) / sum(row.author_months for row in rows)))


def _quotient(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def shares(audit: Audit) -> Iterator[Table]:
    """The operations of each year, beside those of the reports."""
    by_year: dict[date, dict[str, OperationShare]] = {}
    for row in audit.changes_by_year.operations:
        by_year.setdefault(row.period, {})[row.operation] = row
    rows = tuple(
        (
            str(period.year),
            *(flagged(percent(found[name].share), found[name].changed) for name in OPERATIONS),
            count(found["added"].changed),
        )
        for period, found in by_year.items()
    )
    if not rows:
        return
    yield Table(
        ("landed", *OPERATIONS, "changed"),
        rows,
        "Shares of the changed lines. Deleted: without a successor, or rewritten. Updated: by three words or "
        "fewer. Moved: unchanged, to another place. Copied: in runs of 5 lines or more that stand elsewhere "
        "too. Replaced: the same substitution in 3 places or more. Lines re-indented or reverted are in none."
        f"{meaning_of_few(rows)}",
    )
    yield published(audit.published)


def upkeep(audit: Audit) -> Iterator[Table]:
    """Signs of copying, of rework and of care for old code in each year."""
    changes = audit.changes_by_year
    repeated = {row.period: row for row in changes.repeated_lines}
    blocks = {row.period: row for row in changes.duplicate_blocks}
    churned = {row.period: row for row in changes.churned_share}
    old = {row.period: row for row in changes.revised_age if row.age == OLD}
    rows = tuple(
        (
            str(row.period.year),
            MISSING if row.ratio is None else flagged(_quotient(row.ratio), row.moved + row.copied),
            flagged(percent(new.ratio), new.written) if (new := repeated.get(row.period)) else MISSING,
            flagged(percent(blocks[row.period].ratio), blocks[row.period].changed),
            flagged(percent(churned[row.period].ratio), churned[row.period].changed),
            flagged(percent(aged.share), aged.revised) if (aged := old.get(row.period)) else MISSING,
        )
        for row in changes.moved_to_copied
    )
    if rows:
        yield Table(
            ("landed", "moved per copied", "repeated", "with a block", "churned", "old revised"),
            rows,
            "Moved per copied: lines moved for each line copied. Repeated: new lines that their commit adds "
            "in another place too, single ones included. With a block: commits that copy 5 lines or more. "
            "Churned: changed lines that edit or remove a line of the last two weeks. Old revised: of the "
            f"lines edited or removed, those over a year old.{meaning_of_few(rows)}",
        )
