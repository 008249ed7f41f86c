"""What a tree says of the tools a repository works with: markers, and whether a tool is kept from signing."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from analyzer.agent_patterns import marker_tables
from analyzer.fold import Fold
from analyzer.git import GitError
from analyzer.sealed import SealedRepository

# Settings that are a person's own are kept out of a repository, and say nothing of the others.
SETTINGS = frozenset({b".claude/settings.json"})
_LARGEST_SETTINGS = 1 << 20


@dataclass(frozen=True, slots=True)
class Marker:
    """Paths that are there once a tool was set up; match: for a whole path."""

    tool: str
    match: re.Pattern[bytes]
    example: tuple[str, ...]
    counter: tuple[str, ...]


class Signing(NamedTuple):
    """A version of a tool's settings. off: whether it keeps the tool from signing commits."""

    seq: int
    path: int
    off: bool


@cache
def markers() -> tuple[Marker, ...]:
    """Those of agents.toml."""
    return tuple(
        Marker(
            table["tool"],
            re.compile("|".join(map(_pattern, table["paths"])).encode()),
            tuple(table["example"]),
            tuple(table["counter"]),
        )
        for table in marker_tables()
    )


def _pattern(path: str) -> str:
    pattern = re.escape(path).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", ".*")
    return pattern + ".*" if path.endswith("/") else pattern


def marked(paths: Iterable[bytes]) -> list[tuple[int, str]]:
    """(place, tool) of the paths that show a tool."""
    known = markers()
    return [
        (place, marker.tool)
        for place, path in enumerate(paths)
        for marker in known
        if marker.match.fullmatch(path)
    ]


def signing(sealed: SealedRepository, fold: Fold) -> list[Signing]:
    """Every version of a tool's settings that a new commit wrote, as far as this copy has them."""
    numbers = {fold.paths[path] for path in SETTINGS if path in fold.paths}
    return _read(sealed, fold, numbers) if numbers else []


def _read(sealed: SealedRepository, fold: Fold, numbers: Collection[int]) -> list[Signing]:
    rows = fold.rows
    names: Sequence[bytes] = list(fold.paths)
    places = [
        (seq, path)
        for seq, path, status in zip(rows.seq, rows.path, rows.status, strict=True)
        if path in numbers and status != "D"
    ]
    found = []
    for seq, path in places:
        try:
            (content,) = sealed.blobs([f"{fold.commits[seq].sha}:{names[path].decode()}"])
        except GitError:
            continue  # counted as a missing object already
        found.append(Signing(seq, path, is_off(content)))
    return found


def is_off(content: bytes) -> bool:
    """Whether Claude Code's settings keep it from signing commits."""
    try:
        table: Any = json.loads(content) if len(content) <= _LARGEST_SETTINGS else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(table, dict):
        return False
    attribution = table.get("attribution")
    commit = attribution.get("commit") if isinstance(attribution, dict) else None
    # The newer setting goes before the older one.
    return commit == "" if isinstance(commit, str) else table.get("includeCoAuthoredBy") is False
