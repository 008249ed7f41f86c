"""Charts as Vega-Lite would draw them, and their data as files."""

import io
from datetime import date

import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts import smells, treemap
from dashboard.charts.palette import AGES, AUTHORSHIPS, ONE_PER_HORIZON, RULES, WRITERS
from dashboard.formats.csv import as_csv
from dashboard.formats.visible import texts_visible
from metrics import published


def test_a_legend_of_many_years_names_some_of_them():
    years = list(range(2000, 2026))
    frame = pd.DataFrame({"period": pd.Timestamp("2025-01-01"), "cohort": years, "lines": 1})
    legend = charts.burndown(frame).to_dict()["layer"][0]["encoding"]["color"]["legend"]

    assert legend["values"] == [2025, 2022, 2019, 2016, 2013, 2010, 2007, 2004, 2001]


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
    ours, *_, diamonds = chart["layer"]

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

    assert chart["datasets"][chart["layer"][-1]["data"]["name"]] == []


@pytest.mark.parametrize(("period", "unit"), [("year", "utcyear"), ("month", "utcyearmonth")])
def test_operations_stand_on_each_other_in_one_order(period, unit):
    chart = charts.operation_shares(shares_of([2023]), period).to_dict()
    (rows,) = chart["datasets"].values()

    assert chart["layer"][0]["encoding"]["x"]["timeUnit"] == unit
    assert [row["operation"] for row in sorted(rows, key=lambda row: row["rank"])] == list(charts.OPERATIONS)


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


def test_nothing_else_has_the_colour_of_ai():
    others = [*charts.OPERATIONS.values(), *AGES.values(), *ONE_PER_HORIZON, *RULES, WRITERS["mixed"]]

    assert AUTHORSHIPS["ai"] not in others
    assert len(set(WRITERS.values())) == len(WRITERS)


def flowing(rules):
    """One month in which each of some rules is broken, the later ones less often."""
    return pd.DataFrame(
        {
            "period": pd.Timestamp("2024-01-01"),
            "rule": [f"r{place}" for place in range(rules)],
            "smells": range(rules, 0, -1),
            "lines": 100,
            "flow": [10.0 * smells for smells in range(rules, 0, -1)],
        }
    )


def test_rules_that_are_broken_seldom_are_told_together():
    chart = smells.flow_by_rule(flowing(8), "month").to_dict()
    rows = sorted(next(iter(chart["datasets"].values())), key=lambda row: row["rank"])

    assert [(row["rule"], row["smells"]) for row in rows] == [
        *((f"r{place}", 8 - place) for place in range(5)),
        (smells.OTHERS, 6),
    ]


def test_what_is_healed_points_downward():
    turned = pd.DataFrame(
        {"period": [pd.Timestamp("2024-01-01")], "born": [5], "healed": [3], "worse": [1], "moved": [0]}
    )
    chart = smells.turnover(turned, "month", date(2024, 1, 1)).to_dict()
    rows = next(rows for rows in chart["datasets"].values() if "event" in rows[0])

    assert [(row["event"], row["smells"], row["height"]) for row in rows] == [
        ("born", 5, 5),
        ("healed", 3, -3),
    ]
    assert "AI adopted" in str(chart)


@pytest.mark.parametrize(
    ("complexity", "named"), [([2.0, None], "churn x complexity"), ([None, None], "new-code churn")]
)
def test_a_treemap_shows_churn_times_complexity_where_there_is_one(complexity, named):
    frame = pd.DataFrame(
        {
            "folder": ["a", "b"],
            "live_lines": [5, 3],
            "born": [5, 3],
            "churned": [1, 1],
            "ratio": [0.2, 0.3],
            "mean_complexity": pd.array(complexity, dtype="float64"),
        }
    )
    frame["hotspot"] = frame["ratio"] * frame["mean_complexity"]
    colour = treemap.folders(frame).to_dict()["layer"][0]["encoding"]["color"]

    assert named in str(colour)


def test_a_treemap_fills_its_ground_with_rectangles_of_the_right_size():
    sizes = [60, 25, 10, 4, 1]
    whole = treemap.WIDTH * treemap.TALL
    places = treemap.squarified(sizes)

    assert [width * height for *_, width, height in places] == pytest.approx(
        [size / 100 * whole for size in sizes]
    )
    for place, (x, y, width, height) in enumerate(places):
        assert x >= 0
        assert x + width <= treemap.WIDTH + 1e-9
        assert y + height <= treemap.TALL + 1e-9
        for other_x, other_y, other_width, other_height in places[place + 1 :]:
            apart_x = x + width <= other_x + 1e-9 or other_x + other_width <= x + 1e-9
            apart_y = y + height <= other_y + 1e-9 or other_y + other_height <= y + 1e-9
            assert apart_x or apart_y


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\uff1d1"])
def test_no_text_in_csv_is_a_formula(text):
    (row,) = pd.read_csv(io.StringIO(as_csv(pd.DataFrame({"path": [text], "lines": [-3]})))).to_dict(
        "records"
    )

    assert row["lines"] == -3
    assert row["path"][0] in "'\\"


@pytest.mark.parametrize("kind", [object, pd.StringDtype(na_value=float("nan"))])
def test_text_is_text_to_every_pandas(kind):
    frame = pd.DataFrame({"path": pd.Series(["=1+1", "\x1b[31m", None], dtype=kind)})

    assert as_csv(frame) == 'path\n\'=1+1\n\\x1b[31m\n""\n'
    assert texts_visible(frame)["path"].tolist()[1] == "\\x1b[31m"


def test_csv_keeps_what_is_harmless():
    frame = pd.DataFrame({"path": ["a,b", 'say "x"', None], "share": [0.5, None, 1.0]})

    assert as_csv(frame) == 'path,share\n"a,b",0.5\n"say ""x""",\n,1.0\n'
