"""A report of smells as GitHub Markdown: the summary of a step, or a comment."""

from collections.abc import Iterator

from analyzer.smells.rules import RULES
from dashboard.formats.document import FromHistory, said
from dashboard.formats.markup import cell, escaped, sentence
from dashboard.formats.numbers import count
from dashboard.formats.smells.report import Entry, Report, used_rules
from dashboard.formats.smells.words import asides, facts, figures, place, statement, title

MOST_BYTES = 1024 * 1024  # of the summary of a step: GitHub shows nothing of a longer one
_COLUMNS = "\n| | change | where | what | figures |\n| :-- | :-- | :-- | :-- | :-- |\n"
_ROOM_FOR_MORE = 100


def render(report: Report, most_bytes: int = MOST_BYTES) -> str:
    """The report in at most so many bytes of UTF-8, with as many of the findings as there is room for."""
    heading = f"## {escaped(title(report))}\n"
    table = "".join(f"| {label} | {cell(words)} |\n" for label, words in facts(report))
    above = f"{heading}\n| | |\n| :-- | :-- |\n{table}"
    below = "".join(_below(report))
    room = most_bytes - _size(above) - _size(below) - _size(_COLUMNS) - _ROOM_FOR_MORE
    if room < 0:  # names of thousands of letters, or a summary that others have filled
        return heading if _size(heading) <= most_bytes else ""
    rows: list[str] = []
    for entry in report.entries:
        row = _row(entry)
        room -= _size(row)
        if room < 0:
            break
        rows.append(row)
    left_out = len(report.entries) - len(rows)
    more = f"\n{count(left_out)} more, not shown here.\n" if left_out else ""
    return "".join([above, _COLUMNS if rows else "", *rows, more, below])


def _row(entry: Entry) -> str:
    smell = entry.smell
    cells = (
        "error" if entry.fails else "warning",
        entry.change or "",
        cell(said(FromHistory(f"{place(smell)} {smell.symbol}".strip()))),
        cell(said(f"{smell.rule}: ", FromHistory(statement(entry)))),
        cell(said(figures(entry))),
    )
    return f"| {' | '.join(cells)} |\n"


def _below(report: Report) -> Iterator[str]:
    rules = used_rules(report.entries)
    if rules:
        yield "\n### What to do\n\n"
    for rule in rules:
        text = RULES[rule]
        yield f"- [{rule}]({text.link}): {escaped(text.advice)}\n"
    for aside in asides(report):
        yield f"\n### {aside.title}\n\n"
        yield from (f"- {sentence(item)}\n" for item in aside.items)
        if aside.left_out:
            yield f"- {count(aside.left_out)} more\n"


def _size(text: str) -> int:
    return len(text.encode("utf-8"))
