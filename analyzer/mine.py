"""git -> changes -> fold -> tables: reads a repository's whole history and publishes it as a database."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import duckdb
import numpy as np

from analyzer import __version__, agent_patterns, checkpoints, files, settings, store
from analyzer.adoption import signing
from analyzer.agent_patterns import Patterns
from analyzer.agents import Detector
from analyzer.authorship import Authorship, judge
from analyzer.changes import MISSING
from analyzer.checkpoints import Earlier, NotesRead
from analyzer.errors import LinespanError, RepositoryError
from analyzer.fates import FATES, Outcome
from analyzer.files import File
from analyzer.fold import Fold
from analyzer.follow import follow
from analyzer.git import GitError
from analyzer.history import DAY, Commit, History, Landing, land, read_commits
from analyzer.noted import Noted, attested, find, tips
from analyzer.progress import Progress, Silence
from analyzer.publication import begin, write
from analyzer.reconciliation import LedgerError, head_counts, reconcile
from analyzer.repository import (
    Head,
    Repository,
    choose_head,
    completion,
    incomplete,
    open_repository,
    partial_filter,
)
from analyzer.resume import Snapshots, Unfit, fitting, known_commits, read, unfit
from analyzer.sealed import SealedRepository
from analyzer.settings import Settings
from analyzer.smells.standards import Standards, in_force
from analyzer.snapshots import chosen
from analyzer.tables import LineTables
from analyzer.touches import NumberingError
from analyzer.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class MiningOptions:
    """What decides the result, and how many processes read.

    rev: the revision to analyse, None for the default branch; as_of: ISO date or time, UTC: the last mainline
    commit landed by then is analysed (a date means its end); jobs: None to choose; snapshots: at how many
    commits at most the tree is looked at for smells.
    """

    rev: str | None = None
    as_of: str | None = None
    jobs: int | None = None
    snapshots: int = 0


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
    looking = ExitStack()
    identity = looking.enter_context(store.identified(target))
    if identity is not None and identity.schema_version != store.SCHEMA_VERSION:
        notes.append(f"the database had schema version {identity.schema_version} and was mined anew")
    # What is asked of git and of the database waits for them, so it is asked beside what this thread does.
    with looking, store.exclusive(target, repository.git_dir) as folder, ThreadPoolExecutor(3) as aside:

        def begun(copied: Path | None) -> store.Writer:
            """To understand the views takes DuckDB as long as to read a small history."""
            writer = begin(folder, copied)
            if install_views is not None:
                install_views(writer.connection)
            return writer

        sealed = repository.seal(folder / "sealed")
        reading = _Reading(
            *(sealed, repository, head.sha, latest, started, options.jobs, options.snapshots, progress, aside)
        )
        unsuited = Unfit("") if anew else unfit(identity, options_hash(options))
        beginning = aside.submit(begun, None if unsuited else target)
        followed = unsuited or reading.go_on(target)
        looking.close()
        if isinstance(followed, Unfit):
            if followed.reason:
                notes.append(f"mined anew: {followed.reason}")
            if not unsuited:
                beginning.result().discard()
                beginning = aside.submit(begun, None)
            followed = reading.begin()
        writer = beginning.result()
        fold, lines, fates = followed.fold, followed.lines, followed.fates
        commits, landing, earlier = fold.commits, fold.landing, followed.earlier
        stated, noted = followed.past.settings, followed.past.noted
        notes += stated.notes
        authorship, notes_read = reading.authorship(followed)
        classifying = aside.submit(reading.files, followed)
        write(writer, fold, followed.outcome, lines, stated, authorship, signing(sealed, fold), classifying)
        if options.snapshots or earlier.snapshots:
            reading.smells(followed, writer)
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
                "by_author": [stated.configuration.by_author],
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
                "rules_hash": [followed.past.snapshots.rules],
                "notes_tips": [noted.tips],
                "notes_hash": [notes_read.fingerprint],
                "notes_read": [notes_read.read],
                "notes_malformed": [notes_read.malformed],
                "notes_unread": [noted.unread],
                "notes_elsewhere": [noted.elsewhere],
            },
            {
                "absent_objects": "string_split(absent_objects, ' ')",
                **{moment: f"to_timestamp({moment})" for moment in ("as_of", "started_at", "finished_at")},
            },
        )
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
class _Past:
    """A history before its changes are read. tree: the head's, as SealedRepository.tree gives it; patterns:
    by which its commits were examined; noted: what it says of single lines; snapshots: to be taken.
    """

    history: History
    landing: Landing
    tree: list[tuple[bytes, bytes, bytes]]
    settings: Settings
    patterns: Patterns
    noted: Noted
    snapshots: Snapshots


@dataclass(frozen=True, slots=True)
class _Followed:
    """A history walked to its end, the books balanced. fates: lines that have each; absent: objects."""

    past: _Past
    earlier: Earlier
    fold: Fold
    outcome: Outcome
    lines: LineTables
    fates: dict[str, int]
    absent: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one mining reads, and how. head: full name; latest: of landing times; started: both in seconds;
    most: snapshots.
    """

    sealed: SealedRepository
    repository: Repository
    head: str
    latest: float | None
    started: float
    jobs: int | None
    most: int
    progress: Progress
    aside: ThreadPoolExecutor

    def begin(self) -> _Followed:
        """Read everything."""
        return self._follow(self._past(()), checkpoints.nothing())

    def go_on(self, database: Path) -> _Followed | Unfit:
        """Read what an earlier mining does not know, where its database can be gone on with."""
        keeping = self.aside.submit(read, database)
        known = known_commits(database)
        past = self._past(known.commits)
        kept = keeping.result()
        if isinstance(kept, Unfit):
            return kept
        told = past.settings.fingerprint, past.noted
        earlier = fitting(kept, known, *told, past.history, past.landing, self.sealed, past.snapshots)
        if isinstance(earlier, Unfit):
            return earlier
        try:
            return self._follow(past, earlier)
        except (NumberingError, LedgerError) as problem:
            return Unfit(f"the earlier mining can not be gone on with: {problem}")
        except GitError as problem:
            # Read anew, what is absent is known before it is asked for.
            return Unfit(f"this copy lacks what it had: {problem.message}")

    def _past(self, known: Sequence[Commit]) -> _Past:
        self.progress.step("reading commits")
        if self.most:
            self.aside.submit(import_module, "analyzer.smell_history")  # which lasts, and is asked for below
        try:
            head, now = self._last(known)
            tree = list(self.sealed.tree(head))
            patterns = agent_patterns.patterns(settings.configuration_in(self.sealed, tree).agents)
            history = read_commits(self.sealed, head, known, Detector(patterns).examine)
            landing = land(history.commits, len(history.commits) - 1, now)
            names = {commit.sha for commit in history.commits}
            noted = find(tips(self.repository), self.sealed, tree, names)
        except GitError as problem:
            raise incomplete(self.repository, problem) from problem
        stated = settings.read(self.sealed, tree, names)
        snapshots = _snapshots(landing, self.most, stated)
        return _Past(history, landing, tree, stated, patterns, noted, snapshots)

    def _last(self, known: Sequence[Commit]) -> tuple[str, float]:
        """The last commit that is asked for, and what counts as now for the times of landing."""
        if self.latest is None:
            return self.head, self.started
        history = read_commits(self.sealed, self.head, known)
        landing = land(history.commits, len(history.commits) - 1, self.started)
        landed = [seq for seq in landing.mainline if landing.times[seq] <= self.latest]
        if not landed:
            first = datetime.fromtimestamp(landing.times[landing.mainline[0]], UTC)
            raise RepositoryError(
                f"nothing had landed by {datetime.fromtimestamp(self.latest, UTC):%Y-%m-%d}",
                f"the first commit landed on {first:%Y-%m-%d}",
            )
        # On that day nothing had landed later than that day.
        return history.commits[landed[-1]].sha, min(self.started, self.latest - DAY)

    def authorship(self, followed: _Followed) -> tuple[Authorship, NotesRead]:
        """Who wrote the new commits and their lines."""
        past, fold, earlier = followed.past, followed.fold, followed.earlier
        try:
            found = attested(self.sealed, past.noted, fold)
        except GitError as problem:
            raise incomplete(self.repository, problem) from problem
        labels = earlier.labels, earlier.line_labels
        authorship = judge(
            past.history, past.landing, past.patterns, found.by_seq, found.added, fold.paths, labels
        )
        return authorship, NotesRead(
            past.noted.fingerprint({commit.sha for commit in fold.commits}),
            earlier.notes.read + found.read,
            earlier.notes.malformed + found.malformed,
        )

    def files(self, followed: _Followed) -> list[File]:
        """The file behind each path, in order of their numbers."""
        past, earlier = followed.past, followed.earlier
        known: dict[bytes, File] = {}
        if earlier.commits:
            then = self.sealed.tree(past.history.commits[earlier.commits - 1].sha)
            known = files.unchanged(dict(zip(earlier.paths, earlier.files, strict=True)), then, past.tree)
        return files.classify(self.sealed, past.settings, followed.fold.paths, past.tree, known)

    def smells(self, followed: _Followed, writer: store.Writer) -> None:
        """Add what is to be found of smells, once all else is written."""
        from analyzer.smell_history import SmellHistory
        from analyzer.smells.cache import Cache
        from analyzer.smells.examine import Examiner
        from analyzer.smells.rule_set import rule_set_version
        from analyzer.surveys import Surveyor

        past, fold, earlier = followed.past, followed.fold, followed.earlier
        classifier = files.Classifier(self.sealed, past.settings, fold.paths)
        cache = Cache.of(self.repository.git_dir, rule_set_version())
        absent = followed.absent | earlier.absent
        seqs, kept = past.snapshots.seqs, past.snapshots.kept(earlier.snapshots)
        # *Measured*: an eighth of the time where all is kept, and 3 MB.
        with uncollected(), Examiner(self.sealed.blobs, cache, self.jobs) as examiner:
            surveyor = Surveyor(self.sealed, classifier, _standards(past.settings), examiner, absent)
            history = SmellHistory(self.sealed, fold, followed.lines, surveyor, classifier, seqs, kept)
            try:
                history.write(writer, self.progress)
            except GitError as problem:
                raise incomplete(self.repository, problem) from problem

    def _follow(self, past: _Past, earlier: Earlier) -> _Followed:
        commits, sealed = past.history.commits, self.sealed
        if lacking := earlier.absent & {name.decode() for _, name, _ in past.tree}:
            sealed.stand_in(lacking)
        stood_in = sealed.stood_in
        counting = self.aside.submit(head_counts, sealed, commits[-1].sha)
        ignored = {commit.seq for commit in commits if commit.sha in past.settings.ignored}
        fold = Fold(past.history, past.landing, ignored, earlier, past.snapshots.new(earlier.snapshots))
        outcome, absent = follow(sealed, self.repository, fold, self.jobs, self.progress)
        self.progress.step("writing the database")
        lines = LineTables(fold.touches, fold.landing.landed, fold.ignored)
        counts = np.bincount(outcome.fate[lines.origins], minlength=len(FATES))
        fates = dict(zip(FATES, counts.tolist(), strict=True))
        in_head = counting.result() if absent <= stood_in else head_counts(sealed, commits[-1].sha)
        reconcile(fold.head, fold.paths, len(lines.origins), fates, past.tree, in_head)
        return _Followed(past, earlier, fold, outcome, lines, fates, absent)


