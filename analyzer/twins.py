"""Whether a line that a merge dropped gave way to a twin: an equal line, aligned with it by git's own diff.

Cherry-picks and the same edit on two branches do that, thousands of times in some histories. Ownership never
waits for the answer, so all questions of a mining are put to git at once.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from analyzer.changes import quadruples
from analyzer.fates import TwinQuery
from analyzer.git import SealedRepository
from analyzer.merges import compare_blobs


def twins(
    repository: SealedRepository, queries: Sequence[TwinQuery], absent: AbstractSet[bytes]
) -> Iterator[tuple[TwinQuery, NDArray[np.bool_]]]:
    """For each query which of its lines have a twin in the merge's version of the file."""
    pairs = {(query.before.blob, query.after.blob): None for query in queries if query.after is not None}
    compared = compare_blobs(repository, pairs, absent)
    for query in queries:
        hunks = compared.get((query.before.blob, query.after.blob)) if query.after is not None else None
        stays = np.zeros(len(query.before.lines) // 4, dtype=np.bool_)
        if hunks is not None:
            stays[:] = True
            for old_start, old_count, _, _ in quadruples(hunks):
                if old_count:
                    stays[old_start - 1 : old_start - 1 + old_count] = False
        yield query, stays[query.places]
