"""A run of the gate, from what a person asks to the answer; what keeps it from one is an answer, too."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.base import Asked, Compared, choose
from analyzer.change_commits import ChangeCommits
from analyzer.changed_files import Change
from analyzer.compare import compare
from analyzer.comparison import BASELINE, Comparison
from analyzer.errors import LinespanError, RepositoryError
from analyzer.git import GitError
from analyzer.repository import Repository, answer, incomplete, open_repository, resolve
from analyzer.smells.cache import Cache
from analyzer.smells.rule_set import rule_set_version
from analyzer.smells.rules import OFF
from analyzer.smells.standards import Layer, Standards, in_environment, in_force
from dashboard.transfer import announced
from dashboard.whole_file import put
from metrics import baseline
from metrics.gate import Policy, judge, not_computed
from metrics.gate_result import Change as Kind
from metrics.gate_result import GateResult, Severity


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the gate goes by. options: what the command line states of the standards; environment:
    variables; jobs: processes that examine, None to choose.
    """

    repository: Path
    asked: Asked
    options: Layer
    environment: Mapping[str, str]
    jobs: int | None = None


def run(wanted: Run) -> GateResult:
    """Compare and judge. Whatever a person can mend makes it not computed."""
    try:
        return _judged(wanted)
    except LinespanError as problem:
        return not_computed(problem.message, problem.hint)


def _judged(wanted: Run) -> GateResult:
    repository = open_repository(wanted.repository, shallow_too=True)
    with announced("") as say:
        compared = choose(repository, wanted.asked, wanted.environment, say)
    with _opened(repository, compared) as change:
        comparison, standards = _compared(repository, change, wanted)
        return judge(comparison, policy(standards), _authorship(change))


@contextmanager
def _opened(repository: Repository, compared: Compared) -> Iterator[Change]:
    with tempfile.TemporaryDirectory(prefix="linespan-") as folder:
        try:
            yield Change(repository, repository.seal(Path(folder) / "sealed"), compared)
        except GitError as problem:
            raise incomplete(repository, problem) from problem


def _compared(repository: Repository, change: Change, wanted: Run) -> tuple[Comparison, Standards]:
    configuration = dict(change.settings.configuration.standards)
    standards = in_force(configuration, in_environment(wanted.environment), wanted.options)
    cache = Cache.of(repository.git_dir, rule_set_version())
    return compare(change, standards, cache, wanted.jobs), standards


def _authorship(change: Change) -> ChangeCommits | None:
    """Nothing is judged by it, so a shallow clone that ends among the commits of a merge will do."""
    with suppress(GitError):
        return change.commits()
    return None


def write_baseline(wanted: Run) -> tuple[Path, int]:
    """Let stand what the gate would say of all that HEAD holds: write its baseline into the work tree.

    Returns the file and the number of its entries. Raises RepositoryError where there is no work tree or no
    commit, or where the file is a link, LinespanError where it can not be written.
    """
    repository = open_repository(wanted.repository, shallow_too=True)
    top, head = answer(repository, "rev-parse", "--show-toplevel"), resolve(repository, "HEAD")
    if not top or not head:
        raise RepositoryError(
            f"{repository.path} has no {'commit' if top else 'work tree'}",
            "a baseline is written into a work tree, from what HEAD holds",
        )
    path = Path(top) / BASELINE
    if path.is_symlink():
        raise RepositoryError(f"{path} is a link, and is not followed", "remove it")
    # Against nothing everything is new.
    with _opened(repository, Compared("", "HEAD", "", head, "", "")) as change:
        comparison, _ = _compared(repository, change, wanted)
    found = (*comparison.after.found, *comparison.blocks)
    text = baseline.written(one.smell for one in found if one.excused is None)
    put(path, text)
    return path, text.count("\n")


def policy(standards: Standards) -> Policy:
    """What of the standards is for the gate to judge by."""
    stated: dict[str, Any] = {key.replace("-", "_"): value for key, value in standards.gate.items()}
    if "fail_on" in stated:
        stated["fail_on"] = frozenset(map(Kind, stated["fail_on"]))
    severities = {rule: Severity(name) for rule, name in standards.severities.items() if name != OFF}
    return Policy(severities=severities, **stated)
