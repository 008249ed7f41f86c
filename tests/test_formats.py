"""The three notations: their shape, and text from history that would like to be more than text."""

import json as standard_json

import pytest

from dashboard import audit
from dashboard.formats import json, markdown, text
from dashboard.formats.markup import code_span
from dashboard.formats.numbers import count, duration, percent, points
from dashboard.formats.visible import visible

HOSTILE = "\x1b]0;owned\x07\x9b31m[bold red]|<img src=x>`` @all\n| # [a](b)\u202e"


@pytest.fixture
def hostile(history):
    """Every place that text from history reaches the report from."""
    birth, death = history.commit(0, author=HOSTILE), history.commit(3)
    history.lines(birth, 600, path=f"{HOSTILE}/{HOSTILE}/x.py", death=death)
    history.operation(birth, "added", 1200, path=f"{HOSTILE}/{HOSTILE}/x.py")
    history.lines(birth, 600, path="y.py")
    history.skip(birth, HOSTILE, "binary")
    history.mined(200, repo=HOSTILE)
    return audit.build(history.con)


@pytest.fixture
def changed(history):
    """A year of moving, then a commit that copies and edits."""
    first, second = history.commit(0), history.commit(380)
    history.operation(first, "added", 1000)
    history.change(first, 1000, repeated=50)
    history.operation(first, "moved", 600)
    history.lines(first, 1000)
    history.operation(second, "copied", 40, source="tree")
    history.change(second, 40)
    history.copy(second, 100, 20)
    history.copy(second, 200, 20)
    history.operation(second, "updated", 60)
    history.touch(second, first, 60)
    history.mined(380)
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


def test_json_tells_what_commits_did_month_by_month(changed):
    document = standard_json.loads(json.render(changed), parse_constant=pytest.fail)
    measures = document["measures"]
    assert measures["operation_shares"][3] == {
        "period": "2020-01",
        "operation": "moved",
        "lines": 600,
        "changed": 1600,
        "share": 0.375,
    }
    assert measures["moved_to_copied"] == [
        {"period": "2020-01", "moved": 600, "copied": 0, "ratio": None},
        {"period": "2021-01", "moved": 0, "copied": 40, "ratio": 0.0},
    ]
    assert measures["repeated_lines"][0] == {
        "period": "2020-01",
        "written": 1000,
        "repeated": 50,
        "ratio": 0.05,
    }
    assert measures["churned_share"][1] == {"period": "2021-01", "changed": 100, "young": 0, "ratio": 0.0}
    assert measures["revised_code_age"][3] == {
        "period": "2021-01",
        "age": "over a year",
        "lines": 60,
        "revised": 60,
        "share": 1.0,
    }
    assert measures["duplicate_blocks"][1] == {
        "period": "2021-01",
        "commits": 1,
        "copying": 1,
        "ratio": 1.0,
        "blocks": 2,
        "changed": 100,
        "per_million": 20_000.0,
    }
    assert measures["durable_output"][0] == {
        "period": "2020-01",
        "team": "no team",
        "author_months": 1,
        "durable": 1000,
        "per_author": 1000.0,
    }
    assert document["published"][1]["figures"][3] == {
        "measure": "operation_shares",
        "part": "moved",
        "year": 2020,
        "share": 0.241,
    }


def test_the_report_sets_the_last_year_against_the_years_before(changed):
    said = " ".join(text.render(changed).split())
    for sentence in (
        "1,700 changed lines of code: added 58.8 %, deleted 0.0 %, updated 3.5 %, moved 35.3 %, copied 2.4 %",
        "Lines moved for each one copied: 0.00 in 2021 so far (40 lines only); none copied before.",
        "edited or removed: 0.0 % at most two weeks, 100.0 % over a year in 2021 so far (60 lines only).",
        "2020 62.5 % 0.0 % 0.0 % 37.5 % 0.0 % 0.0 % 1,600",
        "2021 *0.0 % *0.0 % *60.0 % *0.0 % *40.0 % *0.0 % 100",
        "2020 - 5.0 % 0.0 % 0.0 % -",
        "2021 *0.00 *0.0 % *100.0 % *0.0 % *100.0 %",
        "2024 (2025) 46.2 % 21.9 % 5.9 % 9.5 % 12.3 % 4.2 % 5.7 %",
        "latest (2026) - - - 3.8 % 15.7 % - -",
        "Not this repository, and not to be joined with the figures above: GitClear",
    ):
        assert sentence in said


def test_a_history_without_changes_of_code_says_so(history):
    history.commit(0)
    history.mined(0)
    said = text.render(audit.build(history.con))
    assert "No commit has changed a line of code." in said
    assert "published" not in said


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
