"""What ends lines or carries them on: deaths when they are due, edits, replacements, moves, rework."""

import dataclasses
import re
from collections import Counter

from .change import Change
from .project import Block, File, LiveLine
from .vocabulary import variable

NAME = re.compile(r"\b[a-z]+_[a-z]+\b")
MOST_EDITS = 2  # with eight words and more to a line, it stays the same line
TRIES = 12
FEWEST_REPLACED, MOST_REPLACED = 3, 8
REWRITTEN = 0.4  # share of due lines that others take the place of


def reap(change: Change, file: File) -> None:
    """Remove or rewrite every line of the file whose life is over."""
    for block in list(file.blocks):
        due = [line for line in block.lines if line.due <= change.time]
        if due and len(due) == len(block.lines) and block.kind != "head":
            file.blocks.remove(block)
            for line in due:
                change.killed(file, line)
            continue
        for line in due:
            if _needed(block, line) or change.dice.chance(REWRITTEN):
                _rewrite(change, file, block, line)
            else:
                change.killed(file, line)
                block.lines.remove(line)


def rework(change: Change, file: File, since: int) -> None:
    """Rewrite some statements written since that commit: what a review does to a branch."""
    for block in file.functions():
        for line in list(block.lines):
            fresh = line.stretch.born >= since and line.stretch.operation in {"added", "copied"}
            if fresh and change.is_older(line) and line.role == "statement" and change.dice.chance(0.12):
                _rewrite(change, file, block, line)


def update(change: Change, file: File) -> None:
    """Change one name in a line."""
    functions = file.functions()
    for _ in range(TRIES if functions else 0):
        line = change.dice.pick(change.dice.pick(functions).lines)
        names = NAME.findall(line.text)
        if _editable(change, line) and len(names) > 1:
            old = change.dice.pick(names)
            if names.count(old) == 1:
                _substitute(change, (file, line), old, variable(change.dice), "updated")
                return


def replace(change: Change, files: list[File]) -> None:
    """Put one name in the place of another wherever these files have it, in three lines or a few more."""
    standing = Counter(
        name for file in files for block in file.functions() for name in NAME.findall(block.text())
    )
    names = [name for name, times in standing.items() if FEWEST_REPLACED <= times <= MOST_REPLACED]
    for _ in range(TRIES if names else 0):
        old = change.dice.pick(names)
        places = [
            (file, line)
            for file in files
            for block in file.functions()
            for line in block.lines
            if old in line.text and NAME.findall(line.text).count(old) == 1
        ]
        if len(places) == standing[old] and all(_editable(change, line) for _, line in places):
            new = variable(change.dice)
            for place in places:
                _substitute(change, place, old, new, "replaced")
            return


def move(change: Change, source: File, target: File) -> None:
    """Move a function from one file to another."""
    functions = [block for block in source.functions() if all(change.is_older(line) for line in block.lines)]
    if source is target or source.kind != target.kind or not functions:
        return
    block = change.dice.pick(functions)
    texts = {line.text for line in block.lines}
    if texts & (target.texts() | change.gone):
        return
    source.blocks.remove(block)
    change.touched[source] = None
    lines = [change.heir(target, line, line.draft, "moved") for line in block.lines]
    target.blocks.insert(change.dice.between(1, len(target.blocks)), Block(block.kind, lines))


def _needed(block: Block, line: LiveLine) -> bool:
    """Whether the file would no longer parse, or its test no longer test, without the line."""
    place = block.lines.index(line)
    after = block.lines[place + 1].draft.depth if place + 1 < len(block.lines) else 0
    match line.role:
        case "def" | "test" | "header" | "module":
            return True
        case "assert":
            return sum(other.role == "assert" for other in block.lines) == 1
        case "import" | "prose":
            return False
        case _ if line.draft.depth > 1:
            return block.lines[place - 1].role == "header" and after < line.draft.depth
        case _:
            return sum(other.role not in {"comment", "def"} for other in block.lines) == 1


def _rewrite(change: Change, file: File, block: Block, line: LiveLine) -> None:
    draft = change.pen.line(line.role, line.draft.depth, line.draft.decisions, instead_of=line.text)
    change.killed(file, line)
    block.lines[block.lines.index(line)] = change.born(file, draft)


def _editable(change: Change, line: LiveLine) -> bool:
    return (
        line.role in {"statement", "assert", "return"}
        and line.edits < MOST_EDITS
        and change.is_older(line)
        and line.text not in change.gone
    )


def _substitute(change: Change, place: tuple[File, LiveLine], old: str, new: str, operation: str) -> None:
    file, line = place
    text = re.sub(rf"\b{old}\b", new, line.text)
    change.pen.claim(text)
    heir = change.heir(file, line, dataclasses.replace(line.draft, text=text), operation)
    block = next(block for block in file.blocks if line in block.lines)
    block.lines[block.lines.index(line)] = heir
