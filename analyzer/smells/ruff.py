"""What ruff finds in Python: those of its rules that rules.toml names, whatever a repository configures.

A `noqa` of the repository is the team's decision and is honoured. An import in an `__init__.py` counts as
used: it is what the package passes on.
"""

import ast
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ruff import find_ruff_bin

from analyzer.errors import LinespanError
from analyzer.smells.model import Mark
from analyzer.smells.python_source import Parsed
from analyzer.smells.rules import RULES

MODULE, PACKAGE, STUB = "module.py", "__init__.py", "module.pyi"
"""Names of files that ruff tells apart."""

_LONGEST = 120  # seconds; ruff reads a million lines in one
_RULES = {code: rule.id for rule in RULES.values() for code in rule.ruff}
_COMMAND = (
    *(
        "check",
        "--isolated",
        "--no-cache",
        "--no-fix",
        "--no-preview",
        "--no-respect-gitignore",
        "--exit-zero",
    ),
    *(
        "--quiet",
        "--output-format",
        "json-lines",
        "--target-version",
        "py314",
    ),  # the newest: knows all syntax
    *("--select", ",".join(_RULES)),
)
# Of these only what does nothing is a smell; S110 and S112 see just `pass` and `continue`.
_BROAD = frozenset(("BLE001", "E722"))
_BOOLEAN = frozenset(("FBT001", "FBT002"))
_NAME = re.compile(r"\w+")


class Source(NamedTuple):
    """name: MODULE, PACKAGE or STUB."""

    name: str
    content: bytes


class Finding(NamedTuple):
    """Lines and columns from one."""

    code: str
    line: int
    column: int
    end: int
    message: str


def name_of(path: bytes) -> str:
    """The name of those above that stands for a path."""
    name = path.rpartition(b"/")[2]
    if name == b"__init__.py":
        return PACKAGE
    return STUB if name.endswith(b".pyi") else MODULE


def check(sources: Sequence[Source]) -> list[tuple[Finding, ...] | None]:
    """The findings in each, in the order of lines, by one process; None for one that makes ruff stop.

    Raises LinespanError where ruff can not be started or does not end.
    """
    if not sources:
        return []
    with TemporaryDirectory(prefix="linespan-") as folder:
        for number, source in enumerate(sources):
            place = Path(folder, str(number))
            place.mkdir()
            (place / source.name).write_bytes(source.content)
        return _checked(Path(folder), sources, range(len(sources)))


def _checked(folder: Path, sources: Sequence[Source], part: range) -> list[tuple[Finding, ...] | None]:
    """Halved until those are alone that ruff does not survive, as when they nest too deep for its stack."""
    printed = _run(folder, [str(number) for number in part])
    if printed is None:
        if len(part) == 1:
            return [None]
        middle = len(part) // 2
        return _checked(folder, sources, part[:middle]) + _checked(folder, sources, part[middle:])
    found: dict[int, list[Finding]] = {number: [] for number in part}
    for line in printed.splitlines():
        told = json.loads(line)
        number = int(Path(told["filename"]).parent.name)
        if told["code"] in _RULES and not (told["code"] == "F401" and sources[number].name == PACKAGE):
            found[number].append(_finding(told))
    return [tuple(sorted(findings, key=lambda one: one[1:])) for findings in found.values()]


def _run(folder: Path, names: Sequence[str]) -> bytes | None:
    """What ruff prints, None where it fails. Raises LinespanError."""
    try:
        # Without an environment: ruff takes settings from there too.
        ended = subprocess.run(
            [_executable(), *_COMMAND, *names],
            cwd=folder,
            env={},
            capture_output=True,
            check=False,
            timeout=_LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise LinespanError(
            f"ruff can not be run: {problem}", "see that ruff works on this machine"
        ) from problem
    return None if ended.returncode else ended.stdout


@cache
def _executable() -> str:
    try:
        return str(find_ruff_bin())
    except FileNotFoundError as problem:
        raise LinespanError(
            "ruff is not installed", "install Linespan with its dependencies again"
        ) from problem


def _finding(told: dict[str, Any]) -> Finding:
    return Finding(
        told["code"],
        told["location"]["row"],
        told["location"]["column"],
        told["end_location"]["row"],
        told["message"],
    )


def marks(parsed: Parsed, findings: Sequence[Finding]) -> tuple[Mark, ...]:
    """In the order of lines; what several of ruff's rules say of one place is one mark."""
    idle = set(_idle_handlers(parsed.tree)) if any(one.code in _BROAD for one in findings) else set()
    told: dict[tuple[str, int, int], Mark] = {}
    for one in findings:
        if one.code in _BROAD and one.line not in idle:
            continue
        rule = _RULES[one.code]
        # Rules on `except` differ in the column that they name.
        column = 0 if rule == "swallowed-error" else one.column
        told.setdefault(
            (rule, one.line, column),
            Mark(
                rule=rule,
                symbol=parsed.symbols[min(one.line, len(parsed.symbols) - 1)],
                start_line=one.line,
                end_line=max(one.end, one.line),
                subject=parsed.subject(one.line),
                message=_message(one, parsed.lines),
            ),
        )
    return tuple(told.values())


def _message(one: Finding, lines: Sequence[str]) -> str:
    """Its own, but of a boolean parameter: ruff says something else of it as soon as it has a type."""
    if one.code not in _BOOLEAN or one.line > len(lines):
        return one.message
    name = _NAME.match(lines[one.line - 1], one.column - 1)
    return f"Positional parameter `{name[0]}` is true or false" if name else one.message


def _idle_handlers(tree: ast.Module) -> Iterator[int]:
    """Lines of handlers that do nothing, but for those with a lone `pass` or `continue`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        # No handler stands in an expression.
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]
        if (
            isinstance(node, ast.ExceptHandler)
            and any(map(_is_constant, node.body))
            and all(isinstance(step, ast.Pass | ast.Continue) or _is_constant(step) for step in node.body)
        ):
            yield node.lineno


def _is_constant(step: ast.stmt) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)
