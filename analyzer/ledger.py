"""Who wrote each live line: the owners of every file's lines, carried along every branch and through every
merge.

A line is a number, given in the order of births from 1. A version of a file is the numbers of its lines, 32
bits each, as immutable bytes: slicing and joining them is the fastest thing Python can do with a sequence,
and versions are shared between branches. A tree maps paths to versions in a persistent map, so that a branch
costs what it changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from immutables import Map
from numpy.typing import NDArray

from analyzer.births import ADDED, MERGE, UNKNOWN, Births, Lines, numbers
from analyzer.changes import BINARY, MISSING, Changes, FileChange, Mixed, quadruples
from analyzer.errors import LinespanError
from analyzer.patches import Hunks

_WIDTH = 4


class LedgerError(LinespanError):
    """A change does not fit the file it changes."""


class Version(NamedTuple):
    """One version of a file. blob: its object name; lines: their numbers; unreadable: why it has none, else
    None.
    """

    blob: bytes
    lines: bytes
    unreadable: str | None


class Tree(NamedTuple):
    """The files of a commit by path number. pending: paths that may hold lines that land together with this
    commit.
    """

    files: "Map[int, Version]"
    pending: frozenset[int]


EMPTY = Tree(Map(), frozenset())


class Removal(NamedTuple):
    """Lines that one commit took out of one path, by how; each piece as in Version.lines."""

    deleted: list[bytes]
    rewritten: list[bytes]
    lost: list[bytes]


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

    children: for each seq how many children it has.
    """

    def __init__(self, children: Sequence[int]) -> None:
        self.births = Births()
        self.hunks = 0
        self._children = list(children)
        self._trees: dict[int, Tree] = {}

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
        files: Sequence[FileChange],
        paths: Mapping[bytes, int],
        *,
        on_mainline: bool,
    ) -> tuple[Tree, Removal]:
        """The tree after a commit with at most one parent, and the lines it removed. paths: numbers of the
        paths.

        Raises LedgerError when a hunk does not fit.
        """
        removal = Removal([], [], [])
        tree = parent.files.mutate()
        # Sources go first: two renames can swap their paths.
        for file in files:
            if file.old_path is not None:
                tree.pop(paths[file.old_path], None)
            elif file.blob is None:
                tree.pop(paths[file.path], None)
        for file in files:
            path = paths[file.path]
            before = None if file.status == "A" else parent.files.get(paths[file.old_path or file.path])
            lines = self._edit(seq, path, file, before, removal)
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
        return Tree(tree.finish(), pending), removal

    def _edit(self, seq: int, path: int, file: FileChange, before: Version | None, removal: Removal) -> bytes:
        old = before.lines if before else b""
        if before and before.blob == file.blob:
            return old
        if file.unreadable in (BINARY, MISSING):
            removal.lost.append(old)
            return b""
        if file.fresh is not None:
            removal.lost.append(old)
            return self._born(seq, path, Hunks("I", (0, 0, 1, file.fresh)), UNKNOWN)
        hunks = file.hunks
        self.hunks += len(hunks) // 4
        first = self.births.add(seq, path, hunks, ADDED)
        born = numbers(first, self.births.total + 1 - first)
        pieces: list[bytes] = []
        at = new = 0
        for old_start, old_count, _, new_count in quadruples(hunks):
            start = old_start - 1 if old_count else old_start
            if start < at or _WIDTH * (start + old_count) > len(old):
                raise _unfit(seq, path)
            pieces.append(old[_WIDTH * at : _WIDTH * start])
            at = start + old_count
            if old_count:
                (removal.rewritten if new_count else removal.deleted).append(
                    old[_WIDTH * start : _WIDTH * at]
                )
            if new_count:
                pieces.append(born[_WIDTH * new : _WIDTH * (new + new_count)])
                new += new_count
        pieces.append(old[_WIDTH * at :])
        lines = b"".join(pieces)
        if file.restored:
            owners = np.frombuffer(lines, dtype="<u4")[np.array(file.restored) - 1]
            self.births.restored.append(owners[owners >= first])
        return lines

    def _born(self, seq: int, path: int, hunks: Hunks, operation: str) -> bytes:
        first = self.births.add(seq, path, hunks, operation)
        return numbers(first, self.births.total + 1 - first)

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

    def part(self, merge: MergeStep, doubles: Mapping[int, NDArray[np.intp]]) -> MergeStep:
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
                lines[places] = self.births.double(lines[places])
                after = after._replace(lines=lines.tobytes())
                tree[step.path] = after
            changed.append(step._replace(after=after))
        return merge._replace(tree=merge.tree._replace(files=tree.finish()), changed=changed)

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
            return Version(blob, self._written(seq, path, owners), None)
        if mixed.lines is None:
            raise _unfit(seq, path)
        hunk = Hunks("I", (0, 0, 1, mixed.lines))
        return Version(blob, self._born(seq, path, hunk, UNKNOWN if sources else MERGE), None)

    def _owners(
        self, seq: int, path: int, sources: Sequence[tuple[Version, Hunks]], dropped: list[Lines]
    ) -> Lines:
        """For each line of a merged file its number in the first parent that has it, 0 where none has."""
        self.hunks += sum(len(hunks) // 4 for _, hunks in sources)
        owners, *others = (_passed_on(version.lines, hunks) for version, hunks in sources)
        for theirs in others:
            if len(owners) != len(theirs):
                raise _unfit(seq, path)
            twin = (owners != 0) & (theirs != 0) & (owners != theirs)
            if twin.any():
                dropped.append(theirs[twin])
            owners = np.where(owners == 0, theirs, owners)
        return owners

    def _written(self, seq: int, path: int, owners: Lines) -> bytes:
        """Number the lines that no parent has: the merge itself wrote them."""
        own = owners == 0
        if not own.any():
            return owners.tobytes()
        edges = np.flatnonzero(np.diff(own, prepend=False, append=False))
        hunks = Hunks("I")
        for start, end in zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True):
            hunks.extend((0, 0, start + 1, end - start))
        first = self.births.add(seq, path, hunks, MERGE)
        owners = owners.copy()
        owners[own] = np.arange(first, self.births.total + 1, dtype="<u4")
        return owners.tobytes()


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
