"""The report in one file: its figures are those of the command line, and it loads and obeys nothing."""

import io
import json
import re
import unicodedata
from base64 import b64decode, b64encode
from hashlib import sha256

import pandas as pd
import pytest
from lxml import html
from small_database import SmallDatabase

from analyzer.store import open_database
from dashboard import audit, verdicts
from dashboard.formats.html import page
from dashboard.report.whole import build

MOST = 3_000_000  # bytes
REFERENCES = {"src", "href", "srcset", "action", "formaction", "data", "poster", "background", "ping", "cite"}
HOSTILE = "</script><script>hit()</script><img src=x onerror=hit()>\"' ]]>\x1b[31m\u202e\u2066&amp;\u2028`*$:"


def written(database):
    with open_database(database) as con:
        return page.render(build(con, verdicts.build(con)))


class Shown:
    """A report as a browser reads it."""

    def __init__(self, text):
        self.text = text
        self.root = html.document_fromstring(text)

    def specification(self, name):
        return json.loads(self.root.find(f".//script[@data-for='{name}']").text)

    def charted(self, name):
        """The rows that the first layer of a chart is drawn from."""
        chart = self.specification(name)
        data = chart["layer"][0].get("data", chart.get("data"))
        return pd.DataFrame(chart["datasets"][data["name"]])

    def saved(self, name):
        """The data that a chart offers."""
        link = self.root.find(f".//a[@download='{name}.csv']").get("href")
        return pd.read_csv(io.BytesIO(b64decode(link.partition("base64,")[2])))

    def tables(self):
        """Rows of words by the first two headings."""
        return {
            tuple(heading.text for heading in table.findall(".//th")[:2]): [
                [cell.text_content().replace("\xa0", " ") for cell in row] for row in table.findall(".//tr")
            ]
            for table in self.root.iter("table")
        }

    def words(self):
        return " ".join(self.root.find("body").text_content().replace("\xa0", " ").split())

    def scripts(self):
        return [script.text for script in self.root.iter("script") if script.get("type") is None]

    def elements(self):
        return [element.tag for element in self.root.iter() if isinstance(element.tag, str)]


@pytest.fixture(scope="module")
def shown(sample):
    return Shown(written(sample))


def test_it_is_small_enough_for_a_mail(shown):
    assert len(shown.text.encode()) < MOST


def test_nothing_in_it_is_loaded_from_anywhere(shown):
    references = [
        value
        for element in shown.root.iter()
        for name, value in element.attrib.items()
        if name.rpartition("}")[2] in REFERENCES
    ]

    assert [value for value in references if not value.startswith(("#chapter-", "data:text/csv;"))] == []
    assert {"link", "img", "iframe", "object", "embed", "base", "form"} & set(shown.elements()) == set()
    assert re.findall(r"url\(|@import", "".join(style.text for style in shown.root.iter("style"))) == []


def test_the_policy_lets_its_own_scripts_run_and_no_others(shown):
    policy = shown.root.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in shown.scripts()]

    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == hashes
    assert set(rules) - {"default-src", "script-src", "style-src"} == {"base-uri", "form-action"}
    handlers = [name for element in shown.root.iter() for name in element.attrib if name.startswith("on")]
    assert handlers == []


def test_every_entry_of_the_contents_has_its_chapter(shown):
    entries = {link.get("href").removeprefix("#"): link.text for link in shown.root.findall(".//nav//li/a")}

    assert entries == {
        chapter.get("id"): chapter.findtext("h2") for chapter in shown.root.findall(".//main/section")
    }


def test_the_answer_is_the_primary_verdict(shown, told):
    primary = next(verdict for verdict in told["verdicts"]["verdicts"] if verdict["primary"])
    answer = shown.root.find(".//p[@class='answer supported']").text_content()

    assert answer.replace("\xa0", " ") == primary["sentence"]


