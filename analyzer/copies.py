"""Which added runs of code also stand elsewhere in the tree: copied code (METRICS.md, 2).

Every code line ever written is in a hash table by its normal form, so that a commit's added lines are looked
up without reading the tree: only where five in a row were seen before is the tree asked whether they still
stand, and where.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.line_forms import CODE
from analyzer.operations import ADDED, COPIED_COMMIT, COPIED_TREE
from analyzer.touches import Lines, Touches
from analyzer.trees import Version

LEAST_LINES = 5  # code lines of a copied run
# Of a line that stands in more places only the newest are tried, and of one that was written oftener only the
# newest are looked for: it is its neighbours that are rare.
_MOST_PLACES = 64
_MOST_LOOKED_AT = 4096
_FIRST_SIZE = 1 << 16


class Copy(NamedTuple):
    """One copied run, both places in the tree after the commit; lines are counted from 1.

    lines: from the first to the last copied line; operation: COPIED_COMMIT or COPIED_TREE.
    """

    path: int
    line: int
    lines: int
    from_path: int
    from_line: int
    operation: int


class _Code(NamedTuple):
    """The code lines of one version of a file: their numbers and where they stand (from 0); `version` holds
    all its lines.
    """

    version: Lines
    lines: Lines
    places: NDArray[np.intp]


class _Found(NamedTuple):
    """A run's other place: the file, the place of its first line among the file's code lines, its length."""

    path: int
    at: int
    length: int
    operation: int


class CopyIndex:
    """The code lines of a history so far, by their hash."""

    def __init__(self, touches: Touches) -> None:
        self._touches = touches
        self._inserted = 0
        self._known = 0  # lines up to this number are in the table
        self._heads = np.zeros(_FIRST_SIZE, dtype=np.uint32)
        self._count = np.zeros(_FIRST_SIZE, dtype=np.uint32)
        self._next = np.zeros(_FIRST_SIZE, dtype=np.uint32)
        self._renamed: dict[int, list[int]] = {}
        self._files: dict[int, tuple[bytes, _Code]] = {}

    def rename(self, old: int, new: int) -> None:
        """A file has gone on under another path: lines written under the old one may stand there."""
        successors = self._renamed.setdefault(old, [])
        if new not in successors:
            successors.append(new)

    def find(self, first: int, files: Mapping[int, Version]) -> list[Copy]:
        """Take in what was written since; mark and return the copied runs among the lines from number `first`
        on. files: the tree after the commit that wrote them.
        """
        self.insert()
        stretches = list(self._stretches(first))
        if not stretches:
            return []
        search = _Search(self, self._touches, files, first)
        return [copy for stretch in stretches for copy in search.copies(stretch)]

    def insert(self) -> None:
        """Take in what was written since."""
        touches = self._touches
        first, self._known = self._known + 1, touches.total
        if len(self._next) <= touches.total:
            grown = np.zeros(len(touches.origin), dtype=np.uint32)
            grown[: len(self._next)] = self._next
            self._next = grown
        lines = first + np.flatnonzero(touches.line_class[first : touches.total + 1] == CODE)
        self._inserted += len(lines)
        if self._inserted > len(self._heads) // 2:
            size = len(self._heads)
            while self._inserted > size // 2:
                size *= 4
            self._heads, self._count = np.zeros(size, dtype=np.uint32), np.zeros(size, dtype=np.uint32)
            lines = 1 + np.flatnonzero(touches.line_class[1 : touches.total + 1] == CODE)
        if len(lines):
            self._chain(lines)

    def _chain(self, lines: NDArray[np.intp]) -> None:
        """Put lines before those that share their bucket, the newest first."""
        bucket = self._bucket(lines)
        order = np.argsort(bucket, kind="stable")
        bucket, lines = bucket[order], lines[order]
        starts = np.flatnonzero(np.diff(bucket, prepend=-1))
        following = np.empty(len(lines), dtype=np.uint32)
        following[1:] = lines[:-1]
        following[starts] = self._heads[bucket[starts]]
        self._next[lines] = following
        ends = np.append(starts[1:], len(lines)) - 1
        self._heads[bucket[ends]] = lines[ends]
        self._count[bucket[starts]] += np.diff(starts, append=len(lines)).astype(np.uint32)

    def _bucket(self, lines: NDArray[np.intp] | Lines) -> NDArray[np.int64]:
        return (self._touches.hashes[lines] & np.uint64(len(self._heads) - 1)).astype(np.int64)

    def _stretches(self, first: int) -> Iterator[Lines]:
        """Consecutive added code lines, five at least, each of which may stand elsewhere."""
        touches, end = self._touches, self._touches.total + 1
        added = touches.operation[first:end] == ADDED
        code = np.flatnonzero(added & (touches.line_class[first:end] == CODE))
        if len(code) < LEAST_LINES:
            return
        often = self._count[self._bucket(first + code)] > 1
        if np.count_nonzero(often) < LEAST_LINES:
            return
        breaks = ~added
        breaks[1:] |= ~added[:-1]
        breaks[touches.run_starts(first) - first] = True
        stretch = np.cumsum(breaks)[code]
        cut = np.flatnonzero(
            np.concatenate(([True], (stretch[1:] != stretch[:-1]) | ~often[1:] | ~often[:-1], [True]))
        )
        for start, stop in zip(cut[:-1].tolist(), cut[1:].tolist(), strict=True):
            if stop - start >= LEAST_LINES:
                yield (first + code[start:stop]).astype(np.uint32)

    def rarest(self, window: Lines) -> int:
        """Offset of the line that fewest others share."""
        return int(np.argmin(self._count[self._bucket(window)]))

    def equal(self, line: int) -> Iterator[int]:
        """Code lines written with the same normal form, the newest first, as far as _MOST_PLACES."""
        hashes = self._touches.hashes
        wanted = hashes[line]
        other = int(self._heads[self._bucket(np.array([line]))[0]])
        for _ in range(_MOST_LOOKED_AT):
            if not other:
                return
            if other != line and hashes[other] == wanted:
                yield other
            other = int(self._next[other])

    def code(self, path: int, version: bytes) -> _Code:
        """The code lines of a version of a file."""
        known = self._files.get(path)
        if known is not None and known[0] is version:
            return known[1]
        lines = np.frombuffer(version, dtype="<u4")
        places = np.flatnonzero(self._touches.line_class[lines] == CODE)
        code = _Code(lines, lines[places], places)
        if len(self._files) > _MOST_PLACES:
            self._files.clear()
        self._files[path] = version, code
        return code

    def later_names(self, path: int) -> Iterator[int]:
        """The path and every one that a rename has led to from it."""
        names = [path]
        for name in names:  # grows meanwhile
            yield name
            names += (later for later in self._renamed.get(name, ()) if later not in names)


class _Search:
    """The search for the copies of one commit."""

    def __init__(self, index: CopyIndex, touches: Touches, files: Mapping[int, Version], first: int) -> None:
        self._index = index
        self._touches = touches
        self._files = files
        self._first = first
        self._known: dict[int, tuple[int, int] | None] = {}

    def copies(self, stretch: Lines) -> Iterator[Copy]:
        """Copied runs of a stretch of added code lines, from its top, each as long as it can be."""
        start = 0
        while start + LEAST_LINES <= len(stretch):
            found = self._longest(stretch[start:])
            if found is None:
                start += 1
                continue
            yield self._take(stretch[start : start + found.length], found)
            start += found.length

    def _longest(self, run: Lines) -> _Found | None:
        offset = self._index.rarest(run[:LEAST_LINES])
        best: _Found | None = None
        equal = self._index.equal(int(run[offset]))
        standing = filter(None, map(self._locate, equal))
        for path, at in islice(standing, _MOST_PLACES):
            found = self._match(run, path, at - offset)
            if found is not None and (best is None or _rank(found) < _rank(best)):
                best = found
        return best

    def _match(self, run: Lines, path: int, at: int) -> _Found | None:
        """The run's other place, if it begins with the code line number `at` of a file and is long enough."""
        there = self._code(path).lines[max(at, 0) : at + len(run)]
        if at < 0 or len(there) < LEAST_LINES:
            return None
        written = int(there[0]) >= self._first
        # Of equal runs that one commit adds the first is no copy of a later one.
        if written and there[0] > run[0] and self._touches.origin[there[0]] == there[0]:
            return None
        length = self._equal_lines(there, run)
        own = self._locate(int(run[0]))
        if own is not None and own[0] == path:
            length = min(length, abs(own[1] - at))
        if length < LEAST_LINES:
            return None
        return _Found(path, at, length, COPIED_COMMIT if written else COPIED_TREE)

    def _equal_lines(self, there: Lines, run: Lines) -> int:
        """How many lines are equal from the first on; looks not much farther than that."""
        hashes, looked, size = self._touches.hashes, 0, LEAST_LINES
        while looked < min(len(there), len(run)):
            part = there[looked : looked + size]
            differ = np.flatnonzero(
                hashes[part[: len(run) - looked]] != hashes[run[looked : looked + len(part)]]
            )
            if len(differ):
                return looked + int(differ[0])
            looked, size = looked + len(part), size * 2
        return looked

    def _take(self, run: Lines, found: _Found) -> Copy:
        """Mark the run, and what stands between its code lines and in the other place too."""
        touches = self._touches
        path, at = self._locate(int(run[0])) or (0, 0)
        here, there = self._code(path), self._code(found.path)
        for step in range(found.length):
            touches.operation[run[step]] = found.operation
            if step + 1 < found.length:
                gap = here.version[here.places[at + step] + 1 : here.places[at + step + 1]]
                other = there.version[there.places[found.at + step] + 1 : there.places[found.at + step + 1]]
                if len(gap) and np.array_equal(touches.hashes[gap], touches.hashes[other]):
                    touches.operation[gap] = found.operation
        line = int(here.places[at]) + 1
        return Copy(
            path,
            line,
            int(here.places[at + found.length - 1]) + 2 - line,
            found.path,
            int(there.places[found.at]) + 1,
            found.operation,
        )

    def _locate(self, line: int) -> tuple[int, int] | None:
        """The path where a line stands, and its place among the code lines there."""
        if line not in self._known:
            self._known[line] = next(self._places(line), None)
        return self._known[line]

    def _places(self, line: int) -> Iterator[tuple[int, int]]:
        for path in self._index.later_names(self._touches.path_of(line)):
            if path in self._files:
                for at in np.flatnonzero(self._code(path).lines == line).tolist():
                    yield path, at

    def _code(self, path: int) -> _Code:
        return self._index.code(path, self._files[path].lines)


def _rank(found: _Found) -> tuple[int, bool, int, int]:
    return -found.length, found.operation != COPIED_COMMIT, found.path, found.at
