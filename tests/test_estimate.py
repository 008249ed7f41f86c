"""The standardised difference and its clustered error: by hand, and against the long way round."""

from dataclasses import replace

import numpy as np
import pytest
from samples import random_sample, sample
from scipy import stats

from metrics.clusters import (
    clustered,
    concentration,
    degrees_of_freedom,
    jackknife_error,
)
from metrics.estimate import contrast, difference
from metrics.sample import NO_CAP, PER_COMMIT, codes
from metrics.strata import strata

ANN, BOB = 0, 1


def weights_of(taken, **ways):
    return contrast(strata(taken, **ways), taken.ai[:, np.newaxis])[:, 0]


def test_each_stratum_counts_as_much_as_its_ai_lines():
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 10, 0.5, True),
            (2, 2, BOB, 0, 0, 40, 0.8, False),
            (3, 3, ANN, 1, 0, 30, 0.6, True),
            (4, 4, BOB, 1, 0, 5, 0.2, False),
        ]
    )
    by_hand = (10 * (0.5 - 0.8) + 30 * (0.6 - 0.2)) / 40
    assert difference(strata(taken), taken.ai) == pytest.approx(by_hand)
    assert weights_of(taken).tolist() == pytest.approx([0.25, -0.25, 0.75, -0.75])


def test_an_author_of_both_kinds_is_compared_with_herself_and_the_rest_among_themselves():
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 10, 1.0, True),
            (2, 2, ANN, 0, 0, 20, 0.5, False),
            (3, 3, BOB, 0, 0, 10, 0.0, True),
            (4, 4, 2, 0, 0, 10, 1.0, False),
        ]
    )
    assert difference(strata(taken), taken.ai) == pytest.approx((10 * 0.5 + 10 * -1.0) / 20)
    without = strata(taken, by_author=False)
    assert difference(without, taken.ai) == pytest.approx(0.5 - (20 * 0.5 + 10) / 30)


def test_what_has_nothing_like_it_counts_for_nothing():
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 10, 1.0, True),
            (2, 2, BOB, 0, 0, 10, 0.5, False),
            (3, 3, ANN, 1, 0, 10, 0.0, True),
            (4, 4, BOB, 2, 0, 10, 0.0, False),
            (5, 5, BOB, 0, 1, 10, 0.0, False),
        ]
    )
    assert weights_of(taken).tolist() == [1.0, -1.0, 0.0, 0.0, 0.0]


def test_without_overlap_there_is_no_difference():
    taken = sample([(1, 1, ANN, 0, 0, 10, 1.0, True), (2, 2, BOB, 1, 0, 10, 0.5, False)])
    assert np.isnan(difference(strata(taken), taken.ai))


def test_a_commit_weighs_its_lines_up_to_the_cap_over_all_its_cells():
    taken = sample([(1, 1, ANN, 0, 0, 60, 1.0, True), (1, 1, ANN, 0, 1, 40, 1.0, True)])
    assert strata(taken).weight.tolist() == [30, 20]
    assert strata(taken, cap=NO_CAP).weight.tolist() == [60, 40]
    assert strata(taken, cap=PER_COMMIT).weight.tolist() == [0.6, 0.4]


def test_effective_clusters_and_the_largest_are_of_landings_an_arm():
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 30, 1.0, True),
            (2, 1, ANN, 0, 0, 30, 1.0, True),
            (3, 2, ANN, 0, 0, 20, 1.0, True),
            (4, 3, BOB, 0, 0, 10, 1.0, False),
            (5, 4, BOB, 0, 0, 10, 1.0, False),
        ]
    )
    weights = weights_of(taken)
    found = concentration(strata(taken), weights[:, np.newaxis])
    assert found.effective[:, 0].tolist() == pytest.approx([80**2 / (60**2 + 20**2), 2])
    assert found.largest[:, 0].tolist() == pytest.approx([0.75, 0.5])
    # Commits as if they did not depend on each other: variances 2 * 30^2, 20^2, and those of the others.
    variances = np.array([2 * (30 / 80) ** 2, (20 / 80) ** 2, 0.25, 0.25])
    assert degrees_of_freedom(strata(taken), weights) == pytest.approx(
        variances.sum() ** 2 / (variances**2).sum()
    )


@pytest.mark.parametrize("files", [0, 12])
@pytest.mark.parametrize("by_author", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_the_error_is_that_of_leaving_out_one_cluster_after_the_other(seed, by_author, files):
    """Landings, which hold whole commits, and files, which hold parts of many."""
    rng = np.random.default_rng(seed)
    taken = random_sample(rng)
    if files:
        taken = replace(taken, cluster=codes(rng.integers(0, files, len(taken))))
    whole = strata(taken, by_author=by_author)
    estimate = difference(whole, taken.ai)
    left_out = [
        difference(replace(whole, weight=np.where(taken.cluster == cluster, 0.0, whole.weight)), taken.ai)
        for cluster in range(taken.cluster.max() + 1)
    ]
    by_hand = np.sqrt(((np.array(left_out) - estimate) ** 2).sum())
    assert jackknife_error(whole, taken.ai) == pytest.approx(by_hand)


def test_two_landings_an_arm_in_one_stratum_give_the_textbook_error():
    """CR3 with two clusters an arm: each is as far from the mean of the other as they are apart."""
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 10, 1.0, True),
            (2, 2, ANN, 0, 0, 10, 0.6, True),
            (3, 3, BOB, 0, 0, 10, 0.5, False),
            (4, 4, BOB, 0, 0, 10, 0.3, False),
        ]
    )
    error = np.sqrt(2 * 0.2**2 + 2 * 0.1**2)
    found = clustered(strata(taken))
    assert (found.estimate, found.error, found.freedom) == pytest.approx((0.4, error, 4))
    low, high = found.interval(0.95)
    assert (low, high) == pytest.approx(
        (0.4 - stats.t.ppf(0.975, 4) * error, 0.4 + stats.t.ppf(0.975, 4) * error)
    )
    assert (found.p(low), found.p(high), found.p(0.4)) == pytest.approx((0.05, 0.05, 1))


def test_a_difference_carried_by_one_landing_has_no_error():
    taken = sample([(1, 1, ANN, 0, 0, 10, 1.0, True), (2, 1, BOB, 0, 0, 10, 0.5, False)])
    assert np.isnan(jackknife_error(strata(taken), taken.ai))


def test_degrees_of_freedom_take_the_parts_of_a_commit_in_two_files_for_two():
    taken = sample(
        [
            (1, 1, ANN, 0, 0, 20, 1.0, True),
            (1, 1, ANN, 0, 0, 30, 1.0, True),
            (2, 2, BOB, 0, 0, 10, 0.5, False),
            (3, 3, BOB, 0, 0, 10, 0.5, False),
        ]
    )
    taken = replace(taken, cluster=np.array([0, 1, 0, 1]))
    variances = np.array([0.4**2 + 0.5**2, 0.6**2 + 0.5**2])
    freedom = degrees_of_freedom(strata(taken), weights_of(taken))
    assert freedom == pytest.approx(variances.sum() ** 2 / (variances**2).sum())
