"""A small share of bench/validate.py: chance is seldom taken for a difference, and intervals hold one.

The limits are those of a full run, loosened by what so few draws leave to luck: with 100 draws and a rate of
7 % one run in a thousand has more than 15.
"""

import numpy as np
import pytest
from samples import random_sample

from bench import effects, labelling
from metrics.hypotheses import HYPOTHESES

DRAWS = 100
SIZES = np.array([1, 2, 3, 5, 8, 13, 21, 34, 55, 300], float)
PRIMARY = HYPOTHESES[0]


@pytest.mark.parametrize("kind", ["commit", "branch", "author spell"])
def test_labels_at_random_are_seldom_taken_for_a_difference(kind):
    """Commits of one landing fare alike, and authors come in quarters: what misleads a plain test."""
    held = random_sample(np.random.default_rng(1), 900, authors=40, quarters=6)
    drawn = tuple(labelling.draws(held, PRIMARY, 50.0, kind, DRAWS, seed=2))
    assert len(drawn) >= DRAWS // 2
    assert sum(draw.false for draw in drawn) <= 0.15 * len(drawn)


def test_dates_at_random_are_seldom_taken_for_adoption():
    walk = np.cumsum(np.random.default_rng(3).normal(0, 0.05, 200))
    drawn = tuple(labelling.dated(walk, PRIMARY, DRAWS, seed=4))
    assert len(drawn) >= DRAWS // 2
    assert sum(draw.false for draw in drawn) <= 0.15 * len(drawn)
    # Months of a walk depend on each other, which a plain test does not know.
    assert sum(draw.naive for draw in drawn) > 0.5 * len(drawn)


@pytest.mark.parametrize("ratio", [1.0, 3.0])
def test_intervals_hold_a_planted_effect(ratio):
    found = effects.coverage(SIZES, ratio, PRIMARY, 40, seed=5)
    assert found.passed >= 20
    assert found.covered >= 0.85
    assert abs(found.bias) <= found.reach / 4
