"""What became of each line (METRICS.md, 1): when it stood in the mainline's tree, and which commit ended
that.

A line is its origin here, whatever touched it since. Arrays are indexed by line number; index 0 is nobody. A
commit is stored as its seq plus one, so that 0 means none.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer import operations
from analyzer.changes import BINARY, MISSING, SUBMODULE
from analyzer.ledger import Removal, Step
from analyzer.touches import Lines, Touches
from analyzer.trees import Tree, Version

ALIVE, DEAD, UNLANDED, SUPERSEDED = range(4)
FATES = ("alive", "dead", "unlanded", "superseded")

LOST, DELETED, REWRITTEN, REVERTED, MERGED = range(5)
DEATH_KINDS = (None, "deleted", "rewritten", "reverted", "merge")
_KIND = np.zeros(len(operations.NAMES), dtype=np.uint8)
_KIND[operations.DELETED] = DELETED
_KIND[operations.REWRITTEN] = REWRITTEN
_KIND[operations.REVERTED] = REVERTED
_AGAIN = 0x80  # in a removal's kind: the line has earlier removals in `_more`

_GROWTH = 1 << 16


class _Held(NamedTuple):
    """A file of a merge's parent, and what the merge has under its path."""

    path: int
    before: Version
    after: Version | None


class Exchange(NamedTuple):
    """Lines of the paths that a merge changed: before it, after it, only after it, only before it."""

    before: Lines
    after: Lines
    gained: Lines
    gone: Lines


class TwinQuery(NamedTuple):
    """Lines that a merge dropped though no commit removed them: did they give way to twins?

    parent: which parent held them; path: the number of the file's path there; before, after: the objects
    there and in the merge (None: the merge has no file of that path); length: number of lines of `before`;
    places: indexes of the dropped ones among them; lines: their numbers.
    """

    merge: int
    parent: int
    path: int
    before: bytes
    after: bytes | None
    length: int
    places: NDArray[np.uint32]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Outcome:
    """fate: per line one of ALIVE ..., death: seq plus one of the commit that removed it, 0 unless dead;
    kind: LOST ...
    """

    fate: NDArray[np.uint8]
    death: NDArray[np.uint32]
    kind: NDArray[np.uint8]


