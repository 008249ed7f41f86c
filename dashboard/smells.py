"""Smells and hotspots of the head, and how the smells changed, as facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import duckdb

RULES_SHOWN = 10
HOTSPOTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Smells of one rule at the head, and per 1,000 lines."""

    rule: str
    smells: int
    density: float


@dataclass(frozen=True, slots=True)
class WriterDensity:
    """The smells of one authorship at the head; code_lines: its own, None for mixed; density: per 1,000."""

    authorship: str
    smells: int
    code_lines: int | None
    density: float | None


@dataclass(frozen=True, slots=True)
class YearOfSmells:
    """period: the year's first day; new: smells that came with commits landing in it; new_lines: code lines;
    flow: new per 1,000 new_lines, None without any; mean_complexity: cyclomatic, of functions at its last
    snapshot, None where there is none.
    """

    period: date
    new: int
    new_lines: int
    flow: float | None
    mean_complexity: float | None


@dataclass(frozen=True, slots=True)
class Hotspot:
    """One file of the head; changes: commits of the last year; complexity: cyclomatic, of its functions."""

    path: str
    changes: int
    complexity: int
    lines: int
    smells: int
    hotspot: int


@dataclass(frozen=True, slots=True)
class Phantom:
    """An import of the head that nothing declares; brought_by: the commit's full name, None for none."""

    name: str
    path: str
    line: int
    brought_by: str | None
    authorship: str | None


@dataclass(frozen=True, slots=True)
class Smells:
    """snapshots: how many were taken; smells, lines, density: at the head, as `linespan smells` tells them;
    unparsable: files there that could not be read; half_life_days: None where it is not reached.
    """

    snapshots: int
    smells: int
    lines: int
    density: float | None
    files: int
    unparsable: int
    half_life_days: int | None
    rules: tuple[RuleCount, ...]
    writers: tuple[WriterDensity, ...]
    years: tuple[YearOfSmells, ...]
    hotspots: tuple[Hotspot, ...]
    phantoms: tuple[Phantom, ...]


def build(con: duckdb.DuckDBPyConnection) -> Smells | None:
    """What the snapshots tell; None where the mining took none."""
    head = con.execute(
        "SELECT count(*) OVER (), snapshot_seq, files, files_unparsable, lines FROM snapshots "
        "ORDER BY snapshot_seq DESC LIMIT 1"
    ).fetchone()
    if head is None:
        return None
    snapshots, seq, files, unparsable, lines = head
    found = con.execute(
        "SELECT slice, value, rule, smells, code_lines, density, code_density FROM smell_density "
        "WHERE snapshot_seq = $1 AND (slice = 'all' OR (slice = 'authorship' AND rule = 'all')) "
        "ORDER BY smells DESC, rule, value",
        [seq],
    ).fetchall()
    half_life = con.execute("SELECT half_life_days FROM smell_half_life WHERE slice = 'all'").fetchone()
    whole = [row for row in found if row[0] == "all"]
    smells = sum(count for _, _, rule, count, *_ in whole if rule != "all")
    return Smells(
        snapshots=snapshots,
        smells=smells,
        lines=lines,
        density=1000 * smells / lines if lines else None,
        files=files,
        unparsable=unparsable,
        half_life_days=half_life[0] if half_life else None,
        rules=tuple(
            RuleCount(rule, count, density)
            for _, _, rule, count, _, density, _ in whole
            if rule != "all" and count
        ),
        writers=tuple(
            WriterDensity(value, count, code_lines, density)
            for kind, value, _, count, code_lines, _, density in found
            if kind == "authorship"
        ),
        years=_years(con),
        hotspots=_hotspots(con),
        phantoms=_phantoms(con),
    )


def _years(con: duckdb.DuckDBPyConnection) -> tuple[YearOfSmells, ...]:
    found = con.execute(
        "SELECT period, smells, lines, flow, mean_complexity FROM smell_years ORDER BY period"
    )
    return tuple(YearOfSmells(*row) for row in found.fetchall())


def _hotspots(con: duckdb.DuckDBPyConnection) -> tuple[Hotspot, ...]:
    return tuple(
        Hotspot(*row)
        for row in con.execute(
            "SELECT path, changes, complexity, lines, smells, hotspot FROM hotspots WHERE changes > 0 "
            "ORDER BY hotspot DESC, path LIMIT $1",
            [HOTSPOTS_SHOWN],
        ).fetchall()
    )


def _phantoms(con: duckdb.DuckDBPyConnection) -> tuple[Phantom, ...]:
    return tuple(
        Phantom(*row)
        for row in con.execute(
            "SELECT name, path, line, brought_by, authorship FROM phantom_dependencies ORDER BY name, path"
        ).fetchall()
    )
