"""The signs of AI tools in commits: every pattern by its own examples, and a corpus of commits."""

import time
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import agents
from analyzer.agent_patterns import (
    AUTHOR,
    AUTOMATION,
    CO_AUTHOR,
    EXPLICIT,
    WEAK,
    Addition,
    Additions,
    patterns,
)
from analyzer.agents import MOST_READ, Detector, Evidence, Signed

CORPUS = Path(__file__).parent / "agents_corpus.toml"
ANN = "Ann Example <ann@a.example>"
ANY_DAY = date(2026, 1, 15)


@dataclass(frozen=True)
class Case:
    message: str
    label: str
    author: str = ANN
    committer: str = ""
    date: date = ANY_DAY
    agents: list[str] = field(default_factory=list)
    models: list[str] | None = None
    squash: bool = False
    trap: bool = False


def corpus() -> list[Case]:
    return [Case(**commit) for commit in tomllib.loads(CORPUS.read_text("utf-8"))["commit"]]


def seconds(day) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


def signed(message="", author=ANN, committer="", day=ANY_DAY) -> Signed:
    who = author.encode()
    return Signed(who, committer.encode() or who, seconds(day), message.encode())


@pytest.fixture(scope="module")
def detector():
    return Detector(patterns())


@pytest.mark.parametrize("case", corpus(), ids=lambda case: (case.author + case.message)[-60:])
def test_the_corpus(case, detector):
    commit = signed(case.message, case.author, case.committer, case.date)

    evidence, squash = detector.examine(commit)

    label = agents.label(evidence, commit.author_time, patterns().human_before)
    assert (label, list(agents.agents(evidence)), squash) == (case.label, case.agents, case.squash)
    assert case.models is None or list(agents.models(evidence)) == case.models


def test_half_of_the_corpus_is_traps():
    cases = corpus()

    assert len(cases) >= 150
    assert sum(case.trap for case in cases) * 2 >= len(cases)


@pytest.mark.parametrize("identity", patterns().identities, ids=lambda identity: identity.example[0])
def test_identities_say_what_their_examples_say(identity, detector):
    place = AUTHOR if AUTHOR in identity.places else CO_AUTHOR
    for example in identity.example:
        assert detector._identity(example.encode(), place)[0] == identity
    for counter in identity.counter:
        found = detector._identity(counter.encode(), place)
        assert found is None or found[0].tool != identity.tool or found[0].places != identity.places


@pytest.mark.parametrize(
    "line", [*patterns().lines, *patterns().credits], ids=lambda line: line.example[0][:40]
)
def test_lines_say_what_their_examples_say(line, detector):
    def tools(text, *, first):
        message = text if first else f"Change\n\n{text}"
        evidence = detector.examine(signed(message)).evidence
        return {(sign.tool, sign.strength) for sign in evidence}

    first = getattr(line, "first", False)
    for example in line.example:
        assert tools(example, first=first) == {(line.tool, line.strength)}
    for counter in line.counter:
        assert line.tool not in {tool for tool, _ in tools(counter, first=first)}


def test_the_committer_alone_tells_of_the_message_alone(detector):
    commit = signed("fix: my own edit", ANN, "Ann Example (aider) <ann@a.example>")

    assert detector.examine(commit).evidence == (
        Evidence("aider", "", "committer", "message", EXPLICIT, "Ann Example (aider) <ann@a.example>"),
    )


def test_evidence_says_where_it_stands_in_the_words_that_stand_there(detector):
    trailer = "Co-Authored-By: Claude Opus 4.6 (1M context) <noreply@anthropic.com>"

    evidence = detector.examine(signed(f"Change\n\n{trailer}\n{trailer.upper()}")).evidence

    assert [sign.detail for sign in evidence] == [trailer, trailer.upper()]
    assert evidence[0][:5] == ("claude-code", "claude-opus-4.6", "co-author", "co-authored", EXPLICIT)


