"""Each guard in a case in which it must refuse, and one in which none does."""

import re
from dataclasses import replace

import numpy as np
import pytest
from samples import sample

from metrics.comparison import compare
from metrics.guards import refusals
from metrics.strata import strata
from metrics.verdict import Arm

ENOUGH = Arm(commits=40, lines=2000, effective=30.0, largest=0.10, spells=5)


def balanced(landings=40, *, authors=40, quarters=2, large=1):
    """A quarter of each kind, every landing of 10 lines but the first AI one of `large` times as many."""
    rng = np.random.default_rng(0)
    return sample(
        [
            (
                n,
                n,
                n % authors,
                (n // 2) % quarters,
                0,
                10 * (large if n == 0 else 1),
                rng.random(),
                n % 2 == 0,
            )
            for n in range(2 * landings)
        ]
    )


def refused(taken):
    return compare(strata(taken), np.random.default_rng(0), deals=399).refusals


def test_enough_is_not_refused():
    assert refusals(ENOUGH, ENOUGH, "landing") == ()
    found = compare(strata(balanced()), np.random.default_rng(0), deals=399)
    assert found.refusals == ()
    assert found.interval.low < found.difference < found.interval.high


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ({"effective": 29.9}, "effective clusters in the AI code: 29, 30 are needed"),
        ({"effective": 12.2}, "effective clusters in the AI code: 12, 30 are needed"),
        ({"largest": 0.101}, "one landing is 11 % of the AI code, 10 % is the most"),
        ({"spells": 4}, "author spells in the AI code: 4, 5 are needed"),
    ],
)
def test_each_limit_refuses_by_itself_on_either_side(lacking, reason):
    assert refusals(replace(ENOUGH, **lacking), ENOUGH, "landing") == (reason,)
    assert refusals(ENOUGH, replace(ENOUGH, **lacking), "landing") == (reason.replace("AI", "other"),)


def test_what_is_not_a_number_is_refused():
    assert len(refusals(replace(ENOUGH, effective=np.nan, largest=np.nan), ENOUGH, "landing")) == 2


def test_few_landings_are_refused():
    assert refused(balanced(20)) == (
        "effective clusters in the AI code: 20, 30 are needed",
        "effective clusters in the other code: 20, 30 are needed",
    )


def test_a_landing_that_outweighs_the_others_is_refused():
    landed_together = balanced(60)
    taken = replace(landed_together, cluster=np.where(landed_together.commit < 14, 0, landed_together.commit))
    assert "one landing is 12 % of the AI code, 10 % is the most" in refused(taken)


def test_two_people_with_a_kind_each_are_refused():
    assert refused(balanced(authors=2)) == (
        "author spells in the AI code: 2, 5 are needed",
        "author spells in the other code: 2, 5 are needed",
    )


def test_a_file_that_outweighs_the_others_is_refused_by_its_name():
    taken = balanced()
    one_file = replace(taken, cluster=np.where(taken.commit < 14, 0, taken.commit))
    found = compare(strata(one_file), np.random.default_rng(0), cluster="file")
    assert any(reason.startswith("one file is ") for reason in found.refusals)


def test_labels_that_could_hardly_lie_otherwise_are_refused():
    """31 equal AI commits among others of any size: were others AI's, they would weigh too unlike."""
    ai = [(n, n, n, 0, 0, 10, n % 2, True) for n in range(31)]
    sizes = [1] * 40 + [50] * 40
    others = [(n, n, n, 0, 0, size, n % 2, False) for n, size in enumerate(sizes, 31)]
    (reason,) = refused(sample(ai + others))
    assert re.fullmatch(
        r"other ways to deal the labels out that pass these checks: \d+, 199 are needed", reason
    )


def test_outcomes_without_variation_are_refused():
    """None of 40 copied anything: that is no proof that nobody copies."""
    taken = balanced()
    assert refused(replace(taken, share=np.zeros(len(taken)))) == (
        "every landing fared alike, so how much chance there is in it can not be told",
    )


def test_kinds_that_never_meet_are_refused():
    taken = balanced()
    apart = replace(taken, quarter=taken.ai.astype(np.int64))
    found = compare(strata(apart), np.random.default_rng(0))
    assert found.difference is None
    assert found.refusals == ("no quarter holds AI code and other code alike",)
    assert found.interval is None
