"""Lines of a commit in the making: kept ones after an edit, and new ones."""

import re
from collections.abc import Sequence

from bench.planted.ground import Birth, Ground, Line
from bench.planted.wording import WORD, distance, letters, words

BUDGET = 3  # words of an edit
STEP = "    "


def child(line: Line, text: str, operation: str) -> Line:
    """The same line after an edit."""
    return Line(text, line.birth, operation=operation)


def born(ground: Ground, text: str, operation: str, source: Line | None = None) -> Line:
    """A new line; its place is known when the commit is closed."""
    return Line(text, Birth(ground.number, "", 0), operation=operation, source=source)


def fresh(ground: Ground, path: str, count: int, indent: str = "") -> list[Line]:
    """New lines of words that stand nowhere else."""
    return [born(ground, indent + ground.fresh.line(path), "added") for _ in range(count)]


def indent(text: str) -> str:
    """The white space it begins with."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def shifted(lines: Sequence[Line], steps: int) -> list[str]:
    """The lines as they are (0), a step deeper (1), or less deep if all can be (-1, else deeper)."""
    deep = all(line.text.startswith(STEP) for line in lines if line.text.strip())
    if steps < 0 and deep:
        return [line.text.removeprefix(STEP) for line in lines]
    return [STEP + line.text if steps and line.text.strip() else line.text for line in lines]


def reworded(ground: Ground, text: str, count: int) -> str | None:
    """The line with so many words exchanged, put in or taken out; None where that would be more than half of
    it.
    """
    spots = list(WORD.finditer(text))
    plain = [spot for spot in spots if letters(spot[0])]
    if len(spots) < 2 * count or len(plain) < count:
        return None
    for spot in sorted(ground.dice.sample(plain, count), key=re.Match.start, reverse=True):
        way = ground.dice.choice(("exchanged", "exchanged", "put in", "taken out"))
        if way == "taken out":
            if spot[0] in ground.dropped_words:
                return None  # taken out in three places it would be a replacement
            ground.dropped_words.add(spot[0])
        put = {
            "exchanged": ground.fresh.word(),
            "put in": f"{spot[0]} {ground.fresh.word()}",
            "taken out": "",
        }
        text = text[: spot.start()] + put[way] + text[spot.end() :]
    return text if letters(text) else None


def alike(old: Line, new: Line) -> bool:
    """Near enough to be taken for an update, with a word to spare."""
    return distance(words(old.text), words(new.text)) <= BUDGET + 1


def paired_clearly(pairs: Sequence[tuple[Line, Line]]) -> bool:
    """Whether every new line of a hunk is nearer to its own old line than to any other, of other words."""
    old = [words(line.text) for line, _ in pairs]
    new = [words(line.text) for _, line in pairs]
    return all(
        distance(old[mine], new[mine]) < distance(old[other], new[mine])
        for mine in range(len(pairs))
        for other in range(len(pairs))
        if old[other] != old[mine]
    )
