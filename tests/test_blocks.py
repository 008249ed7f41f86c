"""Blocks that a change copies: found in its own files and in those that it does not touch."""

import pytest

from analyzer.smells.blocks import Block, Standing, Written, new_blocks

BLOCK = [b"one = read(1)", b"two = read(2)", b"tri = read(3)", b"fou = read(4)", b"fiv = read(5)"]
MORE = [b"six = read(6)", b"sev = read(7)"]
OTHER = [b"something = other()"]


def written(path, lines, added=None):
    """A changed Python file, all of it new if nothing else is said."""
    return Written(path, "python", lines, [True] * len(lines) if added is None else added)


def old(path, lines):
    return written(path, lines, [False] * len(lines))


def blocks(*changed, unchanged=()):
    standing = [Standing(path, "python", b"\n".join(lines) + b"\n") for path, lines in unchanged]
    return new_blocks(changed, lambda is_wanted: [file for file in standing if is_wanted(file.content)], 5)


def test_a_block_of_an_unchanged_file():
    found = blocks(written(b"a.py", OTHER + BLOCK), unchanged=[(b"z.py", MORE + BLOCK)])

    assert found == [Block(b"a.py", 2, 6, 5, b"z.py", 3)]


def test_a_block_of_a_changed_file_that_stood_there_before():
    assert blocks(old(b"z.py", BLOCK), written(b"a.py", BLOCK)) == [Block(b"a.py", 1, 5, 5, b"z.py", 1)]


def test_of_equal_blocks_that_a_change_adds_the_first_is_no_copy():
    found = blocks(written(b"b.py", BLOCK), written(b"a.py", BLOCK + OTHER + BLOCK))

    assert found == [Block(b"a.py", 7, 11, 5, b"a.py", 1), Block(b"b.py", 1, 5, 5, b"a.py", 1)]


def test_a_block_is_as_long_as_it_can_be_and_elsewhere_where_it_is_longest():
    found = blocks(written(b"a.py", BLOCK + MORE), unchanged=[(b"b.py", BLOCK), (b"c.py", BLOCK + MORE)])

    assert found == [Block(b"a.py", 1, 7, 7, b"c.py", 1)]


@pytest.mark.parametrize("lines", [BLOCK[:4], BLOCK[:2] + OTHER + BLOCK[2:]])
def test_less_than_a_block(lines):
    assert blocks(written(b"a.py", lines), unchanged=[(b"b.py", BLOCK)]) == []


@pytest.mark.parametrize("line", [b"import a", b"# a = read(1)", b"else:", b""])
def test_what_is_no_code_makes_no_block(line):
    assert blocks(written(b"a.py", [line] * 9), unchanged=[(b"b.py", [line] * 9)]) == []


@pytest.mark.parametrize("between", [b"", b"    # why", b"else:", b"import os", b"}"])
def test_what_is_no_code_may_stand_between(between):
    here = [*BLOCK[:2], between, *BLOCK[2:]]

    assert blocks(written(b"a.py", here), unchanged=[(b"b.py", BLOCK)]) == [
        Block(b"a.py", 1, 6, 5, b"b.py", 1)
    ]
    assert blocks(written(b"a.py", BLOCK), unchanged=[(b"b.py", here)]) == [
        Block(b"a.py", 1, 5, 5, b"b.py", 1)
    ]


def test_white_space_makes_no_difference():
    spaced = [b"\t" + line.replace(b" = ", b"   =  ") + b"\r" for line in BLOCK]

    assert len(blocks(written(b"a.py", spaced), unchanged=[(b"b.py", BLOCK)])) == 1


def test_what_the_change_did_not_write_is_no_part_of_a_block():
    lines = BLOCK + MORE

    assert blocks(written(b"a.py", lines, [False] * 3 + [True] * 4), unchanged=[(b"b.py", lines)]) == []
    assert blocks(written(b"a.py", lines, [False] * 2 + [True] * 5), unchanged=[(b"b.py", lines)]) == [
        Block(b"a.py", 3, 7, 5, b"b.py", 3)
    ]


def test_a_table_of_equal_rows_is_cut_into_places_apart():
    found = blocks(written(b"a.py", [b"row = read(1)"] * 12))

    assert found == [Block(b"a.py", 6, 10, 5, b"a.py", 1)]


def test_the_limit_is_a_number_of_lines():
    unchanged = [Standing(b"b.py", "python", b"\n".join(BLOCK))]

    assert new_blocks([written(b"a.py", BLOCK)], lambda _: unchanged, 6) == []


def test_without_enough_new_lines_the_tree_is_not_read():
    assert new_blocks([written(b"a.py", BLOCK[:4])], lambda _: pytest.fail("read"), 5) == []
