"""Which functions a change altered: moved and renamed ones are no new ones."""

import pytest

from analyzer.comparison import Located
from analyzer.smells.python import examine
from metrics.function_changes import function_changes

LOAD = "def load(name):\n    with open(name) as file:\n        return file.read().strip()\n"
SAVE = "def save(name, text):\n    with open(name, 'w') as file:\n        file.write(text)\n    return text\n"
EDITED = LOAD.replace("        return", "        if name:\n            return")


def functions(**files):
    """All functions of some Python files, keyed by name without the suffix."""
    return [
        Located(f"{name}.py".encode(), function, text.encode().split(b"\n"))
        for name, text in files.items()
        for function in examine(text.encode()).functions
    ]


def told(before, after, **renamed):
    """(symbol and complexity before, symbol and complexity after, edited) of each change."""
    names = {f"{old}.py".encode(): f"{new}.py".encode() for old, new in renamed.items()}
    return [
        (_figures(change.before), _figures(change.after), change.edited)
        for change in function_changes(functions(**before), functions(**after), names)
    ]


def _figures(one):
    return one and f"{one.path.decode()}:{one.function.symbol} {one.function.cyclomatic}"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": LOAD}, {"a": LOAD}, []),
        ({"a": LOAD}, {"a": "import os\n\n\n" + LOAD}, []),
        ({"a": LOAD}, {"a": LOAD.replace("    ", "  ")}, []),
        ({"a": LOAD}, {"a": EDITED}, [("a.py:load 1", "a.py:load 2", True)]),
        ({"a": LOAD}, {"a": LOAD + SAVE}, [(None, "a.py:save 1", True)]),
        ({"a": LOAD + SAVE}, {"a": SAVE}, [("a.py:load 1", None, True)]),
        ({"a": LOAD}, {"a": LOAD.replace("load", "fetch")}, [("a.py:load 1", "a.py:fetch 1", False)]),
        ({"a": LOAD + SAVE}, {"a": SAVE, "b": LOAD}, [("a.py:load 1", "b.py:load 1", False)]),
        (
            {"a": LOAD},
            {"a": "class Disk:\n" + "".join(f"    {line}\n" for line in LOAD.splitlines())},
            [("a.py:load 1", "a.py:Disk.load 1", False)],
        ),
        ({}, {}, []),
    ],
    ids=["same", "shifted", "reindented", "edited", "new", "gone", "renamed", "moved", "method", "nothing"],
)
def test_what_is_altered(before, after, expected):
    assert told(before, after) == expected


def test_a_renamed_file_renames_no_function_twice():
    assert told({"a": LOAD + SAVE}, {"b": EDITED + SAVE}, a="b") == [
        ("a.py:load 1", "b.py:load 2", True),
        ("a.py:save 1", "b.py:save 1", False),
    ]


def test_of_two_of_the_same_name_each_is_its_own():
    one, other = (
        "class A:\n    def f(self):\n        return self.a\n",
        "class B:\n    def f(self):\n        pass\n",
    )

    assert told({"a": one + other}, {"a": other + one}) == []


def test_those_that_are_gone_stand_where_they_stood():
    changes = told({"a": LOAD, "c": SAVE}, {"b": "def other():\n    yield 1\n    yield 2\n"})

    assert [(before, after) for before, after, _ in changes] == [
        ("a.py:load 1", None),
        (None, "b.py:other 1"),
        ("c.py:save 1", None),
    ]
