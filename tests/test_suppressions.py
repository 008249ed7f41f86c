"""Comments that excuse smells: where they are read, what they cover, and which do nothing."""

import pytest

from analyzer.smells.model import Smell, Suppression
from analyzer.smells.python_source import parse
from analyzer.smells.suppressions import (
    IDLE,
    NO_REASON,
    NO_RULE,
    UNKNOWN_RULE,
    Unheeded,
    apply,
    in_other_languages,
    in_python,
)

SAID = "linespan: ignore[long-function] generated"


def smell(rule: str, start: int, end: int | None = None, path: bytes = b"a.py") -> Smell:
    return Smell(rule, path, "f", 0, start, end or start, None, None, "")


def places(found: tuple[Suppression, ...]) -> list[tuple[int, int]]:
    return [(one.line, one.covers) for one in found]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"def f():  # {SAID}\n    pass\n", [(1, 1)]),
        (f"# {SAID}\ndef f():\n    pass\n", [(1, 2)]),
        (f"# {SAID}\n\n# and more\n@a\n@b(\n  1)\ndef f():\n    pass\n", [(1, 7)]),
        (f"@a  # {SAID}\ndef f():\n    pass\n", [(1, 2)]),
        (f"@a\n# {SAID}\ndef f():\n    pass\n", [(2, 3)]),
        (f"def f(\n    a,  # {SAID}\n):\n    pass\n", [(2, 1)]),
        (f"def f():\n    # {SAID}\n    return 1\n", [(2, 3)]),
        (f"def f(): return 1  # {SAID}\n", [(1, 1)]),
        (f"x = 1  # {SAID}\n", [(1, 1)]),
        (f"x = '# {SAID}'\n", []),
        (f'"""\n# {SAID}\n"""\n', []),
        (f"x = 1\n# {SAID}\n", [(2, 2)]),
    ],
)
def test_in_python(code, expected):
    assert places(in_python(parse(code.encode()))) == expected


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("c", f"int f(void) {{ // {SAID}\n}}\n", [(1, 1)]),
        ("c", f"/* {SAID} */\nint f(void) {{\n}}\n", [(1, 2)]),
        ("c", f"/*\n * {SAID}\n */\nint f(void) {{\n}}\n", [(2, 4)]),
        ("c", f"x = 1; /* {SAID} */\n", [(1, 1)]),
        ("c", f'x = "// {SAID}";\n', []),
        ("c", f"x = {SAID};\n", []),
        ("java", f"// {SAID}\n@Override\n@A(1)\nvoid f() {{\n}}\n", [(1, 4)]),
        ("rust", f"// {SAID}\n#[inline]\nfn f() {{\n}}\n", [(1, 3)]),
        ("c#", f"// {SAID}\n[Test]\nvoid F() {{\n}}\n", [(1, 3)]),
        ("javascript", f"const s = `// {SAID}`\n", []),
        ("ruby", f"def f # {SAID}\nend\n", [(1, 1)]),
        ("lua", f"-- {SAID}\nfunction f()\nend\n", [(1, 2)]),
        ("vue", f"<!-- {SAID} -->\n<p>a</p>\n", [(1, 2)]),
        ("gdscript", f"# {SAID}\n", []),
    ],
)
def test_in_other_languages(language, code, expected):
    found = in_other_languages(code.encode(), language)
    assert places(found) == expected
    assert {one.reason for one in found} <= {"generated"}
    assert {one.rules for one in found} <= {("long-function",)}


@pytest.mark.parametrize(
    ("comment", "rules", "reason"),
    [
        ("linespan: ignore[a, b-c] why not", ("a", "b-c"), "why not"),
        ("linespan:ignore[a]: because", ("a",), "because"),
        ("noqa: X1  linespan: ignore[a] - because", ("a",), "because"),
        ("linespan: ignore[a]", ("a",), ""),
        ("linespan: ignore[]  why", (), "why"),
        ("linespan: ignore why", (), "why"),
    ],
)
def test_what_a_comment_says(comment, rules, reason):
    expected = (Suppression(1, 1, rules, reason),)
    assert in_python(parse(f"x = 1  # {comment}\n".encode())) == expected
    assert in_other_languages(f"x = 1; /* {comment} */\n".encode(), "c") == expected


@pytest.mark.parametrize("code", [b"x = 1  # linespan: ignored[a] b\n", b"# ignore[a] b\n", b""])
def test_what_is_no_suppression(code):
    assert in_python(parse(code)) == in_other_languages(code, "ruby") == ()


@pytest.mark.parametrize(
    ("standing", "suppression", "excused"),
    [
        (smell("long-function", 3, 90), Suppression(3, 3, ("long-function",), "r"), True),
        (smell("long-function", 3, 90), Suppression(2, 3, ("long-function",), "r"), True),
        (smell("long-function", 3, 90), Suppression(4, 4, ("long-function",), "r"), False),
        (smell("long-function", 3, 90), Suppression(3, 3, ("complex-function",), "r"), False),
        (smell("long-function", 3, 90), Suppression(3, 3, ("long-function",), ""), False),
        (smell("empty-test", 3, 9), Suppression(2, 3, ("empty-test",), "r"), True),
        (smell("large-class", 3, 90), Suppression(2, 3, ("large-class",), "r"), True),
        (smell("large-file", 1, 2000), Suppression(7, 8, ("large-file",), "r"), True),
        (smell("swallowed-error", 3, 4), Suppression(4, 4, ("swallowed-error",), "r"), True),
        (smell("swallowed-error", 3, 4), Suppression(2, 3, ("swallowed-error",), "r"), True),
        (smell("swallowed-error", 3, 4), Suppression(5, 6, ("swallowed-error",), "r"), False),
        (smell("unused-argument", 2), Suppression(2, 1, ("unused-argument",), "r"), True),
        (smell("duplicated-block", 3, 9), Suppression(2, 3, ("duplicated-block",), "r"), True),
        (smell("long-function", 3, path=b"b.py"), Suppression(3, 3, ("long-function",), "r"), False),
    ],
)
def test_which_smells_a_comment_excuses(standing, suppression, excused):
    applied = apply([standing], {b"a.py": [suppression]}, ())
    assert [one.smell for one in applied.excused] == ([standing] if excused else [])
    assert applied.kept == ([] if excused else [standing])
    assert {one.reason for one in applied.excused} <= {"r"}


def test_a_comment_that_does_nothing_is_told():
    suppressions = [
        Suppression(1, 1, ("long-function", "large-class"), "r"),
        Suppression(2, 2, ("long-functions",), "r"),
        Suppression(3, 3, ("long-function",), ""),
        Suppression(4, 4, (), "r"),
        Suppression(5, 5, ("empty-test",), "r"),
    ]
    applied = apply([smell("long-function", 1)], {b"a.py": suppressions}, {"long-function", "large-class"})
    assert applied.unheeded == [
        Unheeded(b"a.py", 1, "large-class", IDLE),
        Unheeded(b"a.py", 2, "long-functions", UNKNOWN_RULE),
        Unheeded(b"a.py", 3, "long-function", NO_REASON),
        Unheeded(b"a.py", 4, "", NO_RULE),
    ]


def test_many_comments_in_a_row_are_read_in_no_time():
    many = f"# {SAID}\n" * 20_000
    assert {one.covers for one in in_python(parse(f"{many}x = 1\n".encode()))} == {20_001}
    assert {one.covers for one in in_other_languages(f"{many}x = 1\n".encode(), "ruby")} == {20_001}
