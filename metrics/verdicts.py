"""View + hypothesis + statistics -> verdict: supported, refuted or undecided, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from metrics import cells, sentences
from metrics.comparison import LEVEL
from metrics.hypotheses import HYPOTHESES, BeforeAfter, Direction, Hypothesis
from metrics.permutation import DEALS
from metrics.trials import before_after, between_kinds
from metrics.verdict import Outcome, Trial, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

ALPHA = 1 - LEVEL


def verdicts(
    con: duckdb.DuckDBPyConnection, adoption: date | None, *, deals: int = DEALS
) -> tuple[Verdict, ...]:
    """Judge every hypothesis on a mined database whose views stand.

    adoption: the first day of the month in which AI was adopted, None where it is not known; deals: how
    many times labels are dealt out anew.
    """
    columns = cells.by_view(con)
    by_committer = cells.lines(con, "committer")
    tried: dict[object, Trial] = {}
    for hypothesis in HYPOTHESES:
        design = hypothesis.design
        if isinstance(design, BeforeAfter):
            tried[design] = before_after(con, design, adoption)
        elif design not in tried:
            clock = by_committer if design.clocks else None
            tried[design] = between_kinds(columns[design.view], clock, design, deals=deals)
    return judged(HYPOTHESES, [tried[hypothesis.design] for hypothesis in HYPOTHESES])


def judged(hypotheses: Sequence[Hypothesis], trials: Sequence[Trial]) -> tuple[Verdict, ...]:
    """A verdict for each hypothesis and its trial; the p of secondary ones is adjusted for their number."""
    p = [
        None if trial.reasons else trial.p(boundary(hypothesis))
        for hypothesis, trial in zip(hypotheses, trials, strict=True)
    ]
    secondary = zip(hypotheses, p, strict=True)
    q = _adjusted([None if hypothesis.primary else value for hypothesis, value in secondary])
    return tuple(_verdict(*each) for each in zip(hypotheses, trials, p, q, strict=True))


def boundary(hypothesis: Hypothesis) -> float:
    """The difference from which on a claim holds."""
    return -hypothesis.margin if hypothesis.direction is Direction.below else hypothesis.margin


def outcome(hypothesis: Hypothesis, low: float, high: float) -> Outcome:
    """What an interval says of a claim."""
    if hypothesis.direction is Direction.above:
        low, high = -high, -low
    if high < -hypothesis.margin:
        return Outcome.supported
    return Outcome.refuted if low > -hypothesis.margin else Outcome.undecided


def _adjusted(p: Sequence[float | None]) -> list[float | None]:
    """Benjamini and Hochberg, Controlling the False Discovery Rate, J. R. Stat. Soc. B 57 (1995)."""
    tested = [value for value in p if value is not None]
    if not tested:
        return list(p)
    # Half of the time that an audit of a small history takes would go into importing it.
    from scipy.stats import false_discovery_control  # noqa: PLC0415

    q = iter(false_discovery_control(tested, method="bh"))
    return [None if value is None else float(next(q)) for value in p]


def _verdict(hypothesis: Hypothesis, trial: Trial, p: float | None, q: float | None) -> Verdict:
    told, reason = Outcome.undecided, "; ".join(trial.reasons)
    estimate, low, high = trial.estimate, trial.low, trial.high
    if not reason and estimate is not None and low is not None and high is not None:
        told = outcome(hypothesis, low, high)
        if told is Outcome.undecided:
            reach = max(high - estimate, estimate - low)
            reason = sentences.straddling(hypothesis, estimate, reach, boundary(hypothesis))
        elif q is not None and q > ALPHA:
            told, reason = Outcome.undecided, sentences.one_of_many(q)
    words = sentences.sentence(hypothesis, trial, told.value, reason)
    return Verdict(hypothesis, replace(trial, tests=()), told, p, q, reason, words)