class Fates:
    """Follows the removals of lines and the mainline's tree.

    touches: the lines; landed: for each seq the seq of its landing; ancestors: the ancestors of a commit, as
    far back as another one.
    """

    def __init__(
        self,
        touches: Touches,
        landed: Sequence[int],
        ancestors: Callable[[int, int], AbstractSet[int]],
    ) -> None:
        self._touches = touches
        self._landed = np.array(landed, dtype=np.uint32)
        self._ancestors = ancestors
        self._removed = np.zeros(_GROWTH, dtype=np.uint32)  # the latest commit read that removed the line
        self._removed_kind = np.zeros(_GROWTH, dtype=np.uint8)
        self._more: dict[int, list[tuple[int, int]]] = {}
        self._stood = np.zeros(_GROWTH, dtype=np.bool_)  # in some mainline tree
        self._left = np.zeros(
            _GROWTH, dtype=np.uint32
        )  # the mainline commit since which it no longer stands there
        self._death = np.zeros(_GROWTH, dtype=np.uint32)
        self._kind = np.zeros(_GROWTH, dtype=np.uint8)
        self._twin = np.zeros(_GROWTH, dtype=np.bool_)  # gave way to a twin off the mainline
        self._mark = np.zeros(_GROWTH, dtype=np.bool_)  # scratch, all False between calls
        self._place = np.zeros(_GROWTH, dtype=np.uint32)  # scratch
        self._gave_way: list[tuple[int, Lines]] = []
        self.queries: list[TwinQuery] = []

    def _owned(self, versions: Iterable[Version | None]) -> Lines:
        """The origins of all lines of some versions."""
        lines = b"".join([version.lines for version in versions if version is not None])
        origins: Lines = self._touches.origin[np.frombuffer(lines, dtype="<u4")]
        return origins

    def take_up(self, fate: NDArray[np.uint8], death: NDArray[np.uint32], kind: NDArray[np.uint8]) -> None:
        """Go on from the outcome of an earlier mining.

        fate, death, kind: for each origin, in the order of their numbers. Of removals that have landed only
        the outcome plays a part later.
        """
        self.make_room()
        numbers = np.arange(1, self._touches.total + 1, dtype=np.uint32)
        origins = numbers[self._touches.origin[1 : self._touches.total + 1] == numbers]
        self._stood[origins] = (fate == ALIVE) | (fate == DEAD)
        self._twin[origins] = fate == SUPERSEDED
        dead, unlanded = fate == DEAD, fate == UNLANDED
        self._left[origins[dead]] = self._death[origins[dead]] = death[dead]
        self._kind[origins[dead]] = kind[dead]
        self._removed[origins[unlanded]] = death[unlanded]
        self._removed_kind[origins[unlanded]] = kind[unlanded]

    def make_room(self) -> None:
        """Lines written since are going to be named."""
        size, births = len(self._removed), self._touches.total
        if births < size:
            return
        wanted = max(births + 1, size * 3 // 2)
        for name in (
            "_removed",
            "_removed_kind",
            "_stood",
            "_left",
            "_death",
            "_kind",
            "_twin",
            "_mark",
            "_place",
        ):
            old = getattr(self, name)
            new = np.zeros(wanted, dtype=old.dtype)
            new[:size] = old
            setattr(self, name, new)

    def commit(self, seq: int, born: range, removal: Removal, *, on_mainline: bool) -> None:
        """A commit with at most one parent. born: the lines it wrote."""
        lines = removal.lines
        if len(lines):
            kinds = _KIND[removal.kinds]
            self._remove(seq, lines, kinds)
            if on_mainline:
                self._left[lines] = seq + 1
                self._death[lines] = seq + 1
                self._kind[lines] = kinds
        if on_mainline:
            self._stood[born.start : born.stop] = True

    def _remove(self, seq: int, lines: Lines, kinds: NDArray[np.uint8]) -> None:
        again = self._removed[lines] != 0
        if again.any():
            for line in lines[again].tolist():
                kind = int(self._removed_kind[line])
                self._more.setdefault(line, []).append((int(self._removed[line]), kind & ~_AGAIN))
            kinds = np.where(again, kinds | _AGAIN, kinds)
        self._removed[lines] = seq + 1
        self._removed_kind[lines] = kinds

    def exchange(self, changed: Sequence[Step]) -> Exchange:
        """What the paths that a merge changed held, and hold."""
        before = self._owned(step.before for step in changed)
        after = self._owned(step.after for step in changed)
        return Exchange(before, after, self._new(after, before), self._new(before, after))

    def doubles(self, changed: Sequence[Step], exchange: Exchange) -> dict[int, NDArray[np.intp]]:
        """Lines of a mainline merge that stand in a second place of its tree: by path their indexes, save the
        first.
        """
        before, after, gained, gone = exchange
        if (
            len(after) - len(gained) == len(before) - len(gone)
            and not self._stands(gained).any()
            and not self._repeated(gained).any()
        ):
            return {}
        self._mark[before] = True
        twice = (self._stands(after) & ~self._mark[after]) | self._repeated(after)
        self._mark[before] = False
        starts = np.cumsum([0, *(len(step.after.lines) // 4 if step.after else 0 for step in changed)])
        places = {
            step.path: np.flatnonzero(twice[start:end])
            for step, start, end in zip(changed, starts[:-1], starts[1:], strict=True)
        }
        return {path: found for path, found in places.items() if len(found)}

    def _new(self, lines: Lines, known: Lines) -> Lines:
        """Those lines that are not among the known ones."""
        self._mark[known] = True
        new = lines[~self._mark[lines]]
        self._mark[known] = False
        return new

    def _stands(self, lines: Lines) -> NDArray[np.bool_]:
        standing: NDArray[np.bool_] = self._stood[lines] & (self._left[lines] == 0)
        return standing

    def _repeated(self, lines: Lines) -> NDArray[np.bool_]:
        """Which lines are named earlier in the array too."""
        places = np.arange(len(lines), dtype=np.uint32)
        self._place[lines[::-1]] = places[::-1]
        repeated: NDArray[np.bool_] = self._place[lines] != places
        return repeated

    def mainline_merge(self, seq: int, changed: Sequence[Step], exchange: Exchange) -> None:
        """A merge on the mainline: lines that it brings stand from now on, lines that it drops are gone."""
        gained, gone = exchange.gained, exchange.gone
        self._left[gained] = self._death[gained] = self._kind[gained] = 0  # should they have been gone before
        self._stood[gained] = True
        if len(gone):
            self._bury(seq, gone, changed)

    def _bury(self, seq: int, gone: Lines, changed: Sequence[Step]) -> None:
        """Find the commit among those that land here that took each line out, else blame the merge itself."""
        self._left[gone] = seq + 1
        death, kind = self._removed[gone], self._removed_kind[gone]
        here = (death != 0) & (self._landed[death - (death != 0)] == seq)
        death, kind = np.where(here, death, seq + 1), np.where(here, kind, MERGED)
        for place in np.flatnonzero(self._removed_kind[gone] & _AGAIN).tolist():
            line = int(gone[place])
            removals = [
                *self._more[line],
                (int(self._removed[line]), int(self._removed_kind[line]) & ~_AGAIN),
            ]
            landing = [removal for removal in removals if self._landed[removal[0] - 1] == seq]
            death[place], kind[place] = min(landing, default=(seq + 1, MERGED))
        self._death[gone] = death
        self._kind[gone] = kind & ~np.uint8(_AGAIN)
        if not (self._kind[gone] == MERGED).any():
            return
        for path, old, new in changed:
            if old is None or not old.lines:
                continue
            lines = self._owned([old])
            lost = (self._left[lines] == seq + 1) & (self._kind[lines] == MERGED)
            if new is not None and new.unreadable in (BINARY, MISSING):
                self._kind[lines[lost]] = LOST
            elif lost.any():
                self._ask(seq, 0, _Held(path, old, new), lost)

    def branch_lines(self, seq: int, place: int, parent: Tree, merged: Tree, paths: Iterable[int]) -> None:
        """Note lines of a branch that a merge drops though nothing that it merges removed them.

        place: which parent; paths: where that parent may hold lines that land with this merge.
        """
        held = [
            _Held(path, old, merged.files.get(path))
            for path in paths
            if (old := parent.files.get(path)) is not None
        ]
        held = [file for file in held if file.after is None or file.after.lines is not file.before.lines]
        before = self._owned(file.before for file in held)
        after = self._owned(file.after for file in held)
        self._mark[after] = True
        dropped = before[~(self._mark[before] | self._stood[before] | self._twin[before])]
        self._mark[after] = False
        dropped = self._not_removed(dropped, seq)
        if not len(dropped):
            return
        self._mark[dropped] = True
        without_name = self._owned(file.before for file in held if file.after is None)
        if self._mark[without_name].any():
            # Their files may have other names in the merge; what stands there is not dropped.
            arrived = (version for path, version in merged.files.items() if path not in parent.files)
            self._mark[self._owned(arrived)] = False
        for file in held:
            asked = self._mark[self._owned([file.before])]
            if asked.any():
                self._ask(seq, place, file, asked)
        self._mark[dropped] = False

    def _ask(self, merge: int, parent: int, file: _Held, asked: NDArray[np.bool_]) -> None:
        """Put the question about some lines of a parent's file. asked: by index, which ones."""
        path, before, after = file
        lines = self._owned([before])
        # What took the path as a submodule is no file.
        blob = None if after is None or after.unreadable == SUBMODULE else after.blob
        places = np.flatnonzero(asked).astype(np.uint32)
        self.queries.append(
            TwinQuery(merge, parent, path, before.blob, blob, len(lines), places, lines[asked])
        )

    def _not_removed(self, lines: Lines, seq: int) -> Lines:
        """Those lines that no ancestor of a commit removed."""
        removed = self._removed[lines] != 0
        if not removed.any():
            return lines
        removals = {
            line: [int(self._removed[line]) - 1, *(commit - 1 for commit, _ in self._more.get(line, ()))]
            for line in lines[removed].tolist()
        }
        ancestors = self._ancestors(seq, min(min(commits) for commits in removals.values()))
        standing = [line for line, commits in removals.items() if ancestors.isdisjoint(commits)]
        return np.concatenate([lines[~removed], np.array(standing, dtype=np.uint32)])

    def gave_way(self, lines: Lines) -> None:
        """Lines that a merge dropped for a twin in a file that both sides had changed."""
        self._twin[self._touches.origin[lines]] = True

    def answer(self, query: TwinQuery, twins: NDArray[np.bool_]) -> None:
        """Which lines of a query have a twin."""
        self._gave_way.append((query.merge + 1, query.lines[twins]))

    def outcome(self) -> Outcome:
        """The fate of every line, at the index of its origin's number less one."""
        births = self._touches.total
        for merge, lines in self._gave_way:
            here = self._left[lines] == merge
            self._kind[lines[here]] = MERGED
            self._death[lines[here]] = 0  # a line that left for its twin has no death
            self._twin[lines[~self._stood[lines]]] = True
        end = births + 1
        stood, left, death = self._stood[1:end], self._left[1:end], self._death[1:end]
        fate = np.full(births, UNLANDED, dtype=np.uint8)
        fate[~stood & self._twin[1:end]] = SUPERSEDED
        fate[stood & (left == 0)] = ALIVE
        fate[stood & (left != 0)] = DEAD
        fate[stood & (left != 0) & (death == 0)] = SUPERSEDED
        # On a branch the first commit that removed a line ended it, though nothing of it ever landed.
        removed, how = self._removed[1:end].copy(), self._removed_kind[1:end] & ~np.uint8(_AGAIN)
        for line, removals in self._more.items():
            removed[line - 1], how[line - 1] = min(*removals, (removed[line - 1], how[line - 1]))
        death = np.where(fate == DEAD, death, np.where(fate == UNLANDED, removed, 0))
        kind = np.where(fate == DEAD, self._kind[1:end], np.where(death != 0, how, LOST))
        return Outcome(fate, death, kind.astype(np.uint8))
