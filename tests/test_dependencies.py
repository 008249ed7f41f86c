"""Imports of Python files, what a tree declares, and imports that nobody declares."""

import pytest

from analyzer.smells.dependencies import phantoms
from analyzer.smells.imports import imports
from analyzer.smells.manifests import declared, is_manifest
from analyzer.smells.model import Import
from analyzer.smells.python_source import parse


def imported(code: str) -> dict[str, bool]:
    return {one.name: one.optional for one in imports(parse(code.encode()))}


def told(code: str, manifests: dict[str, str], *others: str, path: str = "app.py") -> list[str]:
    """The phantoms of a file in a tree."""
    contents = {name.encode(): content.encode() for name, content in manifests.items()}
    paths = [path.encode(), *contents, *(other.encode() for other in others)]
    found = {path.encode(): imports(parse(code.encode()))}
    return [smell.subject for smell in phantoms(found, paths, declared(contents).names)]


def names(path: str, content: str) -> list[str]:
    return sorted(declared({path.encode(): content.encode()}).names)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import a.b, c as d\nfrom e.f import g\n", {"a.b": False, "c": False, "e.f": False}),
        ("from . import a\nfrom .b import c\n", {}),
        ("try:\n    import a\nexcept ImportError:\n    import b\n", {"a": True, "b": True}),
        ("try:\n    import a\nexcept (KeyError, ModuleNotFoundError):\n    a = None\n", {"a": True}),
        ("try:\n    import a\nexcept:\n    pass\n", {"a": True}),
        ("try:\n    import a\nexcept KeyError:\n    pass\n", {"a": False}),
        ("try:\n    import a\nfinally:\n    pass\n", {"a": False}),
        ("import typing as t\nif t.TYPE_CHECKING:\n    import a\n", {"typing": False, "a": True}),
        ("if x:\n    import a\n", {"a": False}),
        ("with contextlib.suppress(ImportError):\n    import a\n", {"a": True}),
        ("with open(x):\n    import a\n", {"a": False}),
        ("def f():\n    class A:\n        import a\n", {"a": False}),
        ("importlib.import_module('a')\n", {}),
        (
            "try:\n    import a\nexcept ImportError:\n    pass\nif has:\n    import a.b\n",
            {"a": True, "a.b": True},
        ),
        ("def test(p):\n    (p / 'made.py').write_text('')\n    import made\n", {"made": True}),
        ("import made\nopen('made.py')\n", {"made": False}),
        ("# /// script\n# dependencies = ['a']\n# ///\nimport a\n", {}),
    ],
)
def test_imports(code, expected):
    assert imported(code) == expected


def test_imports_know_their_lines():
    assert imports(parse(b"import b\n\nimport a\n")) == (Import("b", 1, False), Import("a", 3, False))


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (
            "pyproject.toml",
            "[project]\nname = 'Me'\ndependencies = ['A_b[x]>=1; y', 'c']",
            ["a-b", "c", "me"],
        ),
        ("pyproject.toml", "[project.optional-dependencies]\nx = ['a', 'b @ https://h/b.zip']", ["a", "b"]),
        ("pyproject.toml", "[dependency-groups]\nd = ['a', {include-group = 'e'}]\ne = ['b~=1']", ["a", "b"]),
        ("pyproject.toml", "[build-system]\nrequires = ['hatchling']", ["hatchling"]),
        ("pyproject.toml", "[tool.poetry.dependencies]\na = '^1'\nb = {git = 'x'}", ["a", "b"]),
        ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\na = '*'", ["a"]),
        ("pyproject.toml", "[tool.pdm.dev-dependencies]\nt = ['a']", ["a"]),
        ("pyproject.toml", "[tool.hatch.envs.t]\nextra-dependencies = ['a']", ["a"]),
        ("setup.cfg", "[metadata]\nname = me\n[options]\ninstall_requires =\n  a>=1\n  b", ["a", "b", "me"]),
        ("setup.cfg", "[options.extras_require]\nx = a; b\ny =\n  c", ["a", "c"]),
        ("setup.py", "r = ['a>=1']\nsetup(install_requires=r, extras_require={'x': ['b']})", ["a", "b", "x"]),
        ("requirements.txt", "a==1 # why\n-r b.txt\n\nC.d[e] --hash=x\n#f\n", ["a", "c-d"]),
        (
            "requirements/dev.in",
            "-e git+https://h/x/Some.git@v1#egg=some\ngit+https://h/x/two.git@v1",
            ["some", "two"],
        ),
        ("a/dev-requirements.txt", "a", ["a"]),
        ("Pipfile", "[[source]]\nname = 'p'\n[packages]\na = '*'\n[dev-packages]\nb = {}", ["a", "b"]),
        (
            "environment.yml",
            "dependencies:\n  - a=1\n  - f::b\n  - pip:\n    - c>=2\n",
            ["a", "b", "c", "pip"],
        ),
        ("tox.ini", "[testenv]\ndeps =\n  py311: a>1\n  b\ncommands = x", ["a", "b"]),
        ("noxfile.py", "session.install('a', 'b>=1')", ["a", "b"]),
        ("uv.lock", '[[package]]\nname = "a"\nversion = "1"\n[[package]]\nname = "b"\n', ["a", "b"]),
        ("Pipfile.lock", '{"default": {"a": {}}, "develop": {"b": {}}}', ["a", "b"]),
    ],
)
def test_what_a_manifest_declares(path, content, expected):
    assert is_manifest(path.encode())
    assert names(path, content) == expected


