"""Reports as GitHub Markdown: for a pull request, an issue or a wiki."""

from collections.abc import Iterable

from dashboard.audit import Audit
from dashboard.formats.document import Section, Table, from_history, said
from dashboard.formats.markup import cell, escaped, sentence
from dashboard.formats.sections import sections


def render(audit: Audit) -> str:
    """The audit as Markdown."""
    return render_sections("Audit of a history by Linespan", sections(audit))


def render_sections(title: str, found: Iterable[Section]) -> str:
    """A report as Markdown. Text from history stands in code spans: no markup or mention survives there."""
    parts = [f"# {title}\n"]
    for section in found:
        parts.append(f"## {section.title}\n")
        parts.append(" ".join(sentence(words) for words in section.sentences) + "\n")
        for table in section.tables:
            parts.append(_table(table))
            if table.note:
                parts.append(f"{escaped(table.note)}\n")
    return "\n".join(parts)


def _table(table: Table) -> str:
    left = [column == 0 or from_history(table, column) for column in range(len(table.columns))]
    rules = [":--" if is_left else "--:" for is_left in left]
    rows = [table.columns, rules, *([cell(said(words)) for words in row] for row in table.rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
