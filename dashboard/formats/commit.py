"""What `linespan show` says of a commit, in words and for programs."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboard.commit_detail import AGES
from dashboard.commit_examination import (
    HEALED,
    ChangedFunction,
    ChangedSmell,
    Examination,
    FunctionFigures,
)
from dashboard.formats.agents import evidence, label
from dashboard.formats.document import FromHistory, Section, Sentence, Table, Words, said
from dashboard.formats.numbers import MISSING, count, duration, percent
from dashboard.formats.smells.words import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.delta_maintainability import DeltaMaintainability
    from dashboard.commit_detail import ChangedFile, CommitDetail, Dead, Fate

SCHEMA = 1
LISTED = 15  # rows of a table; JSON has all
_SHORT = 12  # of the letters of a commit's name
_CODE = "code"
_COLUMNS = {
    "added": "added",
    "restored": "added",
    "copied": "copied",
    "moved": "moved",
    "reindented": "moved",
    "updated": "updated",
    "replaced": "updated",
    "deleted": "removed",
    "rewritten": "removed",
    "reverted": "removed",
}
_HEADINGS = ("added", "copied", "moved", "updated", "removed")
_ENDS = {
    "deleted": "deleted",
    "rewritten": "rewritten",
    "reverted": "reverted",
    "merge": "dropped by a merge",
    "lost": "lost sight of",
}
_ALTERED = _NEW, _EDITED, _MOVED, _BOTH, _GONE = ("new", "edited", "moved", "moved and edited", "gone")
_FIGURES = ("cyclomatic", "cognitive", "length")


def as_json(detail: CommitDetail) -> str:
    """One object in ASCII; keys may be added, never changed."""
    facts = asdict(detail)
    names = ("authorship", "agent", "source", "lines")
    facts["why"]["lines"] = [dict(zip(names, row, strict=True)) for row in detail.why.lines]
    facts["why"]["authored"] = f"{detail.why.authored:%Y-%m-%d}"
    facts["skipped"] = _skipped(detail.skipped)
    facts["examination"]["skipped"] = _skipped(detail.examination.skipped)
    for name in ("committed", "landed"):
        facts[name] = f"{facts[name]:%Y-%m-%dT%H:%M:%SZ}"
    facts["run"]["as_of"] = f"{detail.run.as_of:%Y-%m-%dT%H:%M:%SZ}"
    return json.dumps({"schema": SCHEMA, **facts}, indent=2, allow_nan=False) + "\n"


def _skipped(rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"path": path, "reason": reason} for path, reason in rows]


def sections(detail: CommitDetail) -> tuple[Section, ...]:
    """What there is to say."""
    return (
        Section("Commit", tuple(_commit(detail)), tuple(evidence(detail.why))),
        Section("What it did to the lines", tuple(_lines(detail)), tuple(_line_tables(detail))),
        *examined(detail.examination, is_merge=detail.is_merge),
        Section("What became of its lines", tuple(_fates(detail)), tuple(_ends(detail.code.dead))),
    )


def examined(found: Examination, *, is_merge: bool, listed: int | None = LISTED) -> tuple[Section, ...]:
    """What the commit did to functions, maintainability and smells. listed: rows of a table, None for all."""
    if found.unread:
        read = said("Not looked at: ", FromHistory(found.unread), ".")
        return (Section("Functions and smells", (read,)),)
    return (
        Section(
            "Functions",
            tuple(_functions(found, is_merge=is_merge)),
            tuple(_function_table(found.functions, listed)),
        ),
        Section(
            "Maintainability",
            tuple(_maintainability(found.maintainability, is_merge=is_merge)),
            tuple(_shares(found.maintainability)),
        ),
        Section("Smells", tuple(_smells(found)), tuple(_smell_table(found.smells, listed))),
    )


def _commit(detail: CommitDetail) -> Iterator[Sentence]:
    why = detail.why
    yield said(FromHistory(f"{why.sha[:_SHORT]} {why.subject}"))
    yield said("Written by ", FromHistory(why.author), f" on {why.authored}.")
    if detail.landed_with == why.sha:
        yield said(f"Landed on the mainline on {detail.landed:%Y-%m-%d}.")
    else:
        yield said(f"Landed on {detail.landed:%Y-%m-%d} with {detail.landed_with[:_SHORT]}.")
    if detail.is_merge:
        parents = ", ".join(parent[:_SHORT] for parent in detail.parents)
        yield said(f"It merges {parents}.")
    elif not detail.parents:
        yield said("It has no parent.")
    if detail.ignored:
        yield said("The repository wants it ignored (.git-blame-ignore-revs): its lines have other authors.")
    yield from label(why)


def _lines(detail: CommitDetail) -> Iterator[Sentence]:
    if detail.is_merge:
        yield said(
            "What it brings counts for the commits that wrote it. By itself it wrote "
            f"{count(detail.merge_written, 'line')} and ended {count(detail.merge_removed)}."
        )
        return
    if not detail.files:
        yield said("It changes no file.")
        return
    added, deleted = (sum(getattr(file, side) or 0 for file in detail.files) for side in ("added", "deleted"))
    yield said(
        f"{count(len(detail.files), 'file')}, {count(added, 'line')} added and {count(deleted)} deleted, as "
        "git counts."
    )
    if detail.skipped:
        kinds = Counter(reason for _, reason in detail.skipped)
        told = ", ".join(f"{reason} {files:,}" for reason, files in sorted(kinds.items()))
        yield said(f"{count(len(detail.skipped), 'file')} could not be followed line by line: {told}.")


def _line_tables(detail: CommitDetail) -> Iterator[Table]:
    told = [file for file in detail.files if file.operations or file.old_path]
    told.sort(key=lambda file: (-sum(one.lines for one in file.operations), file.path))
    rows: tuple[tuple[Words, ...], ...] = tuple(
        (FromHistory(_renamed(file)), *_counts(file)) for file in told[:LISTED]
    )
    if rows:
        yield Table(
            ("file", *_HEADINGS, "other"),
            rows,
            "Lines of code; other: of comments, documentation and keywords alone. A pair (moved or "
            f"re-indented, updated or replaced) counts once.{_left_out(len(told))}",
        )
    copies = tuple(
        (
            FromHistory(f"{copy.path}:{copy.line}"),
            count(copy.lines),
            FromHistory(f"{copy.from_path}:{copy.from_line}"),
        )
        for copy in detail.copies[:LISTED]
    )
    if copies:
        yield Table(("copied to", "lines", "stands also at"), copies, _left_out(len(detail.copies)).strip())


def _renamed(file: ChangedFile) -> str:
    return file.path if file.old_path is None else f"{file.old_path} -> {file.path}"


def _counts(file: ChangedFile) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for one in file.operations:
        counts[_COLUMNS[one.operation] if one.line_class == _CODE else "other"] += one.lines
    return (count(counts[heading]) for heading in (*_HEADINGS, "other"))


def _functions(found: Examination, *, is_merge: bool) -> Iterator[Sentence]:
    yield said(f"Compared with {_parent(found.parent, is_merge=is_merge)}.")
    if not found.functions:
        yield said("No function in source or tests is another one.")
        return
    told = Counter(_what(change) for change in found.functions)
    yield said(", ".join(f"{told[what]:,} {what}" for what in _ALTERED if told[what]) + ".")


def _parent(parent: str, *, is_merge: bool) -> str:
    if not parent:
        return "an empty tree"
    first = "its first parent" if is_merge else "its parent"
    return f"{first} {parent[:_SHORT]}"


def _function_table(changes: Sequence[ChangedFunction], listed: int | None) -> Iterator[Table]:
    rows: list[tuple[Words, ...]] = []
    for change in _worst(changes)[:listed]:
        one = change.after or change.before
        if one is not None:
            figures = (_before_after(change, name) for name in _FIGURES)
            rows.append((FromHistory(f"{one.path}:{one.line} {_named(change)}"), _what(change), *figures))
    if rows:
        yield Table(
            ("function", "change", "cyclomatic", "cognitive", "lines"),
            tuple(rows),
            f"Before -> after; those whose complexity grew most come first. Lines leave out docstrings."
            f"{_left_out(len(changes), listed)}",
        )


def _worst(changes: Sequence[ChangedFunction]) -> list[ChangedFunction]:
    return sorted(changes, key=lambda change: -_complexity(change.after) + _complexity(change.before))


def _complexity(figures: FunctionFigures | None) -> int:
    return figures.cyclomatic if figures else 0


def _named(change: ChangedFunction) -> str:
    one, other = change.before, change.after
    if one is None or other is None or (one.path, one.symbol) == (other.path, other.symbol):
        return (other or one).symbol  # type: ignore[union-attr]
    former = one.symbol if one.path == other.path else f"{one.path} {one.symbol}"
    return f"{other.symbol} (was {former})"


def _what(change: ChangedFunction) -> str:
    one, other = change.before, change.after
    if one is None:
        return _NEW
    if other is None:
        return _GONE
    if (one.path, one.symbol) == (other.path, other.symbol):
        return _EDITED
    return _BOTH if change.edited else _MOVED


def _before_after(change: ChangedFunction, name: str) -> str:
    before, after = (
        MISSING if one is None or getattr(one, name) is None else count(getattr(one, name))
        for one in (change.before, change.after)
    )
    if change.before is None or before == after:
        return after
    return before if change.after is None else f"{before} -> {after}"


def _maintainability(told: DeltaMaintainability, *, is_merge: bool) -> Iterator[Sentence]:
    if told.unmeasured:
        yield said(f"The Delta Maintainability Model is not computed: {told.unmeasured}.")
    elif is_merge:
        yield said("The Delta Maintainability Model says nothing of merges.")
    elif told.unit_size is None and told.unit_complexity is None and told.unit_interfacing is None:
        yield said("The Delta Maintainability Model has nothing to measure here.")
    else:
        yield said("The Delta Maintainability Model, as PyDriller computes it:")


def _shares(told: DeltaMaintainability) -> Iterator[Table]:
    figures = (
        ("size", told.unit_size, "at most 15 lines of code"),
        ("complexity", told.unit_complexity, "cyclomatic complexity of at most 5"),
        ("interfacing", told.unit_interfacing, "at most 2 parameters"),
    )
    if any(share is not None for _, share, _ in figures):
        yield Table(
            ("unit", "for the better", "low risk is"),
            tuple((name, percent(share), limit) for name, share, limit in figures),
            "Of the lines by which functions of low and of high risk grew or shrank, the share that is for "
            "the better: more of low risk, fewer of high risk.",
        )


def _smells(found: Examination) -> Iterator[Sentence]:
    counts = Counter(_change(smell) for smell in found.smells)
    if not found.smells:
        yield said("None brought, none made worse, none healed.")
    else:
        excused = f", {counts['excused']:,} excused" if counts["excused"] else ""
        yield said(
            f"{counts['new']:,} brought, {counts['worse']:,} made worse, {counts[HEALED]:,} healed{excused}, "
            "by the rules of its own tree."
        )
    yield said(
        f"Of {count(found.seen, 'changed file')} {found.source:,} are source or tests, of which "
        f"{found.analysed:,} could be read."
    )
    for note in found.notes:
        yield said("Note: ", FromHistory(note), ".")


def _smell_table(smells: Sequence[ChangedSmell], listed: int | None) -> Iterator[Table]:
    # A line may offend a rule several times, as three arguments do that are not used.
    alike = Counter((smell.rule, _place(smell), _change(smell), _value(smell)) for smell in smells)
    rows = tuple(
        (rule, FromHistory(place), change if times == 1 else f"{times:,} {change}", value)
        for (rule, place, change, value), times in list(alike.items())[:listed]
    )
    if rows:
        yield Table(("smell", "where", "change", "value"), rows, _left_out(len(alike), listed).strip())


def _place(smell: ChangedSmell) -> str:
    return f"{smell.path}:{smell.line}" + (f" {smell.symbol}" if smell.symbol else "")


def _change(smell: ChangedSmell) -> str:
    return "excused" if smell.excused else smell.change


def _value(smell: ChangedSmell) -> str:
    if smell.value is None:
        return MISSING
    now = number(smell.value)
    if smell.before is None or smell.before == smell.value:
        return now
    return f"{number(smell.before)} -> {now}"


def _fates(detail: CommitDetail) -> Iterator[Sentence]:
    fate, everything = detail.code, detail.all_lines
    head = f"{detail.run.head_sha[:_SHORT]} ({detail.run.as_of:%Y-%m-%d})"
    if not everything.written:
        yield said("It wrote no line.")
        return
    yield said(f"Seen from {head}, {duration(detail.age_days)} after it landed.")
    if fate.written:
        yield said(f"Of {count(fate.written, 'line')} of code in source and tests, {_told(fate)}.")
    if everything.written != fate.written:
        yield said(f"Of all its {count(everything.written, 'line')}, {_told(everything)}.")


def _told(fate: Fate) -> str:
    dead = sum(one.lines for one in fate.dead)
    updated = f" ({count(fate.updated)} edited since)" if fate.updated else ""
    told = [f"{count(fate.alive)} stand{updated}", f"{count(dead)} are gone"]
    if fate.unlanded:
        told.append(f"{count(fate.unlanded)} never landed")
    if fate.superseded:
        told.append(f"{count(fate.superseded)} gave way to their twins in a merge")
    return ", ".join(told)


def _ends(dead: Sequence[Dead]) -> Iterator[Table]:
    reached = {one.age for one in dead}
    ages = [age for age in AGES if age in reached]
    by_kind: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in dead:
        by_kind[one.kind][one.age] += one.lines
    rows = tuple(
        (_ENDS[kind], *(count(counts[age]) for age in ages)) for kind, counts in sorted(by_kind.items())
    )
    if rows:
        yield Table(("lines of code", *ages), rows, "How they ended, and how old they were.")


def _left_out(rows: int, listed: int | None = LISTED) -> str:
    if listed is None or rows <= listed:
        return ""
    return f" And {rows - listed:,} more: --format json has all."
