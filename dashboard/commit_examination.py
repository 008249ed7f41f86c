"""What one commit did to functions, smells and maintainability, read from its tree and its first parent's."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzer.base import Compared
from analyzer.changed_files import Change
from analyzer.compare import compare
from analyzer.comparison import Comparison, Located
from analyzer.decoding import path_text
from analyzer.delta_maintainability import DeltaMaintainability, measure
from analyzer.errors import SettingsError
from analyzer.git import GitError
from analyzer.repository import open_repository
from analyzer.sealed import SealedRepository
from analyzer.smells.cache import Cache
from analyzer.smells.model import Smell
from analyzer.smells.rule_set import rule_set_version
from analyzer.smells.standards import Standards, in_environment, in_force
from dashboard.gate import policy
from metrics.function_changes import FunctionChange, function_changes
from metrics.gate import judge
from metrics.gate_result import Finding, GateResult

HEALED = "healed"
_NOT_MEASURED = DeltaMaintainability()


@dataclass(frozen=True, slots=True)
class FunctionFigures:
    """A function at one of the two commits; figures as in analyzer/smells/model.py."""

    path: str
    symbol: str
    line: int
    end_line: int
    cyclomatic: int
    cognitive: int | None
    length: int
    parameters: int | None
    nesting: int | None


@dataclass(frozen=True, slots=True)
class ChangedFunction:
    """before: None for a new one; after: None for one that is gone; edited: whether it reads otherwise, or
    only stands elsewhere or has another name.
    """

    before: FunctionFigures | None
    after: FunctionFigures | None
    edited: bool


@dataclass(frozen=True, slots=True)
class ChangedSmell:
    """change: new, worse, or healed; place and value: after the commit, of a healed one before it; before:
    its value then, None for a new one; severity: None for a healed one; excused: why it does not count.
    """

    change: str
    rule: str
    severity: str | None
    path: str
    symbol: str
    line: int
    end_line: int
    before: float | None
    value: float | None
    limit: float | None
    message: str
    excused: str | None


@dataclass(frozen=True, slots=True)
class Examination:
    """A commit against its first parent. parent: its name, empty for a root commit.

    seen: changed paths; source: those of them that are source or tests; analysed: of these, those that could
    be read; skipped: path and reason of the others; unread: why nothing could be read, else empty.
    """

    parent: str
    functions: tuple[ChangedFunction, ...] = ()
    smells: tuple[ChangedSmell, ...] = ()
    maintainability: DeltaMaintainability = _NOT_MEASURED
    seen: int = 0
    source: int = 0
    analysed: int = 0
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    unread: str = ""


def examination(
    repository: Path, commit: str, parents: tuple[str, ...], environment: Mapping[str, str]
) -> Examination:
    """Look at a commit; both trees by the configuration of the later one.

    commit, parents: full names; environment: variables, which go before that configuration. Raises
    RepositoryError for what is no repository, LinespanError where a provider does not work. Where an object
    is missing, or the configuration of the time has a mistake, the answer says so.
    """
    opened = open_repository(repository)
    parent = parents[0] if parents else ""
    compared = Compared(parent, commit, parent, commit, parent, "first parent")
    stated = in_environment(environment)
    with tempfile.TemporaryDirectory(prefix="linespan-") as folder:
        sealed = opened.seal(Path(folder) / "sealed")
        try:
            change = Change(opened, sealed, compared)
            standards = in_force(dict(change.settings.configuration.standards), stated)
            comparison = compare(change, standards, Cache.of(opened.git_dir, rule_set_version()))
            maintainability = _maintainability(sealed, change, parents)
        except (GitError, SettingsError) as problem:
            return Examination(parent, unread=problem.message)
    return _examination(parent, comparison, standards, maintainability)


def _maintainability(
    sealed: SealedRepository, change: Change, parents: tuple[str, ...]
) -> DeltaMaintainability:
    if len(parents) > 1:  # PyDriller reads no merge
        return _NOT_MEASURED
    entries = (entry for file in change.files for entry in (file.before, file.after))
    return measure(sealed, change.compared.head, [entry.blob for entry in entries if entry is not None])


def _examination(
    parent: str, comparison: Comparison, standards: Standards, maintainability: DeltaMaintainability
) -> Examination:
    result = judge(comparison, policy(standards))
    altered = function_changes(comparison.before.functions, comparison.after.functions, comparison.renamed)
    return Examination(
        parent=parent,
        functions=tuple(_function(change) for change in altered),
        smells=tuple(_smells(result)),
        maintainability=maintainability,
        seen=comparison.seen,
        source=comparison.source,
        analysed=len(comparison.analysed),
        skipped=tuple((path_text(path), reason) for path, reason in comparison.skipped),
        notes=comparison.notes,
    )


def _function(change: FunctionChange) -> ChangedFunction:
    return ChangedFunction(
        change.before and _figures(change.before), change.after and _figures(change.after), change.edited
    )


def _figures(one: Located) -> FunctionFigures:
    function = one.function
    return FunctionFigures(
        path=path_text(one.path),
        symbol=function.symbol,
        line=function.start_line,
        end_line=function.end_line,
        cyclomatic=function.cyclomatic,
        cognitive=function.cognitive,
        length=function.length,
        parameters=function.parameters,
        nesting=function.nesting,
    )


def _smells(result: GateResult) -> Iterator[ChangedSmell]:
    """What the commit brought or made worse, worst first, then what is excused of it, then what it healed."""
    for finding in result.findings:
        yield _brought(finding, None)
    for one in result.suppressed:
        yield _brought(one.finding, one.reason)
    for smell in result.healed:
        yield _smell(smell, HEALED, severity=None, before=smell.value, excused=None)


def _brought(finding: Finding, excused: str | None) -> ChangedSmell:
    return _smell(
        finding.smell, finding.change, severity=finding.severity, before=finding.before, excused=excused
    )


def _smell(
    smell: Smell, change: str, *, severity: str | None, before: float | None, excused: str | None
) -> ChangedSmell:
    return ChangedSmell(
        change=str(change),
        rule=smell.rule,
        severity=severity,
        path=path_text(smell.path),
        symbol=smell.symbol,
        line=smell.start_line,
        end_line=smell.end_line,
        before=before,
        value=smell.value,
        limit=smell.threshold,
        message=smell.message,
        excused=excused,
    )
