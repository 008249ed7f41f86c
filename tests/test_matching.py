"""Which smells are those of an earlier tree: what moved, was renamed or edited a little is never new."""

import random
import time

import pytest

from analyzer.smells.bodies import Found
from analyzer.smells.matching import match
from analyzer.smells.model import Smell

LONG = [b"def grade(points):", *(b"    if points > %d: return %d" % (n, n) for n in range(12))]
OTHER = [b"def sail(wind):", *(b"    while wind < %d: wind += %d" % (n, n) for n in range(12))]
WIDE = [b"def grade(a, b, c, d, e, g):", b"    return a"]
CATCH = [b"try:", b"    load(name)", b"except Exception:", b"    pass"]


def function(symbol, lines=LONG, path=b"a.py", ordinal=0, rule="complex-function"):
    """A finding about a function that is all there is in its file."""
    own = [lines[0].replace(b"grade", symbol.rpartition(".")[2].encode()), *lines[1:]]
    smell = Smell(rule, path, symbol, ordinal, 1, len(own), 13.0, 10.0, "too complex")
    return Found(smell, own)


def line(subject, lines, path=b"a.py", symbol="", ordinal=0, message="swallowed"):
    """A finding about a line."""
    start = lines.index(subject) + 1
    text = subject.strip().decode()
    smell = Smell("a-line", path, symbol, ordinal, start, start, None, None, message, subject=text)
    return Found(smell, lines)


def file(path, lines):
    smell = Smell("large-file", path, "", 0, 1, len(lines), 1200.0, 1000.0, "too large")
    return Found(smell, lines)


def changed(lines, *places):
    """Lines with some of them written anew."""
    return [b"    new(%d)" % n if n in places else line for n, line in enumerate(lines)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (function("grade"), function("grade")),
        (function("grade"), function("grade", path=b"b.py")),
        (function("grade"), function("mark")),
        (function("grade"), function("Marks.grade", [b"  " + line for line in LONG], path=b"b.py")),
        (function("grade"), function("grade", changed(LONG, *range(1, 13)))),
        (function("grade"), function("grade", changed(LONG, *range(1, 9)), path=b"b.py")),
        (function("grade"), function("mark", changed(LONG, 3, 4, 5), path=b"b.py")),
        (function("f", WIDE), function("h", WIDE)),
        (function("f", WIDE), function("h", [WIDE[0], b"    return b"])),
        (file(b"a.py", LONG), file(b"a.py", OTHER)),
        (file(b"a.py", LONG), file(b"b.py", LONG)),
        (line(CATCH[2], CATCH), line(CATCH[2], CATCH, symbol="load")),
        (line(CATCH[2], CATCH), line(CATCH[2], OTHER + CATCH + LONG, path=b"b.py", symbol="load")),
        (line(b"import os, re", [b"import os, re"]), line(b"import os, re, sys", [b"import os, re, sys"])),
    ],
)
def test_the_same_smell(before, after):
    assert match([before], [after], {}) == [(0, 0)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (function("grade"), function("sail", OTHER)),
        (function("grade"), function("grade", OTHER, path=b"b.py")),
        (function("grade"), function("grade", rule="long-function")),
        (function("grade"), function("grade", changed(LONG, *range(1, 11)), path=b"b.py")),
        (function("grade"), function("mark", changed(LONG, *range(1, 8)), path=b"b.py")),
        (file(b"a.py", LONG), file(b"b.py", OTHER)),
        (line(CATCH[2], LONG + CATCH), line(CATCH[2], [b"    go()", *CATCH[2:], *OTHER], path=b"b.py")),
        (line(b"import os", [b"import os"]), line(b"import re", [b"import re"])),
        (
            line(b"from a import b", [b"from a import b"], message="b"),
            line(b"from a import c", [b"from a import c"], message="c"),
        ),
    ],
)
def test_another_smell(before, after):
    assert match([before], [after], {}) == []


def test_a_renamed_file_keeps_its_smells_whatever_else_was_done_to_them():
    before, after = function("grade"), function("grade", OTHER, path=b"b.py")

    assert match([before], [after], {b"a.py": b"b.py"}) == [(0, 0)]


def test_of_two_copies_one_is_new():
    kept, copied = function("grade"), function("grade", path=b"b.py")

    assert match([function("grade")], [copied, kept], {}) == [(0, 1)]


def test_of_the_same_name_equal_code_decides_and_not_the_order():
    before = [function("label"), function("label", OTHER, ordinal=1)]

    assert match(before, [function("label", OTHER)], {}) == [(1, 0)]


def test_of_the_same_name_the_most_similar_code_decides():
    before = [function("label", OTHER)]
    after = [function("label"), function("label", changed(OTHER, 3), ordinal=1)]

    assert match(before, after, {}) == [(0, 1)]


def test_of_two_names_on_a_line_the_message_tells_which_was_there():
    lines = [b"import os, re"]
    before = [line(lines[0], lines, message="re is unused")]
    after = [
        line(lines[0], lines, message="os is unused"),
        line(lines[0], lines, ordinal=1, message="re is unused"),
    ]

    assert match(before, after, {}) == [(0, 1)]


def test_identity_goes_before_content():
    # Two functions swap their bodies: by name each is the one it was.
    before = [function("a", LONG), function("b", OTHER)]
    after = [function("a", OTHER), function("b", LONG)]

    assert match(before, after, {}) == [(0, 0), (1, 1)]


def test_the_order_of_findings_decides_nothing():
    shuffle = random.Random(1).shuffle  # noqa: S311 (no secret)
    before = [function(f"f{n}", changed(LONG, n % 12, n % 7)) for n in range(40)]
    after = [function(f"g{n}", changed(LONG, n % 12, n % 5)) for n in range(40)]

    def pairs():
        return {
            (before[one].smell.symbol, after[other].smell.symbol) for one, other in match(before, after, {})
        }

    expected = pairs()
    for _ in range(5):
        shuffle(before)
        shuffle(after)
        assert pairs() == expected


def test_thousands_of_findings_take_seconds():
    numbers = random.Random(2)  # noqa: S311 (no secret)

    def findings(prefix):
        calls = [[b"    call(%d)" % numbers.randrange(400) for _ in range(25)] for _ in range(4000)]
        return [function(f"{prefix}{n}", [b"def grade():", *own]) for n, own in enumerate(calls)]

    before, after = findings("f"), findings("g")
    started = time.process_time()
    match(before, after, {})
    assert time.process_time() - started < 20
