"""git -> changes -> fold -> tables: reads a repository's whole history and publishes it as a database."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np

from analyzer import __version__, checkpoints, files, history, settings, store
from analyzer.changes import MISSING
from analyzer.errors import LinespanError, RepositoryError
from analyzer.fates import FATES, Outcome
from analyzer.fold import Fold
from analyzer.follow import follow
from analyzer.git import GitError
from analyzer.history import Commit, Landing
from analyzer.progress import Progress, Silence
from analyzer.publication import write
from analyzer.reconciliation import LedgerError, reconcile
from analyzer.repository import (
    Head,
    Repository,
    choose_head,
    completion,
    incomplete,
    open_repository,
    partial_filter,
)
from analyzer.resume import Basis, Unfit, earlier_mining
from analyzer.sealed import SealedRepository
from analyzer.settings import Settings
from analyzer.tables import LineTables
from analyzer.touches import NumberingError


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
    """What one mining did.

    notes: what a person should know of it; new_commits: those that no earlier mining had read; births, alive:
    lines; skipped: rows.
    """

    database: Path
    head_sha: str
    notes: tuple[str, ...]
    commits: int
    new_commits: int
    births: int
    alive: int
    skipped: int
    seconds: float


def mine(
    repo: Path | str,
    database: Path | None = None,
    options: MiningOptions | None = None,
    *,
    install_views: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    progress: Progress | None = None,
    name: str | None = None,
    anew: bool = False,
) -> Mined:
    """Mine `repo` and put the database in place in one step at the end.

    database: None for the default place; install_views: adds to the tables before publication; name: what to
    call the repository in the database, where its path says little; anew: whether to read everything again
    instead of going on with an earlier mining. Raises LinespanError; an earlier database is then as it was.
    """
    started = time.time()
    options, progress = options or MiningOptions(), progress or Silence()
    latest = None if options.as_of is None else _moment(options.as_of)
    repository = open_repository(Path(repo))
    head = choose_head(repository, options.rev)
    target = database or store.default_path(repository.git_dir)
    notes = [head.note] if head.note else []
    identity = store.identify(target)
    if identity is not None and identity.schema_version != store.SCHEMA_VERSION:
        notes.append(f"the database had schema version {identity.schema_version} and was mined anew")
    with store.exclusive(target, repository.git_dir) as folder:
        sealed = repository.seal(folder / "sealed")
        progress.step("reading commits")
        commits, landing = _history(sealed, repository, head.sha, latest, started)
        tree, stated = _settings(sealed, repository, commits)
        notes += stated.notes
        ignored = {commit.seq for commit in commits if commit.sha in stated.ignored}
        basis = Basis(options_hash(options), stated.fingerprint)
        found = Unfit("") if anew else earlier_mining(target, identity, basis, commits, landing, sealed)
        earlier = checkpoints.nothing() if isinstance(found, Unfit) else found
        try:
            followed = _follow(
                sealed, repository, Fold(commits, landing, ignored, earlier), options, progress
            )
        except (NumberingError, LedgerError) as problem:
            if not earlier.commits:
                raise
            found = Unfit(f"the earlier mining can not be gone on with: {problem}")
            earlier = checkpoints.nothing()
            followed = _follow(
                sealed, repository, Fold(commits, landing, ignored, earlier), options, progress
            )
        if isinstance(found, Unfit) and found.reason:
            notes.append(f"mined anew: {found.reason}")
        fold, lines, fates = followed.fold, followed.lines, followed.fates
        writer = store.Writer(folder, target if earlier.commits else None)
        roles = files.classify(sealed, stated, fold.paths, tree)
        write(writer, fold, followed.outcome, lines, stated, roles)
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
                "commits_read": [len(fold.to_read)],
                "merges": [sum(len(commit.parents) > 1 for commit in commits)],
                "hunks": [fold.hunks],
                "births": [len(lines.origins)],
                **{fate: [count] for fate, count in fates.items()},
                "landing_times_changed": [landing.changed],
                "absent_objects": [" ".join(sorted(followed.absent | earlier.absent))],
                "rename_limit_hits": [earlier.rename_limit_hits + len(fold.rename_limit_hits)],
                "tables_hash": [store.tables_hash(writer.connection)],
            },
            {
                "absent_objects": "string_split(absent_objects, ' ')",
                **{moment: f"to_timestamp({moment})" for moment in ("as_of", "started_at", "finished_at")},
            },
        )
        if install_views is not None:
            install_views(writer.connection)
        skipped = writer.count("skipped")
        absent = writer.count("skipped", MISSING)
        writer.publish(target)
    if absent:
        notes.append(f"versions of files absent from this copy, and skipped: {absent:,}")
        if left_out := partial_filter(repository):
            notes.append(
                f"this is a partial clone (--filter={left_out}); {completion(repository)} completes it, "
                "then mine it again"
            )
    return Mined(
        target,
        commits[-1].sha,
        tuple(notes),
        len(commits),
        len(commits) - earlier.commits,
        len(lines.origins),
        fates["alive"],
        skipped,
        time.time() - started,
    )


@dataclass(frozen=True, slots=True)
class _Followed:
    """A history walked to its end, the books balanced. fates: lines that have each; absent: objects."""

    fold: Fold
    outcome: Outcome
    lines: LineTables
    fates: dict[str, int]
    absent: frozenset[str]


def _follow(
    sealed: SealedRepository, repository: Repository, fold: Fold, options: MiningOptions, progress: Progress
) -> _Followed:
    outcome, absent = follow(sealed, repository, fold, options.jobs, progress)
    progress.step("writing the database")
    lines = LineTables(fold.touches, fold.landing.landed, fold.ignored)
    counts = np.bincount(outcome.fate[lines.origins], minlength=len(FATES))
    fates = dict(zip(FATES, counts.tolist(), strict=True))
    reconcile(fold.head, fold.paths, len(lines.origins), fates, sealed, fold.commits[-1].sha)
    return _Followed(fold, outcome, lines, fates, absent)


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
        raise incomplete(repository, problem) from problem
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
        raise incomplete(repository, problem) from problem
    return tree, settings.read(sealed, tree, {commit.sha for commit in commits})


def _moment(date: str) -> float:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as problem:
        raise LinespanError(f"{date!r} is no date", "write it as 2026-01-31") from problem
    if len(date) <= len("2026-01-31"):
        moment += timedelta(days=1, microseconds=-1)
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