def tip(repo: Path, options: MiningOptions) -> tuple[Head, str]:
    """The commit that the asked revision names now, and the state of the notes on lines.

    Raises RepositoryError.
    """
    repository = open_repository(repo)
    return choose_head(repository, options.rev), tips(repository)


def options_hash(options: MiningOptions) -> str:
    """One hash over everything but the head that decides what is in a database."""
    deciding = f"{store.SCHEMA_VERSION} {__version__} {_deciding(options)}".encode()
    return hashlib.sha256(deciding + agent_patterns.source()).hexdigest()


def _deciding(options: MiningOptions) -> str:
    # Which revision was asked for is in tip_sha; how many processes read decides nothing.
    return json.dumps({"as_of": options.as_of, "snapshots": options.snapshots}, sort_keys=True)


def _snapshots(landing: Landing, most: int, stated: Settings) -> Snapshots:
    seqs = chosen(landing.mainline, [landing.times[seq] for seq in landing.mainline], most)
    if not seqs:
        return Snapshots((), "")
    from analyzer.smell_history import rules_hash

    return Snapshots(seqs, rules_hash(_standards(stated)))


def _standards(stated: Settings) -> Standards:
    return in_force(dict(stated.configuration.standards))


def _moment(date: str) -> float:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as problem:
        raise LinespanError(f"{date!r} is no date", "write it as 2026-01-31") from problem
    if len(date) <= len("2026-01-31"):
        moment += timedelta(days=1, microseconds=-1)
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
