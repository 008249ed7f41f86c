"""The database file: built beside the old one and renamed over it; opened read-only by everyone else."""

import errno
import fcntl
import glob
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import numpy as np
from numpy.typing import NDArray

from analyzer.errors import DatabaseError

SCHEMA_VERSION = 6
_OWN_FOLDER = "linespan"
# mining_run holds the hash; the next two are made from the rest each time, the last two when somebody asks.
_NOT_GONE_ON_WITH = ["mining_run", "live_runs", "duplicates", "verdict_run", "verdicts"]

Column = NDArray[Any]
_MINE_AGAIN = "mine it again with: linespan mine REPO"
_REMOVE = "remove it and mine again, or name another file with --db"
_MEMORY = "end other programs, or use a machine with more"
_NO_ROOM = frozenset(map(os.strerror, (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)))
# A database can come with a stranger's repository, and its views can name any file and any address: nothing
# but the file itself is opened, and no extension is loaded or asked for.
_READING: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False}
# Mining holds its own arrays while it writes; DuckDB needs little beside them.
_WRITING: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "200MB",
    "threads": 2,
    # A database that is gone on with may be a stranger's, too.
    "enable_external_access": False,
    "preserve_insertion_order": "true",
}


def default_path(git_dir: Path) -> Path:
    """Where a repository's database lies: inside its git directory, so that no work tree shows it.

    Raises DatabaseError where a link stands in its way, because a link can lead out of the repository.
    """
    path = git_dir / _OWN_FOLDER / "history.duckdb"
    for place in (path.parent, path):
        if place.is_symlink():
            raise DatabaseError(f"{place} is a link, and is not followed", "name a file with --db")
    return path


@dataclass(frozen=True, slots=True)
class Identity:
    """What a database says it was built from; only schema_version is known of one with another schema."""

    schema_version: int
    tip_sha: str
    options_hash: str
    notes_tips: str


def identify(path: Path) -> Identity | None:
    """What the file was built from, or None where there is no file.

    Raises DatabaseError for what is no Linespan database or can not be read.
    """
    with identified(path) as identity:
        return identity


@contextmanager
def identified(path: Path) -> Iterator[Identity | None]:
    """As `identify`, and inside the block the file is opened at once: one process reads its catalog once."""
    if not os.path.lexists(path):
        yield None
        return
    with _connected(path) as connection:
        yield _identity(connection, path)


