"""What is told of a claim: types alone, so that to read verdicts that were kept costs no SciPy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics.clusters import Clustered
    from metrics.hypotheses import Hypothesis
    from metrics.permutation import Reference


class Outcome(StrEnum):
    """supported: the interval lies wholly beyond the margin; refuted: wholly short of it."""

    supported = "supported"
    refuted = "refuted"
    undecided = "undecided"


@dataclass(frozen=True, slots=True)
class Arm:
    """What one side of a comparison rests on, within the strata that hold both kinds.

    commits, lines: how many; effective: effective clusters; largest: the largest landing's share of the
    weight; spells: of authors.
    """

    commits: int
    lines: int
    effective: float
    largest: float
    spells: int


@dataclass(frozen=True, slots=True)
class Interval:
    """The two methods' answers and the wider of both, which decides. p: of no difference."""

    clustered: tuple[float, float]
    clustered_p: float
    permuted: tuple[float, float]
    permuted_p: float

    @property
    def low(self) -> float:
        """The lower of the two lower ends."""
        return min(self.clustered[0], self.permuted[0])

    @property
    def high(self) -> float:
        """The higher of the two higher ends."""
        return max(self.clustered[1], self.permuted[1])


@dataclass(frozen=True, slots=True)
class Row:
    """The same difference figured another way; the interval is the clustered one.

    None: there is nothing to compare; without an interval it rests on too few landings.
    """

    way: str
    estimate: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Contaminated:
    """The difference and its interval if a share of the lines not labelled AI were AI's."""

    share: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What the statistics say of one hypothesis, before anything is made of it.

    low, high: the interval that decides; reasons: why nothing may be decided; tests: whose p, of the
    difference being some value, the largest counts, done with once it is judged; arms and interval are None
    where months are compared.
    """

    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    reasons: tuple[str, ...] = ()
    tests: tuple[Clustered | Reference, ...] = ()
    ai: Arm | None = None
    others: Arm | None = None
    interval: Interval | None = None
    rows: tuple[Row, ...] = ()
    contaminated: tuple[Contaminated, ...] = ()

    def p(self, value: float) -> float | None:
        """The two-sided p of the true difference being `value`; None where nothing can be tested."""
        return max((test.p(value) for test in self.tests), default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One hypothesis judged.

    p: of the difference being just the margin, the test that the outcome is; q: p adjusted among the
    secondary claims, None for the primary one; reason: why it is undecided; sentence: all of it in words.
    """

    hypothesis: Hypothesis
    trial: Trial
    outcome: Outcome
    p: float | None
    q: float | None
    reason: str
    sentence: str
