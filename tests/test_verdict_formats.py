"""Verdicts as people and programs read them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from dashboard.data import Run
from dashboard.formats import markdown, text
from dashboard.formats.verdicts import TITLE, as_json, sections
from dashboard.judgement import Judgement
from metrics.clusters import Clustered
from metrics.curves import Hazard, Point, Survival, untested
from metrics.hypotheses import HYPOTHESES
from metrics.verdict import Arm, Contaminated, Interval, Row, Trial
from metrics.verdicts import judged

RUN = Run("/a/repository", "0" * 40, datetime(2026, 1, 2, tzinfo=UTC), 1, "0.1", 0, 0, 0)
DECIDED = Trial(
    estimate=-0.06,
    low=-0.09,
    high=-0.03,
    tests=(Clustered(-0.06, 0.015, 80.0),),
    ai=Arm(120, 4321, 61.5, 0.04, 33),
    others=Arm(340, 9876, 130.2, 0.02, 71),
    interval=Interval((-0.08, -0.03), 0.0004, (-0.09, -0.04), 0.012),
    rows=(Row("line-weighted", -0.05, -0.2, 0.1), Row("committer clock", -0.04), Row("nothing", None)),
    contaminated=(Contaminated(0.5, -0.12, -0.18, -0.06),),
)
REFUSED = Trial(estimate=0.01, reasons=("effective clusters in the AI code: 12, 30 are needed",))
GROWN = Trial(np.log(1.5), np.log(1.2), np.log(1.9), tests=(Clustered(np.log(1.5), 0.1, 50.0),))
CURVES = Survival(
    ai=(Point(30, 400, 0.9), Point(90, 300, 0.85)),
    others=(Point(30, 900, 0.95),),
    log_rank_p=1e-9,
    hazard=Hazard(1.25, 1.05, 1.49, 0.012),
    why_no_hazard="",
)


@pytest.fixture
def judgement():
    trials = {"durability": DECIDED, "longevity": DECIDED, "output": GROWN}
    found = judged(HYPOTHESES, [trials.get(hypothesis.id, REFUSED) for hypothesis in HYPOTHESES])
    return Judgement(RUN, date(2024, 3, 1), found, CURVES)


def test_the_report_begins_with_the_primary_claim(judgement):
    shown = text.render_sections(sections(judgement), width=120)
    assert shown.startswith("Verdicts\n  AI code lasts less: supported. The share of code lines")


def lines_of(judgement):
    shown = text.render_sections(sections(judgement), width=120)
    return [" ".join(line.split()) for line in shown.splitlines()]


def test_every_claim_stands_in_the_table_with_its_figures(judgement):
    shown = lines_of(judgement)
    assert "AI code lasts less supported -6.0 -9.0 to -3.0 0.009 -" in shown
    assert "Commits with AI copy more undecided +1.0 - - -" in shown
    grown = "Since AI was adopted people write more code that lasts supported +50 % +20 % to +90 %"
    assert any(line.startswith(grown) for line in shown)


def test_what_the_primary_claim_rests_on_is_shown(judgement):
    shown = lines_of(judgement)
    for row in (
        "AI 120 4,321 61.5 4.0 % 33",
        "other 340 9,876 130.2 2.0 % 71",
        "clustered by landing -8.0 to -3.0 <0.001",
        "labels dealt anew by author spells -9.0 to -4.0 0.012",
        "line-weighted -5.0 -20.0 to +10.0",
        "committer clock -4.0 -",
        "nothing - -",
        "50 % -12.0 -18.0 to -6.0",
        "30 days 90.0 % 400 95.0 % 900",
        "90 days 85.0 % 300 - -",
    ):
        assert row in shown


def test_without_ai_lines_there_is_neither_ground_nor_curve(judgement):
    nothing = Trial(reasons=("no commit shows a sign of an AI tool",))
    bare = replace(
        judgement, adopted=None, verdicts=judged(HYPOTHESES, [nothing] * len(HYPOTHESES)), survival=None
    )
    assert [section.title for section in sections(bare)] == [
        "Verdicts",
        "The other claims",
        "What to keep in mind",
    ]
    assert json.loads(as_json(bare))["survival"] is None


def test_a_missing_hazard_ratio_says_why(judgement):
    curves = replace(CURVES, hazard=None, why_no_hazard="no stratum holds lines of both kinds")
    shown = text.render_sections(sections(replace(judgement, survival=curves)), width=200)
    assert "No hazard ratio: no stratum holds lines of both kinds." in shown


def test_where_the_guards_refuse_the_hazard_ratio_stands_without_a_test(judgement):
    bare = replace(judgement, survival=untested(CURVES))
    shown = " ".join(text.render_sections(sections(bare)).split())
    assert "The hazard of AI lines is 1.25 times that of others" in shown
    assert "(Cox); how sure that is can not be told" in shown
    assert "1.05" not in shown
    assert "Log-rank" not in shown
    told = json.loads(as_json(bare))["survival"]
    assert told["hazard"] == {"ratio": 1.25, "low": None, "high": None, "p": None}
    assert told["log_rank_p"] is None


def test_markdown_has_the_same_sections(judgement):
    shown = markdown.render_sections(TITLE, sections(judgement))
    assert shown.startswith(
        "# Verdicts on a history by Linespan\n\n## Verdicts\n\nAI code lasts less: supported."
    )
    assert [line for line in shown.splitlines() if line.startswith("## ")] == [
        f"## {section.title}" for section in sections(judgement)
    ]
    assert "| AI code lasts less | supported | -6.0 | -9.0 to -3.0 | 0.009 | - |" in shown


def test_json_holds_every_figure_unrounded(judgement):
    document = json.loads(as_json(judgement))
    assert (document["schema"], document["adopted"]) == (1, "2024-03")
    told = {each["id"]: each for each in document["verdicts"]}
    first, output = document["verdicts"][0], told["output"]
    assert (first["id"], first["primary"], first["outcome"]) == ("durability", True, "supported")
    assert (first["estimate"], first["low"], first["high"], first["margin"]) == (-0.06, -0.09, -0.03, 0.02)
    assert first["permuted"] == {"low": -0.09, "high": -0.04, "p_of_no_difference": 0.012}
    assert first["ai"]["effective"] == 61.5
    assert first["other_ways"][1] == {"way": "committer clock", "estimate": -0.04, "low": None, "high": None}
    assert (output["scale"], output["ai"], output["clustered"]) == ("logarithm", None, None)
    refused = document["verdicts"][3]
    assert refused["reason"] == "effective clusters in the AI code: 12, 30 are needed"
    assert (refused["p"], refused["q"], refused["low"]) == (None, None, None)
    assert document["survival"]["hazard"]["ratio"] == 1.25
