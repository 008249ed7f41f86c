"""A database with every table and view and nothing in them: to copy it is quicker than to lay it out."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from metrics import views

SCHEMA = Path(__file__).resolve().parents[1] / "analyzer" / "schema.sql"


@cache
def empty_database() -> Path:
    """Where it is until the tests end; not to be written to."""
    folder = TemporaryDirectory(prefix="linespan-tests-")
    atexit.register(folder.cleanup)
    file = Path(folder.name) / "empty.duckdb"
    with duckdb.connect(file) as con:
        con.execute(SCHEMA.read_text("utf-8"))
        views.install(con)
    return file
