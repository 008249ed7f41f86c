"""Histories as text: a story of sample_repos/ is read, built into a repository, and compared as tables.

The form of a story is described in sample_repos/README.md.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench.opened import opened

FOLDER = Path(__file__).resolve().parent.parent / "sample_repos"

_SECTION = re.compile(r"\[(\w+)\]")
_QUERY = re.compile(r"^-- \[(\w+)\]\n", re.MULTILINE)
_CELL = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')
# Nobody's own configuration may have a part in what git builds.
_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "PATH": os.environ["PATH"],
}

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and sorted rows of text; None stands for NULL."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def only(self, columns: tuple[str, ...]) -> "Table":
        """The same rows with these columns; KeyError names a column there is not."""
        place = {name: at for at, name in enumerate(self.columns)}
        wanted = [place[name] for name in columns]
        return Table(columns, _sorted(tuple(row[at] for at in wanted) for row in self.rows))

    def text(self) -> list[str]:
        """Aligned lines, header first, in the form of an expected.txt."""
        grid = [self.columns, *(tuple(_cell(value) for value in row) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
        return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in grid]


@dataclass(frozen=True, slots=True)
class Story:
    """A history and the tables it must give; only the stated sections and columns are promised."""

    name: str
    history: Path
    why: str
    expected: dict[str, Table]


def stories() -> list[Story]:
    """Every folder of sample_repos/ that holds a history.fi, by name."""
    return [_read(history.parent) for history in sorted(FOLDER.glob("*/history.fi"))]


def story(name: str) -> Story:
    """The story in the folder of that name; FileNotFoundError if there is none."""
    return _read(FOLDER / name)


def build(told: Story, folder: Path) -> Path:
    """A bare repository of the story's history in `folder`, HEAD on main; the same ids every time."""
    return imported(told.history, folder / f"{told.name}.git")


def imported(history: Path, repository: Path) -> Path:
    """A bare repository made of a fast-import stream, HEAD on main; the same ids every time."""
    _git("init", "--quiet", "--bare", "--initial-branch=main", str(repository))
    with history.open("rb") as stream:
        _git("--git-dir", str(repository), "fast-import", "--quiet", stdin=stream.fileno())
    return repository


def tables(database: Path) -> dict[str, Table]:
    """A mined database in the shape of a story: every section, with all its columns."""
    pieces = _QUERY.split((FOLDER / "tables.sql").read_text())[1:]
    with opened(database) as connection:
        return {
            section: _answer(connection, query)
            for section, query in zip(pieces[::2], pieces[1::2], strict=True)
        }


def _git(*arguments: str, stdin: int = subprocess.DEVNULL) -> None:
    subprocess.run(["git", *arguments], env=_ENVIRONMENT, stdin=stdin, check=True)


def _answer(connection: duckdb.DuckDBPyConnection, query: str) -> Table:
    answer = connection.execute(query)
    columns = tuple(column[0] for column in answer.description or ())
    return Table(columns, _sorted(tuple(_text(value) for value in row) for row in answer.fetchall()))


def _read(folder: Path) -> Story:
    lines = (folder / "expected.txt").read_text().split("\n")
    why = " ".join(line.removeprefix("#").strip() for line in lines if line.startswith("#"))
    return Story(folder.name, folder / "history.fi", why, dict(sections(lines)))


def sections(lines: list[str]) -> Iterator[tuple[str, Table]]:
    """Each section's name and table; ValueError names a row that has not the header's columns."""
    starts = [at for at, line in enumerate(lines) if _SECTION.fullmatch(line)]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        header, *rows = [line for line in lines[start + 1 : end] if line]
        columns = tuple(header.split())
        cells = [tuple(_value(cell) for cell in _CELL.findall(row)) for row in rows]
        for row, line in zip(cells, rows, strict=True):
            if len(row) != len(columns):
                raise ValueError(f"{len(columns)} columns expected: {line}")
        yield lines[start].strip("[]"), Table(columns, _sorted(cells))


def _sorted(rows: Iterator[Row] | list[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: [(value or "").rjust(12) for value in row]))


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _value(cell: str) -> str | None:
    if cell == "-":
        return None
    return str(json.loads(cell)) if cell.startswith('"') else cell


def _cell(value: str | None) -> str:
    if value is None:
        return "-"
    plain = _CELL.fullmatch(value) and value.isprintable() and not value.startswith('"') and value != "-"
    return value if plain else json.dumps(value, ensure_ascii=False)
