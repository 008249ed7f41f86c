"""The words that the notations for people share: what was compared and read, and what each entry says."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from analyzer.base import Compared
from analyzer.change_commits import ChangeCommits, WithAI
from analyzer.decoding import path_text
from analyzer.smells.model import Smell
from analyzer.smells.suppressions import Suspect
from dashboard.formats.document import FromHistory, Sentence, Words, said
from dashboard.formats.numbers import count, percent
from dashboard.formats.smells.report import Entry, Report, Standing
from metrics.gate_result import Coverage, GateResult, Status

LISTED = 10  # of what stands beside the findings; JSON has all
_SHORT = 12  # of the letters of a commit's name
_NAMES = {Status.passed: "passed", Status.failed: "failed", Status.not_computed: "not computed"}
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Aside:
    """A short list beside the findings. left_out: how many more there are."""

    title: str
    items: tuple[Sentence, ...]
    left_out: int


def title(report: Report) -> str:
    """The answer in a line."""
    found = report.found
    if isinstance(found, Standing):
        return f"{count(len(report.entries), 'smell')} in {count(found.totals.lines, 'line')}"
    spared = " (exit 0, as asked)" if found.exit_code and not report.exit_code else ""
    return f"Linespan gate: {_NAMES[found.status]}{spared}"


def place(smell: Smell) -> str:
    """Where it is: path and first line."""
    return f"{path_text(smell.path)}:{smell.start_line}"


def figures(entry: Entry) -> str:
    """Value before and now, and the limit; empty for a rule without any."""
    smell = entry.smell
    if smell.value is None:
        return ""
    before = f"{number(entry.before)} -> " if entry.before is not None else ""
    limit = f", limit {number(smell.threshold)}" if smell.threshold is not None else ""
    return f"{before}{number(smell.value)}{limit}"


def number(value: float) -> str:
    """At most one decimal place, and none for a whole number."""
    return f"{value:,.1f}".removesuffix(".0")


def statement(entry: Entry) -> str:
    """What is wrong, and where else; holds text from history."""
    other = entry.smell.other
    return entry.smell.message + (f" (also at {path_text(other[0])}:{other[1]})" if other else "")


def facts(report: Report) -> Iterator[tuple[str, Sentence]]:
    """The proof of work and the context, each with a label."""
    found = report.found
    if isinstance(found, GateResult):
        if found.reason:
            yield "reason", said(FromHistory(found.reason))
        if found.hint:
            yield "hint", said(FromHistory(found.hint))
        if found.commits:
            yield "compared", _compared(found.commits)
        if found.commits or found.coverage.seen:
            yield "read", said(f"{count(found.coverage.seen, 'changed file')}: {_covered(found.coverage)}")
        yield from _context(found, report)
        yield from (
            ("configuration", said("the change alters ", FromHistory(path)))
            for path in found.settings_changed
        )
    else:
        yield "tree", said(FromHistory(found.asked), f" {found.commit[:_SHORT]}")
        yield "read", said(f"{count(found.coverage.seen, 'file')}: {_covered(found.coverage)}")
        yield "density", said(f"{found.totals.density:.1f} smells per 1,000 lines")
        by_rule = Counter(entry.smell.rule for entry in report.entries)
        if by_rule:
            yield "rules", said(", ".join(f"{rule} {number:,}" for rule, number in by_rule.most_common()))
    yield from (("note", said(FromHistory(note))) for note in found.notes)


def asides(report: Report) -> Iterator[Aside]:
    """What is excused, what excuses nothing, what is gone, and what was not analysed."""
    found = report.found
    yield from _aside("Suppressed", report.excused, _excused)
    yield from _aside("Suppressions that do nothing", found.suspects, _suspect)
    if isinstance(found, GateResult):
        yield from _aside("Gone with this change", found.healed, _gone)
        if found.authorship:
            yield from _aside("Commits with a sign of AI", found.authorship.with_ai, _with_ai)
    yield from _aside("Not analysed", found.coverage.skipped, _skipped)


def _compared(commits: Compared) -> Sentence:
    head = (" ", commits.head[:_SHORT]) if commits.head else ()
    base = (" ", commits.base[:_SHORT]) if commits.base else ()
    merge_base = commits.merge_base[:_SHORT] or "the empty tree"
    return said(
        FromHistory(commits.asked_head),
        *head,
        " with ",
        FromHistory(commits.asked_base),
        *base,
        " (",
        FromHistory(commits.source),
        f"), merge base {merge_base}",
    )


def _covered(coverage: Coverage) -> str:
    return (
        f"{coverage.source:,} source or tests, {coverage.analysed:,} analysed, "
        f"{len(coverage.skipped):,} not analysed"
    )


def _context(result: GateResult, report: Report) -> Iterator[tuple[str, Sentence]]:
    if result.status is not Status.not_computed:
        change = Counter(entry.change for entry in report.entries)
        told = ", ".join(f"{change[kind]:,} {kind}" for kind in sorted(change, key=str)) or "none"
        yield (
            "smells",
            said(f"{told}; {len(result.healed):,} gone, {len(result.suppressed):,} suppressed"),
        )
    if result.before.lines or result.after.lines:
        yield (
            "density",
            said(
                f"{result.before.density:.1f} -> {result.after.density:.1f} smells per 1,000 lines "
                "of the changed files"
            ),
        )
    changed = sum(lines for _, lines in result.operations)
    if changed:
        shares = ", ".join(f"{name} {percent(lines / changed)}" for name, lines in result.operations if lines)
        yield "operations", said(f"{count(changed, 'changed line')} of code: {shares}")
    if result.authorship is None:
        if result.commits:
            yield "AI", said("not told: this clone lacks some of the change's commits")
    elif result.authorship.count:
        yield "AI", _by_ai(result.authorship)


def _by_ai(authorship: ChangeCommits) -> Sentence:
    signed = authorship.with_ai
    tools = Counter(tool for one in signed for tool in one.agents)
    told = ", ".join(f"{tool} {number:,}" for tool, number in tools.most_common())
    return said(
        f"signs of a tool in {len(signed):,} of {count(authorship.count, 'commit')}",
        *((": ", FromHistory(told)) if told else ()),
        "; others may have left none" * (len(signed) < authorship.count),
    )


def _aside(title: str, items: Sequence[Item], told: Callable[[Item], Sentence]) -> Iterator[Aside]:
    if items:
        yield Aside(title, tuple(told(item) for item in items[:LISTED]), max(0, len(items) - LISTED))


def _excused(entry: Entry) -> Sentence:
    return said(f"{entry.smell.rule} ", *_named(entry.smell), ": ", FromHistory(entry.excuse))


def _suspect(suspect: Suspect) -> Sentence:
    where = FromHistory(f"{path_text(suspect.path)}:{suspect.line}")
    return said("at ", where, " of ", FromHistory(", ".join(suspect.rules)), f": {suspect.why}")


def _gone(smell: Smell) -> Sentence:
    return said(f"{smell.rule} ", *_named(smell))


def _with_ai(one: WithAI) -> Sentence:
    """With the first of the words that say so."""
    doubt = " (several commits in one)" * one.squash + " (by the branch's name alone)" * one.branch_only
    return said(
        f"{one.sha[:_SHORT]} ", FromHistory(one.subject), doubt, ": ", FromHistory(one.evidence[0].detail)
    )


def _skipped(skipped: tuple[bytes, str]) -> Sentence:
    path, reason = skipped
    return said(f"{reason}: ", FromHistory(path_text(path)))


def _named(smell: Smell) -> tuple[Words, ...]:
    symbol: tuple[Words, ...] = (" ", FromHistory(smell.symbol)) if smell.symbol else ()
    return ("at ", FromHistory(place(smell)), *symbol)
