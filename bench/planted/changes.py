"""Which lines git shows as removed and added: a plant is kept only where git shows what was planted.

The truth would otherwise depend on git's choice: a block that begins as the line after it begins can
stand in a diff one line lower, and of two blocks that change places either is the one that moved.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_SETTINGS = (
    "diff.algorithm=myers",
    "diff.indentHeuristic=true",
    "diff.renameLimit=1000",
    "core.quotePath=false",
    "safe.directory=*",
)
_SHOWN = ("-p", "-U0", "-M", "--no-ext-diff", "--no-textconv", "--no-color", "--text")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(slots=True)
class Shown:
    """A file's change: names before and after (None: there was none), one-based numbers of changed lines."""

    old: str | None
    new: str | None
    removed: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)


def git(folder: Path, *arguments: str, given: bytes = b"", status: int = 0) -> bytes:
    """What git prints there. Raises CalledProcessError when it ends with a status above the given one."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = ["git", "-C", str(folder), *settings, *arguments]
    ran = subprocess.run(command, env=_ENVIRONMENT, input=given, capture_output=True, check=False)
    if ran.returncode > status:
        raise subprocess.CalledProcessError(ran.returncode, command, ran.stdout, ran.stderr)
    return ran.stdout


def between(old: str, new: str) -> Shown:
    """Of two versions of one file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "old").write_bytes(old.encode())
        (folder / "new").write_bytes(new.encode())
        patch = git(folder, "diff", "--no-index", *_SHOWN, "old", "new", status=1)
    return next(_files(patch.split(b"\n")), Shown("old", "new"))


def history(repository: Path) -> Iterator[list[Shown]]:
    """Of every commit, oldest first, without the first."""
    log = git(repository, "log", "--reverse", "--format=%x00", *_SHOWN)
    for patch in log.split(b"\0\n")[2:]:
        yield list(_files(patch.split(b"\n")))


def _files(lines: list[bytes]) -> Iterator[Shown]:
    """From hunk header to hunk header, so that no text of a file is taken for a header."""
    file: Shown | None = None
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith(b"diff --git "):
            if file:
                yield file
            file = Shown(None, None)
        elif file and line.startswith((b"--- ", b"rename from ")):
            file.old = _name(line, b"--- a/", b"rename from ")
        elif file and line.startswith((b"+++ ", b"rename to ")):
            file.new = _name(line, b"+++ b/", b"rename to ")
        elif file and (hunk := _HUNK.match(line)):
            first, count, start, length = (int(number) if number else 1 for number in hunk.groups())
            file.removed |= set(range(first, first + count))
            file.added |= set(range(start, start + length))
            at += count + length
    if file:
        yield file


def _name(line: bytes, *marks: bytes) -> str | None:
    """None for /dev/null. git ends a name that holds a space with a tab."""
    for mark in marks:
        if line.startswith(mark):
            return line.removeprefix(mark).removesuffix(b"\t").decode()
    return None
