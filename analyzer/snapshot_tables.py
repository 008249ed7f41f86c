"""Snapshots and what stands in them -> columns of their tables in schema.sql.

The authorship of a smell, a function or a file is that of its lines in the ledger: of the origins of the code
lines in its range.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.agents import AI, BOT, HUMAN, UNKNOWN
from analyzer.authorship import Label
from analyzer.smell_lives import Event, Life
from analyzer.smells.bodies import Found
from analyzer.surveys import Looked, Survey
from analyzer.tables import Columns, LineTables
from analyzer.trees import Tree

_AUTHORSHIPS = (AI, BOT, HUMAN, UNKNOWN)
MIXED = "mixed"
_FIGURES = ("start_line", "end_line", "cyclomatic", "cognitive", "length", "parameters", "nesting")
_DOUBLES = frozenset({"maintainability", "value", "threshold", "former_value"})
_TEXTS = frozenset(
    {"role", "language", "unparsable", "authorship", "agent", "rule", "symbol", "subject", "message"}
    | {"excused", "event"}
)
# Empty texts that stand for NULL, as SQL: of a column with few texts DuckDB would not see that it has any.
NO_TEXT = {name: f"nullif({name}, '')" for name in ("unparsable", "agent", "excused")}
_MAY_LACK = frozenset({"cognitive", "parameters", "nesting"})
_LACKS = -1
_ENOUGH = 200_000  # rows that are held before they go to the database

Place = tuple[int, int]
"""First and last line of a range, from 1."""


class Share(NamedTuple):
    """Who wrote a range of lines.

    counts: code lines by authorship, or all lines where none is code; authorship: the one that holds more
    than half of them; agent: of the AI lines the one that holds most, where AI does.
    """

    counts: list[int]
    authorship: str
    agent: str | None


class Authors:
    """Who wrote the lines of one version of a file: counts from its top, by label and by authorship."""

    def __init__(self, labels: Sequence[Label], who: NDArray[np.int32], code: NDArray[np.bool_]) -> None:
        self._labels = labels
        self._who = who
        self._code = code
        kinds = np.array([_AUTHORSHIPS.index(label.authorship) for label in labels], dtype=np.int64)
        kind = kinds[who] if len(who) else np.zeros(0, dtype=np.int64)
        self._until = np.zeros((2, len(_AUTHORSHIPS), len(who) + 1), dtype=np.int64)
        for place in range(len(_AUTHORSHIPS)):
            np.cumsum((kind == place) & code, out=self._until[0, place, 1:])
            np.cumsum(kind == place, out=self._until[1, place, 1:])

    def within(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        """Code lines by authorship (rows) in ranges of lines, numbered from 1, their ends included."""
        first, last = self._clipped(start, end)
        return np.asarray(self._until[0][:, last] - self._until[0][:, first])

    def shares(self, places: Sequence[Place]) -> list[Share]:
        """Of each range of lines."""
        start, end = np.array(places, dtype=np.int64).reshape(-1, 2).T
        first, last = self._clipped(start, end)
        code, every = self._until[:, :, last] - self._until[:, :, first]
        counts = np.where(code.any(axis=0), code, every).T
        ranges = zip(counts.tolist(), first.tolist(), last.tolist(), strict=True)
        return [self._share(counts, slice(first, last)) for counts, first, last in ranges]

    def _share(self, counts: list[int], lines: slice) -> Share:
        most = max(counts)
        if 2 * most <= sum(counts):
            return Share(counts, MIXED, None)
        authorship = _AUTHORSHIPS[counts.index(most)]
        if authorship != AI:
            return Share(counts, authorship, None)
        who, code = self._who[lines], self._code[lines]
        held = np.bincount(who[code] if code.any() else who, minlength=len(self._labels))
        by_agent = [
            (-lines, label.agent)
            for lines, label in zip(held.tolist(), self._labels, strict=True)
            if lines and label.authorship == AI
        ]
        return Share(counts, AI, min(by_agent)[1] or None)

    def code_lines(self) -> Iterator[tuple[Label, int]]:
        """How many of the file's code lines have each label."""
        held = np.bincount(self._who[self._code], minlength=len(self._labels))
        for place in np.flatnonzero(held).tolist():
            yield self._labels[place], int(held[place])

    def _clipped(self, start: NDArray[Any], end: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        lines = len(self._who)
        return np.clip(start - 1, 0, lines), np.clip(end, 0, lines)


@dataclass(slots=True)
class _File:
    """What one version of a file gives in every snapshot that it stands in."""

    looked: Looked
    lines: bytes
    authors: Authors
    code_lines: Sequence[tuple[Label, int]]
    functions: NDArray[np.int64]
    shares: dict[Place, Share]

    def share(self, places: AbstractSet[Place]) -> None:
        """Have the shares of these, too."""
        if missing := sorted(places - self.shares.keys()):
            self.shares.update(zip(missing, self.authors.shares(missing), strict=True))


class SnapshotRows:
    """Gathers rows, snapshot by snapshot. paths: number of each."""

    def __init__(self, lines: LineTables, paths: Mapping[bytes, int]) -> None:
        self._lines = lines
        self._paths = paths
        self._files: dict[bytes, _File] = {}
        self._begin()

    def _begin(self) -> None:
        self._snapshots: list[tuple[Any, ...]] = []
        self._of_files: list[tuple[Any, ...]] = []
        self._of_lines: list[tuple[Any, ...]] = []
        self._smells: list[tuple[Any, ...]] = []
        self._functions: list[NDArray[np.int64]] = []
        self._symbols: list[str] = []

    @property
    def are_many(self) -> bool:
        """Whether it is time to write them."""
        return len(self._symbols) + len(self._smells) > _ENOUGH

    def take(self, survey: Survey, smells: Mapping[int, Found], tree: Tree) -> None:
        """The rows of one snapshot. smells: by number; tree: the ledger's, of the same commit."""
        seq = survey.seq
        self._files = {path: self._file(looked, tree) for path, looked in survey.files.items()}
        read = [one for one in survey.files.values() if not one.known.unparsable]
        lines = sum(one.known.lines for one in read)
        self._snapshots.append((seq, len(survey.files), len(survey.files) - len(read), lines))
        for path, file in self._files.items():
            self._take_file(seq, self._paths[path], file)
        places: dict[bytes, set[Place]] = defaultdict(set)
        for found in smells.values():
            places[found.smell.path].add((found.smell.start_line, found.smell.end_line))
        for path, wanted in places.items():
            self._files[path].share(wanted)
        for smell, found in sorted(smells.items()):
            self._take_smell(seq, smell, found)

    def _file(self, looked: Looked, tree: Tree) -> _File:
        version = tree.files.get(self._paths[looked.path])
        lines = version.lines if version else b""
        old = self._files.get(looked.path)
        if old and old.looked is looked and old.lines == lines:
            return old
        authors = Authors(self._lines.labels, *self._lines.standing(lines))
        return _File(looked, lines, authors, list(authors.code_lines()), _figures(looked, authors), {})

    def _take_file(self, seq: int, path: int, file: _File) -> None:
        looked, known = file.looked, file.looked.known
        self._of_files.append(
            (
                *(seq, path, looked.role, looked.language),
                *(known.lines, known.maintainability, known.unparsable or None),
            )
        )
        if not known.unparsable:
            self._of_lines += (
                (seq, path, label.authorship, label.agent or None, count) for label, count in file.code_lines
            )
        if known.functions:
            place = np.tile(np.array([[seq], [path]]), len(known.functions))
            self._functions.append(np.vstack([place, file.functions]))
            self._symbols += (function.symbol for function in known.functions)

    def _take_smell(self, seq: int, number: int, found: Found) -> None:
        smell = found.smell
        file = self._files[smell.path]
        place = smell.start_line, smell.end_line
        counts, authorship, agent = file.shares[place]
        self._smells.append(
            (
                *(seq, number, self._paths[smell.path], smell.rule, smell.symbol, smell.subject),
                *(smell.ordinal, *place, smell.value, smell.threshold, smell.message, found.excused),
                *(*counts, authorship, agent),
            )
        )

    def tables(self) -> Iterator[tuple[str, Columns]]:
        """The rows gathered since the last time, as columns by table."""
        yield "snapshots", _columns(self._snapshots, "snapshot_seq files files_unparsable lines")
        yield (
            "snapshot_files",
            _columns(self._of_files, "snapshot_seq path_id role language lines maintainability unparsable"),
        )
        yield (
            "snapshot_lines",
            _columns(self._of_lines, "snapshot_seq path_id authorship agent code_lines"),
        )
        yield (
            "smells",
            _columns(
                self._smells,
                "snapshot_seq smell_id path_id rule symbol subject ordinal start_line end_line value "
                "threshold message excused ai bot human unknown authorship agent",
            ),
        )
        if self._functions:
            figures = np.hstack(self._functions).astype(np.int32)
            names = ("snapshot_seq", "path_id", "ordinal", *_FIGURES, *_AUTHORSHIPS)
            columns: Columns = {
                name: np.ma.masked_equal(column, _LACKS) if name in _MAY_LACK else column
                for name, column in zip(names, figures, strict=True)
            }
            yield "functions", {"symbol": np.array(self._symbols, dtype=object), **columns}
        self._begin()


def _figures(looked: Looked, authors: Authors) -> NDArray[np.int64]:
    """A column for each function: its ordinal, its figures, its code lines by authorship."""
    figures = attrgetter("ordinal", *_FIGURES)
    values = [
        _LACKS if value is None else value
        for function in looked.known.functions
        for value in figures(function)
    ]
    told = np.array(values, dtype=np.int64).reshape(-1, 1 + len(_FIGURES)).T
    return np.vstack([told, authors.within(told[1], told[2])])


def life_columns(lives: Mapping[int, Life], born: Mapping[int, int | None]) -> Columns:
    """Columns of `smell_lives`. born: by smell the commit that brought it."""
    rows = [
        (smell, life.rule, born.get(smell), life.first, life.last, life.healed)
        for smell, life in sorted(lives.items())
    ]
    return _columns(rows, "smell_id rule born_seq first_snapshot last_snapshot healed_snapshot")


def event_columns(events: Sequence[Event]) -> Columns:
    """Columns of `smell_events`."""
    return _columns([tuple(event) for event in events], "smell_id snapshot_seq event value former_value")


def _columns(rows: Sequence[tuple[Any, ...]], names: str) -> Columns:
    columns = list(zip(*rows, strict=True)) or [()] * len(names.split())
    return {name: _column(name, values) for name, values in zip(names.split(), columns, strict=True)}


def _column(name: str, values: Sequence[Any]) -> NDArray[Any]:
    if name in _TEXTS:
        return np.array([value or "" for value in values], dtype=object)
    lacks = np.array([value is None for value in values], dtype=np.bool_)
    kind = np.float64 if name in _DOUBLES else np.int64
    return np.ma.masked_array(np.array([value or 0 for value in values], dtype=kind), mask=lacks)
