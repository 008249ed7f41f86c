"""Commits that Hypothesis makes up: hunks of lines that are often equal, but for their indent, or alike."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from analyzer.operations import Edited

# With `}` among them there are lines without a letter; four of the long ones are a move by themselves.
_WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "return", "x", "(", "}")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines in the place of others, so many unchanged lines below the hunk before."""

    below: int
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class File:
    """The hunks of one file, from the top."""

    path: bytes
    hunks: tuple[Hunk, ...]

    def edited(self) -> Edited:
        """As it is handed to the classification."""
        numbers = array("I")
        old = new = 0  # lines above
        for hunk in self.hunks:
            old, new = old + hunk.below, new + hunk.below
            gone, come = len(hunk.removed), len(hunk.added)
            numbers.extend((old + (gone > 0), gone, new + (come > 0), come))
            old, new = old + gone, new + come
        removed = [line for hunk in self.hunks for line in hunk.removed]
        added = [line for hunk in self.hunks for line in hunk.added]
        return Edited(self.path, "python", numbers, removed, added, ())

    def cut(self, places: Sequence[int]) -> "File":
        """The same file with each hunk cut in two that touch, at these places among its lines."""
        parts: list[Hunk] = []
        for hunk, place in zip(self.hunks, places, strict=True):
            gone = place % (len(hunk.removed) + 1)
            come = place // (len(hunk.removed) + 1) % (len(hunk.added) + 1)
            halves = (
                Hunk(hunk.below, hunk.removed[:gone], hunk.added[:come]),
                Hunk(0, hunk.removed[gone:], hunk.added[come:]),
            )
            # An empty half is no hunk; the unchanged lines above it are then above the other one.
            whole = [half for half in halves if half.removed or half.added]
            parts += [Hunk(hunk.below, whole[0].removed, whole[0].added), *whole[1:]]
        return File(self.path, tuple(parts))


def blocks(files: Sequence[File]) -> tuple[list[int], list[int]]:
    """For each removed and for each added line of a commit the number of its hunk, in the order of paths."""
    hunks = [hunk for file in sorted(files, key=lambda file: file.path) for hunk in file.hunks]
    removed = [number for number, hunk in enumerate(hunks) for _ in hunk.removed]
    added = [number for number, hunk in enumerate(hunks) for _ in hunk.added]
    return removed, added


def _line(words: Sequence[str], indent: int) -> bytes:
    return (" " * indent + " ".join(words)).encode()


_text = st.lists(st.sampled_from(_WORDS), max_size=6).map(tuple)


@st.composite
def commits(draw: st.DrawFn) -> list[File]:
    """Up to three files with up to three hunks each, over few different lines and small edits of them."""
    pool = draw(st.lists(_text, min_size=1, max_size=5))
    line = st.builds(
        _line,
        st.one_of(st.sampled_from(pool), st.builds(_edit, st.sampled_from(pool), st.integers(0, 50))),
        st.sampled_from((0, 4)),
    )
    lines = st.lists(line, max_size=5).map(tuple)
    hunk = st.builds(Hunk, st.integers(1, 3), lines, lines).filter(lambda hunk: hunk.removed or hunk.added)
    paths = draw(st.lists(st.sampled_from((b"a", b"a/b", b"b", b"c")), max_size=3, unique=True))
    return [File(path, tuple(draw(st.lists(hunk, min_size=1, max_size=3)))) for path in paths]


def _edit(words: Sequence[str], number: int) -> tuple[str, ...]:
    """Another word in the place of one, or behind the last."""
    place = number % (len(words) + 1)
    return (*words[:place], _WORDS[number % len(_WORDS)], *words[place + 1 :])
