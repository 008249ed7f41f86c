"""What is known of one version of a file, and the smells that follow from it.

`Examined` depends on the content alone (and on the name's language), so it is kept by blob and knows no path
and no limit. A `Smell` is what a path, a role and limits make of it. Line numbers are one-based, ends
included.
"""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple


class Function(NamedTuple):
    """A function or method and what was measured of it.

    symbol: its name, qualified by the classes and functions around it (`Outer.method.inner`); ordinal: which
    of those of the same symbol in the file it is, from 0; cyclomatic: McCabe's number; cognitive: Sonar's,
    None where its provider has none; length: lines from the first to the last, those of a Python docstring
    left out; parameters, nesting: None likewise.
    """

    symbol: str
    ordinal: int
    start_line: int
    end_line: int
    cyclomatic: int
    cognitive: int | None
    length: int
    parameters: int | None
    nesting: int | None


class Class(NamedTuple):
    """A class. symbol, ordinal: as of a function; methods: those in its own body."""

    symbol: str
    ordinal: int
    start_line: int
    end_line: int
    methods: int


class Mark(NamedTuple):
    """A place that a rule objects to whatever the limits.

    rule: Linespan's name of it; symbol: the innermost function or class around it, empty at the top of a
    file; subject: the normal form of its first line; message: what is wrong there, in a sentence.
    """

    rule: str
    symbol: str
    start_line: int
    end_line: int
    subject: str
    message: str


class Import(NamedTuple):
    """An import of a module from outside the package. name: as written, dotted; optional: whether the code
    goes on without it (in a `try` that catches its absence, or for type checkers alone).
    """

    name: str
    line: int
    optional: bool


class Suppression(NamedTuple):
    """A comment `linespan: ignore[rule, ...] reason`. line: where it stands; covers: the line it speaks of,
    its own or, where it stands alone, the next line of code; reason: empty where none is given, which makes
    it void.
    """

    line: int
    covers: int
    rules: tuple[str, ...]
    reason: str


class Halstead(NamedTuple):
    """Halstead's measures of a file, as radon counts them."""

    volume: float
    difficulty: float
    effort: float


@dataclass(frozen=True, slots=True)
class Examined:
    """All that the providers say of one blob.

    language: as `languages.py` names it; lines: lines of the file; maintainability: radon's index, 0 to 100,
    for Python; unparsable: why it could not be read, empty where it could. What could not be read has no
    functions, classes, marks or imports.
    """

    language: str
    lines: int
    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    marks: tuple[Mark, ...] = ()
    imports: tuple[Import, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    maintainability: float | None = None
    halstead: Halstead | None = None
    unparsable: str = ""


@dataclass(frozen=True, slots=True)
class Smell:
    """A smell at a place of a tree.

    symbol, ordinal: of the function or class, or of the one around it; ordinal counts those of the same rule,
    path, symbol and subject in order of lines, from 0; subject: the normal form of the offending line, empty
    for rules about functions, classes and files; value, threshold: None where the rule has no figure;
    message: what is wrong, in a sentence without the place; other: where a duplicated block stands too (path,
    first line).
    """

    rule: str
    path: bytes
    symbol: str
    ordinal: int
    start_line: int
    end_line: int
    value: float | None
    threshold: float | None
    message: str
    subject: str = ""
    other: tuple[bytes, int] | None = None

    @property
    def identity(self) -> tuple[str, bytes, str, int, str]:
        """What stays the same while lines around it come and go (METRICS.md, 5)."""
        return self.rule, self.path, self.symbol, self.ordinal, self.subject

    @property
    def excess(self) -> float:
        """How many times its limit the figure is, or where less is worse the limit the figure; else 1."""
        if self.value is None or not self.threshold:
            return 1.0
        low, high = sorted((self.value, self.threshold))
        return high / low if low else inf
