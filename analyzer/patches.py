r"""git's raw records and zero-context patches -> what changed, file by file. Knows no git process and no
database.

Coordinates. A hunk is four numbers as git writes them, `@@ -old_start,old_count +new_start,new_count @@`;
lines are numbered from 1. **A start whose count is 0 names the line before the hunk** (0 at the top of a
file), in every patch that is read here. (Combined patches, where it would name the line after, are not read
at all: merges are compared with each parent by a plain patch.)

The grammar of a log, as `git log -z --raw -p --format=%x01%H` prints it: commits are parted by NUL; each is
`\x01`, the object name, a newline or NUL, and, if it changed something, raw records that end in NUL, and
after another NUL the patch. No line of a patch starts with NUL or \x01, and no line of a file's content
starts with `diff --git` or `@@`, because content lines start with `+`, `-`, a space or a backslash. So
headers are found by searching and content is never looked at. Which file a section belongs to is told by the
order of the raw records; the names in a section's header can not be taken apart reliably.
"""

import re
from array import array
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from analyzer.errors import LinespanError

if TYPE_CHECKING:
    Hunks = array[int]
else:
    Hunks = array  # can not be subscripted before Python 3.12
"""Unsigned 32-bit numbers, four a hunk: old_start, old_count, new_start, new_count."""

Read = Callable[[], bytes]
"""Gives the next block of bytes, and an empty one at the end."""

SUBMODULE_MODE = b"160000"
_NO_MODE = b"000000"
_NAME_END = re.compile(rb"[\n\x00]")
_SECTION = re.compile(rb"\n(?:diff --git |\x00\x01)")
_HUNK = re.compile(rb"\n@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@[^\n]*")
_BINARY = re.compile(rb"^Binary files .* differ$", re.MULTILINE)
_LONGEST_MARK = len(b"\ndiff --git ")
_NO_NEWLINE = b"\\ No newline at end of file"


# The two types that come by the million are named tuples, not frozen dataclasses: they are made, sent between
# processes and taken apart in a third of the time.
class RawRecord(NamedTuple):
    """One path of one commit as git's --raw lists it. A combined record has one mode and object name more
    than parents.

    Object names and modes: those of the parents, then the commit's own. old_path: set for a rename.
    """

    modes: tuple[bytes, ...]
    shas: tuple[bytes, ...]
    status: bytes
    path: bytes
    old_path: bytes | None

    @property
    def absent_before(self) -> tuple[bool, ...]:
        """For each parent whether it lacks the path."""
        return tuple(mode == _NO_MODE for mode in self.modes[:-1])

    @property
    def splits(self) -> bool:
        """Whether git shows the change as a deletion and a creation: a file became a link, a link a
        submodule.
        """
        old, new = self.modes
        return _NO_MODE not in (old, new) and old[:2] != new[:2]


class Section(NamedTuple):
    """One file's part of a patch.

    hunks: in file order; binary: git shows no lines for it; text: the section itself.
    """

    hunks: Hunks
    binary: bool
    text: bytes


class PatchError(LinespanError):
    """git printed something this module does not know: a defect of Linespan, not of the repository."""


class _Source:
    """A byte stream that can be searched across its blocks."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._ended = False
        self.buffer = b""
        self.at = 0

    def more(self) -> bool:
        """Read on; as much again as is kept, so that one huge file costs linear time. False at the end."""
        kept = self.buffer[self.at :]
        blocks, wanted = [kept], max(len(kept), 1)
        while wanted > 0 and not self._ended:
            block = self._read()
            self._ended = not block
            blocks.append(block)
            wanted -= len(block)
        self.buffer, self.at = b"".join(blocks), 0
        return len(self.buffer) > len(kept)

    def peek(self) -> bytes:
        """The next byte, empty at the end."""
        if self.at >= len(self.buffer):
            self.more()
        return self.buffer[self.at : self.at + 1]

    def until(self, end: bytes) -> bytes:
        """What stands before the next `end`, which is passed over."""
        while (found := self.buffer.find(end, self.at)) < 0:
            if not self.more():
                raise PatchError(
                    "git's output ended in the middle of a record", "run again; if it stays, report it"
                )
        taken = self.buffer[self.at : found]
        self.at = found + len(end)
        return taken

    def section(self) -> bytes:
        """One file's patch, up to the newline before the next section or commit, which stays."""
        looked = 0
        while True:
            found = _SECTION.search(self.buffer, self.at + looked)
            if found:
                taken = self.buffer[self.at : found.start()]
                self.at = found.start()
                return taken
            looked = max(0, len(self.buffer) - self.at - _LONGEST_MARK)
            if not self.more():
                taken = self.buffer[self.at :]
                self.at = len(self.buffer)
                return taken


