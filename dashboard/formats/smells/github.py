"""Findings as workflow commands of GitHub Actions, which shows them beside the changed lines.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions has the form.
"""

from collections.abc import Iterator

from analyzer.decoding import path_text
from analyzer.smells.rules import RULES
from dashboard.formats.numbers import count
from dashboard.formats.smells.report import Entry, Report
from dashboard.formats.smells.words import figures, statement
from dashboard.formats.visible import visible
from metrics.gate_result import GateResult

SHOWN = 10  # of each kind in a step; GitHub drops the rest and says nothing


def render(report: Report) -> str:
    """A command a line, at most SHOWN of each kind, then how many more there are."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    verdict = list(_verdict(report))
    yield from verdict
    yield from _notice(report)
    left_out = []
    for kind, fails, room in (("error", True, SHOWN - len(verdict)), ("warning", False, SHOWN)):
        entries = [entry for entry in report.entries if entry.fails is fails]
        yield from (_annotation(kind, entry) for entry in entries[:room])
        if entries[room:]:
            left_out.append(count(len(entries) - room, f"more {kind}"))
    if left_out:
        yield f"not shown here: {' and '.join(left_out)}"


def _verdict(report: Report) -> Iterator[str]:
    found = report.found
    if isinstance(found, GateResult) and found.reason:
        hint = f"; {found.hint}" if found.hint else ""
        kind = "error" if report.exit_code else "warning"
        yield f"::{kind} title=Linespan gate::{_data(found.reason + hint)}"


def _notice(report: Report) -> Iterator[str]:
    """Whoever sends a change could let it pass by what it is judged by."""
    found = report.found
    if isinstance(found, GateResult) and found.settings_changed:
        named = ", ".join(found.settings_changed[:SHOWN])
        more = ", ..." if found.settings_changed[SHOWN:] else ""
        yield f"::notice title=Linespan gate::the change alters by what it is judged: {_data(named)}{more}"


def _annotation(kind: str, entry: Entry) -> str:
    smell = entry.smell
    known = figures(entry)
    first = max(1, smell.start_line)
    properties = {
        "file": path_text(smell.path),
        "line": str(first),
        "endLine": str(max(first, smell.end_line)),
        "title": RULES[smell.rule].title,
    }
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    told = statement(entry) + (f" ({known})" if known else "") + f". {RULES[smell.rule].advice}"
    return f"::{kind} {named}::{_data(told)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
