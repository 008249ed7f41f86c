"""The verdicts on a history with what stands beside them, before any wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import data
from metrics import cells, survival, verdicts

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from dashboard.data import Run
    from metrics.survival import Survival
    from metrics.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """adopted: the first day of the month in which AI was adopted; survival: None without AI lines."""

    run: Run
    adopted: date | None
    verdicts: tuple[Verdict, ...]
    survival: Survival | None


def build(con: duckdb.DuckDBPyConnection) -> Judgement:
    """Judge a mined history whose views stand."""
    found = con.execute("SELECT adopted FROM adoption").fetchone()
    adopted = found[0] if found else None
    lived = cells.certain(cells.lives(con))
    curves = survival.survival(survival.lives(lived)) if lived["ai"].any() else None
    return Judgement(data.run(con), adopted, verdicts.verdicts(con, adopted), curves)
