"""Findings as a GitLab Code Quality report, which a merge request shows beside the changed lines.

https://docs.gitlab.com/ci/testing/code_quality/ has the form.
"""

import json
from typing import Any

from analyzer.decoding import path_text
from dashboard.formats.smells.report import Entry, Report
from dashboard.formats.smells.words import figures, statement
from dashboard.formats.visible import visible
from metrics.gate_result import Severity

_SEVERITIES = {Severity.error: "major", Severity.warn: "minor"}


def render(report: Report) -> str:
    """The entries as a JSON array in ASCII; what is excused is left out."""
    return json.dumps([_issue(entry) for entry in report.entries], indent=2) + "\n"


def _issue(entry: Entry) -> dict[str, Any]:
    smell = entry.smell
    known = figures(entry)
    return {
        "description": visible(statement(entry)) + (f" ({known})" if known else ""),
        "check_name": smell.rule,
        "fingerprint": entry.fingerprint,
        "severity": _SEVERITIES[entry.severity],
        "location": {"path": path_text(smell.path), "lines": {"begin": max(1, smell.start_line)}},
    }
