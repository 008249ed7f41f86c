"""What radon measures of a Python file: complexity of its functions and of the whole, Halstead, methods.

radon's visitors take most of the time of an examination, and two versions of a file share nearly all of their
functions. So functions of a module or class are shown to the visitors apart, each text once: what they find
in one depends on nothing outside of it. The rest of the file is shown to them without these functions, and
the figures are put together as radon does it.
"""

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from hashlib import blake2b
from types import SimpleNamespace
from typing import NamedTuple

from radon.metrics import halstead_visitor_report, mi_compute
from radon.visitors import Class, ComplexityVisitor, HalsteadVisitor

from analyzer.smells.model import Halstead
from analyzer.smells.python_source import Definition, FunctionNode, Parsed

_MOST_KEPT = 10_000  # functions, of about 2 KB each

_Place = tuple[int, int]
"""Line and column of a definition, which no two share."""


@dataclass(frozen=True, slots=True)
class RadonFigures:
    """complexity: of the whole file; functions: cyclomatic complexity by line and column; classes: number of
    methods likewise.
    """

    complexity: int
    halstead: Halstead
    functions: dict[_Place, int]
    classes: dict[_Place, int]

    def maintainability(self, logical: int, comments: float) -> float:
        """The index. logical: lines, as the raw pass counts them; comments: per 100 lines of source."""
        index: float = mi_compute(self.halstead.volume, self.complexity, logical, comments)
        return index


class _Vocabulary(NamedTuple):
    """What Halstead's figures are made of. named: operands that have a name or value, each with the function
    that it is in; unnamed: how many have none, of which no two are the same.
    """

    operators: int
    operands: int
    kinds: frozenset[str]
    named: frozenset[tuple[str | None, object]]
    unnamed: int


class _Blocks(NamedTuple):
    """Of a part of a file: functions and classes as in RadonFigures."""

    functions: dict[_Place, int]
    classes: dict[_Place, int]

    def add(self, visitor: ComplexityVisitor) -> None:
        waiting = [*visitor.functions, *visitor.classes]
        while waiting:
            block = waiting.pop()
            place = block.lineno, block.col_offset
            if isinstance(block, Class):
                self.classes[place] = len(block.methods)
                waiting += [*block.methods, *block.inner_classes]
            else:
                self.functions[place] = block.complexity
                waiting += block.closures

    def complete(self, definitions: Iterable[Definition]) -> None:
        """Add classes in functions, into which radon does not look. definitions: the outer first."""
        for one in definitions:
            place = one.node.lineno, one.node.col_offset
            if place not in self.functions and place not in self.classes:
                self.add(ComplexityVisitor.from_ast(one.node))


class _Apart(NamedTuple):
    """A function that is shown apart. around: the classes that it is in, the innermost last."""

    node: FunctionNode
    around: tuple[ast.ClassDef, ...]


class _Known(NamedTuple):
    """What is found in a function. Its lines count from 1."""

    blocks: _Blocks
    vocabulary: _Vocabulary


_kept: dict[bytes, _Known] = {}


def radon_figures(parsed: Parsed) -> RadonFigures:
    """Raises RecursionError where the file is nested too deep for radon."""
    apart: list[_Apart] = []
    rest = ast.Module(list(_without_functions(parsed.tree.body, (), apart)), [])
    visitor = ComplexityVisitor.from_ast(rest)
    blocks = _Blocks({}, {})
    blocks.add(visitor)
    complexity = visitor.total_complexity
    vocabularies = [_vocabulary(rest)]
    for one in apart:
        known = _known(one.node, parsed)
        above = one.node.lineno - 1
        for found, own in zip(blocks, known.blocks, strict=True):
            found.update({(above + line, column): figure for (line, column), figure in own.items()})
        vocabularies.append(known.vocabulary)
        complexity += _share(known.blocks.functions[1, one.node.col_offset], len(one.around))
        if one.around:
            blocks.classes[one.around[-1].lineno, one.around[-1].col_offset] += 1
    blocks.complete(parsed.definitions)
    return RadonFigures(complexity, _halstead(vocabularies), *blocks)


def _without_functions(
    body: Sequence[ast.stmt], around: tuple[ast.ClassDef, ...], apart: list[_Apart]
) -> Iterator[ast.stmt]:
    """The statements but for functions among them and in classes among them, which go to `apart`."""
    for statement in body:
        if isinstance(statement, FunctionNode):
            apart.append(_Apart(statement, around))
        elif isinstance(statement, ast.ClassDef):
            bare = copy(statement)
            bare.body = list(_without_functions(statement.body, (*around, statement), apart))
            yield bare
        else:
            yield statement


def _share(complexity: int, classes: int) -> int:
    """What a function adds to its file, with so many classes around it.

    radon counts the 1 that every function has for methods alone, and classes in classes not at all.
    """
    if classes > 1:
        return 0
    return complexity if classes else complexity - 1


def _known(node: FunctionNode, parsed: Parsed) -> _Known:
    first, last = node.lineno, node.end_lineno or node.lineno
    key = blake2b("\n".join(parsed.lines[first - 1 : last]).encode("utf-8", "surrogatepass")).digest()
    if key not in _kept:
        blocks = _Blocks({}, {})
        blocks.add(ComplexityVisitor.from_ast(node))
        blocks.complete(_between(parsed.definitions, first, last))
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = _Known(
            _Blocks(
                *({(line - first + 1, column): one for (line, column), one in of.items()} for of in blocks)
            ),
            _vocabulary(node),
        )
    return _kept[key]


def _between(definitions: Sequence[Definition], first: int, last: int) -> Sequence[Definition]:
    start, end = (bisect_left(definitions, line, key=_line) for line in (first, last + 1))
    return definitions[start:end]


def _line(one: Definition) -> int:
    return one.first_line


def _vocabulary(tree: ast.AST) -> _Vocabulary:
    visitor = HalsteadVisitor.from_ast(tree)
    seen = visitor.operands_seen
    named = frozenset(one for one in seen if not isinstance(one[1], ast.AST))
    return _Vocabulary(
        visitor.operators,
        visitor.operands,
        frozenset(visitor.operators_seen),
        named,
        len(seen) - len(named),
    )


def _halstead(parts: Sequence[_Vocabulary]) -> Halstead:
    report = halstead_visitor_report(
        SimpleNamespace(
            operators=sum(part.operators for part in parts),
            operands=sum(part.operands for part in parts),
            distinct_operators=len(frozenset().union(*(part.kinds for part in parts))),
            distinct_operands=len(frozenset().union(*(part.named for part in parts)))
            + sum(part.unnamed for part in parts),
        )
    )
    # radon says 0 where nothing is reckoned, and what is no float is not found again in the cache.
    return Halstead(float(report.volume), float(report.difficulty), float(report.effort))
