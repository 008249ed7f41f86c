"""What the gate found: every face writes this one result, none computes anything of its own."""

from dataclasses import dataclass
from enum import StrEnum

from analyzer.base import Compared
from analyzer.change_commits import ChangeCommits
from analyzer.smells.model import Smell
from analyzer.smells.suppressions import Suspect


class Status(StrEnum):
    """passed: exit 0; failed: the change makes the code worse, exit 1; not_computed: exit 2."""

    passed = "passed"
    failed = "failed"
    not_computed = "not_computed"


class Change(StrEnum):
    """What a change did to a smell."""

    new = "new"
    worse = "worse"


class Severity(StrEnum):
    """What a finding of a rule does: `error` fails the gate, `warn` is shown."""

    error = "error"
    warn = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """A smell that the change brought or made worse. before: its value at the base, None for a new one;
    fails: whether it counts against the change, by its severity and `fail_on`.
    """

    smell: Smell
    change: Change
    severity: Severity
    before: float | None
    fails: bool


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that a comment or the baseline excuses. reason: the comment's, or "baseline"."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Standing smells and analysed lines of the changed files (whole) at one of the two commits."""

    smells: int
    lines: int

    @property
    def density(self) -> float:
        """Smells per 1,000 lines."""
        return 1000 * self.smells / self.lines if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Proof of work: changed paths. seen: all; source: those that are source or tests; analysed: of these,
    those that were read; skipped: path and reason of every other one.
    """

    seen: int
    source: int
    analysed: int
    skipped: tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class GateResult:
    """One run of the gate.

    reason: why it failed or could not be computed, one line, empty where it passed; hint: what to do;
    findings: worst first; healed: smells of the base that are gone; operations: changed code lines of the
    change by operation (METRICS.md, 2), context only; authorship: which of its commits an AI tool had a hand
    in, context only, None where that can not be told; settings_changed: files of configuration that the
    change alters; notes: what a person should know.
    """

    status: Status
    reason: str
    hint: str
    commits: Compared | None
    findings: tuple[Finding, ...] = ()
    healed: tuple[Smell, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    coverage: Coverage = Coverage(0, 0, 0, ())
    before: Totals = Totals(0, 0)
    after: Totals = Totals(0, 0)
    operations: tuple[tuple[str, int], ...] = ()
    authorship: ChangeCommits | None = None
    settings_changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 passed, 1 failed, 2 not computed."""
        return {Status.passed: 0, Status.failed: 1, Status.not_computed: 2}[self.status]
