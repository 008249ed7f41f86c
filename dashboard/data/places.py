"""Folders by size, churn and complexity, and the files that are changed often and complex."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def standing_folders(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The folders in which code stands, the largest first.

    Columns folder, live_lines, born, churned, ratio (NaN where no line is old enough), mean_complexity and
    hotspot (ratio times it; both NaN without snapshots, or functions).
    """
    return con.execute("""
        SELECT folder, live_lines, born, churned, ratio, mean_complexity, hotspot FROM folder_hotspots
        ORDER BY live_lines DESC, folder
    """).df()


def hotspots(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The files of the head that were changed in its last year and have functions, the hottest first.

    Columns path, changes (commits of that year), authors, complexity (cyclomatic, of all its functions),
    most_complex (function), lines, smells, hotspot.
    """
    return con.execute("""
        SELECT path, changes, authors, complexity, most_complex, lines, smells, hotspot FROM hotspots
        WHERE changes > 0 ORDER BY hotspot DESC, path
    """).df()