@contextmanager
def open_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a finished database, read-only, with times in UTC.

    Raises DatabaseError when there is none, when it is no Linespan database or one of another schema version,
    and for what DuckDB can not do with it in the block.
    """
    if not os.path.lexists(path):
        raise DatabaseError(f"there is no database at {path}", "make one with: linespan mine REPO")
    with _connected(path) as connection:
        version = _identity(connection, path).schema_version
        if version != SCHEMA_VERSION:
            raise DatabaseError(
                f"{path} has schema version {version}, this Linespan reads {SCHEMA_VERSION}", _MINE_AGAIN
            )
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def tables_hash(connection: duckdb.DuckDBPyConnection) -> str:
    """A hash over all rows, in any order, of all tables that a mining goes on with; mining_run is none.

    It tells whether they are as they were written, and DuckDB the one that wrote them: another version of it
    may hash otherwise.
    """
    # Put together here, because to do it DuckDB takes ten times as long as to tell the columns.
    names = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    names.difference_update(_NOT_GONE_ON_WITH)
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    ).fetchall()
    tables = [
        (table, [column for _, column in own])
        for table, own in groupby(columns, itemgetter(0))
        if table in names
    ]
    sums = " UNION ALL ".join(
        f"SELECT {place}, count(*), sum(hash({', '.join(map(_quoted, own))})) FROM {_quoted(table)}"  # noqa: S608
        for place, (table, own) in enumerate(tables)
    )
    found = connection.execute(f"{sums} ORDER BY 1").fetchall() if tables else []
    return hashlib.sha256(repr((tables, found)).encode()).hexdigest()


def _quoted(name: str) -> str:
    # Here the names are those of a database that may be anyone's.
    return '"' + name.replace('"', '""') + '"'


def _identity(connection: duckdb.DuckDBPyConnection, path: Path) -> Identity:
    try:
        (version,) = connection.execute("SELECT schema_version FROM mining_run").fetchall()[0]
        if version != SCHEMA_VERSION:
            return Identity(version, "", "", "")
        row = connection.execute(
            "SELECT schema_version, tip_sha, options_hash, notes_tips FROM mining_run"
        ).fetchall()[0]
    except (duckdb.CatalogException, duckdb.BinderException, LookupError) as problem:
        raise _foreign(path) from problem
    return Identity(*row)


@contextmanager
def _connected(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        if path.is_dir():
            raise DatabaseError(f"{path} is a folder, not a database", "name a file with --db")
        if path.exists() and not path.is_file():
            raise _foreign(path)  # to open a pipe or a device would be to wait for it
        path.open("rb").close()
        # An absolute path, because DuckDB takes md:, s3: and :memory: for something else than a file.
        connection = duckdb.connect(_utf8(path.absolute()), read_only=True, config=_READING)
    except OSError as problem:
        raise DatabaseError(
            f"{path} can not be read: {problem.strerror}",
            "check its permissions, or name another file with --db",
        ) from problem
    except duckdb.Error as problem:
        if "could not set lock" in str(problem).lower():
            raise DatabaseError(
                f"{path} is open for writing in another program", "close it there and run again"
            ) from problem
        if _is_duckdb(path):
            raise DatabaseError(f"{path} can not be opened: {_reason(problem)}", _REMOVE) from problem
        raise _foreign(path) from problem
    try:
        yield connection
    except duckdb.OutOfMemoryException as problem:
        raise DatabaseError(f"there is not enough memory to read {path}", _MEMORY) from problem
    except duckdb.Error as problem:
        raise DatabaseError(f"{path} can not be read: {_reason(problem)}", _REMOVE) from problem
    finally:
        connection.close()


def _is_duckdb(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def _reason(problem: duckdb.Error) -> str:
    """The first line of DuckDB's complaint; what follows it is for those who work on DuckDB."""
    return str(problem).partition("\n")[0]


def _utf8(path: Path) -> str:
    """The path as DuckDB takes it, which knows no other bytes."""
    try:
        return str(path).encode().decode()
    except UnicodeEncodeError as problem:
        raise DatabaseError(
            f"the path {path} is not UTF-8, so DuckDB can not open it", "name another file with --db"
        ) from problem


def _foreign(path: Path) -> DatabaseError:
    return DatabaseError(
        f"{path} is no Linespan database and is left as it is", "name another file with --db"
    )


@contextmanager
def exclusive(path: Path, git_dir: Path) -> Iterator[Path]:
    """Hold the right to build the database at `path`; gives an empty folder beside it, removed at the end.

    git_dir: where Linespan's own folder is made if it is missing. Raises DatabaseError when another process
    holds the right, or when nothing can be written there.
    """
    _utf8(path.absolute())
    try:
        # A folder that a person named has to be there.
        if path.parent == git_dir / _OWN_FOLDER:
            path.parent.mkdir(exist_ok=True)
        lock = _lock(path)
    except BlockingIOError as problem:
        raise DatabaseError(
            f"another mining of {path} is in progress", "wait for it, or write elsewhere with --db"
        ) from problem
    except OSError as problem:
        raise DatabaseError(
            f"{path} can not be written: {problem.strerror}", "name a place you can write to with --db"
        ) from problem
    prefix = path.name + ".building-"
    with lock, _writing(path):
        # What a killed run left behind is of no use to anyone.
        for leftover in path.parent.glob(glob.escape(prefix) + "*"):
            shutil.rmtree(leftover, ignore_errors=True)
        # A new name each time: what a killed run started may still write into the old one for a moment.
        building = Path(tempfile.mkdtemp(prefix=prefix, dir=path.parent))
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)


