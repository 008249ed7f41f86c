"""The page as a person gets it, from Streamlit's own runner, on small real databases."""

import json
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from small_database import SmallDatabase
from streamlit.testing.v1 import AppTest

from analyzer.store import SCHEMA_VERSION
from dashboard import charts
from metrics import published

APP = Path(__file__).resolve().parents[1] / "dashboard" / "app.py"


def open_page(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> AppTest:
    monkeypatch.setattr(sys, "argv", ["app.py", *map(str, arguments)])
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    return page


def chart_specs(page: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]


def chart_titles(page: AppTest) -> list[str]:
    return [spec["title"]["text"].partition(":")[0] for spec in chart_specs(page)]


def metrics(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


@pytest.fixture
def database(tmp_path):
    history = SmallDatabase(tmp_path / "history.duckdb", landed_on=[0, 5, 100, 500])
    history.lines(300, 0).lines(400, 0, died_in=1).lines(50, 2, died_in=3).lines(1000, 3)
    return history.operation("added", 700, 0).operation("deleted", 400, 1).operation("moved", 30, 2)


def test_the_page_shows_its_measures_and_the_size(database, monkeypatch):
    page = open_page(monkeypatch, database.publish())

    assert chart_titles(page) == [
        "Durable ratio",
        "New-code churn",
        "Copied against moved code",
        "What commits do to the code",
        "Burndown",
    ]
    assert metrics(page) == {
        "Half-life of a line": "5 days",  # 400 of the 750 lines that lived so long went then
        "Live lines of code": "1,300",
        "Commits": "4",
        "As of": "2024-05-24",
    }


def test_a_point_can_stand_for_a_year(database, monkeypatch):
    page = open_page(monkeypatch, database.publish())
    page.radio[0].set_value("year").run()

    assert not page.exception
    assert "by year of landing" in chart_specs(page)[0]["title"]["subtitle"][0]


def test_a_long_history_begins_with_years(tmp_path, monkeypatch):
    history = SmallDatabase(tmp_path / "history.duckdb", [0, 366 * 13]).lines(3, 0).lines(4, 1)
    page = open_page(monkeypatch, history.publish())

    assert page.radio[0].value == "year"
    durable, _, burndown = chart_specs(page)
    assert "by year of landing" in durable["title"]["subtitle"][0]
    assert burndown["encoding"]["color"]["legend"]["values"] == [2036, 2023]


def test_a_legend_of_many_years_names_some_of_them():
    years = list(range(2000, 2026))
    frame = pd.DataFrame({"period": pd.Timestamp("2025-01-01"), "cohort": years, "lines": 1})
    legend = charts.burndown(frame).to_dict()["encoding"]["color"]["legend"]

    assert legend["values"] == [2025, 2022, 2019, 2016, 2013, 2010, 2007, 2004, 2001]


def test_text_from_history_is_never_markup(database, monkeypatch):
    hostile = "<b>a</b>/![x](http://linespan.example/x.png).bin"
    page = open_page(monkeypatch, database.path(1, hostile).skipped(1, "binary").publish())

    assert page.dataframe[-1].value.to_dict("records") == [
        {"reason": "binary", "path": hostile, "versions": 1}
    ]
    assert page.text[0].value == "/a/*repository* at 0123456789ab"
    for element in [*page.markdown, *page.caption, *page.title, *page.subheader, *page.metric]:
        assert "linespan.example" not in str(element.proto)
        assert "*repository*" not in str(element.proto)


def test_a_history_without_lines(tmp_path, monkeypatch):
    page = open_page(monkeypatch, SmallDatabase(tmp_path / "history.duckdb", landed_on=[]).publish())

    assert chart_titles(page) == []
    assert metrics(page)["Half-life of a line"] == "no lines yet"
    assert [info.value for info in page.info] == [
        "No line landed 14 days or more before the mined head, so nothing can be said of ratios yet.",
        "No line of code has landed yet.",
    ]


def test_one_commit_is_a_bar_and_no_ratio(tmp_path, monkeypatch):
    page = open_page(monkeypatch, SmallDatabase(tmp_path / "history.duckdb", [0]).lines(3, 0).publish())

    (burndown,) = chart_specs(page)
    assert burndown["mark"]["type"] == "bar"
    assert metrics(page)["Half-life of a line"] == "> less than a day"


def test_a_new_mining_is_picked_up(database, tmp_path, monkeypatch):
    page = open_page(monkeypatch, database.publish())
    newer = SmallDatabase(tmp_path / "newer.duckdb", landed_on=[0]).lines(7, 0).publish()
    newer.replace(database.file)
    page.run()

    assert metrics(page)["Live lines of code"] == "7"


def test_the_page_leaves_the_database_to_others(database, monkeypatch):
    file = database.publish()
    open_page(monkeypatch, file)

    duckdb.connect(file).close()  # raises while another connection of this process holds it read-only


def test_another_schema_version_is_a_sentence(tmp_path, monkeypatch):
    file = SmallDatabase(tmp_path / "history.duckdb", [0], schema_version=SCHEMA_VERSION + 1).publish()
    page = open_page(monkeypatch, file)

    assert [error.value for error in page.error] == ["The database can not be shown."]
    assert "linespan mine" in page.text[0].value
    assert not chart_specs(page)


def test_a_missing_database_is_a_sentence(tmp_path, monkeypatch):
    page = open_page(monkeypatch, tmp_path / "none.duckdb")

    assert [error.value for error in page.error] == ["The database can not be shown."]
    assert "linespan mine" in page.text[0].value


def test_a_database_without_views_is_a_sentence(database, monkeypatch):
    database.con.close()
    page = open_page(monkeypatch, database.file)

    assert [error.value for error in page.error] == ["The database can not be shown."]
    assert "half_life" in page.text[-1].value
    assert "linespan mine" in page.text[-1].value


def test_started_by_hand_the_page_says_how(monkeypatch):
    page = open_page(monkeypatch)

    assert page.text[0].value == "Start it with: linespan dashboard REPO"


def test_charts_name_the_period_and_keep_the_figures():
    frame = pd.DataFrame(
        {
            "period": pd.to_datetime(["2023-01-01", "2024-01-01"]),
            "born": [1000, 20],
            "churned": [100, 10],
            "ratio": [0.1, 0.5],
        }
    )
    (by_month,) = charts.churn(frame, "month").to_dict()["datasets"].values()
    (by_year,) = charts.churn(frame, "year").to_dict()["datasets"].values()

    assert [(row["label"], row["ratio"]) for row in by_month] == [("2023-01", 0.1), ("2024-01", 0.5)]
    assert [row["label"] for row in by_year] == ["2023", "2024"]
    assert [row["start"] for row in by_year] == ["2023-01-01T00:00:00+00:00", "2024-01-01T00:00:00+00:00"]


def shares_of(years):
    """Six operations a year, copied and moved among them."""
    return pd.DataFrame(
        [
            (pd.Timestamp(f"{year}-01-01"), operation, 10, 60, 1 / 6)
            for year in years
            for operation in charts.OPERATIONS
        ],
        columns=["period", "operation", "lines", "changed", "share"],
    )


def test_copied_and_moved_stand_beside_the_published_years_that_the_history_reaches():
    reports = [report for report in published.reports() if report.edition == 2025]
    chart = charts.copied_and_moved(shares_of([2022, 2023, 2024]), "year", reports).to_dict()
    ours, diamonds = chart["layer"]

    assert len(ours["layer"]) == 3
    assert {(row["label"], row["operation"]) for row in chart["datasets"][ours["data"]["name"]]} == {
        (year, operation) for year in ("2022", "2023", "2024") for operation in ("copied", "moved")
    }
    assert diamonds["mark"]["shape"] == "diamond"
    assert [
        (row["label"], row["operation"], row["share"]) for row in chart["datasets"][diamonds["data"]["name"]]
    ] == [
        ("2023", "moved", 0.158),
        ("2023", "copied", 0.106),
        ("2024", "moved", 0.095),
        ("2024", "copied", 0.123),
    ]


def test_a_history_from_before_the_reports_has_no_diamonds():
    chart = charts.copied_and_moved(shares_of([2012]), "month", published.reports()).to_dict()

    assert chart["datasets"][chart["layer"][1]["data"]["name"]] == []


@pytest.mark.parametrize(("period", "unit"), [("year", "utcyear"), ("month", "utcyearmonth")])
def test_operations_stand_on_each_other_in_one_order(period, unit):
    chart = charts.operation_shares(shares_of([2023]), period).to_dict()
    (rows,) = chart["datasets"].values()

    assert chart["encoding"]["x"]["timeUnit"] == unit
    assert [row["operation"] for row in sorted(rows, key=lambda row: row["rank"])] == list(charts.OPERATIONS)


def test_the_published_figures_are_a_table_with_their_reservation(database, monkeypatch):
    page = open_page(monkeypatch, database.publish())
    table = page.expander[0].dataframe[0].value

    assert table["published"].tolist() == ["2020 (2025)", "2023 (2025)", "2024 (2025)", "latest (2026)"]
    assert page.expander[0].caption[0].value.startswith("Not this repository, and not to be joined")


def test_every_horizon_has_a_colour_of_its_own():
    horizons = [14, 30, 90, 180, 365]
    frame = pd.DataFrame(
        {
            "period": pd.Timestamp("2023-01-01"),
            "horizon_days": horizons,
            "born": 1,
            "durable": 1,
            "ratio": 1.0,
        }
    )
    line = charts.durable_ratio(frame, "month").to_dict()["layer"][0]

    assert len(set(line["encoding"]["color"]["scale"]["range"])) == len(horizons)
