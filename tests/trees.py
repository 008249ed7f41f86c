"""A straight history made of whole trees, for tests of what stands in the head."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analyzer.git import ask, import_history
from analyzer.mine import MiningOptions, mine

DAY = 24 * 60 * 60
EXECUTABLE = "100755"
LINK = "120000"


@dataclass(frozen=True)
class Step:
    """A commit that writes files. A content may be a pair of mode and content, or None to delete it."""

    files: Mapping[str | bytes, Any]
    author: str = "Ann <ann@a.example>"
    subject: str = "Change"


def build(folder: Path, *steps: Step | Mapping[str | bytes, Any]) -> Path:
    """A bare repository of the steps, a day apart, on main."""
    repository = folder / "repository.git"
    stream = b"".join(
        _commit(number, step if isinstance(step, Step) else Step(step)) for number, step in enumerate(steps)
    )
    import_history(repository, lambda target: target.write(stream))
    return repository


def shas(repository: Path) -> list[str]:
    """The commits' names, in the order of the steps."""
    return ask(repository, "rev-list", "--reverse", "main").decode().split()


def mined(repository: Path, query: str, **options: Any) -> list[tuple[Any, ...]]:
    """What a query answers in the database of a mining."""
    database = repository.parent / "history.duckdb"
    mine(repository, database, MiningOptions(**options))
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(query).fetchall()


def _commit(number: int, step: Step) -> bytes:
    when = f"{1_600_000_000 + number * DAY} +0000"
    head = (
        f"commit refs/heads/main\nauthor {step.author} {when}\n"
        f"committer Ann <ann@a.example> {when}\n{_data(step.subject)}"
    )
    return head.encode() + b"".join(_file(path, content) for path, content in step.files.items())


def _file(path: str | bytes, content: Any) -> bytes:
    name = path if isinstance(path, bytes) else path.encode()
    quoted = b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
    if content is None:
        return b"D %s\n" % quoted
    mode, text = content if isinstance(content, tuple) else ("100644", content)
    return b"M %s inline %s\n%s" % (mode.encode(), quoted, _data(text).encode())


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"
