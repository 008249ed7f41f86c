"""From the views to arrays: the cells, and the months, that statistics compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    import numpy.typing as npt

    from metrics.hypotheses import BeforeAfter, Kinds
    from metrics.sample import Floats

    Columns = dict[str, npt.NDArray[Any]]


_CLUSTERS = {"landing": "landed_seq", "file": "path_id"}


def lines(con: duckdb.DuckDBPyConnection, clock: str) -> Columns:
    """The rows of `compared_lines` by one clock, in a fixed order, without those of bots; `ai` is a flag."""
    return _labelled(
        con.execute(
            "SELECT * FROM compared_lines WHERE clock = $clock AND authorship <> 'bot' "
            "ORDER BY seq, role, language, authorship",
            {"clock": clock},
        )
    )


def changes(con: duckdb.DuckDBPyConnection) -> Columns:
    """The rows of `compared_changes`, in a fixed order, without those of bots; `ai` is a flag."""
    return _labelled(
        con.execute(
            "SELECT * FROM compared_changes WHERE authorship <> 'bot' "
            "ORDER BY seq, role, language, authorship"
        )
    )


def smells(con: duckdb.DuckDBPyConnection) -> Columns:
    """The rows of `compared_smells`, in a fixed order, without those of bots; `ai` is a flag."""
    return _labelled(
        con.execute(
            "SELECT * FROM compared_smells WHERE authorship <> 'bot' ORDER BY seq, path_id, authorship"
        )
    )


def by_view(con: duckdb.DuckDBPyConnection) -> dict[str, Columns]:
    """The cells of every view that hypotheses about kinds of code name, by landing."""
    return {
        "compared_lines": lines(con, "landing"),
        "compared_changes": changes(con),
        "compared_smells": smells(con),
    }


def compared(columns: Columns, design: Kinds) -> Columns:
    """The columns with what one design compares: its lines, its hits and its clusters."""
    return columns | {
        "lines": columns[design.lines],
        "hits": columns[design.hits],
        "cluster": columns[_CLUSTERS[design.cluster]],
    }


def certain(columns: Columns) -> Columns:
    """Without the commits whose label rests on a squash or a branch's name alone."""
    sure = ~(columns["squash"] | columns["branch_only"])
    return {name: values[sure] for name, values in columns.items()}


def lives(con: duckdb.DuckDBPyConnection) -> Columns:
    """The rows of `compared_lives`, in a fixed order, without those of bots; `ai` is a flag."""
    return _labelled(
        con.execute(
            "SELECT * FROM compared_lives WHERE authorship <> 'bot' "
            "ORDER BY seq, role, language, authorship, age_days, died"
        )
    )


def months(con: duckdb.DuckDBPyConnection, design: BeforeAfter) -> tuple[Floats, date | None]:
    """A monthly figure, or its logarithm, from its first month to its last, shape (m,), and the first month.

    NaN where a month has none, or too little of what it is measured by.
    """
    found = con.execute(
        "SELECT datediff('month', min(period) OVER (), period), part / whole, whole, min(period) OVER () "
        "FROM compared_months WHERE figure = $figure",
        {"figure": design.figure},
    ).fetchall()
    series = np.full(1 + max((month for month, *_ in found), default=-1), np.nan)
    for month, value, whole, _ in found:
        # A month in which nothing lasted is not infinitely worse than one in which a line did.
        shown = np.log(max(value, 1.0)) if design.logarithm else value
        series[month] = shown if whole >= design.least else np.nan
    return series, found[0][3] if found else None


def _labelled(found: duckdb.DuckDBPyConnection) -> Columns:
    columns = {name: np.asarray(values) for name, values in found.fetchnumpy().items()}
    columns["ai"] = columns["authorship"].astype(np.str_) == "ai"
    columns["quarter"] = columns["quarter"].astype("datetime64[M]").astype(np.int64)
    return columns
