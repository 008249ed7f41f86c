"""What one commit did to each line it changed (METRICS.md, 2): moved it, edited it, wrote it, removed it.

One commit at a time and nothing but its own hunks. What needs more than that is left to the ledger: whether
an added run stands elsewhere in the tree (`copied`), whether a line's edits have added up to a new line
(`rewritten`), whether it was written by the commit that this one reverts (`reverted`).
"""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from analyzer import line_class
from analyzer.changes import Marks, Written, quadruples
from analyzer.line_forms import CODE
from analyzer.moves import Side, moved_runs
from analyzer.normal_lines import normal, normal_hashes
from analyzer.pairing import MOST_WORDS_CHANGED, Pair, Vocabulary, pairs, replaced
from analyzer.patches import Hunks

NAMES = (
    "added",
    "restored",
    "reindented",
    "moved",
    "updated",
    "replaced",
    "copied",  # within the commit
    "copied",  # from the rest of the tree
    "merge",
    "unknown",
    "deleted",
    "rewritten",
    "reverted",
)
(
    ADDED,
    RESTORED,
    REINDENTED,
    MOVED,
    UPDATED,
    REPLACED,
    COPIED_COMMIT,
    COPIED_TREE,
    MERGE,
    UNKNOWN,
    DELETED,
    REWRITTEN,
    REVERTED,
) = range(len(NAMES))
LIVES = frozenset({REINDENTED, MOVED, UPDATED, REPLACED})
"""Operations after which the line is still the same line."""


TAKEN_BACK = 0xFFFFFFFF
"""In place of an edit's distance: the line stands again as it did before the commit that is reverted."""

_WORDS_REMEMBERED = 1 << 16
_ANY_DISTANCE = 1 << 20  # words; no line that is looked at has more


class Edited(NamedTuple):
    """One file of a commit: its hunks and their lines, without marks and line ends.

    removed, added: the lines of all hunks, in file order; lost: for each commit that this one reverts how
    often a line it took out of this file is still to be brought back.
    """

    path: bytes
    language: str
    hunks: Hunks
    removed: list[bytes]
    added: list[bytes]
    lost: "Sequence[Counter[bytes]]"


CLASSES = (*line_class.NAMES, "code")
IMPORT = len(line_class.NAMES)  # code that imports, told apart because it makes no copied run


def marks(lines: Sequence[bytes], language: str) -> Marks:
    """What the ledger keeps of consecutive lines."""
    hashes = array("Q", map(normal_hashes.__getitem__, lines))
    return Marks(_classes(lines, language), hashes.tobytes())


def _classes(lines: Sequence[bytes], language: str) -> bytes:
    found = bytearray(line_class.classes(lines, language))
    for place in line_class.imports(lines, language):
        if found[place] == CODE:
            found[place] = IMPORT
    return bytes(found)


def operations(files: Iterable[Edited], *, any_distance: bool = False) -> Written:
    """Classify every changed line of one commit; the order of files and the cutting of hunks play no part.

    any_distance: a line that shares half of its words with one removed in the same hunk is that line, however
    long (for commits that are to be ignored: their edits count for nothing).
    """
    return _Commit(sorted(files, key=attrgetter("path")), any_distance=any_distance).written()


class _Block(NamedTuple):
    """A hunk, or several that touch: its removed and its added lines, as half-open ranges of numbers."""

    old: int
    old_end: int
    new: int
    new_end: int


