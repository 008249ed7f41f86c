"""Origins beside git blame's: on small histories with a difference of each kind, told as what it is."""

import pytest
from trees import build

from analyzer.mine import MiningOptions, mine
from bench.oracles import text_files
from bench.origins import CAUSES, compare_origins, report

ALPHA = "def alpha(first, second):\n    total = first + second\n    return total * 3\n"
BETA = "def beta(first, second):\n    product = first * second\n    return product - 4\n"
GAMMA = "gamma = 5\nreturn gamma\n"
THIRD = "the_third_value_of_all_lines = 1\n"


def compared(folder, *steps):
    repository = build(folder, *steps)
    database = folder / "history.duckdb"
    mine(repository, database, MiningOptions())
    return compare_origins(repository, database, list(text_files(repository, database)))


def indented(text):
    return "class Both:\n" + "".join(f"    {line}\n" for line in text.splitlines())


def test_moved_and_indented_lines_agree(tmp_path):
    agreement = compared(tmp_path, {"a.py": ALPHA + BETA}, {"a.py": BETA, "b.py": indented(ALPHA)})
    assert (agreement.lines, agreement.compared, agreement.agreeing) == (7, 7, 7)
    assert agreement.differences == []


def test_edited_and_copied_lines_are_not_looked_at(tmp_path):
    agreement = compared(
        tmp_path,
        {"a.py": ALPHA + BETA, "c.py": GAMMA},
        {"b.py": ALPHA + BETA, "c.py": GAMMA.replace("5", "6")},
    )
    assert (agreement.lines, agreement.compared, agreement.agreeing) == (14, 7, 7)


@pytest.mark.parametrize(
    ("before", "after", "cause", "texts"),
    [
        (
            {"a.py": ALPHA},
            {"a.py": ALPHA + BETA + ALPHA},
            "git follows a copy",
            set(ALPHA.split("\n")) - {""},
        ),
        (
            {"a.py": ALPHA + "}\n"},
            {"a.py": BETA + ALPHA + "}\n" + ALPHA + "}\n"},
            "nothing to tell it by",
            {"}"},
        ),
        (
            {"a.py": ALPHA + "short = 7\n" + BETA},
            {"a.py": ALPHA + BETA + ALPHA + "short = 7\n"},
            "git follows a short move",
            {"short = 7"},
        ),
        (
            {"a.py": ALPHA + THIRD, "b.py": BETA},
            {"a.py": ALPHA, "b.py": BETA + THIRD},
            "we follow a move",
            {THIRD.strip()},
        ),
    ],
)
def test_a_difference_has_its_cause(tmp_path, before, after, cause, texts):
    agreement = compared(tmp_path, before, after)
    assert agreement.agreeing == agreement.compared - len(agreement.differences)
    assert {one.text.decode() for one in agreement.differences if one.cause == cause} == {
        " ".join(text.split()) for text in texts
    }


def test_the_script_prints_every_cause(tmp_path, capsys):
    report(compared(tmp_path, {"a.py": ALPHA}, {"a.py": ALPHA + BETA + ALPHA}), examples=1)
    printed = capsys.readouterr().out
    assert printed.startswith("9 lines of 1 files, 9 looked at\nsame commit: 66.6667%\n")
    assert all(f" lines  {cause}\n" in printed for cause in CAUSES)
    assert "'a.py':7  b'def alpha(first, second):'\n" in printed
