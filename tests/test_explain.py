import pytest

from analyzer.errors import LinespanError
from analyzer.smells.rules import RULES
from dashboard import explain
from metrics.views import measures


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.name)
def test_a_measure_is_explained_in_full(measure):
    said = explain.explanation(measure.name)
    words = " ".join(said.split())
    for field in ("definition", "formula", "unit", "better", "source", "grain"):
        assert f"{field}: {getattr(measure, field)}" in words
    assert measure.sql in said
    assert measure.name in explain.overview()


def test_a_dash_does_for_an_underscore():
    assert explain.explanation("Half-Life") == explain.explanation("half_life")


def test_an_unknown_measure_is_answered_with_the_nearest():
    with pytest.raises(LinespanError) as raised:
        explain.explanation("durable\x1b")
    assert raised.value.message == r"no measure and no rule is called 'durable\x1b'"
    assert "durable_ratio" in raised.value.hint


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_explained_in_full(rule):
    words = " ".join(explain.explanation(rule.id).split())

    for told in (rule.title, rule.description, rule.advice, rule.severity, rule.source, rule.link):
        assert told in words
    assert rule.id in explain.overview()


def test_a_limit_says_on_which_side_it_lies():
    assert "limit:       more than 10 (cyclomatic)" in explain.explanation("complex-function")
    assert "limit:       less than 10 (maintainability)" in explain.explanation("low_maintainability")
    assert "limit:       5 or more (code lines)" in explain.explanation("duplicated-block")
    assert "limit:" not in explain.explanation("unused-import")


def test_an_unknown_rule_is_answered_with_the_nearest():
    with pytest.raises(LinespanError) as raised:
        explain.explanation("complex-functions")
    assert "complex-function?" in raised.value.hint
