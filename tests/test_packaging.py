"""The wheel carries what the program reads, and no more. .ci/run installs it and runs it."""

import tomllib
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("analyzer", "metrics", "dashboard")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Names of the files in the wheel."""
    (built,) = WheelBuilder(str(ROOT)).build(
        directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"]
    )
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_is_in_the_wheel(wheel, package):
    files = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / package).rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }

    assert f"{package}/py.typed" in files
    assert files <= wheel


def test_the_demo_finds_its_history_in_the_wheel(wheel):
    assert "dashboard/sample_repos/ai_adoption/generate.py" in wheel


def test_nothing_else_is_in_the_wheel(wheel):
    tops = {name.partition("/")[0] for name in wheel}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert not [name for name in wheel if name.endswith(".pyc")]


def test_the_licence_travels_along(wheel):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)


def test_the_command_exists():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, function = project["scripts"]["linespan"].partition(":")

    assert callable(getattr(import_module(module), function))
