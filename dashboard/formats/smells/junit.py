"""Findings as JUnit XML, which many places show: a test for each, and one for the verdict.

Valid by the schema of Jenkins (junit-10.xsd), the strictest of those in use.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from analyzer.decoding import path_text
from dashboard.formats.smells.report import Entry, Report
from dashboard.formats.smells.words import figures, place, statement, title
from dashboard.formats.visible import visible
from metrics.gate_result import GateResult, Status

# What visible() lets through and XML 1.0 has no way to write.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def render(report: Report) -> str:
    """The report as one test suite: what fails is a failure, what does not is skipped, with the reason."""
    cases = [_verdict(report), *map(_case, (*report.entries, *report.excused))]
    counts = {
        "tests": str(len(cases)),
        "failures": _count(cases, "failure"),
        "errors": _count(cases, "error"),
    }
    suites = ET.Element("testsuites", {"name": "linespan", **counts})
    suite = ET.SubElement(
        suites,
        "testsuite",
        {"name": f"linespan {report.command}", **counts, "skipped": _count(cases, "skipped")},
    )
    suite.extend(cases)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _count(cases: list[ET.Element], outcome: str) -> str:
    return str(sum(case.find(outcome) is not None for case in cases))


def _verdict(report: Report) -> ET.Element:
    case = ET.Element("testcase", {"name": "verdict", "classname": "linespan"})
    found = report.found
    # With findings of its own a failed gate needs no failure more.
    if isinstance(found, GateResult) and not any(entry.fails for entry in report.entries):
        outcome = {Status.failed: "failure", Status.not_computed: "error"}.get(found.status)
        if outcome:
            ET.SubElement(
                case, outcome, {"type": found.status, "message": _written(found.reason)}
            ).text = _written(found.hint)
    ET.SubElement(case, "system-out").text = title(report)
    return case


def _case(entry: Entry) -> ET.Element:
    smell = entry.smell
    # Without a line number, so that a server that counts by names knows it again.
    nth = f" #{smell.ordinal + 1}" if smell.ordinal else ""
    name = " ".join(filter(None, (path_text(smell.path), smell.symbol, smell.subject))) + nth
    case = ET.Element("testcase", {"name": _written(name), "classname": f"linespan.{smell.rule}"})
    detail = "\n".join(_detail(entry))
    if entry.excuse:
        ET.SubElement(
            case, "skipped", {"type": "suppressed", "message": _written(entry.excuse)}
        ).text = detail
        return case
    outcome = "failure" if entry.fails else "skipped"
    attributes = {"type": entry.change or entry.severity, "message": _written(statement(entry))}
    ET.SubElement(case, outcome, attributes).text = detail
    return case


def _detail(entry: Entry) -> Iterator[str]:
    # A line of a log that begins with two colons is an order to GitHub Actions: these begin with our words.
    yield f"place: {_written(place(entry.smell))}"
    if known := figures(entry):
        yield f"value: {known}"
    yield f"rule: {entry.smell.rule}"


def _written(text: str) -> str:
    return _NO_CHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
