"""What is known of a file becomes smells: beyond its limits, by its role, and numbered among its likes."""

import pytest

from analyzer import configuration
from analyzer.smells import standards
from analyzer.smells.findings import smells
from analyzer.smells.model import Class, Examined, Function, Mark


def function(symbol="f", start=1, end=5, **others):
    plain = Function(symbol, 0, start, end, 1, 0, end - start + 1, 0, 0)
    return plain._replace(**others)


def mark(rule, line, subject="", symbol=""):
    return Mark(rule, symbol, line, line, subject, "said so")


def held(text=""):
    return standards.in_force(dict(configuration.read("linespan.toml", text.encode()).standards))


def found(examined, role="source", text=""):
    return [
        (smell.rule, smell.symbol, smell.ordinal, smell.start_line, smell.value, smell.threshold)
        for smell in smells(b"a.py", role, examined, held(text))
    ]


@pytest.mark.parametrize(
    ("rule", "measure", "limit"),
    [
        ("complex-function", "cyclomatic", 10),
        ("cognitive-complexity", "cognitive", 15),
        ("long-function", "length", 60),
        ("many-parameters", "parameters", 5),
        ("deep-nesting", "nesting", 4),
    ],
)
def test_a_function_beyond_a_limit(rule, measure, limit):
    at = Examined("python", 99, (function(**{measure: limit}),))
    beyond = Examined("python", 99, (function(**{measure: limit + 1}),))

    assert found(at) == []
    assert found(beyond) == [(rule, "f", 0, 1, limit + 1, limit)]


def test_classes_and_files_beyond_a_limit():
    examined = Examined("python", 1001, classes=(Class("A", 0, 3, 90, 21),), maintainability=9.9)

    assert found(examined) == [
        ("large-file", "", 0, 1, 1001, 1000),
        ("low-maintainability", "", 0, 1, 9.9, 10),
        ("large-class", "A", 0, 3, 21, 20),
    ]


def test_a_limit_is_the_teams_to_set():
    examined = Examined("python", 20, (function(cyclomatic=12),))

    assert found(examined, text="[limits]\ncomplex-function = 12\n") == []
    assert found(examined, text="[limits]\ncomplex-function = 11.5\n") == [
        ("complex-function", "f", 0, 1, 12, 11.5)
    ]
    assert found(examined, text="[rules]\ncomplex-function = 'off'\n") == []
    assert len(found(examined, text="[rules]\ncomplex-function = 'warn'\n")) == 1


def test_what_is_not_measured_is_no_smell():
    assert found(Examined("c", 20, (function(cognitive=None, parameters=None, nesting=None),))) == []


def test_rules_look_at_their_roles_alone():
    examined = Examined(
        "python", 9, marks=(mark("empty-test", 1, symbol="test_a"), mark("boolean-trap", 5, "def f(a=True):"))
    )

    assert [rule for rule, *_ in found(examined)] == ["boolean-trap"]
    assert [rule for rule, *_ in found(examined, "test")] == ["empty-test"]
    assert found(examined, "docs") == []


def test_ordinals_count_those_that_are_named_alike_by_line():
    marks = (
        mark("unused-import", 7, "import os"),
        mark("unused-import", 1, "import os"),
        mark("unused-import", 3, "import re"),
        mark("mutable-default", 9, "import os"),
    )
    functions = tuple(function("C.f", line, line + 70, length=71, ordinal=line) for line in (30, 200, 400))

    assert [
        (rule, ordinal, line)
        for rule, _, ordinal, line, *_ in found(Examined("python", 500, functions, marks=marks))
    ] == [
        ("unused-import", 0, 1),
        ("unused-import", 0, 3),
        ("unused-import", 1, 7),
        ("mutable-default", 0, 9),
        ("long-function", 0, 30),
        ("long-function", 1, 200),
        ("long-function", 2, 400),
    ]


def test_only_lines_have_a_subject_and_only_limits_a_figure():
    examined = Examined(
        "python",
        9,
        marks=(
            mark("unused-import", 1, "import os"),
            mark("mostly-mocks", 2, "def test_a():", "test_a"),
        ),
    )
    line, test = smells(b"a.py", "test", examined, held())

    assert (line.subject, line.value, line.threshold, line.message) == ("import os", None, None, "said so")
    assert (test.subject, test.value, test.threshold) == ("", None, None)


def test_a_finding_says_what_it_found():
    told = smells(b"a.py", "source", Examined("python", 1234, maintainability=9.25), held())

    assert [smell.message for smell in told] == ["a file of 1,234 lines", "a maintainability index of 9.2"]


def test_a_path_may_be_anything():
    (smell,) = smells(b"\xff\n.py", "source", Examined("python", 1001), held())

    assert smell.identity == ("large-file", b"\xff\n.py", "", 0, "")
