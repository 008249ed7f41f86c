"""The audit's facts, and what it says of histories too short to say much."""

from json import loads

import pytest

from analyzer.errors import DatabaseError
from dashboard import audit
from dashboard.formats import json, markdown, text


def test_a_history_of_one_commit_gives_an_audit_without_figures(history):
    history.lines(history.commit(0), 3)
    history.mined(0)
    facts = audit.build(history.con)
    assert (facts.totals.commits, facts.totals.live_lines) == (1, 3)
    assert facts.durable_by_month == facts.churn_by_year == facts.churned_folders == ()
    assert facts.all_lines == audit.Cohort("all", 3, None, 0, (None, None, None, None))
    said = text.render(facts)
    assert "Half-life not reached" in said
    assert "nan" not in said.lower()


def test_a_history_without_lines_says_so(history):
    history.commit(0)
    history.mined(0)
    facts = audit.build(history.con)
    assert facts.all_lines is None
    assert "No line has landed" in text.render(facts)
    assert "No line has landed" in markdown.render(facts)
    assert '"half_life_days": null' in json.render(facts)


def test_months_add_up_to_years(history):
    early, late = history.commit(0), history.commit(40)
    history.lines(early, 6, death=history.commit(45))
    history.lines(late, 2, death=history.commit(46))
    history.mined(60)
    facts = audit.build(history.con)
    by_year = {
        row.horizon_days: (row.period.isoformat(), row.born, row.durable) for row in facts.durable_by_year
    }
    assert by_year == {14: ("2020-01-01", 8, 6), 30: ("2020-01-01", 6, 6)}
    assert [(row.born, row.churned, row.ratio) for row in facts.churn_by_year] == [(8, 2, 0.25)]
    assert [row.period.isoformat() for row in facts.churn_by_month] == ["2020-01-01", "2020-02-01"]


def test_survival_at_an_age_is_read_off_the_steps(history):
    birth = history.commit(0)
    history.lines(birth, 1, death=history.commit(30))
    history.lines(birth, 1, death=history.commit(90.5))
    history.lines(birth, 2)
    history.mined(400)
    (cohort,) = audit.build(history.con).cohorts
    assert cohort.survival == (0.75, 0.75, 0.5, None)


def test_a_cohort_that_died_out_stands_at_nothing_ever_after(history):
    birth = history.commit(0)
    history.lines(birth, 1, death=history.commit(5))
    history.mined(6)
    (cohort,) = audit.build(history.con).cohorts
    assert cohort.survival == (0.0, 0.0, 0.0, 0.0)


def test_a_small_folder_does_not_lead_the_list(history):
    birth, death = history.commit(0), history.commit(1)
    history.lines(birth, audit.FEW_LINES, path="large/a.py")
    history.lines(birth, audit.FEW_LINES, path="larger/a.py", death=death)
    history.lines(birth, audit.FEW_LINES - 1, path="small/a.py", death=death)
    history.mined(20)
    assert [row.folder for row in audit.build(history.con).churned_folders] == ["larger", "large"]


def test_small_folders_are_shown_where_there_are_no_others(history):
    history.lines(history.commit(0), 3)
    history.mined(20)
    facts = audit.build(history.con)
    assert [row.folder for row in facts.churned_folders] == ["src"]
    assert "*0.0 %" in text.render(facts)


def test_a_landing_that_decides_a_year_is_named_with_its_share(history):
    history.lines(history.commit(0, subject="Vendor [everything]"), 600)
    history.lines(history.commit(1), 400)
    for day in (366, 367):
        history.lines(history.commit(day, subject="Half each"), 500)
    history.lines(history.commit(800, subject="All of a small year"), audit.FEW_LINES - 1)
    history.mined(900)
    facts = audit.build(history.con)
    assert facts.large_landings == (
        audit.LargeLanding(2020, f"{0:040x}", "Vendor [everything]", 600, 1000, 0.6),
    )
    said = text.render(facts)
    assert "2020 !" in said
    assert "2021 !" not in said
    assert "2022 !" not in said
    assert "60.0 %        600  000000000000 Vendor [everything]" in said
    assert "| 2020 ! | 60.0 % | 600 | `000000000000 Vendor [everything]` |" in markdown.render(facts)
    assert '"subject": "Vendor [everything]"' in json.render(facts)


def test_a_landing_that_decides_the_last_year_stands_beside_the_trend(history):
    history.lines(history.commit(0), 600)
    history.lines(history.commit(366, subject="Import the world"), 600)
    history.mined(500)
    said = " ".join(text.render(audit.build(history.con)).split())
    assert "One landing brought 100.0 % of the lines of 2021: 000000000000 Import the world." in said


