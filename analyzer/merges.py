"""What the merges of a range changed: which files they take over, and how they mix the others."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter

from analyzer import patches
from analyzer.changes import BINARY, MISSING, SUBMODULE, Changes, Mixed, Request, text_lines
from analyzer.git import SealedRepository
from analyzer.patches import Hunks, RawRecord

_SAME = array("I")


def read_merges(
    repository: SealedRepository, requests: Sequence[Request], absent: Collection[str]
) -> list[Changes]:
    """Changes of merges, in the order asked. absent: objects that stand-ins replace."""
    if not requests:
        return []
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
        for source, mode in zip(parents, record.modes, strict=False)
        if source and patches.SUBMODULE_MODE not in (mode, record.modes[-1])
    ]
    # git unpacks faster what it has just unpacked the neighbours of: versions of one file side by side.
    pairs.sort(key=itemgetter(0))
    hunks = compare_blobs(repository, dict.fromkeys((old, new) for _, old, new in pairs), missing)
    return [
        Changes(
            files=[],
            taken=listing,
            mixed={
                record.path: _mixed(repository, record, parents, hunks, missing)
                for record, parents in zip(records, sources, strict=True)
            },
            rename_limit_hit=False,
        )
        for listing, records, sources in zip(taken, combined, origins, strict=True)
    ]


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
    lines = text_lines(next(repository.blobs([new.decode()])))
    return Mixed(sources, BINARY if lines is None else None, lines)


def compare_blobs(
    repository: SealedRepository, pairs: Iterable[tuple[bytes, bytes]], absent: AbstractSet[bytes]
) -> dict[tuple[bytes, bytes], Hunks | None]:
    """Hunks between the two blobs of each pair; None where git shows no lines.

    No hunks for equal blobs. An absent blob has no lines, so a pair with one has no answer either.
    """
    known = [pair for pair in pairs if absent.isdisjoint(pair)]
    compared: dict[tuple[bytes, bytes], Hunks | None] = dict.fromkeys(known, _SAME)
    different = [pair for pair in known if pair[0] != pair[1]]
    if different:
        with repository.blob_patches([(old.decode(), new.decode()) for old, new in different]) as stream:
            for number, section in patches.blob_sections(stream.read):
                compared[different[number]] = None if section.binary else section.hunks
    return compared
