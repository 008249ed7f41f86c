"""What a change did to the smells of the files that it touches, and what it copied.

The files are looked at whole, at both commits; a block that the change adds is looked for in the whole tree.
Both trees are judged by the configuration of the later one. A file that can not be parsed any more is left
out on both sides, so that to break a file mends nothing; of one that could not be parsed before nothing is
known to be old.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analyzer import difference
from analyzer.changed_files import Change, Judged, Version
from analyzer.changes import text_lines
from analyzer.comparison import BASELINE, Comparison, Located, Side
from analyzer.smells.blocks import Block, Standing, Written, as_smell, new_blocks
from analyzer.smells.bodies import Found
from analyzer.smells.cache import Cache
from analyzer.smells.examine import Blob, examine
from analyzer.smells.findings import numbered, smells
from analyzer.smells.model import Smell
from analyzer.smells.rules import DUPLICATED, OFF, PHANTOM
from analyzer.smells.standards import Standards
from analyzer.smells.suppressions import Unheeded, apply, suspects
from analyzer.undeclared import Undeclared

# As METRICS.md, 3 has the shares; what only changed its indentation is in none.
_SHARES = ("added", "deleted", "updated", "moved", "copied", "replaced")
_DEAD = ("deleted", "rewritten", "reverted")


def compare(change: Change, standards: Standards, cache: Cache, jobs: int | None = None) -> Comparison:
    """Examine a change. jobs: processes that examine, None to choose.

    Raises GitError where an object is missing, LinespanError where a provider does not work.
    """
    return _Comparing(change, standards, cache, jobs).comparison()


class _Told(NamedTuple):
    """What stands at one of the two commits. blocks: those that the change adds; unheeded: suppressions that
    do nothing.
    """

    side: Side
    blocks: tuple[Found, ...]
    unheeded: Sequence[Unheeded]


class _Comparing:
    def __init__(self, change: Change, standards: Standards, cache: Cache, jobs: int | None) -> None:
        self._change = change
        self._standards = standards
        self._undeclared = Undeclared(change, standards.known)
        self._looked_for = [rule for rule, severity in standards.severities.items() if severity != OFF]
        bereft = self._undeclared.bereft() if PHANTOM in self._looked_for else []
        self._bereft = [version for version, _ in bereft]
        versions = list(dict.fromkeys([*_versions(change.judged), *self._bereft]))
        self._contents = change.contents(version.blob for version in _versions(change.judged))
        self._contents |= {version.blob: content for version, content in bereft}
        blobs = [Blob(version.blob, version.path, version.language) for version in versions]
        examined = examine(blobs, lambda names: map(self._contents.__getitem__, names), cache, jobs)
        self._known = dict(zip(versions, examined, strict=True))
        self._skipped = list(change.passed_over)
        self._kept = list(self._readable())

    def comparison(self) -> Comparison:
        change = self._change
        lines = difference.lines(one.file for one in self._kept)
        copied = self._copied(lines.written) if DUPLICATED in self._looked_for else []
        before = self._side([one.before for one in self._kept if one.before], [], before=True)
        after = self._side([one.after for one in self._kept if one.after], copied, before=False)
        undeclared = (
            self._undeclared.note if any(self._known[version].imports for version in self._known) else ""
        )
        return Comparison(
            compared=change.compared,
            before=before.side,
            after=after.side,
            blocks=after.blocks,
            renamed={file.old_path: file.path for file, _, _ in self._kept if file.old_path != file.path},
            seen=len(change.files),
            source=len(change.judged),
            analysed=frozenset(one.file.path for one in self._kept),
            skipped=tuple(sorted(self._skipped)),
            operations=_shares(lines.operations, sum(block.code_lines for block in copied)),
            baseline=tuple(filter(None, change.text(BASELINE.encode()).split("\n"))),
            idle=tuple(suspects(after.unheeded)),
            settings_changed=change.settings_changed(),
            notes=(*change.settings.notes, *filter(None, [undeclared])),
        )

    def _readable(self) -> Iterator[Judged]:
        """The files that can be judged; notes the others."""
        for one in self._change.judged:
            if one.after is None:
                yield one  # nothing is left to read
                continue
            unparsable = self._known[one.after].unparsable
            if reason := one.file.reason or (f"unparsable: {unparsable}" if unparsable else ""):
                self._skipped.append((one.file.path, reason))
            else:
                yield one

    def _side(self, versions: Sequence[Version], copied: Sequence[Block], *, before: bool) -> _Told:
        """The smells of some files of one tree, and which of them are excused."""
        looked_at = (*self._bereft, *versions)
        lines = {version.path: self._contents[version.blob].split(b"\n") for version in looked_at}
        standing = list(self._standing(versions, before=before))
        limit = self._standards.limits[DUPLICATED]
        blocks = numbered(as_smell(block, limit, lines[block.path][block.line - 1]) for block in copied)
        said = {version.path: self._known[version].suppressions for version in looked_at}
        told = apply((*standing, *blocks), said, self._looked_for)
        reasons = dict(told.excused)
        judged = {version.path for version in versions}
        found = [Found(smell, lines[smell.path], reasons.get(smell)) for smell in standing]
        side = Side(
            tuple(one for one in found if one.smell.path in judged),
            sum(self._known[version].lines for version in versions),
            tuple(self._functions(versions, lines)),
            tuple(one for one in found if one.smell.path not in judged),
        )
        new = tuple(Found(block, lines[block.path], reasons.get(block)) for block in blocks)
        return _Told(side, new, [one for one in told.unheeded if one.path in judged])

    def _standing(self, versions: Sequence[Version], *, before: bool) -> Iterator[Smell]:
        """Of these files, and the phantoms of those that the change takes a dependency from."""
        for version in versions:
            yield from smells(version.path, version.role, self._known[version], self._standards)
        if PHANTOM in self._looked_for:
            imports = {version.path: self._known[version].imports for version in (*self._bereft, *versions)}
            yield from self._undeclared.smells(imports, before=before)

    def _functions(
        self, versions: Iterable[Version], lines: Mapping[bytes, Sequence[bytes]]
    ) -> Iterator[Located]:
        for version in versions:
            for function in self._known[version].functions:
                yield Located(version.path, function, lines[version.path])

    def _copied(self, written: Mapping[bytes, frozenset[int]]) -> list[Block]:
        changed = []
        for one in self._kept:
            if one.after is not None:
                new = written.get(one.after.path, frozenset())
                lines = text_lines(self._contents[one.after.blob]) or []
                added = [number in new for number in range(1, len(lines) + 1)]
                changed.append(Written(one.after.path, one.after.language, lines, added))

        def unchanged(is_wanted: Callable[[bytes], bool]) -> Iterator[Standing]:
            for version, content in self._change.unchanged(is_wanted):
                yield Standing(version.path, version.language, content)

        return new_blocks(changed, unchanged, int(self._standards.limits[DUPLICATED]))


def _versions(judged: Iterable[Judged]) -> Iterator[Version]:
    for one in judged:
        yield from filter(None, (one.before, one.after))


def _shares(counts: Counter[str], copied: int) -> tuple[tuple[str, int], ...]:
    """Changed code lines by operation; what was copied is among the added lines."""
    told = counts + Counter(copied=copied)
    told["added"] -= copied
    told["deleted"] = sum(counts[kind] for kind in _DEAD)
    return tuple((name, told[name]) for name in _SHARES)
