"""The project while it is being written: files of blocks of lines."""

from dataclasses import dataclass, field

from .pen import Draft

NEVER = 1 << 60

LINE_CLASSES = {
    "comment": "comment",
    "docstring": "doc",
    "module": "doc",
    "prose": "prose",
    "title": "prose",
    "config": "config",
}


@dataclass(slots=True, eq=False)
class Stretch:
    """A life in the making. Commits are numbered in the order they are written."""

    identity: int
    operation: str
    born: int
    path: str = ""
    number: int = 0
    died: int | None = None
    death_operation: str | None = None


@dataclass(slots=True, eq=False)
class LiveLine:
    draft: Draft
    stretch: Stretch
    due: int  # the second its life is over; it goes with the next commit that tends its file
    edits: int = 0

    @property
    def text(self) -> str:
        return self.draft.text

    @property
    def role(self) -> str:
        return self.draft.role

    @property
    def line_class(self) -> str:
        return LINE_CLASSES.get(self.draft.role, "code")


@dataclass(slots=True, eq=False)
class Block:
    """The head of a file (its docstring and imports, or its title) or one function."""

    kind: str  # head, function, test, kept: nothing in it ever changes
    lines: list[LiveLine] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def room(self) -> list[int]:
        """Places for a new statement: below the docstring, above the return, not inside a nested part."""
        first = 2 if len(self.lines) > 1 and self.lines[1].role == "docstring" else 1
        last = len(self.lines)
        while last > first and self.lines[last - 1].role in {"return", "assert"}:
            last -= 1
        inside = {place for place in range(last) if self.lines[place].draft.depth > 1}
        return [place for place in range(first, last + 1) if place not in inside and self._closed(place)]

    def _closed(self, place: int) -> bool:
        return self.lines[place - 1].role != "header"


@dataclass(slots=True, eq=False)
class File:
    path: str
    blocks: list[Block]
    blob: str = ""
    owner: object = None  # the branch, or the revert to come, that alone may change it for now
    next_due: int = NEVER
    kept: bool = False  # a planted smell is in it: it keeps its path

    def lines(self) -> list[LiveLine]:
        return [line for block in self.blocks for line in block.lines]

    def texts(self) -> set[str]:
        return {line.text for line in self.lines()}

    def functions(self) -> list[Block]:
        return [block for block in self.blocks if block.kind in {"function", "test"}]

    @property
    def kind(self) -> str:
        """source, test, guide or fixed."""
        if self.path.startswith("tests/"):
            return "test"
        if self.path.endswith(".md"):
            return "guide" if self.path != "CLAUDE.md" else "fixed"
        return "source" if self.path.endswith(".py") and "__init__" not in self.path else "fixed"
