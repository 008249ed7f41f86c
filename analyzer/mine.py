"""git -> changes -> fold -> tables: reads a repository's whole history and publishes it as a database."""

import hashlib
import json
import os
import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np

from analyzer import __version__, files, history, settings, store, tables
from analyzer.changes import MISSING
from analyzer.errors import LinespanError, RepositoryError
from analyzer.fates import FATES, Outcome
from analyzer.fold import NONE, Fold
from analyzer.git import GitError
from analyzer.history import Commit, Landing
from analyzer.reconciliation import reconcile
from analyzer.repository import Head, Repository, choose_head, open_repository, partial_filter
from analyzer.sealed import SealedRepository
from analyzer.settings import Settings
from analyzer.twins import twins
from analyzer.workers import read_in_order

# Below this many commits a second process costs more than it saves.
_WORTH_A_WORKER = 10_000
# One process follows the lines; more readers than this wait for it and only cost memory.
_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class MiningOptions:
    """What decides the result, and how many processes read.

    rev: the revision to analyse, None for the default branch; as_of: ISO date or time, UTC: the last mainline
    commit landed by then is analysed (a date means its end); jobs: None to choose.
    """

    rev: str | None = None
    as_of: str | None = None
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Mined:
    """What one mining did. notes: what a person should know of it; births, alive: lines; skipped: rows."""

    database: Path
    head_sha: str
    notes: tuple[str, ...]
    commits: int
    births: int
    alive: int
    skipped: int
    seconds: float


class Progress(Protocol):
    """Hears how far a mining is: a step has a name and, where it can be counted, a total of commits."""

    def step(self, name: str, total: int | None = None) -> None:
        """A step begins."""

    def advance(self) -> None:
        """One more commit of the step is done."""


class Silence:
    """Progress that nobody hears."""

    def step(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self) -> None:
        """Say nothing."""


def mine(
    repo: Path | str,
    database: Path | None = None,
    options: MiningOptions | None = None,
    *,
    install_views: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    progress: Progress | None = None,
    name: str | None = None,
) -> Mined:
    """Mine `repo` and put the database in place in one step at the end.

    database: None for the default place; install_views: adds to the tables before publication; name: what to
    call the repository in the database, where its path says little. Raises LinespanError; an earlier database
    is then as it was.
    """
    started = time.time()
    options, progress = options or MiningOptions(), progress or Silence()
    latest = None if options.as_of is None else _moment(options.as_of)
    repository = open_repository(Path(repo))
    head = choose_head(repository, options.rev)
    target = database or store.default_path(repository.git_dir)
    notes = [head.note] if head.note else []
    earlier = store.identify(target)
    if earlier is not None and earlier.schema_version != store.SCHEMA_VERSION:
        notes.append(f"the database had schema version {earlier.schema_version} and was mined anew")
    with store.exclusive(target, repository.git_dir) as folder:
        sealed = repository.seal(folder / "sealed")
        progress.step("reading commits")
        commits, landing = _history(sealed, repository, head.sha, latest, started)
        tree, stated = _settings(sealed, repository, commits)
        notes += stated.notes
        fold, outcome = _follow(sealed, repository, commits, landing, options.jobs, progress)
        lines = dict(zip(FATES, np.bincount(outcome.fate, minlength=len(FATES)).tolist(), strict=True))
        reconcile(fold, lines, sealed, commits[-1].sha)
        progress.step("writing the database")
        writer = store.Writer(folder)
        _write(writer, commits, landing, stated, fold, outcome)
        roles = files.classify(sealed, stated, fold.paths, tree)
        writer.insert("files", tables.file_columns(fold.paths, roles))
        writer.insert(
            "mining_run",
            {
                "repo": [name or str(Path(repo).resolve())],
                "head_sha": [commits[-1].sha],
                "tip_sha": [head.sha],
                "as_of": [landing.times[-1]],
                "schema_version": [store.SCHEMA_VERSION],
                "tool_version": [__version__],
                "options_hash": [options_hash(options)],
                "options": [_deciding(options)],
                "settings_hash": [stated.fingerprint],
                "revisions_passed_over": [len(stated.passed_over)],
                "started_at": [started],
                "finished_at": [time.time()],
                "commits": [len(commits)],
                "merges": [sum(len(commit.parents) > 1 for commit in commits)],
                "hunks": [fold.hunks],
                "births": [fold.births.total],
                **{fate: [count] for fate, count in lines.items()},
                "landing_times_changed": [landing.changed],
                "rename_limit_hits": [len(fold.rename_limit_hits)],
            },
            as_of="to_timestamp(as_of)",
            started_at="to_timestamp(started_at)",
            finished_at="to_timestamp(finished_at)",
        )
        if install_views is not None:
            install_views(writer.connection)
        writer.publish(target)
    if absent := sum(reason == MISSING for _, _, reason in fold.skipped):
        notes.append(f"versions of files absent from this copy, and skipped: {absent:,}")
        if left_out := partial_filter(repository):
            notes.append(
                f"this is a partial clone (--filter={left_out}); {_completion(repository)} completes it, "
                "then mine it again"
            )
    return Mined(
        target,
        commits[-1].sha,
        tuple(notes),
        len(commits),
        fold.births.total,
        lines["alive"],
        len(fold.skipped),
        time.time() - started,
    )


def tip(repo: Path, options: MiningOptions) -> Head:
    """The commit that the asked revision names now. Raises RepositoryError."""
    return choose_head(open_repository(repo), options.rev)


def options_hash(options: MiningOptions) -> str:
    """One hash over everything but the head that decides what is in a database."""
    return hashlib.sha256(f"{store.SCHEMA_VERSION} {__version__} {_deciding(options)}".encode()).hexdigest()


