"""What commits did to lines of code in each period, as facts: one type of row a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from dashboard import data

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import duckdb
    import pandas as pd

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class OperationShare:
    """Lines of one operation among all changed ones of the period."""

    period: date
    operation: str
    lines: int
    changed: int
    share: float


@dataclass(frozen=True, slots=True)
class MovedToCopied:
    """ratio: lines moved per line copied, None where none was copied."""

    period: date
    moved: int
    copied: int
    ratio: float | None


@dataclass(frozen=True, slots=True)
class RepeatedLines:
    period: date
    written: int
    repeated: int
    ratio: float


@dataclass(frozen=True, slots=True)
class ChurnedShare:
    """young: changed lines that revise or remove a line of the last two weeks."""

    period: date
    changed: int
    young: int
    ratio: float


@dataclass(frozen=True, slots=True)
class RevisedAge:
    """Revised lines of one age among all revised ones of the period."""

    period: date
    age: str
    lines: int
    revised: int
    share: float


@dataclass(frozen=True, slots=True)
class DuplicateBlocks:
    """copying: commits that add a block, of all that change code; ratio: their share."""

    period: date
    commits: int
    copying: int
    ratio: float
    blocks: int
    changed: int
    per_million: float


@dataclass(frozen=True, slots=True)
class DurableOutput:
    """per_author: durable lines for each author and month of activity."""

    period: date
    team: str
    author_months: int
    durable: int
    per_author: float


@dataclass(frozen=True, slots=True)
class LineChanges:
    """Each measure by period, in order; a period is the day that a month or a year begins on."""

    operations: tuple[OperationShare, ...]  # six a period, from added to replaced
    moved_to_copied: tuple[MovedToCopied, ...]
    repeated_lines: tuple[RepeatedLines, ...]
    churned_share: tuple[ChurnedShare, ...]
    revised_age: tuple[RevisedAge, ...]  # four a period, the youngest first
    duplicate_blocks: tuple[DuplicateBlocks, ...]
    durable_output: tuple[DurableOutput, ...]


def build(con: duckdb.DuckDBPyConnection, period: data.Period) -> LineChanges:
    """Read every measure of change from a mined database with its views."""
    return LineChanges(
        operations=_each(OperationShare, data.operation_shares(con, period)),
        moved_to_copied=_each(MovedToCopied, data.moved_to_copied(con, period)),
        repeated_lines=_each(RepeatedLines, data.repeated_lines(con, period)),
        churned_share=_each(ChurnedShare, data.churned_share(con, period)),
        revised_age=_each(RevisedAge, data.revised_code_age(con, period)),
        duplicate_blocks=_each(DuplicateBlocks, data.duplicate_blocks(con, period)),
        durable_output=_each(DurableOutput, data.durable_output(con, period)),
    )


def _each(fact: Callable[..., Fact], frame: pd.DataFrame) -> tuple[Fact, ...]:
    return tuple(fact(start.date(), *rest) for start, *rest in data.rows(frame))
