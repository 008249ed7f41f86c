"""The audit as GitHub Markdown: for a pull request, an issue or a wiki."""

import re

from dashboard.audit import Audit
from dashboard.formats.document import FromHistory, Sentence, Table, Words, from_history
from dashboard.formats.sections import sections
from dashboard.formats.visible import visible


def render(audit: Audit) -> str:
    """The report as Markdown. Text from history stands in code spans: no markup or mention survives there."""
    parts = ["# Audit of a history by Linespan\n"]
    for section in sections(audit):
        parts.append(f"## {section.title}\n")
        parts.append(" ".join(_sentence(sentence) for sentence in section.sentences) + "\n")
        for table in section.tables:
            parts.append(_table(table))
            if table.note:
                parts.append(f"{_escaped(table.note)}\n")
    return "\n".join(parts)


def _sentence(sentence: Sentence) -> str:
    return "".join(_words(words) for words in sentence)


def _table(table: Table) -> str:
    left = [column == 0 or from_history(table, column) for column in range(len(table.columns))]
    rules = [":--" if is_left else "--:" for is_left in left]
    rows = [table.columns, rules, *([_cell(cell) for cell in row] for row in table.rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(words: Words) -> str:
    # GitHub cuts a row at every bar before it looks for code spans, and takes the backslash away again.
    return _words(words).replace("|", "\\|")


def _words(words: Words) -> str:
    return code_span(words.text) if isinstance(words, FromHistory) else _escaped(words)


def code_span(text: str) -> str:
    """`text` as a code span: its fence is longer than any run of backticks inside (CommonMark 0.31, 6.1)."""
    shown = visible(text)
    if not shown.strip(" "):
        return "(empty)"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _escaped(text: str) -> str:
    """Our own words hold figures and a few signs that Markdown would take for its own."""
    return re.sub(r"([*<>_`\\])", r"\\\1", text)
