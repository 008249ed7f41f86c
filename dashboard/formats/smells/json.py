"""A report of smells for a program. `schema` names the shape: keys may be added to it, never changed."""

import json
from collections.abc import Iterable
from typing import Any

from analyzer.change_commits import ChangeCommits
from analyzer.decoding import path_text
from analyzer.smells.model import Smell
from analyzer.smells.suppressions import Suspect
from dashboard.formats.smells.report import Entry, Report
from metrics.gate_result import Coverage, GateResult, Totals

SCHEMA = 1


def render(report: Report) -> str:
    """The report as JSON in ASCII: what a terminal would obey stands as an escape of JSON."""
    found = report.found
    document = {
        "schema": SCHEMA,
        "command": report.command,
        "exit_code": report.exit_code,
        "findings": [_entry(entry) for entry in report.entries],
        "suppressed": [_entry(entry) | {"reason": entry.excuse} for entry in report.excused],
        "suspects": [_suspect(suspect) for suspect in found.suspects],
        "coverage": _coverage(found.coverage),
        "notes": list(found.notes),
    }
    if isinstance(found, GateResult):
        document |= _of_gate(found)
    else:
        document |= {"asked": found.asked, "commit": found.commit, "totals": _totals(found.totals)}
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _of_gate(result: GateResult) -> dict[str, Any]:
    commits = result.commits
    return {
        "status": result.status,
        "reason": result.reason,
        "hint": result.hint,
        "commits": commits
        and {
            "asked_base": commits.asked_base,
            "asked_head": commits.asked_head,
            "base": commits.base,
            "head": commits.head,
            "merge_base": commits.merge_base,
            "source": commits.source,
        },
        "healed": [_smell(smell) for smell in result.healed],
        "before": _totals(result.before),
        "after": _totals(result.after),
        "operations": dict(result.operations),
        "authorship": result.authorship and _authorship(result.authorship),
        "settings_changed": list(result.settings_changed),
    }


def _authorship(authorship: ChangeCommits) -> dict[str, Any]:
    return {
        "commits": authorship.count,
        "with_ai": [
            {
                "commit": one.sha,
                "subject": one.subject,
                "agents": list(one.agents),
                "squash": one.squash,
                "branch_only": one.branch_only,
                "evidence": [sign._asdict() for sign in one.evidence],
            }
            for one in authorship.with_ai
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    gate = {} if entry.change is None else {"change": entry.change, "before": entry.before}
    return (
        gate
        | {"severity": entry.severity, "fails": entry.fails, "fingerprint": entry.fingerprint}
        | _smell(entry.smell)
    )


def _smell(smell: Smell) -> dict[str, Any]:
    return {
        "rule": smell.rule,
        "path": path_text(smell.path),
        "symbol": smell.symbol,
        "ordinal": smell.ordinal,
        "line": smell.start_line,
        "end_line": smell.end_line,
        "value": smell.value,
        "limit": smell.threshold,
        "message": smell.message,
        "subject": smell.subject,
        "other": None if smell.other is None else {"path": path_text(smell.other[0]), "line": smell.other[1]},
    }


def _suspect(suspect: Suspect) -> dict[str, Any]:
    return {
        "path": path_text(suspect.path),
        "line": suspect.line,
        "rules": list(suspect.rules),
        "why": suspect.why,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "seen": coverage.seen,
        "source": coverage.source,
        "analysed": coverage.analysed,
        "skipped": _skipped(coverage.skipped),
    }


def _skipped(skipped: Iterable[tuple[bytes, str]]) -> list[dict[str, str]]:
    return [{"path": path_text(path), "reason": reason} for path, reason in skipped]


def _totals(totals: Totals) -> dict[str, float]:
    return {"smells": totals.smells, "lines": totals.lines, "density": totals.density}
