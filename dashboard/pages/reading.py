"""Answers to what a page asks of a database, kept for as long as the file is the same."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from types import FunctionType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

import streamlit as st

from analyzer.store import open_database
from metrics import slices, views
from metrics.slices import Slice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


class Reader:
    """Asks questions of `dashboard.data` about a slice of one database.

    The file is opened for the first question that has no answer yet and closed with the page, so that the
    next page sees what a mining has published since, and others may write.
    """

    def __init__(self, database: Path, chosen: Slice, opened: ExitStack) -> None:
        """opened: what closes the file."""
        self.database = database
        self.chosen = chosen
        self._opened = opened
        # Once: what is open when a mining ends goes on giving answers of the one before.
        self._file = (str(database), state(database))
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __call__(
        self,
        question: Callable[Concatenate[duckdb.DuckDBPyConnection, Parameters], Answer],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> Answer:
        """The answer; raises DatabaseError when the database can not be read."""
        return cast("Answer", _answer(self._file, repr(self.chosen), question, arguments, named, self))

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database with all its views, of which the slice alone is seen."""
        if self._connection is None:
            con = self._opened.enter_context(open_database(self.database))
            views.require(con)
            slices.hold(con, self.chosen)
            self._connection = con
        return self._connection


@contextmanager
def reading(database: Path, chosen: Slice | None = None) -> Iterator[Reader]:
    """A reader of a slice, or of the whole, that has closed its file in the end.

    Raises DatabaseError for what DuckDB can not do with the file in the block.
    """
    with ExitStack() as opened:
        yield Reader(database, chosen or Slice(), opened)


def state(database: Path) -> int:
    """What changes when the file does; 0 where there is none, or none to be seen."""
    try:
        return database.stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_data(
    max_entries=400,
    show_spinner=False,
    hash_funcs={FunctionType: lambda function: f"{function.__module__}.{function.__qualname__}"},
)
def _answer(
    file: tuple[str, int],  # noqa: ARG001 - this and the next are what the cache goes by
    chosen: str,  # noqa: ARG001
    question: Callable[..., object],
    arguments: tuple[object, ...],
    named: dict[str, object],
    _reader: Reader,
) -> object:
    return question(_reader.connection(), *arguments, **named)
