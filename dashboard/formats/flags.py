"""Marks beside figures that stand on little, and what they mean."""

from dashboard.audit import FEW_LINES
from dashboard.formats.document import Words

FEW = "*"
LARGE = "!"


def flagged(figure: str, lines: int) -> str:
    """The figure, marked where fewer than FEW_LINES lines stand behind it."""
    return FEW + figure if lines < FEW_LINES else figure


def meaning_of_few(rows: tuple[tuple[Words, ...], ...]) -> str:
    """What a note says of the mark; nothing where no cell carries it."""
    found = any(isinstance(cell, str) and cell.startswith(FEW) for row in rows for cell in row)
    return f" {FEW} marks fewer than {FEW_LINES} lines, where one commit can decide." if found else ""
