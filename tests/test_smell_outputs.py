"""Where reports of smells go: what `--format` asks for, whole files, the summary of a step."""

from pathlib import Path

import pytest
from smell_reports import full

from analyzer.errors import LinespanError
from dashboard.formats.smells.markdown import MOST_BYTES
from dashboard.formats.smells.outputs import Notation, Output, parse
from dashboard.formats.smells.rendering import deliver, render
from dashboard.formats.smells.report import of_gate


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("text", [Output(Notation.text, None)]),
        ("json:-,text:out", [Output(Notation.json, None), Output(Notation.text, Path("out"))]),
        (
            "text,json:out.json, sarif:a/b:c.sarif",
            [
                Output(Notation.text, None),
                Output(Notation.json, Path("out.json")),
                Output(Notation.sarif, Path("a/b:c.sarif")),
            ],
        ),
        ("json:a,json:b", [Output(Notation.json, Path("a")), Output(Notation.json, Path("b"))]),
    ],
)
def test_formats_and_their_files_are_parted_by_commas(asked, expected):
    assert list(parse(asked)) == expected


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        ("jsn", "there is no format 'jsn'", "did you mean json?"),
        ("", "there is no format ''", "there are text, json, sarif, github, gitlab, junit, markdown"),
        ("text,", "there is no format ''", "there are text, json, sarif, github, gitlab, junit, markdown"),
        ("json:", "json: names no file", "name one, as in json:out.json"),
        (
            "text,json",
            "only one format can go to the standard output",
            "give the others files, as in text,json:out.json",
        ),
        (
            "text,json:-",
            "only one format can go to the standard output",
            "give the others files, as in text,json:out.json",
        ),
        ("json:a,sarif:a", "two formats would go to a", "give each a file of its own"),
    ],
)
def test_what_can_not_be_meant_is_told(asked, message, hint):
    with pytest.raises(LinespanError) as raised:
        parse(asked)
    assert (raised.value.message, raised.value.hint) == (message, hint)


def test_every_output_gets_its_notation_and_the_step_its_summary(tmp_path, capsys):
    report = of_gate(full())
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", "utf-8")
    asked = parse(f"text,json:{tmp_path / 'out.json'},junit:{tmp_path / 'out.xml'}")

    deliver(report, asked, {"GITHUB_STEP_SUMMARY": str(summary)})

    assert capsys.readouterr().out == render(report, Notation.text)
    assert (tmp_path / "out.json").read_text("utf-8") == render(report, Notation.json)
    assert (tmp_path / "out.xml").read_text("utf-8") == render(report, Notation.junit)
    assert summary.read_text("utf-8") == "before\n" + render(report, Notation.markdown)


def test_a_summary_that_can_not_be_written_hides_no_finding(tmp_path, capsys):
    report = of_gate(full())
    with pytest.raises(LinespanError, match="can not be written: Is a directory"):
        deliver(report, parse("text"), {"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert capsys.readouterr().out == render(report, Notation.text)


def test_a_summary_that_others_filled_gets_no_more_than_its_room(tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("x" * (MOST_BYTES - 30), "utf-8")
    deliver(of_gate(full()), (), {"GITHUB_STEP_SUMMARY": str(summary)})
    assert MOST_BYTES - 30 < summary.stat().st_size <= MOST_BYTES
