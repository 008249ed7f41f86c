"""Roles: every rule by its own examples, the order of the rules, and git as the one that matches."""

import pytest
from trees import EXECUTABLE, LINK, build, mined

from analyzer.configuration import ROLES
from analyzer.files import classify
from analyzer.repository import open_repository
from analyzer.roles import rules
from analyzer.settings import Settings

MIN = "minified"


@pytest.fixture
def empty(tmp_path):
    """A sealed repository without a tree: paths are judged by their names."""
    return open_repository(build(tmp_path, {})).seal(tmp_path / "sealed")


def roles(folder, tree, *gone):
    """Role and rule of every path of a head, and of those that an earlier commit had."""
    before = dict.fromkeys(gone, "gone\n")
    repository = build(folder, before) if not tree else build(folder, before, tree)
    return {
        path: (role, rule) for path, role, rule in mined(repository, "SELECT path, role, rule FROM files")
    }


def role_of(folder, path, content="x\n", **others):
    return roles(folder, {path: content, **others})[path][0]


@pytest.mark.parametrize("names", rules().names, ids=lambda names: names.reason)
def test_names_say_what_their_examples_say(empty, names):
    example, counter = (
        classify(empty, Settings(), [path.encode() for path in paths], [])
        for paths in (names.example, names.counter)
    )

    assert [(file.role, file.rule.removeprefix("name ") in names.patterns) for file in example] == [
        (names.role, True)
    ] * len(example)
    assert names.role not in {file.role for file in counter}


def test_every_pattern_is_of_use_to_git(empty):
    """A pattern that git can not take, or that another one hides, would stand there for nothing."""
    paths = {pattern: pattern.removeprefix("/") for names in rules().names for pattern in names.patterns}
    wildcards = {"**/": "a/", "**": "a.py", "*": "a", "[jt]": "j", "[cm]": "c", "[0-9]": "1"}
    for wildcard, match in wildcards.items():
        paths = {pattern: path.replace(wildcard, match) for pattern, path in paths.items()}

    found = classify(empty, Settings(), [path.encode() for path in paths.values()], [])

    hidden = {
        pattern: file.rule
        for pattern, file in zip(paths, found, strict=True)
        if file.rule != f"name {pattern}"
    }
    assert hidden == {}


@pytest.mark.parametrize("mark", rules().marks, ids=lambda mark: mark.name)
def test_marks_say_what_their_examples_say(mark, tmp_path):
    tree = {f"example{n}.py": f"'''\n{line}\n" for n, line in enumerate(mark.example)}
    tree |= {f"counter{n}.py": f"import os\n{line}\n" for n, line in enumerate(mark.counter)}

    found = roles(tmp_path, tree)

    assert {path: role for path, role in found.items() if path.startswith("example")} == {
        path: (mark.role, f"says {mark.name}") for path in tree if path.startswith("example")
    }
    assert {role for path, (role, _) in found.items() if path.startswith("counter")} == {"source"}


def test_a_mark_below_the_top_is_a_text_that_the_program_writes(tmp_path):
    mark = "# DO NOT EDIT\n"

    found = roles(tmp_path, {"top.py": "x = 1\n" * 29 + mark, "below.py": "x = 1\n" * 30 + mark})

    assert (found["top.py"][0], found["below.py"][0]) == ("generated", "source")


@pytest.mark.parametrize(
    ("path", "lines", "role"),
    [("a.js", 200, MIN), ("a.css", 200, MIN), ("a.js", 199, "source"), ("a.py", 999, "source")],
)
def test_lines_as_long_as_a_minifiers_are_minified(path, lines, role, tmp_path):
    assert role_of(tmp_path, path, "x" * (lines - 1) + "\n" + "x" * lines) == role


@pytest.mark.parametrize(
    ("attributes", "role"),
    [
        ("*.py linguist-generated", "generated"),
        ("*.py linguist-generated=true", "generated"),
        ("*.py linguist-vendored linguist-generated", "vendored"),
        ("*.py linguist-documentation", "docs"),
        ("*.py linguist-generated=maybe", "test"),
        ("# *.py linguist-generated", "test"),
        ("/src linguist-generated", "test"),
        ("/src/** linguist-generated", "generated"),
        ("*.py linguist-generated\n/src/** -linguist-generated", "test"),
    ],
)
def test_attributes_are_asked_of_git(attributes, role, tmp_path):
    assert role_of(tmp_path, "src/test_a.py", **{".gitattributes": attributes + "\n"}) == role


