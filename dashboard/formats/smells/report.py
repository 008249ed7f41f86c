"""What the notations tell of: the smells of a change, from the gate, or those that stand in a tree.

Both are a list of entries, worst first, with the proof of the work behind it; what only the gate knows is in
`found`.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.decoding import path_text
from analyzer.smells.model import Smell
from analyzer.smells.suppressions import Suspect
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


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the tree of a commit. asked: as the person named it; findings: worst first, and those
    that a comment excuses, with its reason; coverage: of the tree's files.
    """

    asked: str
    commit: str
    findings: tuple[tuple[Smell, Severity], ...]
    suppressed: tuple[tuple[Smell, Severity, str], ...]
    suspects: tuple[Suspect, ...]
    coverage: Coverage
    totals: Totals
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A smell to tell of. fingerprint: of its identity, and of no other entry of the report; fails: whether
    it counts against the change, or, of one that stands, whether it would; change: None for one that stands;
    excuse: why it does not count, empty where it does.
    """

    smell: Smell
    fingerprint: str
    severity: Severity
    fails: bool
    change: Change | None = None
    before: float | None = None
    excuse: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a notation is given. entries: worst first; exit_code: the one that
    the process will end with.
    """

    found: GateResult | Standing
    entries: tuple[Entry, ...]
    excused: tuple[Entry, ...]
    exit_code: int

    @property
    def command(self) -> str:
        """The command that asked."""
        return "gate" if isinstance(self.found, GateResult) else "smells"

    @property
    def computed(self) -> bool:
        """Whether there is an answer."""
        return not (isinstance(self.found, GateResult) and self.found.status is Status.not_computed)


def of_gate(result: GateResult, *, exit_zero: bool = False) -> Report:
    """The report of a run of the gate. exit_zero: a failure is told, and does not show in the exit code."""
    prints = _Fingerprints()
    return Report(
        result,
        tuple(_of_finding(finding, prints) for finding in result.findings),
        tuple(_of_suppressed(suppressed, prints) for suppressed in result.suppressed),
        0 if exit_zero and result.status is Status.failed else result.exit_code,
    )


def of_tree(standing: Standing) -> Report:
    """The report of what stands in a tree."""
    prints = _Fingerprints()
    return Report(
        standing,
        tuple(
            Entry(smell, prints.of(smell), severity, severity is Severity.error)
            for smell, severity in standing.findings
        ),
        tuple(
            Entry(smell, prints.of(smell), severity, fails=False, excuse=reason)
            for smell, severity, reason in standing.suppressed
        ),
        0,
    )


def used_rules(entries: Iterable[Entry]) -> list[str]:
    """The names of the rules of some entries, each once, in the order of the entries."""
    return list(dict.fromkeys(entry.smell.rule for entry in entries))


def _of_finding(finding: Finding, prints: "_Fingerprints", excuse: str = "") -> Entry:
    return Entry(
        finding.smell,
        prints.of(finding.smell),
        finding.severity,
        finding.fails,
        finding.change,
        finding.before,
        excuse,
    )


def _of_suppressed(suppressed: Suppressed, prints: "_Fingerprints") -> Entry:
    return _of_finding(suppressed.finding, prints, suppressed.reason)


class _Fingerprints:
    """Hosts keep one finding for each fingerprint, so a second one of the same identity gets its own."""

    def __init__(self) -> None:
        self._met: Counter[tuple[object, ...]] = Counter()

    def of(self, smell: Smell) -> str:
        rule, path, symbol, ordinal, subject = smell.identity
        again = self._met[smell.identity]
        self._met[smell.identity] += 1
        # JSON keeps the fields apart whatever they hold, and writes half a surrogate pair, too.
        fields = [rule, path_text(path), symbol, ordinal, subject, *([again] if again else [])]
        return hashlib.sha256(json.dumps(fields).encode("ascii")).hexdigest()
