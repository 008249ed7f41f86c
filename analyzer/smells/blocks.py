"""Blocks of code that a change adds and that stand elsewhere in the tree too: copied runs, as METRICS.md, 2
has them, found in two trees instead of in a history (which copies.py knows).

A block is a run of consecutive code lines, five by default; trivial lines, comments and imports between them
do not count, and what was only moved there is none. Of equal blocks that a change adds the first is new code
and the others are copies; one more copy of an old clone is a block, whatever stood twice before.

The tree is not indexed: the lines that the change adds are few, and every other file is only searched for
so many of them in a row. Where those are, its lines are classed like those of a changed file.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from analyzer.changes import text_lines
from analyzer.decoding import decoded
from analyzer.line_forms import CODE
from analyzer.operations import marks
from analyzer.smells.model import Smell
from analyzer.smells.rules import DUPLICATED, RULES

_Text = tuple[int, ...]
"""Hashes of consecutive code lines."""

_MOST_PLACES = 64  # of one text that are looked at: a table of equal rows has thousands


class Written(NamedTuple):
    """A changed file after the change. lines: all of them; added: for each, from 0, whether the change wrote
    it anew.
    """

    path: bytes
    language: str
    lines: Sequence[bytes]
    added: Sequence[bool]


class Standing(NamedTuple):
    """A file of the tree that did not change."""

    path: bytes
    language: str
    content: bytes


class Block(NamedTuple):
    """A run of lines that stands twice. line, end: its first and last line, from 1; code_lines: how many of
    them are code; other_path, other_line: where it stands too.
    """

    path: bytes
    line: int
    end: int
    code_lines: int
    other_path: bytes
    other_line: int


def as_smell(block: Block, limit: float, first: bytes) -> Smell:
    """limit: code lines from which on a block is one; first: its first line, by which it is known."""
    return Smell(
        rule=DUPLICATED,
        path=block.path,
        symbol="",
        ordinal=0,
        start_line=block.line,
        end_line=block.end,
        value=float(block.code_lines),
        threshold=limit,
        message=RULES[DUPLICATED].told(block.code_lines),
        subject=decoded(b" ".join(first.split())),
        other=(block.other_path, block.other_line),
    )


class _Code(NamedTuple):
    """The code lines of a file: hash, number (from 1), whether the change wrote it."""

    path: bytes
    hashes: Sequence[int]
    lines: Sequence[int]
    added: Sequence[bool]


class _Place(NamedTuple):
    """Where a window begins: the number of the file, the place among its code lines."""

    file: int
    at: int


def new_blocks(
    changed: Sequence[Written],
    unchanged: Callable[[Callable[[bytes], bool]], Iterable[Standing]],
    least: int,
) -> list[Block]:
    """The blocks, by path and line.

    changed: the changed files; unchanged: gives those of the others whose content it is told to be of
    interest, asked only where there can be a block; least: code lines of a block.
    """
    in_order = sorted(changed, key=lambda file: file.path)
    files = {file.path: _code(file) for file in in_order if sum(file.added) >= least}
    wanted = {window for file in files.values() for _, window in _windows(file, least)}
    if not wanted:
        return []
    known = _known(changed, wanted)

    def may_repeat(content: bytes) -> bool:
        return _may_repeat(content, known, wanted, least)

    ranked = [
        files.get(file.path) or _code(file)
        for file in in_order
        if file.path in files or may_repeat(b"\n".join(file.lines))
    ]
    ranked += map(_whole, unchanged(may_repeat))
    return list(_Search(ranked, wanted, least).blocks())


def _code(file: Written) -> _Code:
    classes, hashes = marks(file.lines, file.language)
    numbers = memoryview(hashes).cast("Q")
    code = [place for place, kind in enumerate(classes) if kind == CODE]
    return _Code(
        file.path,
        [numbers[place] for place in code],
        [place + 1 for place in code],
        [file.added[place] for place in code],
    )


def _whole(file: Standing) -> _Code:
    lines = text_lines(file.content) or []
    return _code(Written(file.path, file.language, lines, [False] * len(lines)))


def _windows(file: _Code, least: int) -> Iterator[tuple[int, _Text]]:
    """Place and text of each stretch of `least` code lines that the change wrote."""
    run = 0
    for at, added in enumerate(file.added, 1):
        run = run + 1 if added else 0
        if run >= least:
            yield at - least, tuple(file.hashes[at - least : at])


def _known(changed: Iterable[Written], wanted: Iterable[_Text]) -> dict[bytes, int]:
    """The normal forms of the lines of some windows, and their hashes."""
    hashes = {number for window in wanted for number in window}
    normal = {b" ".join(line.split()) for file in changed for line in file.lines}
    return {line: number for line in normal if (number := xxh3_64_intdigest(line)) in hashes}


def _may_repeat(content: bytes, known: Mapping[bytes, int], wanted: AbstractSet[_Text], least: int) -> bool:
    """Whether a content has the lines of a window in a row, whatever stands between them."""
    met = [number for line in content.split(b"\n") if (number := known.get(b" ".join(line.split())))]
    return any(tuple(met[at : at + least]) in wanted for at in range(len(met) - least + 1))


class _Search:
    """The search for blocks among the code lines of files, the changed ones before the others."""

    def __init__(self, files: Sequence[_Code], wanted: AbstractSet[_Text], least: int) -> None:
        self._files = files
        self._least = least
        self._places: dict[_Text, list[_Place]] = defaultdict(list)
        for number, file in enumerate(files):
            for at in range(len(file.hashes) - least + 1):
                window = tuple(file.hashes[at : at + least])
                if window in wanted and len(self._places[window]) < _MOST_PLACES:
                    self._places[window].append(_Place(number, at))

    def blocks(self) -> Iterator[Block]:
        """From the top of each file, each block as long as it can be."""
        for number, file in enumerate(self._files):
            free = 0
            for at, window in _windows(file, self._least):
                if at < free:
                    continue
                there, length = max(
                    ((place, self._length(_Place(number, at), place)) for place in self._places[window]),
                    key=itemgetter(1),
                )
                if length >= self._least:
                    free = at + length
                    other = self._files[there.file]
                    yield Block(
                        file.path,
                        file.lines[at],
                        file.lines[free - 1],
                        length,
                        other.path,
                        other.lines[there.at],
                    )

    def _length(self, here: _Place, there: _Place) -> int:
        """Code lines of the block that begins here and stands there too; 0 where that is no copy of it."""
        file, other = self._files[here.file], self._files[there.file]
        # Of equal blocks that the change adds the first is no copy of a later one.
        if here == there or (other.added[there.at] and there > here):
            return 0
        most = len(file.hashes) - here.at
        if here.file == there.file:
            most = min(most, abs(here.at - there.at))
        length = 0
        for one, two, added in zip(
            islice(file.hashes, here.at, here.at + most),
            islice(other.hashes, there.at, None),
            islice(file.added, here.at, None),
            strict=False,
        ):
            if one != two or not added:
                break
            length += 1
        return length