def _deciding(options: MiningOptions) -> str:
    # Which revision was asked for is in tip_sha; how many processes read decides nothing.
    return json.dumps({"as_of": options.as_of}, sort_keys=True)


def _history(
    sealed: SealedRepository, repository: Repository, head: str, latest: float | None, now: float
) -> tuple[list[Commit], Landing]:
    try:
        commits = history.read_commits(sealed, head)
    except GitError as problem:
        raise _incomplete(repository, problem) from problem
    landing = history.land(commits, len(commits) - 1, now)
    if latest is None:
        return commits, landing
    landed = [seq for seq in landing.mainline if landing.times[seq] <= latest]
    if not landed:
        first = datetime.fromtimestamp(landing.times[landing.mainline[0]], UTC)
        raise RepositoryError(
            f"nothing had landed by {datetime.fromtimestamp(latest, UTC):%Y-%m-%d}",
            f"the first commit landed on {first:%Y-%m-%d}",
        )
    commits = history.read_commits(sealed, commits[landed[-1]].sha)
    # On that day nothing had landed later than that day.
    return commits, history.land(commits, len(commits) - 1, min(now, latest - history.DAY))


def _settings(
    sealed: SealedRepository, repository: Repository, commits: Sequence[Commit]
) -> tuple[list[tuple[bytes, bytes, bytes]], Settings]:
    """The entries of the head's tree, and what they say."""
    try:
        tree = list(sealed.tree(commits[-1].sha))
    except GitError as problem:
        raise _incomplete(repository, problem) from problem
    return tree, settings.read(sealed, tree, {commit.sha for commit in commits})


def _moment(date: str) -> float:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as problem:
        raise LinespanError(f"{date!r} is no date", "write it as 2026-01-31") from problem
    if len(date) <= len("2026-01-31"):
        moment += timedelta(days=1, microseconds=-1)
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()


def _follow(
    sealed: SealedRepository,
    repository: Repository,
    commits: Sequence[Commit],
    landing: Landing,
    jobs: int | None,
    progress: Progress,
) -> tuple[Fold, Outcome]:
    """Walk the history; where objects turn out to be absent, go on with stand-ins in their place."""
    if jobs is None:
        jobs = min(os.cpu_count() or 1, _MOST_WORKERS) if len(commits) >= _WORTH_A_WORKER else 1
    fold = Fold(commits, landing)
    requests = fold.requests()
    absent: frozenset[str] = frozenset()
    done = 0
    progress.step("following lines", len(commits))
    while done < len(commits):
        try:
            for changes in read_in_order(sealed, requests[done:], absent, jobs):
                fold.apply(commits[done], changes)
                done += 1
                progress.advance()
        except GitError as problem:
            # A lack of objects is the one thing that can be mended, and once is enough.
            absent = frozenset() if absent else _stand_in(sealed, commits[-1].sha)
            if not absent:
                raise _incomplete(repository, problem) from problem
    progress.step("telling twins apart")
    missing = {name.encode() for name in absent}
    for answer in twins(sealed, fold.fates.queries, commits, fold.paths, missing):
        fold.fates.answer(answer.query, answer.found)
        if answer.rename_limit_hit:
            fold.rename_limit_hits.add(answer.query.merge)
    return fold, fold.fates.outcome(fold.births.total)


def _stand_in(sealed: SealedRepository, head: str) -> frozenset[str]:
    absent = frozenset(sealed.absent_objects(head))
    sealed.stand_in(absent)
    return absent


def _incomplete(repository: Repository, problem: GitError) -> RepositoryError:
    if left_out := partial_filter(repository):
        return RepositoryError(
            f"{repository.path} is a partial clone without what is needed (--filter={left_out}): "
            f"{problem.message}",
            _completion(repository),
        )
    hint = f"git -C {shlex.quote(str(repository.path))} fsck tells what is missing; a fresh clone mends it"
    if repository.borrows:
        hint = "borrowed objects (objects/info/alternates) are not read; git clone --no-local copies them"
    return RepositoryError(f"the history of {repository.path} can not be read whole: {problem.message}", hint)


def _completion(repository: Repository) -> str:
    """The command that fetches what a partial clone was made without."""
    return f"git -C {shlex.quote(str(repository.path))} fetch --refetch --no-filter"


def _write(
    writer: store.Writer,
    commits: Sequence[Commit],
    landing: Landing,
    stated: Settings,
    fold: Fold,
    outcome: Outcome,
) -> None:
    times = ("author_time", "committer_time", "landed_time")
    writer.insert(
        "commits",
        tables.commit_columns(commits, landing, stated),
        parents="CASE parents WHEN '' THEN [] ELSE string_split(parents, ' ') END",
        **{time: f"to_timestamp({time})" for time in times},
    )
    rows = fold.rows
    writer.insert(
        "file_changes",
        {
            "seq": np.array(rows.seq),
            "path_id": np.array(rows.path),
            "old_path_id": _nullable(rows.old_path),
            "status": rows.status,
            "added": _nullable(rows.added),
            "deleted": _nullable(rows.deleted),
        },
    )
    if fold.skipped:
        seqs, paths, reasons = zip(*fold.skipped, strict=True)
        writer.insert("skipped", {"seq": np.array(seqs), "path_id": np.array(paths), "reason": list(reasons)})
    runs = tables.Runs(fold.births)
    writer.insert("line_runs", runs.line_columns(outcome), **tables.NAMED)
    writer.insert("live_runs", runs.live_columns(fold.head))


def _nullable(numbers: Sequence[int]) -> store.Column:
    column = np.array(numbers)
    return np.ma.masked_equal(column, NONE)
