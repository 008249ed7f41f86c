"""Agent Trace records, in every form they are written in, and damaged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.agent_trace import LARGEST_FILE, Trace, Traces, parse
from analyzer.line_evidence import AGENT_TRACE, Attested

SHA = "0123456789abcdef0123456789abcdef01234567"


def lines(first, last, **more):
    return {"start_line": first, "end_line": last, **more}


def conversation(*ranges, kind="ai", model=None):
    contributor = {"type": kind} | ({"model_id": model} if model else {})
    return {"url": "https://c.example/1", "contributor": contributor, "ranges": list(ranges)}


def record(*conversations, path="src/a.py", **more):
    return {
        "version": "0.1.0",
        "id": "550e8400-e29b-41d4-a716-446655440000",
        "timestamp": "2026-01-25T10:00:00Z",
        "vcs": {"type": "git", "revision": SHA},
        "tool": {"name": "cursor", "version": "2.4.0"},
        "files": [{"path": path, "conversations": list(conversations)}],
        **more,
    }


def parsed(*records) -> Traces:
    return parse("".join(json.dumps(one) + "\n" for one in records).encode())


def attested(*records):
    return [tuple(one)[:5] for trace in parsed(*records).records for one in trace.attested]


def test_a_record():
    conversations = conversation(lines(1, 10), lines(20, 20), model="anthropic/claude-opus-4-5-20251101")

    assert parsed(record(conversations)) == Traces(
        (
            Trace(
                SHA,
                (
                    Attested(b"src/a.py", ((1, 10),), "ai", "cursor", "claude-opus-4.5", AGENT_TRACE),
                    Attested(b"src/a.py", ((20, 20),), "ai", "cursor", "claude-opus-4.5", AGENT_TRACE),
                ),
            ),
        ),
        0,
    )


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("ai", [("ai", "cursor")]),
        ("AI", [("ai", "cursor")]),
        ("mixed", [("ai", "cursor")]),
        ("human", [("human", "")]),
        ("unknown", []),
        ("robot", []),
        (None, []),
    ],
)
def test_contributors(kind, rows):
    found = attested(record(conversation(lines(1, 2), kind=kind)))

    assert [(authorship, agent) for _, _, authorship, agent, _ in found] == rows


def test_half_a_surrogate_pair_is_no_text_that_a_database_takes():
    found = attested(record(conversation(lines(1, 2), model="m\udfff"), tool={"name": "\ud800x"}))

    assert found == [(b"src/a.py", ((1, 2),), "ai", "?x", "m?")]


def test_a_range_may_have_its_own_contributor():
    own = lines(3, 4, contributor={"type": "human"})

    assert [(ranges, authorship) for _, ranges, authorship, _, _ in attested(record(conversation(own)))] == [
        (((3, 4),), "human")
    ]


def test_a_record_may_be_spread_over_lines():
    content = json.dumps(record(conversation(lines(1, 2))), indent=2).encode()

    assert [len(trace.attested) for trace in parse(content).records] == [1]


def test_what_writers_do_differently_is_taken():
    odd = record(
        conversation(lines(1, 2)), path="./src/a.py", version="1.0", tool=None, vcs={"revision": SHA.upper()}
    )

    assert parsed(odd).records == (
        Trace(SHA, (Attested(b"src/a.py", ((1, 2),), "ai", "", "", AGENT_TRACE),)),
    )


def test_paths_that_are_none_do_no_harm():
    assert attested(record(conversation(lines(1, 2)), path=".sessions")) == [
        (b".sessions", ((1, 2),), "ai", "cursor", "")
    ]
    assert attested(record(conversation(lines(1, 2)), path="")) == []
    assert attested(record(conversation(lines(1, 2)), path=7)) == []


@pytest.mark.parametrize(
    "span",
    [(0, 1), (2, 1), (-1, 4), ("1", "2"), (1, None), (1.0, 2.0), (True, True), (1, 10**12)],
)
def test_ranges_that_are_none_are_passed_over(span):
    assert attested(record(conversation(lines(*span), lines(5, 6)))) == [
        (b"src/a.py", ((5, 6),), "ai", "cursor", "")
    ]


@pytest.mark.parametrize("files", [None, {}, "a.py", 7], ids=["none", "table", "text", "number"])
def test_a_record_without_files_is_none(files):
    assert parsed(record(files=files), record(conversation(lines(1, 2)))).malformed == 1


@pytest.mark.parametrize(
    "files",
    [
        [],
        [None, 7],
        [{}],
        [{"path": "a.py"}],
        [{"path": "a.py", "conversations": {}}],
        [{"path": "a.py", "conversations": [None, {"ranges": [None]}]}],
        [{"path": "a.py", "conversations": [{"contributor": "ai", "ranges": [lines(1, 2)]}]}],
    ],
)
def test_files_that_say_nothing_are_passed_over(files):
    assert parsed(record(files=files)) == Traces((Trace(SHA, ()),), 0)


def test_tools_of_tests_are_dropped():
    assert attested(record(conversation(lines(1, 2)), tool={"name": "mock_ai"})) == []


def test_lines_that_are_no_records_are_counted():
    good = json.dumps(record(conversation(lines(1, 2)))).encode()
    bad = [b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"files": ' + b"9" * 10_000 + b"}"]

    found = parse(b"\n\n".join([good, *bad, good]))

    assert (len(found.records), found.malformed) == (2, len(bad))


def test_a_file_without_end_is_not_read():
    assert parse(b" " * (LARGEST_FILE + 1)) == Traces((), 1)


def test_a_record_without_end_is_not_read():
    whole = json.dumps(record(conversation(lines(1, 2)), metadata="x" * (1 << 20))).encode()

    assert parse(whole) == Traces((), 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["files", "path", "conversations", "ranges", "contributor", "tool", "vcs", "name"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_nothing_makes_it_fail(value):
    parse(json.dumps(value).encode())
