"""Moves, of blocks with 20 letters and digits and more.

Within a file a block moves over more lines than it has: of two blocks that change places git shows the
shorter as the one that moved.
"""

from bench.planted.ground import Edit, Ground, Plant
from bench.planted.lines import alike, born, child, fresh, indent, reworded, shifted
from bench.planted.places import Block, block, new_path, target
from bench.planted.wording import letters

_FLOOR = 20  # letters and digits of a moved run
_MOST = 30


def moved_within(ground: Ground) -> Plant | None:
    return _moved(ground, "moved within a file", within=True)


def moved_between(ground: Ground) -> Plant | None:
    return _moved(ground, "moved to another file")


def moved_indented(ground: Ground) -> Plant | None:
    return _moved(ground, "moved and re-indented", ground.dice.choice((-1, 1)), within=_either(ground))


def moved_to_new_file(ground: Ground) -> Plant | None:
    if not (source := _movable(ground)):
        return None
    moved = tuple(child(line, line.text, "moved") for line in source.lines)
    put = Edit(new_path(ground, source.path), 0, 0, moved)
    return Plant("moved to a new file", (Edit(source.path, source.start, source.stop, ()), put))


def moved_out(ground: Ground) -> Plant | None:
    """A function is extracted: the block moves under a new head, and a call takes its place."""
    if not (source := _movable(ground, 3)):
        return None
    if not (place := target(ground, source, within=_either(ground))):
        return None
    (call,) = fresh(ground, source.path, 1, indent(source.lines[0].text))
    if any(alike(line, call) for line in source.lines):
        return None
    texts = shifted(source.lines, ground.dice.choice((-1, 1)))
    moved = [child(line, text, "moved") for line, text in zip(source.lines, texts, strict=True)]
    put = Edit(*place, place[1], (*fresh(ground, place[0], 1), *moved))
    return Plant("moved, a call in its place", (Edit(source.path, source.start, source.stop, (call,)), put))


def moved_edited(ground: Ground) -> Plant | None:
    """One line in the middle is edited on the way: it is no part of the runs on its sides, and in no hunk
    with its former self, so by the definitions one line died and another was born.
    """
    if not (source := _movable(ground, 5)):
        return None
    middle = len(source.lines) // 2
    place, text = target(ground, source, within=False), reworded(ground, source.lines[middle].text, 1)
    sides = source.lines[:middle], source.lines[middle + 1 :]
    if not place or not text or any(sum(letters(line.text) for line in side) < _FLOOR for side in sides):
        return None
    put = [child(line, line.text, "moved") for line in source.lines]
    put[middle] = born(ground, text, "added")
    edits = Edit(source.path, source.start, source.stop, ()), Edit(*place, place[1], tuple(put))
    return Plant("moved, one line edited", edits, {source.lines[middle]: "deleted"})


def _moved(ground: Ground, name: str, steps: int = 0, *, within: bool = False) -> Plant | None:
    if not (source := _movable(ground)):
        return None
    if not (place := target(ground, source, within=within)):
        return None
    texts = shifted(source.lines, steps)
    moved = tuple(child(line, text, "moved") for line, text in zip(source.lines, texts, strict=True))
    return Plant(name, (Edit(source.path, source.start, source.stop, ()), Edit(*place, place[1], moved)))


def _movable(ground: Ground, least: int = 2) -> Block | None:
    drawn = block(ground, least, _MOST)
    return drawn if drawn and drawn.weight >= _FLOOR else None


def _either(ground: Ground) -> bool:
    return ground.dice.random() < 0.5
