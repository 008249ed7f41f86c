"""Surveys the snapshots of a mined history, follows their smells, and writes their tables.

Snapshots that an earlier mining took are kept as they are; the smells that stood at the last of them are
found again, to go on from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.files import Classifier
from analyzer.fold import Fold
from analyzer.introductions import Introductions
from analyzer.line_forms import CODE
from analyzer.progress import Progress
from analyzer.sealed import SealedRepository
from analyzer.smell_lives import Birth, Follower, Identity, Life, Lives
from analyzer.smells.bodies import Found
from analyzer.smells.rule_set import rule_set_version
from analyzer.smells.rules import DUPLICATED
from analyzer.smells.standards import Standards
from analyzer.snapshot_tables import NO_TEXT, SnapshotRows, event_columns, life_columns
from analyzer.store import Writer
from analyzer.surveys import Commit, Looked, Survey, Surveyor
from analyzer.tables import LineTables
from analyzer.trees import Tree

_OF_ONE_SNAPSHOT = ("snapshots", "snapshot_files", "snapshot_lines", "functions", "smells", "smell_events")


def rules_hash(standards: Standards) -> str:
    """One hash over all that decides which smells a tree has."""
    return f"{rule_set_version()} {standards.fingerprint}"


@dataclass(frozen=True, slots=True)
class SmellHistory:
    """A history that is written but for its smells.

    snapshots: seqs, oldest first; kept: how many of them, from the first, the database has; fold: with the
    trees of the others.
    """

    sealed: SealedRepository
    fold: Fold
    lines: LineTables
    surveyor: Surveyor
    classifier: Classifier
    snapshots: Sequence[int]
    kept: int

    def write(self, writer: Writer, progress: Progress) -> None:
        """Add the new snapshots to the tables, and take those out that are none any more."""
        kept, new = self.snapshots[: self.kept], self.snapshots[self.kept :]
        progress.step("looking for smells", len(new))
        lives, born = self._known(writer, kept)
        follower = Follower(lives)
        rows = SnapshotRows(self.lines, self.fold.paths)
        for survey in self.surveyor.surveys(self._commits([*(kept[-1:] if new else ()), *new])):
            if survey.seq in kept:
                numbers = self._numbers(writer, survey.seq)
                follower.resume(survey, numbers, self._waited_for(writer, lives, survey.seq))
                continue
            births = len(lives.births)
            smells = follower.follow(survey)
            born |= self._blocks(lives.births[births:], survey)
            rows.take(survey, smells, self.fold.snapshots[survey.seq])
            if rows.are_many:
                _insert(writer, rows)
            progress.advance()
        _insert(writer, rows)
        introductions = Introductions(
            self.sealed, self.surveyor, self.classifier, self.fold.commits, self.fold.landing
        )
        born |= introductions.of(lives.births)
        writer.insert("smell_events", event_columns(lives.events))
        writer.insert("smell_lives", life_columns(lives.lives, born))

    def _commits(self, seqs: Sequence[int]) -> list[Commit]:
        return [Commit(seq, self.fold.commits[seq].sha) for seq in seqs]

    def _known(self, writer: Writer, kept: Sequence[int]) -> tuple[Lives, dict[int, int | None]]:
        """The smells of the snapshots that are kept, and the commits that brought them; what the tables have
        beyond that is removed.
        """
        lives, born = Lives(), dict[int, int | None]()
        for table in _OF_ONE_SNAPSHOT:
            writer.connection.execute(
                f"DELETE FROM {table} WHERE NOT list_contains($1::INTEGER[], snapshot_seq)",  # noqa: S608
                [list(kept)],
            )
        known = writer.connection.execute(
            "SELECT smell_id, any_value(lives.rule), any_value(born_seq), any_value(first_snapshot), "
            "max(smells.snapshot_seq), any_value(healed_snapshot) "
            "FROM smell_lives lives JOIN smells USING (smell_id) GROUP BY smell_id ORDER BY smell_id"
        ).fetchall()
        for smell, rule, by, first, last, healed in known:
            lives.lives[smell] = Life(rule, first, last, healed if healed in kept else None)
            born[smell] = by
        writer.clear("smell_lives")
        return lives, born

    def _numbers(self, writer: Writer, seq: int) -> dict[Identity, int]:
        """The smells of a snapshot that is kept."""
        paths = {number: path for path, number in self.fold.paths.items()}
        rows = writer.connection.execute(
            "SELECT rule, path_id, symbol, ordinal, subject, smell_id FROM smells WHERE snapshot_seq = $1",
            [seq],
        ).fetchall()
        return {(rule, paths[path], *rest): smell for rule, path, *rest, smell in rows}

    def _waited_for(self, writer: Writer, lives: Lives, seq: int) -> list[tuple[int, Found]]:
        """Smells that are neither at a snapshot nor healed by then: their files can not be read there."""
        waited = {
            smell: life.last for smell, life in lives.lives.items() if life.healed is None and life.last < seq
        }
        found: list[tuple[int, Found]] = []
        for last in sorted(set(waited.values())):
            numbers = self._numbers(writer, last)
            for survey in self.surveyor.surveys(self._commits([last])):
                standing = [found for looked in survey.files.values() for found in looked.found]
                found += [
                    (smell, one)
                    for one in [*standing, *survey.wide]
                    if waited.get(smell := numbers[one.smell.identity]) == last
                ]
        return found

    def _blocks(self, births: Iterable[Birth], survey: Survey) -> dict[int, int | None]:
        """The commits that wrote the last line of new blocks that stand twice."""
        born: dict[int, int | None] = {}
        tree, landed = self.fold.snapshots[survey.seq], self.fold.landing.landed
        for smell, _, _, found, _ in births:
            if found.smell.rule != DUPLICATED or found.smell.other is None:
                continue
            places = [(found.smell.path, found.smell.start_line), found.smell.other]
            writers = {
                seq
                for path, line in places
                for seq in self._writers(survey.files[path], tree, line, int(found.smell.value or 0))
            }
            born[smell] = max(writers, key=lambda seq: (landed[seq], seq), default=None)
        return born

    def _writers(self, looked: Looked, tree: Tree, line: int, count: int) -> set[int]:
        """Who wrote so many code lines of a file as they stand, from a line on."""
        version = tree.files.get(self.fold.paths[looked.path])
        classes = np.frombuffer(looked.marks.classes, dtype=np.uint8)
        code = np.flatnonzero(classes[line - 1 :] == CODE)[:count] + line - 1
        written = self.lines.written_by(version.lines if version else b"")
        return set(written[code[code < len(written)]].tolist())


def _insert(writer: Writer, rows: SnapshotRows) -> None:
    for table, columns in rows.tables():
        writer.insert(table, columns, {name: sql for name, sql in NO_TEXT.items() if name in columns})
