"""What is told of survival beside the verdicts: types alone, so that to read them costs no lifelines."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Point:
    """A Kaplan-Meier curve at one age: the lines still watched then, and the share that stands."""

    age_days: int
    at_risk: int
    survival: float


@dataclass(frozen=True, slots=True)
class Hazard:
    """The hazard of AI lines over that of others, in the strata of the verdicts; 95 % interval.

    low, high, p: None where there are too few landings to tell them.
    """

    ratio: float
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Survival:
    """ai, others: their curves at some ages; log_rank_p: of both being equal, taking every line for itself;
    hazard: None where `why_no_hazard` says why.
    """

    ai: tuple[Point, ...]
    others: tuple[Point, ...]
    log_rank_p: float | None
    hazard: Hazard | None
    why_no_hazard: str


def untested(found: Survival) -> Survival:
    """The curves and the ratio without interval and p, for where the guards refuse.

    A sandwich error from few or unequal clusters is too small (Cameron and Miller, J. Human Resources 50,
    2015): beside a verdict that may not decide it would read as one that does.
    """
    bare = found.hazard and replace(found.hazard, low=None, high=None, p=None)
    return replace(found, log_rank_p=None, hazard=bare)
