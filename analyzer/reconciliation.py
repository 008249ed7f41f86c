"""The ledger's books against git's: what does not agree is not published."""

from collections.abc import Iterable, Mapping

from analyzer.changes import MISSING
from analyzer.decoding import path_text
from analyzer.errors import LinespanError
from analyzer.sealed import SealedRepository
from analyzer.trees import Tree, Version

_WIDTH = 4  # bytes a line, see trees.py


class LedgerError(LinespanError):
    """The ledger's books do not balance, or are not git's."""


def reconcile(
    tree: Tree,
    paths: Iterable[bytes],
    births: int,
    lines: Mapping[str, int],
    sealed: SealedRepository,
    head: str,
) -> None:
    """See that births = alive + dead + unlanded + superseded, and that the ledger's head is git's.

    tree: the head's, as the ledger has it; paths: by number; lines: how many have each fate. Of the head the
    files, their object names and the number of lines in each are compared: git counts them in the time it
    takes to read the head once. Raises LedgerError.
    """
    in_head = sum(len(version.lines) // _WIDTH for version in tree.files.values())
    if lines["alive"] != in_head or sum(lines.values()) != births:
        raise _defect(
            f"the ledger does not add up: {births} births, {dict(lines)}, {in_head} lines in the head"
        )
    names = list(paths)
    versions = {names[path]: version for path, version in tree.files.items()}
    if wrong := _differing(versions, sealed, head):
        raise _defect(
            f"the ledger and git disagree on files of the head: {len(wrong)}, first {path_text(min(wrong))}"
        )


def _differing(ours: Mapping[bytes, Version], sealed: SealedRepository, head: str) -> set[bytes]:
    """Paths that only one side has, or the two with another object or another number of lines."""
    theirs = {path: name for _, name, path in sealed.tree(head)}
    # Whoever went on with an earlier mining may not have met what is absent.
    if absent := {version.blob.decode() for version in ours.values() if version.unreadable == MISSING}:
        sealed.stand_in(absent)
    counts = dict(sealed.line_counts(head))
    return (ours.keys() ^ theirs.keys()) | {
        path
        for path in ours.keys() & theirs.keys()
        if ours[path].blob != theirs[path]
        or (ours[path].unreadable is None and len(ours[path].lines) // _WIDTH != counts.get(path))
    }


def _defect(message: str) -> LedgerError:
    return LedgerError(message, "this is a defect of Linespan: please report it with the repository's name")
