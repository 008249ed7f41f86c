"""AI code and comparable other code: the difference, how sure it is, or why it can not be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from metrics import guards, permutation
from metrics.clusters import Clustered, clustered, concentration
from metrics.estimate import contrast
from metrics.verdict import Arm, Interval

if TYPE_CHECKING:
    from metrics.permutation import Reference
    from metrics.strata import Strata

LEVEL = 0.95
LANDING = "landing"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A standardised difference of shares, AI minus others; None where nothing can be compared.

    refusals: why it decides nothing, and then there is no interval.
    """

    difference: float | None
    ai: Arm
    others: Arm
    refusals: tuple[str, ...]
    by_cluster: Clustered | None = None
    by_spell: Reference | None = None

    @property
    def interval(self) -> Interval | None:
        """At 95 %."""
        if self.by_cluster is None or self.by_spell is None:
            return None
        return Interval(
            self.by_cluster.interval(LEVEL),
            self.by_cluster.p(0.0),
            self.by_spell.interval(LEVEL),
            self.by_spell.p(0.0),
        )


def compare(
    strata: Strata, rng: np.random.Generator, *, cluster: str = LANDING, deals: int = permutation.DEALS
) -> Comparison:
    """Compare the AI cells of a sample with the others, if the guards let it.

    cluster: what its clusters are, in words; deals: labellings dealt.
    """
    labels = strata.sample.ai[:, np.newaxis]
    weights = contrast(strata, labels)
    if not np.isfinite(weights).all() or not len(weights):
        nothing = Arm(0, 0, 0.0, 0.0, 0)
        return Comparison(None, nothing, nothing, ("no quarter holds AI code and other code alike",))
    found = concentration(strata, weights)
    ai, others = guards.arms(strata, weights[:, 0], found)
    difference = float(strata.sample.share @ weights[:, 0])
    refused = guards.refusals(ai, others, cluster)
    if refused:
        return Comparison(difference, ai, others, refused)
    by_cluster = clustered(strata)
    if not by_cluster.error > guards.VARIATION:
        why = f"every {cluster} fared alike, so how much chance there is in it can not be told"
        return Comparison(difference, ai, others, (why,))
    reference = permutation.reference(strata, guards.admitted, deals=deals, rng=rng)
    if len(reference.estimates) < guards.PLACEMENTS:
        why = (
            f"other ways to deal the labels out that pass these checks: {len(reference.estimates)}, "
            f"{guards.PLACEMENTS} are needed"
        )
        return Comparison(difference, ai, others, (why,))
    return Comparison(difference, ai, others, (), by_cluster, reference)
