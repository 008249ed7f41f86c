"""What is attested of lines, and which of them a commit added."""

from hypothesis import given
from hypothesis import strategies as st

from analyzer.line_evidence import GIT_AI, Attested, attributed, tool_name


def attested(*ranges, authorship="ai", agent="cursor"):
    return Attested(b"a.py", ranges, authorship, agent if authorship == "ai" else "", "", GIT_AI)


def rows(added, *attestations):
    return [(run.first, run.last, run.authorship, run.agent) for run in attributed(added, list(attestations))]


def test_lines_that_the_commit_does_not_add_are_left_out():
    assert rows([(5, 8)], attested((1, 6), (8, 20))) == [(5, 6, "ai", "cursor"), (8, 8, "ai", "cursor")]
    assert rows([(5, 8)], attested((1, 4), (9, 20))) == []
    assert rows([], attested((1, 4))) == []
    assert rows([(5, 8)]) == []


def test_runs_that_were_added_apart_stay_apart():
    assert rows([(10, 12), (1, 3)], attested((2, 11))) == [(2, 3, "ai", "cursor"), (10, 11, "ai", "cursor")]


def test_where_two_speak_of_one_line_the_later_holds():
    assert rows([(1, 9)], attested((1, 9)), attested((4, 5), authorship="human")) == [
        (1, 3, "ai", "cursor"),
        (4, 5, "human", ""),
        (6, 9, "ai", "cursor"),
    ]


def test_tools_have_the_names_of_the_evidence_of_commits():
    assert [tool_name(tool) for tool in ("Claude", "github-copilot", "cursor", "Heard Of Nowhere")] == [
        "claude-code",
        "copilot",
        "cursor",
        "heard of nowhere",
    ]
    assert [tool_name(tool) for tool in ("mock_ai", "test-agent")] == [None, None]


RANGES = st.tuples(st.integers(1, 30), st.integers(0, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.lists(RANGES, max_size=5), max_size=5), st.sets(st.integers(1, 40)))
def test_every_added_line_has_what_was_said_of_it_last(ranges, lines):
    said = [attested(*some, agent=str(place)) for place, some in enumerate(ranges)]

    found = {
        line: run.agent
        for run in attributed([(line, line) for line in lines], said)
        for line in range(run.first, run.last + 1)
    }

    last = {
        line: str(place)
        for place, some in enumerate(ranges)
        for first, end in some
        for line in range(first, end + 1)
    }
    assert found == {line: agent for line, agent in last.items() if line in lines}


def test_a_hostile_note_takes_no_longer_than_its_length():
    nested = attested(*((n, 200_000 - n) for n in range(1, 50_000)))

    assert len(rows([(1, 100_000_000)], nested)) == 99_997
