"""What the audit says of smells, and that it is what `linespan smells` says of the head."""

import json

import pytest
from command import git, linespan

from dashboard import audit
from dashboard.formats import json as as_json
from dashboard.formats import markdown, text


@pytest.fixture(scope="module")
def told(smelly):
    return json.loads(linespan("audit", smelly, "--format", "json").stdout)["smells"]


def test_counts_and_density_are_those_of_the_head(smelly, told):
    ran = linespan("smells", smelly, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    standing = json.loads(ran.stdout)
    rules = [finding["rule"] for finding in standing["findings"]]

    assert told["smells"] == standing["totals"]["smells"] == len(rules) > 3
    assert told["lines"] == standing["totals"]["lines"]
    assert told["density"] == pytest.approx(standing["totals"]["density"])
    assert {one["rule"]: one["smells"] for one in told["rules"]} == {
        rule: rules.count(rule) for rule in rules
    }


def test_what_could_not_be_read_is_told(told):
    assert (told["files"], told["unparsable"]) == (5, 1)


def test_a_phantom_dependency_is_told_with_who_brought_it(smelly, told):
    (phantom,) = told["phantoms"]
    assert (phantom["name"], phantom["path"], phantom["line"]) == ("reqests", "grade.py", 1)
    assert phantom["brought_by"] == git("-C", smelly, "rev-parse", "HEAD~1")
    assert phantom["authorship"] == "ai"


def test_smells_are_told_by_who_wrote_them(told):
    by = {one["authorship"]: one for one in told["writers"]}
    assert by["ai"]["smells"] + by["unknown"]["smells"] == told["smells"]
    assert by["ai"]["density"] == pytest.approx(1000 * by["ai"]["smells"] / by["ai"]["code_lines"])


def test_hotspots_are_files_that_were_changed(told):
    assert [(one["path"], one["changes"], one["complexity"]) for one in told["hotspots"]] == [
        ("grade.py", 1, 12),
        ("plain.py", 2, 1),
        ("test_plain.py", 1, 1),
    ]


def test_the_text_tells_it(smelly):
    ran = linespan("audit", smelly, "--format", "markdown")
    assert "smells in" in ran.stdout
    assert "| `grade.py` | 1 | 12 |" in ran.stdout
    assert "Nothing declares `reqests`, which `grade.py` imports in line 1, brought by " in ran.stdout


def test_without_snapshots_the_audit_says_how_to_take_them(history):
    history.lines(history.commit(0), 3)
    history.mined(0)
    facts = audit.build(history.con)

    assert facts.smells is None
    assert "linespan mine --snapshots 60" in text.render(facts, width=120)
    assert "linespan mine --snapshots 60" in markdown.render(facts)
    assert json.loads(as_json.render(facts))["smells"] is None
