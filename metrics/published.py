"""Figures that others have published, to stand beside ours: other repositories, other rules.

They are data (`published.toml`) and enter no computation.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One published share, from 0 to 1.

    measure: the view of ours that comes nearest; part: which share of several, an operation, or empty;
    year: the year it is about, None where that is not known.
    """

    measure: str
    part: str
    year: int | None
    share: float


@dataclass(frozen=True, slots=True)
class Report:
    """One edition of a report. sample: what it was measured on; rule: what makes its figures unlike ours."""

    publisher: str
    title: str
    edition: int
    sample: str
    rule: str
    figures: tuple[Figure, ...]

    def shares(self, measure: str) -> dict[int | None, dict[str, float]]:
        """By year and part the shares of one measure, in the order printed."""
        found: dict[int | None, dict[str, float]] = {}
        for figure in self.figures:
            if figure.measure == measure:
                found.setdefault(figure.year, {})[figure.part] = figure.share
        return found


@cache
def reports() -> tuple[Report, ...]:
    """Every edition, the oldest first."""
    text = (resources.files("metrics") / "published.toml").read_text("utf-8")
    return tuple(
        Report(**{**report, "figures": tuple(_figures(report["figures"]))})
        for report in tomllib.loads(text)["report"]
    )


def _figures(entries: list[dict[str, Any]]) -> Iterator[Figure]:
    for entry in entries:
        measure, year = entry.pop("measure"), entry.pop("year", None)
        for part, percent in entry.items():
            # As printed, the figures are decimal: dividing would leave 0.39199999999999996 of 39.2 %.
            share = float(Decimal(str(percent)) / 100)
            yield Figure(measure, "" if part == "share" else part, year, share)
