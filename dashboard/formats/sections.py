"""The audit in words: sections of sentences and tables that the text and Markdown reports share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.audit import FEW_LINES, SURVIVAL_AGES, Audit, Cohort
from dashboard.formats.numbers import MISSING, count, duration, percent, points

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = "*"
TREND_DAYS = 90
CHURN_DAYS = 14


@dataclass(frozen=True, slots=True)
class FromHistory:
    """Text that somebody else wrote: a format shows it, and lets it be neither an order nor markup."""

    text: str


Words = str | FromHistory
Sentence = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows of as many cells, and what a reader must know to read them (may be empty)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...] = ()


def sections(audit: Audit) -> tuple[Section, ...]:
    """What there is to say, in the order a reader asks."""
    return (
        Section("What was read", tuple(_size(audit))),
        Section("How long code lives", tuple(_life(audit)), tuple(_cohorts(audit))),
        Section("Whether new code lasts longer or less", tuple(_trend(audit)), tuple(_years(audit))),
        Section("Which folders churn most", tuple(_worst_folder(audit)), tuple(_folders(audit))),
        Section("How far the two clocks differ", tuple(_delays(audit)), tuple(_clocks(audit))),
        Section("What was left out", tuple(_left_out(audit)), tuple(_skipped(audit))),
        Section("What these figures do not know yet", tuple(_not_known())),
    )


def _size(audit: Audit) -> Iterator[Sentence]:
    run, totals = audit.run, audit.totals
    yield _said(FromHistory(run.repo), f" at {run.head_sha[:12]}, as of {run.as_of:%Y-%m-%d}.")
    size = f"{count(totals.commits, 'commit')} ({count(totals.merges, 'merge')}) by "
    size += count(totals.authors, "author")
    if totals.first_landing and totals.last_landing:
        age = duration((totals.last_landing - totals.first_landing).total_seconds() / 86400)
        size += f", landed from {totals.first_landing:%Y-%m-%d} to {totals.last_landing:%Y-%m-%d} ({age})"
    yield _said(f"{size}.")
    today = f"{count(totals.live_lines, 'line')} in {count(totals.live_files, 'text file')} today"
    yield _said(
        f"{today}, after {count(totals.lines_added)} added and {count(totals.lines_deleted)} deleted."
    )


def _life(audit: Audit) -> Iterator[Sentence]:
    lines = audit.all_lines
    if lines is None:
        yield _said("No line has landed, so there is nothing to follow.")
        return
    if lines.half_life_days is None:
        seen = duration(lines.longest_age_days)
        yield _said(f"Half-life not reached: more than half of the lines outlived the {seen} of the watch.")
    else:
        yield _said(f"Half-life: half of the lines are gone after {duration(lines.half_life_days)}.")
    known = zip(SURVIVAL_AGES, lines.survival, strict=True)
    survived = ", ".join(f"{percent(share)} after {_age(age)}" for age, share in known if share is not None)
    if survived:
        yield _said(f"Still standing: {survived}.")
    if audit.unlanded:
        share = percent(audit.unlanded / audit.written)
        rework = (
            f"Of {count(audit.written, 'line')} written, {count(audit.unlanded)} ({share}) never landed: "
        )
        yield _said(f"{rework}they were reworked on their branch.")


def _cohorts(audit: Audit) -> Iterator[Table]:
    if not audit.cohorts:
        return
    # The burndown's last month is the head's, its lines those of the head tree.
    head = audit.burndown[-1].period
    standing = {row.cohort: row.lines for row in audit.burndown if row.period == head}
    rows = tuple(
        (
            cohort.name,
            _flagged(count(cohort.lines), cohort.lines),
            _half_life(cohort),
            *(percent(share) for share in cohort.survival),
            count(standing.get(int(cohort.name), 0)),
        )
        for cohort in audit.cohorts
    )
    yield Table(
        ("landed", "lines", "half-life", *(_age(age) for age in SURVIVAL_AGES), "today"),
        rows,
        f"Half-life and shares are Kaplan-Meier estimates; > where more than half outlived the watch, "
        f"{MISSING} where no line is that old. Today counts brought-back lines too.{_few(rows)}",
    )


def _trend(audit: Audit) -> Iterator[Sentence]:
    years = [row for row in audit.durable_by_year if row.horizon_days == TREND_DAYS]
    if len(years) < 2:
        yield _said(f"Too short a history for a trend of the {TREND_DAYS}-day durable ratio.")
        return
    last, before = years[-1], years[:-1]
    earlier = sum(row.durable for row in before) / sum(row.born for row in before)
    so_far = " so far" if last.period.year == audit.run.as_of.year else ""
    few = f" ({count(last.born, 'line')} only)" if last.born < FEW_LINES else ""
    landed = f"Of the lines landed in {last.period.year}{so_far}{few}"
    yield _said(
        f"{landed}, {percent(last.ratio)} stood for {TREND_DAYS} days; "
        f"of those landed before, {percent(earlier)}: {points(last.ratio - earlier)} points.",
    )
    *older, young = audit.churn_by_year
    churned = sum(row.churned for row in older) / sum(row.born for row in older)
    yield _said(
        f"New-code churn: {percent(young.ratio)} of the lines landed in {young.period.year} were removed or "
        f"changed within {CHURN_DAYS} days; before, {percent(churned)}.",
    )


def _years(audit: Audit) -> Iterator[Table]:
    horizons = sorted({row.horizon_days for row in audit.durable_by_year})
    ratios = {(row.period.year, row.horizon_days): row for row in audit.durable_by_year}
    rows = []
    for young in audit.churn_by_year:
        durable = (ratios.get((young.period.year, horizon)) for horizon in horizons)
        shares = (_flagged(percent(row.ratio), row.born) if row else MISSING for row in durable)
        rows.append((str(young.period.year), *shares, _flagged(percent(young.ratio), young.born)))
    if rows:
        yield Table(
            ("landed", *(f"{horizon} days" for horizon in horizons), "churn"),
            tuple(rows),
            f"Share of new lines still standing after so many days, and share removed or changed within "
            f"{CHURN_DAYS}. A line counts only where it landed that long before the head, so the last years "
            f"are not all there; {MISSING} where none did.{_few(tuple(rows))}",
        )


def _worst_folder(audit: Audit) -> Iterator[Sentence]:
    if not audit.churned_folders:
        yield _said(f"No line landed {CHURN_DAYS} days or more before the head.")
        return
    worst = audit.churned_folders[0]
    yield _said(
        FromHistory(worst.folder),
        f": {percent(worst.ratio)} of its {count(worst.born, 'new line')} were removed or changed within "
        f"{CHURN_DAYS} days, over the whole history.",
    )


def _folders(audit: Audit) -> Iterator[Table]:
    rows = tuple(
        (
            FromHistory(row.folder),
            _flagged(percent(row.ratio), row.born),
            count(row.churned),
            count(row.born),
            count(row.live_lines),
        )
        for row in audit.churned_folders
    )
    if rows:
        yield Table(
            ("folder", "churn", "churned", "new lines", "today"),
            rows,
            "Of the folders with the most new lines, those with the highest share. A line counts where it "
            f"was born; folders are cut at two levels, and . is the top.{_few(rows)}",
        )


def _delays(audit: Audit) -> Iterator[Sentence]:
    delay, changed = audit.landing_delay, audit.run.landing_times_changed
    half, most = duration(max(delay.median_days, 0)), duration(max(delay.ninth_decile_days, 0))
    yield _said("Births and deaths are dated by the landing on the mainline, not by the committer's date.")
    yield _said(f"Half of the commits landed within {half} of being committed, nine in ten within {most}.")
    if changed:
        had = f"{count(changed, 'mainline commit')} had a date that runs backwards or lies ahead"
        yield _said(f"{had}; the nearest good date before took its place.")


def _clocks(audit: Audit) -> Iterator[Table]:
    rows = tuple(
        (
            f"{row.horizon_days} days",
            percent(row.landing_ratio),
            percent(row.committer_ratio),
            points(row.difference),
        )
        for row in audit.clocks
    )
    if rows:
        yield Table(("durable for", "by landing", "by committer", "points"), rows)


def _left_out(audit: Audit) -> Iterator[Sentence]:
    skipped, hits = audit.totals.skipped, audit.run.rename_limit_hits
    if skipped:
        yield _said(f"{count(skipped, 'version')} of files could not be followed line by line.")
    else:
        yield _said("Nothing: every version of every file was followed.")
    if hits:
        too_many = f"{count(hits, 'commit')} had too many files for git to look for changed renames"
        yield _said(f"{too_many}: a file renamed and changed there counts as deleted and written anew.")


def _skipped(audit: Audit) -> Iterator[Table]:
    rows = tuple(
        (kind.reason if place == 0 else "", FromHistory(path), count(versions))
        for kind in audit.skipped
        for place, (path, versions) in enumerate(kind.worst)
    )
    if rows:
        kinds = ", ".join(
            f"{kind.reason} {count(kind.versions)} in {count(kind.paths, 'file')}" for kind in audit.skipped
        )
        yield Table(("reason", "most often", "versions"), rows, f"In all: {kinds}.")


def _not_known() -> Iterator[Sentence]:
    yield _said(
        "Every line of every text file counts, be it source, test, documentation, generated or vendored: "
        "language, role and class of a line are still empty columns.",
    )
    yield _said(
        "A line is followed as git's diff sees it: moved, re-indented or edited, it ends and another begins. "
        "Files that git sees renamed keep their lines.",
    )
    yield _said("Whether an AI tool had a hand in a commit is not looked at yet.")


def _said(*words: Words) -> Sentence:
    return words


def _half_life(cohort: Cohort) -> str:
    if cohort.half_life_days is None:
        return f"> {duration(cohort.longest_age_days)}"
    return duration(cohort.half_life_days)


def _age(days: int) -> str:
    return f"{days} days" if days < 365 else count(days // 365, "year")


def _flagged(figure: str, lines: int) -> str:
    return FEW + figure if lines < FEW_LINES else figure


def _few(rows: tuple[tuple[Words, ...], ...]) -> str:
    flagged = any(isinstance(cell, str) and cell.startswith(FEW) for row in rows for cell in row)
    return f" {FEW} marks fewer than {FEW_LINES} lines, where one commit can decide." if flagged else ""
