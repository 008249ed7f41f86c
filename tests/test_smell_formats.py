"""The notations of the gate and of `linespan smells`: published forms, hosts' limits, hostile text."""

import json
import re
import time
import unicodedata
from pathlib import Path
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from smell_reports import HOSTILE, failed, finding, full, reports, smell, standing

from analyzer.smells.rules import RULES
from dashboard.formats.smells import github, junit, markdown, sarif
from dashboard.formats.smells import json as smells_json
from dashboard.formats.smells.outputs import Notation
from dashboard.formats.smells.rendering import render
from dashboard.formats.smells.report import of_gate, of_tree
from metrics.gate_result import Change, Coverage, Severity, Status

SCHEMAS = Path(__file__).parent / "schemas"
OWN_SCHEMA = Path(smells_json.__file__).with_name("report-1.schema.json")
SARIF = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8")))
OWN = jsonschema.Draft202012Validator(json.loads(OWN_SCHEMA.read_text("utf-8")))
JUNIT = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
MANY = 10_000
# Anything that Python can hold, half pairs of surrogates among them.
ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)


def valid(notation, written):
    """Whether a program that reads the notation would take it; gives what it reads."""
    match notation:
        case Notation.json | Notation.sarif | Notation.gitlab:
            document = json.loads(written, parse_constant=pytest.fail)
            if notation is not Notation.gitlab:
                (OWN if notation is Notation.json else SARIF).validate(document)
            return document
        case Notation.junit:
            document = etree.fromstring(written.encode())
            JUNIT.assertValid(document)
            return document
    return written


