"""Classes of lines, told from hunks written here; bench/line_classes.py asks lexers about real ones."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.languages import language_of, syntaxes
from analyzer.line_class import NAMES, classes, imports
from bench.lexed import VALUE, line_classes

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("analyzer", "metrics", "dashboard", "bench", "tests")
PASSAGES = {
    "a function": (
        "python",
        '''\
code    |def area(side):
doc     |    """Return the area of a square.
trivial |
doc     |    Not of a circle: that is for area(radius) in round.py
trivial |    """
comment |    # sides are positive
code    |    if side > 0:
trivial |        return None
trivial |    else:  # nothing is there
code    |        return side * side
''',
    ),
    "the hunk begins in a docstring": (
        "python",
        '''\
doc     |    which is what the caller asked for::
trivial |
doc     |        area(2)
trivial |    """
code    |    return side * side
''',
    ),
    "the hunk begins in a value, which is used behind its mark": (
        "python",
        '''\
code    |    select names from people where names are known
trivial |    """)
code    |    rows = fetch(query)
''',
    ),
    "a value at the margin": ("python", "code    |You are a poet and you write about squares.\n"),
    "a value with a placeholder": ("python", "code    |    the table {name} has no rows to show\n"),
    "a value that is named": (
        "python",
        '''\
code    |    query = """
code    |    select names from people
code    |    # no comment to Python
trivial |    """
''',
    ),
    "a value that is handed over": (
        "python",
        '''\
code    |    execute(
code    |        """select names from people"""
trivial |    )
''',
    ),
    "docstrings on one line": (
        "python",
        '''\
code    |class Square:
doc     |    "A square of some size"
code    |    sides = "four of them"
code    |    def area(self):
doc     |        r"""The area."""
''',
    ),
    "only the end of one docstring and the head of another": (
        "python",
        '''\
trivial |    """
code    |    return side
trivial |
code    |def other():
doc     |    """Do something else
''',
    ),
    "messages are no prose": (
        "python",
        """\
code    |    raise ValueError(f"no side of {name!r} is that long, is it")
code    |    warn(b'this and that is not so')
trivial |    #
""",
    ),
    "the first line of a script": ("shell", "code    |#!/bin/sh\ncomment |# a script\ntrivial |done\n"),
    "block comments of C": (
        "c",
        """\
