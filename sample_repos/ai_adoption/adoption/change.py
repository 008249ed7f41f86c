"""One commit in the making: what it does to lines, noted for the truth as it happens."""

from collections import Counter
from dataclasses import dataclass, field

from .dice import Dice
from .pen import Draft, Pen
from .plan import AI_HALF_LIFE_DAYS, HUMAN_HALF_LIFE_DAYS, month_number
from .project import NEVER, Block, File, LiveLine, Stretch


@dataclass(slots=True, eq=False)
class Origin:
    """A line's identity in the making."""

    by_ai: bool
    mortal: bool
    line_class: str


@dataclass(slots=True, eq=False)
class Planted:
    """A function or a smell, with the commit that wrote it."""

    number: int
    path: str
    symbol: str
    by_ai: bool
    complexity: int = 0
    rule: str = ""


@dataclass(slots=True, eq=False)
class Notes:
    """Everything noted so far; an identity is its place in `origins`."""

    origins: list[Origin] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    operations: dict[int, Counter[tuple[str, str, str]]] = field(default_factory=dict)
    functions: list[Planted] = field(default_factory=list)
    smells: list[Planted] = field(default_factory=list)


class Change:
    """`number` is the commit's place in the order of writing, `time` its second."""

    def __init__(self, number: int, time: int, *, by_ai: bool, notes: Notes, pen: Pen, dice: Dice) -> None:
        self.number = number
        self.time = time
        self.by_ai = by_ai
        self.pen = pen
        self.dice = dice
        self.notes = notes
        self.touched: dict[File, None] = {}
        self.gone: set[str] = set()  # texts removed: none of them may come back in this commit
        self._counts: Counter[tuple[File, str, str]] = Counter()

    @property
    def month(self) -> int:
        return month_number(self.time)

    def born(self, file: File, draft: Draft, operation: str = "added", *, mortal: bool = True) -> LiveLine:
        """A line with a new identity; the caller puts it in its place."""
        due = self._due() if mortal else NEVER
        line = self._enter(file, draft, len(self.notes.origins), operation, due)
        self.notes.origins.append(Origin(self.by_ai, mortal, line.line_class))
        return line

    def heir(self, file: File, line: LiveLine, draft: Draft, operation: str) -> LiveLine:
        """The same line after a move, an edit or a replacement; the caller puts it in its place."""
        self._end(line, operation)
        heir = self._enter(file, draft, line.stretch.identity, operation, line.due)
        heir.edits = line.edits + (operation != "moved")
        return heir

    def edited_back(self, file: File, line: LiveLine, draft: Draft) -> LiveLine:
        """The same line after a revert of its edit, with a new life; the caller puts it in its place."""
        self._end(line, "updated")
        return self._enter(file, draft, line.stretch.identity, "updated", self._due())

    def killed(self, file: File, line: LiveLine, operation: str = "deleted") -> None:
        """The caller takes it from its place."""
        self._end(line, operation)
        self._count(file, operation, line)

    def wrote_function(self, file: File, block: Block) -> None:
        symbol = block.lines[0].text.split("(")[0].removeprefix("def ")
        complexity = 1 + sum(line.draft.decisions for line in block.lines)
        self.notes.functions.append(Planted(self.number, file.path, symbol, self.by_ai, complexity))

    def is_older(self, line: LiveLine) -> bool:
        """Whether the line stood before this commit."""
        return line.stretch.born < self.number

    def seal(self) -> dict[str, bytes]:
        """Note where the new lines stand; the contents of the touched files, by path."""
        contents = {}
        for file in self.touched:
            lines = file.lines()
            for number, line in enumerate(lines, start=1):
                if line.stretch.born == self.number:
                    line.stretch.path, line.stretch.number = file.path, number
            file.next_due = min((line.due for line in lines), default=NEVER)
            contents[file.path] = "".join(f"{line.text}\n" for line in lines).encode()
        self.notes.operations[self.number] = Counter(
            {(file.path, operation, kind): n for (file, operation, kind), n in self._counts.items()}
        )
        return contents

    def _due(self) -> int:
        return self.time + self.dice.lifetime(AI_HALF_LIFE_DAYS if self.by_ai else HUMAN_HALF_LIFE_DAYS)

    def _enter(self, file: File, draft: Draft, identity: int, operation: str, due: int) -> LiveLine:
        line = LiveLine(draft, Stretch(identity, operation, self.number), due)
        self.notes.stretches.append(line.stretch)
        self._count(file, operation, line)
        return line

    def _end(self, line: LiveLine, operation: str) -> None:
        line.stretch.died, line.stretch.death_operation = self.number, operation
        self.gone.add(line.text)

    def _count(self, file: File, operation: str, line: LiveLine) -> None:
        self.touched[file] = None
        self._counts[file, operation, line.line_class] += 1
