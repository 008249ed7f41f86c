"""Views of who wrote what, over a few rows each."""

import re
from datetime import date
from json import loads

import pytest

from analyzer.errors import LinespanError
from dashboard import agents, audit, writers
from dashboard.formats import agents as formats
from dashboard.formats import json, text

SHARE = "SELECT year, authorship, agent, commits, written_lines, live_lines FROM ai_share ORDER BY ALL"
ADOPTION = "SELECT adopted, first_commit, commits_month, first_marker, marker FROM adoption"


def label(history, seq, authorship, *agents):
    """Give a commit its label, and with it the lines that it wrote and the operations that it did."""
    history.con.execute(
        "UPDATE commits SET authorship = $1, agents = $2 WHERE seq = $3", [authorship, agents, seq]
    )
    agent = "+".join(agents) or None
    for table, column in (("line_runs", "birth_seq"), ("live_runs", "birth_seq"), ("operations", "seq")):
        history.con.execute(
            f"UPDATE {table} SET authorship = $1, agent = $2 WHERE {column} = $3",  # noqa: S608 - our own
            [authorship, agent, seq],
        )


def part(history, measure):
    """(authorship, agent, part, whole), all months together."""
    return history.con.execute(
        "SELECT authorship, agent, sum(part)::BIGINT, sum(whole)::BIGINT FROM by_authorship "
        "WHERE measure = $1 GROUP BY ALL ORDER BY ALL",
        [measure],
    ).fetchall()


@pytest.fixture
def two(history):
    """A person's commit and a tool's, each of ten lines; the tool's lose four within a fortnight."""
    person, tool = history.commit(0), history.commit(10)
    history.lines(person, 10)
    history.operation(person, "added", 10)
    history.change(person, 10, repeated=2)
    history.lines(tool, 6)
    history.lines(tool, 4, death=history.commit(20))
    history.operation(tool, "added", 6)
    history.operation(tool, "copied", 4, source="tree")
    history.copy(tool, 1, 4)
    history.change(tool, 10, repeated=5)
    history.operation(2, "deleted", 4)
    label(history, person, "human")
    label(history, tool, "ai", "claude-code", "cursor")
    history.mined(400)
    return history


def test_commits_and_lines_by_year(two):
    assert two.rows(SHARE) == [
        (2020, "ai", "claude-code+cursor", 1, 10, 6),
        (2020, "human", None, 1, 10, 10),
        (2020, "unknown", None, 1, 0, 0),
    ]


def test_merges_and_lines_that_are_no_code_are_in_no_share(history):
    merge = history.commit(0, merge=True)
    history.lines(merge, 3, line_class="comment")
    history.lines(merge, 2, path="README.md", operation="restored")
    history.mined(1)

    assert history.rows(SHARE) == [(2020, "unknown", None, 0, 0, 2)]


@pytest.mark.parametrize(
    ("measure", "rows"),
    [
        ("durable_14", [("ai", "claude-code+cursor", 6, 10), ("human", None, 10, 10)]),
        ("churn_14", [("ai", "claude-code+cursor", 4, 10), ("human", None, 0, 10)]),
        ("unlanded", [("ai", "claude-code+cursor", 0, 10), ("human", None, 0, 10)]),
        ("added", [("ai", "claude-code+cursor", 6, 10), ("human", None, 10, 10), ("unknown", None, 0, 4)]),
        ("copied", [("ai", "claude-code+cursor", 4, 10), ("human", None, 0, 10), ("unknown", None, 0, 4)]),
        ("deleted", [("ai", "claude-code+cursor", 0, 10), ("human", None, 0, 10), ("unknown", None, 4, 4)]),
        ("repeated", [("ai", "claude-code+cursor", 5, 10), ("human", None, 2, 10)]),
        ("block", [("ai", "claude-code+cursor", 1, 1), ("human", None, 0, 1), ("unknown", None, 0, 1)]),
        # Whoever removes the lines revises them, not whoever wrote them.
        ("young", [("ai", "claude-code+cursor", 0, 10), ("human", None, 0, 10), ("unknown", None, 4, 4)]),
        ("young_revised", [("unknown", None, 4, 4)]),
    ],
)
def test_a_measure_by_authorship(two, measure, rows):
    assert part(two, measure) == rows


@pytest.mark.parametrize(
    ("measure", "view", "columns"),
    [
        (
            "durable_90",
            "durable_ratio",
            "durable, born FROM durable_ratio WHERE clock = 'landing' AND horizon_days = 90",
        ),
        ("churn_14", "new_code_churn", "churned, born FROM new_code_churn"),
        ("unlanded", "in_branch_rework", "unlanded, written FROM in_branch_rework"),
        ("added", "operation_shares", "lines, changed FROM operation_shares WHERE operation = 'added'"),
        ("young", "churned_share", "young, changed FROM churned_share"),
        ("repeated", "repeated_lines", "repeated, written FROM repeated_lines"),
        ("block", "duplicate_blocks", "copying, commits FROM duplicate_blocks"),
    ],
)
def test_the_parts_add_up_to_the_measure(two, measure, view, columns):
    first, second = columns.split(" FROM ")[0].split(", ")
    rest = columns.split(" FROM ")[1]
    whole = two.rows(f"SELECT sum({first})::BIGINT, sum({second})::BIGINT FROM {rest}")  # noqa: S608

    rows = part(two, measure)
    assert [(sum(row[2] for row in rows), sum(row[3] for row in rows))] == whole, view


