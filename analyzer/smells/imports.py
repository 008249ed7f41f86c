"""The modules that a Python file imports from outside its own package.

Relative imports are the package's own; names given to `importlib` at run time are not told here. A script
that brings its own list of dependencies (PEP 723) answers for itself and has no imports.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from analyzer.smells.model import Import
from analyzer.smells.python_source import Parsed, blocks

_OWN_DEPENDENCIES = re.compile(r"^# /// script\s*$", re.MULTILINE)
_LONGEST_PATH = 200
_ABSENCE = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))
_Block = ast.Try | ast.TryStar | ast.If | ast.With


def imports(source: Parsed) -> tuple[Import, ...]:
    """In the order of lines; `from a.b import c` names `a.b`.

    Optional is also what the file imports elsewhere as optional, and what a function imports after the file
    named it as a file or a folder: tests write modules of their own.
    """
    if _OWN_DEPENDENCIES.search(source.text):
        return ()
    found = list(_imports(source.tree))
    optional = {_top(one.name) for one, _ in found if one.optional}
    deferred = {_top(one.name) for one, is_deferred in found if is_deferred}
    made = (
        _path_parts(source.tree) if any(_may_be_named(top, source.text) for top in deferred) else frozenset()
    )
    settled = (
        one._replace(optional=_top(one.name) in optional or (is_deferred and _top(one.name) in made))
        for one, is_deferred in found
    )
    return tuple(sorted(settled, key=lambda one: (one.line, one.name)))


def _top(name: str) -> str:
    return name.partition(".")[0]


def _imports(tree: ast.Module) -> Iterator[tuple[Import, bool]]:
    """Each with whether a function imports it."""
    waiting: list[tuple[ast.AST, bool, bool]] = [(tree, False, False)]
    while waiting:
        node, optional, deferred = waiting.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, optional), deferred
        elif isinstance(node, ast.ImportFrom):
            if node.module and not node.level:
                yield Import(node.module, node.lineno, optional), deferred
        else:
            goes_on = optional or (isinstance(node, _Block) and _goes_on_without(node))
            later = deferred or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            waiting += [(child, goes_on, later) for child in blocks(node)]


def _may_be_named(top: str, text: str) -> bool:
    """Whether a text of the file may have it as a part of a path; to look for that in the tree takes long."""
    return re.search(rf"[\"'/}}]{re.escape(top)}(?:\.py)?[\"'/{{]", text) is not None


def _path_parts(tree: ast.Module) -> frozenset[str]:
    """What could be names of files or folders in the texts of a file, without the ending of Python's."""
    return frozenset(
        part.removesuffix(".py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST_PATH
        for part in node.value.split("/")
    )


def _goes_on_without(node: _Block) -> bool:
    """Whether what is imported in the block need not be there.

    In all of the block: what a handler imports instead is as little needed.
    """
    if isinstance(node, ast.If):
        return _names_any([node.test], {"TYPE_CHECKING"})
    if isinstance(node, ast.With):
        return any(
            isinstance(item.context_expr, ast.Call)
            and _names_any([item.context_expr.func], {"suppress"})
            and _names_any(item.context_expr.args, _ABSENCE)
            for item in node.items
        )
    return any(handler.type is None or _names_any([handler.type], _ABSENCE) for handler in node.handlers)


def _names_any(expressions: Iterable[ast.expr], names: Iterable[str]) -> bool:
    """Whether one of the names stands in one of the expressions, by itself or behind a dot."""
    wanted = frozenset(names)
    return any(
        (isinstance(node, ast.Name) and node.id in wanted)
        or (isinstance(node, ast.Attribute) and node.attr in wanted)
        for expression in expressions
        for node in ast.walk(expression)
    )
