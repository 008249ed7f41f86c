"""Reports for a terminal, or for a file: sentences first, then tables."""

from collections.abc import Iterable
from io import StringIO

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from dashboard.audit import Audit
from dashboard.formats.document import FromHistory, Section, Sentence, Table, Words, from_history
from dashboard.formats.sections import sections
from dashboard.formats.visible import visible

NARROWEST_PATH = 20  # columns
INDENT = 2
MARGIN = (0, 0, 0, INDENT)


def render(audit: Audit, *, width: int = 80, colour: bool = False) -> str:
    """The audit, `width` columns wide unless figures need more; escape sequences only if `colour`."""
    return render_sections(sections(audit), width=width, colour=colour)


def render_sections(parts: Iterable[Section], *, width: int = 80, colour: bool = False) -> str:
    """A report, `width` columns wide unless figures need more; escape sequences only if `colour`."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for number, section in enumerate(parts):
        if number:
            console.print()
        console.print(Text(section.title, style="bold cyan"))
        for sentence in section.sentences:
            console.print(Padding(_sentence(sentence), MARGIN))
        for table in section.tables:
            console.print()
            # A figure cut short is a wrong figure: rather a line that runs over.
            console.width = max(width, INDENT + _least_width(table))
            console.print(Padding(_table(table), MARGIN))
            console.width = width
            if table.note:
                console.print(Padding(Text(table.note, style="dim"), MARGIN))
    # Rich pads every line to the full width.
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _sentence(sentence: Sentence) -> Text:
    return Text().join(_words(words) for words in sentence)


def _table(table: Table) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for number, heading in enumerate(table.columns):
        folds = from_history(table, number)
        drawn.add_column(
            Text(heading),
            justify="left" if number == 0 or folds else "right",
            no_wrap=not folds,
            overflow="fold",
        )
    for row in table.rows:
        drawn.add_row(*(_words(cell) for cell in row))
    return drawn


def _least_width(table: Table) -> int:
    widths = (
        NARROWEST_PATH
        if from_history(table, number)
        else max(_words(cell).cell_len for cell in (heading, *(row[number] for row in table.rows)))
        for number, heading in enumerate(table.columns)
    )
    return sum(widths) + 2 * len(table.columns)


def _words(words: Words) -> Text:
    return Text(visible(words.text), style="bold") if isinstance(words, FromHistory) else Text(words)
