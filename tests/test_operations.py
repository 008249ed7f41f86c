"""What one commit did to each of its lines: the rules one by one, their order, their ties, their floors."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_commits import File, Hunk

from analyzer.line_class import NAMES as CLASSES
from analyzer.moves import LEAST_LETTERS, Side, letters, moved_runs
from analyzer.operations import NAMES, marks, operations
from analyzer.pairing import LEAST_PLACES, MOST_WORDS_CHANGED, Vocabulary, pairs, replaced, words

LONG = "a line long enough to move by itself"


def hunk(removed, added, below=1):
    """Lines as text, one a row; of no lines nothing."""
    return Hunk(below, tuple(_rows(removed)), tuple(_rows(added)))


def _rows(text):
    return text.encode().split(b"\n") if text else []


def told(*hunks_of_files, **how):
    """(operation of each removed line, of each added line, {added: removed}); files are named a, b, ..."""
    files = [File(b"%c" % (97 + number), tuple(hunks)) for number, hunks in enumerate(hunks_of_files)]
    written = operations([file.edited() for file in files], **how)
    carried = dict(zip(written.carried[0::4], written.carried[1::4], strict=True))
    return [NAMES[code] for code in written.removed], [NAMES[code] for code in written.operations], carried


# Within a hunk: equal but for white space


def test_a_line_that_only_changes_its_white_space_is_reindented():
    assert told([hunk("a b\nc", "  a \t b\nc\r")]) == (["reindented"] * 2, ["reindented"] * 2, {0: 0, 1: 1})


def test_of_equal_lines_the_first_is_the_first_and_the_one_too_many_is_added():
    assert told([hunk("x\nx", " x\n  x\n   x")]) == (
        ["reindented"] * 2,
        ["reindented"] * 2 + ["added"],
        {0: 0, 1: 1},
    )


def test_lines_of_one_hunk_may_cross_and_are_reindented_before_they_are_moved():
    crossed = [hunk(f"{LONG}\nother", f"other\n{LONG}")]
    assert told(crossed) == (["reindented"] * 2, ["reindented"] * 2, {0: 1, 1: 0})


def test_an_equal_line_of_another_hunk_is_not_reindented():
    assert told([hunk("x", ""), hunk("", "x")]) == (["deleted"], ["added"], {})


# Elsewhere in the commit: moved


@pytest.mark.parametrize(("line", "moved"), [("a" * LEAST_LETTERS, True), ("a" * (LEAST_LETTERS - 1), False)])
def test_a_run_moves_from_twenty_letters_and_digits_on(line, moved):
    removed, added, _ = told([hunk(f"{line} ({{;!}})", "")], [hunk("", f"{line} ({{;!}})")])
    assert (removed, added) == ((["moved"], ["moved"]) if moved else (["deleted"], ["added"]))


def test_the_floor_is_that_of_the_run_and_what_stands_between_moves_with_it():
    run = "ten_letters_1\n\n}\nten_letters_2"
    assert told([hunk(run, "")], [hunk("", run)]) == (
        ["moved"] * 4,
        ["moved"] * 4,
        {0: 0, 1: 1, 2: 2, 3: 3},
    )


def test_a_run_ends_where_its_hunk_ends():
    first, second = "ten_letters_1", "ten_letters_2"
    assert told([hunk(first, ""), hunk(second, "")], [hunk("", f"{first}\n{second}")]) == (
        ["deleted"] * 2,
        ["added"] * 2,
        {},
    )


def test_the_longest_run_takes_its_lines_first_and_leaves_the_rest_to_the_others():
    one, two = f"{LONG} 1", f"{LONG} 2"
    removed, added, carried = told(
        [hunk(one, ""), hunk(f"{one}\n{two}", "")], [hunk("", f"{one}\n{two}\n{one}")]
    )
    assert (removed, added) == (["moved"] * 3, ["moved"] * 3)
    assert carried == {0: 1, 1: 2, 2: 0}


def test_what_a_longer_run_leaves_of_a_run_moves_by_itself():
    one, two, three, four = (f"{LONG} {number}" for number in range(4))
    removed, added, carried = told(
        [hunk(f"{one}\n{two}\n{three}\n{four}", "")],
        [hunk("", f"{one}\n{two}\n{three}"), hunk("", f"{two}\n{three}\n{four}")],
    )
    assert (removed, added) == (["moved"] * 4, ["moved"] * 3 + ["added"] * 2 + ["moved"])
    assert carried == {0: 0, 1: 1, 2: 2, 5: 3}


def test_of_equal_runs_the_first_by_path_and_line_moves_to_the_first():
    assert told([hunk("", LONG), hunk("", LONG)], [hunk(LONG, "")], [hunk(LONG, "")]) == (
        ["moved", "moved"],
        ["moved", "moved"],
        {0: 0, 1: 1},
    )


def test_a_line_moves_before_it_is_updated():
    nearly = LONG.replace("itself", "it")
    assert told([hunk(LONG, nearly)], [hunk("", LONG)]) == (["moved"], ["added", "moved"], {1: 0})


def test_a_line_that_stands_in_very_many_places_moves_in_order_or_with_a_rarer_one():
    many = [hunk(LONG, "") for _ in range(51)]
    removed, added, carried = told(many, [hunk("", LONG)])
    assert (Counter(removed), added) == (Counter(deleted=50, moved=1), ["moved"])
    assert carried == {0: 0}
    removed, added, carried = told([*many, hunk(f"rare\n{LONG}", "")], [hunk("", f"rare\n{LONG}")])
    assert (Counter(removed), added) == (Counter(deleted=51, moved=2), ["moved"] * 2)
    assert carried == {0: 51, 1: 52}


_lines = st.lists(st.sampled_from([b"a" * 9, b"b" * 11, b"c" * 20, b"}", b""]), max_size=8)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(_lines, _lines, st.integers(0, 8), st.integers(0, 8))
def test_moved_runs_are_those_of_the_plain_definition(old, new, old_cut, new_cut):
    """Of all runs that are left the longest, as long as one has letters enough."""
    removed, added = side(old, old_cut), side(new, new_cut)
    found = list(moved_runs(side(old, old_cut), side(new, new_cut)))
    for run in found:
        runs = list(_runs(removed, added))
        best = max(runs, key=lambda run: (run[2], -run[0], -run[1]))
        assert run == best
        _use(removed, added, run)
    assert list(_runs(removed, added)) == []


def side(lines, cut):
    """The lines in two hunks."""
    made = Side()
    made.normal, made.used = list(lines), bytearray(len(lines))
    made.block = [int(place >= cut) for place in range(len(lines))]
    return made


def _runs(removed, added):
    """Every run that can not be made longer, with letters enough."""
    for old, new in product(range(len(removed.normal)), range(len(added.normal))):
        length = 0
        while _continues(removed, old, length) and _continues(added, new, length):
            if removed.normal[old + length] != added.normal[new + length]:
                break
            length += 1
        if length and sum(map(letters, removed.normal[old : old + length])) >= LEAST_LETTERS:
            yield old, new, length


def _continues(side, start, length):
    place = start + length
    return place < len(side.normal) and side.block[place] == side.block[start] and not side.used[place]


def _use(removed, added, run):
    old, new, length = run
    removed.used[old : old + length] = added.used[new : new + length] = b"\1" * length


# Within a hunk: small edits


@pytest.mark.parametrize(
    ("before", "after", "updated"),
    [
        pytest.param("a b c d e f", "a b c X Y Z", True, id="three words"),
        pytest.param("a b c d e f g h", "a b c d W X Y Z", False, id="four words"),
        pytest.param("a b", "a X", True, id="half is shared"),
        pytest.param("a b c", "a X Y", False, id="less than half is shared"),
        pytest.param("a", "a b", True, id="half of the longer line"),
        pytest.param("a", "a b c", False, id="less than half of the longer line"),
        pytest.param("f(x)", "f(y)", True, id="marks are words"),
        pytest.param("name_one", "name_two", False, id="a name is one word"),
        pytest.param("a" * 10_001 + " b", "a" * 10_001 + " c", False, id="made by a machine"),
    ],
)
def test_an_edit_of_three_words_that_leaves_half_of_the_line_is_an_update(before, after, updated):
    expected = (["updated"], ["updated"], {0: 0}) if updated else (["rewritten"], ["added"], {})
    assert told([hunk(before, after)]) == expected


def test_the_words_and_the_distance_go_with_an_update():
    written = operations([File(b"a", (hunk("a b c d", "a b X"),)).edited()])
    assert list(written.carried) == [0, 0, 2, 4]


def test_lines_of_an_ignored_commit_may_be_any_distance_apart():
    before, after = "a b c d e f g h", "a b c d, e, f, g, h"
    assert told([hunk(before, after)], any_distance=True)[1] == ["updated"]
    assert told([hunk("a b c", "x y z")], any_distance=True)[1] == ["added"]


def test_lines_are_paired_where_they_are_most_alike_and_never_across():
    assert told([hunk("a b c d", "a b c X\na b c d e")])[2] == {1: 0}
    assert told([hunk("a b c d\np q r s", "p q r s t\na b c Y")])[2] == {0: 1}


def test_of_pairs_equally_alike_the_first_is_taken():
    assert told([hunk("a b", "a X\na Y")])[2] == {0: 0}
    assert told([hunk("a X\na Y", "a b")])[2] == {0: 0}


def test_in_hunks_of_many_lines_the_same_is_an_update():
    before, after = ([f"name{number} {word}" for number in range(6)] for word in ("old", "new"))
    assert told([hunk("\n".join(before), "\n".join(["else", *after]))])[2] == {
        number + 1: number for number in range(6)
    }
    assert told([hunk("\n".join(before), "\n".join(f"{line} X Y" for line in after))])[2] == {}


@pytest.mark.parametrize("files", [50, 51, 120])
def test_a_block_that_moves_in_every_file_moves_in_each(files):
    block = "\n".join(f"a line of boilerplate number {number}" for number in range(6))
    removed, added, carried = told(*([hunk(block, ""), hunk("", block)] for _ in range(files)))
    assert (set(removed), set(added)) == ({"moved"}, {"moved"})
    assert carried == {line: line for line in range(6 * files)}


def test_hunks_of_very_many_pairs_are_paired_with_what_stands_near():
    numbered = [f"line {number} of many" for number in range(201)]
    inserted = ["something else entirely here", *(f"{line} more" for line in numbered)]
    small = [hunk("\n".join(numbered[:100]), "\n".join(inserted[:101]))]
    large = [hunk("\n".join(numbered), "\n".join(inserted))]
    assert told(small)[2] == {number + 1: number for number in range(100)}
    assert told(large)[2] == {number + 1: number for number in range(201)}


_spelled = st.lists(st.text("abc", min_size=1, max_size=5), max_size=4)


@settings(derandomize=True, deadline=None)
@given(_spelled, _spelled)
def test_no_other_way_to_pair_lines_is_more_alike(old, new):
    def weight(pairing):
        return sum(alike.get(pair, -1.0) for pair in pairing)

    alike = {
        (before, after): (longer - distance) / longer
        for (before, one), (after, other) in product(enumerate(old), enumerate(new))
        if (distance := _distance(one, other)) <= MOST_WORDS_CHANGED
        and 2 * distance <= (longer := max(len(one), len(other)))
    }
    every = [
        tuple(zip(left, right, strict=True))
        for size in range(min(len(old), len(new)) + 1)
        for left in combinations(range(len(old)), size)
        for right in combinations(range(len(new)), size)
    ]
    found = [(pair.old, pair.new) for pair in pairs(old, new)]
    assert tuple(found) in every
    assert weight(found) == pytest.approx(max(map(weight, every)))


def _distance(one, other):
    """Words to insert, remove or replace, by the textbook."""
    row = list(range(len(other) + 1))
    for number, word in enumerate(one, start=1):
        above, row = row, [number]
        for place, counterpart in enumerate(other):
            row.append(min(above[place] + (word != counterpart), above[place + 1] + 1, row[place] + 1))
    return row[-1]


def test_words_are_names_numbers_and_single_marks():
    assert words(b"  x_1 = f('a b')\n") == [b"x_1", b"=", b"f", b"(", b"'", b"a", b"b", b"'", b")"]
    assert words("größe—2".encode()) == ["größe".encode(), "—".encode(), b"2"]
    assert words(b"caf\xe9 au") == [b"caf", b"\xe9", b"au"]


_line = st.lists(st.sampled_from(["a", "größe", "x_1", "(", "—", "'", "café\udce9"]), max_size=6)


@settings(derandomize=True, deadline=None)
@given(st.lists(_line | st.just(["a" * 10_001]), min_size=1, max_size=6))
def test_lines_are_spelled_together_as_each_for_itself(lines):
    together, alone = Vocabulary(), Vocabulary()
    encoded = [" ".join(line).encode("utf-8", "surrogateescape") for line in lines]
    spelled = together.spelled(encoded)

    # Which character stands for a word is of no matter, but that it is the same for the same word alone.
    assert [[*map({code: word for word, code in together.items()}.get, line)] for line in spelled] == [
        words(line) if len(line) <= 10_000 else [] for line in encoded
    ]
    assert [len(line) for line in spelled] == [len(alone.spelled([line])[0]) for line in encoded]


# Find and replace


def renamed(places, *more):
    """Edits of (before, after), spelled: one name in the place of another in so many lines, and more."""
    spelled = Vocabulary()
    edits = [(f"call{number} ( old )", f"call{number} ( new )") for number in range(places)]
    return [tuple(spelled.spelled([old.encode(), new.encode()])) for old, new in [*edits, *more]]


def test_a_substitution_in_three_places_is_a_find_and_replace():
    assert replaced(renamed(LEAST_PLACES)) == [True] * LEAST_PLACES
    assert replaced(renamed(LEAST_PLACES - 1, ("x = 1", "x = 2"))) == [False] * LEAST_PLACES


def test_a_place_is_a_place_though_another_be_on_its_line():
    assert replaced(renamed(1, ("old , old", "new , new"), ("a b", "a c"))) == [True, True, False]


def test_a_line_that_is_edited_beside_the_replacement_is_updated():
    assert replaced(renamed(3, ("old = 1", "new = 2"))) == [True, True, True, False]


def test_words_put_in_are_no_replacement():
    assert replaced([("ab", "axb"), ("cd", "cxd"), ("ef", "exf")]) == [False] * 3


def test_a_replacement_counts_over_the_files_of_the_commit_and_spends_nothing():
    files = [File(name, (hunk("f(old)", "f(new)"),)).edited() for name in (b"a", b"b", b"c")]
    written = operations(files)
    assert [NAMES[code] for code in written.operations] == ["replaced"] * 3
    assert list(written.carried[2::4]) == [0, 0, 0]


# What remains


def test_a_removed_line_is_rewritten_where_other_lines_take_its_place():
    assert told([hunk("p q\nx", "x")])[0] == ["deleted", "reindented"]
    assert told([hunk("p q\nx", "x\ny z")])[0] == ["rewritten", "reindented"]
    assert told([hunk("p q", LONG)], [hunk(LONG, "")])[0] == ["rewritten", "moved"]
    assert told([hunk("p q", "")], [hunk("", "y z")])[0] == ["deleted"]


def restored(*added, lost):
    file = File(b"a", (hunk("", "\n".join(added)),)).edited()
    return [NAMES[code] for code in operations([file._replace(lost=lost)]).operations]


def test_a_revert_restores_a_line_as_often_as_it_was_lost():
    lost = [Counter({b"x": 1}), Counter({b"x": 1, b"y": 1})]
    assert restored("x", "x", "x", "y", "z", lost=lost) == [
        "restored",
        "restored",
        "added",
        "restored",
        "added",
    ]


def test_lines_are_restored_as_they_were_to_the_letter():
    assert restored("x", " x", lost=[Counter({b" x": 1})]) == ["added", "restored"]


def test_a_line_that_lives_on_is_not_restored():
    file = File(b"a", (hunk("x", " x\n x"),)).edited()._replace(lost=[Counter({b" x": 1})])
    assert [NAMES[code] for code in operations([file]).operations] == ["reindented", "restored"]


def test_new_code_that_a_commit_writes_in_two_hunks_is_repeated():
    files = [
        File(b"a", (hunk("", "same\nsame\nonly here\n}"), hunk("", "  same"))).edited(),
        File(b"b", (hunk("", "other\n}"),)).edited(),
    ]
    assert operations(files).repeated == {b"a": 3}


def test_lines_have_their_class_and_code_that_imports_is_told_apart():
    of = marks([b"import os", b"# why", b"x = 1", b"else:"], "python")
    assert [CLASSES[code] if code < len(CLASSES) else "import" for code in of.classes] == [
        "import",
        "comment",
        "code",
        "trivial",
    ]
    assert len(of.hashes) == 8 * 4


def test_lines_that_differ_in_white_space_have_one_hash():
    of = marks([b"  a\t b\r", b"a b", b"ab"], "python")
    assert of.hashes[:8] == of.hashes[8:16] != of.hashes[16:]
