"""Which removed line of a hunk became which added one by a small edit, told by words (METRICS.md, 2)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

MOST_WORDS_CHANGED = 3
LEAST_PLACES = 3  # of one substitution, to be a find and replace
# Up to this many pairs a hunk's lines are compared each with each; below `_FEW` a matrix costs more than it
# saves.
_MOST_PAIRS = 40_000
# Beyond, each with those that stand near its own place, up to this many, and else by position.
_MOST_COMPARED = 500_000
_MARGIN = 16
_FEW = 24
# Lines longer than this many bytes are machine-made; none of their words is looked at.
_LONGEST_LINE = 10_000

_WORD = re.compile(r"\w+|[^\w\s]")
_ASCII_WORD = re.compile(rb"\w+|[^\w\s]")
_WORD_OR_END = re.compile(rb"\w+|[^\w\s]|\n")
_FIRST_CODE, _LAST_CODE = 0xE000, 0x10FFFF


class Pair(NamedTuple):
    """A removed and an added line of one hunk that are one line, edited.

    old, new: their places in the hunk's lines that were handed in; distance: words inserted, removed or
    replaced; words: how many the removed line had.
    """

    old: int
    new: int
    distance: int
    words: int


class Vocabulary(dict[bytes, str]):
    """Words as single characters, so that lines of words can be compared as strings of characters."""

    def __missing__(self, word: bytes) -> str:
        # Words beyond the first million of a commit share a character; nobody will know.
        code = chr(min(_FIRST_CODE + len(self), _LAST_CODE))
        self[word] = code
        return code

    def spelled(self, lines: Sequence[bytes]) -> list[str]:
        """Each line with one character a word; empty for a machine-made line. No line holds a line feed."""
        plain = [line if line.isascii() and len(line) <= _LONGEST_LINE else b"" for line in lines]
        # All at once, which takes half the time.
        self[b"\n"] = "\n"
        spelled = "".join(map(self.__getitem__, _WORD_OR_END.findall(b"\n".join(plain)))).split("\n")
        if plain != lines:
            for place, line in enumerate(lines):
                if line != plain[place]:
                    spelled[place] = self._spell(line)
        return spelled

    def _spell(self, line: bytes) -> str:
        if len(line) > _LONGEST_LINE:
            return ""
        return "".join([self[word] for word in words(line)])


def words(line: bytes) -> list[bytes]:
    """The words of a line: runs of letters, digits and underscores, and every other mark by itself."""
    if line.isascii():
        return _ASCII_WORD.findall(line)
    return [
        word.encode("utf-8", "surrogateescape")
        for word in _WORD.findall(line.decode("utf-8", "surrogateescape"))
    ]


def pairs(old: Sequence[str], new: Sequence[str], limit: int = MOST_WORDS_CHANGED) -> list[Pair]:
    """Pair spelled lines in order so that their similarity adds up to the most.

    A pair is at most `limit` words apart and shares at least half of the longer line's words. The similarity
    of a pair is the share of the longer line's words that did not change.
    """
    if len(old) == 1 and len(new) == 1:
        distance = Levenshtein.distance(old[0], new[0], score_cutoff=limit)
        return [Pair(0, 0, distance, len(old[0]))] if _alike(old[0], new[0], distance, limit) else []
    if len(old) * len(new) <= _MOST_PAIRS:
        return _best(_candidates(old, new, limit), new)
    # Of a large hunk's lines only those are compared that stand about as far down on both sides.
    reach = abs(len(old) - len(new)) + _MARGIN
    if len(old) * reach <= _MOST_COMPARED:
        return _best(_near(old, new, limit, reach), new)
    return _by_position(old, new, limit)


def _alike(old: str, new: str, distance: int, limit: int) -> bool:
    # A machine-made line has no words and is like no other.
    return distance <= limit and 0 < max(len(old), len(new)) >= 2 * distance


def _by_position(old: Sequence[str], new: Sequence[str], limit: int) -> list[Pair]:
    found: list[Pair] = []
    for place, (before, after) in enumerate(zip(old, new, strict=False)):
        distance = Levenshtein.distance(before, after, score_cutoff=limit)
        if _alike(before, after, distance, limit):
            found.append(Pair(place, place, distance, len(before)))
    return found


def _best(candidates: Iterable[list[Pair]], new: Sequence[str]) -> list[Pair]:
    """The heaviest chain of pairs that do not cross, by dynamic programming over the pairs that are alike.

    candidates: for each removed line, by added line.
    """
    heaviest = _Heaviest(len(new))
    for row in candidates:
        # A removed line is used once: all its pairs go on from chains without it.
        ways = [(heaviest.before(pair.new), pair) for pair in row]
        for (weight, chain), pair in ways:
            longer = max(pair.words, len(new[pair.new]))
            heaviest.take(pair.new, weight + (longer - pair.distance) / longer, (pair, chain))
    found: list[Pair] = []
    _, chain = heaviest.before(len(new))
    while chain is not None:
        pair, chain = chain
        found.append(pair)
    return found[::-1]


class _Heaviest:
    """The heaviest chain that ends before each added line (a Fenwick tree of prefix maxima)."""

    def __init__(self, size: int) -> None:
        self._tree: list[tuple[float, _Chain]] = [(0.0, None)] * (size + 1)

    def before(self, new: int) -> "tuple[float, _Chain]":
        """Of equally heavy ones the one that was taken first."""
        best: tuple[float, _Chain] = (0.0, None)
        while new:
            if self._tree[new][0] > best[0]:
                best = self._tree[new]
            new &= new - 1
        return best

    def take(self, new: int, weight: float, chain: "_Chain") -> None:
        new += 1
        while new < len(self._tree):
            if weight > self._tree[new][0]:
                self._tree[new] = weight, chain
            new += new & -new


_Chain = tuple[Pair, "_Chain"] | None


def _near(old: Sequence[str], new: Sequence[str], limit: int, reach: int) -> Iterator[list[Pair]]:
    """As _candidates, but only added lines at most `reach` lines farther down or up."""
    for place, before in enumerate(old):
        first = max(place - reach, 0)
        yield [
            Pair(place, other, distance, len(before))
            for other, after in enumerate(new[first : place + reach + 1], first)
            if abs(len(before) - len(after)) <= limit
            and _alike(
                before, after, distance := Levenshtein.distance(before, after, score_cutoff=limit), limit
            )
        ]


def _candidates(old: Sequence[str], new: Sequence[str], limit: int) -> Iterator[list[Pair]]:
    """For each removed line its possible pairs, by added line."""
    if len(old) * len(new) <= _FEW:
        for place, before in enumerate(old):
            yield [
                Pair(place, other, distance, len(before))
                for other, after in enumerate(new)
                if abs(len(before) - len(after)) <= limit
                and _alike(
                    before,
                    after,
                    distance := Levenshtein.distance(before, after, score_cutoff=limit),
                    limit,
                )
            ]
        return
    import numpy as np  # a fifth of a second, which a small change has no use for
    from rapidfuzz.process import cdist

    distances = cdist(old, new, scorer=Levenshtein.distance, score_cutoff=limit, dtype=np.int32)
    lengths = np.maximum.outer(np.array([len(line) for line in old]), np.array([len(line) for line in new]))
    rows: list[list[Pair]] = [[] for _ in old]
    for place, other in zip(
        *(
            axis.tolist()
            for axis in np.nonzero((distances <= limit) & (2 * distances <= lengths) & (lengths > 0))
        ),
        strict=True,
    ):
        rows[place].append(Pair(place, other, int(distances[place, other]), len(old[place])))
    yield from rows


def replaced(edits: Sequence[tuple[str, str]]) -> list[bool]:
    """Which of a commit's edited lines, spelled before and after, only make substitutions that the commit
    makes in 3 places or more.
    """
    if len(edits) < LEAST_PLACES:
        return [False] * len(edits)
    made = [list(_substitutions(old, new)) for old, new in edits]
    places = Counter(substitution for line in made for substitution in line)
    return [all(_often(substitution, places) for substitution in line) and line != [] for line in made]


def _often(substitution: tuple[str, str], places: Counter[tuple[str, str]]) -> bool:
    # What is put in where nothing stood was not found and replaced.
    return bool(substitution[0]) and places[substitution] >= LEAST_PLACES


def _substitutions(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The stretches of words that differ, before and after."""
    if len(old) == len(new):
        differ = [
            place for place, (before, after) in enumerate(zip(old, new, strict=True)) if before != after
        ]
        if len(differ) == 1:  # as in most edits
            yield old[differ[0]], new[differ[0]]
            return
    start_old = start_new = end_old = end_new = 0
    for step in Levenshtein.opcodes(old, new):
        if step.tag == "equal":
            continue
        if (step.src_start, step.dest_start) != (end_old, end_new):
            if (start_old, start_new) != (end_old, end_new):
                yield old[start_old:end_old], new[start_new:end_new]
            start_old, start_new = step.src_start, step.dest_start
        end_old, end_new = step.src_end, step.dest_end
    if (start_old, start_new) != (end_old, end_new):
        yield old[start_old:end_old], new[start_new:end_new]
