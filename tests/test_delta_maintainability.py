"""Delta Maintainability Model: PyDriller's figures, from a process that nothing can keep or misuse."""

import pytest
from pydriller import Git
from trees import build, shas

from analyzer.delta_maintainability import LARGEST, DeltaMaintainability, measure
from analyzer.git import ask
from analyzer.repository import open_repository
from bench.borrowed import borrowed

COMPLEX = "def grade(points):\n" + "".join(
    f"    if points > {limit}:\n        return {limit}\n" for limit in range(11)
)
FINE = "def half(number):\n    return number / 2\n"


def measured(repository, commit, tmp_path, blobs=(), **options):
    return measure(open_repository(repository).seal(tmp_path / "sealed"), commit, blobs, **options)


def test_the_figures_are_those_that_pydriller_gives_by_itself(sample_repository, tmp_path):
    repository = sample_repository
    asked = ("rev-list", "--no-merges", "--max-count=4", "--skip=200", "main", "--", "src")
    some = ask(repository, *asked).decode().split()
    root = ask(repository, "rev-list", "--max-parents=0", "main").decode().strip()
    merge = ask(repository, "rev-list", "--merges", "--max-count=1", "main").decode().strip()

    with borrowed(repository, ask(repository, "rev-parse", "main").decode().strip()) as copy:
        for number, name in enumerate((*some, root, merge)):
            commit = Git(str(copy)).get_commit(name)
            theirs = (commit.dmm_unit_size, commit.dmm_unit_complexity, commit.dmm_unit_interfacing)
            (tmp_path / str(number)).mkdir()
            assert measured(repository, name, tmp_path / str(number)) == DeltaMaintainability(*theirs)
            assert (theirs == (None, None, None)) == (name == merge)


def test_code_of_high_risk_is_for_the_worse(tmp_path):
    repository = build(tmp_path, {"a.py": FINE}, {"a.py": FINE + COMPLEX})

    assert measured(repository, shas(repository)[1], tmp_path) == DeltaMaintainability(0.0, 0.0, 1.0)


def test_where_no_language_is_known_there_is_nothing_to_say(tmp_path):
    repository = build(tmp_path, {"a.txt": FINE})

    assert measured(repository, shas(repository)[0], tmp_path) == DeltaMaintainability()


@pytest.mark.parametrize(
    ("text", "name", "options", "reason"),
    [
        (FINE, "a.py", {"seconds": 0.0}, "PyDriller has not read it within 0 seconds"),
        ("x" * (LARGEST + 1), "a.txt", {}, "it changes files of more than 32 MiB"),
        # Each of them opens a string of Swift, for lizard to look for its end.
        ("#" * 200_000, "a.swift", {"seconds": 2.0}, "PyDriller has not read it within 2 seconds"),
    ],
    ids=["no time", "large", "hostile"],
)
def test_what_takes_too_much_is_given_up(tmp_path, text, name, options, reason):
    repository = build(tmp_path, {name: text})
    blob = ask(repository, "rev-parse", f"main:{name}").decode().strip()

    told = measured(repository, shas(repository)[0], tmp_path, [blob], **options)

    assert told == DeltaMaintainability(unmeasured=reason)


def test_a_missing_object_is_told(tmp_path):
    repository = build(tmp_path, {"a.py": FINE})

    told = measured(repository, shas(repository)[0], tmp_path, ["0" * 39 + "1"])

    assert told.unmeasured == "an object is missing"
