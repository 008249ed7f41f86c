"""What the merges of a range changed: which files they take over, and how they mix the others."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from analyzer import patches
from analyzer.changes import BINARY, MISSING, SUBMODULE, Changes, Marks, Mixed, Request, text_lines
from analyzer.languages import language_of
from analyzer.operations import marks
from analyzer.patches import Hunks, RawRecord
from analyzer.renames import File, Renames, read_renames
from analyzer.sealed import SealedRepository


class Comparison(NamedTuple):
    """How two blobs differ. hunks: None where git shows no lines; marks: of the lines that they add."""

    hunks: Hunks | None
    marks: Marks | None


_SAME = Comparison(array("I"), Marks(b"", b""))
_UNKNOWN = Comparison(None, None)


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
    renamed = read_renames(repository, _lacking(requests, combined))
    origins = [
        [_sources(request, record, renamed) for record in records]
        for request, records in zip(requests, combined, strict=True)
    ]
    pairs = [
        (record.path, source[1], record.shas[-1])
        for records, sources in zip(combined, origins, strict=True)
        for record, parents in zip(records, sources, strict=True)
        for source, mode in zip(parents, record.modes, strict=False)
        if source and patches.SUBMODULE_MODE not in (mode, record.modes[-1])
    ]
    # git unpacks faster what it has just unpacked the neighbours of: versions of one file side by side.
    pairs.sort(key=itemgetter(0))
    compared = compare_blobs(repository, {(old, new): language_of(path) for path, old, new in pairs}, missing)
    return [
        Changes(
            files=[],
            written=None,
            taken=listing,
            mixed={
                record.path: _mixed(repository, record, parents, compared, missing)
                for record, parents in zip(records, sources, strict=True)
            },
            rename_limit_hit=any(
                renamed[pair].limit_hit for pair in _with_parents(request) if pair in renamed
            ),
        )
        for request, listing, records, sources in zip(requests, taken, combined, origins, strict=True)
    ]


def _with_parents(merge: Request) -> list[tuple[str, str]]:
    return [(merge.sha, parent) for parent in merge.parents]


def _lacking(
    requests: Sequence[Request], combined: Sequence[Sequence[RawRecord]]
) -> Iterator[tuple[str, str]]:
    """(merge, parent) where the parent lacks a path that the merge has of its own making."""
    for request, records in zip(requests, combined, strict=True):
        for record in records:
            yield from compress(_with_parents(request), record.absent_before)


def _sources(
    request: Request, record: RawRecord, renamed: Mapping[tuple[str, str], Renames]
) -> tuple[File | None, ...]:
    """Where each parent has the file: under its path, or under its old name."""
    return tuple(
        renamed[pair].sources.get(record.path) if absent else (record.path, blob)
        for pair, blob, absent in zip(
            _with_parents(request), record.shas[:-1], record.absent_before, strict=True
        )
    )


def _mixed(
    repository: SealedRepository,
    record: RawRecord,
    parents: Sequence[File | None],
    compared: Mapping[tuple[bytes, bytes], Comparison],
    absent: AbstractSet[bytes],
) -> Mixed:
    new = record.shas[-1]
    found = [_UNKNOWN if source is None else compared.get((source[1], new), _UNKNOWN) for source in parents]
    sources = tuple(
        source and (source[0], comparison.hunks) for source, comparison in zip(parents, found, strict=True)
    )
    if record.modes[-1] == patches.SUBMODULE_MODE:
        return Mixed(sources, SUBMODULE, None)
    if new in absent:
        return Mixed(sources, MISSING, None)
    for comparison in found:
        if comparison.hunks is not None:
            return Mixed(sources, None, comparison.marks)
    (content,) = repository.blobs([new.decode()])
    lines = text_lines(content)
    if lines is None:
        return Mixed(sources, BINARY, None)
    return Mixed(sources, None, marks(lines, language_of(record.path)))


def compare_blobs(
    repository: SealedRepository,
    pairs: Mapping[tuple[bytes, bytes], str | None],
    absent: AbstractSet[bytes],
) -> dict[tuple[bytes, bytes], Comparison]:
    """How the two blobs of each pair differ.

    pairs: with the language of the second blob, None where its lines are of no interest. An absent blob has
    no lines, so a pair with one has no answer.
    """
    known = [pair for pair in pairs if absent.isdisjoint(pair)]
    compared = dict.fromkeys(known, _SAME)
    different = [pair for pair in known if pair[0] != pair[1]]
    if different:
        with repository.blob_patches([(old.decode(), new.decode()) for old, new in different]) as stream:
            for number, section in patches.blob_sections(stream.read):
                pair = different[number]
                language = pairs[pair]
                if section.binary:
                    compared[pair] = _UNKNOWN
                elif language is None:
                    compared[pair] = Comparison(section.hunks, None)
                else:
                    compared[pair] = Comparison(section.hunks, marks(patches.lines(section)[1], language))
    return compared
