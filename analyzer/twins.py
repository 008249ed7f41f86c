"""Whether a line that a merge dropped gave way to a twin: an equal line, aligned with it by git's own diff.

Cherry-picks and the same edit on two branches do that, thousands of times in some histories. Where the merge
has no file of that path, the file is looked for under the name that git's rename detection gives it.
Ownership never waits for the answer, so all questions of a mining are put to git at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.changes import quadruples
from analyzer.fates import TwinQuery
from analyzer.history import Commit
from analyzer.merges import compare_blobs
from analyzer.renames import Renames, read_renames
from analyzer.sealed import SealedRepository


class TwinAnswer(NamedTuple):
    """Which lines of a query have a twin. rename_limit_hit: whether git gave up looking for the file's new
    name.
    """

    query: TwinQuery
    found: NDArray[np.bool_]
    rename_limit_hit: bool


def twins(
    repository: SealedRepository,
    queries: Sequence[TwinQuery],
    commits: Sequence[Commit],
    paths: Iterable[bytes],
    absent: AbstractSet[bytes],
) -> Iterator[TwinAnswer]:
    """For each query which of its lines have a twin in the merge's version of the file.

    commits: by seq; paths: by number; absent: objects that stand-ins replace. Raises GitError and PatchError.
    """
    names = list(paths)
    renamed = read_renames(repository, (_pair(query, commits) for query in queries if query.after is None))
    pairs = [(query.before, _after(query, commits, names, renamed)) for query in queries]
    compared = compare_blobs(
        repository, dict.fromkeys((before, after) for before, after in pairs if after is not None), absent
    )
    for query, (before, after) in zip(queries, pairs, strict=True):
        comparison = compared.get((before, after)) if after is not None else None
        hunks = None if comparison is None else comparison.hunks
        stays = np.zeros(query.length, dtype=np.bool_)
        if hunks is not None:
            stays[:] = True
            for old_start, old_count, _, _ in quadruples(hunks):
                if old_count:
                    stays[old_start - 1 : old_start - 1 + old_count] = False
        limit_hit = query.after is None and renamed[_pair(query, commits)].limit_hit
        yield TwinAnswer(query, stays[query.places], limit_hit)


def _pair(query: TwinQuery, commits: Sequence[Commit]) -> tuple[str, str]:
    """Object names of the merge and of the parent that held the lines."""
    merge = commits[query.merge]
    return merge.sha, commits[merge.parents[query.parent]].sha


def _after(
    query: TwinQuery,
    commits: Sequence[Commit],
    names: Sequence[bytes],
    renamed: Mapping[tuple[str, str], Renames],
) -> bytes | None:
    if query.after is not None:
        return query.after
    target = renamed[_pair(query, commits)].targets.get(names[query.path])
    return None if target is None else target[1]
