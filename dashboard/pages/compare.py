"""Several repositories side by side; filters of the sidebar are those of one, and do not count here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analyzer.errors import LinespanError
from dashboard import data
from dashboard.charts import shares
from dashboard.data import durability
from dashboard.data.trends import MONTHS, trend
from dashboard.formats.visible import visible
from dashboard.judgement import adopted
from dashboard.pages import exhibit, frame, sidebar
from dashboard.pages.reading import reading

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.data import Period

HORIZON = 90
COLUMNS: exhibit.Columns = {
    "repository": "repository",
    "as_of": st.column_config.DateColumn("as of"),
    "commits": exhibit.number("commits"),
    "live_code_lines": exhibit.number("lines of code"),
    "half_life_days": exhibit.number("half-life, days"),
    "durable_90": exhibit.share("lasts 90 days"),
    "churn_14": exhibit.share("churn"),
    "copied": exhibit.share("copied"),
    "ai_written": exhibit.share("with AI"),
    "adopted": st.column_config.DateColumn("AI adopted", format="YYYY-MM"),
}


def page() -> None:
    databases, period = sidebar.databases(), sidebar.period()
    if len(databases) < 2:
        sidebar.view()  # raises what stands against reading this one
        st.info("There is one database. Name several to compare them: linespan dashboard A B")
    rows, lasting = [], []
    for name, database in databases.items():
        try:
            rows.append(figures(name, database))
            lasting.append(ratios(name, database, period))
        except LinespanError as problem:
            st.warning("A database can not be read, and is not here.")
            st.text(f"{name}: {visible(problem.message)}\n{visible(problem.hint)}")
    if not lasting:
        return
    exhibit.table(pd.DataFrame(rows), "repositories", COLUMNS)
    st.caption(
        f"Shares are of the last {MONTHS} months of each repository that can be told. No filter counts."
    )
    told = pd.concat(lasting, ignore_index=True)
    if told.empty:
        st.info(f"In none of them a line landed {HORIZON} days or more before the mined head.")
    else:
        made = shares.repositories(told, period, f"share still there after {HORIZON} days")
        exhibit.chart(made, told, f"repositories-durable-{HORIZON}")


def figures(name: str, database: Path) -> dict[str, object]:
    """A row of the table."""
    with reading(database) as ask:
        run, totals, half_life = ask(data.run), ask(data.totals), ask(data.half_life)
        known = {
            headline: ask(trend, headline) for headline in ("durable_90", "churn_14", "copied", "ai_written")
        }
        overall = half_life[half_life["slice"] == "all"]["half_life_days"]
        return {
            "repository": name,
            "as_of": run.as_of.date(),
            "commits": totals.commits,
            "live_code_lines": totals.live_code_lines,
            "half_life_days": None if overall.empty or pd.isna(overall.iloc[0]) else int(overall.iloc[0]),
            **{headline: found.share if found else None for headline, found in known.items()},
            "adopted": ask(adopted),
        }


def ratios(name: str, database: Path, period: Period) -> pd.DataFrame:
    with reading(database) as ask:
        return ask(durability.with_intervals, period, HORIZON).assign(repository=name)


frame.show_all("Compare", page)
