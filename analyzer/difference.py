"""The difference of two trees: what changed in each file, and what became of its lines, as if one commit had
made the change (METRICS.md, 2).
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from analyzer import line_class, operations, patches
from analyzer.changes import BINARY, SUBMODULE, quadruples
from analyzer.languages import language_of
from analyzer.line_forms import CODE
from analyzer.operations import ADDED, DELETED, NAMES, REVERTED, REWRITTEN, Edited
from analyzer.patches import Hunks
from analyzer.sealed import SealedRepository

_REGULAR = frozenset({b"100644", b"100755"})
_DIES = frozenset({DELETED, REWRITTEN, REVERTED})


class Entry(NamedTuple):
    """A file in a tree. mode: as git writes it; blob: the name of its content."""

    mode: bytes
    blob: str


class File(NamedTuple):
    """A changed path.

    old_path: where it stood before, itself but for a rename; before, after: its mode and object, None where
    there is no file, or a link or a submodule; reason: why it has no lines, empty where it has; hunks,
    removed, added: as in operations.Edited.
    """

    path: bytes
    old_path: bytes
    before: Entry | None
    after: Entry | None
    reason: str
    hunks: Hunks
    removed: list[bytes]
    added: list[bytes]


class Lines(NamedTuple):
    """What became of the changed lines. written: by path the numbers, from 1, of the lines written anew;
    operations: changed code lines by operation, a pair counted once, lines copied among the added.
    """

    written: dict[bytes, frozenset[int]]
    operations: Counter[str]


def read(sealed: SealedRepository, old: str, new: str) -> list[File]:
    """The changed files, by path. Raises GitError where an object is missing."""
    with sealed.difference(old, new) as stream:
        records, sections = patches.difference(stream.read)
        files = [_file(record, sections) for record in records]
    return sorted(files, key=lambda file: file.path)


def _file(record: patches.RawRecord, sections: Iterator[bytes]) -> File:
    shown = [patches.parse_section(text) for text in islice(sections, 1 + record.splits)]
    before, after = (
        Entry(mode, sha.decode()) if mode in _REGULAR else None
        for mode, sha in zip(record.modes, record.shas, strict=True)
    )
    # Of a link that became a file only the file has lines, and the other way round.
    section = shown[-1 if before is None else 0]
    reason = ""
    if before is None and after is None:
        reason = SUBMODULE if patches.SUBMODULE_MODE in record.modes else "link"
    elif section.binary:
        reason = BINARY
    hunks = array("I") if reason else section.hunks
    removed, added = ([], []) if reason else patches.lines(section)
    return File(record.path, record.old_path or record.path, before, after, reason, hunks, removed, added)


def lines(files: Iterable[File]) -> Lines:
    """What became of the lines of files."""
    edited = [
        Edited(file.path, language_of(file.path), file.hunks, file.removed, file.added, ())
        for file in files
        if file.hunks
    ]
    written = operations.operations(edited)
    counts: Counter[str] = Counter()
    new: dict[bytes, frozenset[int]] = {}
    added = removed = 0
    for file in edited:
        told = written.operations[added : added + len(file.added)]
        classes = written.marks.classes[added : added + len(file.added)]
        counts.update(NAMES[code] for code, kind in zip(told, classes, strict=True) if kind == CODE)
        numbers = (start + n for _, _, start, count in quadruples(file.hunks) for n in range(count))
        new[file.path] = frozenset(n for n, code in zip(numbers, told, strict=True) if code == ADDED)
        gone = written.removed[removed : removed + len(file.removed)]
        counts.update(
            NAMES[code]
            for code, kind in zip(gone, _removed_classes(file), strict=True)
            if kind == CODE and code in _DIES
        )
        added, removed = added + len(file.added), removed + len(file.removed)
    return Lines(new, counts)


def _removed_classes(file: Edited) -> bytes:
    """Hunk by hunk, because the lines of two are not consecutive."""
    classes = b""
    for count in file.hunks[1::4]:
        hunk = file.removed[len(classes) : len(classes) + count]
        classes += line_class.classes(hunk, file.language)
    return classes
