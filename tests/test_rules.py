"""The rules of smells are whole, and mean what their bounds say."""

import pytest

from analyzer.smells.model import Class, Examined, Function
from analyzer.smells.rules import ABOVE, BELOW, FROM, RULES, SEVERITIES

MEASURED = {"function": Function._fields, "class": Class._fields, "file": tuple(Examined.__slots__)}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_whole(rule):
    assert RULES[rule.id] is rule
    assert rule.severity in SEVERITIES
    assert rule.link.startswith("https://")
    assert rule.roles <= {"source", "test"}
    assert rule.title[0].isupper()
    assert rule.title[-1] != "."
    for sentence in (rule.description, rule.advice):
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert "\n" not in sentence


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_limit_goes_with_something_measured(rule):
    if rule.about in MEASURED:
        assert rule.measure in MEASURED[rule.about]
    assert ("7.5" in rule.told(7.5)) == bool(rule.measure)
    assert (rule.limit is None) == (not rule.measure) == (not rule.bound) == (rule.about in {"line", "test"})


def test_no_rule_of_ruff_is_taken_twice():
    codes = [code for rule in RULES.values() for code in rule.ruff]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("bound", "broken"),
    [(ABOVE, [False, False, True]), (FROM, [False, True, True]), (BELOW, [True, False, False])],
)
def test_a_bound_says_on_which_side_a_smell_lies(bound, broken):
    rule = next(rule for rule in RULES.values() if rule.bound == bound)

    assert [rule.breaks(value, 7) for value in (6, 7, 8)] == broken


def test_what_is_only_context_does_not_fail_the_gate():
    assert [rule.id for rule in RULES.values() if rule.severity == "warn"] == [
        "test-without-assertion",
        "empty-test",
        "mostly-mocks",
        "phantom-dependency",
    ]
