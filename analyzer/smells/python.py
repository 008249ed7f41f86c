"""Functions and classes of Python, and what radon measures of the file.

The figures are those of radon's command line (`cc --show-closures`, `mi`, `hal`). radon counts a function in
a function apart and not in the outer one, and so does this; it does not look into classes in functions, whose
methods are measured here all the same. `self` and `cls` are no parameters, and a docstring is no part of a
function's length.
"""

import ast
from collections.abc import Mapping, Sequence

from analyzer.smells import ruff
from analyzer.smells.cognitive import cognitive as cognitive_complexity
from analyzer.smells.imports import imports
from analyzer.smells.model import Class, Examined, Function
from analyzer.smells.python_source import Definition, FunctionNode, Parsed, UnparsableError, parse
from analyzer.smells.radon_figures import radon_figures
from analyzer.smells.raw_lines import raw_lines


def examine(content: bytes, findings: Sequence[ruff.Finding] | None = ()) -> Examined:
    """All that is known of a file but its tests and suppressions.

    findings: of ruff in this content; None where ruff could not read it.
    """
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    if findings is None:
        return Examined("python", lines, unparsable="ruff can not read it")
    try:
        return measured(parse(content), lines, findings)
    except UnparsableError as problem:
        return Examined("python", lines, unparsable=str(problem))


def measured(parsed: Parsed, lines: int, findings: Sequence[ruff.Finding] = ()) -> Examined:
    """As `examine`, of what is parsed; lines: of the content. Raises UnparsableError."""
    try:
        figures = radon_figures(parsed)
    except RecursionError as problem:
        raise UnparsableError("nested too deep") from problem
    raw = raw_lines(parsed.text)
    comments = (raw.comments + raw.multiline) / raw.source * 100 if raw and raw.source else 0.0
    hard = cognitive_complexity(parsed.text)
    return Examined(
        language="python",
        lines=lines,
        functions=tuple(
            _function(one, one.node, figures.functions[one.node.lineno, one.node.col_offset], hard)
            for one in parsed.definitions
            if not isinstance(one.node, ast.ClassDef)
        ),
        classes=tuple(
            Class(
                *(one.symbol, one.ordinal, one.node.lineno, _end(one)),
                figures.classes[one.node.lineno, one.node.col_offset],
            )
            for one in parsed.definitions
            if isinstance(one.node, ast.ClassDef)
        ),
        marks=ruff.marks(parsed, findings),
        imports=imports(parsed),
        maintainability=figures.maintainability(raw.logical, comments) if raw else None,
        halstead=figures.halstead,
    )


def _function(one: Definition, node: FunctionNode, cyclomatic: int, cognitive: Mapping[int, int]) -> Function:
    end = _end(one)
    return Function(
        symbol=one.symbol,
        ordinal=one.ordinal,
        start_line=node.lineno,
        end_line=end,
        cyclomatic=cyclomatic,
        cognitive=cognitive.get(one.first_line),
        length=end - node.lineno + 1 - _docstring_lines(node),
        parameters=_parameters(node.args),
        nesting=one.nesting,
    )


def _docstring_lines(node: FunctionNode) -> int:
    """Lines that hold nothing but the docstring: who documents a function does not make it longer."""
    first, rest = node.body[0], node.body[1:]
    if ast.get_docstring(node, clean=False) is None:
        return 0
    above = first.lineno == node.lineno
    below = bool(rest) and rest[0].lineno == first.end_lineno
    return max((first.end_lineno or first.lineno) - first.lineno + 1 - above - below, 0)


def _end(one: Definition) -> int:
    return one.node.end_lineno or one.node.lineno


def _parameters(told: ast.arguments) -> int:
    positional = [*told.posonlyargs, *told.args]
    bound = bool(positional) and positional[0].arg in ("self", "cls")
    return len(positional) - bound + len(told.kwonlyargs) + bool(told.vararg) + bool(told.kwarg)
