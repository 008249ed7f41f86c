"""The figures on the pages are those of the command line's JSON, on the sample."""

import json
import math

import pytest
from pages import Shown, charts
from small_database import SmallDatabase

from analyzer.store import open_database
from dashboard import audit
from dashboard.formats import json as audit_format


def last_year(rows, part, whole):
    """The share over the last twelve months of some rows, as a card says it."""
    months = sorted({row["period"] for row in rows})[-12:]
    chosen = [row for row in rows if row["period"] in months]
    return f"{sum(row[part] for row in chosen) / sum(row[whole] for row in chosen):.1%}"


def keyed(rows, *names):
    return {tuple(row[name] for name in names) for row in rows}


def test_the_cards(sample, told, monkeypatch):
    cards = Shown(monkeypatch, sample).cards()
    measures = told["audit"]["measures"]
    lasting = [row for row in measures["durable_ratio"] if row["horizon_days"] == 90]
    copied = [row for row in measures["operation_shares"] if row["operation"] == "copied"]
    year = next(row for row in told["agents"]["by_year"] if row["year"] == 2025)
    written = {share["name"]: share["written_lines"] for share in year["shares"]}

    assert cards == {
        "Lasts 90 days": last_year(lasting, "durable", "born"),
        "New-code churn": last_year(measures["churn"], "churned", "born"),
        "Copied code": last_year(copied, "lines", "changed"),
        "Written with AI": f"{written['ai'] / sum(written.values()):.1%}",
        "Half-life of a line": f"{measures['half_life_days'] / 30.44:.1f} months",
        "Live code lines": f"{told['audit']['totals']['live_code_lines']:,}",
    }


@pytest.mark.parametrize(("between", "change"), [(700, "-50.0 points"), (650, None)])
def test_a_change_is_told_against_a_whole_year_alone(tmp_path, monkeypatch, between, change):
    history = SmallDatabase(tmp_path / "history.duckdb", [0, between, between + 1, between + 200])
    file = history.lines(100, 0).lines(100, 1).lines(100, 1, died_in=2).publish()
    lasting = Shown(monkeypatch, file).app.metric[0]

    assert (lasting.label, lasting.value) == ("Lasts 90 days", "50.0%")
    assert lasting.delta == (change or "")


def test_a_change_that_rounds_to_nothing_points_nowhere(tmp_path, monkeypatch):
    history = SmallDatabase(tmp_path / "history.duckdb", [0, 1, 700, 701, 900])
    history.lines(9999, 0).lines(5000, 0, died_in=1).lines(10000, 2).lines(5000, 2, died_in=3)
    lasting = Shown(monkeypatch, history.publish()).app.metric[0]

    assert lasting.delta == "0.0 points"
    assert lasting.proto.direction == lasting.proto.MetricDirection.NONE
    assert lasting.proto.color == lasting.proto.MetricColor.GRAY


def test_the_verdict_of_the_overview(sample, told, monkeypatch):
    primary = next(verdict for verdict in told["verdicts"]["verdicts"] if verdict["primary"])

    assert primary["sentence"] in Shown(monkeypatch, sample).words()


@pytest.mark.parametrize(
    ("page", "chart", "measure", "names"),
    [
        (
            "durability",
            "Durable ratio",
            "durable_ratio",
            ("label", "horizon_days", "born", "durable", "ratio"),
        ),
        ("durability", "Burndown", "burndown", ("label", "cohort", "lines")),
        ("churn", "New-code churn", "churn", ("label", "born", "churned", "ratio")),
        (
            "operations",
            "What commits do to the code",
            "operation_shares",
            ("label", "operation", "lines", "changed", "share"),
        ),
        (
            "operations",
            "How old the code is that is revised",
            "revised_code_age",
            ("label", "age", "lines", "share"),
        ),
        (
            "operations",
            "Commits that add a duplicate block",
            "duplicate_blocks",
            ("label", "commits", "copying", "ratio", "blocks", "per_million"),
        ),
        (
            "team",
            "Durable output by team",
            "durable_output",
            ("label", "team", "author_months", "per_author"),
        ),
    ],
)
def test_charts_over_time(sample, told, monkeypatch, page, chart, measure, names):
    frame = charts(monkeypatch, sample, page=page)[chart]
    expected = keyed(told["audit"]["measures"][measure], "period", *names[1:])

    assert keyed(frame.to_dict("records"), *names) == expected


def test_ratios_with_intervals(sample, told, monkeypatch):
    frame = Shown(monkeypatch, sample, page="durability", horizon="30").charts()[
        "New code that lasts 30 days"
    ]
    expected = [row for row in told["audit"]["measures"]["durable_ratio"] if row["horizon_days"] == 30]
    names = ("born", "durable", "ratio")

    assert keyed(frame.to_dict("records"), "label", *names) == keyed(expected, "period", *names)
    assert ((frame["low"] <= frame["ratio"]) & (frame["ratio"] <= frame["high"])).all()


def test_the_folders(sample, told, monkeypatch):
    (table,) = Shown(monkeypatch, sample, page="churn").tables()
    names = ("folder", "born", "churned", "ratio", "live_lines")

    assert keyed(told["audit"]["measures"]["folder_churn"], *names) <= keyed(table.to_dict("records"), *names)


def test_the_claims(sample, told, monkeypatch):
    shown = Shown(monkeypatch, sample, page="verdicts")
    expected = told["verdicts"]["verdicts"]
    table = shown.tables()[0]

    assert table["claim"].tolist() == [verdict["claim"] for verdict in expected]
    assert table["verdict"].tolist() == [verdict["outcome"] for verdict in expected]
    points = [
        verdict for verdict in expected if verdict["scale"] == "share" and verdict["estimate"] is not None
    ]
    differences = table.set_index("claim")["difference"]
    assert [differences[verdict["claim"]] for verdict in points] == [
        f"{100 * verdict['estimate']:+.1f}" for verdict in points
    ]
    for verdict in expected:
        assert verdict["sentence"] in shown.words().replace("\\", "")


