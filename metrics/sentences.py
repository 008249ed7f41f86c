"""A verdict in words that somebody without statistics can act on."""

from __future__ import annotations

from math import expm1
from typing import TYPE_CHECKING

from metrics.hypotheses import BeforeAfter, Direction, Hypothesis, Scale

if TYPE_CHECKING:
    from metrics.verdict import Trial

_KINDS = "with AI than in other code of the same quarter, role, language and, where possible, author"
_SIDES = {Direction.below: "lower", Direction.above: "higher"}
_MONTHS = "in the months since AI was adopted, 18 at most, than in as many before"


def sentence(hypothesis: Hypothesis, trial: Trial, outcome: str, reason: str) -> str:
    """The whole verdict. outcome: supported, refuted or undecided; reason: why undecided, else empty."""
    told = f"{hypothesis.claim}: {outcome}."
    if reason:
        told += f" {reason[0].upper()}{reason[1:]}."
    if trial.estimate is None:
        return told
    against = _MONTHS if isinstance(hypothesis.design, BeforeAfter) else _KINDS
    told += f" {hypothesis.estimand[0].upper()}{hypothesis.estimand[1:]} is "
    shown = amount(hypothesis, trial.estimate)
    if shown == size(hypothesis, trial.estimate):
        shown += " higher or lower"
    told += f"{shown} {against}"
    if trial.low is None or trial.high is None:
        return f"{told}; how sure that is can not be told."
    told += f" (95 % interval: {amount(hypothesis, trial.low)} to {amount(hypothesis, trial.high)})"
    limit = f"{size(hypothesis, hypothesis.margin)} {_SIDES[hypothesis.direction]}"
    if outcome == "supported":
        return f"{told}: all of it beyond {limit}, from where on it matters."
    if outcome == "refuted":
        return f"{told}: none of it reaches {limit}, from where on it would matter."
    return f"{told}."


def straddling(hypothesis: Hypothesis, estimate: float, reach: float, boundary: float) -> str:
    """Why an interval on both sides of the boundary decides nothing. reach: its far end from the estimate."""
    needed = size(hypothesis, abs(estimate - boundary))
    return (
        f"the interval reaches {size(hypothesis, reach)} from the estimate; to decide, this estimate "
        f"needs one that reaches less than {needed}"
    )


def one_of_many(q: float) -> str:
    """Why a secondary claim that would stand alone does not stand among the others."""
    return f"alone it would be decided, but not as one of several claims tested at once (q = {q:.3f})"


def amount(hypothesis: Hypothesis, difference: float) -> str:
    """A difference with its side, as "6.3 points lower"; what rounds to nothing has none."""
    told = size(hypothesis, difference)
    if not told.partition(" ")[0].strip("0."):
        return told
    side = Direction.below if difference < 0 else Direction.above
    return f"{told} {_SIDES[side]}"


def size(hypothesis: Hypothesis, difference: float) -> str:
    """A difference without its side: points of a share, percent of a figure, how many 1,000 lines have."""
    if hypothesis.scale is Scale.per_line:
        return f"{1000 * abs(difference):.1f} per 1,000 lines"
    if hypothesis.scale is Scale.logarithm:
        return f"{100 * abs(expm1(difference)):.0f} %"
    return f"{100 * abs(difference):.1f} points"
