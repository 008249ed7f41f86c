"""A mined database, opened for a look: by a DuckDB that is started once, which lasts longer."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb


@cache
def _started() -> duckdb.DuckDBPyConnection:
    atexit.register(_started.cache_clear)  # DuckDB complains of connections that Python's end finds
    return duckdb.connect()


@contextmanager
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which its tables and views have their own names; nothing can be written."""
    connection = _started()
    place = str(database).replace("'", "''")
    connection.execute(f"ATTACH '{place}' AS looked_at (READ_ONLY)")
    try:
        connection.execute("USE looked_at")
        yield connection
    finally:
        connection.execute("USE memory")
        connection.execute("DETACH looked_at")
