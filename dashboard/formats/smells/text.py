"""A report of smells for a terminal or a log.

Logs of GitHub Actions are read for orders: a line that begins with `::` is one. So each line begins with a
word of ours, and only words of ours are wrapped.
"""

import textwrap
from collections.abc import Iterator

from analyzer.smells.rules import RULES
from dashboard.formats.document import Sentence, Words
from dashboard.formats.numbers import count
from dashboard.formats.smells.report import Entry, Report, used_rules
from dashboard.formats.smells.words import asides, facts, figures, place, statement, title
from dashboard.formats.visible import visible
from metrics.gate_result import Severity

_LABEL = 14  # columns
_RESET = "\x1b[0m"
_BOLD, _RED, _YELLOW = "\x1b[1m", "\x1b[31m", "\x1b[33m"


def render(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """The report; what is ours is wrapped to `width` columns, escape sequences only if `colour`."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(report, width, colour=colour))


def _lines(report: Report, width: int, *, colour: bool) -> Iterator[str]:
    yield _painted(title(report), _BOLD, colour=colour)
    for label, sentence in facts(report):
        yield f"  {label:{_LABEL}}{_sentence(sentence)}"
    if report.entries:
        yield ""
    for entry in report.entries:
        yield from _entry(entry, colour=colour)
    yield from _advice(report, width, colour=colour)
    for aside in asides(report):
        yield ""
        yield _painted(aside.title, _BOLD, colour=colour)
        yield from (f"  - {_sentence(item)}" for item in aside.items)
        if aside.left_out:
            yield f"  - {count(aside.left_out)} more"


def _entry(entry: Entry, *, colour: bool) -> Iterator[str]:
    smell = entry.smell
    kind = f"{entry.severity:5}" + (f" {entry.change:5}" if entry.change else "")
    painted = _painted(kind, _RED if entry.severity is Severity.error else _YELLOW, colour=colour)
    known = figures(entry)
    yield f"{painted}  {visible(place(smell))}" + (f" {visible(smell.symbol)}" if smell.symbol else "")
    yield f"    {smell.rule}{f' ({known})' if known else ''}: {visible(statement(entry))}"


def _advice(report: Report, width: int, *, colour: bool) -> Iterator[str]:
    rules = used_rules(report.entries)
    if rules:
        yield ""
        yield _painted("What to do", _BOLD, colour=colour)
    for rule in rules:
        yield from textwrap.wrap(
            f"{rule}: {RULES[rule].advice}",
            max(width, 40),
            initial_indent="  ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _sentence(sentence: Sentence) -> str:
    return "".join(_words(words) for words in sentence)


def _words(words: Words) -> str:
    return words if isinstance(words, str) else visible(words.text)


def _painted(text: str, code: str, *, colour: bool) -> str:
    return f"{code}{text}{_RESET}" if colour else text
