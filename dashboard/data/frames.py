"""What the questions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Period = Literal["month", "year"]


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a frame as Python's own values, None for what is missing."""
    values = frame.astype(object)
    return list(values.where(values.notna(), None).itertuples(index=False, name=None))


def present(row: tuple[Any, ...] | None) -> tuple[Any, ...]:
    if row is None:
        raise TypeError("a view of one row gave none")
    return row
