"""What a mined database says of planted lines beside what was planted.

Lines are judged one by one. A line of the head is judged by its last touch, and by its origin where the
operation keeps one; a line of the first tree also by its end. Recall is the share of the planted lines of
an operation that were found as such, precision the share of the lines found as such that were planted so;
nothing else in the tree may have an operation, so lines that no plant touched count against precision as
others do.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

import duckdb

from bench.planted.changes import git
from bench.planted.ground import KEPT, Birth, Ground

OPERATIONS = ("added", "copied", "moved", "reindented", "updated", "replaced", "deleted", "rewritten")
LEFT_OUT_COMMIT, LEFT_OUT_LINE = "commit that git shows otherwise", "copied line beside a string"
_HERE = Path(__file__).resolve().parent
_Place = tuple[int, str, int]  # commit, path and line, one-based
_Z = 1.959963984540054  # the normal law's 97.5 % point


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's 95 % interval."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The score interval of Wilson, Probable inference (JASA 22, 1927); 0 to 1 of nothing."""
        if not self.of:
            return 0.0, 1.0
        share, n = self.hits / self.of, self.of
        centre = share + _Z**2 / (2 * n)
        reach = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return max(0.0, (centre - reach) / (1 + _Z**2 / n)), min(1.0, (centre + reach) / (1 + _Z**2 / n))


@dataclass(frozen=True, slots=True)
class Miss:
    """A line found as something else than it was planted as: the commit that planted it and its place in the
    head, or, of one that was removed or should not have been, the commit that bore it and its place there.
    """

    plant: str
    expected: str
    found: str
    commit: int
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """Lines by (expected, found) operation, all and by plant; origins by operation; lines left out.

    `planted_origins` counts the lines by what must be their origin, but for the copied ones, which must have
    their source in `copies`: its place in the version that the commit wrote, and whether it is of the
    commit or of the tree.
    """

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    plants: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    planted_origins: Counter[str] = field(default_factory=Counter)
    found_origins: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def recall(self, operation: str) -> Share:
        expected = sum(count for (planted, _), count in self.pairs.items() if planted == operation)
        return Share(self.pairs[operation, operation], expected)

    def precision(self, operation: str) -> Share:
        found = sum(count for (_, found), count in self.pairs.items() if found == operation)
        return Share(self.pairs[operation, operation], found)

    def origin(self, operation: str) -> Share:
        return Share(self.found_origins[operation], self.planted_origins[operation])

    def count(self, plant: str, expected: str, found: str, place: _Place) -> None:
        self.pairs[expected, found] += 1
        self.plants[plant, expected, found] += 1
        if expected != found:
            self.misses.append(Miss(plant, expected, found, *place))


@dataclass(frozen=True, slots=True)
class _Found:
    birth: _Place
    commit: int
    operation: str


def judge(ground: Ground, unclear: set[int], repository: Path, database: Path) -> Judgement:
    """unclear: commits left out, as `Ground.write` names them. Raises duckdb.Error for other tables."""
    commits = git(repository, "rev-list", "--reverse", "main").decode().split()
    numbers = {sha: number for number, sha in enumerate(commits)}
    judgement = Judgement()
    with duckdb.connect(str(database), read_only=True) as connection:
        live = dict(_live(connection, numbers))
        dead = dict(_dead(connection, numbers))
        copies = dict(_copies(connection, numbers))
    _judge_living(ground, unclear, live, judgement)
    _judge_ends(ground, unclear, dead, judgement)
    _judge_sources(ground, unclear, copies, judgement)
    return judgement


def _judge_living(
    ground: Ground, unclear: set[int], live: Mapping[tuple[str, int], _Found], judgement: Judgement
) -> None:
    for path, lines in ground.files.items():
        for number, line in enumerate(lines, start=1):
            found = live[path, number]
            operation = found.operation if found.commit else KEPT
            if {line.commit, found.commit} & unclear:
                judgement.left_out[LEFT_OUT_COMMIT] += 1
                continue
            if not line.judged:
                judgement.left_out[LEFT_OUT_LINE] += 1
                continue
            if found.commit != line.commit:
                operation = f"{operation} by another commit"
            plant = "file renamed" if line.operation == KEPT and path in ground.renamed else line.plant
            judgement.count(plant, line.operation, operation, (line.commit, path, number))
            if line.operation != "copied":
                kind = plant if line.operation == KEPT else line.operation
                judgement.planted_origins[kind] += 1
                judgement.found_origins[kind] += found.birth == _place(line.birth)


def _judge_ends(
    ground: Ground,
    unclear: set[int],
    dead: Mapping[_Place, tuple[int, str]],
    judgement: Judgement,
) -> None:
    for birth, death in ground.deaths.items():
        commit, kind = dead.get(_place(birth), (death.commit, "alive"))
        if {commit, death.commit} & unclear:
            judgement.left_out[LEFT_OUT_COMMIT] += 1
            continue
        kind = kind if commit == death.commit else f"{kind} by another commit"
        judgement.count(death.plant, death.kind, kind, _place(birth))
    living = {_place(line.birth): line.plant for lines in ground.files.values() for line in lines}
    for place in sorted(dead.keys() & living.keys()):
        commit, kind = dead[place]
        if commit not in unclear:
            judgement.count(living[place], "lives on", kind, place)


def _judge_sources(
    ground: Ground,
    unclear: set[int],
    copies: Mapping[_Place, tuple[str, int, str]],
    judgement: Judgement,
) -> None:
    for copied in ground.copies:
        if copied.judged and copied.commit not in unclear:
            source = copied.source_path, copied.source_line, copied.kind
            judgement.planted_origins["copied"] += 1
            judgement.found_origins["copied"] += source == copies.get(
                (copied.commit, copied.path, copied.line)
            )


def _place(birth: Birth) -> _Place:
    return birth.commit, birth.path, birth.line


def _live(
    connection: duckdb.DuckDBPyConnection, numbers: Mapping[str, int]
) -> Iterator[tuple[tuple[str, int], _Found]]:
    for path, line, lines, birth, birth_path, birth_line, touch, operation in _rows(connection, "live"):
        for step in range(lines):
            place = numbers[birth], birth_path, birth_line + step
            yield (path, line + step), _Found(place, numbers[touch], operation)


def _dead(
    connection: duckdb.DuckDBPyConnection, numbers: Mapping[str, int]
) -> Iterator[tuple[_Place, tuple[int, str]]]:
    for birth, path, line, lines, death, kind in _rows(connection, "dead"):
        for step in range(lines):
            yield (numbers[birth], path, line + step), (numbers[death], kind)


def _copies(
    connection: duckdb.DuckDBPyConnection, numbers: Mapping[str, int]
) -> Iterator[tuple[_Place, tuple[str, int, str]]]:
    for sha, path, line, lines, from_path, from_line, kind in _rows(connection, "copies"):
        for step in range(lines):
            yield (numbers[sha], path, line + step), (from_path, from_line + step, kind)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return connection.execute((_HERE / f"{query}.sql").read_text()).fetchall()
