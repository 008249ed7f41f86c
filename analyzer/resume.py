"""Whether an earlier mining can be gone on with, and what it left in the tables touches, touch_runs,
line_words, merge_doubles and checkpoints.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
from immutables import Map
from numpy.typing import NDArray

from analyzer import store
from analyzer.agents import AI
from analyzer.authorship import Label, LineLabel
from analyzer.checkpoints import Earlier, NotesRead, read_again
from analyzer.decoding import path_bytes
from analyzer.fates import DEATH_KINDS, FATES
from analyzer.files import File
from analyzer.history import Commit, History, Landing
from analyzer.noted import Noted
from analyzer.sealed import SealedRepository
from analyzer.touches import Double, Touches
from analyzer.trees import Tree, Version

# Where more than this share of the history would have to be read again, nothing is gained.
_WORTH_IT = 0.5


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a history is mined anew though there is a database; empty where there is none to go on with."""

    reason: str


class Snapshots(NamedTuple):
    """Which snapshots there are to be: seqs, oldest first, and a hash of what finds their smells."""

    seqs: Sequence[int]
    rules: str

    def kept(self, earlier: Sequence[int]) -> int:
        """How many of them, from the first, an earlier mining took, and took one after the other."""
        same = zip(self.seqs, earlier, strict=False)
        return next(
            (place for place, (one, other) in enumerate(same) if one != other),
            min(len(self.seqs), len(earlier)),
        )

    def new(self, earlier: Sequence[int]) -> Sequence[int]:
        """The others."""
        return self.seqs[self.kept(earlier) :]


@dataclass(frozen=True, slots=True)
class Known:
    """The commits of an earlier mining: what the graph and the landing of each was, in order of seq."""

    commits: list[Commit]
    landed: list[int]
    times: list[int]


def unfit(identity: store.Identity | None, options: str) -> Unfit | None:
    """Why a database is not even looked into. identity: what it says it is; options: hash of those wanted."""
    if identity is None or identity.schema_version != store.SCHEMA_VERSION:
        return Unfit("")
    if identity.options_hash != options:
        return Unfit("the database was built with other options, or by another version of Linespan")
    return None


def known_commits(path: Path) -> Known:
    """The commits in the database at `path`. Raises DatabaseError."""
    with store.open_database(path) as connection:
        columns = _columns(
            connection,
            "SELECT sha, array_to_string(parents, ' ') AS parents, epoch(committer_time)::BIGINT AS time, "
            "landed_seq, epoch(landed_time)::BIGINT AS landed FROM commits ORDER BY seq",
        )
    shas, parents, committed, landed, times = (column.tolist() for column in columns.values())
    seqs = {sha: seq for seq, sha in enumerate(shas)}
    commits = [
        Commit(seq, sha, tuple([seqs[parent] for parent in of.split()]), time)
        for seq, (sha, of, time) in enumerate(zip(shas, parents, committed, strict=True))
    ]
    return Known(commits, landed, times)


def read(path: Path) -> tuple[str, Earlier] | Unfit:
    """What the database at `path` knows beside its commits, and the hash of the settings it was built with.

    Raises DatabaseError.
    """
    with store.open_database(path) as connection:
        ((settings, commits, absent, hunks, limit_hits, tables, *notes, rules),) = connection.execute(
            "SELECT settings_hash, commits, absent_objects, hunks, rename_limit_hits, tables_hash, "
            "notes_hash, notes_read, notes_malformed, rules_hash FROM mining_run"
        ).fetchall()
        if tables != store.tables_hash(connection):
            return Unfit("the tables are not as they were written, or another DuckDB wrote them")
        named = f"{_code('fate', FATES)}, {_code('death_kind', DEATH_KINDS)}"
        lines = _columns(connection, f"SELECT lines, death_seq, {named} FROM line_runs")  # noqa: S608
        counts = lines["lines"]
        death = np.ma.filled(lines["death_seq"], -1).astype(np.int64)
        paths = connection.execute(
            "SELECT path, coalesce(language, ''), role, rule FROM files ORDER BY path_id"
        ).fetchall()
        renames = connection.execute(
            "SELECT DISTINCT old_path_id, path_id FROM file_changes WHERE old_path_id IS NOT NULL "
            "ORDER BY ALL"
        ).fetchall()
        return settings, Earlier(
            commits=commits,
            paths=[path_bytes(path) for path, *_ in paths],
            files=[File(*file) for _, *file in paths],
            touches=_touches(connection),
            trees=_trees(connection),
            renames=renames,
            fate=np.repeat(lines["fate"], counts),
            death=np.repeat((death + 1).astype(np.uint32), counts),
            kind=np.repeat(lines["death_kind"], counts),
            hunks=hunks,
            rename_limit_hits=limit_hits,
            absent=frozenset(filter(None, absent)),
            labels=_labels(connection),
            line_labels=[
                LineLabel(*row)
                for row in connection.execute(
                    "SELECT seq, path_id, line, lines, authorship, coalesce(agent, ''), coalesce(model, ''), "
                    "coalesce(source, '') FROM line_labels"
                ).fetchall()
            ],
            notes=NotesRead(*notes),
            snapshots=[
                seq
                for (seq,) in connection.execute("SELECT snapshot_seq FROM snapshots ORDER BY ALL").fetchall()
            ],
            rules=rules,
        )


