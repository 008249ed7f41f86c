"""The measures: one view a file of `metrics/measures`, its definition in the comment on top."""

import hashlib
import re
from dataclasses import dataclass, fields
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources

import duckdb

from analyzer.errors import DatabaseError

_FIELD = re.compile(r"-- (\w+): (.+)")
_CONTINUED = re.compile(r"--   (.+)")
_READ_FROM = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Measure:
    """One view: what it measures, in words, and the statement that creates it."""

    name: str
    definition: str
    formula: str
    unit: str
    better: str  # higher, lower or neither
    source: str
    grain: str  # "one row per ..."
    sql: str


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure, by name.

    Raises ValueError when a file's comment lacks a field or has one too many: the files are part of the
    program, so that is a mistake of ours and none of the user's.
    """
    folder = resources.files("metrics") / "measures"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(_parse(file.name.removesuffix(".sql"), file.read_text("utf-8")) for file in files)


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Create every view in the database of `con`, which must hold the tables of the analyzer's schema.

    Views that are there already give way, unless they are these. Raises duckdb.Error when a table is missing.
    """
    if are_current(con):
        return
    by_name = {measure.name: measure for measure in measures()}
    reads = {
        name: {read for read in _READ_FROM.findall(measure.sql) if read in by_name}
        for name, measure in by_name.items()
    }
    # DuckDB binds a view when it is created, so what a view reads must stand before it.
    con.begin()  # with one for each view it takes a third longer
    for name in TopologicalSorter(reads).static_order():
        con.execute(by_name[name].sql.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
    con.commit()
    con.execute(f"COMMENT ON TABLE mining_run IS '{_fingerprint()}'")


def are_current(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the database holds the views of this Linespan, word for word."""
    noted = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'mining_run'").fetchall()
    return noted == [(_fingerprint(),)]


def _fingerprint() -> str:
    text = "\0".join(f"{measure.name}\0{measure.sql}" for measure in measures())
    return f"views {hashlib.sha256(text.encode()).hexdigest()}"


def require(con: duckdb.DuckDBPyConnection) -> None:
    """See that every view is there; raises DatabaseError when one is not.

    Then another version of Linespan built the database, or the mining was called without views.
    """
    installed = {name for (name,) in con.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    missing = [measure.name for measure in measures() if measure.name not in installed]
    if missing:
        raise DatabaseError(
            f"the database lacks {len(missing)} of the views that this Linespan reads: {', '.join(missing)}",
            "mine it again with: linespan mine REPO",
        )


def _parse(name: str, text: str) -> Measure:
    comment, _, sql = text.partition("\n\n")
    found: dict[str, str] = {}
    field = ""
    for line in comment.splitlines():
        if start := _FIELD.fullmatch(line):
            field = start[1]
            found[field] = start[2]
        elif (more := _CONTINUED.fullmatch(line)) and field:
            found[field] += " " + more[1]
        else:
            raise ValueError(f"{name}.sql: not a field of its comment: {line}")
    expected = {each.name for each in fields(Measure)} - {"name", "sql"}
    if found.keys() != expected:
        raise ValueError(f"{name}.sql: fields {sorted(found)} instead of {sorted(expected)}")
    return Measure(name=name, sql=sql.strip(), **found)
