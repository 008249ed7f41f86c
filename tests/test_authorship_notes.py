"""git-ai's notes, in every form they have, and damaged."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.authorship_notes import LARGEST_NOTE, Note, parse
from analyzer.line_evidence import GIT_AI, Attested

SESSION = "s_0123456789abcd"
TRACE = "t_0123456789abcd"
HUMAN = "h_0123456789abcd"
PROMPT = "0123456789abcdef"


def agent(tool, model=""):
    return {"agent_id": {"tool": tool, "id": "x", "model": model}}


def note(text, **tables) -> bytes:
    meaning = {"schema_version": "authorship/3.0.0", "base_commit_sha": "0" * 40, **tables}
    return f"{text}---\n{json.dumps(meaning, indent=2)}".encode()


def rows(content):
    found = parse(content)
    return [tuple(one)[:5] for one in found.attested]


def test_a_session():
    content = note(
        f"a.py\n  {SESSION}::{TRACE} 1-4,9\n", sessions={SESSION: agent("claude", "claude-opus-4-6")}
    )

    assert parse(content) == Note(
        (Attested(b"a.py", ((1, 4), (9, 9)), "ai", "claude-code", "claude-opus-4.6", GIT_AI),), 0
    )


@pytest.mark.parametrize("key", [PROMPT, "0123abc"])
def test_a_prompt(key):
    assert rows(note(f"a.py\n  {key} 5\n", prompts={key: agent("cursor")})) == [
        (b"a.py", ((5, 5),), "ai", "cursor", "")
    ]


@pytest.mark.parametrize("key", [HUMAN, "human"])
def test_a_person(key):
    assert rows(note(f"a.py\n  {key} 5-6\n", humans={HUMAN: {"author": "Ann"}})) == [
        (b"a.py", ((5, 6),), "human", "", "")
    ]


def test_several_paths_each_with_several_keys():
    text = f'a.py\n  human 1\n  {PROMPT} 2-3\n\n"b c.py"\n  {PROMPT} 1\n'

    assert rows(note(text, prompts={PROMPT: agent("codex")})) == [
        (b"a.py", ((1, 1),), "human", "", ""),
        (b"a.py", ((2, 3),), "ai", "codex", ""),
        (b"b c.py", ((1, 1),), "ai", "codex", ""),
    ]


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"prompts": {}},
        {"prompts": []},
        {"prompts": {PROMPT: None}},
        {"prompts": {PROMPT: {}}},
        {"prompts": {PROMPT: {"agent_id": "claude"}}},
        {"prompts": {PROMPT: {"agent_id": {"tool": 7, "model": []}}}},
    ],
)
def test_a_key_that_nothing_explains_is_some_tools(tables):
    assert rows(note(f"a.py\n  {PROMPT} 1\n", **tables)) == [(b"a.py", ((1, 1),), "ai", "", "")]


def test_half_a_surrogate_pair_is_no_text_that_a_database_takes():
    found = rows(note("a.py\n  0123abc 5\n", prompts={"0123abc": agent("\ud800x", "m\udfff")}))

    assert found == [(b"a.py", ((5, 5),), "ai", "?x", "m?")]


@pytest.mark.parametrize("tool", ["mock_ai", "test-agent"])
def test_tools_of_tests_are_dropped(tool):
    assert parse(note(f"a.py\n  {PROMPT} 1\n", prompts={PROMPT: agent(tool)})) == Note((), 0)


def test_nothing_attested_is_a_note_too():
    assert parse(note("")) == Note((), 0)


@pytest.mark.parametrize(
    "line",
    [
        f"  {PROMPT} x",
        f"  {PROMPT} 4-1",
        f"  {PROMPT} 0",
        f"  {PROMPT} 1,,2",
        f"  {PROMPT} 1-2-3",
        f"  {PROMPT} 999999999",
        f"  {PROMPT} 99999999999999999999",
        f"  {PROMPT}",
        "  ",
        f"   {PROMPT} 1 2",
        f"  {PROMPT} ",
    ],
)
def test_a_line_that_says_nothing_is_counted_and_passed_over(line):
    found = parse(note(f"a.py\n{line}\n  human 7\n"))

    assert [one.ranges for one in found.attested] == [((7, 7),)]
    assert found.malformed == bool(line.strip())


def test_lines_under_no_path_are_counted():
    assert parse(note("  human 1\n")) == Note((), 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing of the kind",
        b"a.py\n  human 1\n",
        b"a.py\n  human 1\n---\n",
        b"a.py\n  human 1\n---\n{",
        b"a.py\n  human 1\n---\n[]",
        b"a.py\n  human 1\n---\n{}",
        b'a.py\n  human 1\n---\n{"schema_version": "authorship/2.0.0"}',
        b'a.py\n  human 1\n---\n{"schema_version": 3}',
        b"a.py\n  human 1\n---\n\xff\xfe",
        b"---\n" + b"[" * 100_000,
        b'---\n{"schema_version": "authorship/3.0.0", "n": ' + b"9" * 10_000 + b"}",
        b" " * (LARGEST_NOTE + 1),
    ],
    ids=range(13),
)
def test_what_is_no_such_note_is_none(content):
    assert parse(content) is None


def test_a_later_version_of_the_schema_is_read():
    content = b'a.py\n  human 1\n---\n{"schema_version": "authorship/3.1.0"}'

    assert [one.authorship for one in parse(content).attested] == ["human"]


def test_a_path_of_any_bytes_is_kept_as_it_is():
    content = b'd\xff/a.py\n  human 1\n---\n{"schema_version": "authorship/3.0.0"}'

    assert parse(content).attested[0].path == b"d\xff/a.py"


def test_the_largest_note_takes_no_longer_than_its_length():
    line = f"  {PROMPT} " + ",".join(["1-2"] * 1000) + "\n"
    content = note("a.py\n" + line * (LARGEST_NOTE // len(line) - 1))
    started = time.perf_counter()

    found = parse(content)

    assert found.malformed
    assert sum(len(one.ranges) for one in found.attested) <= 100_000
    assert time.perf_counter() - started < 5


@given(st.binary(max_size=200))
def test_nothing_makes_it_fail(text):
    parse(text)
    parse(text + b"\n---\n" + b'{"schema_version": "authorship/3.0.0"}')
