"""Clone groups of trees whose files are words: each letter is a line of code, but for those in LINES."""

from array import array
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.duplicates import clone_groups
from analyzer.operations import ADDED, marks
from analyzer.touches import Touches

LINES = {"#": b"# Why.", "_": b"", "I": b"import os", ")": b")"}


def groups(*files):
    """The clone groups as (code lines, [(file, first line, last line), ...]), by their numbers."""
    touches = Touches()
    numbers = []
    for path, word in enumerate(files):
        lines = [LINES.get(letter, b"call(%a)" % letter) for letter in word]
        first = touches.add(0, path, array("I", (0, 0, 1, len(lines))))
        touches.describe(first, ADDED, marks(lines, "python"))
        numbers.append(np.arange(first, first + len(lines), dtype=np.uint32))
    found = defaultdict(list)
    for group, file, line, lines, code_lines in zip(*clone_groups(numbers, touches), strict=True):
        found[int(group), int(code_lines)].append((int(file), int(line), int(line + lines - 1)))
    assert [group for group, _ in found] == list(range(1, len(found) + 1))
    return [(code_lines, places) for (_, code_lines), places in found.items()]


def test_five_lines_in_two_places_are_a_group_and_four_are_none():
    assert groups("xabcdey", "zabcde") == [(5, [(0, 2, 6), (1, 2, 6)])]
    assert groups("xabcdy", "zabcd") == []


def test_a_run_ends_with_its_file():
    assert groups("abc", "de", "abcde") == []


def test_two_places_can_stand_in_one_file():
    assert groups("abcdexabcde") == [(5, [(0, 1, 5), (0, 7, 11)])]


def test_what_stands_between_code_lines_does_not_count():
    assert groups("xab#c__)de", "aIbcde") == [(5, [(0, 2, 10), (1, 1, 6)])]
    assert groups("ab#))cd", "ab#))cd") == []


def test_imports_are_no_clones():
    assert groups("IIIIIIII", "IIIIIIII") == []


def test_part_of_a_clone_that_stands_in_a_third_place_is_a_group_of_all_three():
    assert groups("abcdefghij", "abcdefghij", "cdefgh") == [
        (10, [(0, 1, 10), (1, 1, 10)]),
        (6, [(0, 3, 8), (1, 3, 8), (2, 1, 6)]),
    ]


def test_what_stands_nowhere_but_in_longer_clones_is_no_group_of_its_own():
    assert groups("Aabcdef", "Aabcdef", "Babcdef", "Babcdef") == [
        (7, [(0, 1, 7), (1, 1, 7)]),
        (7, [(2, 1, 7), (3, 1, 7)]),
    ]


def test_groups_that_overlap_in_part_both_stand():
    assert groups("abcdefgh", "abcdef", "cdefgh") == [
        (6, [(0, 1, 6), (1, 1, 6)]),
        (6, [(0, 3, 8), (2, 1, 6)]),
    ]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (9, []),
        (10, [(5, [(0, 1, 5), (0, 6, 10)])]),
        (13, [(6, [(0, 1, 6), (0, 7, 12)])]),
    ],
)
def test_places_of_one_group_do_not_overlap(rows, found):
    assert groups("a" * rows) == found


def test_the_longest_group_comes_first_then_the_one_of_most_places_then_the_one_that_stands_first():
    assert [
        places for _, places in groups("vwxyz1abcde", "fghij2abcde3vwxyz", "fghij4vwxyz5klmnop", "klmnop")
    ] == [
        [(2, 13, 18), (3, 1, 6)],
        [(0, 1, 5), (1, 13, 17), (2, 7, 11)],
        [(0, 7, 11), (1, 7, 11)],
        [(1, 1, 5), (2, 1, 5)],
    ]


def test_a_tree_without_lines_has_no_groups():
    assert groups() == groups("", "", "abc") == []


def by_definition(files):
    """As the module's own words have it, by trying every run of every length."""
    places = defaultdict(list)
    for file, word in enumerate(files):
        for start in range(len(word)):
            for stop in range(start + 5, len(word) + 1):
                places[word[start:stop]].append((file, start + 1, stop))

    def apart(text):
        kept = []
        for file, line, last in places[text]:
            if not kept or kept[-1][0] != file or kept[-1][2] < line:
                kept.append((file, line, last))
        return kept

    found = {}
    for word in files:
        reached = 0
        for start in range(len(word)):
            clones = [stop for stop in range(start + 5, len(word) + 1) if len(apart(word[start:stop])) > 1]
            if clones and clones[-1] > reached:
                reached = clones[-1]
                found[word[start:reached]] = apart(word[start:reached])
    return sorted(
        ((len(text), stands) for text, stands in found.items()),
        key=lambda group: (-group[0], -len(group[1]), group[1]),
    )


@st.composite
def trees(draw):
    """Files pieced together of few words, themselves of few letters, so that much repeats."""
    word = st.text(alphabet="ab", min_size=1, max_size=7) | st.text(
        alphabet="abcdefgh", min_size=3, max_size=9
    )
    words = draw(st.lists(word, min_size=1, max_size=4))
    return draw(st.lists(st.lists(st.sampled_from(words), max_size=5).map("".join), max_size=4))


@given(trees())
@example(["abaababaabaab", "baababaaba"])
def test_groups_are_as_they_are_defined(files):
    assert groups(*files) == by_definition(files)
