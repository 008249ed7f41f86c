"""Catch blocks with nothing in them, told by form in the languages that have them in braces.

A comment in the block is an answer to who asks why it is empty, and so is the name by which Java's readers
know that an error is expected there: neither is found here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LANGUAGES = frozenset(
    ("cpp", "mm", "m", "cs", "java", "js", "jsx", "ts", "tsx", "vue", "php", "kt", "swift")
)
_DELIBERATE = re.compile(r"\b(?:ignore[ds]?|expected)\w*\s*(?::[^()]*)?\)\s*$", re.IGNORECASE)
_SPACE = r"\s{0,99}+"
_INSIDE = rf"{_SPACE}\((?:[^(){{}};]|\([^(){{}};]*\)){{0,200}}\)"
# What is not closed ends with the line or the file, so that nothing is looked through twice.
_PARTS = re.compile(
    r"""
      //[^\n]*
    | /\*[\s\S]*?(?:\*/|\Z)
    | "(?:\\[^\n]|[^"\\\n])*+"?
    | '(?:\\[^\n]|[^'\\\n])*+'?
    | `(?:\\[\s\S]|[^`\\])*+`?
    """
    rf"| \bcatch\b (?P<caught>{_INSIDE} (?:{_SPACE}when{_INSIDE})?+ | [^(){{}};\n]{{0,200}} )"
    rf"  {_SPACE} (?P<empty>\{{\s*+\}})",
    re.VERBOSE,
)


class Place(NamedTuple):
    """Lines, one-based and both included, and the first of them in normal form."""

    start_line: int
    end_line: int
    subject: str


def empty_catches(text: str, suffix: str) -> Iterator[Place]:
    """The empty catch blocks of a file. suffix: as `other_languages.suffix_of` gives it."""
    if suffix not in _LANGUAGES or "catch" not in text:
        return
    lines = text.split("\n")
    line, counted = 1, 0
    for part in _PARTS.finditer(text):
        if part["empty"] is None or _DELIBERATE.search(part["caught"]):
            continue
        line += text.count("\n", counted, part.start())
        counted = part.start()
        end = line + part[0].count("\n")
        yield Place(line, end, " ".join(lines[line - 1].split()))