def obeyed(written):
    """What a terminal, a reader's eye or the log of a CI would take for an order."""
    found = {unicodedata.category(char) for char in written if char != "\n"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [*found, *re.findall(r"##\[", written)]


def annotations(written):
    return [line for line in written.splitlines() if line.startswith("::")]


@pytest.mark.parametrize("notation", Notation)
def test_every_report_can_be_read_by_its_programs(notation):
    for report in reports():
        assert valid(notation, render(report, notation)) is not None


@settings(deadline=None)  # the machine that runs it may be busy
@given(ANY_TEXT)
@example(HOSTILE)
def test_no_text_is_more_than_text(text):
    for report, tame in zip(reports(text), reports(), strict=True):
        for notation in Notation:
            written = render(report, notation)
            valid(notation, written)
            assert obeyed(written) == []
            lines, expected = (told.split("\n") for told in (written, render(tame, notation)))
            assert len(lines) == len(expected)  # none of them is of the text's making
            if notation is not Notation.github:
                assert [line for line in lines if line.lstrip().startswith("::")] == []


def test_text_says_what_failed_where_and_why():
    found = failed(
        finding(smell(), Change.worse, before=11.0),
        finding(
            smell("duplicated-block", b"sea.py", "", value=7.0, other=(b"land.py", 40), message="7 lines")
        ),
        reason="1 new smell, 1 smell got worse",
    )

    said = render(of_gate(found), Notation.text)
    advice = said[said.index("What to do") : said.index("Not analysed")]

    assert advice.count("\n  complex-function: ") == advice.count("\n  duplicated-block: ") == 1
    assert (
        said.replace(advice, "")
        == """\
Linespan gate: failed
  reason        1 new smell, 1 smell got worse
  compared      HEAD bbbbbbbbbbbb with main aaaaaaaaaaaa (--base), merge base cccccccccccc
  read          3 changed files: 2 source or tests, 2 analysed, 1 not analysed
  smells        1 new, 1 worse; 0 gone, 0 suppressed

error worse  school.py:3 grade
    complex-function (11 -> 12, limit 10): cyclomatic complexity is above the limit
error new    sea.py:3
    duplicated-block (7, limit 5): 7 lines (also at land.py:40)

Not analysed
  - binary: logo.png
"""
    )


def test_text_wraps_what_is_ours_and_paints_where_it_is_asked():
    report = of_gate(full())
    narrow = render(report, Notation.text, width=40).splitlines()
    advice = narrow[narrow.index("What to do") :]
    assert max(map(len, advice[: advice.index("")])) <= 40
    painted = render(report, Notation.text, colour=True)
    assert "\x1b[31merror worse\x1b[0m" in painted
    assert re.sub(r"\x1b\[\d+m", "", painted) == render(report, Notation.text)


def test_json_has_every_field_of_the_result():
    document = valid(Notation.json, render(of_gate(full()), Notation.json))
    assert document["status"] == "failed"
    assert document["exit_code"] == 1
    first = document["findings"][0]
    assert (first["change"], first["before"], first["value"], first["limit"]) == ("worse", 11, 12, 10)
    assert document["findings"][1]["other"] == {"path": "plain", "line": 40}
    assert document["suppressed"][0]["reason"] == "plain"
    assert document["coverage"]["skipped"] == [{"path": "plain", "reason": "binary"}]
    assert document["after"] == {"smells": 5, "lines": 1200, "density": pytest.approx(4.1667, abs=1e-4)}
    assert document["operations"] == {"added": 30, "copied": 10, "moved": 0}


def test_the_schema_of_our_json_tells_a_stranger():
    document = json.loads(render(of_gate(full()), Notation.json))
    document["findings"][0]["line"] = 0
    with pytest.raises(jsonschema.ValidationError):
        OWN.validate(document)


def test_sarif_tells_rules_places_levels_and_excuses():
    (run,) = valid(Notation.sarif, render(of_gate(full()), Notation.sarif))["runs"]
    worse, copied, warned, excused = run["results"]
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "warning"]
    assert [result["baselineState"] for result in run["results"]] == ["updated", "new", "new", "new"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    assert rules[0]["helpUri"] == RULES["complex-function"].link
    assert copied["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 40}
    assert excused["suppressions"] == [{"kind": "inSource", "justification": "plain"}]
    assert "suppressions" not in worse
    assert "suppressions" not in warned
    assert (run["invocations"][0]["exitCode"], run["invocations"][0]["executionSuccessful"]) == (1, True)
    assert run["automationDetails"]["id"] == "linespan/gate/"


def test_sarif_of_a_gate_without_an_answer_is_no_success():
    (run,) = valid(Notation.sarif, render(reports()[1], Notation.sarif))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert (
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
        == "there is no plain; name plain"
    )


@given(st.binary(min_size=1, max_size=30).filter(lambda path: b"\0" not in path))
@example(b"a b/\xff%:#?[].py")
@example(b"c:/x.py")
def test_a_uri_of_sarif_gives_the_bytes_of_the_path_back(path):
    (run,) = json.loads(sarif.render(of_gate(failed(finding(smell(path=path))))))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[\w.~%/-]+", uri, re.ASCII)
    assert unquote_to_bytes(uri) == path


def test_a_fingerprint_outlives_what_comes_and_goes_around_the_smell():
    def prints(*smells):
        (run,) = json.loads(sarif.render(of_gate(failed(*map(finding, smells)))))["runs"]
        return [result["partialFingerprints"]["linespanIdentity/v1"] for result in run["results"]]

    (there,) = prints(smell(line=3, value=12.0))
    assert prints(smell(line=300, value=14.0, message="other words")) == [there]
    others = prints(
        smell(path=b"x.py"), smell(symbol="x"), smell(ordinal=1), smell(subject="x"), smell("unused-import")
    )
    assert len({there, *others}) == 6


def test_gitlab_gets_a_fingerprint_for_each_finding_even_of_one_identity():
    issues = json.loads(render(of_gate(failed(*[finding(smell())] * 3)), Notation.gitlab))
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_gitlab_has_the_form_of_a_code_quality_report():
    issues = json.loads(render(of_gate(full()), Notation.gitlab))
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("complex-function", "major"),
        ("duplicated-block", "major"),
        ("unused-import", "minor"),
    ]
    assert issues[0]["location"] == {"path": "plain", "lines": {"begin": 3}}
    assert issues[0]["description"] == "in plain (11 -> 12, limit 10)"
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_github_gets_ten_of_a_kind_and_the_number_of_the_rest():
    findings = [finding(smell(ordinal=nth)) for nth in range(30)]
    findings += [finding(smell("unused-import", ordinal=nth), severity=Severity.warn) for nth in range(12)]
    said = github.render(of_gate(failed(*findings)))
    shown = annotations(said)
    assert sum(line.startswith("::error ") for line in shown) == 10
    assert sum(line.startswith("::warning ") for line in shown) == 10
    assert said.splitlines()[-1] == "not shown here: 21 more errors and 2 more warnings"


def test_github_hears_of_changed_standards_once_and_not_of_all():
    changed = tuple(f"{n}/.gitattributes" for n in range(12))

    (notice,) = [
        line
        for line in github.render(of_gate(failed(settings_changed=changed))).splitlines()
        if line.startswith("::notice ")
    ]

    assert "the change alters by what it is judged: 0/.gitattributes, 1/.gitattributes, " in notice
    assert notice.endswith("9/.gitattributes, ...")


def test_github_names_the_place_in_properties_that_nothing_leaves():
    said = github.render(of_gate(failed(finding(smell("unused-import", b"a,b:c%\n.py", message="x%y")))))
    advice = RULES["unused-import"].advice
    assert annotations(said) == [
        "::error title=Linespan gate::1 new smells",
        r"::error file=a%2Cb%3Ac%25\x0a.py,line=3,endLine=12,title=Unused import::x%25y. " + advice,
    ]


def test_a_try_out_fails_nothing_in_the_log():
    said = github.render(of_gate(failed(), exit_zero=True))
    assert annotations(said) == ["::warning title=Linespan gate::0 new smells"]


def test_junit_counts_failures_and_says_what_is_skipped():
    suites = valid(Notation.junit, junit.render(of_gate(full())))
    suite = suites[0]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5",
        "failures": "2",
        "errors": "0",
        "skipped": "2",
    }
    assert suite[1].get("name") == "plain plain plain"
    assert suite[1][0].get("type") == "worse"


