"""Findings as SARIF 2.1.0 (OASIS), for code scanning and editors.

Fingerprints are those of the identity, so that a finding stays the same one while lines around it come and
go. They have a name of their own: `primaryLocationLineHash` is computed by GitHub's upload from the content
of the line, and a value of ours in its place makes it warn of every result.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from analyzer import __version__
from analyzer.decoding import path_text
from analyzer.smells.rules import RULES
from dashboard.formats.numbers import count
from dashboard.formats.smells.report import Entry, Report, used_rules
from dashboard.formats.smells.words import statement
from dashboard.formats.visible import visible
from metrics.gate_result import Change, GateResult

MOST = 25_000  # results in a run: code scanning refuses a file with more
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "linespanIdentity/v1"
_ROOT = "%SRCROOT%"
_STATES = {Change.new: "new", Change.worse: "updated"}


def render(report: Report) -> str:
    """The report as JSON in ASCII, the worst MOST entries of it; what is excused comes last."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, indent=2, allow_nan=False) + "\n"


def _run(report: Report) -> dict[str, Any]:
    told = (*report.entries, *report.excused)[:MOST]
    rules = used_rules(told)
    places = {rule: index for index, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": "Linespan",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": f"linespan/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "invocations": [_invocation(report, len(told))],
        "results": [_result(entry, places[entry.smell.rule]) for entry in told],
    }


def _rule(name: str) -> dict[str, Any]:
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.description},
        "help": {
            "text": f"{rule.description}\n\n{rule.advice}",
            "markdown": f"{rule.description}\n\n{rule.advice}\n\n[Source]({rule.link})",
        },
        "helpUri": rule.link,
        "properties": {"tags": ["maintainability"]},
    }


def _invocation(report: Report, told: int) -> dict[str, Any]:
    invocation: dict[str, Any] = {
        "executionSuccessful": report.computed,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": list(_notifications(report, told)),
    }
    if isinstance(report.found, GateResult):
        invocation["exitCodeDescription"] = str(report.found.status)
    return invocation


def _notifications(report: Report, told: int) -> Iterator[dict[str, Any]]:
    found = report.found
    if isinstance(found, GateResult) and not report.computed:
        hint = f"; {found.hint}" if found.hint else ""
        yield {"level": "error", "message": {"text": visible(found.reason + hint)}}
    left_out = len(report.entries) + len(report.excused) - told
    if left_out:
        yield {"level": "warning", "message": {"text": f"{count(left_out, 'result')} more, not in this file"}}
    for path, reason in found.coverage.skipped:
        yield {
            "level": "note",
            "message": {"text": f"not analysed: {visible(reason)}"},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}],
        }
    yield from ({"level": "note", "message": {"text": visible(note)}} for note in found.notes)


def _result(entry: Entry, rule_index: int) -> dict[str, Any]:
    smell = entry.smell
    first = max(1, smell.start_line)
    region = {"startLine": first, "endLine": max(first, smell.end_line)}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(smell.path), "region": region}
    }
    if smell.symbol:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(smell.symbol)}]
    result: dict[str, Any] = {
        "ruleId": smell.rule,
        "ruleIndex": rule_index,
        "level": "error" if entry.fails else "warning",
        "message": {"text": _message(statement(entry))},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: entry.fingerprint},
        "properties": {"value": smell.value, "limit": smell.threshold, "before": entry.before},
    }
    if entry.change:
        result["baselineState"] = _STATES[entry.change]
    if smell.other:
        path, line = smell.other
        result["relatedLocations"] = [
            {
                "id": 0,
                "message": {"text": _message(f"also at {path_text(path)}:{line}")},
                "physicalLocation": {
                    "artifactLocation": _artifact(path),
                    "region": {"startLine": max(1, line)},
                },
            }
        ]
    if entry.excuse:
        kind = "external" if entry.excuse == "baseline" else "inSource"
        result["suppressions"] = [{"kind": kind, "justification": visible(entry.excuse)}]
    return result


def _artifact(path: bytes) -> dict[str, str]:
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _message(text: str) -> str:
    # A bracket with a parenthesis behind it would be an embedded link (3.11.6).
    return visible(text).replace("](", "] (")
