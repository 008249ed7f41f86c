"""Which line each line of a tree is, carried along every branch and through every merge.

A line is a number of `touches.py`: the touch that wrote it as it stands. Its origin is the line it goes on
being.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.changes import Changes, FileChange, Marks, Mixed, Written, quadruples
from analyzer.checkpoints import Earlier
from analyzer.copies import Copy, CopyIndex
from analyzer.errors import LinespanError
from analyzer.operations import ADDED, DELETED, MERGE, RESTORED, REVERTED, REWRITTEN, TAKEN_BACK, UNKNOWN
from analyzer.patches import Hunks
from analyzer.touches import Lines, numbers
from analyzer.trees import Tree, Version

_WIDTH = 4


class LedgerError(LinespanError):
    """A change does not fit the file it changes."""


class Removal(NamedTuple):
    """Lines (origins) that one commit ended, and how: DELETED, REWRITTEN, REVERTED, or UNKNOWN for those lost
    sight of.
    """

    lines: Lines
    kinds: NDArray[np.uint8]


@dataclass(slots=True)
class RemovalRows:
    """How many lines each commit ended in each file, by kind and class; columns of equal length."""

    seq: "array[int]" = field(default_factory=lambda: array("I"))
    path: "array[int]" = field(default_factory=lambda: array("I"))
    kind: "array[int]" = field(default_factory=lambda: array("B"))
    line_class: "array[int]" = field(default_factory=lambda: array("B"))
    lines: "array[int]" = field(default_factory=lambda: array("I"))


class _Edits:
    """What one commit did to the lines of its files, gathered file by file.

    removed: lines of the files that are followed, a piece a hunk; removed_from: (path, lines) a file; added:
    (first number, lines) a file; lost: lines lost sight of.
    """

    def __init__(self) -> None:
        self.removed: list[bytes] = []
        self.removed_from: list[tuple[int, int]] = []
        self.added: list[tuple[int, int]] = []
        self.lost: list[bytes] = []


class Step(NamedTuple):
    """One path that differs between two trees: its version in the one and in the other, None where it is
    not.
    """

    path: int
    before: Version | None
    after: Version | None


class MergeStep(NamedTuple):
    """What a merge did to the ledger.

    changed: the paths that differ from the first parent; dropped: lines that gave way to a twin in a file
    both sides had changed.
    """

    tree: Tree
    changed: list[Step]
    dropped: list[Lines]


class Ledger:
    """Trees of the commits whose children are still to come.

    children: for each seq how many children are to come.
    """

    def __init__(self, children: Sequence[int], earlier: Earlier) -> None:
        self.touches = earlier.touches
        self.removals = RemovalRows()
        self.copies: list[tuple[int, Copy]] = []
        self.hunks = earlier.hunks
        self._index = CopyIndex(self.touches)
        self._children = list(children)
        self._trees = {seq: tree for seq, tree in earlier.trees.items() if children[seq]}
        for old, new in earlier.renames:
            self._index.rename(old, new)

    def forget_places(self) -> None:
        """Let the index of copies go: no commit is to come."""
        del self._index

    def tree(self, seq: int) -> Tree:
        """The tree of a commit whose children are not all done."""
        return self._trees[seq]

    def keep(self, seq: int, tree: Tree, parents: Iterable[int]) -> None:
        """Remember the tree of a commit, and forget those of parents that no other commit needs."""
        self._trees[seq] = tree
        for parent in parents:
            self._children[parent] -= 1
            if not self._children[parent]:
                del self._trees[parent]

    def commit(
        self,
        seq: int,
        parent: Tree,
        changes: Changes,
        paths: Mapping[bytes, int],
        *,
        on_mainline: bool,
        ignored: bool,
        reverted: Collection[int],
    ) -> tuple[Tree, Removal]:
        """The tree after a commit with at most one parent, and the lines it ended.

        paths: numbers of the paths; ignored: it counts for nothing, but lines live on through it; reverted:
        seqs of the commits it reverts. Raises LedgerError when a hunk does not fit.
        """
        first = self.touches.total + 1
        after, edits = self._apply(seq, parent, changes, paths, on_mainline=on_mainline)
        removal = self._settle(seq, changes.written, edits, ignored=ignored, reverted=reverted)
        if self.touches.total >= first:
            self._find_copies(seq, first, after, ignored=ignored)
        return after, removal

    def again(
        self,
        seq: int,
        parents: Sequence[Tree],
        changes: Changes,
        paths: Mapping[bytes, int],
        *,
        on_mainline: bool,
    ) -> Tree:
        """The tree after a commit whose lines were numbered in an earlier mining.

        Raises LedgerError when a hunk does not fit, NumberingError when the numbers do not.
        """
        hunks = self.hunks
        with self.touches.reading_again(seq):
            if len(parents) > 1:
                tree = self._parted(self.merge(seq, parents, changes, paths, on_mainline=on_mainline).tree)
            else:
                tree, _ = self._apply(seq, parents[0], changes, paths, on_mainline=on_mainline)
        self.hunks = hunks
        return tree

    def _apply(
        self, seq: int, parent: Tree, changes: Changes, paths: Mapping[bytes, int], *, on_mainline: bool
    ) -> tuple[Tree, _Edits]:
        files, edits = changes.files, _Edits()
        tree = parent.files.mutate()
        # Sources go first: two renames can swap their paths.
        for file in files:
            if file.old_path is not None:
                tree.pop(paths[file.old_path], None)
                self._index.rename(paths[file.old_path], paths[file.path])
            elif file.blob is None:
                tree.pop(paths[file.path], None)
        for file in files:
            path = paths[file.path]
            before = None if file.status == "A" else parent.files.get(paths[file.old_path or file.path])
            lines = self._edit(seq, path, file, before, edits)
            if file.blob is not None:
                unreadable = before.unreadable if before and before.blob == file.blob else file.unreadable
                tree[path] = Version(file.blob, lines, unreadable)
        pending = parent.pending
        if on_mainline:
            pending = frozenset()
        else:
            touched = {paths[file.path] for file in files}
            if not touched <= pending:
                pending |= touched
        return Tree(tree.finish(), pending), edits

    def _edit(self, seq: int, path: int, file: FileChange, before: Version | None, edits: _Edits) -> bytes:
        old = before.lines if before else b""
        # A type change can keep the object; git shows all its lines as removed and added.
        if before and before.blob == file.blob and not file.hunks:
            return old
        if not file.is_followed:
            edits.lost.append(old)
            return b"" if file.fresh is None else self._born(seq, path, UNKNOWN, file.fresh)
        hunks = file.hunks
        self.hunks += len(hunks) // 4
        first, count = self.touches.add(seq, path, hunks), sum(hunks[3::4])
        born = numbers(first, count)
        pieces: list[bytes] = []
        at = new = gone = 0
        for old_start, old_count, _, new_count in quadruples(hunks):
            start = old_start - 1 if old_count else old_start
            if start < at or _WIDTH * (start + old_count) > len(old):
                raise _unfit(seq, path)
            pieces.append(old[_WIDTH * at : _WIDTH * start])
            at = start + old_count
            if old_count:
                edits.removed.append(old[_WIDTH * start : _WIDTH * at])
                gone += old_count
            if new_count:
                pieces.append(born[_WIDTH * new : _WIDTH * (new + new_count)])
                new += new_count
        pieces.append(old[_WIDTH * at :])
        if hunks:
            edits.added.append((first, count))
            edits.removed_from.append((path, gone))
        return b"".join(pieces)

    def _born(self, seq: int, path: int, operation: int, marks: Marks) -> bytes:
        count = len(marks.classes)
        first = self.touches.add(seq, path, Hunks("I", (0, 0, 1, count)))
        self.touches.describe(first, operation, marks)
        return numbers(first, count)

    def _settle(
        self, seq: int, written: Written | None, edits: _Edits, *, ignored: bool, reverted: Collection[int]
    ) -> Removal:
        """Let lines live on where the commit only moved or edited them; the others begin and end here."""
        lost = np.frombuffer(b"".join(edits.lost), dtype="<u4")
        lost = self.touches.origin[lost]
        if written is None or not (written.operations or written.removed):
            return Removal(lost, np.full(len(lost), UNKNOWN, dtype=np.uint8))
        touches = self.touches
        added = _joined(edits.added)
        removed = np.frombuffer(b"".join(edits.removed), dtype="<u4")
        if len(added) != len(written.operations) or len(removed) != len(written.removed):
            raise _unfit(seq, edits.removed_from[0][0])
        touches.operation[added] = np.frombuffer(written.operations, dtype=np.uint8)
        touches.line_class[added] = np.frombuffer(written.marks.classes, dtype=np.uint8)
        touches.hashes[added] = np.frombuffer(written.marks.hashes, dtype=np.uint64)
        kinds = np.frombuffer(written.removed, dtype=np.uint8).copy()
        if len(written.carried):
            self._carry(
                added,
                removed,
                np.frombuffer(written.carried, dtype=np.uint32),
                kinds,
                ignored=ignored,
                reverted=reverted,
            )
        if ignored:
            begun = added[touches.operation[added] == ADDED]
            touches.operation[begun] = UNKNOWN
            kinds[(kinds == DELETED) | (kinds == REWRITTEN)] = UNKNOWN
        ended = kinds >= UNKNOWN
        lines = touches.origin[removed[ended]]
        kinds = kinds[ended]
        if reverted and not ignored:
            kinds[np.isin(touches.seq_of(lines), list(reverted))] = REVERTED
        if len(lines) and not ignored:
            self._count_removals(seq, edits, ended, kinds, touches.line_class[removed[ended]])
        if len(lost):
            lines = np.concatenate([lines, lost])
            kinds = np.concatenate([kinds, np.full(len(lost), UNKNOWN, dtype=np.uint8)])
        return Removal(lines, kinds)

    def _carry(
        self,
        added: Lines,
        removed: Lines,
        carried: NDArray[np.uint32],
        kinds: NDArray[np.uint8],
        *,
        ignored: bool,
        reverted: Collection[int],
    ) -> None:
        """Give added lines the origin of the removed ones they continue, while their edits are few enough.

        A line is another one when its edits add up to more than half of the words it was born with: then the
        removed line is REWRITTEN in `kinds`, and the added one begins.
        """
        touches = self.touches
        to, old = added[carried[0::4]], removed[carried[1::4]]
        origin, spent = touches.origin[old], touches.spent[old]
        distance, words = carried[2::4].copy(), carried[3::4]
        first = np.flatnonzero((words > 0) & (touches.words[origin] == 0))
        touches.words[origin[first]] = words[first]
        back = distance == TAKEN_BACK
        distance[back] = 0
        ends = np.zeros(len(to), dtype=np.bool_)
        if back.any() and reverted:
            # What the reverted commit had begun ends with it, and what it had ended is there again.
            ends[back] = np.isin(touches.seq_of(origin[back]), list(reverted))
            touches.operation[to[ends]] = RESTORED
        if not ignored and distance.any():
            spent = spent + distance
            over = (distance > 0) & (2 * spent > touches.words[origin])
            touches.operation[to[over]] = ADDED
            ends |= over
        if ends.any():
            kinds[carried[1::4][ends]] = REWRITTEN
            to, origin, spent = to[~ends], origin[~ends], spent[~ends]
        touches.origin[to] = origin
        touches.spent[to] = spent

    def _count_removals(
        self,
        seq: int,
        edits: _Edits,
        ended: NDArray[np.bool_],
        kinds: NDArray[np.uint8],
        classes: NDArray[np.uint8],
    ) -> None:
        file = np.repeat(np.arange(len(edits.removed_from)), [count for _, count in edits.removed_from])[
            ended
        ]
        # Kinds and classes have fewer than 16 values each.
        keys, counts = np.unique((file << 8) | (kinds.astype(np.int64) << 4) | classes, return_counts=True)
        rows = self.removals
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
            rows.seq.append(seq)
            rows.path.append(edits.removed_from[key >> 8][0])
            rows.kind.append(key >> 4 & 15)
            rows.line_class.append(key & 15)
            rows.lines.append(count)

    def _find_copies(self, seq: int, first: int, tree: Tree, *, ignored: bool) -> None:
        if ignored:
            self._index.insert()
            return
        self.copies += ((seq, copy) for copy in self._index.find(first, tree.files))

    def merge(
        self,
        seq: int,
        parents: Sequence[Tree],
        changes: Changes,
        paths: Mapping[bytes, int],
        *,
        on_mainline: bool,
    ) -> MergeStep:
        """The tree after a merge. Raises LedgerError when a hunk does not fit."""
        tree = parents[0].files.mutate()
        changed: list[Step] = []
        dropped: list[Lines] = []
        for name, blob in changes.taken:
            path = paths[name]
            before = parents[0].files.get(path)
            after = None
            if blob is None:
                tree.pop(path, None)
            else:
                after = _same_blob(blob, ((parent, path) for parent in parents))
                if after is None:
                    after = self._mix(seq, path, blob, parents, changes.mixed[name], paths, dropped)
                tree[path] = after
            changed.append(Step(path, before, after))
        pending: frozenset[int] = frozenset()
        if not on_mainline:
            pending = pending.union(
                *(parent.pending for parent in parents), (paths[name] for name in changes.mixed)
            )
        return MergeStep(Tree(tree.finish(), pending), changed, dropped)

    def part(self, seq: int, merge: MergeStep, doubles: Mapping[int, NDArray[np.intp]]) -> MergeStep:
        """Number lines that stand in two places of a merge's tree anew in one of them.

        doubles: by path the indexes of the lines to number. It happens where a merge keeps a file under its
        old and its new name, or a block where either side had moved it. git blame traces both to one origin,
        so the new line has the same birth; but it is a line of its own in every count.
        """
        changed: list[Step] = []
        tree = merge.tree.files.mutate()
        for step in merge.changed:
            after = step.after
            if after is not None and step.path in doubles:
                lines = np.frombuffer(after.lines, dtype="<u4").copy()
                places = doubles[step.path]
                lines[places] = self.touches.double(seq, step.path, places, lines[places])
                after = after._replace(lines=lines.tobytes())
                tree[step.path] = after
            changed.append(step._replace(after=after))
        return merge._replace(tree=merge.tree._replace(files=tree.finish()), changed=changed)

    def _parted(self, tree: Tree) -> Tree:
        """The tree with the numbers that `part` gave when it was read first."""
        files = tree.files.mutate()
        for number, double in self.touches.known_doubles():
            version = files[double.path]
            lines = np.frombuffer(version.lines, dtype="<u4").copy()
            lines[double.place] = number
            files[double.path] = version._replace(lines=lines.tobytes())
        return tree._replace(files=files.finish())

    def _mix(
        self,
        seq: int,
        path: int,
        blob: bytes,
        parents: Sequence[Tree],
        mixed: Mixed,
        paths: Mapping[bytes, int],
        dropped: list[Lines],
    ) -> Version:
        """A file that no parent has under this name as it is. Its lines belong to the first parent that has
        them.
        """
        sources = [
            (version, source[1])
            for tree, source in zip(parents, mixed.sources, strict=True)
            if source is not None and (version := tree.files.get(paths[source[0]])) is not None
        ]
        for version, _ in sources:
            if version.blob == blob:
                return version
        if mixed.unreadable is not None:
            return Version(blob, b"", mixed.unreadable)
        readable = [
            (version, hunks) for version, hunks in sources if hunks is not None and not version.unreadable
        ]
        if readable:
            owners = self._owners(seq, path, readable, dropped)
            return Version(blob, self._written(seq, path, owners, readable[0][1], mixed.marks), None)
        if mixed.marks is None:
            raise _unfit(seq, path)
        return Version(blob, self._born(seq, path, UNKNOWN if sources else MERGE, mixed.marks), None)

    def _owners(
        self, seq: int, path: int, sources: Sequence[tuple[Version, Hunks]], dropped: list[Lines]
    ) -> Lines:
        """For each line of a merged file its number in the first parent that has it, 0 where none has."""
        self.hunks += sum(len(hunks) // 4 for _, hunks in sources)
        owners, *others = (_passed_on(version.lines, hunks) for version, hunks in sources)
        for theirs in others:
            if len(owners) != len(theirs):
                raise _unfit(seq, path)
            origin = self.touches.origin
            twin = (owners != 0) & (theirs != 0) & (origin[owners] != origin[theirs])
            if twin.any():
                dropped.append(theirs[twin])
            owners = np.where(owners == 0, theirs, owners)
        return owners

    def _written(self, seq: int, path: int, owners: Lines, hunks: Hunks, marks: Marks | None) -> bytes:
        """Number the lines that no parent has: the merge itself wrote them.

        hunks, marks: from the first parent, and of the lines they add.
        """
        own = owners == 0
        if not own.any():
            return owners.tobytes()
        if marks is None:
            raise _unfit(seq, path)
        edges = np.flatnonzero(np.diff(own, prepend=False, append=False))
        runs = Hunks("I")
        for start, end in zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True):
            runs.extend((0, 0, start + 1, end - start))
        first = self.touches.add(seq, path, runs)
        lines = np.arange(first, first + np.count_nonzero(own), dtype="<u4")
        # What no parent has the first one has not.
        added = (
            np.repeat(np.array(hunks[2::4]) - _before(hunks), np.array(hunks[3::4]))
            + np.arange(len(marks.classes))
            - 1
        )
        which = np.searchsorted(added, np.flatnonzero(own))
        self.touches.operation[lines] = MERGE
        self.touches.line_class[lines] = np.frombuffer(marks.classes, dtype=np.uint8)[which]
        self.touches.hashes[lines] = np.frombuffer(marks.hashes, dtype=np.uint64)[which]
        owners = owners.copy()
        owners[own] = lines
        return owners.tobytes()


def _before(hunks: Hunks) -> NDArray[np.intp]:
    """For each hunk how many lines the hunks before it add."""
    counts = np.array(hunks[3::4], dtype=np.intp)
    return np.cumsum(counts) - counts


def _joined(runs: Sequence[tuple[int, int]]) -> Lines:
    """The numbers of runs of lines, given as (first number, lines)."""
    if len(runs) == 1:
        return np.arange(runs[0][0], sum(runs[0]), dtype="<u4")
    return np.concatenate([np.arange(first, first + count, dtype="<u4") for first, count in runs])


def _unfit(seq: int, path: int) -> LedgerError:
    return LedgerError(
        f"commit number {seq} does not fit path number {path}",
        "this is a defect of Linespan: please report it with the repository's name",
    )


def _same_blob(blob: bytes, places: Iterable[tuple[Tree, int]]) -> Version | None:
    for tree, path in places:
        version = tree.files.get(path)
        if version is not None and version.blob == blob:
            return version
    return None


def _passed_on(lines: bytes, hunks: Hunks) -> Lines:
    """For each line of the new version its number in the old one, 0 for the lines that hunks add."""
    pieces: list[bytes] = []
    at = 0
    for old_start, old_count, _, new_count in quadruples(hunks):
        start = old_start - 1 if old_count else old_start
        pieces.append(lines[_WIDTH * at : _WIDTH * start])
        pieces.append(bytes(_WIDTH * new_count))
        at = start + old_count
    pieces.append(lines[_WIDTH * at :])
    return np.frombuffer(b"".join(pieces), dtype="<u4")
