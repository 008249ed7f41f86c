"""Text from history, made safe to look at.

A path, a name or a message can hold terminal escapes, line breaks or marks that reverse the direction of what
follows. They are shown, not obeyed.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Control, format, surrogate, private use, line and paragraph separators: nothing a reader would see.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(text: str) -> str:
    r"""`text` with every character that is not seen as itself written as \xNN, \uNNNN or \UNNNNNNNN."""
    if text.isprintable():  # nearly all is, and reports of 10,000 findings call this often
        return text
    return "".join(_escaped(char) if unicodedata.category(char) in _UNSEEN else char for char in text)


def texts(frame: pd.DataFrame) -> list[str]:
    """The columns that can hold text: pandas has one type for it up to its version 2, another from 3 on."""
    return [name for name in frame.columns if frame[name].dtype.kind == "O"]


def texts_visible(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text of its cells as `visible` gives it."""
    return frame.assign(
        **{
            name: frame[name].map(lambda cell: visible(cell) if isinstance(cell, str) else cell)
            for name in texts(frame)
        }
    )


def _escaped(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
