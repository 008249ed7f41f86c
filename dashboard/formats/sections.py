"""The audit in words: sections of sentences and tables that all reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.audit import CHURN_DAYS, FOLDERS_WEIGHED, SURVIVAL_AGES, Audit, Cohort, pooled_churn
from dashboard.formats import changes, standing, trend, writers
from dashboard.formats.document import FromHistory, Section, Sentence, Table, said
from dashboard.formats.flags import flagged, meaning_of_few
from dashboard.formats.numbers import MISSING, count, duration, percent, points

if TYPE_CHECKING:
    from collections.abc import Iterator


UNCOUNTED_SHOWN = 5  # paths


def sections(audit: Audit) -> tuple[Section, ...]:
    """What there is to say, in the order a reader asks."""
    return (
        *_verdict(audit),
        read(audit),
        lives(audit),
        durability(audit),
        operations(audit),
        writers.section(audit.writers),
        standing.section(audit.smells),
        folders(audit),
        clocks(audit),
        uncounted(audit),
        left_out(audit),
    )


def read(audit: Audit) -> Section:
    return Section("What was read", tuple(_size(audit)))


def lives(audit: Audit) -> Section:
    return Section("How long code lives", tuple(_life(audit)), tuple(_cohorts(audit)))


def durability(audit: Audit) -> Section:
    return Section(
        "Whether new code lasts longer or less",
        tuple(trend.against_before(audit)),
        (*trend.by_year(audit), *trend.large_landings(audit)),
    )


def operations(audit: Audit) -> Section:
    return Section(
        "What commits do to the code",
        tuple(changes.last_against_before(audit)),
        (*changes.shares(audit), *changes.upkeep(audit)),
    )


def folders(audit: Audit) -> Section:
    return Section("Which folders churn most", tuple(_worst_folder(audit)), tuple(_folders(audit)))


def clocks(audit: Audit) -> Section:
    return Section("How far the two clocks differ", tuple(_delays(audit)), tuple(_clocks(audit)))


def uncounted(audit: Audit) -> Section:
    return Section("What is not counted", tuple(_uncounted(audit)), tuple(_uncounted_rules(audit)))


def left_out(audit: Audit) -> Section:
    return Section("What was left out", tuple(_left_out(audit)), tuple(_skipped(audit)))


def _verdict(audit: Audit) -> Iterator[Section]:
    if audit.primary is not None:
        beside = "Grounds, caveats and the other claims: linespan verdicts."
        yield Section("Does the code written with AI last?", (said(audit.primary.sentence), said(beside)))


def _size(audit: Audit) -> Iterator[Sentence]:
    run, totals = audit.run, audit.totals
    yield said(FromHistory(run.repo), f" at {run.head_sha[:12]}, as of {run.as_of:%Y-%m-%d}.")
    size = f"{count(totals.commits, 'commit')} ({count(totals.merges, 'merge')}) by "
    size += count(totals.authors, "author")
    if totals.first_landing and totals.last_landing:
        age = duration((totals.last_landing - totals.first_landing).total_seconds() / 86400)
        size += f", landed from {totals.first_landing:%Y-%m-%d} to {totals.last_landing:%Y-%m-%d} ({age})"
    yield said(f"{size}.")
    today = f"{count(totals.live_lines, 'line')} in {count(totals.live_files, 'text file')} today, "
    today += f"{count(totals.live_code_lines)} of them lines of code in source or tests"
    changed = f"{count(totals.lines_added)} lines added and {count(totals.lines_deleted)} deleted"
    yield said(f"{today}; {changed} in all commits but merges, branches included.")
    yield said("What follows counts lines of code in source and tests only, unless it says otherwise.")


def _life(audit: Audit) -> Iterator[Sentence]:
    lines = audit.all_lines
    if lines is None:
        yield said("No line has landed, so there is nothing to follow.")
        return
    yield said("A line of code lives on when it is moved, re-indented or slightly edited.")
    if lines.half_life_days is None:
        seen = duration(lines.longest_age_days)
        yield said(f"Half-life not reached: more than half of the lines outlived the {seen} of the watch.")
    else:
        yield said(f"Half-life: half of the lines are gone after {duration(lines.half_life_days)}.")
    known = zip(SURVIVAL_AGES, lines.survival, strict=True)
    survived = ", ".join(f"{percent(share)} after {_age(age)}" for age, share in known if share is not None)
    if survived:
        yield said(f"Still standing: {survived}.")
    if audit.unlanded:
        share = percent(audit.unlanded / audit.written)
        never = f"Of {count(audit.written, 'line')} written, {count(audit.unlanded)} ({share}) never landed"
        yield said(f"{never}: they were reworked on their branch, or dropped when it was merged.")


def _cohorts(audit: Audit) -> Iterator[Table]:
    if not audit.cohorts:
        return
    # The burndown's last month is the head's, its lines those of the head tree.
    head = audit.burndown[-1].period
    standing = {row.cohort: row.lines for row in audit.burndown if row.period == head}
    rows = tuple(
        (
            cohort.name,
            flagged(count(cohort.lines), cohort.lines),
            _half_life(cohort),
            *(percent(share) for share in cohort.survival),
            count(standing.get(int(cohort.name), 0)),
        )
        for cohort in audit.cohorts
    )
    yield Table(
        ("landed", "new lines", "half-life", *(_age(age) for age in SURVIVAL_AGES), "today"),
        rows,
        f"Half-life and shares are Kaplan-Meier estimates from lines of every age; > where more than half "
        f"outlived the watch, {MISSING} where no line is that old. Today: lines of the year in the head, "
        f"also those that a revert brought back.{meaning_of_few(rows)}",
    )


def _worst_folder(audit: Audit) -> Iterator[Sentence]:
    if not audit.churned_folders:
        yield said(f"No line landed {CHURN_DAYS} days or more before the head.")
        return
    worst = audit.churned_folders[0]
    yield said(
        FromHistory(worst.folder),
        f": {percent(worst.ratio)} of its {count(worst.born, 'new line')} were removed or changed within "
        f"{CHURN_DAYS} days, over the whole history; of all folders' lines, "
        f"{percent(pooled_churn(audit.churn_by_year))}.",
    )


def _folders(audit: Audit) -> Iterator[Table]:
    rows = tuple(
        (
            FromHistory(row.folder),
            flagged(percent(row.ratio), row.born),
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
            f"Of the {FOLDERS_WEIGHED} folders with the most new lines, those with the highest share. A new "
            "line counts where it was born, today where it stands. Folders are cut at two levels; . is top."
            f"{meaning_of_few(rows)}",
        )


def _delays(audit: Audit) -> Iterator[Sentence]:
    delay, changed = audit.landing_delay, audit.run.landing_times_changed
    yield said("Births and deaths are dated by the landing on the mainline, not by the committer's date.")
    if audit.totals.commits:
        half, most = _waited(delay.median_days), _waited(delay.ninth_decile_days)
        yield said(f"Half of the commits waited {half} to land, nine in ten {most}.")
    if changed:
        had = f"{count(changed, 'mainline commit')} had a date that runs backwards or lies ahead"
        yield said(f"{had}; the nearest good date before took its place.")


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
        yield Table(
            ("durable for", "by landing", "by committer", "difference"),
            rows,
            "Share of new lines still standing, over the whole history, and the difference in points. By the "
            "committer's date, lines reworked on a branch before it landed count as lost; by landing they "
            "are in no ratio. The wider the gap, the more a figure depends on how branches are merged.",
        )


def _uncounted(audit: Audit) -> Iterator[Sentence]:
    yield said("Of source and tests the lines of code are counted, and nothing else.")
    live = sum(group.live_lines for group in audit.uncounted)
    written = sum(group.written for group in audit.uncounted)
    if written or live:
        today = f"Of the {count(audit.totals.live_lines, 'line')} today {count(live)} are something else"
        yield said(f"{today}; {count(written, 'such line')} were ever written.")
    if passed_over := audit.run.revisions_passed_over:
        entries = count(passed_over, "line")
        yield said(f"{entries} of .git-blame-ignore-revs name no commit of this history in full.")


def _uncounted_rules(audit: Audit) -> Iterator[Table]:
    some = [group for group in audit.uncounted if group.written or group.live_lines]
    rows = tuple(
        (
            group.role,
            FromHistory(group.rule),
            count(group.paths),
            count(group.written),
            count(group.live_lines),
        )
        for group in some
    )
    if not rows:
        return
    yield Table(
        ("what for", "told by", "paths", "written", "today"),
        rows,
        "Lines ever written, and those in the head. Where this is wrong, linespan.toml can put it right.",
    )
    largest = sorted(
        ((path.written, path.path, group.role) for group in some for path in group.largest),
        key=lambda found: (-found[0], found[1]),
    )
    yield Table(
        ("largest", "what for", "written"),
        tuple((FromHistory(path), role, count(written)) for written, path, role in largest[:UNCOUNTED_SHOWN]),
    )


def _left_out(audit: Audit) -> Iterator[Sentence]:
    skipped, hits = audit.totals.skipped, audit.run.rename_limit_hits
    if skipped:
        kinds = ", ".join(
            f"{kind.reason} {count(kind.versions)} in {count(kind.paths, 'file')}" for kind in audit.skipped
        )
        yield said(f"{count(skipped, 'version')} of files could not be followed line by line: {kinds}.")
    else:
        yield said("Nothing: every version of every file was followed.")
    if hits:
        too_many = f"{count(hits, 'commit')} had too many files for git to look for changed renames"
        yield said(f"{too_many}: a file renamed and changed there counts as deleted and written anew.")
    yield from _notes(audit)


def _notes(audit: Audit) -> Iterator[Sentence]:
    notes = audit.notes
    if not (notes.read or notes.unread or notes.elsewhere):
        fetch = "git fetch origin '+refs/notes/*:refs/notes/*'"
        yield said(f"This copy has no notes on lines; if there are any, this brings them: {fetch}")
    for number, what in (
        (notes.elsewhere, "on commits that are not in this history"),
        (notes.malformed, "malformed, or with malformed lines"),
        (notes.unread, "too large, or not in this copy"),
    ):
        if number:
            yield said(f"Notes on lines that are {what}: {count(number)}.")


def _skipped(audit: Audit) -> Iterator[Table]:
    rows = tuple(
        (kind.reason if place == 0 else "", FromHistory(path), count(versions))
        for kind in audit.skipped
        for place, (path, versions) in enumerate(kind.worst)
    )
    if rows:
        yield Table(("reason", "most often", "versions"), rows)


def _half_life(cohort: Cohort) -> str:
    if cohort.half_life_days is None:
        return f"> {duration(cohort.longest_age_days)}"
    return duration(cohort.half_life_days)


def _waited(days: float) -> str:
    return duration(max(days, 0)) if days < 1 else f"at most {duration(days)}"


def _age(days: int) -> str:
    return f"{days} days" if days < 365 else count(days // 365, "year")
