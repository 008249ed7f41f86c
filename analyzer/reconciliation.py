"""The ledger's books against git's: what does not agree is not published."""

from collections.abc import Iterable, Mapping

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
    entries: Iterable[tuple[bytes, bytes, bytes]],
    counts: Mapping[bytes, int | None],
) -> None:
    """See that births = alive + dead + unlanded + superseded, and that the ledger's head is git's.

    tree: the head's, as the ledger has it; paths: by number; lines: how many have each fate; entries, counts:
    git's tree of the head, and the number of lines in each file (see `head_counts`). Raises LedgerError.
    """
    in_head = sum(len(version.lines) // _WIDTH for version in tree.files.values())
    if lines["alive"] != in_head or sum(lines.values()) != births:
        raise _defect(
            f"the ledger does not add up: {births} births, {dict(lines)}, {in_head} lines in the head"
        )
    names = list(paths)
    versions = {names[path]: version for path, version in tree.files.items()}
    if wrong := _differing(versions, {path: name for _, name, path in entries}, counts):
        raise _defect(
            f"the ledger and git disagree on files of the head: {len(wrong)}, first {path_text(min(wrong))}"
        )


def head_counts(sealed: SealedRepository, head: str) -> dict[bytes, int | None]:
    """Lines of each file of the head, as git counts them in the time it takes to read the head once.

    None for a binary file. Raises GitError for an object that is not there and has no stand-in.
    """
    return dict(sealed.line_counts(head))


def _differing(
    ours: Mapping[bytes, Version], theirs: Mapping[bytes, bytes], counts: Mapping[bytes, int | None]
) -> set[bytes]:
    """Paths that only one side has, or the two with another object or another number of lines."""
    return (ours.keys() ^ theirs.keys()) | {
        path
        for path in ours.keys() & theirs.keys()
        if ours[path].blob != theirs[path]
        or (ours[path].unreadable is None and len(ours[path].lines) // _WIDTH != counts.get(path))
    }


def _defect(message: str) -> LedgerError:
    return LedgerError(message, "this is a defect of Linespan: please report it with the repository's name")
