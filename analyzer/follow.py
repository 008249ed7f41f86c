"""Walks the commits that have to be read, and lets each one change the fold."""

import os

from analyzer.fates import Outcome
from analyzer.fold import Fold
from analyzer.git import GitError
from analyzer.progress import Progress
from analyzer.repository import Repository, incomplete
from analyzer.sealed import SealedRepository
from analyzer.twins import twins
from analyzer.workers import read_in_order

# Below this many commits a second process costs more than it saves.
_WORTH_A_WORKER = 2_000
# One process follows the lines; more readers than this wait for it and only cost memory.
_MOST_WORKERS = 4


def follow(
    sealed: SealedRepository, repository: Repository, fold: Fold, jobs: int | None, progress: Progress
) -> tuple[Outcome, frozenset[str]]:
    """Walk the history; where objects turn out to be absent, go on with stand-ins in their place.

    jobs: processes that read, None to choose. Returns what became of the lines, and the absent objects that
    were met. Raises LinespanError, and NumberingError where an earlier mining can not be gone on with.
    """
    commits = fold.to_read
    if jobs is None:
        jobs = min(os.cpu_count() or 1, _MOST_WORKERS) if len(commits) >= _WORTH_A_WORKER else 1
    requests = fold.requests()
    absent = sealed.stood_in
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
                raise incomplete(repository, problem) from problem
    progress.step("telling twins apart")
    missing = {name.encode() for name in absent}
    for answer in twins(sealed, fold.fates.queries, fold.commits, fold.paths, missing):
        fold.fates.answer(answer.query, answer.found)
        if answer.rename_limit_hit:
            fold.rename_limit_hits.add(answer.query.merge)
    return fold.outcome(), absent


def _stand_in(sealed: SealedRepository, head: str) -> frozenset[str]:
    absent = frozenset(sealed.absent_objects(head))
    sealed.stand_in(absent)
    return absent
