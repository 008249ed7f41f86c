"""Python source, parsed once for all that is asked of it."""

import ast
import codecs
import io
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

LARGEST = 1 << 20  # bytes
_REASON = 200  # characters; a parser's message may quote what it does not understand
# Decoding these takes time that grows with the square of the length.
_SLOW_ENCODINGS = frozenset(("idna", "punycode"))

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_Control = (
    ast.If | ast.For | ast.AsyncFor | ast.While | ast.Try | ast.TryStar | ast.With | ast.AsyncWith | ast.Match
)
Body = ast.stmt | ast.excepthandler | ast.match_case
_PARTS = ("body", "handlers", "orelse", "finalbody", "cases")


class UnparsableError(Exception):
    """A file can not be read as Python 3; the message says why, as part of a sentence."""


class Definition(NamedTuple):
    """A function or class. symbol: qualified by what is around it (`Outer.method.inner`); ordinal: which of
    those of the same symbol it is, from 0; first_line: of its first decorator, else of the definition;
    nesting: the deepest level of control statements in its body, those of functions and classes in it left
    out.
    """

    symbol: str
    ordinal: int
    first_line: int
    node: FunctionNode | ast.ClassDef
    nesting: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """text: with line feeds alone; lines: of it; definitions: in the order of lines, the outer before the
    inner; symbols: for each line from 1 (there is a line 0, for files without one), the innermost symbol
    around it, empty at the top.
    """

    text: str
    lines: Sequence[str]
    tree: ast.Module
    definitions: Sequence[Definition]
    symbols: Sequence[str]

    def subject(self, line: int) -> str:
        """The normal form of a line, from 1."""
        return " ".join(self.lines[line - 1].split()) if 0 < line <= len(self.lines) else ""


def parse(content: bytes) -> Parsed:
    """Raises UnparsableError."""
    if len(content) > LARGEST:
        raise UnparsableError(f"larger than {LARGEST:,} bytes")
    if b"\0" in content:
        raise UnparsableError("binary")
    try:
        text = _decoded(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes and comparisons in code that is not ours
            tree = ast.parse(text)
    except SyntaxError as problem:
        where = f"line {problem.lineno}: " if problem.lineno else ""
        raise UnparsableError(f"{where}{problem.msg}"[:_REASON]) from problem
    except (LookupError, ValueError) as problem:
        raise UnparsableError(f"not text: {problem}"[:_REASON]) from problem
    except (RecursionError, MemoryError) as problem:
        raise UnparsableError("nested too deep") from problem
    lines = text.split("\n")
    definitions = list(_numbered(sorted(_definitions(tree), key=attrgetter("first_line"))))
    symbols = [""] * (len(lines) + 1)
    for one in definitions:
        end = one.node.end_lineno or one.first_line
        symbols[one.first_line : end + 1] = [one.symbol] * (end + 1 - one.first_line)
    return Parsed(text, lines, tree, definitions, symbols)


def _decoded(content: bytes) -> str:
    """As Python reads it: by a byte order mark or coding comment, else UTF-8. Raises SyntaxError, LookupError
    and ValueError.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    if codecs.lookup(encoding).name in _SLOW_ENCODINGS:
        raise LookupError(f"the encoding {encoding}")
    text = content.decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Scope:
    """A definition whose body is being walked."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.deepest = 0


def _definitions(tree: ast.Module) -> Iterator[Definition]:
    """In any order, not numbered yet. No recursion: a chain of conditions may be thousands long."""
    found = []
    waiting: list[tuple[ast.AST, _Scope, int]] = [(tree, _Scope(""), 0)]
    while waiting:
        node, scope, depth = waiting.pop()
        if isinstance(node, FunctionNode | ast.ClassDef):
            scope = _Scope(f"{scope.prefix}{node.name}.")
            depth = 0
            found.append((node, scope))
        elif isinstance(node, _Control):
            depth += 1
            scope.deepest = max(scope.deepest, depth)
        waiting += [(child, scope, depth - _goes_on(node, child)) for child in blocks(node)]
    for node, scope in found:
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        yield Definition(scope.prefix[:-1], 0, first, node, scope.deepest)


def blocks(node: ast.AST) -> Iterator[Body]:
    """The statements, handlers and cases right within a statement, handler, case or module."""
    for part in _PARTS:
        yield from getattr(node, part, ())


def _goes_on(node: ast.AST, child: ast.AST) -> bool:
    """Whether the child is an `elif`, which is no deeper than its `if`."""
    return (
        isinstance(node, ast.If)
        and isinstance(child, ast.If)
        and node.orelse == [child]
        and child.col_offset == node.col_offset
    )


def _numbered(definitions: Sequence[Definition]) -> Iterator[Definition]:
    seen: Counter[str] = Counter()
    for one in definitions:
        yield one._replace(ordinal=seen[one.symbol])
        seen[one.symbol] += 1
