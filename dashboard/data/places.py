"""Folders by size and churn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def standing_folders(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The folders in which code stands, the largest first.

    Columns folder, live_lines, born, churned, ratio (NaN where no line is old enough).
    """
    return con.execute("""
        SELECT folder, live_lines, born, churned, ratio FROM folder_churn
        WHERE live_lines > 0 ORDER BY live_lines DESC, folder
    """).df()