def test_survival_by_authorship_and_tool(two):
    query = "SELECT slice, value, lines FROM half_life WHERE slice IN ('authorship', 'agent') ORDER BY ALL"
    assert two.rows(query) == [
        ("agent", "claude-code+cursor", 10),
        ("authorship", "ai", 10),
        ("authorship", "human", 10),
    ]


def test_writers_are_authorships_and_then_tools(two):
    found = writers.build(two.con)

    assert [(one.kind, one.name, one.commits, one.new_lines, one.live_lines) for one in found] == [
        ("authorship", "ai", 1, 10, 6),
        ("authorship", "human", 1, 10, 10),
        ("authorship", "unknown", 1, 0, 0),
        ("tool", "claude-code", 1, 10, 6),
        ("tool", "cursor", 1, 10, 6),
    ]
    assert [one.share("durable_30") for one in found] == [0.6, 1.0, None, 0.6, 0.6]


def test_the_audit_tells_who_wrote_the_code(two):
    facts = audit.build(two.con)

    said = text.render(facts, width=120)
    assert "AI tools had a hand in at least 33.3 % of the commits and 50.0 % of the new lines." in said
    assert re.search(r"^  claude-code +1 +10 +60.0 % +60.0 % +40.0 % ", said, re.MULTILINE)
    first = loads(json.render(facts))["writers"][0]
    assert (first["name"], first["commits"]) == ("ai", 1)
    assert {"measure": "durable_90", "part": 6, "whole": 10, "share": 0.6} in first["measures"]


def test_where_no_tool_signed_the_audit_says_so(history):
    history.lines(history.commit(0), 3)
    history.mined(1)

    assert "No commit shows that an AI tool had a hand in it." in text.render(audit.build(history.con))


def test_why_a_commit_has_its_label(two):
    two.con.execute(
        "INSERT INTO agent_evidence VALUES (1, 'cursor', NULL, 'co-author', 'co-authored', 'explicit', $1)",
        ["Co-authored-by: Cursor \x1b[2J <cursoragent@cursor.com>"],
    )
    two.con.execute("INSERT INTO line_labels VALUES (1, 0, 1, 3, 'human', NULL, NULL, 'git-ai')")
    two.con.execute("UPDATE commits SET squash = false, branch_only = false")

    why = agents.why(two.con, f"{1:040x}")
    said = text.render_sections(formats.why_sections(why))

    assert (why.authorship, why.agents, why.lines) == (
        "ai",
        ("claude-code", "cursor"),
        (("human", None, "git-ai", 3),),
    )
    assert "\x1b" not in said
    assert "Label: ai" in said
    assert loads(formats.why_as_json(why))["evidence"][0]["tool"] == "cursor"
    with pytest.raises(LinespanError, match="several commits begin with 0"):
        agents.why(two.con, "0")
    with pytest.raises(LinespanError, match="no commit f"):
        agents.why(two.con, "f")


def test_what_the_agents_report_says(two):
    two.con.execute("UPDATE commits SET squash = seq = 1, branch_only = false")
    facts = agents.build(two.con)
    said = text.render_sections(formats.sections(facts, "a b"))

    assert [(share.name, share.commits) for share in facts.by_tool] == [("claude-code", 1), ("cursor", 1)]
    assert facts.squashes == 1
    assert "at least 33.3 % of the commits" in said
    assert "Nothing shows that AI was adopted" in said
    assert "git -C 'a b' fetch" in " ".join(said.split())
    assert loads(formats.as_json(facts))["by_authorship"][0]["share_of_written"] == 0.5


def marker(history, seq, path="AGENTS.md"):
    history.change(seq, 1, path=path)
    history.con.execute("INSERT INTO agent_markers VALUES ($1, 'any')", [history.path(path)])


@pytest.mark.parametrize(
    ("days", "month"),
    [((0, 1), None), ((0, 40, 41, 42), date(2020, 2, 1)), ((0, 1, 2), date(2020, 1, 1)), ((), None)],
)
def test_adopted_in_the_first_month_with_three_commits(history, days, month):
    for day in days:
        label(history, history.commit(day), "ai", "cursor")
    label(history, history.commit(1), "bot")
    history.mined(100)

    first = date(2020, 1, 1) if days else None
    assert history.rows(ADOPTION) == [(month, first, month, None, None)]


@pytest.mark.parametrize(
    ("day", "month"), [(35, date(2020, 2, 1)), (70, date(2020, 3, 1)), (95, date(2020, 3, 1))]
)
def test_adopted_with_the_first_marker_where_that_is_earlier(history, day, month):
    for number in range(3):
        label(history, history.commit(70 + number), "ai", "cursor")
    marker(history, history.commit(day))
    marker(history, history.commit(day + 1), "CLAUDE.md")
    history.mined(100)

    assert [(row[0], row[4]) for row in history.rows(ADOPTION)] == [(month, "AGENTS.md")]


def test_since_when_tools_are_kept_from_signing(history):
    path = history.path(".claude/settings.json")
    for day, off in ((0, False), (10, True), (20, False)):
        seq = history.commit(day)
        history.con.execute("INSERT INTO attribution_settings VALUES ($1, $2, $3)", [seq, path, off])
    history.mined(30)

    assert history.rows("SELECT attribution_off, attribution_off_now FROM adoption") == [
        (date(2020, 1, 11), False)
    ]
