"""Smells through time: which smell of a snapshot is one of the snapshot before, and what became of others.

A smell whose file can not be read at a snapshot is neither there nor healed: it is waited for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analyzer.files import File
from analyzer.smells.bodies import Found
from analyzer.smells.matching import match
from analyzer.smells.model import Smell
from analyzer.smells.rules import BELOW, RULES
from analyzer.surveys import Looked, Survey

BORN, WORSENED, MOVED, HEALED = "born", "worsened", "moved", "healed"


class Event(NamedTuple):
    """What became of a smell between two snapshots. value: where it is born or worsened; former: worsened."""

    smell: int
    seq: int
    event: str
    value: float | None = None
    former: float | None = None


@dataclass(slots=True)
class Life:
    """A smell through time. first, last: the snapshots that show it first and last; healed: the first one
    without it, None where there is none yet.
    """

    rule: str
    first: int
    last: int
    healed: int | None = None


class Birth(NamedTuple):
    """A smell that no earlier snapshot has. former: the snapshot before, None for the first one; seq: that of
    the snapshot; file: what its path is for there.
    """

    smell: int
    former: int | None
    seq: int
    found: Found
    file: File


@dataclass(slots=True)
class Lives:
    """All smells by number, those of an earlier mining too, and what this one saw of them."""

    lives: dict[int, Life] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    births: list[Birth] = field(default_factory=list)


_Numbered = list[tuple[int, Found]]
Identity = tuple[str, bytes, str, int, str]
"""Smell.identity."""


class Follower:
    """Goes from snapshot to snapshot, the earliest first. lives: what is known, and is added to."""

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self._next = max(lives.lives, default=0) + 1
        self._former: Survey | None = None
        self._numbers: dict[int, list[int]] = {}
        self._waiting: _Numbered = []
        self._wide: _Numbered = []

    def resume(self, survey: Survey, numbers: Mapping[Identity, int], waiting: _Numbered) -> None:
        """Go on from a snapshot whose smells are known.

        numbers: of those that stand there; waiting: those whose files can not be read there.
        """
        self._former = survey
        for looked in survey.files.values():
            self._numbers[id(looked)] = [numbers[found.smell.identity] for found in looked.found]
        self._wide = [(numbers[found.smell.identity], found) for found in survey.wide]
        self._waiting = waiting

    def follow(self, survey: Survey) -> dict[int, Found]:
        """Take in the next snapshot; returns its smells by number."""
        former = self._former
        old = dict(former.files) if former else {}
        unchanged = {path for path, looked in survey.files.items() if old.get(path) is looked}
        before = [*self._of(looked for path, looked in old.items() if path not in unchanged)]
        before += [*self._waiting, *self._wide]
        looked_at = [looked for path, looked in survey.files.items() if path not in unchanged]
        after = [found for looked in looked_at for found in looked.found] + list(survey.wide)
        pairs = match([found for _, found in before], after, survey.renamed)
        same = {pair.after: before[pair.before] for pair in pairs}
        kept = {pair.before for pair in pairs}
        numbers = [
            self._goes_on(survey, *same[place], found) if place in same else self._begins(survey, found)
            for place, found in enumerate(after)
        ]
        self._waiting = []
        for place, (smell, found) in enumerate(before):
            if place not in kept:
                self._ends(survey, smell, found)
        standing = dict(self._of(survey.files[path] for path in sorted(unchanged)))
        for smell in standing:
            self._lives.lives[smell].last = survey.seq
        self._number(survey, looked_at, numbers, {id(survey.files[path]) for path in unchanged})
        self._former = survey
        return standing | dict(zip(numbers, after, strict=True))

    def _of(self, files: Iterable[Looked]) -> Iterable[tuple[int, Found]]:
        for looked in files:
            yield from zip(self._numbers[id(looked)], looked.found, strict=True)

    def _number(
        self, survey: Survey, looked_at: Sequence[Looked], numbers: Sequence[int], unchanged: set[int]
    ) -> None:
        # Keyed by the objects that two surveys share; those that only the former has may go.
        self._numbers = {key: known for key, known in self._numbers.items() if key in unchanged}
        at = 0
        for looked in looked_at:
            self._numbers[id(looked)] = list(numbers[at : at + len(looked.found)])
            at += len(looked.found)
        self._wide = list(zip(numbers[at:], survey.wide, strict=True))

    def _begins(self, survey: Survey, found: Found) -> int:
        smell, self._next = self._next, self._next + 1
        self._lives.lives[smell] = Life(found.smell.rule, survey.seq, survey.seq)
        self._lives.events.append(Event(smell, survey.seq, BORN, found.smell.value))
        former = self._former.seq if self._former else None
        looked = survey.files[found.smell.path]
        file = File(looked.language, looked.role, "")
        self._lives.births.append(Birth(smell, former, survey.seq, found, file))
        return smell

    def _goes_on(self, survey: Survey, smell: int, old: Found, new: Found) -> int:
        self._lives.lives[smell].last = survey.seq
        if _worse(old.smell, new.smell):
            event = Event(smell, survey.seq, WORSENED, new.smell.value, old.smell.value)
            self._lives.events.append(event)
        if (old.smell.path, old.smell.symbol) != (new.smell.path, new.smell.symbol):
            self._lives.events.append(Event(smell, survey.seq, MOVED))
        return smell

    def _ends(self, survey: Survey, smell: int, found: Found) -> None:
        path = found.smell.path
        now = survey.files.get(survey.renamed.get(path, path)) or survey.files.get(path)
        if now is not None and now.known.unparsable:
            self._waiting.append((smell, found))
            return
        self._lives.lives[smell].healed = survey.seq
        self._lives.events.append(Event(smell, survey.seq, HEALED))


def _worse(old: Smell, new: Smell) -> bool:
    """Whether the figure went further beyond its limit."""
    if old.value is None or new.value is None:
        return False
    return new.value < old.value if RULES[new.rule].bound == BELOW else new.value > old.value
