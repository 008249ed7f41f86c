"""Which files git finds renamed from one commit to another, and where it gave up looking."""

from collections.abc import Iterable
from typing import NamedTuple

from analyzer import patches
from analyzer.sealed import SealedRepository

_LIMIT = 1000  # diff.renameLimit, as every sealed repository sets it

File = tuple[bytes, bytes]
"""Path and object of a file in a commit."""


class Renames(NamedTuple):
    """The files renamed from an earlier commit to a later one.

    sources: by path in the later commit the file as the earlier one has it; targets: by path in the earlier
    commit the file as the later one has it; limit_hit: whether git gave up looking for changed files.
    """

    sources: dict[bytes, File]
    targets: dict[bytes, File]
    limit_hit: bool


def read_renames(
    repository: SealedRepository, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Renames]:
    """For each (later, earlier) pair of commits, by object name. Raises GitError and PatchError."""
    wanted = list(dict.fromkeys(pairs))
    if not wanted:
        return {}
    with repository.renames(wanted) as stream:
        return {
            pair: _told(records)
            for pair, (_, records, _) in zip(wanted, patches.log(stream.read), strict=True)
        }


def exceeds_limit(added: int, deleted: int) -> bool:
    """Whether so many files that found no partner were too many for git to compare; the condition is git's.

    What git pairs without a search, equal files and those that only change their folder, is not among them.
    """
    return added * deleted > _LIMIT**2


def _told(records: list[patches.RawRecord]) -> Renames:
    sources: dict[bytes, File] = {}
    targets: dict[bytes, File] = {}
    for record in records:
        if record.old_path is not None:
            sources[record.path] = record.old_path, record.shas[0]
            targets[record.old_path] = record.path, record.shas[1]
    statuses = [record.status for record in records]
    return Renames(sources, targets, exceeds_limit(statuses.count(b"A"), statuses.count(b"D")))