def fitting(
    kept: tuple[str, Earlier],
    known: Known,
    settings: str,
    noted: Noted,
    history: History,
    landing: Landing,
    sealed: SealedRepository,
    wanted: Snapshots,
) -> Earlier | Unfit:
    """What was kept, where a history goes on from it.

    settings: hash of the head's settings now; noted: what it says of lines now; wanted: the snapshots.
    """
    settings_then, earlier = kept
    if settings_then != settings:
        return Unfit("the configuration, .mailmap, .gitattributes or .git-blame-ignore-revs changed")
    if earlier.absent and sealed.present_objects(earlier.absent):
        return Unfit("objects that this copy of the repository lacked are there now")
    if history.known < earlier.commits:
        return Unfit("its history was rewritten, or its mainline is another")
    return next(map(Unfit, _reasons(earlier, known, noted, history, landing, wanted)), earlier)


def _reasons(
    earlier: Earlier, known: Known, noted: Noted, history: History, landing: Landing, wanted: Snapshots
) -> Iterator[str]:
    """Why what was found of the commits that are known does not hold for this history."""
    count = earlier.commits
    if known.landed != list(landing.landed[:count]) or known.times != list(landing.times[:count]):
        yield "newer commits change when older ones landed"
    if len(read_again(history.commits, count, earlier.trees)) > _WORTH_IT * len(history.commits):
        yield "new commits fork from too old ones"
    if earlier.notes.fingerprint != noted.fingerprint({commit.sha for commit in known.commits}):
        yield "the notes on lines of its commits changed"
    if noted.trace and history.new:
        yield "its Agent Trace speaks of old commits as well as of new ones"
    if wanted.rules != earlier.rules:
        yield "the rules for smells changed, or their limits"
    if min(wanted.new(earlier.snapshots), default=count) < count:
        yield "its snapshots lie farther apart"


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, NDArray[Any]]:
    columns: Any = connection.execute(
        query
    ).fetchnumpy()  # no column here is of a type that comes as a Categorical
    return dict(columns)


def _code(column: str, names: Sequence[str | None]) -> str:
    """SQL for the place of a column's name among `names`, where None stands for NULL."""
    places = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(names) if name is not None)
    other = f" ELSE {names.index(None)}" if None in names else ""
    return f"(CASE {column} {places}{other} END)::UTINYINT AS {column}"


def _labels(connection: duckdb.DuckDBPyConnection) -> list[Label]:
    rows = connection.execute(
        "SELECT authorship, CASE authorship WHEN $1 THEN array_to_string(agents, '+') ELSE '' END "
        "FROM commits ORDER BY seq",
        [AI],
    ).fetchall()
    labels = {row: Label(*row) for row in set(rows)}
    return [labels[row] for row in rows]


def _touches(connection: duckdb.DuckDBPyConnection) -> Touches:
    runs = _columns(connection, "SELECT seq, path_id, line, lines, numbered_by FROM touch_runs")
    touches = Touches()
    touches.seq, touches.path, touches.line, touches.count, touches.numbered_by = (
        array("I", runs[name].astype(np.uint32).tobytes())
        for name in ("seq", "path_id", "line", "lines", "numbered_by")
    )
    lines = _columns(connection, "SELECT origin, operation, line_class, hash, spent FROM touches")
    words = _columns(connection, "SELECT line, words FROM line_words")
    touches.take_up(lines["origin"], lines["operation"], lines["line_class"], lines["hash"], lines["spent"])
    touches.words[words["line"]] = words["words"]
    doubles = connection.execute("SELECT line, birth_line, seq, path_id, place FROM merge_doubles").fetchall()
    touches.doubles = {line: Double(*double) for line, *double in doubles}
    return touches


def _trees(connection: duckdb.DuckDBPyConnection) -> dict[int, Tree]:
    files: dict[int, dict[int, Version]] = {}
    for seqs, path, blob, unreadable, lines in connection.execute(
        "SELECT seqs, path_id, object, unreadable, lines FROM checkpoints"
    ).fetchall():
        version = Version(blob.encode(), lines, unreadable)
        for seq in seqs:
            files.setdefault(seq, {})[path] = version
    return {seq: Tree(Map(versions), frozenset()) for seq, versions in files.items()}
