"""What one commit changed, as the ledger takes it."""

from collections.abc import Iterator
from typing import NamedTuple

from analyzer.patches import Hunks

_SNIFFED = 8000  # bytes git looks at for a NUL, to tell binary from text

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


def quadruples(hunks: Hunks) -> Iterator[tuple[int, int, int, int]]:
    """The four numbers of each hunk."""
    return zip(hunks[0::4], hunks[1::4], hunks[2::4], hunks[3::4], strict=True)


def text_lines(content: bytes) -> int | None:
    """Number of lines, or None for what git takes for binary."""
    if b"\0" in content[:_SNIFFED]:
        return None
    return content.count(b"\n") + (not content.endswith(b"\n") and content != b"")