@pytest.mark.parametrize(
    "path", ["setup_tools.py", "docs/setup.pyx", "requirements.md", "my-pyproject.toml", "\xff"]
)
def test_what_is_no_manifest(path):
    assert not is_manifest(path.encode("latin-1"))


@pytest.mark.parametrize(
    ("manifests", "unknown"),
    [
        ({}, "no file declares dependencies"),
        ({"pyproject.toml": "[tool.ruff]"}, "no file declares dependencies"),
        ({"tox.ini": "[testenv]\ndeps = a"}, "no file declares dependencies"),
        ({"pyproject.toml": "[project"}, "pyproject.toml can not be read"),
        ({"pyproject.toml": "a." * 5000}, "pyproject.toml can not be read"),
        ({"setup.py": "print 'a'"}, "setup.py can not be read"),
        ({"setup.cfg": "a"}, "setup.cfg can not be read"),
        ({"Pipfile.lock": "["}, "Pipfile.lock can not be read"),
        ({"setup.py": "setup(install_requires=read())"}, "setup.py takes its dependencies from elsewhere"),
        (
            {"pyproject.toml": "[project]\nname = 'a'\ndynamic = ['dependencies']"},
            "pyproject.toml takes its dependencies from elsewhere",
        ),
        ({"setup.py": "setup(install_requires=read())", "requirements.txt": "a"}, ""),
        ({"pyproject.toml": "[project]\ndynamic = ['dependencies']", "setup.py": "setup()"}, ""),
        ({"pyproject.toml": "[project]\nname = 'a'"}, ""),
        ({"requirements.txt": ""}, ""),
    ],
)
def test_a_tree_of_which_too_little_is_known(manifests, unknown):
    assert declared({path.encode(): text.encode() for path, text in manifests.items()}).unknown == unknown


@pytest.mark.parametrize("content", ["project = 3", "[tool]\npoetry = 1", "[project]\nname = 1\ndynamic = 2"])
def test_values_of_the_wrong_kind_do_no_harm(content):
    assert declared({b"pyproject.toml": content.encode()}).names <= {"1"}


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("yaml", "PyYAML"),
        ("PIL", "pillow"),
        ("cv2", "opencv-python-headless"),
        ("sklearn", "scikit-learn"),
        ("bs4", "beautifulsoup4"),
        ("dateutil", "python-dateutil"),
        ("attr", "attrs"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("google.protobuf", "protobuf"),
        ("zope.interface", "zope.interface"),
        ("psycopg2", "psycopg2-binary"),
        ("rest_framework", "djangorestframework"),
        ("environ", "django-environ"),
        ("git", "GitPython"),
        ("discord", "discord.py"),
        ("flask_sqlalchemy", "Flask-SQLAlchemy"),
        ("markupsafe", "jinja2"),
    ],
)
def test_a_declared_name_brings_its_module(module, distribution):
    code = f"import {module}\n"
    assert told(code, {"requirements.txt": distribution}) == []
    assert told(code, {"requirements.txt": "other"}) == [module.partition(".")[0]]


@pytest.mark.parametrize(
    ("code", "others"),
    [
        ("import os, tomllib, distutils, urllib2, __main__", []),
        ("import own.part", ["own/__init__.py"]),
        ("import own", ["src/own/__init__.py"]),
        ("import own.part", ["src/own/part/a.py"]),
        ("import beside", ["scripts/beside.py"]),
        ("import helpers", ["tests/helpers.py"]),
        ("import fast", ["fast.pyx"]),
        ("import _speedups", []),
    ],
)
def test_what_needs_no_declaration(code, others):
    assert told(code, {"requirements.txt": ""}, *others, path="scripts/run.py") == []


def test_a_module_inside_a_package_is_found_from_there_alone():
    assert told("import yaml", {"requirements.txt": ""}, "app/__init__.py", "app/yaml.py") == ["yaml"]
    inside = told(
        "import yaml", {"requirements.txt": ""}, "app/__init__.py", "app/yaml.py", path="app/run.py"
    )
    assert inside == []


def test_an_invented_name_is_told_once_for_each_file_at_its_first_line():
    code = "import os\nimport fast_json_tools\nfrom fast_json_tools.x import y\n"
    found = {path: imports(parse(code.encode())) for path in (b"b.py", b"a.py")}
    smells = phantoms(found, found, {"requests"})
    assert [(one.path, one.subject, one.start_line, one.rule) for one in smells] == [
        (b"a.py", "fast_json_tools", 2, "phantom-dependency"),
        (b"b.py", "fast_json_tools", 2, "phantom-dependency"),
    ]
    assert phantoms(found, found, {"requests"}, known=["fast_json_tools"]) == []


def test_an_optional_import_is_no_phantom():
    assert told("try:\n    import a_b\nexcept ImportError:\n    pass\n", {"requirements.txt": ""}) == []


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", "\r"])
def test_blanks_take_no_longer_than_their_length(blank):
    blanks = blank * 500_000

    assert names("setup.cfg", f"[options]\ninstall_requires{blanks}={blanks}requests\nx{blanks}y\n") == [
        "requests"
    ]