@pytest.mark.parametrize(("number", "outcome"), [(1, "error"), (2, None), (3, "failure")])
def test_junit_has_the_verdict_where_no_finding_tells_it(number, outcome):
    (suite,) = valid(Notation.junit, junit.render(reports()[number]))
    assert [element.tag for element in suite[0]] == [*([outcome] if outcome else []), "system-out"]


def test_markdown_keeps_to_the_size_of_a_summary():
    findings = [finding(smell(path=b"d" * 4000 + b"/x.py", ordinal=nth)) for nth in range(1000)]
    said = markdown.render(of_gate(failed(*findings)))
    assert len(said.encode()) <= 1024 * 1024
    shown = said.count("| error | new |")
    assert shown > 200
    assert f"\n{1000 - shown} more, not shown here.\n" in said
    assert "What to do" in said


@pytest.mark.parametrize("room", [0, 20, 100, 3000])
def test_markdown_keeps_to_what_room_is_left(room):
    assert len(markdown.render(of_gate(full()), room).encode()) <= room


def test_markdown_proves_the_work_and_keeps_history_in_code_spans():
    said = markdown.render(of_gate(full(HOSTILE)))
    assert "| read | 9 changed files: 5 source or tests, 4 analysed, 1 not analysed |" in said
    for line in said.splitlines():
        outside = "".join(re.split(r"(?<!`)```(?!`)", line)[::2])
        assert "<img" not in outside
        assert "@all" not in outside
    cells = {
        len(line.replace("\\|", "").split("|")) for line in said.splitlines() if line.startswith("| error")
    }
    assert cells == {7}


def test_what_stands_in_a_tree_is_told_in_the_same_notations():
    report = of_tree(standing())
    assert render(report, Notation.text).startswith("2 smells in 800 lines\n")
    document = valid(Notation.json, render(report, Notation.json))
    assert (document["command"], document["exit_code"], document["commit"]) == ("smells", 0, "d" * 40)
    assert "change" not in document["findings"][0]
    (run,) = valid(Notation.sarif, render(report, Notation.sarif))["runs"]
    assert "baselineState" not in run["results"][0]


@pytest.mark.parametrize("notation", Notation)
def test_ten_thousand_findings_are_written_at_once(notation):
    findings = [
        finding(smell(path=f"src/package_{nth % 100}/module.py".encode(), ordinal=nth), fails=nth % 2 == 0)
        for nth in range(MANY)
    ]
    result = failed(*findings, coverage=Coverage(MANY, MANY, MANY, ()))
    start = time.perf_counter()
    written = render(of_gate(result), notation)
    # A second is much: it takes a fifth of it, and an algorithm that looks at pairs would take minutes.
    assert time.perf_counter() - start < 5
    valid(notation, written)
    if notation in {Notation.markdown, Notation.github}:
        assert " more" in written


def test_statuses_are_told_apart():
    told = [render(report, Notation.text).splitlines()[0] for report in reports()[:3]]
    assert told == [f"Linespan gate: {name}" for name in ("failed", "not computed", "passed")]
    assert {report.found.status for report in reports()[:3]} == set(Status)