def test_a_database_without_views_is_an_error_with_a_hint(history):
    history.con.execute("DROP VIEW half_life")
    with pytest.raises(DatabaseError, match=r"lacks 1 of the views .*: half_life$") as raised:
        audit.build(history.con)
    assert "linespan mine" in raised.value.hint


def test_what_was_left_out_is_counted_by_reason_with_the_worst_paths(history):
    seq = history.commit(0)
    for path, versions in (("a.png", 1), ("b.png", 3), ("c.png", 2), ("d.png", 2)):
        for _ in range(versions):
            history.skip(seq, path, "binary")
    history.skip(seq, "sub", "submodule")
    history.mined(0, changed=2, hits=1)
    facts = audit.build(history.con)
    assert facts.skipped == (
        audit.Skipped("binary", 8, 4, (("b.png", 3), ("c.png", 2), ("d.png", 2))),
        audit.Skipped("submodule", 1, 1, (("sub", 1),)),
    )
    said = " ".join(text.render(facts).split())
    assert "9 versions of files could not be followed" in said
    assert "1 commit had too many files" in said
    assert "2 mainline commits had a date" in said


@pytest.mark.parametrize("render", [text.render, markdown.render, json.render])
def test_the_same_database_gives_the_same_bytes(history, render):
    birth = history.commit(0)
    for folder in "abcdef":
        history.lines(birth, 7, path=f"{folder}/x.py")
    history.mined(30)
    assert render(audit.build(history.con)) == render(audit.build(history.con))


def test_what_is_not_counted_is_listed_by_role_and_rule_with_the_largest(history):
    birth, death = history.commit(0), history.commit(5)
    history.lines(birth, 7)
    for name, lines in (("a", 4), ("b", 20), ("c", 3), ("d", 2)):
        history.path(f"{name}|.md", role="docs", rule="language markdown")
        history.lines(birth, lines, path=f"{name}|.md")
    history.path("lib.js", role="vendored", rule="name **/vendor/**")
    history.lines(birth, 100, path="lib.js", death=death)
    history.path("logo.png", role="data", rule="binary")
    history.mined(20)
    history.con.execute("UPDATE mining_run SET revisions_passed_over = 2")
    facts = audit.build(history.con)
    assert facts.uncounted == (
        audit.Uncounted("vendored", "name **/vendor/**", 1, 100, 0, (audit.UncountedPath("lib.js", 100, 0),)),
        audit.Uncounted(
            "docs",
            "language markdown",
            4,
            29,
            29,
            tuple(
                audit.UncountedPath(f"{name}|.md", lines, lines)
                for name, lines in (("b", 20), ("a", 4), ("c", 3))
            ),
        ),
        audit.Uncounted("data", "binary", 1, 0, 0, (audit.UncountedPath("logo.png", 0, 0),)),
    )
    said = " ".join(text.render(facts).split())
    assert "Of the 36 lines today 29 are something else; 129 such lines were ever written." in said
    assert "2 lines of .git-blame-ignore-revs name no commit of this history in full." in said
    assert "vendored name **/vendor/** 1 100 0" in said
    assert "lib.js vendored 100 b|.md docs 20" in said
    assert "binary" not in said
    marked = markdown.render(facts)
    assert "| vendored | `name **/vendor/**` | 1 | 100 | 0 |" in marked
    assert r"`b\|.md`" in marked
    found = loads(json.render(facts))["not_counted"]
    assert found[0] == {
        "role": "vendored",
        "rule": "name **/vendor/**",
        "paths": 1,
        "written": 100,
        "live_lines": 0,
        "largest": [{"path": "lib.js", "written": 100, "live_lines": 0}],
    }
    assert [group["rule"] for group in found] == ["name **/vendor/**", "language markdown", "binary"]


def test_where_everything_counts_nothing_is_listed(history):
    history.lines(history.commit(0), 3)
    history.mined(20)
    said = text.render(audit.build(history.con))
    assert (
        "What is not counted\n  Of source and tests the lines of code are counted, and nothing else.\n\n"
        in said
    )


def test_notes_on_lines_that_are_of_no_use_are_told(history):
    history.lines(history.commit(0), 3)
    history.mined(1)
    none = " ".join(text.render(audit.build(history.con)).split())
    history.con.execute("UPDATE mining_run SET notes_read = 5, notes_elsewhere = 3, notes_malformed = 2")
    some = " ".join(text.render(audit.build(history.con)).split())

    assert "git fetch origin '+refs/notes/*:refs/notes/*'" in none
    assert "on commits that are not in this history: 3." in some
    assert "malformed, or with malformed lines: 2." in some
    assert "git fetch" not in some
