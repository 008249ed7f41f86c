"""Labels dealt out anew by whole spells: exact on small samples; the interval is the test turned round."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from samples import random_sample, sample

from metrics.estimate import difference
from metrics.permutation import Reference, deal, reference
from metrics.spells import spells
from metrics.strata import strata

ANN, BOB = 0, 1


def anything(found):
    return np.ones(found.effective.shape[1], bool)


def test_a_spell_is_a_run_of_one_author_and_kind_within_a_quarter():
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 1, 0, False),
            (2, 2, BOB, 0, 0, 1, 0, False),
            (3, 3, ANN, 0, 0, 1, 0, False),
            (4, 4, ANN, 0, 0, 1, 0, True),
            (5, 5, ANN, 0, 0, 1, 0, False),
            (6, 6, ANN, 1, 0, 1, 0, False),
        ]
    )
    assert spells(taken, taken.ai).tolist() == [0, 4, 0, 1, 2, 3]


def test_a_commit_with_lines_of_both_kinds_is_in_two_spells():
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 1, 0, True),
            (1, 1, ANN, 0, 0, 1, 0, False),
            (1, 1, ANN, 0, 1, 1, 0, True),
            (2, 2, ANN, 0, 0, 1, 0, True),
        ]
    )
    assert spells(taken, taken.ai).tolist() == [1, 0, 1, 1]


def test_labels_are_dealt_within_their_block():
    labels, block = np.array([1, 0, 0, 1, 1, 0], bool), np.array([0, 1, 0, 1, 2, 0])
    dealt = deal(labels, block, 500, np.random.default_rng(1))
    for number in range(3):
        assert (dealt[block == number].sum(axis=0) == labels[block == number].sum()).all()
    assert dealt[4].all()
    # One label among three places: each has its turn.
    assert dealt[[0, 2, 5]].mean(axis=1) == pytest.approx([1 / 3] * 3, abs=0.1)


def test_the_reference_set_is_that_of_all_ways_to_place_the_labels():
    rng = np.random.default_rng(3)
    lines, share = rng.integers(5, 40, 6), rng.random(6)
    rows = [(n, n, n, 0, 0, lines[n], share[n], n < 2) for n in range(6)]
    taken = sample(rows)
    everything = strata(taken)
    exact = [difference(everything, np.isin(np.arange(6), chosen)) for chosen in combinations(range(6), 2)]
    found = reference(everything, anything, deals=3000, rng=rng)
    assert found.observed == pytest.approx(exact[0])
    assert set(np.round(found.estimates, 9)) == set(np.round(exact, 9))
    by_hand = np.mean(np.abs(exact) >= abs(exact[0]) - 1e-12)
    assert found.p(0.0) == pytest.approx(by_hand, abs=0.03)


def test_only_labellings_that_are_admitted_count():
    taken = random_sample(np.random.default_rng(5))
    seen = []

    def a_third(found):
        chosen = np.arange(found.effective.shape[1]) % 3 == 0
        seen.append(chosen.sum())
        return chosen

    found = reference(strata(taken), a_third, deals=300, rng=np.random.default_rng(0))
    assert len(found.estimates) == 300
    assert sum(seen) >= 300
    none = reference(
        strata(taken),
        lambda found: np.zeros(found.effective.shape[1], bool),
        deals=300,
        rng=np.random.default_rng(0),
    )
    assert len(none.estimates) == 0


@pytest.mark.parametrize("seed", range(8))
def test_the_interval_holds_the_differences_that_are_not_rejected(seed):
    rng = np.random.default_rng(seed)
    found = reference(strata(random_sample(rng)), anything, deals=399, rng=rng)
    low, high = found.interval(0.95)
    assert low <= found.observed <= high
    assert found.p(low) > 0.05 >= found.p(low - 1e-6)
    assert found.p(high) > 0.05 >= found.p(high + 1e-6)
    inside = np.linspace(low, high, 50)
    assert all(found.p(value) > 0.05 for value in inside)


def test_a_difference_taken_off_the_ai_lines_shifts_everything():
    rng = np.random.default_rng(2)
    taken = random_sample(rng)
    found = reference(strata(taken), anything, deals=200, rng=np.random.default_rng(9))
    shifted = replace(taken, share=taken.share - 0.1 * taken.ai)
    without = reference(strata(shifted), anything, deals=200, rng=np.random.default_rng(9))
    assert without.observed == pytest.approx(found.observed - 0.1)
    assert without.estimates == pytest.approx(found.estimates - 0.1 * found.overlaps)
    assert without.p(0.0) == found.p(0.1)


def test_too_few_other_labellings_bound_nothing():
    found = Reference(0.5, np.zeros(18), np.zeros(18))
    assert found.interval(0.95) == (-np.inf, np.inf)
    assert found.p(0.0) == 1 / 19


@pytest.mark.parametrize(
    ("estimate", "overlap"),
    [(0.5, 1.0), (0.5, 1 - 1e-16), (-0.5, -1.0), (0.4, 1.0), (0.6, 1.0), (-0.4, -1.0)],
)
def test_an_interval_and_p_agree_where_labels_are_dealt_as_they_were(estimate, overlap):
    """Half of the reference set is like the real labels, or like them the other way round."""
    rng = np.random.default_rng(3)
    others = rng.normal(0, 0.1, 30)
    found = Reference(0.5, np.append(np.full(30, estimate), others), np.append(np.full(30, overlap), others))

    low, high = found.interval(0.95)
    for value in np.linspace(-3, 4, 71):
        assert (found.p(value) > 0.05) == (low <= value <= high), value
