"""A change and a policy -> passed, failed, or not computed. Pure: no git, no file, no clock.

Judged are entities, never totals, so that nobody pays for another's drift: a smell that is *new*, because no
smell of the tree before is it (smells/matching.py), and one that got *worse*: its value, which is beyond its
limit, went on by more than the tolerance. A duplicated block that the change adds is always new. What a rule
of severity `warn` finds is shown, and fails nothing.

The tolerance is a percentage of the value before: one figure has to do for a complexity of 12, a function of
80 lines and a file of 3,000, and what is a branch more for the one is a typing error mended for the other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analyzer.change_commits import ChangeCommits
from analyzer.comparison import BASELINE, Comparison, Side
from analyzer.smells.bodies import Found
from analyzer.smells.matching import Pair, match
from analyzer.smells.model import Smell
from analyzer.smells.suppressions import Suspect
from metrics import baseline
from metrics.gate_result import (
    Change,
    Coverage,
    Finding,
    GateResult,
    Severity,
    Status,
    Suppressed,
    Totals,
)

TOLERANCE = 5.0  # percent: a branch more in a complex function fails, a line more in a long file does not
_NAMED_REASONS = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """What a team lets pass.

    fail_on: what fails; max_new: how many new findings that count do not; tolerance: by how many percent of
    its value before a smell may grow; max_density_growth: by how many percent the smells per 1,000 lines of
    the changed files may grow, None for any; severities: of the rules that are not `error`.
    """

    fail_on: frozenset[Change] = frozenset(Change)
    max_new: int = 0
    tolerance: float = TOLERANCE
    max_density_growth: float | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)


def judge(comparison: Comparison, policy: Policy, authorship: ChangeCommits | None = None) -> GateResult:
    """What the gate says of a change. authorship: of its commits, which decides nothing."""
    pairs = match(comparison.before.standing, comparison.after.standing, comparison.renamed)
    findings, suppressed = _findings(comparison, pairs, policy)
    met = {pair.before for pair in pairs}
    healed = [found.smell for place, found in enumerate(comparison.before.standing) if place not in met]
    before, after = _totals(comparison.before), _totals(comparison.after)
    density = _density_reason(before, after, policy.max_density_growth)
    status, reason, hint = _verdict(comparison, findings, policy.max_new, density)
    return GateResult(
        status,
        reason,
        hint,
        comparison.compared,
        findings=tuple(sorted(findings, key=_rank)),
        healed=tuple(sorted(healed, key=lambda smell: smell.identity)),
        suppressed=tuple(sorted(suppressed, key=lambda one: _rank(one.finding))),
        suspects=tuple(_suspects(comparison)),
        coverage=Coverage(comparison.seen, comparison.source, len(comparison.analysed), comparison.skipped),
        before=before,
        after=after,
        operations=comparison.operations,
        authorship=authorship,
        settings_changed=comparison.settings_changed,
        notes=comparison.compared.notes + comparison.notes,
    )


def not_computed(reason: str, hint: str) -> GateResult:
    """The answer where there is nothing to judge."""
    return GateResult(Status.not_computed, reason, hint, None)


def _findings(
    comparison: Comparison, pairs: Iterable[Pair], policy: Policy
) -> tuple[list[Finding], list[Suppressed]]:
    """What the change brought or made worse, and what of it is excused."""
    stood = comparison.before.standing
    earlier = {pair.after: stood[pair.before].smell for pair in pairs}
    changes = [
        (found, _change(found.smell, earlier.get(place), policy.tolerance), earlier.get(place))
        for place, found in enumerate(comparison.after.standing)
    ]
    changes += [(block, Change.new, None) for block in comparison.blocks]
    let_stand = frozenset(comparison.baseline)
    findings: list[Finding] = []
    suppressed: list[Suppressed] = []
    for found, change, before in changes:
        if change is None:
            continue
        excuse = _excuse(found, change, let_stand)
        severity = policy.severities.get(found.smell.rule, Severity.error)
        fails = severity is Severity.error and change in policy.fail_on and excuse is None
        finding = Finding(found.smell, change, severity, before.value if before else None, fails)
        if excuse is None:
            findings.append(finding)
        else:
            suppressed.append(Suppressed(finding, excuse))
    return findings, suppressed


def _change(smell: Smell, earlier: Smell | None, tolerance: float) -> Change | None:
    if earlier is None:
        return Change.new
    if smell.value is None or earlier.value is None:
        return None
    growth = smell.value - earlier.value
    if _falls(smell):
        growth = -growth
    return Change.worse if growth > abs(earlier.value) * tolerance / 100 else None


def _falls(smell: Smell) -> bool:
    """Whether less is worse, as of an index of maintainability: then a smell lies below its limit."""
    return smell.value is not None and smell.threshold is not None and smell.value < smell.threshold


def _excuse(found: Found, change: Change, let_stand: frozenset[str]) -> str | None:
    """The reason why a finding does not count. A baseline lets stand what stood, and not grow."""
    if found.excused is not None:
        return found.excused
    return "baseline" if change is Change.new and baseline.entry(found.smell) in let_stand else None


def _verdict(
    comparison: Comparison, findings: Iterable[Finding], max_new: int, density: str
) -> tuple[Status, str, str]:
    """Status, reason and hint."""
    if comparison.source and not comparison.analysed:
        reasons = Counter(reason for _, reason in comparison.skipped).most_common(_NAMED_REASONS)
        told = ", ".join(f"{count} {reason}" for reason, count in reasons)
        return (
            Status.not_computed,
            f"source changed, and none of it could be analysed: {told}",
            "mend the files, or say in [paths] or [roles] of the configuration that they are no source",
        )
    count = Counter(finding.change for finding in findings if finding.fails)
    causes = []
    if count[Change.new] > max_new:
        allowed = f", {max_new} allowed" if max_new else ""
        causes.append(f"{_counted(count[Change.new], 'new smell')}{allowed}")
    if count[Change.worse]:
        causes.append(f"{_counted(count[Change.worse], 'smell')} got worse")
    if density:
        causes.append(density)
    return (Status.failed if causes else Status.passed), ", ".join(causes), ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _density_reason(before: Totals, after: Totals, allowed: float | None) -> str:
    """How the density outgrew its limit; empty where it did not, or nothing stood there before."""
    if allowed is None or not before.lines or after.density <= before.density * (1 + allowed / 100):
        return ""
    return (
        f"{before.density:.1f} -> {after.density:.1f} smells per 1,000 lines of the changed files, "
        f"{allowed:g} % more allowed"
    )


def _totals(side: Side) -> Totals:
    return Totals(sum(found.excused is None for found in side.found), side.lines)


def _rank(finding: Finding) -> tuple[bool, bool, float, str, bytes, int]:
    """Worst first: what fails, then errors, then how far beyond the limit."""
    smell = finding.smell
    return (
        not finding.fails,
        finding.severity is not Severity.error,
        -smell.excess,
        smell.rule,
        smell.path,
        smell.start_line,
    )


def _suspects(comparison: Comparison) -> Iterable[Suspect]:
    yield from comparison.idle
    standing = (found.smell for found in (*comparison.after.standing, *comparison.blocks))
    stale = baseline.idle(comparison.baseline, standing, comparison.analysed)
    for number, rule in stale.items():
        yield Suspect(BASELINE.encode(), number, (rule,), "this smell stands no more")
