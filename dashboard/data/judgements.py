"""The verdicts, of the whole history: a slice chosen by eye would be a test chosen by its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import judgement as kept

if TYPE_CHECKING:
    import duckdb

    from dashboard.judgement import Judgement


def judgement(con: duckdb.DuckDBPyConnection) -> Judgement:
    """Every claim with what stands beside it: as it was kept, or judged now, which takes seconds."""
    found = kept.read(con)
    if found is None:
        from dashboard import verdicts

        found = verdicts.build(con)
    return found
