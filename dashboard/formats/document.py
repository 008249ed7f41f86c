"""What a report is made of, whatever notation it is written in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FromHistory:
    """Text that somebody else wrote: a format shows it, and lets it be neither an order nor markup."""

    text: str


Words = str | FromHistory
Sentence = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows of as many cells, and what a reader must know to read them (may be empty)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...] = ()


def said(*words: Words) -> Sentence:
    """A sentence from its pieces."""
    return words


def from_history(table: Table, column: int) -> bool:
    """Whether a column holds text from history, which is read from the left, not figures."""
    return any(isinstance(row[column], FromHistory) for row in table.rows)
