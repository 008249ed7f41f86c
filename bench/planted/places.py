"""Where something can be planted: places and blocks of the tree, drawn at random."""

import re
from dataclasses import dataclass

from bench.planted.ground import Ground, Line
from bench.planted.lines import indent
from bench.planted.wording import Reading, letters

_LARGE = 2_000  # lines; larger files are not drawn more often
_BLANK = 0.3  # of the blocks that begin or end with a blank line are taken


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines of a file, none edited before; start counts from zero."""

    path: str
    start: int
    lines: list[Line]

    @property
    def stop(self) -> int:
        return self.start + len(self.lines)

    @property
    def weight(self) -> int:
        """Letters and digits."""
        return sum(letters(line.text) for line in self.lines)


def suffix(path: str) -> str:
    return path[path.rindex(".") :]


def standing(ground: Ground, suffixes: tuple[str, ...] = ("",)) -> list[str]:
    """Files of such a name that stood before this commit."""
    return sorted(path for path in ground.standing() if path.endswith(suffixes))


def slot(ground: Ground, suffixes: tuple[str, ...] = ("",)) -> tuple[str, int]:
    """A place between two lines, or at an end, of a file of such a name, else of any."""
    paths = standing(ground, suffixes) or standing(ground)
    path = ground.dice.choices(paths, weights=[min(len(ground.files[path]), _LARGE) for path in paths])[0]
    return path, ground.dice.randint(0, len(ground.files[path]))


def block(ground: Ground, least: int, most: int, path: str | None = None) -> Block | None:
    """Free lines; few begin or end with a blank one, which is mostly like its neighbour and can slide."""
    path = path or slot(ground)[0]
    whole = ground.files[path]
    length = ground.dice.randint(least, most)
    if len(whole) <= length:
        return None
    start = ground.dice.randint(0, len(whole) - length)
    lines = whole[start : start + length]
    seemly = lines[0].text.strip() and lines[-1].text.strip()
    if not (seemly or ground.dice.random() < _BLANK) or not all(map(ground.free, lines)):
        return None
    return Block(path, start, lines)


def code_block(ground: Ground, least: int, most: int) -> Block | None:
    """Of Python, fit to be copied."""
    path, _ = slot(ground, (".py",))
    found = block(ground, least, most, path)
    return found if found and _fit(found) else None


def function(ground: Ground) -> Block | None:
    """Of Python, fit to be copied: from the line of a `def` to the last one that is indented deeper."""
    path, at = slot(ground, (".py",))
    whole = ground.files[path]
    heads = [n for n in range(at, len(whole)) if re.match(r"\s*(async )?def \w", whole[n].text)]
    if not heads:
        return None
    start = heads[0]
    depth = len(indent(whole[start].text))
    stop = start + 1
    for number in range(start + 1, len(whole)):
        text = whole[number].text
        if text.strip():
            if len(indent(text)) <= depth and not text.lstrip().startswith(")"):
                break
            stop = number + 1
    found = Block(path, start, whole[start:stop])
    return found if all(map(ground.free, found.lines)) and _fit(found) else None


def target(
    ground: Ground, source: Block, *, within: bool, suffixes: tuple[str, ...] | None = None
) -> tuple[str, int] | None:
    """Where the block may go: farther off than it is long, or into another file, by default of its kind."""
    path, at = slot(ground, suffixes or (suffix(source.path),))
    if within:
        path, at = source.path, ground.dice.randint(0, len(ground.files[source.path]))
    far = max(at - source.stop, source.start - at) > len(source.lines)
    return (path, at) if (far if within else path != source.path) else None


def new_path(ground: Ground, beside: str) -> str:
    """A name for a file of the same kind, in the same folder or in a new one there."""
    folder, _, _ = beside.rpartition("/")
    folders = [folder] if ground.dice.random() < 0.5 else [folder, ground.fresh.word()]
    return "/".join([*filter(None, folders), ground.fresh.word() + suffix(beside)])


def _fit(block: Block) -> bool:
    """Whether it begins and ends with code and holds neither imports nor what the tokenizer did not read."""
    read = [line.reading for line in block.lines]
    return {read[0], read[-1]} == {Reading.CODE} and not {Reading.IMPORT, Reading.UNREAD} & set(read)
