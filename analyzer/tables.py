"""What a finished fold knows -> columns of the tables in schema.sql."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.births import OPERATIONS, RESTORED, Births
from analyzer.decoding import decoded, path_text
from analyzer.fates import DEATH_KINDS, FATES, Outcome
from analyzer.files import File
from analyzer.history import Commit, Landing
from analyzer.ledger import Tree
from analyzer.people import People
from analyzer.settings import Settings

Columns = dict[str, NDArray[Any]]


# Millions of rows hold one of few names: they travel as small numbers, and DuckDB puts the names in.
NAMED = {
    column: f"{list(names)}[{column} + 1]".replace("None", "NULL")
    for column, names in (("birth_operation", OPERATIONS), ("death_kind", DEATH_KINDS), ("fate", FATES))
}


def commit_columns(commits: Sequence[Commit], landing: Landing, settings: Settings) -> Columns:
    """Columns of `commits`; times in seconds, parents as one text parted by spaces."""
    people = People(settings.configuration)
    authors = [people.person(decoded(commit.author_name), decoded(commit.author_email)) for commit in commits]
    return {
        "seq": np.arange(len(commits)),
        "sha": _objects(commit.sha for commit in commits),
        "parents": _objects(" ".join(commits[parent].sha for parent in commit.parents) for commit in commits),
        "is_merge": np.array([len(commit.parents) > 1 for commit in commits]),
        "author_name": _objects(author.name for author in authors),
        "author_email": _objects(author.email for author in authors),
        "team": _objects(author.team for author in authors),
        "author_time": np.array([commit.author_time for commit in commits]),
        "committer_time": np.array([commit.committer_time for commit in commits]),
        "landed_seq": np.array(landing.landed),
        "landed_time": np.array(landing.times),
        "subject": _objects(decoded(commit.subject) for commit in commits),
        "ignored": np.array([commit.sha in settings.ignored for commit in commits]),
    }


def file_columns(paths: Collection[bytes], files: Sequence[File]) -> Columns:
    """Columns of `files`; paths: in the order of their numbers, each with its file."""
    return {
        "path_id": np.arange(len(paths)),
        "path": _objects(map(path_text, paths)),
        "language": _objects(file.language or None for file in files),
        "role": _objects(file.role for file in files),
        "rule": _objects(file.rule for file in files),
    }


class Runs:
    """All lines ever born, cut into runs of one birth. Line n (from 1) is at index n - 1."""

    def __init__(self, births: Births) -> None:
        counts = np.array(births.count, dtype=np.int64)
        some = counts > 0
        self._counts = counts[some]
        self._first = np.cumsum(self._counts) - self._counts
        self._seq = np.array(births.seq, dtype=np.int32)[some]
        self._path = np.array(births.path, dtype=np.int32)[some]
        self._line = np.array(births.line, dtype=np.int32)[some]
        self._operation = np.array(births.operation, dtype=np.uint8)[some]
        self._restored = np.concatenate(births.restored) - 1 if births.restored else None
        self._total = births.total

    def line_columns(self, outcome: Outcome) -> Columns:
        """Columns of `line_runs`: runs of one birth, cut where the fate changes. Names as in NAMED."""
        cut = np.zeros(self._total, dtype=np.bool_)
        cut[self._first] = True
        restored = np.zeros(self._total, dtype=np.bool_)
        if self._restored is not None:
            restored[self._restored] = True
        for fact in (outcome.fate, outcome.death, outcome.kind, restored):
            cut[1:] |= fact[1:] != fact[:-1]
        start = np.flatnonzero(cut)
        birth = self._birth(start)
        death, kind, fate = outcome.death[start], outcome.kind[start], outcome.fate[start]
        operation = np.where(restored[start], OPERATIONS.index(RESTORED), self._operation[birth])
        return {
            "birth_seq": self._seq[birth],
            "birth_path_id": self._path[birth],
            "birth_line": self._line[birth] + (start - self._first[birth]).astype(np.int32),
            "lines": np.diff(start, append=self._total).astype(np.int32),
            "birth_operation": operation,
            "death_seq": np.ma.masked_array(death.astype(np.int32) - 1, mask=death == 0),
            "death_kind": kind,
            "fate": fate,
        }

    def live_columns(self, head: Tree) -> Columns:
        """Columns of `live_runs`: the head's lines, cut where the birth changes. Origin and last touch are
        one so far.
        """
        files = [(path, version.lines) for path, version in sorted(head.files.items()) if version.lines]
        lengths = np.array([len(lines) // 4 for _, lines in files], dtype=np.int64)
        lines = np.frombuffer(b"".join(lines for _, lines in files), dtype="<u4").astype(np.int64) - 1
        top = np.cumsum(lengths) - lengths
        birth = self._birth(lines)
        cut = np.zeros(len(lines), dtype=np.bool_)
        cut[top] = True
        cut[1:] |= (np.diff(lines) != 1) | (np.diff(birth) != 0)
        start = np.flatnonzero(cut)
        file = np.searchsorted(top, start, side="right") - 1
        birth = birth[start]
        return {
            "path_id": np.array([path for path, _ in files], dtype=np.int32)[file],
            "line": (start - top[file] + 1).astype(np.int32),
            "lines": np.diff(start, append=len(lines)).astype(np.int32),
            "birth_seq": self._seq[birth],
            "birth_path_id": self._path[birth],
            "birth_line": self._line[birth] + (lines[start] - self._first[birth]).astype(np.int32),
            "touch_seq": self._seq[birth],
        }

    def _birth(self, lines: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._first, lines, side="right") - 1


def _objects(values: Iterable[str | None]) -> NDArray[Any]:
    return np.array(list(values), dtype=object)
