"""What a finished fold knows -> columns of the tables in schema.sql."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.authorship import Authorship, Judged, Label
from analyzer.copies import Copy
from analyzer.decoding import decoded, path_text
from analyzer.duplicates import clone_groups
from analyzer.fates import DEATH_KINDS, FATES, Outcome
from analyzer.files import File
from analyzer.fold import NONE
from analyzer.history import Commit, Description, Landing
from analyzer.ledger import RemovalRows
from analyzer.line_forms import CODE
from analyzer.operations import (
    CLASSES,
    COPIED_COMMIT,
    COPIED_TREE,
    IMPORT,
    LIVES,
    MERGE,
    NAMES,
    REPLACED,
    UNKNOWN,
    UPDATED,
)
from analyzer.people import People
from analyzer.settings import Settings
from analyzer.touches import Touches
from analyzer.trees import Tree, Version

Columns = dict[str, NDArray[Any]]
_Place = tuple[int, int]  # a commit, and the number of a path


# What the writer calls the two parts of each label; names of tools are a repository's.
AUTHORSHIPS, AGENTS = "authorships", "agents"
_REMEMBERED = {"authorship": AUTHORSHIPS, "agent": AGENTS}

_COPIED_FROM = tuple({COPIED_COMMIT: "commit", COPIED_TREE: "tree"}.get(code) for code in range(len(NAMES)))

_NAMES = {
    "birth_operation": NAMES,
    "touch_operation": NAMES,
    "operation": NAMES,
    "kind": NAMES,
    "copied_from": _COPIED_FROM,
    "line_class": CLASSES,
    "death_kind": DEATH_KINDS,
    "fate": FATES,
}


def names(columns: Columns) -> dict[str, str]:
    """For each column that holds one of few names the SQL that puts them in: by the million they travel as
    small numbers.
    """
    named = {
        column: f"{list(_NAMES[column])}[{column} + 1]".replace("None", "NULL")
        for column in columns
        if column in _NAMES
    }
    remembered = {
        column: f"getvariable('{variable}')[{column} + 1]"
        for column, variable in _REMEMBERED.items()
        if column in columns
    }
    return named | remembered


def commit_columns(
    commits: Sequence[Commit],
    descriptions: Sequence[Description],
    landing: Landing,
    settings: Settings,
    judged: Sequence[Judged],
) -> Columns:
    """Columns of `commits` for the last ones, which the descriptions are of; times in seconds, parents as one
    text parted by spaces, agents by the character 31.
    """
    people = People(settings.configuration)
    authors = [people.person(decoded(said.author_name), decoded(said.author_email)) for said in descriptions]
    known = len(commits) - len(descriptions)
    new = commits[known:]
    return {
        "seq": np.arange(known, len(commits)),
        "sha": _objects(commit.sha for commit in new),
        "parents": _objects(" ".join(commits[parent].sha for parent in commit.parents) for commit in new),
        "is_merge": np.array([len(commit.parents) > 1 for commit in new]),
        "author_name": _objects(author.name for author in authors),
        "author_email": _objects(author.email for author in authors),
        "team": _objects(author.team for author in authors),
        "author_time": np.array([said.author_time for said in descriptions]),
        "committer_time": np.array([commit.committer_time for commit in new]),
        "landed_seq": np.array(landing.landed[known:]),
        "landed_time": np.array(landing.times[known:]),
        "subject": _objects(decoded(said.subject) for said in descriptions),
        "ignored": np.array([commit.sha in settings.ignored for commit in new]),
        "authorship": _objects(one.authorship for one in judged),
        "agents": _objects("\x1f".join(one.agents) for one in judged),
        "squash": np.array([one.squash for one in judged]),
        "branch_only": np.array([one.branch_only for one in judged]),
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


class LineTables:
    """The tables of lines, from the touches of a finished fold. Line n (from 1) is at index n - 1.

    landed: for each seq the seq of its landing; ignored: seqs whose commits count for nothing.
    """

    def __init__(self, touches: Touches, landed: Sequence[int], ignored: Collection[int]) -> None:
        self.labels: list[Label] = []
        self._labels: NDArray[np.int32] = np.zeros(len(landed), dtype=np.int32)
        self._line_labels: NDArray[np.int32] | None = None
        counts = np.array(touches.count, dtype=np.int32)
        self._seq = np.array(touches.seq, dtype=np.int32)
        self._path = np.array(touches.path, dtype=np.int32)
        self._line = np.array(touches.line, dtype=np.int32)
        self._first = np.cumsum(counts, dtype=np.int32) - counts
        self._run = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        end = touches.total + 1
        self._operation = touches.operation[1:end]
        self._class = np.where(touches.line_class[1:end] == IMPORT, CODE, touches.line_class[1:end])
        self._origin = touches.origin[1:end].astype(np.int32) - 1
        # Where the birth of an origin stands: a merge's second copy of a line was born where the first was.
        self._birth = np.arange(touches.total, dtype=np.int32)
        for line, double in touches.doubles.items():
            self._birth[line - 1] = double.birth - 1
        self._landed = np.array(landed, dtype=np.int64)
        self._ignored = (
            np.isin(self._seq, list(ignored)) if ignored else np.zeros(len(counts), dtype=np.bool_)
        )

    def label(self, authorship: Authorship) -> list[Label]:
        """Take in who wrote what; returns the labels that columns `authorship` and `agent` number from 0."""
        places: dict[Label, int] = {}
        self._labels = np.array(
            [places.setdefault(label, len(places)) for label in authorship.commits], dtype=np.int32
        )
        if authorship.lines:
            self._line_labels = self._labels[self._seq[self._run]]
            runs = self._runs_of({(run.seq, run.path) for run in authorship.lines})
            for run in authorship.lines:
                place = places.setdefault(Label(run.authorship, run.agent), len(places))
                for first, line, lines in runs.get((run.seq, run.path), ()):
                    start, end = max(run.line, line), min(run.line + run.lines, line + lines)
                    if start < end:
                        self._line_labels[first + start - line : first + end - line] = place
        self.labels = list(places)
        return self.labels

    def standing(self, lines: bytes) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Of the lines of a version of a file, as `trees.Version` has them: for each the number of its label,
        and whether it is code.
        """
        numbers = np.frombuffer(lines, dtype="<u4").astype(np.int64) - 1
        return self._who(self._birth[self._origin[numbers]]), self._class[numbers] == CODE

    def written_by(self, lines: bytes) -> NDArray[np.int32]:
        """The seq of the commit that wrote each line of a version as it stands."""
        numbers = np.frombuffer(lines, dtype="<u4").astype(np.int64) - 1
        return np.asarray(self._seq[self._run[numbers]])

    def _runs_of(self, wanted: Collection[_Place]) -> dict[_Place, list[tuple[int, int, int]]]:
        """(index of the first touch, number of the first line, how many) of the runs of commits and paths."""
        found: dict[_Place, list[tuple[int, int, int]]] = {}
        counts = np.diff(self._first, append=len(self._run))
        for run in np.flatnonzero(np.isin(self._seq, list({seq for seq, _ in wanted}))).tolist():
            key = int(self._seq[run]), int(self._path[run])
            if key in wanted:
                place = int(self._first[run]), int(self._line[run]), int(counts[run])
                found.setdefault(key, []).append(place)
        return found

    def _who(self, lines: NDArray[Any]) -> NDArray[np.int32]:
        """For each line, by index, the number of its label."""
        if self._line_labels is None:
            return np.asarray(self._labels[self._seq[self._run[lines]]])
        return np.asarray(self._line_labels[lines])

    @property
    def origins(self) -> NDArray[np.intp]:
        """Indexes of the touches that began a line."""
        return np.flatnonzero(self._origin == np.arange(len(self._origin), dtype=np.int32))

    def line_columns(self, outcome: Outcome) -> Columns:
        """Columns of `line_runs`: runs of one birth, cut where class, operation, update or fate change."""
        lines = self.origins
        birth = self._birth[lines]
        run = self._run[birth]
        facts: list[NDArray[Any]] = [
            run,
            self._class[lines],
            self._operation[lines],
            self._first_update()[lines],
            outcome.fate[lines],
            outcome.death[lines],
            outcome.kind[lines],
            self._who(birth),
        ]
        start = _cuts(birth, facts)
        run, line_class, operation, update, fate, death, kind, who = (fact[start] for fact in facts)
        return {
            "birth_seq": self._seq[run],
            "birth_path_id": self._path[run],
            "birth_line": self._line[run] + birth[start] - self._first[run],
            "lines": np.diff(start, append=len(lines)).astype(np.int32),
            "line_class": line_class,
            "birth_operation": operation,
            "authorship": who,
            "agent": who,
            "first_touch_seq": np.ma.masked_equal(update, NONE),
            "death_seq": np.ma.masked_array(death.astype(np.int32) - 1, mask=death == 0),
            "death_kind": kind,
            "fate": fate,
        }

    def _first_update(self) -> NDArray[np.int32]:
        """For each origin the first landed commit that updated or replaced the line, NONE if none did.

        What landed together with the line made it what the mainline first saw: no update there.
        """
        first = np.full(len(self._origin), np.iinfo(np.int64).max)
        update = np.flatnonzero((self._operation == UPDATED) | (self._operation == REPLACED))
        update = update[~self._ignored[self._run[update]]]
        birth = self._seq[self._run[self._birth[self._origin[update]]]]
        update = update[self._landed[self._seq[self._run[update]]] != self._landed[birth]]
        seq = self._seq[self._run[update]].astype(np.int64)
        np.minimum.at(first, self._origin[update], self._landed[seq] << 32 | seq)
        return np.where(first == np.iinfo(np.int64).max, NONE, first & 0xFFFFFFFF).astype(np.int32)

    def live_columns(self, head: Tree) -> Columns:
        """Columns of `live_runs`: the head's lines, cut where birth, touch, operation or class change."""
        files = [(path, version.lines) for path, version in sorted(head.files.items()) if version.lines]
        lengths = np.array([len(lines) // 4 for _, lines in files], dtype=np.int64)
        lines = np.frombuffer(b"".join(lines for _, lines in files), dtype="<u4").astype(np.int32) - 1
        top = np.cumsum(lengths) - lengths
        file = np.repeat(np.arange(len(files)), lengths)
        birth = self._birth[self._origin[lines]]
        run = self._run[birth]
        facts: list[NDArray[Any]] = [
            file,
            run,
            self._seq[self._run[lines]],
            self._operation[lines],
            self._class[lines],
            self._who(birth),
        ]
        start = _cuts(birth, facts)
        file, run, touch, operation, line_class, who = (fact[start] for fact in facts)
        return {
            "path_id": np.array([path for path, _ in files], dtype=np.int32)[file],
            "line": (start - top[file] + 1).astype(np.int32),
            "lines": np.diff(start, append=len(lines)).astype(np.int32),
            "line_class": line_class,
            "birth_seq": self._seq[run],
            "birth_path_id": self._path[run],
            "birth_line": self._line[run] + birth[start] - self._first[run],
            "touch_seq": touch,
            "touch_operation": operation,
            "authorship": who,
            "agent": who,
        }

    def operation_columns(self, first: int) -> Columns:
        """Rows for `operations` of the added side, to be summed: one for each run of lines of one commit,
        file, operation and class, from line number `first` on.
        """
        new = slice(first - 1, None)
        counted = (
            first
            - 1
            + np.flatnonzero(
                ~self._ignored[self._run[new]] & ~np.isin(self._operation[new], (MERGE, UNKNOWN))
            )
        )
        facts: list[NDArray[Any]] = [
            self._run[counted],
            self._operation[counted],
            self._class[counted],
            self._who(counted),
        ]
        start = _cuts(counted, facts)
        run, operation, line_class, who = (fact[start] for fact in facts)
        return {
            "seq": self._seq[run],
            "path_id": self._path[run],
            "operation": operation,
            "copied_from": operation,
            "line_class": line_class,
            "authorship": who,
            "agent": who,
            "lines": np.diff(start, append=len(counted)).astype(np.int32),
        }

    def removal_columns(self, rows: RemovalRows) -> Columns:
        """Rows for `operations` of the removed side."""
        seq = np.array(rows.seq, dtype=np.int32)
        return {
            "seq": seq,
            "path_id": np.array(rows.path, dtype=np.int32),
            "operation": np.array(rows.kind, dtype=np.uint8),
            "copied_from": np.array(rows.kind, dtype=np.uint8),
            "line_class": np.array(rows.line_class, dtype=np.uint8),
            "authorship": self._labels[seq],
            "agent": self._labels[seq],
            "lines": np.array(rows.lines, dtype=np.int32),
        }

    def touch_columns(self, first: int) -> Columns:
        """Rows for `line_touches`, to be summed: one for each run of lines from number `first` on that one
        commit touched alike.
        """
        new = slice(first - 1, None)
        touched = (
            first
            - 1
            + np.flatnonzero(
                np.isin(self._operation[new], list(LIVES))
                & ~self._ignored[self._run[new]]
                & (self._origin[new] != np.arange(first - 1, len(self._origin), dtype=np.int32))
            )
        )
        birth = self._run[self._birth[self._origin[touched]]]
        facts: list[NDArray[Any]] = [
            self._run[touched],
            birth,
            self._operation[touched],
            self._class[touched],
        ]
        start = _cuts(touched, facts)
        run, birth, operation, line_class = (fact[start] for fact in facts)
        return {
            "seq": self._seq[run],
            "birth_seq": self._seq[birth],
            "birth_path_id": self._path[birth],
            "path_id": self._path[run],
            "kind": operation,
            "line_class": line_class,
            "lines": np.diff(start, append=len(touched)).astype(np.int32),
        }


def _cuts(lines: NDArray[Any], facts: Sequence[NDArray[Any]]) -> NDArray[np.intp]:
    """Where runs begin: of consecutive numbers with equal facts."""
    cut = np.ones(len(lines), dtype=np.bool_)
    if len(lines):
        cut[1:] = np.diff(lines) != 1
        for fact in facts:
            cut[1:] |= fact[1:] != fact[:-1]
    return np.flatnonzero(cut)


def written_columns(touches: Touches, first: int) -> dict[str, Columns]:
    """For the tables that the next mining goes on from the rows of the lines from number `first` on."""
    end = touches.total + 1
    run = touches.place(first)[0] if first < end else len(touches.seq)
    names = ("seq", "path_id", "line", "lines", "numbered_by")
    runs = (touches.seq, touches.path, touches.line, touches.count, touches.numbered_by)
    return {
        "touches": {
            "origin": touches.origin[first:end],
            "operation": touches.operation[first:end],
            "line_class": touches.line_class[first:end],
            "hash": touches.hashes[first:end],
            "spent": touches.spent[first:end],
        },
        "touch_runs": {
            name: np.array(column[run:], dtype=np.int32) for name, column in zip(names, runs, strict=True)
        },
    }


def word_columns(touches: Touches) -> Columns:
    """Columns of `line_words`."""
    lines = np.flatnonzero(touches.words[: touches.total + 1])
    return {"line": lines.astype(np.uint32), "words": touches.words[lines]}


def double_columns(touches: Touches) -> Columns:
    """Columns of `merge_doubles`."""
    rows = [(line, *double) for line, double in sorted(touches.doubles.items())]
    names = ("line", "birth_line", "seq", "path_id", "place")
    return dict(zip(names, np.array(rows, dtype=np.int64).reshape(-1, len(names)).T, strict=True))


def checkpoint_columns(trees: Mapping[int, Tree]) -> Columns:
    """Columns of `checkpoints`. trees: by seq."""
    seqs: dict[tuple[int, Version], list[int]] = {}
    for seq, tree in sorted(trees.items()):
        for path, version in tree.files.items():
            seqs.setdefault((path, version), []).append(seq)
    return {
        "seqs": _objects(" ".join(map(str, several)) for several in seqs.values()),
        "path_id": np.array([path for path, _ in seqs], dtype=np.int32),
        "object": _objects(version.blob.decode() for _, version in seqs),
        "unreadable": _objects(version.unreadable for _, version in seqs),
        "lines": _objects(version.lines for _, version in seqs),
    }


def copy_columns(copies: Sequence[tuple[int, Copy]]) -> Columns:
    """Columns of `copies`."""
    columns = np.array([(seq, *copy) for seq, copy in copies], dtype=np.int32).reshape(-1, 7).T
    names = ("seq", "path_id", "line", "lines", "from_path_id", "from_line", "copied_from")
    return dict(zip(names, columns, strict=True))


def duplicate_columns(head: Tree, paths: Mapping[bytes, int], touches: Touches) -> Columns:
    """Columns of `duplicates`. Paths break ties by their bytes: the order they were met in plays no part."""
    files = [
        (number, head.files[number].lines) for _, number in sorted(paths.items()) if number in head.files
    ]
    clones = clone_groups([np.frombuffer(lines, dtype="<u4") for _, lines in files], touches)
    return {
        "group_id": clones.group,
        "path_id": np.array([number for number, _ in files], dtype=np.int64)[clones.file],
        "line": clones.line,
        "lines": clones.lines,
        "code_lines": clones.code_lines,
    }


def _objects(values: Iterable[object]) -> NDArray[Any]:
    return np.array(list(values), dtype=object)
