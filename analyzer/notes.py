"""Notes on commits: which there are in a repository, and what stands in them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyzer.git import GitError
from analyzer.repository import Repository, answer
from analyzer.sealed import SealedRepository

_NAME_LENGTHS = frozenset({40, 64})


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one reference. blobs: object name by the commit that the note is on; elsewhere: notes on
    commits that were not asked for, as a rebase leaves them; unread: notes that are too large, or that this
    copy of the repository lacks.
    """

    blobs: dict[str, str]
    elsewhere: int
    unread: int


def tips(repository: Repository, refs: Sequence[str]) -> dict[str, str]:
    """What each of these references names, of those that there are."""
    lines = answer(repository, "for-each-ref", "--format=%(refname) %(objectname)", *refs).splitlines()
    found = (line.split(" ") for line in lines)
    return {ref: name for ref, name in found if ref in refs}


def find(sealed: SealedRepository, tip: str, commits: Collection[str], largest: int) -> Notes:
    """The notes below a tip, on some commits.

    tip: empty for none, and where it names no tree, all of it counts as one note that can not be read;
    largest: bytes of a note that is read.
    """
    try:
        every = dict(_entries(sealed, tip)) if tip else {}
    except GitError:
        return Notes({}, 0, 1)
    here = {commit: blob for commit, blob in every.items() if commit in commits}
    sizes = sealed.sizes(set(here.values())) if here else {}
    blobs = {commit: blob for commit, blob in here.items() if sizes.get(blob, largest + 1) <= largest}
    return Notes(blobs, len(every) - len(here), len(here) - len(blobs))


def contents(
    sealed: SealedRepository, blobs: Mapping[str, str], commits: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """(commit, content) of each note on some commits, in the order of their names. Raises GitError."""
    ordered = sorted(commit for commit in blobs if commit in commits)
    if ordered:
        yield from zip(ordered, sealed.blobs(blobs[commit] for commit in ordered), strict=True)


def _entries(sealed: SealedRepository, tip: str) -> Iterator[tuple[str, str]]:
    """(commit, object name) of each note; git spreads many notes over folders of two letters."""
    for mode, blob, path in sealed.tree(tip):
        name = path.replace(b"/", b"").lower()
        if mode == b"100644" and len(name) in _NAME_LENGTHS and not name.strip(b"0123456789abcdef"):
            yield name.decode(), blob.decode()
