"""Additions, ends, re-indents, updates and replacements, each in its place.

Edits exchange 3 words or fewer, and at most half of the line's; new lines are of words found nowhere else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from keyword import iskeyword

from bench.planted.ground import Edit, Ground, Line, Plant
from bench.planted.lines import BUDGET, STEP, alike, born, child, fresh, indent, paired_clearly, reworded
from bench.planted.places import block, new_path, slot, standing, suffix
from bench.planted.wording import words

_PLACES = range(3, 31)  # of a replacement
_WAYS: dict[str, Callable[[str], str]] = {
    "indented": lambda text: STEP + text,
    "dedented": lambda text: text[min(4, len(indent(text))) :],
    "tabs for spaces": lambda text: "\t" * (len(indent(text)) // 4) + text.lstrip(" "),
    "white space at the end": lambda text: text + "  ",
    "carriage returns": lambda text: text.removesuffix("\r") if text.endswith("\r") else text + "\r",
}


def lines_added(ground: Ground) -> Plant | None:
    """Fresh lines, with a blank one between some."""
    path, at = slot(ground)
    beside = ground.files[path][at : at + 1]
    lines = fresh(ground, path, ground.dice.randint(1, 30), indent(beside[0].text) if beside else "")
    for place in reversed(range(1, len(lines))):
        if ground.dice.random() < 0.1:
            lines.insert(place, born(ground, "", "added"))
    return Plant("lines added", (Edit(path, at, at, tuple(lines)),))


def file_added(ground: Ground) -> Plant | None:
    path = new_path(ground, slot(ground)[0])
    return Plant("file added", (Edit(path, 0, 0, tuple(fresh(ground, path, ground.dice.randint(5, 40)))),))


def block_deleted(ground: Ground) -> Plant | None:
    if not (drawn := block(ground, 1, 20)):
        return None
    edit = Edit(drawn.path, drawn.start, drawn.stop, ())
    return Plant("block deleted", (edit,), dict.fromkeys(drawn.lines, "deleted"))


def block_rewritten(ground: Ground) -> Plant | None:
    if not (drawn := block(ground, 1, 10)):
        return None
    lines = fresh(ground, drawn.path, ground.dice.randint(1, 10), indent(drawn.lines[0].text))
    if any(alike(old, new) for old in drawn.lines for new in lines):
        return None
    edit = Edit(drawn.path, drawn.start, drawn.stop, tuple(lines))
    return Plant("block rewritten", (edit,), dict.fromkeys(drawn.lines, "rewritten"))


def reindented(ground: Ground) -> Plant | None:
    if not (drawn := block(ground, 2, 30)):
        return None
    name = ground.dice.choice(list(_WAYS))
    texts = [_WAYS[name](line.text) if line.text.strip() else line.text for line in drawn.lines]
    edits = tuple(
        Edit(drawn.path, at, at + 1, (child(line, text, "reindented"),))
        for at, (line, text) in enumerate(zip(drawn.lines, texts, strict=True), start=drawn.start)
        if text != line.text
    )
    return Plant(name, edits) if len(edits) > 1 else None


def line_updated(ground: Ground) -> Plant | None:
    return updated(ground, "line updated", 1)


def lines_updated(ground: Ground) -> Plant | None:
    return updated(ground, "lines updated", ground.dice.randint(2, 5))


def updated_beside_new(ground: Ground) -> Plant | None:
    """An updated line, with fresh lines in the same hunk before or after it."""
    return updated(ground, "updated beside new lines", 1, ground.dice.randint(1, 4))


def updated(ground: Ground, name: str, count: int, new: int = 0, path: str | None = None) -> Plant | None:
    """So many lines in a row, with so many new ones in the same hunk."""
    if not (drawn := block(ground, count, count, path)):
        return None
    texts = [reworded(ground, line.text, ground.dice.randint(1, BUDGET)) for line in drawn.lines]
    after = [child(line, text, "updated") for line, text in zip(drawn.lines, texts, strict=True) if text]
    beside = fresh(ground, drawn.path, new, indent(drawn.lines[0].text))
    if len(after) < count or any(alike(old, line) for old in drawn.lines for line in beside):
        return None
    if not paired_clearly(list(zip(drawn.lines, after, strict=True))):
        return None
    put = (*after, *beside) if ground.dice.random() < 0.5 else (*beside, *after)
    return Plant(name, (Edit(drawn.path, drawn.start, drawn.stop, put),))


def name_replaced(ground: Ground) -> Plant | None:
    """A name gets another in three lines or more, of one file or of all of its kind."""
    path, at = slot(ground)
    names = re.findall(r"[^\W\d]\w{3,}", ground.files[path][max(at - 1, 0)].text)
    if not (names := [name for name in names if not iskeyword(name)]):
        return None
    old, new = ground.dice.choice(names), ground.fresh.word()
    scope = [path] if ground.dice.random() < 0.5 else standing(ground, (suffix(path),))
    edits = [edit for file in scope for edit in _replacements(ground, file, old, new)][: _PLACES[-1]]
    if len(edits) < _PLACES[0] or not all(map(paired_clearly, _hunks(ground, edits))):
        return None
    return Plant("name replaced", tuple(edits))


def _replacements(ground: Ground, path: str, old: str, new: str) -> Iterator[Edit]:
    whole = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    for at, line in enumerate(ground.files[path]):
        if old in line.text and ground.free(line):
            places = len(whole.findall(line.text))
            if 1 <= places <= min(BUDGET, len(words(line.text)) // 2):
                yield Edit(path, at, at + 1, (child(line, whole.sub(new, line.text), "replaced"),))


def _hunks(ground: Ground, edits: Sequence[Edit]) -> Iterator[list[tuple[Line, Line]]]:
    """Pairs of old and new, hunk by hunk, of edits of one line each in order."""
    hunk: list[tuple[Line, Line]] = []
    last: tuple[str, int] | None = None
    for edit in edits:
        if hunk and last != (edit.path, edit.start):
            yield hunk
            hunk = []
        hunk.append((ground.files[edit.path][edit.start], edit.lines[0]))
        last = edit.path, edit.stop
    if hunk:
        yield hunk
