"""Classes of lines, told from hunks written here; bench/line_classes.py asks lexers about real ones."""

import pytest

from analyzer.languages import language_of, syntaxes
from analyzer.line_class import NAMES, classes, is_import

PYTHON = """\
code     def area(side):
doc          \"""Return the area of a square

trivial  .
doc          Not of a circle: that is for area(radius) in round.py
trivial      \"""
comment      # sides are positive
code         if side > 0:
trivial          return None
trivial      else:
code         return side * side
"""


def read(marked: str, language: str) -> tuple[list[str], list[str]]:
    """(the classes that stand before each line of a text, those that are found)."""
    rows = [row.split(maxsplit=1) for row in marked.splitlines() if row]
    lines = [row[9:].encode() for row in marked.splitlines() if row]
    return [row[0] for row in rows], [NAMES[number] for number in classes(lines, language)]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("python", PYTHON),
        (
            "c",
            """\
comment  /* one line */
code     #include <stdio.h>
doc      /* Several
doc       * lines
trivial   */
code     int main(void)
trivial  {
comment      // nothing
trivial      return;
trivial  #endif
""",
        ),
    ],
)
def test_whole_passages(language, marked):
    expected, found = read(marked, language)

    assert found == expected


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


@pytest.mark.parametrize("language", ["", "csv", *syntaxes()])
def test_no_bytes_are_too_odd(language):
    lines = [b"", b"\xff\xfe", b'"' * 999, b"\\" * 999, b'"""', b"*/ /*", b"\r", b"\xc3\xa9t\xc3\xa9\r"]

    assert len(classes(lines, language)) == len(lines)
    assert classes([], language) == b""


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("python", b"from a.b import ("),
        ("python", b"    name as other,"),
        ("c", b'#  include "a.h"'),
        ("go", b'\t"fmt"'),
        ("javascript", b"const a = require('a')"),
        ("rust", b"pub use a::b;"),
    ],
)
def test_imports(language, line):
    assert is_import(line, language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("python", b"imported = 1"),
        ("python", b"f(a, b)"),
        ("c", b"int include;"),
        ("javascript", b"import('a')"),
        ("", b"import a"),
    ],
)
def test_no_imports(language, line):
    assert not is_import(line, language)
