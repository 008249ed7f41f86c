"""What the non-merge commits of a range changed: patches, what became of their lines, and what git shows no
lines for.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from analyzer import patches
from analyzer.changes import (
    BINARY,
    MISSING,
    SUBMODULE,
    Changes,
    FileChange,
    Request,
    quadruples,
    text_lines,
)
from analyzer.languages import language_of
from analyzer.operations import Edited, marks, operations
from analyzer.patches import Hunks, RawRecord
from analyzer.renames import exceeds_limit
from analyzer.reverts import NOTHING, Lost, lost_lines
from analyzer.sealed import SealedRepository


def read_singles(
    repository: SealedRepository, requests: Sequence[Request], absent: Collection[str]
) -> list[Changes]:
    """Changes of commits with at most one parent, in order. absent: objects that stand-ins replace."""
    return list(_Singles(repository, requests, absent).read()) if requests else []


class _Singles:
    """One range in the reading."""

    def __init__(
        self, repository: SealedRepository, requests: Sequence[Request], absent: Collection[str]
    ) -> None:
        self._repository = repository
        self._requests = requests
        self._absent = {name.encode() for name in absent}

    def read(self) -> list[Changes]:
        lost = lost_lines(self._repository, self._requests)
        read: list[Changes] = []
        doubtful: list[tuple[int, int]] = []
        with self._repository.patches(request.sha for request in self._requests) as stream:
            log = patches.log(stream.read)
            for number, (request, (_, records, sections)) in enumerate(zip(self._requests, log, strict=True)):
                known = lost.get(request.sha, NOTHING)
                changed = [self._change(record, sections, known) for record in records]
                # By path, so that neither git's order nor a rename decides which of equal lines comes first.
                changed.sort(key=_path)
                files = [file for file, _ in changed]
                doubtful += (
                    (number, place)
                    for place, file in enumerate(files)
                    if file.unreadable == BINARY and file.status not in "AD"
                )
                written = operations(
                    (part for _, edited in changed for part in edited), any_distance=request.ignored
                )
                limit_hit = _hits_rename_limit(files) or known.rename_limit_hit
                read.append(Changes(files, written, [], {}, limit_hit))
        self._reread(read, doubtful)
        self._recount(read)
        return read

    def _change(
        self, record: RawRecord, sections: Iterator[bytes], lost: Lost
    ) -> tuple[FileChange, list[Edited]]:
        """The change, and its lines where the ledger follows them."""
        (old_mode, new_mode), (old, new) = record.modes, record.shas
        shown = [patches.parse_section(next(sections)) for _ in range(1 + record.splits)]
        section = shown[0]
        parts = [_without_submodule(part.hunks, old_mode, new_mode) for part in shown]
        hunks = _behind(*parts) if record.splits else parts[0]
        binary = any(part.binary for part in shown)
        deletion = record.status == b"D"
        missing = old in self._absent or new in self._absent
        unreadable = self._unreadable(
            old if deletion else new, old_mode if deletion else new_mode, binary=binary
        )
        language = language_of(record.path)
        lines = [_lines(part, old_mode, new_mode) for part in shown]
        change = FileChange(
            status=record.status.decode(),
            path=record.path,
            old_path=record.old_path,
            blob=None if deletion else new,
            added=None if binary or missing else sum(section.hunks[3::4]),
            deleted=None if binary or missing else sum(section.hunks[1::4]),
            hunks=hunks,
            unreadable=unreadable,
            skipped=unreadable or (MISSING if missing else BINARY if binary else None),
            fresh=marks(lines[-1][1], language) if old in self._absent and unreadable is None else None,
        )
        if not hunks or not change.is_followed:
            return change, []
        known = lost.lines(record)
        # What git shows in two patches, of a thing that went and of another that came, is never one hunk.
        return change, [
            Edited(record.path, language, part, gone, come, known)
            for part, (gone, come) in zip(parts, lines, strict=True)
        ]

    def _unreadable(self, blob: bytes, mode: bytes, *, binary: bool) -> str | None:
        if mode == patches.SUBMODULE_MODE:
            return SUBMODULE
        if blob in self._absent:
            return MISSING
        return BINARY if binary else None

    def _reread(self, read: list[Changes], doubtful: Iterable[tuple[int, int]]) -> None:
        """Tell text that follows a binary version from binary: git shows no lines for either."""
        places = list(doubtful)
        names = [
            blob.decode() for number, place in places if (blob := read[number].files[place].blob) is not None
        ]
        blobs = self._repository.blobs(names)
        for (number, place), content in zip(places, blobs, strict=True):
            file = read[number].files[place]
            if (lines := text_lines(content)) is not None:
                read[number].files[place] = file._replace(
                    unreadable=None, fresh=marks(lines, language_of(file.path))
                )

    def _recount(self, read: list[Changes]) -> None:
        """Take the counts of type changes from numstat: it compares what the patch shows as removed and
        created.
        """
        numbers = [
            number for number, changes in enumerate(read) if any(file.status == "T" for file in changes.files)
        ]
        if not numbers:
            return
        with self._repository.numstat(self._requests[number].sha for number in numbers) as stream:
            for number, counts in zip(numbers, patches.numstat(stream.read), strict=True):
                for place, file in enumerate(read[number].files):
                    if file.status == "T" and file.added is not None:
                        added, deleted = counts[file.path]
                        read[number].files[place] = file._replace(added=added, deleted=deleted)


def _path(changed: tuple[FileChange, list[Edited]]) -> bytes:
    return changed[0].path


def _lines(section: patches.Section, old_mode: bytes, new_mode: bytes) -> tuple[list[bytes], list[bytes]]:
    """(removed, added) lines that are lines of a file, which a submodule's one line is not."""
    removed, added = patches.lines(section)
    return (
        [] if old_mode == patches.SUBMODULE_MODE else removed,
        [] if new_mode == patches.SUBMODULE_MODE else added,
    )


def _without_submodule(hunks: Hunks, old_mode: bytes, new_mode: bytes) -> Hunks:
    """A submodule's one line, `Subproject commit ...`, counts in numstat but is no line of any file."""
    if patches.SUBMODULE_MODE not in (old_mode, new_mode):
        return hunks
    kept = array("I")
    for old_start, old_count, new_start, new_count in quadruples(hunks):
        removed = 0 if old_mode == patches.SUBMODULE_MODE else old_count
        created = 0 if new_mode == patches.SUBMODULE_MODE else new_count
        if removed or created:
            kept.extend((old_start, removed, new_start, created))
    return kept


def _behind(removed: Hunks, created: Hunks) -> Hunks:
    """Both patches of a type change as one: the second begins where the first has taken everything away."""
    end = sum(removed[1::4])
    return removed + array(
        "I", [n for _, _, start, count in quadruples(created) for n in (end, 0, start, count)]
    )


def _hits_rename_limit(files: Sequence[FileChange]) -> bool:
    statuses = Counter(file.status for file in files)
    return exceeds_limit(statuses["A"], statuses["D"])