def test_the_cards(shown, told):
    cards = {
        card.findtext("dt"): card.findtext("dd") for card in shown.root.findall(".//dl[@class='cards']/div")
    }
    churned = told["audit"]["measures"]["churn"][-12:]

    assert cards["New-code churn"] == (
        f"{sum(row['churned'] for row in churned) / sum(row['born'] for row in churned):.1%}"
    )
    assert cards["Half-life of a line"] == f"{told['audit']['measures']['half_life_days'] / 30.44:.1f} months"
    assert cards["Live code lines"] == f"{told['audit']['totals']['live_code_lines']:,}"


@pytest.mark.parametrize(
    ("chart", "measure", "names"),
    [
        ("durable-ratio", "durable_ratio", ("horizon_days", "born", "durable", "ratio")),
        ("burndown", "burndown", ("cohort", "lines")),
        ("churn", "churn", ("born", "churned", "ratio")),
        ("operation-shares", "operation_shares", ("operation", "lines", "changed", "share")),
        ("revised-age", "revised_code_age", ("age", "lines", "share")),
        ("duplicate-blocks", "duplicate_blocks", ("commits", "copying", "ratio", "per_million")),
    ],
)
def test_charts_over_time_and_their_data(shown, told, chart, measure, names):
    expected = pd.DataFrame(told["audit"]["measures"][measure])
    drawn, saved = shown.charted(chart), shown.saved(chart)

    assert (
        drawn["label"].tolist() == [period[:7] for period in saved["period"]] == expected["period"].tolist()
    )
    for frame in (drawn, saved):
        pd.testing.assert_frame_equal(frame[list(names)], expected[list(names)], check_dtype=False)


def test_survival_with_the_lines_at_risk(shown, sample):
    with open_database(sample) as con:
        lived = con.execute(
            "SELECT value, age_days, at_risk, survival FROM survival WHERE slice = 'authorship' "
            "ORDER BY value, age_days"
        ).df()
    drawn = shown.charted("survival-authorship")
    both = drawn.merge(lived, on=["value", "age_days"], suffixes=("", "_told"))

    pd.testing.assert_frame_equal(shown.saved("survival-authorship"), lived, check_dtype=False)
    assert len(both) == len(drawn)
    assert (both["survival"] - both["survival_told"]).abs().max() < 1e-12
    _, *rows = shown.tables()["authorship", "0 days"]
    assert {value: first for value, first, *_ in rows} == {
        value: f"{lines:,}" for value, lines in lived.groupby("value")["at_risk"].max().items()
    }


def test_a_thinned_curve_is_nowhere_half_a_pixel_off(shown):
    whole, drawn = shown.saved("survival-authorship"), shown.charted("survival-authorship")
    for value, curve in whole.groupby("value"):
        kept = drawn[drawn["value"] == value].set_index("age_days")["survival"]
        stepped = kept.reindex(curve["age_days"], method="ffill").to_numpy()
        assert abs(stepped - curve["survival"].to_numpy()).max() <= 0.5 / 340


def test_the_claims(shown, told):
    expected = told["verdicts"]["verdicts"]
    _, *rows = shown.tables()["claim", "verdict"]

    assert [row[:2] for row in rows] == [[verdict["claim"], verdict["outcome"]] for verdict in expected]
    for verdict in expected:
        assert verdict["sentence"] in shown.words()
    forest = shown.saved("verdicts").set_index("claim")
    for verdict in expected:
        if verdict["scale"] == "share" and verdict["estimate"] is not None:
            assert forest.loc[verdict["claim"], "estimate"] == pytest.approx(100 * verdict["estimate"])


def test_who_wrote_what(shown, told):
    _, *rows = shown.tables()["authorship", "commits"]
    expected = told["agents"]["by_authorship"]

    assert {row[0]: row[1] for row in rows} == {share["name"]: f"{share['commits']:,}" for share in expected}
    lines = shown.charted("lines-by-authorship").groupby("authorship")["lines"].sum().to_dict()
    assert lines == {share["name"]: share["written_lines"] for share in expected if share["written_lines"]}


