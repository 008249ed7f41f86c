"""Paths as text: none lost, none like another."""

import os

from hypothesis import assume, example, given
from hypothesis import strategies as st

from analyzer.decoding import path_bytes, path_text

# Of the characters that matter here, so that escapes and what looks like one come up often.
paths = st.lists(st.sampled_from([b"\\", b"x", b"5", b"c", b"\xff", b"\xc3\xbc", b"/"])).map(b"".join)


@given(st.one_of(paths, st.binary()))
@example(rb"\xff")
@example(b"\\\xff")
def test_every_path_comes_back_from_its_text(path):
    assert path_bytes(path_text(path)) == path


@given(paths)
def test_a_path_on_the_command_line_is_the_same_in_either_form(path):
    assume(b"\\x" not in path)
    assert path_bytes(os.fsdecode(path)) == path
