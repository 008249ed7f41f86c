"""What one commit changed, as the ledger takes it."""

from collections.abc import Iterator
from typing import NamedTuple

from analyzer.patches import Hunks

_SNIFFED = 8000  # bytes git looks at for a NUL, to tell binary from text

BINARY, MISSING, SUBMODULE = "binary", "missing object", "submodule"


class Request(NamedTuple):
    """One commit to read.

    reverted: the non-merge commits that its message says it reverts (object names); ignored: whether the
    repository lists it in .git-blame-ignore-revs.
    """

    sha: str
    parents: tuple[str, ...]
    reverted: tuple[str, ...]
    ignored: bool


class Marks(NamedTuple):
    """What is kept of the text of some lines.

    classes: a byte a line, as in line_class.py; hashes: 8 bytes a line, a hash of its normal form.
    """

    classes: bytes
    hashes: bytes


class Written(NamedTuple):
    """What a commit did to its lines, which are numbered from 0 through all its readable files, by path.

    operations: a byte for each added line, a place in operations.NAMES; marks: of the added lines; removed: a
    byte for each removed line, how it died or the operation by which it lives on; carried: four numbers for
    each line that lives on: added line, removed line, words of edit distance (or operations.TAKEN_BACK) and
    words it had before; repeated: by path how many new code lines the commit also adds in another hunk.
    """

    operations: bytes
    marks: Marks
    removed: bytes
    carried: Hunks
    repeated: dict[bytes, int]


class FileChange(NamedTuple):
    """What one non-merge commit did to one path.

    blob: the object the path holds afterwards, None for a deletion; added, deleted: as `git log --numstat -M
    -U0` counts them, None where it shows `-` or can not look; hunks: as in patches.py; unreadable: why this
    version has no lines in the ledger, or None; skipped: why git shows no lines for the change, or the
    version has none; fresh: all lines of this version, when the version before had none in the ledger.
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
    fresh: Marks | None

    @property
    def is_followed(self) -> bool:
        """Whether its hunks lead from the ledger's lines to this version's: then they are in `Written`."""
        return self.unreadable not in (BINARY, MISSING) and self.fresh is None


class Mixed(NamedTuple):
    """A path of a merge that no parent holds as it is.

    sources: for each parent None, or the path under which it has the file and the hunks from there to the
    merge's version, None where git shows no lines; unreadable: as in FileChange; marks: of the lines that the
    first hunks add, or of all its lines where no hunks tell.
    """

    sources: tuple[tuple[bytes, Hunks | None] | None, ...]
    unreadable: str | None
    marks: Marks | None


class Changes(NamedTuple):
    """What one commit changed.

    files: for a commit with at most one parent, in the order of their paths; written: what became of their
    lines; taken: for a merge, (path, object) of every path that differs from the first parent, None for the
    object of a deleted one; mixed: by path; rename_limit_hit: whether git gave up looking for inexact
    renames.
    """

    files: list[FileChange]
    written: Written | None
    taken: list[tuple[bytes, bytes | None]]
    mixed: dict[bytes, Mixed]
    rename_limit_hit: bool


def quadruples(hunks: Hunks) -> Iterator[tuple[int, int, int, int]]:
    """The four numbers of each hunk."""
    return zip(hunks[0::4], hunks[1::4], hunks[2::4], hunks[3::4], strict=True)


def text_lines(content: bytes) -> list[bytes] | None:
    """The lines without their ends, or None for what git takes for binary."""
    if b"\0" in content[:_SNIFFED]:
        return None
    lines = content.split(b"\n")
    return lines if lines[-1] else lines[:-1]
