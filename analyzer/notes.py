"""Notes on commits: which there are in a repository, and what stands in them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from analyzer.repository import Repository, resolve
from analyzer.sealed import SealedRepository

_NAME_LENGTHS = frozenset({40, 64})


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one reference. tip: its commit, empty where there is no such reference; blobs: object name
    by the commit that the note is on; elsewhere: notes on commits that were not asked for, as a rebase
    leaves them; unread: notes that are too large, or that this copy of the repository lacks.
    """

    ref: str
    tip: str
    blobs: dict[str, str]
    elsewhere: int
    unread: int


def find(
    repository: Repository, sealed: SealedRepository, ref: str, commits: Collection[str], largest: int
) -> Notes:
    """The notes that a reference holds on some commits.

    largest: bytes of a note that is read. Raises GitError for a tree that can not be read.
    """
    tip = resolve(repository, ref)
    if not tip:
        return Notes(ref, "", {}, 0, 0)
    every = dict(_entries(sealed, tip))
    here = {commit: blob for commit, blob in every.items() if commit in commits}
    sizes = sealed.sizes(set(here.values()))
    blobs = {commit: blob for commit, blob in here.items() if sizes.get(blob, largest + 1) <= largest}
    return Notes(ref, tip, blobs, len(every) - len(here), len(here) - len(blobs))


def contents(sealed: SealedRepository, notes: Notes) -> Iterator[tuple[str, bytes]]:
    """(commit, content) of each note, in the order of the commits' names."""
    ordered = sorted(notes.blobs)
    yield from zip(ordered, sealed.blobs(notes.blobs[commit] for commit in ordered), strict=True)


def _entries(sealed: SealedRepository, tip: str) -> Iterator[tuple[str, str]]:
    """(commit, object name) of each note; git spreads many notes over folders of two letters."""
    for mode, blob, path in sealed.tree(tip):
        name = path.replace(b"/", b"").lower()
        if mode == b"100644" and len(name) in _NAME_LENGTHS and not name.strip(b"0123456789abcdef"):
            yield name.decode(), blob.decode()
