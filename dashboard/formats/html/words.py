"""Words, tables and sections as HTML. All text goes through `escaped`, ours as that from history."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NewType

from dashboard.formats.document import FromHistory, Section, Sentence, Table, Words, from_history
from dashboard.formats.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

Html = NewType("Html", str)


def escaped(text: str) -> Html:
    """Text that is neither markup nor reverses, hides or breaks what stands around it; for attributes too."""
    return Html(escape(visible(text)))


def joined(parts: Iterable[Html]) -> Html:
    return Html("\n".join(parts))


def words(said: Words) -> Html:
    """What comes from a history stands in a code element of its own direction; no line ends before a %."""
    if isinstance(said, FromHistory):
        return Html(f'<code dir="auto">{escaped(said.text)}</code>')
    return Html(escaped(said).replace(" %", "&nbsp;%"))


def paragraphs(sentences: Iterable[Sentence]) -> Html:
    return joined(Html(f"<p>{''.join(map(words, sentence))}</p>") for sentence in sentences)


def section(shown: Section) -> Html:
    """A section below a chapter."""
    return joined(
        [
            Html(f"<h3>{escaped(shown.title)}</h3>"),
            paragraphs(shown.sentences),
            *(table(each, shown.title) for each in shown.tables),
        ]
    )


def table(shown: Table, title: str) -> Html:
    """A table with its note. Where it is too wide the keyboard can reach it, to scroll it; title: for those
    who hear of it.
    """
    rows = Html("\n".join(f"<tr>{_row(shown, row)}</tr>" for row in shown.rows))
    note = f'<p class="note">{escaped(shown.note)}</p>' if shown.note else ""
    return Html(
        f'<div class="table" role="region" tabindex="0" aria-label="{escaped(title)}"><table>\n'
        f"<thead><tr>{_headings(shown)}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>\n{note}"
    )


def _headings(shown: Table) -> Html:
    """A column without a name belongs to the one before it."""
    named = [number for number, name in enumerate(shown.columns) if name]
    ends = [*named[1:], len(shown.columns)]
    return Html(
        "".join(
            f'<th scope="col" colspan="{end - first}"{_align(shown, first)}>'
            f"{escaped(shown.columns[first])}</th>"
            for first, end in zip(named, ends, strict=True)
        )
    )


def _row(shown: Table, row: tuple[Words, ...]) -> Html:
    first, *rest = row
    cells = (f"<td{_align(shown, number)}>{words(cell)}</td>" for number, cell in enumerate(rest, 1))
    return Html(f'<th scope="row">{words(first)}</th>{"".join(cells)}')


def _align(shown: Table, column: int) -> str:
    return "" if column == 0 or from_history(shown, column) else ' class="figure"'
