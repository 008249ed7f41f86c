"""`linespan verdicts` as a person runs it, on the sample whose AI lines were given shorter lives."""

import json
import shutil

import pytest
from command import linespan


@pytest.fixture(scope="module")
def sample(mined_sample, tmp_path_factory):
    repository, mined = mined_sample
    return repository, shutil.copy(mined, tmp_path_factory.mktemp("verdicts") / "history.duckdb")


def test_the_planted_difference_is_supported(sample):
    repository, database = sample
    told = linespan("verdicts", repository, "--db", database, "--format", "json")
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    outcomes = {verdict["id"]: verdict["outcome"] for verdict in document["verdicts"]}
    assert outcomes["durability"] == "supported"
    assert outcomes["longevity"] == "refuted"
    assert len(outcomes) == 12
    assert document["adopted"] == "2024-07"


def test_a_report_goes_into_a_file_in_any_notation(sample, tmp_path):
    repository, database = sample
    for notation, begins in (("text", "Verdicts\n"), ("markdown", "# Verdicts on a history by Linespan\n")):
        file = tmp_path / notation
        told = linespan("verdicts", repository, "--db", database, "--format", notation, "-o", file)
        assert (told.returncode, told.stdout) == (0, "")
        assert file.read_text("utf-8").startswith(begins)
