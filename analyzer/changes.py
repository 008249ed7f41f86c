"""What a range of commits changed, ready for the ledger: the part of mining that needs no order.

Each range is read by itself, with git processes of its own, so ranges can be read in parallel.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import NamedTuple

from analyzer import patches
from analyzer.git import SealedRepository
from analyzer.patches import Hunks, RawRecord

NO_HUNKS = array("I")
_SNIFFED = 8000  # bytes git looks at for a NUL, to tell binary from text
_RENAME_LIMIT = 1000

BINARY, MISSING, SUBMODULE = "binary", "missing object", "submodule"


class Request(NamedTuple):
    """One commit to read. reverted: the non-merge commits that its message says it reverts (object names)."""

    sha: str
    parents: tuple[str, ...]
    reverted: tuple[str, ...]


class FileChange(NamedTuple):
    """What one non-merge commit did to one path.

    blob: the object the path holds afterwards, None for a deletion; added, deleted: as `git log --numstat -M
    -U0` counts them, None where it shows `-` or can not look; hunks: as in patches.py; unreadable: why this
    version has no lines in the ledger, or None; skipped: why git shows no lines for the change, or the
    version has none; fresh: number of lines when the version before had none in the ledger; restored: numbers
    of the added lines that bring back what a reverted commit had removed.
    """

    status: str
    path: bytes
    old_path: bytes | None
    blob: bytes | None
    added: int | None
    deleted: int | None
    hunks: Hunks
    unreadable: str | None
    skipped: str | None
    fresh: int | None
    restored: tuple[int, ...]


class Mixed(NamedTuple):
    """A path of a merge that no parent holds as it is.

    sources: for each parent None, or the path under which it has the file and the hunks from there to the
    merge's version, None where git shows no lines; unreadable: as in FileChange; lines: how many it has,
    where no hunks tell.
    """

    sources: tuple[tuple[bytes, Hunks | None] | None, ...]
    unreadable: str | None
    lines: int | None


class Changes(NamedTuple):
    """What one commit changed.

    files: for a commit with at most one parent; taken: for a merge, (path, object) of every path that differs
    from the first parent, None for the object of a deleted one; mixed: by path; rename_limit_hit: whether git
    gave up looking for inexact renames.
    """

    files: list[FileChange]
    taken: list[tuple[bytes, bytes | None]]
    mixed: dict[bytes, Mixed]
    rename_limit_hit: bool


def read_changes(
    repository: SealedRepository, requests: Sequence[Request], absent: Collection[str]
) -> list[Changes]:
    """Changes of each requested commit, in the order asked. absent: objects that stand-ins replace."""
    merges = [request for request in requests if len(request.parents) > 1]
    singles = _Singles(
        repository, [request for request in requests if len(request.parents) < 2], absent
    ).read()
    merged = _merges(repository, merges, absent)
    return [next(merged if len(request.parents) > 1 else singles) for request in requests]


class _Singles:
    """The non-merge commits of a range."""

    def __init__(
        self, repository: SealedRepository, requests: Sequence[Request], absent: Collection[str]
    ) -> None:
        self._repository = repository
        self._requests = requests
        self._absent = {name.encode() for name in absent}

    def read(self) -> Iterator[Changes]:
        if not self._requests:
            return
        removed = _removed_lines(
            self._repository, {name for request in self._requests for name in request.reverted}
        )
        read: list[list[FileChange]] = []
        doubtful: list[tuple[int, int]] = []
        with self._repository.patches(request.sha for request in self._requests) as stream:
            log = patches.log(stream.read)
            for number, (request, (_, records, sections)) in enumerate(zip(self._requests, log, strict=True)):
                lost = _pool(removed, request.reverted)
                files = [self._change(record, sections, lost) for record in records]
                doubtful += (
                    (number, place)
                    for place, (record, file) in enumerate(zip(records, files, strict=True))
                    if file.unreadable == BINARY
                    and record.status not in b"AD"
                    and record.shas[0] != record.shas[1]
                )
                read.append(files)
        self._reread(read, doubtful)
        self._recount(read)
        for files in read:
            yield Changes(files, [], {}, _hits_rename_limit(files))

    def _change(
        self, record: RawRecord, sections: Iterator[bytes], lost: Mapping[bytes, Counter[bytes]]
    ) -> FileChange:
        (old_mode, new_mode), (old, new) = record.modes, record.shas
        section = patches.parse_section(next(sections), keep_text=bool(lost))
        added, deleted = sum(section.hunks[3::4]), sum(section.hunks[1::4])
        hunks = _without_submodule(section.hunks, old_mode, new_mode)
        binary = section.binary
        if record.splits:
            created = patches.parse_section(next(sections))
            hunks = _behind(hunks, _without_submodule(created.hunks, old_mode, new_mode))
            binary |= created.binary
        deletion = record.status == b"D"
        missing = old in self._absent or new in self._absent
        unreadable = self._unreadable(
            old if deletion else new, old_mode if deletion else new_mode, binary=binary
        )
        return FileChange(
            status=record.status.decode(),
            path=record.path,
            old_path=record.old_path,
            blob=None if deletion else new,
            added=None if binary or missing else added,
            deleted=None if binary or missing else deleted,
            hunks=hunks,
            unreadable=unreadable,
            skipped=unreadable or (MISSING if missing else BINARY if binary else None),
            fresh=added if old in self._absent else None,
            restored=_restored(section.text, hunks, lost.get(record.path)) if not record.splits else (),
        )

    def _unreadable(self, blob: bytes, mode: bytes, *, binary: bool) -> str | None:
        if mode == patches.SUBMODULE_MODE:
            return SUBMODULE
        if blob in self._absent:
            return MISSING
        return BINARY if binary else None

    def _reread(self, read: list[list[FileChange]], doubtful: Iterable[tuple[int, int]]) -> None:
        """Tell text that follows a binary version from binary: git shows no lines for either."""
        places = list(doubtful)
        names = [blob.decode() for number, place in places if (blob := read[number][place].blob) is not None]
        blobs = self._repository.blobs(names)
        for (number, place), content in zip(places, blobs, strict=True):
            if (lines := _text_lines(content)) is not None:
                read[number][place] = read[number][place]._replace(unreadable=None, fresh=lines)

    def _recount(self, read: list[list[FileChange]]) -> None:
        """Take the counts of type changes from numstat: it compares what the patch shows as removed and
        created.
        """
        numbers = [number for number, files in enumerate(read) if any(file.status == "T" for file in files)]
        if not numbers:
            return
        with self._repository.numstat(self._requests[number].sha for number in numbers) as stream:
            for number, counts in zip(numbers, patches.numstat(stream.read), strict=True):
                for place, file in enumerate(read[number]):
                    if file.status == "T" and file.added is not None:
                        added, deleted = counts[file.path]
                        read[number][place] = file._replace(added=added, deleted=deleted)


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


def quadruples(hunks: Hunks) -> Iterator[tuple[int, int, int, int]]:
    """The four numbers of each hunk."""
    return zip(hunks[0::4], hunks[1::4], hunks[2::4], hunks[3::4], strict=True)


def _text_lines(content: bytes | None) -> int | None:
    """Number of lines, or None for what git takes for binary."""
    if content is None or b"\0" in content[:_SNIFFED]:
        return None
    return content.count(b"\n") + (not content.endswith(b"\n") and content != b"")


def _hits_rename_limit(files: Sequence[FileChange]) -> bool:
    # git's own condition; what it could still pair (equal files, equal base names) is R here and no longer
    # counted.
    statuses = Counter(file.status for file in files)
    return statuses["A"] * statuses["D"] > _RENAME_LIMIT**2


def _removed_lines(
    repository: SealedRepository, shas: Collection[str]
) -> dict[str, dict[bytes, Counter[bytes]]]:
    """For each commit and path how often it removed which line."""
    removed: dict[str, dict[bytes, Counter[bytes]]] = {}
    if not shas:
        return removed
    with repository.patches(sorted(shas)) as stream:
        for sha, records, sections in patches.log(stream.read):
            by_path = removed.setdefault(sha, defaultdict(Counter))
            for record in records:
                for _ in range(1 + record.splits):
                    for gone, _ in patches.hunk_lines(next(sections)):
                        by_path[record.path].update(gone)
    return removed


def _pool(
    removed: Mapping[str, Mapping[bytes, Counter[bytes]]], reverted: Iterable[str]
) -> dict[bytes, Counter[bytes]]:
    pool: dict[bytes, Counter[bytes]] = defaultdict(Counter)
    for name in reverted:
        for path, lines in removed[name].items():
            pool[path] += lines
    return pool


def _restored(text: bytes, hunks: Hunks, lost: Counter[bytes] | None) -> tuple[int, ...]:
    """Numbers of the added lines that stand among the lost ones, each lost line used once."""
    if not lost or not text:
        return ()
    numbers: list[int] = []
    for start, (_, added) in zip(hunks[2::4], patches.hunk_lines(text), strict=True):
        for number, line in enumerate(added, start):
            if lost[line] > 0:
                lost[line] -= 1
                numbers.append(number)
    return tuple(numbers)


def _merges(
    repository: SealedRepository, requests: Sequence[Request], absent: Collection[str]
) -> Iterator[Changes]:
    if not requests:
        return
    shas = [request.sha for request in requests]
    with repository.first_parent_changes(shas) as stream:
        taken = [
            [(record.path, None if record.status == b"D" else record.shas[-1]) for record in records]
            for _, records, _ in patches.log(stream.read)
        ]
    with repository.combined_changes(shas) as stream:
        combined = [
            [
                record
                for record in records
                if b"D" not in record.status and record.shas[-1] not in record.shas[:-1]
            ]
            for _, records, _ in patches.log(stream.read)
        ]
    missing = {name.encode() for name in absent}
    origins = list(_origins(repository, requests, combined))
    pairs = [
        (record.path, source[1], record.shas[-1])
        for records, sources in zip(combined, origins, strict=True)
        for record, parents in zip(records, sources, strict=True)
        for source in parents
        if source and patches.SUBMODULE_MODE not in record.modes
    ]
    # git unpacks faster what it has just unpacked the neighbours of: versions of one file side by side.
    pairs.sort(key=itemgetter(0))
    hunks = compare_blobs(repository, dict.fromkeys((old, new) for _, old, new in pairs), missing)
    for listing, records, sources in zip(taken, combined, origins, strict=True):
        mixed = {
            record.path: _mixed(repository, record, parents, hunks, missing)
            for record, parents in zip(records, sources, strict=True)
        }
        yield Changes([], listing, mixed, rename_limit_hit=False)


_Source = tuple[bytes, bytes]  # path and object in a parent


def _origins(
    repository: SealedRepository, requests: Sequence[Request], combined: Sequence[Sequence[RawRecord]]
) -> Iterator[list[tuple[_Source | None, ...]]]:
    """For each combined record where each parent has the file: under its path, or under its old name."""
    lacking: dict[tuple[str, str], dict[bytes, _Source]] = {
        (request.sha, request.parents[place]): {}
        for request, records in zip(requests, combined, strict=True)
        for record in records
        for place, absent in enumerate(record.absent_before)
        if absent
    }
    with repository.renames(lacking) as stream:
        for renamed, (_, found, _) in zip(lacking.values(), patches.log(stream.read), strict=True):
            for record in found:
                if record.old_path is not None:
                    renamed[record.path] = record.old_path, record.shas[0]
    for request, records in zip(requests, combined, strict=True):
        yield [
            tuple(
                lacking[request.sha, parent].get(record.path) if absent else (record.path, blob)
                for parent, blob, absent in zip(
                    request.parents, record.shas[:-1], record.absent_before, strict=True
                )
            )
            for record in records
        ]


def _mixed(
    repository: SealedRepository,
    record: RawRecord,
    parents: Sequence[_Source | None],
    compared: Mapping[_Source, Hunks | None],
    absent: AbstractSet[bytes],
) -> Mixed:
    new = record.shas[-1]
    sources = tuple(source and (source[0], compared.get((source[1], new))) for source in parents)
    if record.modes[-1] == patches.SUBMODULE_MODE:
        return Mixed(sources, SUBMODULE, None)
    if new in absent:
        return Mixed(sources, MISSING, None)
    if any(source and source[1] is not None for source in sources):
        return Mixed(sources, None, None)
    lines = _text_lines(next(repository.blobs([new.decode()])))
    return Mixed(sources, BINARY if lines is None else None, lines)


def compare_blobs(
    repository: SealedRepository, pairs: Iterable[tuple[bytes, bytes]], absent: AbstractSet[bytes]
) -> dict[tuple[bytes, bytes], Hunks | None]:
    """Hunks between the two blobs of each pair; None where git shows no lines.

    No hunks for equal blobs. An absent blob has no lines, so a pair with one has no answer either.
    """
    known = [pair for pair in pairs if absent.isdisjoint(pair)]
    compared: dict[tuple[bytes, bytes], Hunks | None] = dict.fromkeys(known, NO_HUNKS)
    different = [pair for pair in known if pair[0] != pair[1]]
    if different:
        with repository.blob_patches([(old.decode(), new.decode()) for old, new in different]) as stream:
            for number, section in patches.blob_sections(stream.read):
                compared[different[number]] = None if section.binary else section.hunks
    return compared
