"""The same question asked of the same history with the labels dealt out anew, whole spells at a time.

If AI made no difference, dealing the labels of a quarter's spells out among its spells would change nothing
but by chance. The reference set holds only labellings that the guards would let pass as they let the real
one: given that set the test keeps its level whatever the outcomes are, however few and however large the
commits. Lehmann and Romano, Testing Statistical Hypotheses, 3rd ed., 15.2; the interval holds the differences
that, taken off the AI lines, leave nothing to be seen (Garthwaite, Confidence Intervals from Randomization
Tests, Biometrics 52, 1996), here in closed form, as the estimate is linear in the outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from metrics.clusters import concentration
from metrics.estimate import contrast
from metrics.spells import spells

if TYPE_CHECKING:
    from collections.abc import Callable

    from metrics.clusters import Concentration
    from metrics.sample import Flags, Floats, Ints
    from metrics.strata import Strata

    Admitted = Callable[[Concentration], Flags]

DEALS = 1999  # labellings wanted in the reference set
PATIENCE = 4  # times as many are dealt at most
_AT_ONCE = 200
_ROUNDING = 1e-12  # what is equal but for this counts as equal


@dataclass(frozen=True, slots=True)
class Reference:
    """The estimate under k other labellings, shapes (k,).

    estimates: of the outcomes; overlaps: of the real label as if it were the outcome, so that a difference
    d taken off the AI lines leaves estimates - d * overlaps; observed: under the real labels (overlap 1).
    """

    observed: float
    estimates: Floats
    overlaps: Floats

    def p(self, difference: float) -> float:
        """The two-sided p of the true difference being `difference`; at least 1 / (k + 1)."""
        dealt = np.abs(self.estimates - difference * self.overlaps)
        as_far = dealt >= abs(self.observed - difference) - _ROUNDING
        return float((1 + as_far.sum()) / (1 + len(self.estimates)))

    def interval(self, level: float) -> tuple[float, float]:
        """The differences with p above 1 - level; infinite where the reference set is too small for that."""
        allowed = int((1 - level) * (1 + len(self.estimates)) + 1e-9)
        if not allowed:
            return -np.inf, np.inf
        # |estimate - d * overlap| >= |observed - d| holds between these two, and `observed` lies there too.
        nearer = _ends(self.observed - self.estimates, 1 - self.overlaps)
        farther = _ends(self.observed + self.estimates, 1 + self.overlaps)
        ends = np.sort(np.stack([nearer, farther]), axis=0)
        # Labels dealt just as they were, or just the other way round, let every difference be.
        whole = np.isnan(ends).any(axis=0)
        low, high = np.where(whole, -np.inf, ends[0]), np.where(whole, np.inf, ends[1])
        return float(np.sort(low)[allowed - 1]), float(np.sort(high)[-allowed])


def _ends(above: Floats, below: Floats) -> Floats:
    """The quotients, shape (k,), where rounding is nothing: infinite for a / 0, NaN for 0 / 0."""
    above, below = (np.where(np.abs(value) < _ROUNDING, 0.0, value) for value in (above, below))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / below)


def reference(
    strata: Strata, admitted: Admitted, *, deals: int = DEALS, rng: np.random.Generator
) -> Reference:
    """The reference set of a sample's labels: `deals` labellings that are admitted, or as many as turn up."""
    sample = strata.sample
    spell = spells(sample, sample.ai)
    label, quarter = np.zeros(spell.max() + 1, np.bool_), np.zeros(spell.max() + 1, np.int64)
    label[spell], quarter[spell] = sample.ai, sample.quarter
    outcomes = np.stack([sample.share, sample.ai.astype(np.float64)])
    found: list[Floats] = []
    for _ in range(PATIENCE * -(-deals // _AT_ONCE)):
        weights = contrast(strata, deal(label, quarter, _AT_ONCE, rng)[spell])
        found.append((outcomes @ weights)[:, admitted(concentration(strata, weights))])
        if sum(batch.shape[1] for batch in found) >= deals:
            break
    estimates, overlaps = np.concatenate(found, axis=1)[:, :deals]
    observed = float(sample.share @ contrast(strata, sample.ai[:, np.newaxis])[:, 0])
    return Reference(observed, estimates, overlaps)


def deal(labels: Flags, block: Ints, times: int, rng: np.random.Generator) -> Flags:
    """Labels, shape (m,), shuffled within each block, shape (m,): a column a time, shape (m, times)."""
    order = np.argsort(block, kind="stable")
    dealt = np.repeat(labels[:, np.newaxis], times, axis=1)
    for members in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
        if labels[members].any() and not labels[members].all():
            dealt[members] = rng.permuted(dealt[members], axis=0)
    return dealt
