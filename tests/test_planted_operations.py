"""What was planted into the sample's tree is found, and a database that errs is seen to."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from bench.planted.judgement import OPERATIONS, judge
from bench.planting import judged, planted

BENCH = Path(__file__).resolve().parents[1] / "bench"
GOAL = 0.95


@pytest.fixture(scope="module")
def mined(sample_repository, tmp_path_factory):
    """The ground, the folder with its repository and its database, and the judgement."""
    ground = planted(sample_repository, "main", seed=1, commits=40)
    folder = tmp_path_factory.mktemp("planted")
    return ground, folder, judged(ground, folder)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operations_are_found(mined, operation):
    _, _, judgement = mined
    assert judgement.recall(operation).of > 0
    assert judgement.recall(operation).value >= GOAL
    assert judgement.precision(operation).value >= GOAL


@pytest.mark.parametrize("operation", [*OPERATIONS[:6], "kept", "file renamed"])
def test_origins_are_found(mined, operation):
    _, _, judgement = mined
    assert judgement.origin(operation).of > 0
    assert judgement.origin(operation).value >= GOAL


def test_nothing_is_left_out_but_copies_beside_strings(mined):
    ground, _, judgement = mined
    lines = sum(map(len, ground.files.values()))
    assert sum(judgement.left_out.values()) == sum(
        not line.judged for whole in ground.files.values() for line in whole
    )
    assert sum(judgement.pairs.values()) + sum(judgement.left_out.values()) >= lines + len(ground.deaths)


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        (
            "UPDATE live_runs SET touch_operation = 'added' WHERE touch_operation = 'moved'",
            lambda judgement: (
                judgement.recall("moved").value == 0.0 and judgement.precision("added").value < GOAL
            ),
        ),
        (
            "UPDATE live_runs SET birth_line = birth_line + 1",
            lambda judgement: judgement.origin("moved").value == judgement.origin("kept").value == 0.0,
        ),
        (
            "UPDATE line_runs SET death_kind = 'deleted' WHERE fate = 'dead'",
            lambda judgement: (
                judgement.recall("rewritten").value == 0.0 and judgement.precision("deleted").value < GOAL
            ),
        ),
        (
            "DELETE FROM line_runs WHERE fate = 'dead'",
            lambda judgement: judgement.recall("deleted").value == 0.0,
        ),
        (
            "UPDATE line_runs SET fate = 'dead', death_seq = 1, death_kind = 'rewritten'",
            lambda judgement: judgement.precision("rewritten").value < GOAL,
        ),
        (
            "UPDATE copies SET copied_from = 'elsewhere'",
            lambda judgement: judgement.origin("copied").value == 0.0,
        ),
    ],
    ids=["operation", "origin", "end", "no end", "end of living", "source"],
)
def test_an_erring_database_is_seen_to_err(mined, tmp_path, error, wrong):
    ground, folder, _ = mined
    erring = tmp_path / "history.duckdb"
    shutil.copy(folder / "history.duckdb", erring)
    with duckdb.connect(str(erring)) as connection:
        connection.execute(error)
    assert wrong(judge(ground, set(), folder / "repository", erring))


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, BENCH / script, *arguments], check=True, capture_output=True, encoding="utf-8"
    )


def test_the_script_prints_what_it_judged(sample_repository):
    arguments = (sample_repository, "--commits", "4", "--seed", "2")
    data = json.loads(run("planting.py", *arguments, "--json").stdout)
    table = run("planting.py", *arguments, "--plants", "--misses").stdout
    assert list(data["operations"]) == list(OPERATIONS)
    for operation, shares in data["operations"].items():
        assert f"| {operation} | {shares['recall']['of']:,} |" in table
    for plant in data["plants"]:
        assert f"\n{plant}: " in table


def test_cases_to_read_have_no_labels(mined, tmp_path):
    _, folder, _ = mined
    key = tmp_path / "key.tsv"
    arguments = (folder / "repository", "--db", folder / "history.duckdb", "--key", key, "--count", "3")
    cases = run("sample_operations.py", *arguments).stdout.split("=" * 100)[1:]
    labels = [line.split("\t") for line in key.read_text("utf-8").splitlines()]
    assert sorted(label[1] for label in labels) == sorted(OPERATIONS * 3)
    assert [label[1] for label in labels] != sorted(label[1] for label in labels)
    for (number, operation, commit, path, line), case in zip(labels, cases, strict=True):
        head, place, *hunk = case.strip().splitlines()
        sign = "-" if operation in {"deleted", "rewritten"} else "+"
        assert head.startswith(f"case {number} ")
        assert commit.startswith(head.split()[2])
        assert place == f"the lines marked > ({sign}), {path}:{line}"
        marked = [row for row in hunk if row.startswith(">")]
        assert marked
        assert all(row.split(maxsplit=2)[2].startswith(sign) for row in marked)
        assert operation not in head + place
