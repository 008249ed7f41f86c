"""What smells: how much, who wrote and brought it, whether it heals; and the smells that stand today."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from analyzer.errors import LinespanError
from dashboard import charts, source
from dashboard.blame import blame
from dashboard.charts import smells as drawn
from dashboard.data import smells
from dashboard.formats.numbers import MISSING, count, duration
from dashboard.formats.visible import visible
from dashboard.pages import choice, exhibit, frame
from dashboard.pages.reading import reading

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View

CARD = 172  # pixels: five stand side by side on a small laptop, two on a telephone
LISTED = 500  # rows of the list; its CSV has all
CONTEXT = 2  # lines above and below an excerpt
LONGEST = 60  # lines of an excerpt
TAB = 4  # columns
BY_COMMIT = {"since", "until", "teams", "authorships"}
SMELLS: exhibit.Columns = {
    "rule": "rule",
    "path": st.column_config.TextColumn("path", width="medium"),
    "start_line": "line",
    "symbol": st.column_config.TextColumn("in", width="medium"),
    "value": st.column_config.NumberColumn("value", format="%.4g"),
    "threshold": st.column_config.NumberColumn("limit", format="%.4g"),
    "written_by": "written by",
    "written_with": "AI tool",
    "landed": st.column_config.DateColumn("landed"),
    "brought_by": st.column_config.TextColumn("brought by", width="small"),
    "message": st.column_config.TextColumn("what", width="large"),
}
PHANTOMS: exhibit.Columns = {
    "name": "import",
    "path": st.column_config.TextColumn("path", width="medium"),
    "line": "line",
    "authorship": "brought by",
    "landed": st.column_config.DateColumn("landed"),
    "brought_by": st.column_config.TextColumn("commit", width="small"),
}


def page(view: View, ask: Reader) -> None:
    if not ask(smells.snapshots):
        exhibit.without_snapshots()
        return
    standing = ask(smells.standing)
    if not standing:
        exhibit.nothing(view, "No snapshot has source or tests that could be read.", smells.standing)
        return
    cards(view, ask, standing)
    choice.part_of(
        {
            "Density": lambda: density(view, ask),
            "Flow": lambda: flow(view, ask),
            "Functions": lambda: functions(view, ask),
            "Born and healed": lambda: lives(view, ask),
            "Tests": lambda: tests(view, ask),
            "At the head": lambda: head(view, ask),
        }
    )


def cards(view: View, ask: Reader, standing: tuple[smells.Standing, ...]) -> None:
    now = standing[-1]
    several = len(standing) > 1
    dense = [one.density or 0.0 for one in standing]
    complex_ = [one.mean_complexity for one in standing if one.mean_complexity is not None]
    with st.container(horizontal=True, gap="small"):
        st.metric(
            "Smells",
            count(now.smells),
            chart_data=[one.smells for one in standing] if several else None,
            help=f"In the {count(now.lines, 'line')} of source and tests that could be read.",
            border=True,
            width=CARD,
        )
        st.metric(
            "Per 1,000 lines",
            MISSING if now.density is None else f"{now.density:.1f}",
            chart_data=dense if several else None,
            help="Smells per 1,000 lines of source and tests.",
            border=True,
            width=CARD,
        )
        st.metric(
            "Half-life of a smell",
            _half_life(ask),
            help="The age by which half of the smells are healed, from the first snapshot that shows them, "
            "of all months; > where more than half outlived the watch.",
            border=True,
            width=CARD,
        )
        st.metric(
            "Mean complexity",
            MISSING if now.mean_complexity is None else f"{now.mean_complexity:.2f}",
            chart_data=complex_ if len(complex_) > 1 else None,
            help="Cyclomatic complexity of a function, on average.",
            border=True,
            width=CARD,
        )
        st.metric(
            "Weak tests",
            f"{now.weak_tests / now.tests:.1%}" if now.tests else MISSING,
            help="Of the tests in Python, those without an assertion, with nothing in them, or with more "
            f"mocks than asserted results: {count(now.weak_tests)} of {count(now.tests)}.",
            border=True,
            width=CARD,
        )
    st.caption(
        f"As of the last snapshot, {now.taken:%Y-%m-%d}; sparklines over {count(len(standing), 'snapshot')}."
    )
    exhibit.idle(view, "authorships", "teams")


def _half_life(ask: Reader) -> str:
    found = ask(smells.half_life)
    if found is None:
        return MISSING
    days, longest = found
    return f"> {duration(longest)}" if days is None else duration(days)


def density(view: View, ask: Reader) -> None:
    if not ask(smells.rules_ever):
        exhibit.nothing(view, "Nothing smells at any snapshot.", smells.rules_ever)
        return
    by_rule = ask(smells.density_by_rule, view.period)
    left, right = st.columns(2, gap="medium")
    with left:
        made = drawn.density_by_rule(by_rule, view.period, view.choices.adopted)
        exhibit.chart(made, by_rule, "smell-density-by-rule")
        exhibit.idle(view, "authorships", "teams")
    with right:
        written = ask(smells.density_by_authorship, view.period)
        if written.empty:
            st.info("No code line stands at any snapshot.")
        else:
            made = drawn.density_by_authorship(written, view.period, view.choices.adopted)
            exhibit.chart(made, written, "smell-density-by-writer")
            exhibit.idle(view, "authorships", "teams")


def flow(view: View, ask: Reader) -> None:
    brought = ask(smells.flow_by_authorship, view.period)
    if brought.empty:
        none = "No code has landed up to the last snapshot."
        exhibit.nothing(view, none, smells.flow_by_authorship, view.period)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        by_rule = ask(smells.flow_by_rule, view.period)
        if by_rule.empty or not by_rule["smells"].any():
            st.info("These commits brought no smell.")
        else:
            made = drawn.flow_by_rule(by_rule, view.period, view.choices.adopted)
            exhibit.chart(made, by_rule, "smell-flow-by-rule")
    with right:
        made = drawn.flow_by_authorship(brought, view.period, view.choices.adopted)
        exhibit.chart(made, brought, "smell-flow-by-writer")


def functions(view: View, ask: Reader) -> None:
    figure = cast(
        "smells.Figure",
        choice.one_of(list(drawn.FIGURES), "Figure of functions", "figure", "cyclomatic"),
    )
    told = ask(smells.complexity, view.period, figure)
    if told.empty:
        none = "No function has this figure: nothing measures it in these languages, or there is none."
        exhibit.nothing(view, none, smells.complexity, view.period, figure)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        whole = told[told["slice"] == "all"]
        made = drawn.complexity(whole, figure, view.period, view.choices.adopted)
        exhibit.chart(made, whole, f"functions-{figure}")
        exhibit.idle(view, "authorships", "teams")
    with right:
        written = told[told["slice"] == "authorship"]
        made = drawn.beyond_limit(written, figure, view.period, view.choices.adopted)
        exhibit.chart(made, written, f"functions-{figure}-by-writer")
        exhibit.idle(view, "authorships", "teams")


def lives(view: View, ask: Reader) -> None:
    """Births, healings, and how long smells stay."""
    turnover = ask(smells.turnover, view.period)
    if turnover.empty:
        exhibit.nothing(view, "Nothing smells at any snapshot.", smells.turnover, view.period)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        made = drawn.turnover(turnover, view.period, view.choices.adopted)
        exhibit.chart(made, turnover, "smell-turnover")
        exhibit.idle(view, "authorships", "teams")
    with right:
        curve = ask(smells.survival)
        made = charts.survival(curve, "authorship", "smells", "days since a snapshot first showed it")
        exhibit.chart(made, curve, "smell-survival")
        exhibit.idle(view, "since", "until", "authorships", "teams")


def tests(view: View, ask: Reader) -> None:
    weak = ask(smells.weak_tests, view.period)
    if weak.empty:
        exhibit.nothing(view, "No test in Python stands at any snapshot.", smells.weak_tests, view.period)
        return
    left, _ = st.columns(2, gap="medium")
    with left:
        exhibit.chart(drawn.weak_tests(weak, view.period, view.choices.adopted), weak, "weak-tests")
        exhibit.idle(view, "authorships", "teams")


def head(view: View, ask: Reader) -> None:
    """What smells today."""
    phantoms(view, ask)
    listed(view, ask)


def phantoms(view: View, ask: Reader) -> None:
    st.subheader("Imports that nothing declares")
    found = ask(smells.phantoms)
    if found.empty:
        none = "Every import of the head is declared, of the standard library, or a module of its own."
        exhibit.nothing(view, none, smells.phantoms)
        return
    st.markdown(
        "Whoever registers such a name decides what is installed under it. It may have been invented; more "
        "often a declaration is missing."
    )
    row = exhibit.pick(found, "phantoms", PHANTOMS)
    if row is not None:
        open_commit(found["brought_by"].iloc[row], "phantom")


def listed(view: View, ask: Reader) -> None:
    """The smells of the head, and the source of the one that is picked."""
    st.subheader("Smells of the head")
    rules = ask(smells.rules)
    if not rules:
        exhibit.nothing(view, "Nothing smells at the head.", smells.rules)
        return
    chosen = st.multiselect("Rule", rules, key="rule", placeholder="all", bind="query-params")
    found = ask(smells.at_head, chosen)
    told = f"The {LISTED} furthest beyond their limit, of {len(found):,}." if len(found) > LISTED else ""
    st.caption(f"{told or count(len(found), 'smell') + '.'} Tick a row to see its source.")
    if set(view.chosen.said) & BY_COMMIT:
        st.caption("Period, team and “written by” go by the commit that brought a smell.")
    row = exhibit.pick(found, "smells", SMELLS, rows=LISTED)
    if row is not None:
        one = found.iloc[row]
        excerpt(view, one)
        open_commit(one["brought_by"], "smell")


def excerpt(view: View, one: pd.Series[str]) -> None:
    """The lines of one smell, each with who wrote it and the commit that did."""
    st.text(f"{visible(one['path'])}:{one['start_line']}  {one['rule']}: {visible(one['message'])}")
    try:
        with reading(view.database) as whole:
            repository = source.repository_of(view.choices.repo)
            lines = blame(whole.connection(), repository, one["path"])
    except LinespanError as problem:
        st.info("The source is not at hand: the repository is not where it was mined.")
        st.text(visible(problem.message))
        return
    first = max(0, int(one["start_line"]) - 1 - CONTEXT)
    last = min(int(one["end_line"]) + CONTEXT, first + LONGEST)
    st.code(
        "\n".join(
            f"{line.line:>5}  {line.origin_sha[:8]}  {line.authorship:<9}{visible(line.text.expandtabs(TAB))}"
            for line in lines[first:last]
        ),
        language=None,
    )
    left = int(one["end_line"]) - last
    told = f" {count(left, 'line')} more below." if left > 0 else ""
    st.caption(f"Line, the commit that wrote it, and who that was.{told}")


def open_commit(sha: str, name: str) -> None:
    if sha and st.button(f"Open {sha[:12]}, which brought it", key=f"open {name}"):
        st.switch_page("commit.py", query_params={"sha": sha})


frame.show("Smells", page)