def raw_record(read_field: Callable[[], bytes]) -> RawRecord:
    """One record; `read_field` gives its NUL-terminated fields, the first one beginning with its colons."""
    fields = read_field().lstrip(b":").split(b" ")
    sides = len(fields) // 2
    status = fields[-1]
    old_path = read_field() if status[:1] in (b"R", b"C") else None
    return RawRecord(tuple(fields[:sides]), tuple(fields[sides:-1]), status[:1], read_field(), old_path)


def log(read: Read) -> Iterator[tuple[str, list[RawRecord], Iterator[bytes]]]:
    """(object name, raw records, sections) of each commit of a log.

    The sections of one commit must be read, or left, before the next commit is asked for.
    """
    source = _Source(read)
    while source.peek():
        if source.peek() == b"\0":
            source.at += 1
        source.until(b"\1")
        name, records = _head(source)
        sections = _sections(source)
        yield name, records, sections
        for _ in sections:
            pass


def difference(read: Read) -> tuple[list[RawRecord], Iterator[bytes]]:
    """Raw records and sections of two trees compared, as `git diff-tree -z --raw -p` prints them."""
    source = _Source(read)
    return _records(source), _sections(source)


def numstat(read: Read) -> Iterator[dict[bytes, tuple[int, int]]]:
    """For each commit of a log with --raw and --numstat the added and deleted lines by path; binary files
    left out.
    """
    source = _Source(read)
    while source.peek():
        if source.peek() == b"\0":
            source.at += 1
        source.until(b"\1")
        _head(source)
        counts: dict[bytes, tuple[int, int]] = {}
        while source.peek() and source.peek() in b"-0123456789":
            added, deleted, path = source.until(b"\0").split(b"\t", 2)
            if not path:  # a rename: the old and the new path follow
                source.until(b"\0")
                path = source.until(b"\0")
            if added != b"-":
                counts[path] = int(added), int(deleted)
        yield counts


def _head(source: _Source) -> tuple[str, list[RawRecord]]:
    while (found := _NAME_END.search(source.buffer, source.at)) is None and source.more():
        pass
    end = found.start() if found else len(source.buffer)
    name = source.buffer[source.at : end].decode()
    source.at = end + 1
    return name, _records(source)


def _records(source: _Source) -> list[RawRecord]:
    records: list[RawRecord] = []
    while source.peek() == b":":
        records.append(raw_record(lambda: source.until(b"\0")))
    return records


def _sections(source: _Source) -> Iterator[bytes]:
    # Behind the records stands a NUL and then either this commit's patch or the next commit.
    if source.peek() != b"\0":
        return
    source.at += 1
    while source.peek() == b"d" or source.peek() == b"\n":
        if source.peek() == b"\n":
            source.at += 1
            if source.peek() != b"d":
                return
        yield source.section()


def blob_sections(read: Read) -> Iterator[tuple[int, Section]]:
    """(number of the pair, section) for each pair of `SealedRepository.blob_patches` that differs in
    content.
    """
    source = _Source(read)
    while source.peek():
        if source.peek() == b"\n":
            source.at += 1
            if not source.peek():
                return
        text = source.section()
        yield int(text[len(b"diff --git a/") :][:9]), parse_section(text)


def parse_section(text: bytes) -> Section:
    """Where one file's patch changes what."""
    found = _HUNK.findall(text)
    if not found:
        return Section(array("I"), _BINARY.search(text) is not None, b"")
    # git leaves a count of 1 out; a start is always there.
    return Section(array("I", [int(number or b"1") for header in found for number in header]), False, text)


def lines(section: Section) -> tuple[list[bytes], list[bytes]]:
    """(removed, added) lines of all hunks of a section, without their marks and line ends."""
    removed: list[bytes] = []
    added: list[bytes] = []
    if not section.hunks:
        return removed, added
    rows = section.text.split(b"\n")
    at = next(number for number, row in enumerate(rows) if row[:2] == b"@@")
    for gone, come in zip(section.hunks[1::4], section.hunks[3::4], strict=True):
        at += 1
        removed += [row[1:] for row in rows[at : at + gone]]
        at += gone
        at += rows[at : at + 1] == [_NO_NEWLINE]
        added += [row[1:] for row in rows[at : at + come]]
        at += come
        at += rows[at : at + 1] == [_NO_NEWLINE]
    return removed, added
