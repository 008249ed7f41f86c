"""Examinations that are kept from one call to the next, in the repository's git directory.

SQLite, because two processes may be at it at once, one of them may be killed, and of some ten thousand kept
blobs a call wants twenty. What is kept may be lost at any time: a cache that can not be opened, read or
written is done without, and one that is damaged, or holds tables that were not made here, begins anew.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Self

from analyzer.smells.model import Examined
from analyzer.smells.record import packed, unpacked

_TABLE = (
    "CREATE TABLE examined (version TEXT NOT NULL, blob TEXT NOT NULL, kind TEXT NOT NULL, "
    "result BLOB NOT NULL, PRIMARY KEY (version, blob, kind))"
)
_LARGEST = 64 << 20  # bytes; then the half that was written first goes
_PATIENCE = 2.0  # seconds to wait for another process
_AT_ONCE = 500  # blobs asked for in one statement


class Key(NamedTuple):
    """blob: name of the object; kind: how it is read, which its path and language decide."""

    blob: str
    kind: str


class _ForeignError(sqlite3.DatabaseError):
    """A file that was not made here."""


class Cache:
    """path: of a file that need not be there; version: of all that makes an examination from a blob: what was
    kept under another one is not found.
    """

    def __init__(self, path: Path, version: str, largest: int = _LARGEST) -> None:
        self._path = path
        self._version = version
        self._largest = largest

    @classmethod
    def of(cls, git_dir: Path, version: str) -> Self:
        """The cache of a repository, inside its git directory so that no work tree shows it."""
        return cls(git_dir / "linespan" / "smells.sqlite", version)

    def read(self, keys: Iterable[Key]) -> dict[Key, Examined]:
        """What is kept of these, as far as it is whole."""
        wanted = set(keys)
        blobs = sorted({key.blob for key in wanted})
        found: dict[Key, Examined] = {}
        if not self._path.is_file():
            return found
        try:
            with self._connected("ro") as connection:
                for start in range(0, len(blobs), _AT_ONCE):
                    part = blobs[start : start + _AT_ONCE]
                    rows = connection.execute(
                        "SELECT blob, kind, result FROM examined WHERE version = ? "  # noqa: S608 (marks)
                        f"AND blob IN ({','.join('?' * len(part))})",
                        (self._version, *part),
                    )
                    for blob, kind, result in rows:
                        with suppress(ValueError, TypeError):
                            if (key := Key(blob, kind)) in wanted:
                                found[key] = unpacked(result)
        except sqlite3.Error as problem:
            self._give_up(problem)
        return found

    def write(self, examined: Mapping[Key, Examined]) -> None:
        """Keep these too."""
        if not examined:
            return
        rows = [(self._version, *key, packed(one)) for key, one in examined.items()]
        try:
            self._path.parent.mkdir(exist_ok=True)
            with self._connected("rwc") as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO examined VALUES (?, ?, ?, ?)", rows)
                self._prune(connection)
        except (sqlite3.Error, OSError) as problem:
            self._give_up(problem)

    def _prune(self, connection: sqlite3.Connection) -> None:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size > self._largest:
            connection.execute(
                "DELETE FROM examined WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2 FROM examined)"
            )

    @contextmanager
    def _connected(self, mode: str) -> Iterator[sqlite3.Connection]:
        """mode: `ro`, or `rwc`, which makes the file. Raises sqlite3.Error."""
        # A link can lead out of the repository, and to open a pipe would be to wait for it.
        if self._path.is_symlink() or self._path.parent.is_symlink():
            raise sqlite3.OperationalError("is a link")
        if self._path.exists() and not self._path.is_file():
            raise sqlite3.OperationalError("is no file")
        place = f"{self._path.absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(place, _PATIENCE, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            # A crash of the machine may damage it, which is then found out; so nothing waits for the disk.
            connection.execute("PRAGMA synchronous = OFF")
            if mode == "rwc":
                self._lay_out(connection)
            _hold_is_ours(connection)
            yield connection

    def _lay_out(self, connection: sqlite3.Connection) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")  # so that two do not both find it empty
            if not connection.execute("SELECT 1 FROM sqlite_schema").fetchall():
                connection.execute(_TABLE)

    def _give_up(self, problem: Exception) -> None:
        """Remove a file that is of no use to anyone; one that is merely busy or read-only is left alone."""
        if isinstance(problem, sqlite3.DatabaseError) and not isinstance(problem, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
                self._path.unlink(missing_ok=True)


def _hold_is_ours(connection: sqlite3.Connection) -> None:
    """A table may be a view that comes to no end, and a trigger may do anything. Raises sqlite3.Error."""
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql NOTNULL").fetchall()
    if not found:
        raise sqlite3.OperationalError("somebody else is about to begin it")
    if found != [(_TABLE,)]:
        raise _ForeignError