def test_a_model_that_a_change_is_about_did_not_write_it(detector):
    evidence = detector.examine(signed("aider: Added support for gpt-4")).evidence

    assert [(sign.tool, sign.model) for sign in evidence] == [("aider", "")]


def test_weak_evidence_is_kept(detector):
    commit = signed("Change\n\nCo-authored-by: Copilot <copilot@github.com>", day=date(2026, 5, 1))

    evidence = detector.examine(commit).evidence

    assert [(sign.tool, sign.strength, sign.gives_label) for sign in evidence] == [("copilot", WEAK, False)]


def test_a_review_is_kept_and_gives_no_label(detector):
    evidence = detector.examine(signed("Change\n\nReviewed-by: Claude <noreply@anthropic.com>")).evidence

    assert [(sign.tool, sign.source, sign.mode) for sign in evidence] == [
        ("claude-code", "reviewer", "review")
    ]


def test_what_a_configuration_adds():
    additions = Additions(
        human_before="2019-01-01",
        bots=("Release Robot <robot@corp.example>",),
        tools=(Addition("house", ("agent@corp.example",), ("agent@corp.example",), ("Made by house",), ()),),
    )
    found = patterns(additions)
    detector = Detector(found)

    def tools(**commit):
        evidence = detector.examine(signed(**commit)).evidence
        return [(sign.tool, sign.source, sign.mode) for sign in evidence]

    assert found.human_before == datetime(2019, 1, 1, tzinfo=UTC).timestamp()
    assert tools(author="Anyone <AGENT@corp.example>") == [("house", "author", "authored")]
    assert tools(message="Co-authored-by: X <agent@corp.example>") == [("house", "co-author", "co-authored")]
    assert tools(message="Change\n\nMade by House 2") == [("house", "line", "co-authored")]
    assert tools(author="Release Robot <robot@corp.example>") == [("bot", "author", AUTOMATION)]
    assert tools(author="Another Robot <robot@corp.example>") == []


def test_what_a_configuration_adds_is_no_regular_expression():
    hostile = "(a+)+$ <(a+)+$>"
    detector = Detector(patterns(Additions(tools=(Addition("house", (hostile,), (), ("(a+)+$",), ()),))))
    started = time.perf_counter()

    evidence = detector.examine(signed("a" * 300 + "!", f"{'a' * 150} <{'a' * 100}>")).evidence

    assert evidence == ()
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    "unit",
    [
        "Co-authored-by: ",
        "Co-authored-by: Claude " * 3 + "\n",
        "Co-authored-by: Claude <noreply@anthropic.com\n",
        "Co-authored-by: " + "a " * 120 + "\n",
        "Assisted-by: " + "claude via " * 20 + "\n",
        "Generated with [" + "(" * 200 + "\n",
        " " * 300 + "\n",
        "*" * 11,
        "\\n",
        "\n",
        "<",
        "\u00e9",
        "Co-authored-by: Cursor <" + "@" * 200 + ">\n",
    ],
)
def test_a_hostile_message_takes_no_longer_than_its_length(unit, detector):
    message = (unit * (4 * MOST_READ // len(unit.encode()))).encode() + b"\nCo-authored-by: x\n"

    started = time.perf_counter()
    detector.examine(Signed(b"a <a@a>", b"a <a@a>", 0, message))

    assert time.perf_counter() - started < 2


def test_of_a_message_without_end_the_beginning_and_the_end_are_read(detector):
    trailer = "\nCo-authored-by: Claude <noreply@anthropic.com>\n"
    filling = "x" * MOST_READ

    def found(message):
        return len(detector.examine(signed(message)).evidence)

    assert found(trailer + 3 * filling) == found(3 * filling + trailer) == 1
    assert found(2 * filling + trailer + 2 * filling) == 0


@given(st.binary(max_size=400), st.binary(max_size=80))
def test_nothing_in_a_commit_makes_it_fail(message, who):
    found = Detector(patterns()).examine(Signed(who, who, 0, b"Co-authored-by: " + message))

    assert all(isinstance(sign.detail, str) for sign in found.evidence)
