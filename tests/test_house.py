"""The rules of the house that no linter knows. Why each stands is in CONTRIBUTING.md."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
OURS = {"analyzer", "metrics", "dashboard"}


def section(title: str) -> str:
    """The text of CONTRIBUTING.md below a heading, up to the next of the same depth."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", CONTRIBUTING, re.MULTILINE | re.DOTALL)
    assert found, f"CONTRIBUTING.md has no section {title!r}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """What stands in back quotes in the first cell of each row of a table."""
    cells = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def requirements() -> set[str]:
    groups = [PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"]]
    groups += PROJECT["dependency-groups"].values()
    return {re.split(r"[<>=!~ \[]", entry)[0] for group in groups for entry in group}


def lint_exceptions() -> set[str]:
    lint = PROJECT["tool"]["ruff"]["lint"]
    return {code for codes in [lint["ignore"], *lint["per-file-ignores"].values()] for code in codes}


def test_no_module_of_the_dashboard_shadows_another():
    """Streamlit puts the folder of app.py first on the path: pages/json.py would be everybody's json."""
    folders = (ROOT / "dashboard", ROOT / "dashboard" / "pages")
    tops = {
        file.stem for folder in folders for file in folder.iterdir() if file.suffix == ".py" or file.is_dir()
    }
    reachable = OURS | sys.stdlib_module_names | set(metadata.packages_distributions())

    assert {"app", "pages"} <= tops
    assert tops & reachable == set()


def test_the_tests_are_no_package():
    """tests/metrics/__init__.py would shadow `metrics`."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_dependency_has_its_reason():
    assert set(first_cells(section("Dependencies"))) == requirements()


def test_every_dependency_is_bounded_below():
    groups = [PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"].values()]

    assert [entry for group in groups for entry in group if ">=" not in entry] == []


def test_every_lint_exception_has_its_reason():
    assert set(first_cells(section("Lint exceptions"))) == lint_exceptions()


def test_no_module_is_called_after_nothing():
    """A name such as utils says that nobody knew what the module is about."""
    names = {file.stem for package in OURS for file in (ROOT / package).rglob("*.py")}

    assert names & {"utils", "util", "helpers", "helper", "common", "manager", "misc"} == set()