comment |/* one line */
code    |#include <stdio.h>
doc     |/* Several
doc     | * lines
trivial | */
code    |int main(void) /* the
doc     |    program */
trivial |{
comment |    // nothing
code    |    puts("/* no comment");
trivial |    return; /* at last */
trivial |#endif
""",
    ),
    "the hunk begins in a block comment": (
        "javascript",
        """\
doc     | * @param side its length
doc     | * of a square
trivial | */
code    |function area(side) {
code    |  return side * side;
trivial |}
""",
    ),
    "types side by side": ("c", "code    |static some_type other_type LAST_NAME;\n"),
    "documentation comments of Rust": (
        "rust",
        "doc     |/// The area.\ncomment |// Really.\ncode    |fn f() {}\n",
    ),
    "comments of HTML": (
        "html",
        """\
comment |<!-- one line -->
code    |<p>some words that are on the page</p>
code    |{{#each row}}
doc     |<!-- several
doc     |     lines -->
""",
    ),
    "documentation of Ruby": (
        "ruby",
        "trivial |end\ndoc     |=begin\ndoc     |words\ndoc     |=end\ncode    |a = 1\n",
    ),
    "documentation of Elixir": (
        "elixir",
        """\
code    |  @doc \"\"\"
doc     |  The area.
trivial |  \"\"\"
code    |  def area(side), do: side * side
""",
    ),
    "prose": ("markdown", "doc     |# Squares\ntrivial |---\ndoc     |    area(2)\n"),
    "no known language": ("", "code    |else\ncode    |# words\ntrivial |---\n"),
}


def stated(passage):
    """(lines, their classes) of a passage whose every line has its class before a bar."""
    rows = [row.split("|", 1) for row in passage.splitlines()]
    return [line.encode() for _, line in rows], [name.strip() for name, _ in rows]


def named(lines, language):
    return [NAMES[number] for number in classes(lines, language)]


@pytest.mark.parametrize(("language", "passage"), PASSAGES.values(), ids=PASSAGES.keys())
def test_passages(language, passage):
    lines, expected = stated(passage)

    assert list(zip(named(lines, language), lines, strict=True)) == list(zip(expected, lines, strict=True))


@pytest.mark.parametrize(("language", "passage"), PASSAGES.values(), ids=PASSAGES.keys())
def test_line_ends_of_windows_change_nothing(language, passage):
    lines, expected = stated(passage)

    assert named([line + b"\r" for line in lines], language) == expected


def test_whole_files_are_what_the_lexer_says():
    """Our own; a line in a thousand may be something that only a lexer sees through."""
    rows = []
    for file in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        text = file.read_text("utf-8").removesuffix("\n")
        truth = ["code" if name == VALUE else name for name in line_classes(file.name, text) or []]
        lines = text.split("\n")
        ours = named([line.encode() for line in lines], "python")
        rows += [(file.name, *row) for row in zip(truth, ours, lines, strict=True)]
    differing = [row for row in rows if row[1] != row[2]]

    assert {truth for _, truth, _, _ in rows} == set(NAMES)
    assert len(differing) <= len(rows) / 1000, differing


@given(
    language=st.sampled_from(["", *syntaxes()]),
    pieces=st.lists(
        st.sampled_from(
            [b"a", b" ", b"#", b"//", b"/*", b"*/", b'"""', b"'", b'"', b"\\", b"\xff", b"=", b"."]
        )
        | st.binary(max_size=3),
        max_size=30,
    ),
)
def test_every_line_has_a_class_and_one_without_letters_is_trivial(language, pieces):
    lines = b"".join(pieces).split(b".")
    found = named(lines, language)
    letterless = [not re.search(rb"[0-9A-Za-z\x80-\xff]", line) for line in lines]

    assert len(found) == len(lines)
    assert all(name == "trivial" for name, without in zip(found, letterless, strict=True) if without)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        (b"src/a.py", "python"),
        (b"a.pyi", "python"),
        (b"web/a.jsx", "javascript"),
        (b"a.tsx", "typescript"),
        (b"a.h", "c"),
        (b"a.hpp", "c++"),
        (b"README.md", "markdown"),
        (b"LICENSE", "text"),
        (b"tox.cfg", "ini"),
        (b"Makefile", "makefile"),
        (b"data.csv", "csv"),
        (b"a.py/none", ""),
        (b"\xff.py", "python"),
    ],
)
def test_language_by_name(path, language):
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("python", b"from a.b import ("),
        ("c", b'#  include "a.h"'),
        ("go", b'\t"fmt"'),
        ("javascript", b"const a = require('a')"),
        ("rust", b"pub use a::b;"),
    ],
)
def test_imports(language, line):
    assert list(imports([line], language)) == [0]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("python", b"imported = 1"),
        ("python", b"    call(a, b)"),
        ("python", b"    name,"),
        ("javascript", b"  name,"),
        ("c", b"int include;"),
        ("javascript", b"import('a')"),
        ("", b"import a"),
    ],
)
def test_no_imports(language, line):
    assert list(imports([line], language)) == []


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("python", "from a import (\n  b,\n  c as d,  # why\n  e\n)\nf(\n  b,\n)", {0, 1, 2, 3}),
        ("python", "from a import (b, c,\n  d,\n  e)\nf,", {0, 1}),
        ("python", "from a import (b)\nc,", {0}),
        ("python", "b,\nc,\n)", set()),
        ("javascript", "f(\n  a,\n)\nimport {\n  b,\n  type C,\n} from 'd'", {3, 4, 5, 6}),
        ("javascript", "  b,\n  c\n} from 'd'", {0, 1, 2}),
        ("typescript", "const {\n  b,\n} = require('d')", {1, 2}),
    ],
)
def test_names_import_where_the_hunk_shows_it(language, text, places):
    assert set(imports(text.encode().split(b"\n"), language)) == places