@pytest.mark.parametrize(
    ("path", "content", "denied", "role"),
    [
        ("vendor/a.py", "", "vendored", "source"),
        ("vendor/test_a.py", "", "vendored", "test"),
        ("api_pb2.py", "", "generated", "source"),
        ("a.py", "# DO NOT EDIT\n", "generated", "source"),
        ("a.min.js", "", "generated", "source"),
        ("a.js", "x" * 999, "generated", "source"),
        ("docs/conf.py", "", "documentation", "source"),
        ("README.md", "", "documentation", "docs"),
        ("uv.lock", "", "generated", "lock"),
    ],
)
@pytest.mark.parametrize("denial", ["-linguist-{}", "linguist-{}=false"])
def test_an_attribute_that_is_unset_takes_the_role_away(path, content, denied, role, denial, tmp_path):
    attributes = f"* {denial.format(denied)}\n"

    assert role_of(tmp_path, path, content, **{".gitattributes": attributes}) == role


def test_attributes_deeper_down_go_before_those_above_and_need_no_file_in_the_head(tmp_path):
    found = roles(
        tmp_path,
        {
            ".gitattributes": "*.py linguist-vendored\n",
            "lib/.gitattributes": "*.py -linguist-vendored linguist-generated\n",
            "a.py": "",
            "lib/a.py": "",
        },
        "lib/gone.py",
    )

    assert found["a.py"] == ("vendored", ".gitattributes linguist-vendored")
    assert found["lib/a.py"] == found["lib/gone.py"] == ("generated", ".gitattributes linguist-generated")


def test_attributes_behind_a_link_say_nothing(tmp_path):
    link = {".gitattributes": (LINK, "elsewhere"), "elsewhere": "*.py linguist-vendored\n"}

    assert role_of(tmp_path, "a.py", **link) == "source"


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("vendor/uv.lock", "vendored"),
        ("vendor/test_a.py", "vendored"),
        ("tests/api_pb2.py", "generated"),
        ("tests/a.min.js", "minified"),
        ("tests/README.md", "docs"),
        ("tests/a.json", "data"),
        ("tests/a.png", "data"),
        ("tests/expected", "data"),
        ("docs/test_a.py", "docs"),
        ("docs/data.json", "docs"),
        ("tests/a.py", "test"),
        ("a.py", "source"),
        ("a.gleam", "source"),
        ("Makefile", "source"),
        ("index.html", "source"),
        ("requirements.txt", "docs"),
        ("a.unheard-of", "data"),
        ("a.zip", "data"),
    ],
)
def test_the_stronger_rule_decides(path, role, tmp_path):
    assert role_of(tmp_path, path) == role


def test_a_script_without_an_ending_has_the_language_of_its_interpreter(tmp_path):
    repository = build(
        tmp_path,
        {
            "run": "#!/usr/bin/env python3\n",
            "tests/run": (EXECUTABLE, "#!/bin/sh\n"),
            "run.unheard-of": (EXECUTABLE, "#!/usr/bin/ruby -w\n"),
            "not.executable": "#!/bin/sh\n",
            "odd": "#!/opt/unheard-of\n",
            "made": "# DO NOT EDIT\n",
        },
    )

    assert mined(repository, "SELECT path, language, role FROM files ORDER BY path") == [
        ("made", None, "generated"),
        ("not.executable", None, "data"),
        ("odd", None, "source"),
        ("run", "python", "source"),
        ("run.unheard-of", "ruby", "source"),
        ("tests/run", "shell", "test"),
    ]


def test_a_path_that_is_gone_is_judged_by_its_name(tmp_path):
    found = roles(tmp_path, {"a.py": "# DO NOT EDIT\n"}, "gone.py", "vendor/gone.py")

    assert [found[path][0] for path in ("a.py", "gone.py", "vendor/gone.py")] == [
        "generated",
        "source",
        "vendored",
    ]


def test_names_that_no_checkout_could_hold_are_judged_all_the_same(empty):
    paths = [b"../a.py", b"a/./b.py", b"/etc/a.py", b'vendor/\xff\n".py', b"a//b.md"]

    assert [file.role for file in classify(empty, Settings(), paths, [])] == [
        "source",
        "source",
        "source",
        "vendored",
        "docs",
    ]


def test_every_role_is_known():
    assert {names.role for names in rules().names} | {mark.role for mark in rules().marks} <= set(ROLES)
