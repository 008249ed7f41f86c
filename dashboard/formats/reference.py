"""What others have published about their code, as a table to lie beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.formats.document import Table
from dashboard.formats.numbers import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from metrics.published import Report

OPERATIONS = ("added", "deleted", "updated", "moved", "copied", "replaced")
EDITIONS = (2025, 2026)  # one of those that tell of the same years, for they do not agree; and the latest


def published(reports: Sequence[Report]) -> Table:
    """Operation shares and churn of the reports, by year and edition, and why they are no yardstick."""
    shown = [report for report in reports if report.edition in EDITIONS]
    rows = tuple(
        (
            f"{year or 'latest'} ({report.edition})",
            *(percent(parts.get(name)) for name in OPERATIONS),
            percent(report.shares("churned_share").get(year, {}).get("")),
        )
        for report in shown
        for year, parts in report.shares("operation_shares").items()
    )
    titles = "; ".join(f"{report.publisher}, {report.title} ({report.edition})" for report in shown)
    main = next(report for report in shown if report.edition == EDITIONS[0])
    return Table(
        ("published", *OPERATIONS, "churned"),
        rows,
        f"Not this repository, and not to be joined with the figures above: {titles}, by year and, in "
        f"brackets, edition. Measured on other repositories ({main.sample}) by another rule: {main.rule}.",
    )
