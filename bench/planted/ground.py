"""Real trees line by line, and what is planted in them: every line knows what it is and where from."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.planted.changes import Shown, between, history
from bench.planted.fresh import Fresh
from bench.planted.trees import build
from bench.planted.wording import Reading, form, letters, readings

KEPT = "kept"


@dataclass(eq=False, slots=True)
class Birth:
    """Where a line was written: number of the commit (0: the tree that was there), path, one-based line."""

    commit: int
    path: str
    line: int


@dataclass(eq=False, slots=True)
class Line:
    """A line of a version. Two of them are the same only if they are one object.

    `commit` and `operation` tell of the last touch, `plant` is what that touch was planted as; `source` is
    the line that a copied one repeats; of a line that is not `judged` the definitions do not say clearly
    what it is.
    """

    text: str
    birth: Birth
    reading: Reading = Reading.UNREAD
    commit: int = 0
    operation: str = KEPT
    plant: str = KEPT
    source: "Line | None" = None
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines [start, stop) of a file, counted from zero, give way to others."""

    path: str
    start: int
    stop: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Plant:
    """Edits of one intent in distinct places; `dying` holds the removed lines that it ends, and how."""

    name: str
    edits: tuple[Edit, ...]
    dying: Mapping[Line, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Death:
    """The end of a line of the first tree."""

    commit: int
    kind: str
    plant: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A line that repeats another: both places, in the version that the commit wrote."""

    commit: int
    path: str
    line: int
    source_path: str
    source_line: int
    kind: str  # commit, tree
    judged: bool


@dataclass(frozen=True, slots=True)
class _Commit:
    contents: dict[str, str | None]
    shown: list[Shown]


class Ground:
    """The tree as it stands, with the commits planted in it so far.

    A line is edited once at most, and only one that was in the first tree; two plants of a commit leave at
    least one unchanged line between them and have no line with a letter or digit in common, so that none
    can pass for a part of the other.
    """

    def __init__(self, texts: Mapping[str, str], dice: random.Random) -> None:
        self.dice = dice
        self.fresh = Fresh(dice, texts.values())
        self.files = {path: _first_lines(path, text) for path, text in sorted(texts.items())}
        self.forms = Counter(form(line.text) for lines in self.files.values() for line in lines)
        self.number = 0
        self.deaths: dict[Birth, Death] = {}
        self.copies: list[Copied] = []
        self.plants = Counter[str]()
        self.slid = 0
        self.shared = 0
        self.renamed = set[str]()
        self._commits: list[_Commit] = []
        self._first = dict(self.files)
        self._before = self._first
        self._names: dict[str, str] = {}
        self._held = set[Line]()
        self._forms = set[str]()
        self.dropped_words = set[str]()

    def open(self) -> None:
        """Begin a commit."""
        self.number += 1
        self._before = dict(self.files)
        self._names = {}
        self._held = set()
        self._forms = set()
        self.dropped_words = set()

    def free(self, line: Line) -> bool:
        """Whether no plant has edited it, and none of this commit stands beside it or copies it."""
        return line.commit == 0 and line not in self._held

    def standing(self) -> list[str]:
        """Files that stood before this commit and have not been renamed by it."""
        return [path for path in self.files if path in self._before]

    def rename(self, old: str, new: str) -> None:
        """Raises KeyError for a path that there is not."""
        self.files[new] = self.files.pop(old)
        self._names[new] = old
        self.renamed.discard(old)
        self.renamed.add(new)
        self.plants["file renamed"] += 1

    def apply(self, plant: Plant) -> bool:
        """Put it in, unless it meets another plant or git would show it as another change."""
        removed = [line for edit in plant.edits for line in self._span(edit)]
        added = [line for edit in plant.edits for line in edit.lines]
        forms = {form(line.text) for line in (*removed, *added) if letters(line.text)}
        if not all(map(self._clear, plant.edits)):
            return False
        if forms & self._forms:
            self.shared += 1
            return False
        after = {path: self._edited(path, plant) for path in {edit.path for edit in plant.edits}}
        if not all(self._shown_as_planted(path, lines) for path, lines in after.items()):
            self.slid += 1
            return False
        self._hold(plant)
        self.files |= after
        self._forms |= forms
        self.forms.subtract(form(line.text) for line in removed)
        self.forms.update(form(line.text) for line in added)
        for line in added:
            line.commit, line.plant = self.number, plant.name
        for line, kind in plant.dying.items():
            self.deaths[line.birth] = Death(self.number, kind, plant.name)
        self.plants[plant.name] += 1
        return True

    def close(self) -> None:
        """End the commit: its new lines get their places."""
        changed = {path for path, lines in self.files.items() if self._before.get(path) is not lines}
        changed |= self._names.keys()
        copied: list[tuple[str, int, Line]] = []
        for path in sorted(changed):
            for number, line in enumerate(self.files[path], start=1):
                if line.birth.commit == self.number and not line.birth.line:
                    line.birth.path, line.birth.line = path, number
                if line.commit == self.number and line.source:
                    copied.append((path, number, line))
        self.copies += self._sourced(copied)
        contents: dict[str, str | None] = dict.fromkeys(self._before.keys() - self.files.keys())
        contents |= {path: _text(self.files[path]) for path in sorted(changed)}
        shown = [self._planted(path, self.files[path]) for path in sorted(changed)]
        self._commits.append(_Commit(contents, shown))

    def write(self, repository: Path) -> set[int]:
        """Make a repository of it; the numbers of the commits that git shows otherwise than planted."""
        first = {path: _text(lines) for path, lines in self._first.items()}
        build(repository, [first, *(commit.contents for commit in self._commits)])
        shown = zip(history(repository), self._commits, strict=True)
        return {
            number
            for number, (files, commit) in enumerate(shown, start=1)
            if sorted(files, key=_by_name) != sorted(commit.shown, key=_by_name)
        }

    def _sourced(self, copied: Sequence[tuple[str, int, Line]]) -> Iterator[Copied]:
        sources = {line.source for _, _, line in copied}
        places = {
            line: (path, number)
            for path, lines in self.files.items()
            if not sources.isdisjoint(lines)
            for number, line in enumerate(lines, start=1)
        }
        for path, number, line in copied:
            assert line.source
            kind = "commit" if line.source.commit == self.number else "tree"
            yield Copied(self.number, path, number, *places[line.source], kind, line.judged)

    def _clear(self, edit: Edit) -> bool:
        """Whether a line at least lies between it and other plants of the commit, and it edits none again."""
        if edit.start < edit.stop:
            return all(map(self.free, self._span(edit)))
        lines = self.files.get(edit.path, [])
        return self._held.isdisjoint(lines[max(edit.start - 1, 0) : edit.start + 1])

    def _span(self, edit: Edit) -> Sequence[Line]:
        return self.files[edit.path][edit.start : edit.stop] if edit.path in self.files else []

    def _edited(self, path: str, plant: Plant) -> list[Line]:
        lines = list(self.files.get(path, []))
        for edit in sorted(plant.edits, key=lambda edit: edit.start, reverse=True):
            if edit.path == path:
                lines[edit.start : edit.stop] = edit.lines
        return lines

    def _hold(self, plant: Plant) -> None:
        for edit in plant.edits:
            lines = self.files.get(edit.path, [])
            self._held |= set(lines[max(edit.start - 1, 0) : edit.start] + lines[edit.stop : edit.stop + 1])
            self._held |= set(edit.lines)
            self._held |= {line.source for line in edit.lines if line.source}

    def _planted(self, path: str, lines: list[Line]) -> Shown:
        old = self._names.get(path, path)
        before = self._before.get(old, [])
        stay, stood = set(lines), set(before)
        return Shown(
            old if before else None,
            path,
            {number for number, line in enumerate(before, start=1) if line not in stay},
            {number for number, line in enumerate(lines, start=1) if line not in stood},
        )

    def _shown_as_planted(self, path: str, lines: list[Line]) -> bool:
        planted = self._planted(path, lines)
        if planted.old is None:
            return True
        shown = between(_text(self._before[planted.old]), _text(lines))
        return bool(lines) and (shown.removed, shown.added) == (planted.removed, planted.added)


def _first_lines(path: str, text: str) -> list[Line]:
    texts = text.removesuffix("\n").split("\n")
    read = readings(path, texts)
    return [
        Line(text, Birth(0, path, number), reading)
        for number, (text, reading) in enumerate(zip(texts, read, strict=True), start=1)
    ]


def _text(lines: Sequence[Line]) -> str:
    return "".join(f"{line.text}\n" for line in lines)


def _by_name(shown: Shown) -> str:
    return shown.new or ""