class _Commit:
    def __init__(self, files: Sequence[Edited], *, any_distance: bool) -> None:
        self._files = files
        self._limit = _ANY_DISTANCE if any_distance else MOST_WORDS_CHANGED
        self._removed, self._added = Side(), Side()
        self._blocks: list[_Block] = []
        self._operations, self._gone = bytearray(), bytearray()
        self._reverting: list[
            tuple[int, Edited]
        ] = []  # files with lines to bring back, and their first added line
        self._carried: Hunks = array("I")

    def written(self) -> Written:
        classed = self._lay_out()
        if self._gone and self._operations:
            self._reindented()
            self._moved()
            self._updated()
        self._restored()
        self._died()
        return Written(
            bytes(self._operations),
            Marks(classed, array("Q", map(xxh3_64_intdigest, self._added.normal)).tobytes()),
            bytes(self._gone),
            self._carried,
            self._repeated(classed),
        )

    def _lay_out(self) -> bytes:
        """Number the lines of all files, cut them into blocks, tell their classes."""
        removed, added = self._removed, self._added
        classed: list[bytes] = []
        for file in self._files:
            old, new = len(removed.normal), len(added.normal)
            if file.lost:
                self._reverting.append((new, file))
            removed.normal += map(normal, file.removed)
            added.normal += map(normal, file.added)
            for block in _blocks(file.hunks, old, new):
                number = len(self._blocks)
                self._blocks.append(block)
                removed.block += [number] * (block.old_end - block.old)
                added.block += [number] * (block.new_end - block.new)
                classed.append(_classes(file.added[block.new - new : block.new_end - new], file.language))
        removed.used, added.used = bytearray(len(removed.normal)), bytearray(len(added.normal))
        self._operations, self._gone = bytearray(len(added.normal)), bytearray(len(removed.normal))
        return b"".join(classed)

    def _live(self, old: int, new: int, operation: int, distance: int = 0, words: int = 0) -> None:
        self._removed.used[old] = self._added.used[new] = 1
        self._gone[old] = self._operations[new] = operation
        self._carried.extend((new, old, distance, words))

    def _reindented(self) -> None:
        for block in self._blocks:
            if block.old == block.old_end or block.new == block.new_end:
                continue
            places: dict[bytes, list[int]] = defaultdict(list)
            for old in range(block.old_end - 1, block.old - 1, -1):
                places[self._removed.normal[old]].append(old)
            for new in range(block.new, block.new_end):
                if found := places.get(self._added.normal[new]):
                    self._live(found.pop(), new, REINDENTED)

    def _moved(self) -> None:
        for old, new, length in moved_runs(self._removed, self._added):
            for offset in range(length):
                self._live(old + offset, new + offset, MOVED)

    def _updated(self) -> None:
        blocks = list(self._with_both_sides())
        # The words of all hunks at once, for most hold few.
        vocabulary = _vocabulary()
        removed = vocabulary.spelled([self._removed.normal[line] for old, _ in blocks for line in old])
        added = vocabulary.spelled([self._added.normal[line] for _, new in blocks for line in new])
        edited: list[Pair] = []
        spelled: list[tuple[str, str]] = []
        first_old = first_new = 0
        for old, new in blocks:
            before = removed[first_old : first_old + len(old)]
            after = added[first_new : first_new + len(new)]
            first_old, first_new = first_old + len(old), first_new + len(new)
            for pair in pairs(before, after, self._limit):
                edited.append(Pair(old[pair.old], new[pair.new], pair.distance, pair.words))
                spelled.append((before[pair.old], after[pair.new]))
        everywhere = replaced(spelled)
        for pair, often in zip(edited, everywhere, strict=True):
            operation = REPLACED if often else UPDATED
            # A find and replace is no edit of this line, and to take an edit back is none either: they spend
            # nothing of the line's budget.
            spent = TAKEN_BACK if self._taken_back(pair.new) else 0 if often else pair.distance
            self._live(pair.old, pair.new, operation, spent, pair.words)

    def _with_both_sides(self) -> Iterator[tuple[list[int], list[int]]]:
        """The removed and the added lines of each block that are not used yet, where it has both."""
        for block in self._blocks:
            if block.old == block.old_end or block.new == block.new_end:
                continue
            old = _unused(self._removed, block.old, block.old_end)
            if old and (new := _unused(self._added, block.new, block.new_end)):
                yield old, new

    def _restored(self) -> None:
        for first, file in self._reverting:
            for new in range(first, first + len(file.added)):
                if not self._added.used[new] and self._taken_back(new):
                    self._operations[new] = RESTORED

    def _taken_back(self, new: int) -> bool:
        """Whether an added line is one that a reverted commit took out of its file, each used once."""
        place = bisect_right(self._reverting, new, key=itemgetter(0)) - 1
        if place < 0:
            return False
        first, file = self._reverting[place]
        line = file.added[new - first] if new < first + len(file.added) else b""
        lost = next((lost for lost in file.lost if lost[line] > 0), None)
        if lost is None or new >= first + len(file.added):
            return False
        lost[line] -= 1
        return True

    def _repeated(self, classed: bytes) -> dict[bytes, int]:
        new = [
            line
            for line, (operation, code) in enumerate(zip(self._operations, classed, strict=True))
            if operation == ADDED and code == CODE
        ]
        normal, block = self._added.normal, self._added.block
        first: dict[bytes, int] = {}
        often = {normal[line] for line in new if first.setdefault(normal[line], block[line]) != block[line]}
        if not often:
            return {}
        ends = list(accumulate(len(file.added) for file in self._files))
        return Counter(self._files[bisect_right(ends, line)].path for line in new if normal[line] in often)

    def _died(self) -> None:
        """A removed line was rewritten where its hunk puts other lines in its place, else deleted."""
        own: Counter[int] = Counter()  # added lines that only continue a line of their own block
        for new, old in zip(self._carried[0::4], self._carried[1::4], strict=True):
            number = self._added.block[new]
            if self._removed.block[old] == number:
                own[number] += 1
        for number, block in enumerate(self._blocks):
            if block.old == block.old_end:
                continue
            kind = REWRITTEN if block.new_end - block.new > own[number] else DELETED
            for old in _unused(self._removed, block.old, block.old_end):
                self._gone[old] = kind


def _unused(side: Side, start: int, end: int) -> list[int]:
    return [line for line, used in enumerate(side.used[start:end], start) if not used]


@cache
def _words() -> Vocabulary:
    return Vocabulary()


def _vocabulary() -> Vocabulary:
    """That of the commits before: a history says most words again and again."""
    if len(_words()) > _WORDS_REMEMBERED:
        _words().clear()
    return _words()


def _blocks(hunks: Hunks, old: int, new: int) -> Iterator[_Block]:
    """The hunks with those joined that touch; `old` and `new` are the numbers of the file's first lines."""
    reached: tuple[int, int] | None = None
    block = _Block(old, old, new, new)
    for old_start, old_count, new_start, new_count in quadruples(hunks):
        start = (old_start + (not old_count), new_start + (not new_count))
        if start != reached and reached is not None:
            yield block
            block = _Block(block.old_end, block.old_end, block.new_end, block.new_end)
        block = block._replace(old_end=block.old_end + old_count, new_end=block.new_end + new_count)
        reached = start[0] + old_count, start[1] + new_count
    if reached is not None:
        yield block
