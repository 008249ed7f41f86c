"""The verdicts on a history with what stands beside them, as they were kept, before any wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import data
from metrics import kept

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from dashboard.data import Run
    from metrics.curves import Survival
    from metrics.kept import Findings
    from metrics.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """adopted: the first day of the month in which AI was adopted; survival: None without AI lines."""

    run: Run
    adopted: date | None
    verdicts: tuple[Verdict, ...]
    survival: Survival | None

    @property
    def primary(self) -> Verdict:
        """The verdict on the one claim that stands for itself."""
        return next(verdict for verdict in self.verdicts if verdict.hypothesis.primary)


def read(con: duckdb.DuckDBPyConnection) -> Judgement | None:
    """What is kept in a mined database whose views stand; None where nobody has judged it as it is."""
    findings = kept.read(con)
    return None if findings is None else of(con, findings)


def of(con: duckdb.DuckDBPyConnection, findings: Findings) -> Judgement:
    """The findings with the history that they are of."""
    return Judgement(data.run(con), adopted(con), findings.verdicts, findings.survival)


def adopted(con: duckdb.DuckDBPyConnection) -> date | None:
    """The first day of the month in which AI was adopted."""
    found = con.execute("SELECT adopted FROM adoption").fetchone()
    return found[0] if found else None
