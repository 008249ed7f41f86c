"""What a comparison must rest on before it may decide anything (METRICS.md, 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from metrics.spells import spells
from metrics.verdict import Arm

if TYPE_CHECKING:
    from metrics.clusters import Concentration
    from metrics.sample import Flags, Floats
    from metrics.strata import Strata

EFFECTIVE = 30.0  # effective clusters an arm
LARGEST = 0.10  # of an arm's weight, for the largest landing
SPELLS = 5  # author spells an arm
VARIATION = 1e-9  # standard error; below, it is rounding
PLACEMENTS = 199  # other ways to deal the labels out that these guards would let pass


def admitted(found: Concentration) -> Flags:
    """Which of k contrasts rest on enough landings, shape (k,); none that is not a number."""
    return np.asarray(
        (found.effective >= EFFECTIVE).all(axis=0) & (found.largest <= LARGEST).all(axis=0), np.bool_
    )


def arms(strata: Strata, weights: Floats, found: Concentration) -> tuple[Arm, Arm]:
    """The AI arm and the other one of a contrast, shape (n,), and its concentration, shapes (2, 1)."""
    sample = strata.sample
    spell = spells(sample, sample.ai)

    def arm(number: int, used: Flags) -> Arm:
        return Arm(
            commits=len(np.unique(sample.commit[used])),
            lines=round(sample.lines[used].sum()),
            effective=float(found.effective[number, 0]),
            largest=float(found.largest[number, 0]),
            spells=len(np.unique(spell[used])),
        )

    return arm(0, weights > 0), arm(1, weights < 0)


def refusals(ai: Arm, others: Arm, cluster: str) -> tuple[str, ...]:
    """Why this comparison may not decide, each reason with the figure that is missing; empty: it may.

    cluster: what a cluster is, in words.
    """
    found = []
    for arm, name in ((ai, "the AI code"), (others, "the other code")):
        if not arm.effective >= EFFECTIVE:
            held = np.floor(arm.effective)  # never rounded up to what is needed
            found.append(f"effective clusters in {name}: {held:.0f}, {EFFECTIVE:.0f} are needed")
        if not arm.largest <= LARGEST:
            held = np.ceil(100 * arm.largest)
            found.append(f"one {cluster} is {held:.0f} % of {name}, {100 * LARGEST:.0f} % is the most")
        if arm.spells < SPELLS:
            found.append(f"author spells in {name}: {arm.spells}, {SPELLS} are needed")
    return tuple(found)
