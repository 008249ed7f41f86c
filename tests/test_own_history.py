"""git as the oracle of this project's own history, all of it."""

import subprocess
from pathlib import Path

import pytest

from analyzer.mine import MiningOptions, mine
from bench.oracles import compare_blame, compare_numstat, compare_operations, law, text_files

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    # A skipped test would look like a passed one on every machine that has only an archive of the sources.
    assert (ROOT / ".git").exists(), (
        "this needs Linespan's own history: run it in a full clone, not in an archive"
    )
    shallow = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--is-shallow-repository"], capture_output=True, check=True
    )
    assert shallow.stdout == b"false\n", "this test needs the whole history: git fetch --unshallow"
    file = tmp_path_factory.mktemp("own") / "history.duckdb"
    mine(ROOT, file, MiningOptions(rev="HEAD"))
    return file


def test_changes_equal_numstat(database):
    agreement = compare_numstat(ROOT, database)
    assert agreement.agreeing > 0
    assert (agreement.only_ours, agreement.only_git) == ([], [])


def test_operations_sum_to_numstat(database):
    agreement = compare_operations(ROOT, database)
    assert agreement.agreeing > 0
    assert agreement.differing == []


def test_last_touches_equal_blame(database):
    files = text_files(ROOT, database)
    agreement = compare_blame(ROOT, database, files)
    assert (agreement.lengths, agreement.unblamed) == ([], [])
    assert dict(agreement.disagreements) == {}
    assert agreement.same_place == sum(files.values())


def test_no_line_is_lost(database):
    kept = law(ROOT, database)
    assert kept.holds, kept
