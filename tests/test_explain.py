import pytest

from analyzer.errors import LinespanError
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
    assert raised.value.message == r"no measure is called 'durable\x1b'"
    assert "durable_ratio" in raised.value.hint
