"""Puts a finished fold into the tables: adds what is new, and writes anew what the new commits can change."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from analyzer import agent_tables, store, tables
from analyzer.adoption import Signing, marked
from analyzer.authorship import Authorship
from analyzer.fates import Outcome
from analyzer.files import File
from analyzer.fold import NONE, Fold
from analyzer.settings import Settings
from analyzer.tables import Columns, LineTables

# Lines that stood can have died, a path's file can have another role: all that is said of what there is now.
# The verdicts, too, were on the history as it was; they are judged anew when somebody asks.
_WRITTEN_ANEW = (
    "mining_run",
    "files",
    "line_runs",
    "live_runs",
    "duplicates",
    "line_words",
    "merge_doubles",
    "checkpoints",
    "agent_markers",
    "verdict_run",
    "verdicts",
)


def begin(folder: Path, copied: Path | None) -> store.Writer:
    """An empty database in `folder`, or a copy of one to go on with, without what is to be written anew."""
    writer = store.Writer(folder, copied)
    if copied is not None:
        for table in _WRITTEN_ANEW:
            writer.clear(table)
    return writer


class _Rows(NamedTuple):
    """Rows of a table. expressions: as Writer.insert takes them; summed: whether `lines` is summed over those
    that are alike in all else.
    """

    table: str
    columns: Mapping[str, store.Column | list[Any]]
    expressions: Mapping[str, str] = MappingProxyType({})
    summed: bool = False


def write(
    writer: store.Writer,
    fold: Fold,
    outcome: Outcome,
    lines: LineTables,
    settings: Settings,
    authorship: Authorship,
    switches: Sequence[Signing],
    roles: Future[list[File]],
) -> None:
    """All tables but mining_run, which is left empty. roles: of the files, as soon as they are known."""
    labels = lines.label(authorship)
    writer.remember(tables.AUTHORSHIPS, [label.authorship for label in labels])
    writer.remember(tables.AGENTS, [label.agent or None for label in labels])
    # DuckDB takes in one table's rows while the next one's are made; no more are held at once.
    with ThreadPoolExecutor(1) as aside:
        inserting: Future[None] | None = None
        for rows in _rows(fold, outcome, lines, settings, authorship, switches, roles):
            if inserting is not None:
                inserting.result()
            inserting = aside.submit(
                writer.insert, rows.table, rows.columns, rows.expressions, grouped=rows.summed
            )
        if inserting is not None:
            inserting.result()


def _rows(
    fold: Fold,
    outcome: Outcome,
    lines: LineTables,
    settings: Settings,
    authorship: Authorship,
    switches: Sequence[Signing],
    roles: Future[list[File]],
) -> Iterator[_Rows]:
    yield _Rows(
        "commits",
        tables.commit_columns(fold.commits, fold.descriptions, fold.landing, settings, authorship.judged),
        {
            "parents": "CASE parents WHEN '' THEN [] ELSE string_split(parents, ' ') END",
            "agents": "CASE agents WHEN '' THEN [] ELSE string_split(agents, chr(31)) END",
            **{time: f"to_timestamp({time})" for time in ("author_time", "committer_time", "landed_time")},
        },
    )
    yield _Rows("agent_evidence", agent_tables.evidence_columns(authorship.judged, fold.known))
    new_lines = authorship.lines[len(authorship.lines) - authorship.new_lines :]
    yield _Rows("line_labels", agent_tables.label_columns(new_lines))
    yield _Rows("agent_markers", agent_tables.marker_columns(marked(fold.paths)))
    yield _Rows("attribution_settings", agent_tables.signing_columns(switches))
    yield _Rows("file_changes", _changes(fold))
    if fold.skipped:
        seqs, paths, reasons = zip(*fold.skipped, strict=True)
        yield _Rows("skipped", {"seq": np.array(seqs), "path_id": np.array(paths), "reason": list(reasons)})
    yield _Rows(
        "checkpoints",
        tables.checkpoint_columns(fold.checkpoints),
        {"seqs": "CAST(string_split(seqs, ' ') AS INTEGER[])"},
    )
    for table, columns in _line_tables(fold, outcome, lines):
        yield _Rows(table, columns, tables.names(columns))
    for table, columns in _counts(fold, lines):
        yield _Rows(table, columns, {**tables.names(columns), "lines": "sum(lines)"}, summed=True)
    # Here operations and classes stay numbers: nobody but the next mining reads them.
    for table, columns in tables.written_columns(fold.touches, fold.first_new).items():
        yield _Rows(table, columns)
    yield _Rows("files", tables.file_columns(fold.paths, roles.result()))


def _line_tables(fold: Fold, outcome: Outcome, lines: LineTables) -> Iterator[tuple[str, Columns]]:
    yield "line_runs", lines.line_columns(outcome)
    # They take longest to find, the lines longest to take in.
    yield "duplicates", tables.duplicate_columns(fold.head, fold.paths, fold.touches)
    yield "live_runs", lines.live_columns(fold.head)
    yield "copies", tables.copy_columns(fold.copies)
    yield "line_words", tables.word_columns(fold.touches)
    yield "merge_doubles", tables.double_columns(fold.touches)


def _counts(fold: Fold, lines: LineTables) -> Iterator[tuple[str, Columns]]:
    yield "operations", lines.operation_columns(fold.first_new)
    yield "operations", lines.removal_columns(fold.removals)
    yield "line_touches", lines.touch_columns(fold.first_new)


def _changes(fold: Fold) -> Columns:
    rows = fold.rows
    return {
        "seq": np.array(rows.seq),
        "path_id": np.array(rows.path),
        "old_path_id": _nullable(rows.old_path),
        "status": np.array(rows.status, dtype=object),
        "added": _nullable(rows.added),
        "deleted": _nullable(rows.deleted),
        "repeated": np.array(rows.repeated),
    }


def _nullable(numbers: Sequence[int]) -> store.Column:
    column = np.array(numbers)
    return np.ma.masked_equal(column, NONE)
