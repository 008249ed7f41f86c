"""Which lines a revert brings back: those it adds to a file from which a commit it names had removed them.

The file is known by its names in the reverted commit, after and before. Where a revert changes a file of
neither name, git is asked which file of the reverted commit has become that one in the revert's parent: so
`git revert` finds it too. A file that the revert's parent lacks and no reverted commit knew is a new file,
whatever stands in it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from analyzer import patches
from analyzer.changes import Request
from analyzer.patches import RawRecord
from analyzer.renames import Renames, read_renames
from analyzer.sealed import SealedRepository


class Lost(NamedTuple):
    """What the commits that a revert names had removed.

    files: by each name that a file has had, how often every line was removed from it, once for each reverted
    commit; the names of one file share their counters. rename_limit_hit: whether git gave up looking for
    changed files under new names.
    """

    files: dict[bytes, list[Counter[bytes]]]
    rename_limit_hit: bool

    def lines(self, record: RawRecord) -> "list[Counter[bytes]]":
        """The counters of the file that a record changes: whoever brings a line back takes it away there."""
        names = dict.fromkeys((record.path, record.old_path or record.path))
        return [counter for name in names for counter in self.files.get(name, ())]


NOTHING = Lost({}, rename_limit_hit=False)


class _Removed(NamedTuple):
    """What one commit removed from one file. names: the file's after and before; lines: how often each."""

    names: frozenset[bytes]
    lines: Counter[bytes]


def lost_lines(repository: SealedRepository, requests: Sequence[Request]) -> dict[str, Lost]:
    """For each commit that reverts others what they had removed. Raises GitError and PatchError."""
    reverts = [request for request in requests if request.reverted]
    removed = _removed_lines(repository, {name for revert in reverts for name in revert.reverted})
    renamed = read_renames(repository, _strangers(repository, reverts, removed))
    return {revert.sha: _lost(revert, removed, renamed) for revert in reverts}


def _removed_lines(repository: SealedRepository, shas: Collection[str]) -> dict[str, list[_Removed]]:
    if not shas:
        return {}
    with repository.patches(sorted(shas)) as stream:
        return {
            sha: [
                _Removed(frozenset((record.path, record.old_path or record.path)), lines)
                for record in records
                if (lines := _removed(record, sections))
            ]
            for sha, records, sections in patches.log(stream.read)
        }


def _removed(record: RawRecord, sections: Iterator[bytes]) -> Counter[bytes]:
    # Of a type change git shows the deletion first and then the creation, which removes nothing.
    deletion, *_ = [next(sections) for _ in range(1 + record.splits)]
    if record.modes[0] == patches.SUBMODULE_MODE:
        return Counter()
    return Counter(patches.lines(patches.parse_section(deletion))[0])


def _strangers(
    repository: SealedRepository, reverts: Sequence[Request], removed: Mapping[str, Sequence[_Removed]]
) -> Iterator[tuple[str, str]]:
    """(parent, reverted commit) of the reverts that change a file under a name no reverted commit knows."""
    if not reverts:
        return
    with repository.changes(revert.sha for revert in reverts) as stream:
        for revert, (_, records, _) in zip(reverts, patches.log(stream.read), strict=True):
            known = {name for sha in revert.reverted for file in removed[sha] for name in file.names}
            if any(
                record.status in b"MRT" and known.isdisjoint((record.path, record.old_path))
                for record in records
            ):
                yield from ((revert.parents[0], sha) for sha in revert.reverted if removed[sha])


def _lost(
    revert: Request,
    removed: Mapping[str, Sequence[_Removed]],
    renamed: Mapping[tuple[str, str], Renames],
) -> Lost:
    files: dict[bytes, list[Counter[bytes]]] = {}
    limit_hit = False
    for sha in revert.reverted:
        renames = renamed.get((revert.parents[0], sha))
        for file in removed[sha]:
            names = set(file.names)
            if renames is not None:
                names |= {renames.targets[name][0] for name in file.names & renames.targets.keys()}
                limit_hit |= renames.limit_hit
            counter = file.lines.copy()  # another revert may name the same commit
            for name in names:
                files.setdefault(name, []).append(counter)
    return Lost(files, limit_hit)
