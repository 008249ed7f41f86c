"""The first page: how long the code of one repository lives, and what the answer leaves out.

Text that comes from a history or a file system is shown by `st.text` and `st.dataframe` alone, which take it
as it is; everything else on a Streamlit page reads Markdown.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import FunctionType
from typing import Concatenate, ParamSpec, TypeVar, cast

import duckdb
import pandas as pd
import streamlit as st

from analyzer.errors import LinespanError
from analyzer.store import open_database
from dashboard import charts, data
from dashboard.audit import FEW_LINES
from dashboard.formats import reference
from dashboard.formats.numbers import count, duration
from metrics import published, views

LEGIBLE_MONTHS = timedelta(days=4 * 365)

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def show(database: Path) -> None:
    """The whole page. Raises DatabaseError when the database can not be read."""
    run = ask(database, data.run)
    totals = ask(database, data.totals)
    st.title("How long does the code last?")
    st.text(f"{run.repo} at {run.head_sha[:12]}")
    headline(run, totals, ask(database, data.half_life))

    choices = ["year", "month"] if is_long(totals) else ["month", "year"]
    period = cast("data.Period", st.radio("One point per", choices, horizontal=True))
    ratios = ask(database, data.durable_ratio, period)
    churned = ask(database, data.churn, period)
    shares = ask(database, data.operation_shares, period)
    standing = ask(database, data.burndown)
    if ratios.empty:
        st.info("No line landed 14 days or more before the mined head, so nothing can be said of ratios yet.")
    else:
        st.altair_chart(charts.durable_ratio(ratios, period), width="stretch")
    if not churned.empty:
        st.altair_chart(charts.churn(churned, period), width="stretch")
    if not (ratios.empty and churned.empty):
        st.caption(f"A hollow point stands on fewer than {FEW_LINES} lines, where one commit can decide.")
    if not shares.empty:
        what_commits_do(shares, period)
    if standing.empty:
        st.info("No line of code has landed yet.")
    else:
        st.altair_chart(charts.burndown(standing), width="stretch")

    left_out(ask(database, data.skipped))


def is_long(totals: data.Totals) -> bool:
    """Whether a point a month would be a thicket."""
    first, last = totals.first_landing, totals.last_landing
    return first is not None and last is not None and last - first > LEGIBLE_MONTHS


def headline(run: data.Run, totals: data.Totals, half_life: pd.DataFrame) -> None:
    # Columns of equal width cut a date short; in a row each figure takes the room it needs.
    with st.container(horizontal=True, gap="medium"):
        st.metric(
            "Half-life of a line",
            half_life_text(half_life),
            help="The age by which half of the lines of code are gone. Lines still alive count as such "
            "(Kaplan-Meier); `>` where more than half outlived the watch.",
            width="content",
        )
        st.metric(
            "Live lines of code",
            count(totals.live_code_lines),
            help="In source and tests of the mined head. Lines of all its text files: "
            f"{count(totals.live_lines)}.",
            width="content",
        )
        st.metric(
            "Commits",
            count(totals.commits),
            help=f"Merges among them: {count(totals.merges)}.",
            width="content",
        )
        st.metric(
            "As of",
            f"{run.as_of:%Y-%m-%d}",
            help="When the mined head landed. Ages count to that day, not to today.",
            width="content",
        )


def half_life_text(half_life: pd.DataFrame) -> str:
    overall = half_life[half_life["slice"] == "all"]
    if overall.empty:
        return "no lines yet"
    days = overall["half_life_days"].iloc[0]
    if pd.isna(days):  # the curve stays above one half
        return f"> {duration(overall['longest_age_days'].iloc[0])}"
    return duration(days)


def what_commits_do(shares: pd.DataFrame, period: "data.Period") -> None:
    reports = [report for report in published.reports() if report.edition in reference.EDITIONS]
    st.altair_chart(charts.copied_and_moved(shares, period, reports), width="stretch")
    with st.expander("What others have published"):
        table = reference.published(reports)
        st.dataframe(pd.DataFrame(table.rows, columns=list(table.columns)), hide_index=True)
        st.caption(table.note)
    st.altair_chart(charts.operation_shares(shares, period), width="stretch")


def left_out(skipped: pd.DataFrame) -> None:
    st.subheader("What was skipped")
    if skipped.empty:
        st.write("Nothing: every version of every file was read.")
    else:
        versions = count(int(skipped["versions"].sum()), "version")
        st.write(f"{versions} of files could not be followed line by line; no figure counts them.")
        st.dataframe(skipped, hide_index=True)
    st.subheader("What does not count yet")
    st.write(
        "All figures are of lines of code in source and tests: comments, documentation, data, generated and "
        "vendored files do not count. Nothing says yet in which lines an AI tool had a hand."
    )


def ask(
    database: Path,
    question: Callable[Concatenate[duckdb.DuckDBPyConnection, Parameters], Answer],
    *arguments: Parameters.args,
    **named: Parameters.kwargs,
) -> Answer:
    """The answer of a function of `dashboard.data`, read once for each state of the database's file."""
    changed = database.stat().st_mtime_ns if database.exists() else 0
    return cast("Answer", _ask((str(database), changed), question, arguments, named))


@st.cache_data(
    max_entries=50,
    show_spinner="Reading the history ...",
    hash_funcs={FunctionType: lambda function: function.__qualname__},
)
def _ask(
    file: tuple[str, int],
    question: Callable[..., object],
    arguments: tuple[object, ...],
    named: dict[str, object],
) -> object:
    # Opened for one question and closed again, so that the next one sees what a mining has published since.
    with open_database(Path(file[0])) as con:
        views.require(con)
        return question(con, *arguments, **named)


def main() -> None:
    if len(sys.argv) != 2:
        st.error("This page needs a database.")
        st.text("Start it with: linespan dashboard REPO")
        return
    try:
        show(Path(sys.argv[1]))
    except LinespanError as error:
        st.error("The database can not be shown.")
        st.text(f"{error.message}\n{error.hint}")


main()