def test_every_measure_is_defined(shown):
    defined = {term.text for term in shown.root.findall(".//dl[@class='measures']/div/dt")}

    assert {"durable_ratio", "survival", "new_code_churn", "hotspots"} <= defined


def hostile(file, text):
    """A history whose texts are all `text`, where each of them comes into the report."""
    made = SmallDatabase(file, landed_on=[0, 5, 100, 500])
    made.con.execute("UPDATE mining_run SET repo = $1", [text])
    made.con.execute(
        "UPDATE commits SET subject = $1, author_name = $1, team = $1, authorship = 'ai', agents = [$1]",
        [text],
    )
    made.con.execute(
        "UPDATE files SET path = $1 || '/' || $1 || '/main.py', language = $1, rule = $1", [text]
    )
    made.lines(900, 0).lines(400, 0, died_in=1).lines(50, 2, died_in=3).lines(1000, 3)
    made.con.execute("UPDATE line_runs SET authorship = 'ai', agent = $1", [text])
    made.con.execute("UPDATE live_runs SET authorship = 'ai', agent = $1", [text])
    made.insert("files", path_id=1, path=f"{text}.md", role="docs", rule=text)
    return made.skipped(1, text).operation("added", 700, 0).operation("deleted", 400, 1).publish()


def test_hostile_text_is_text(tmp_path):
    harmless = Shown(written(hostile(tmp_path / "harmless.duckdb", "x")))
    attacked = Shown(written(hostile(tmp_path / "hostile.duckdb", HOSTILE)))

    assert attacked.elements() == harmless.elements()
    assert attacked.scripts() == harmless.scripts()
    seen = HOSTILE.replace("\x1b", r"\x1b")
    for unseen in "\u202e\u2066\u2028":
        seen = seen.replace(unseen, f"\\u{ord(unseen):04x}")
    assert seen in attacked.words()
    assert seen in set(attacked.charted("survival-tool")["value"])
    hidden = {char for char in attacked.text if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}}
    assert hidden <= {"\n", "\t"}


@pytest.mark.parametrize("landed_on", [[], [0]])
def test_histories_too_short_to_say_much_are_told_all_the_same(tmp_path, landed_on):
    shown = Shown(written(SmallDatabase(tmp_path / "small.duckdb", landed_on).publish()))

    assert "No line has landed" in shown.words()
    assert "No snapshot was looked through for smells" in shown.words()
    assert "nan" not in shown.words().lower().split()


def test_smells_where_snapshots_were_taken(smelly):
    database = smelly / ".git" / "linespan" / "history.duckdb"
    with open_database(database) as con:
        told = audit.build(con).smells
    shown = Shown(written(database))
    _, *rules = shown.tables()["rule", "smells"]
    _, *hotspots = shown.tables()["hotspot", "changes"]
    last = shown.saved("smell-density-by-rule").groupby("period")["smells"].sum().iloc[-1]

    assert {rule: smells for rule, smells, _ in rules} == {one.rule: f"{one.smells:,}" for one in told.rules}
    assert [row[0] for row in hotspots] == [one.path for one in told.hotspots]
    assert last == told.smells
    assert {"smell-flow-by-writer", "functions-cyclomatic", "smell-turnover", "smell-survival"} <= {
        chart.get("id") for chart in shown.root.findall(".//div[@class='chart']")
    }


@pytest.mark.parametrize("repo", ["/home/ann/tool", "/home/ann/tool.git", "/home/ann/tool/.git"])
def test_whoever_gets_it_is_told_the_name_of_the_repository_and_not_where_it_stands(tmp_path, repo):
    history = SmallDatabase(tmp_path / "small.duckdb", [0]).lines(3, 0)
    history.con.execute("UPDATE mining_run SET repo = $1", [repo])
    shown = Shown(written(history.publish()))

    assert "Linespan report on tool at" in shown.words()
    assert "/home/ann" not in shown.text