def _lock(path: Path) -> BinaryIO:
    # Never through a link and never emptied: a repository can come with anything in this place.
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    lock = os.fdopen(os.open(path.with_name(path.name + ".lock"), flags, 0o666), "rb")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn what disk and memory refuse inside the block into one clear DatabaseError."""
    try:
        yield
    except OSError as problem:
        if problem.strerror in _NO_ROOM:
            raise _full(path, problem.strerror) from problem
        raise
    except duckdb.Error as problem:
        if reason := next((reason for reason in _NO_ROOM if reason in str(problem)), None):
            raise _full(path, reason) from problem
        if isinstance(problem, duckdb.OutOfMemoryException):
            raise DatabaseError(f"there is not enough memory to write {path}", _MEMORY) from problem
        if isinstance(problem, duckdb.IOException | duckdb.FatalException):
            raise DatabaseError(
                f"{path} can not be written: {_reason(problem)}", "an earlier database is still there"
            ) from problem
        raise  # a mistake of ours


def _full(path: Path, reason: str) -> DatabaseError:
    return DatabaseError(
        f"{path} can not be written: {reason}", "make room on the disk; an earlier database is still there"
    )


class Writer:
    """A new database in the making, at `path` inside the folder that `exclusive` gave."""

    def __init__(self, folder: Path, copied: Path | None = None) -> None:
        """copied: a database of this schema to go on with instead of an empty one."""
        self.path = folder / "new.duckdb"
        if copied is not None:
            shutil.copyfile(copied, self.path)
        self.connection = duckdb.connect(str(self.path), config=_WRITING)
        self.connection.execute("SET TimeZone = 'UTC'")
        if copied is None:
            self.connection.execute((files("analyzer") / "schema.sql").read_text(encoding="utf-8"))

    def count(self, table: str, reason: str | None = None) -> int:
        """Number of rows, or of those with a reason; a table's name comes from this package."""
        where = "" if reason is None else " WHERE reason = $1"
        query = f"SELECT count(*) FROM {table}{where}"  # noqa: S608
        ((rows,),) = self.connection.execute(query, [] if reason is None else [reason]).fetchall()
        return int(rows)

    def discard(self) -> None:
        """Close the database and remove it."""
        self.connection.close()
        for left in self.path.parent.glob(self.path.name + "*"):
            left.unlink()

    def clear(self, table: str) -> None:
        """Remove all rows; a table's name comes from this package."""
        self.connection.execute(f"DELETE FROM {table}")  # noqa: S608

    def insert(
        self,
        table: str,
        columns: Mapping[str, Column | list[Any]],
        expressions: Mapping[str, str] | None = None,
        *,
        grouped: bool = False,
    ) -> None:
        """Append rows. columns: equally long, by name; expressions: SQL for columns that are computed from
        others; grouped: whether some of these sum over the rows that are alike in all other columns.

        table and the names come from this package, never from a repository.
        """
        expressions = expressions or {}
        batch = {
            name: column if isinstance(column, np.ndarray) else np.array(column, dtype=object)
            for name, column in columns.items()
        }
        if not len(next(iter(batch.values()))):
            return
        targets = ", ".join([*batch, *(name for name in expressions if name not in batch)])
        values = ", ".join(
            [
                *(expressions.get(name, name) for name in batch),
                *(sql for name, sql in expressions.items() if name not in batch),
            ]
        )
        alike = " GROUP BY ALL" if grouped else ""
        self.connection.register("batch", batch)
        self.connection.execute(f"INSERT INTO {table} ({targets}) SELECT {values} FROM batch{alike}")  # noqa: S608
        self.connection.unregister("batch")

    def remember(self, variable: str, values: Sequence[str | None]) -> None:
        """Keep a list of texts for the expressions of `insert`, which call it getvariable(variable): so texts
        of a repository stand in no statement. variable: a name of this package's.
        """
        self.connection.register("batch", {"value": np.array([*values], dtype=object)})
        self.connection.execute(f"SET VARIABLE {variable} = (SELECT list(value) FROM batch)")  # noqa: S608
        self.connection.unregister("batch")

    def publish(self, target: Path) -> None:
        """Close the database and put it in place of the old one, in one step."""
        # Closing would write what is left too, but say nothing when the disk is full.
        self.connection.execute("CHECKPOINT")
        self.connection.close()
        self.path.replace(target)


@contextmanager
def amended(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of a finished database, which takes its place after the block if that ends well.

    Raises DatabaseError when another process builds or amends it, or when nothing can be written there.
    """
    with exclusive(path, path.parent) as folder:
        writer = Writer(folder, path)
        with closing(writer.connection):
            yield writer.connection
            writer.publish(path)
