"""The three notations: their shape, and text from history that would like to be more than text."""

import json as standard_json

import pytest

from dashboard import audit
from dashboard.formats import json, markdown, text
from dashboard.formats.markdown import code_span
from dashboard.formats.numbers import count, duration, percent, points
from dashboard.formats.visible import visible

HOSTILE = "\x1b]0;owned\x07\x9b31m[bold red]|<img src=x>`` @all\n| # [a](b)\u202e"


@pytest.fixture
def hostile(history):
    """Every place that text from history reaches the report from."""
    birth, death = history.commit(0, author=HOSTILE), history.commit(3)
    history.lines(birth, 600, path=f"{HOSTILE}/{HOSTILE}/x.py", death=death)
    history.lines(birth, 600, path="y.py")
    history.skip(birth, HOSTILE, "binary")
    history.mined(200, repo=HOSTILE)
    return audit.build(history.con)


def seen(rendered):
    return [char for char in rendered if not char.isprintable() and char != "\n"]


def test_text_shows_what_a_terminal_would_obey(hostile):
    said = text.render(hostile)
    assert seen(said) == []
    assert r"\x1b]0;owned\x07\x9b31m[bold red]" in said.replace("\n", "").replace(" ", "").replace(
        "[bold", "[bold "
    )


def test_text_in_colour_has_only_the_escapes_of_rich(hostile):
    said = text.render(hostile, colour=True)
    assert "\x1b[1;36mWhat was read\x1b[0m" in said
    assert "\x1b]" not in said
    assert "\x9b" not in said


@pytest.mark.parametrize("width", [80, 40])
def test_text_never_cuts_a_figure(history, width):
    birth = history.commit(0)
    history.lines(birth, 1_234_567)
    history.lines(birth, 987_654, death=history.commit(2), path="deep/er/b.py")
    history.mined(1200)
    said = text.render(audit.build(history.con), width=width)
    for figure in ("2,222,221", "987,654", "1,234,567", "55.6 %", "> 3.3 years"):
        assert figure in said
    assert max(len(line) for line in said.splitlines()) <= 80  # what the widest table needs


def test_markdown_keeps_history_inside_code_spans(hostile):
    said = markdown.render(hostile)
    assert seen(said) == []
    tables = [line for line in said.splitlines() if line.startswith("|")]
    cells = {len(line.replace("\\|", "").split("|")) for line in tables if "img" in line}
    assert cells == {5, 7}  # the tables of what was left out and of folders, no bar too many
    for line in said.splitlines():
        outside = "".join(line.split("```")[::2])
        assert "<img" not in outside
        assert "@all" not in outside


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        (" a", "`  a `"),
        ("", "(empty)"),
        ("a\nb", "`a\\x0ab`"),
    ],
)
def test_a_code_span_holds_whatever_is_inside(words, span):
    assert code_span(words) == span


def test_json_has_the_shape_that_was_promised(hostile):
    said = json.render(hostile)
    assert said.isascii()
    document = standard_json.loads(said, parse_constant=pytest.fail)
    assert document["schema"] == 1
    assert document["run"]["repo"] == HOSTILE
    assert document["run"]["as_of"] == "2020-07-19T00:00:00Z"
    assert document["totals"].keys() >= {
        "commits",
        "merges",
        "lines_added",
        "lines_deleted",
        "live_lines",
        "authors",
        "skipped",
    }
    measures = document["measures"]
    assert measures["durable_ratio"][0] == {
        "period": "2020-01",
        "horizon_days": 14,
        "born": 1200,
        "durable": 600,
        "ratio": 0.5,
    }
    assert measures["half_life_days"] == 3
    assert measures["churn"] == [{"period": "2020-01", "born": 1200, "churned": 600, "ratio": 0.5}]
    assert measures["burndown"][0] == {"period": "2020-01", "cohort": 2020, "lines": 600}
    assert [point["survival"] for point in measures["survival"]] == [0.5, 0.5]


def test_what_is_not_seen_is_shown():
    assert visible("a\tb\x7f\x85\u2028\U000e0041é") == r"a\x09b\x7f\x85\u2028\U000e0041é"


def test_numbers_are_readable():
    assert (count(1234), count(1, "line"), count(2000, "line")) == ("1,234", "1 line", "2,000 lines")
    assert (percent(0.8314), percent(None)) == ("83.1 %", "-")
    assert (points(0.0123), points(-0.0001), points(None)) == ("+1.2", "0.0", "-")
    assert [duration(days) for days in (0.2, 1, 12, 160, 840)] == [
        "less than a day",
        "1 day",
        "12 days",
        "5.3 months",
        "2.3 years",
    ]
