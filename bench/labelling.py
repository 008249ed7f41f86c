"""Labels drawn at random on a real history, where AI made no difference: how often is one found?

A commit is labelled AI with a probability of 0.2, 0.35 or 0.5 in turn: each commit by itself, all commits
that landed together, all of an author's quarter, or all that an author wrote from some quarter on. In the
last labels stay with a person for years, which nothing here accounts for: it is shown to say how far that
goes, and held to no limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from metrics import placebo
from metrics.comparison import LEVEL, compare
from metrics.hypotheses import Hypothesis
from metrics.sample import Floats, Sample, codes
from metrics.strata import strata
from metrics.verdict import Outcome
from metrics.verdicts import outcome

SHARES = (0.2, 0.35, 0.5)
CAREER = "author career"
LABELLINGS = ("commit", "branch", "author spell", CAREER)
DEALS = 199


@dataclass(frozen=True, slots=True)
class Draw:
    """One labelling that passed the guards.

    false: supported, or an interval that leaves out 0; naive: whether a plain test would have found a
    difference: of cells a normal one clustered as the verdict is, of months Welch's.
    """

    false: bool
    refuted: bool
    naive: bool


def labelled(sample: Sample, labelling: str, share: float, rng: np.random.Generator) -> Sample:
    """The sample with labels drawn in blocks."""
    if labelling == CAREER:
        first = rng.integers(0, sample.quarter.max() + 1, sample.author.max() + 1)
        # Of careers that begin anywhere about half of the quarters lie behind the beginning.
        taken_up = rng.random(len(first)) < 2 * share
        return replace(sample, ai=taken_up[sample.author] & (sample.quarter >= first[sample.author]))
    block = {
        "commit": sample.commit,
        "branch": sample.landing,
        "author spell": codes(sample.author, sample.quarter),
    }[labelling]
    return replace(sample, ai=(rng.random(block.max() + 1) < share)[block])


def draws(
    sample: Sample, hypothesis: Hypothesis, cap: float, labelling: str, count: int, seed: int
) -> Iterator[Draw]:
    """Those of `count` draws that pass the guards."""
    rng = np.random.default_rng(seed)
    for number in range(count if len(sample) else 0):
        drawn = labelled(sample, labelling, SHARES[number % len(SHARES)], rng)
        if not drawn.ai.any() or drawn.ai.all():
            continue
        found = compare(strata(drawn, cap=cap), rng, deals=DEALS)
        interval = found.interval
        if interval is None or found.by_cluster is None:
            continue
        told = outcome(hypothesis, interval.low, interval.high)
        yield Draw(
            false=told is Outcome.supported or not interval.low <= 0 <= interval.high,
            refuted=told is Outcome.refuted,
            naive=abs(found.by_cluster.estimate) > 1.96 * found.by_cluster.error,
        )


def dated(series: Floats, hypothesis: Hypothesis, count: int, seed: int) -> Iterator[Draw]:
    """Those of `count` adoption months drawn from the whole history that can be told from chance."""
    rng = np.random.default_rng(seed)
    for month in rng.integers(0, len(series), count):
        reference = placebo.reference(series, int(month))
        if reference is None or placebo.missing(series, int(month)):
            continue
        low, high = reference.interval(LEVEL)
        told = outcome(hypothesis, low, high)
        sides = series[month : month + placebo.MONTHS], series[month - placebo.MONTHS : month]
        yield Draw(
            false=told is Outcome.supported or not low <= 0 <= high,
            refuted=told is Outcome.refuted,
            naive=bool(stats.ttest_ind(*sides, equal_var=False, nan_policy="omit").pvalue < 1 - LEVEL),
        )
