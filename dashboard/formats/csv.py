"""Frames as CSV for spreadsheets, where no text of a history is taken for a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.formats.visible import texts, visible

if TYPE_CHECKING:
    import pandas as pd

# OWASP, CSV Injection: what a spreadsheet takes for the beginning of a formula, full-width signs among it.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_csv(frame: pd.DataFrame) -> str:
    """The frame with its column names; texts made visible, what looks like a formula behind a '."""
    return str(frame.assign(**{name: frame[name].map(_text) for name in texts(frame)}).to_csv(index=False))


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    shown = visible(value)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
