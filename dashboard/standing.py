"""`linespan smells`: what stands in a tree, worst first."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from analyzer.clones import is_url
from analyzer.git import GitError
from analyzer.repository import Repository, choose_head, incomplete, open_repository
from analyzer.smells.cache import Cache
from analyzer.smells.model import Smell
from analyzer.smells.rule_set import rule_set_version
from analyzer.smells.rules import RULES
from analyzer.smells.standards import in_environment
from analyzer.smells.suppressions import suspects
from analyzer.stock import Stock, stock
from dashboard import source
from dashboard.formats.smells.report import Standing
from metrics.gate_result import Coverage, Severity, Totals

_ORDER = {rule: place for place, rule in enumerate(RULES)}


def standing(
    repository: str,
    paths: Sequence[str],
    revision: str | None,
    environment: Mapping[str, str],
    jobs: int | None = None,
) -> Standing:
    """What stands in a tree of a repository, named by a folder or a URL.

    paths: files and folders to look at, none for all. Raises LinespanError.
    """
    opened = opened_for_its_tree(repository)
    head = choose_head(opened, revision)
    taken = take_stock(opened, head.sha, paths, environment, jobs)
    asked = revision or ("the default branch" if head.note else "HEAD")
    return _standing(taken, asked, head.sha, (head.note,) if head.note else ())


def opened_for_its_tree(repository: str) -> Repository:
    """The repository that a path or a URL names, shallow or not. Raises RepositoryError."""
    path = source.locate(repository, None).repository if is_url(repository) else Path(repository)
    return open_repository(path, shallow_too=True)


def take_stock(
    opened: Repository,
    commit: str,
    paths: Sequence[str],
    environment: Mapping[str, str],
    jobs: int | None = None,
) -> Stock:
    """As `analyzer.stock.stock`, of a repository. Raises LinespanError."""
    with tempfile.TemporaryDirectory(prefix="linespan-") as folder:
        try:
            return stock(
                opened.seal(Path(folder) / "sealed"),
                commit,
                paths,
                [in_environment(environment)],
                Cache.of(opened.git_dir, rule_set_version()),
                jobs,
            )
        except GitError as problem:
            raise incomplete(opened, problem) from problem


def _standing(taken: Stock, asked: str, commit: str, notes: tuple[str, ...]) -> Standing:
    severities = {
        rule: Severity(severity)
        for rule, severity in taken.standards.severities.items()
        if severity in set(Severity)
    }
    found = sorted(((smell, severities[smell.rule]) for smell in taken.told.kept), key=_rank)
    return Standing(
        asked=asked,
        commit=commit,
        findings=tuple(found),
        suppressed=tuple((smell, severities[smell.rule], reason) for smell, reason in taken.told.excused),
        suspects=tuple(suspects(taken.told.unheeded)),
        coverage=Coverage(taken.seen, taken.source, len(taken.read), taken.skipped),
        totals=Totals(len(found), taken.lines),
        notes=notes + taken.notes,
    )


def _rank(found: tuple[Smell, Severity]) -> tuple[bool, float, int, bytes, int]:
    """Worst first: what would fail the gate, then how many times the limit."""
    smell, severity = found
    return (
        severity is not Severity.error,
        -smell.excess,
        _ORDER[smell.rule],
        smell.path,
        smell.start_line,
    )