def test_who_wrote_what(sample, told, monkeypatch):
    shown = Shown(monkeypatch, sample, page="adoption")
    table = shown.tables()[0]

    assert dict(zip(table["authorship"], table["commits"], strict=True)) == {
        share["name"]: f"{share['commits']:,}" for share in told["agents"]["by_authorship"]
    }
    lines = shown.charts()["New lines of code by who wrote them"].groupby("authorship")["lines"].sum()
    assert lines.to_dict() == {
        share["name"]: share["written_lines"]
        for share in told["agents"]["by_authorship"]
        if share["written_lines"]
    }


def test_the_repositories_side_by_side(sample, told, monkeypatch):
    (table,) = Shown(monkeypatch, sample, page="compare").tables()

    assert table["commits"].tolist() == [told["audit"]["totals"]["commits"]]
    assert table["half_life_days"].tolist() == [told["audit"]["measures"]["half_life_days"]]
    assert table["live_code_lines"].tolist() == [told["audit"]["totals"]["live_code_lines"]]
    months = [row for row in told["audit"]["measures"]["durable_ratio"] if row["horizon_days"] == 90]
    assert f"{table['durable_90'].iloc[0]:.1%}" == last_year(months, "durable", "born")


def test_the_differences_and_what_unlabelled_lines_would_make_of_the_first(sample, told, monkeypatch):
    shown = Shown(monkeypatch, sample, page="verdicts").charts()
    judged = {verdict["claim"]: verdict for verdict in told["verdicts"]["verdicts"]}
    drawn = shown["All claims"].query("estimate.notna()").set_index("claim")
    shares = [claim for claim in drawn.index if judged[claim]["scale"] == "share"]

    assert len(shares) > 1
    for column in ("estimate", "low", "high"):
        expected = [judged[claim][column] for claim in shares]
        assert drawn.loc[shares, column].tolist() == pytest.approx(
            [math.nan if value is None else 100 * value for value in expected], nan_ok=True
        )
    units = {claim: label.replace("\n", " ").removeprefix(claim) for claim, label in drawn["label"].items()}
    assert {claim for claim, unit in units.items() if not unit} == set(shares)
    assert units["Since AI was adopted people write more code that lasts"] == " (%)"
    (primary,) = (verdict for verdict in judged.values() if verdict["primary"])
    curve = shown["If some of the unlabelled lines were AI's too"]
    assert curve[["share", "estimate", "low", "high"]].to_numpy().tolist() == [
        [row["share"], *(pytest.approx(100 * row[name]) for name in ("estimate", "low", "high"))]
        for row in primary["contamination"]
    ]


def test_what_is_left_out(sample, told, monkeypatch):
    skipped, uncounted = Shown(monkeypatch, sample, listed="true").tables()

    assert skipped.groupby("reason")["versions"].sum().to_dict() == {
        kind["reason"]: kind["versions"] for kind in told["audit"]["skipped"]
    }
    assert uncounted.groupby(["role", "rule"])[["written", "live_lines"]].sum().to_dict("index") == {
        (group["role"], group["rule"]): {"written": group["written"], "live_lines": group["live_lines"]}
        for group in told["audit"]["not_counted"]
    }


@pytest.fixture
def smelling(smelly):
    """A database with snapshots, and what the audit says of smells as JSON."""
    file = smelly / ".git" / "linespan" / "history.duckdb"
    with open_database(file) as con:
        return file, json.loads(audit_format.render(audit.build(con)))["smells"]


def test_the_cards_and_charts_of_smells(smelling, monkeypatch):
    file, told = smelling
    cards = Shown(monkeypatch, file, page="smells", per="year").cards()
    drawn = charts(monkeypatch, file, page="smells", per="year")

    assert cards["Smells"] == f"{told['smells']:,}"
    assert cards["Per 1,000 lines"] == f"{told['density']:.1f}"
    assert cards["Mean complexity"] == f"{told['years'][-1]['mean_complexity']:.2f}"
    rules = drawn["Density of smells, by rule"].groupby("rule")["smells"].sum()
    assert (
        rules.drop("other rules", errors="ignore").to_dict().items()
        <= {rule["rule"]: rule["smells"] for rule in told["rules"]}.items()
    )
    assert rules.sum() == told["smells"]
    writers = drawn["Density of smells, by who wrote them"]
    assert keyed(writers.to_dict("records"), "authorship", "smells", "code_lines", "density") == {
        tuple(writer[name] for name in ("authorship", "smells", "code_lines", "density"))
        for writer in told["writers"]
    }
    flow = drawn["Flow of smells, by who brought them"].groupby("label")[["smells", "lines"]].sum()
    assert flow.to_dict("index") == {
        year["period"]: {"smells": year["new"], "lines": year["new_lines"]} for year in told["years"]
    }


def test_the_tables_of_smells_and_hotspots(smelling, monkeypatch):
    file, told = smelling
    phantoms, smells = Shown(monkeypatch, file, page="smells", part="At the head").tables()
    hotspots = Shown(monkeypatch, file, page="churn").tables()[0]

    assert smells["rule"].value_counts().to_dict() == {rule["rule"]: rule["smells"] for rule in told["rules"]}
    names = ("name", "path", "line", "brought_by", "authorship")
    assert keyed(phantoms.to_dict("records"), *names) == keyed(told["phantoms"], *names)
    names = ("path", "changes", "complexity", "lines", "smells", "hotspot")
    assert keyed(hotspots.to_dict("records"), *names) == keyed(told["hotspots"], *names)
