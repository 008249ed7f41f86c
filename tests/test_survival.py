"""Survival figures beside those of R's package survival; tests/reference/survival.R makes them."""

import csv
from pathlib import Path

import numpy as np
import pytest

from metrics.curves import Hazard
from metrics.survival import AGES, Lives, curve, hazard_ratio, lives, survival

REFERENCE = Path(__file__).parent / "reference"


def read(name):
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made_up():
    rows = read("lives.csv")

    def column(name, kind):
        return np.array([float(row[name]) for row in rows]).astype(kind)

    return Lives(
        age=column("age", np.int64),
        died=column("died", np.bool_),
        lines=column("lines", np.float64),
        capped=column("capped", np.float64),
        ai=column("ai", np.bool_),
        stratum=column("stratum", np.int64),
        landing=column("landing", np.int64),
    )


@pytest.fixture(scope="module")
def reference():
    return {row["figure"]: float(row["value"]) for row in read("survival.csv")}


def four_digits(value):
    return pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize("kind", ["ai", "others"])
def test_curves_are_those_of_r(made_up, reference, kind):
    points = curve(made_up, made_up.ai if kind == "ai" else ~made_up.ai)
    assert [point.age_days for point in points] == list(AGES)
    for point in points:
        assert point.at_risk == reference[f"at_risk {kind} {point.age_days}"]
        assert point.survival == four_digits(reference[f"survival {kind} {point.age_days}"])


def test_log_rank_and_cox_are_those_of_r(made_up, reference):
    found = survival(made_up)
    assert found.log_rank_p == four_digits(reference["log_rank_p"])
    assert found.hazard == Hazard(
        ratio=four_digits(reference["hazard_ratio"]),
        low=four_digits(reference["hazard_low"]),
        high=four_digits(reference["hazard_high"]),
        p=four_digits(reference["hazard_p"]),
    )


def test_a_kind_that_the_strata_determine_has_no_hazard_ratio(made_up):
    """lifelines would say 1, p 1, and only warn."""
    apart = Lives(
        made_up.age,
        made_up.died,
        made_up.lines,
        made_up.capped,
        made_up.ai,
        made_up.ai.astype(np.int64),
        made_up.landing,
    )
    found = survival(apart)
    assert found.hazard is None
    assert found.why_no_hazard == "no stratum holds lines of both kinds"


def test_a_kind_that_never_dies_has_no_hazard_ratio(made_up):
    lasting = Lives(
        made_up.age,
        made_up.died & ~made_up.ai,
        made_up.lines,
        made_up.capped,
        made_up.ai,
        made_up.stratum,
        made_up.landing,
    )
    assert hazard_ratio(lasting) == "of one kind no line died in a stratum that holds both"


def test_without_ai_lines_there_is_no_curve_of_them(made_up):
    nobody = Lives(
        made_up.age,
        made_up.died,
        made_up.lines,
        made_up.capped,
        np.zeros_like(made_up.ai),
        made_up.stratum,
        made_up.landing,
    )
    found = survival(nobody)
    assert found.ai == ()
    assert found.log_rank_p is None


def test_a_commit_weighs_its_lines_up_to_the_cap():
    columns = {
        "seq": np.array([1, 1, 2]),
        "landed_seq": np.array([1, 1, 2]),
        "age_days": np.array([5, 9, 9]),
        "died": np.array([True, False, False]),
        "lines": np.array([25, 75, 10]),
        "ai": np.array([True, True, False]),
        "quarter": np.array([0, 0, 1]),
        "role": np.array(["source", "test", "test"]),
        "language": np.array(["python", "python", "python"]),
    }
    found = lives(columns)
    assert found.capped.tolist() == [12.5, 37.5, 10]
    assert found.stratum.tolist() == [0, 1, 2]
