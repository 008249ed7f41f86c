"""Histories with a planted effect: what is true is known, so whether intervals hold it can be counted.

A history has 150 commits an arm, by 8 authors in 6 quarters; commits of an author and quarter land together
in runs. Authors, landings and commits each multiply the hazard of their lines by a frailty of their own
(gamma, mean 1), AI commits by the planted hazard ratio; how many lines a commit has is drawn from a real
history. A line is durable when it outlives 90 days.
"""

from dataclasses import dataclass

import numpy as np

from metrics.comparison import compare
from metrics.estimate import NONE
from metrics.hypotheses import Hypothesis
from metrics.sample import CAP, Floats, Sample, codes
from metrics.strata import strata
from metrics.verdict import Outcome
from metrics.verdicts import outcome

ARM = 150  # commits
AUTHORS = 8
QUARTERS = 6
LANDS_ALONE = 0.6  # probability that a commit begins a new landing
HAZARD = 0.25  # of a line within 90 days, on average
SHAPES = {"author": 4.0, "landing": 2.0, "commit": 1.0}  # of the frailties; the smaller, the wilder
DEALS = 199


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `passed` draws that passed the guards the shares that did so; bias: mean estimate minus truth."""

    truth: float
    passed: int
    bias: float
    covered: float
    reach: float
    outcomes: dict[Outcome, float]


def history(sizes: Floats, ratio: float, rng: np.random.Generator) -> tuple[Sample, Floats]:
    """A sample of 2 * ARM cells, one a commit, and of each the effect on its probability to be durable."""
    commits = 2 * ARM
    author, quarter = rng.integers(0, AUTHORS, commits), rng.integers(0, QUARTERS, commits)
    order = np.lexsort((author, quarter))
    author, quarter = author[order], quarter[order]
    alone = rng.random(commits) < LANDS_ALONE
    alone[1:] |= (np.diff(author) != 0) | (np.diff(quarter) != 0)
    landing = np.cumsum(alone)
    ai = np.zeros(commits, np.bool_)
    ai[rng.permutation(commits)[:ARM]] = True
    groups = {"author": author, "landing": landing, "commit": np.arange(commits)}
    hazard = np.full(commits, HAZARD)
    for name, group in groups.items():
        hazard *= rng.gamma(SHAPES[name], 1 / SHAPES[name], group.max() + 1)[group]
    without, with_ai = np.exp(-hazard), np.exp(-hazard * ratio)
    lines = rng.choice(sizes, commits)
    standing = rng.binomial(lines.astype(np.int64), np.where(ai, with_ai, without))
    landed = codes(landing)
    sample = Sample(
        np.arange(commits),
        landed,
        author,
        quarter,
        np.zeros(commits, np.int64),
        lines,
        standing / lines,
        ai,
        landed,
    )
    return sample, with_ai - without


def truth(sizes: Floats, ratio: float, rng: np.random.Generator, histories: int = 2000) -> float:
    """The mean effect on the AI lines, a commit counting for CAP lines at most, over many histories."""
    effect = weight = 0.0
    for _ in range(histories):
        sample, effects = history(sizes, ratio, rng)
        counted = np.minimum(sample.lines, CAP) * sample.ai
        effect, weight = effect + float(counted @ effects), weight + float(counted.sum())
    return effect / max(weight, NONE)


def coverage(sizes: Floats, ratio: float, hypothesis: Hypothesis, count: int, seed: int) -> Coverage:
    """How often intervals hold the truth, and what is made of them, in `count` histories."""
    rng = np.random.default_rng(seed)
    real = truth(sizes, ratio, rng)
    found = [
        (told.difference, told.interval.low, told.interval.high)
        for told in (compare(strata(history(sizes, ratio, rng)[0]), rng, deals=DEALS) for _ in range(count))
        if told.difference is not None and told.interval is not None
    ]
    estimate, low, high = np.array(found).T
    outcomes = [outcome(hypothesis, *ends) for ends in zip(low, high, strict=True)]
    return Coverage(
        real,
        len(found),
        float(estimate.mean() - real),
        float(((low <= real) & (real <= high)).mean()),
        float((high - low).mean() / 2),
        {each: outcomes.count(each) / len(outcomes) for each in Outcome},
    )
