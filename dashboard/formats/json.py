"""The audit for a program. The shape is fixed by its `schema`; keys may be added, never changed."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from dashboard.audit import SURVIVAL_AGES, Audit, Cohort
from dashboard.formats import verdicts

SCHEMA = 1


def render(audit: Audit) -> str:
    """The audit as JSON in ASCII: what a terminal would obey stands as an escape of JSON."""
    return json.dumps(_document(audit), indent=2, allow_nan=False) + "\n"


def _document(audit: Audit) -> dict[str, Any]:
    run, totals, lines, changes = audit.run, audit.totals, audit.all_lines, audit.changes_by_month
    return {
        "schema": SCHEMA,
        "run": asdict(run) | {"as_of": f"{run.as_of:%Y-%m-%dT%H:%M:%SZ}"},
        "verdict": verdicts.fields(audit.primary) if audit.primary else None,
        "totals": {
            "commits": totals.commits,
            "merges": totals.merges,
            "lines_added": totals.lines_added,
            "lines_deleted": totals.lines_deleted,
            "live_lines": totals.live_lines,
            "live_files": totals.live_files,
            "live_code_lines": totals.live_code_lines,
            "authors": totals.authors,
            "skipped": totals.skipped,
        },
        "measures": {
            "durable_ratio": _by_month(audit.durable_by_month),
            "half_life_days": lines.half_life_days if lines else None,
            "longest_age_days": lines.longest_age_days if lines else None,
            "survival": [asdict(point) for point in audit.survival],
            "cohorts": [_cohort(cohort) for cohort in audit.cohorts],
            "churn": _by_month(audit.churn_by_month),
            "large_landings": [asdict(landing) for landing in audit.large_landings],
            "in_branch_rework": {"written": audit.written, "unlanded": audit.unlanded},
            "burndown": _by_month(audit.burndown),
            "folder_churn": [asdict(folder) for folder in audit.churned_folders],
            "clock_difference": [asdict(clocks) for clocks in audit.clocks],
            "landing_delay": asdict(audit.landing_delay),
            "operation_shares": _by_month(changes.operations),
            "moved_to_copied": _by_month(changes.moved_to_copied),
            "repeated_lines": _by_month(changes.repeated_lines),
            "churned_share": _by_month(changes.churned_share),
            "revised_code_age": _by_month(changes.revised_age),
            "duplicate_blocks": _by_month(changes.duplicate_blocks),
            "durable_output": _by_month(changes.durable_output),
        },
        "smells": _smells(audit),
        "notes": asdict(audit.notes),
        "writers": [asdict(writer) for writer in audit.writers],
        "published": [asdict(report) for report in audit.published],
        "not_counted": [asdict(group) for group in audit.uncounted],
        "skipped": [
            asdict(kind) | {"worst": [{"path": path, "versions": versions} for path, versions in kind.worst]}
            for kind in audit.skipped
        ],
    }


def _smells(audit: Audit) -> dict[str, Any] | None:
    if audit.smells is None:
        return None
    return asdict(audit.smells) | {
        "years": [asdict(year) | {"period": f"{year.period:%Y}"} for year in audit.smells.years]
    }


def _by_month(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(row) | {"period": f"{row.period:%Y-%m}"} for row in rows]


def _cohort(cohort: Cohort) -> dict[str, Any]:
    shares = zip(SURVIVAL_AGES, cohort.survival, strict=True)
    return {
        "landed_in": int(cohort.name),
        "lines": cohort.lines,
        "half_life_days": cohort.half_life_days,
        "longest_age_days": cohort.longest_age_days,
        "survival": [{"age_days": age, "survival": share} for age, share in shares],
    }
