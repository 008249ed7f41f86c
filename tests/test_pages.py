"""Every page on databases of every kind, and every filter."""

import json

import duckdb
import pytest
from command import git, linespan
from pages import PAGES, Shown, charts, parts
from small_database import SmallDatabase

from analyzer.store import SCHEMA_VERSION
from dashboard import data
from dashboard.audit import FEW_LINES
from dashboard.pages.reading import reading

REFUSED = "The database can not be shown."


def labelled(history, authorship):
    """The history with all its lines, commits and operations of one authorship."""
    for table in ("commits", "line_runs", "live_runs", "operations"):
        history.con.execute(f"UPDATE {table} SET authorship = $1", [authorship])  # noqa: S608 - our own
    return history


def small(file):
    """Four commits over 500 days, some lines gone, some operations."""
    history = SmallDatabase(file, landed_on=[0, 5, 100, 500])
    history.lines(300, 0).lines(400, 0, died_in=1).lines(50, 2, died_in=3).lines(1000, 3)
    return history.operation("added", 700, 0).operation("deleted", 400, 1).operation("moved", 30, 2)


def generated(history):
    history.con.execute("UPDATE files SET role = 'generated'")
    return history


@pytest.fixture(
    params=["empty", "one commit without lines", "one commit", "no AI", "all AI", "only generated files"]
)
def database(request, tmp_path):
    file = tmp_path / "history.duckdb"
    made = {
        "empty": lambda: SmallDatabase(file, []),
        "one commit without lines": lambda: SmallDatabase(file, [0]),
        "one commit": lambda: SmallDatabase(file, [0]).lines(3, 0).operation("added", 3, 0),
        "no AI": lambda: labelled(small(file), "human"),
        "all AI": lambda: labelled(small(file), "ai"),
        "only generated files": lambda: generated(small(file)),
    }
    return made[request.param]().publish()


def test_the_app_has_every_page():
    assert {"overview", "durability", "operations", "churn", "adoption", "verdicts", "team", "commit"} <= set(
        PAGES
    )
    assert {"explain", "compare", "smells"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_on_the_sample(sample, monkeypatch, page):
    for shown in parts(monkeypatch, sample, page=page).values():
        assert shown.app.title[0].value
        assert not shown.app.error


@pytest.mark.parametrize("page", PAGES)
def test_every_page_on_small_histories(database, monkeypatch, page):
    for name, shown in parts(monkeypatch, database, page=page).items():
        assert not shown.app.error
        assert shown.charts() or shown.tables() or shown.infos() or page == "explain", name


@pytest.mark.parametrize("page", ["overview", "churn", "team"])
def test_lines_that_do_not_count_are_not_called_too_young(tmp_path, monkeypatch, page):
    infos = Shown(monkeypatch, generated(small(tmp_path / "h.duckdb")).publish(), page=page).infos()

    assert any("of code in source or tests" in info for info in infos)
    assert not any("too early" in info for info in infos)


@pytest.mark.parametrize("page", PAGES)
def test_another_schema_version_is_a_sentence_on_every_page(tmp_path, monkeypatch, page):
    file = SmallDatabase(tmp_path / "history.duckdb", [0], schema_version=SCHEMA_VERSION + 1).publish()
    shown = Shown(monkeypatch, file, page=page)

    assert page == "explain" or [error.value for error in shown.app.error] == [
        "The database can not be shown."
    ]
    assert page == "explain" or "linespan mine" in shown.app.text[-1].value


def test_a_missing_database_is_a_sentence(tmp_path, monkeypatch):
    shown = Shown(monkeypatch, tmp_path / "none.duckdb")

    assert [error.value for error in shown.app.error] == [REFUSED]
    assert "linespan mine" in shown.app.text[-1].value


def test_a_database_without_views_is_a_sentence(tmp_path, monkeypatch):
    history = SmallDatabase(tmp_path / "history.duckdb", [0])
    history.con.execute("DROP VIEW half_life")
    history.con.close()

    assert "linespan mine" in Shown(monkeypatch, history.file).app.text[-1].value


@pytest.mark.parametrize("page", ["overview", "operations"])
def test_a_database_that_fails_half_way_is_a_sentence(tmp_path, monkeypatch, page):
    history = small(tmp_path / "history.duckdb")
    for table in ("live_runs", "operations"):
        history.con.execute(f"ALTER TABLE {table} RENAME TO lost_{table}")
    shown = Shown(monkeypatch, history.publish(), page=page)

    assert [error.value for error in shown.app.error] == [REFUSED]
    assert "can not be read" in shown.app.text[-1].value


def test_started_by_hand_it_says_how(monkeypatch):
    assert "linespan dashboard REPO" in Shown(monkeypatch).app.text[-1].value


def test_a_new_mining_is_picked_up(tmp_path, monkeypatch):
    file = small(tmp_path / "history.duckdb").publish()
    shown = Shown(monkeypatch, file)
    assert shown.cards()["Live code lines"] == "1,300"

    SmallDatabase(tmp_path / "newer.duckdb", landed_on=[0]).lines(7, 0).publish().replace(file)
    shown.app.run()
    assert shown.ran().cards()["Live code lines"] == "7"


def test_what_is_read_while_a_mining_ends_is_not_taken_for_its_outcome(tmp_path):
    file = small(tmp_path / "history.duckdb").publish()
    with reading(file) as ask:
        ask(data.run)
        SmallDatabase(tmp_path / "newer.duckdb", landed_on=[0]).lines(7, 0).publish().replace(file)
        assert ask(data.totals).live_code_lines == 1300

    with reading(file) as ask:
        assert ask(data.totals).live_code_lines == 7


def test_the_pages_leave_the_database_to_others(tmp_path, monkeypatch):
    file = small(tmp_path / "history.duckdb").publish()
    Shown(monkeypatch, file)

    duckdb.connect(file).close()  # raises while another connection of this process holds it read-only


@pytest.mark.parametrize(
    ("parameters", "fewer"),
    [
        ({"from_": "2025-01"}, True),
        ({"to": "2023-12"}, True),
        ({"role": "test"}, True),
        ({"language": "python"}, False),
        ({"folder": "tests"}, True),
        ({"authorship": "ai"}, True),
        ({"authorship": ["ai", "unknown"]}, False),
    ],
)
def test_a_filter_of_the_address_counts(sample, monkeypatch, parameters, fewer):
    def lines(**given):
        return Shown(monkeypatch, sample, **given).charts()["New code that lasts 90 days"]["born"].sum()

    whole, part = lines(), lines(**parameters)
    assert 0 < part < whole if fewer else part == whole


def test_a_filter_of_the_sidebar_goes_with_the_reader_to_the_next_page(sample, monkeypatch):
    shown = Shown(monkeypatch, sample)
    shown.app.sidebar.multiselect(key="role").set_value(["test"]).run()
    shown.app.sidebar.selectbox(key="from").set_value("2024-01").run()
    shown.ran()

    shown.app.switch_page("durability.py").run()
    assert shown.ran().app.sidebar.multiselect(key="role").value == ["test"]
    assert shown.charts()["New code that lasts 90 days"]["label"].min() >= "2024-01"


def test_filters_are_cleared_at_once(sample, monkeypatch):
    shown = Shown(monkeypatch, sample, role="test", from_="2024-01")
    next(button for button in shown.app.sidebar.button if button.label == "Clear filters").click().run()

    assert shown.ran().app.sidebar.multiselect(key="role").value == []
    assert shown.app.sidebar.selectbox(key="from").value is None


def test_teams_are_a_filter_where_there_are_some(tmp_path, monkeypatch):
    history = small(tmp_path / "history.duckdb")
    history.con.execute("UPDATE commits SET team = 'red' WHERE seq = 3")
    shown = Shown(monkeypatch, history.publish(), team="red")

    assert shown.cards()["Live code lines"] == "1,000"


def test_authors_are_told_only_where_that_is_switched_on(tmp_path, monkeypatch):
    assert Shown(monkeypatch, small(tmp_path / "off.duckdb").publish(), page="team").tables() == []

    history = small(tmp_path / "on.duckdb")
    history.con.execute("UPDATE mining_run SET by_author = true")
    history.con.execute("UPDATE commits SET author_name = 'Bob' WHERE seq = 2")
    (table,) = Shown(monkeypatch, history.publish(), page="team").tables()
    assert table[["author", "born", "durable"]].to_numpy().tolist() == [
        ["Ann <ann@linespan.example>", 700, 300],
        ["Bob <ann@linespan.example>", 50, 50],
    ]


def test_an_empty_place_says_which_filter_emptied_it(sample, monkeypatch):
    shown = Shown(monkeypatch, sample, page="durability", authorship="ai", to="2023-06")

    assert len(shown.infos()) == 1
    assert (
        "Together" in shown.infos()[0] or "landed to" in shown.infos()[0] or "written by" in shown.infos()[0]
    )


@pytest.mark.parametrize(
    ("page", "parameters", "field"),
    [
        ("overview", {"from_": "2025-12"}, "landed from"),
        ("durability", {"authorship": "unknown"}, "written by"),
        ("smells", {"authorship": "unknown"}, "written by"),
        ("smells", {"to": "2024-01"}, "landed to"),
    ],
)
def test_nothing_is_said_of_the_whole_where_a_filter_hides_it(
    sample, smelly, monkeypatch, page, parameters, field
):
    file = mined_smells(smelly) if page == "smells" else sample
    shown = parts(monkeypatch, file, page=page, **parameters).values()

    assert {info for part in shown for info in part.infos()} == {
        f"The filter “{field}” leaves nothing here. Without it there is something to see."
    }


def test_an_address_that_picks_nothing_gets_what_is_shown_at_first(tmp_path, smelly, monkeypatch):
    file = small(tmp_path / "history.duckdb").publish()
    durability = charts(monkeypatch, file, page="durability", horizon="", by="", per="")
    at_first = Shown(monkeypatch, file, page="durability", part="").charts()
    smells = charts(monkeypatch, mined_smells(smelly), page="smells", figure="")

    assert set(at_first) == {"New code that lasts 90 days", "Durable ratio"}
    assert durability["New code that lasts 90 days"]["label"].tolist() == ["2023-01", "2023-04"]
    assert durability["New code that lasts 90 days, by who wrote it"]["value"].tolist() == ["unknown"]
    assert "Functions" in smells


@pytest.mark.parametrize("picked", ["", "nonsense"])
def test_what_is_shown_is_marked_where_the_address_picks_what_there_is_not(tmp_path, monkeypatch, picked):
    file = small(tmp_path / "history.duckdb").publish()
    given = {"part": "Whose and where", "horizon": picked, "by": picked, "per": picked}
    shown = Shown(monkeypatch, file, page="durability", **given)

    marked = {key: shown.app.button_group(key=key).value for key in ("horizon", "by", "per")}
    assert marked == {"horizon": 90, "by": "authorship", "per": "month"}


def test_who_wrote_lines_of_others_commits_can_be_asked_for(tmp_path, monkeypatch):
    history = small(tmp_path / "history.duckdb")
    history.con.execute("UPDATE line_runs SET authorship = 'ai' WHERE birth_seq = 3")
    history.con.execute("UPDATE live_runs SET authorship = 'ai' WHERE birth_seq = 3")
    shown = Shown(monkeypatch, history.publish(), authorship="ai")

    assert shown.app.sidebar.multiselect(key="authorship").options == ["ai", "unknown"]
    assert shown.cards()["Live code lines"] == "1,000"


def test_a_point_can_stand_for_a_year(sample, monkeypatch):
    shown = Shown(monkeypatch, sample, per="year")

    assert shown.charts()["New code that lasts 90 days"]["label"].tolist() == ["2023", "2024", "2025"]


def test_a_long_history_begins_with_years(tmp_path, monkeypatch):
    history = SmallDatabase(tmp_path / "history.duckdb", [0, 366 * 13]).lines(3, 0).lines(4, 1)

    assert Shown(monkeypatch, history.publish()).app.sidebar.button_group(key="per").value == "year"


def test_the_adoption_of_ai_is_marked_on_every_chart_over_time(sample, monkeypatch):
    for page in ("overview", "durability", "operations", "churn", "adoption", "team"):
        for shown in parts(monkeypatch, sample, page=page).values():
            for spec in shown.specs():
                is_over_time = "start" in str(spec["layer"][0]["encoding"].get("x"))
                assert ("AI adopted" in str(spec)) == is_over_time, spec["title"]


def test_a_month_leads_to_its_commits(sample, monkeypatch):
    shown = Shown(monkeypatch, sample, page="operations", month="2024-09")
    (commits,) = shown.tables()

    assert set(commits["landed"].map(str).str[:7]) == {"2024-09"}
    month = shown.charts()["What commits do to the code"].query("label == '2024-09'")
    assert commits["changed"].sum() == month["lines"].sum()


def test_a_commit_is_shown_by_how_its_name_begins(sample, monkeypatch):
    with duckdb.connect(str(sample), read_only=True) as con:
        ((sha, subject),) = con.execute(
            "SELECT sha, subject FROM commits WHERE authorship = 'ai' ORDER BY seq LIMIT 1"
        ).fetchall()
    shown = Shown(monkeypatch, sample, page="commit", sha=sha[:10])

    assert subject in shown.app.text[-1].value
    assert "Label: ai" in shown.words().replace("\\", "")
    assert (
        Shown(monkeypatch, sample, page="commit", sha="beef" * 9).app.warning[0].value
        == "No commit is shown."
    )


def test_a_commit_is_shown_with_what_it_did_to_functions_and_smells(smelly, monkeypatch):
    told = json.loads(linespan("show", smelly, "HEAD~1", "--format", "json").stdout)["examination"]
    sha = git("-C", smelly, "rev-parse", "HEAD~1")
    shown = Shown(monkeypatch, mined_smells(smelly), page="commit", sha=sha)
    functions, maintainability, smells = shown.tables()[-3:]

    assert len(functions) == len(told["functions"]) == 1
    assert functions["cyclomatic"].tolist() == [str(told["functions"][0]["after"]["cyclomatic"])] == ["12"]
    assert maintainability["for the better"].tolist() == [
        f"{100 * told['maintainability'][unit]:.1f} %"
        for unit in ("unit_size", "unit_complexity", "unit_interfacing")
    ]
    assert sorted(smells["smell"]) == sorted({smell["rule"] for smell in told["smells"]})


def test_a_commit_is_shown_where_its_repository_is_gone(tmp_path, monkeypatch):
    history = labelled(small(tmp_path / "history.duckdb"), "human")
    history.con.execute("UPDATE commits SET agents = []")
    shown = Shown(monkeypatch, history.publish(), page="commit", sha=f"{3:040x}")

    assert "Not looked at: `/a/*repository* does not exist`." in shown.words().replace("\\", "")


def test_several_databases_stand_side_by_side(sample, tmp_path, monkeypatch):
    other = small(tmp_path / "other.duckdb").publish()
    shown = Shown(monkeypatch, sample, other, page="compare")
    (table,) = shown.tables()

    assert table["repository"].tolist() == ["ai_adoption-2", "*repository*"]
    assert table["live_code_lines"].tolist()[1] == 1300
    shown.app.sidebar.selectbox(key="repo").set_value("*repository*").run()
    shown.app.switch_page("overview.py").run()
    assert shown.ran().cards()["Live code lines"] == "1,300"


def test_a_database_that_can_not_be_read_leaves_the_others_there(tmp_path, monkeypatch):
    good = small(tmp_path / "good.duckdb").publish()
    other = SmallDatabase(tmp_path / "other.duckdb", [0], schema_version=SCHEMA_VERSION + 1).publish()
    shown = Shown(monkeypatch, good, other, tmp_path / "none.duckdb")
    assert shown.cards()["Live code lines"] == "1,300"

    shown.app.switch_page("compare.py").run()
    assert shown.ran().tables()[0]["repository"].tolist() == ["*repository*"]
    told = [text.value for text in shown.app.text][-2:]
    assert [str(file) in text for file, text in zip((other, tmp_path / "none.duckdb"), told, strict=True)]

    shown.app.sidebar.selectbox(key="repo").set_value(str(other)).run()
    shown.app.switch_page("overview.py").run()
    assert [error.value for error in shown.ran().app.error] == [REFUSED]


def test_a_database_that_goes_away_keeps_its_name_and_may_come_back(tmp_path, monkeypatch):
    files = [small(tmp_path / f"{name}.duckdb").publish() for name in ("one", "two")]
    shown = Shown(monkeypatch, *files, repo="*repository* (2)")
    files[1].rename(tmp_path / "away")
    shown.app.run()
    assert [error.value for error in shown.ran().app.error] == [REFUSED]
    assert shown.app.sidebar.selectbox(key="repo").value == "*repository* (2)"

    (tmp_path / "away").rename(files[1])
    shown.app.run()
    assert shown.ran().cards()["Live code lines"] == "1,300"
    assert not shown.app.error


@pytest.mark.parametrize("picked", [None, "other"])
def test_the_others_stand_side_by_side_while_the_one_picked_can_not_be_read(tmp_path, monkeypatch, picked):
    good = small(tmp_path / "good.duckdb").publish()
    other = SmallDatabase(tmp_path / "other.duckdb", [0], schema_version=SCHEMA_VERSION + 1).publish()
    given = {} if picked is None else {"repo": str(other)}
    shown = Shown(monkeypatch, other, good, page="compare", **given)

    assert shown.tables()[0]["repository"].tolist() == ["*repository*"]
    assert list(shown.charts()) == ["Share still there after 90 days of each repository"]
    assert [warning.value for warning in shown.app.warning] == [
        "A database can not be read, and is not here."
    ]
    assert str(other) in shown.app.text[-1].value
    assert not shown.app.error


def test_no_two_databases_go_by_one_name(tmp_path, monkeypatch):
    files = []
    for place in ("/a/copy (2)", "/a/copy", "/b/copy"):
        history = SmallDatabase(tmp_path / f"{len(files)}.duckdb", [0])
        history.con.execute("UPDATE mining_run SET repo = $1", [place])
        files.append(history.publish())

    names = Shown(monkeypatch, *files).app.sidebar.selectbox(key="repo").options
    assert names == ["copy (2)", "copy", "copy (3)"]


def mined_smells(smelly):
    return smelly / ".git" / "linespan" / "history.duckdb"


def test_what_smells_is_shown(smelly, monkeypatch):
    shown = parts(monkeypatch, mined_smells(smelly), page="smells")
    phantoms, smells = shown["At the head"].tables()

    assert phantoms["name"].tolist() == ["reqests"]
    assert smells["rule"].iloc[0] == "complex-function"
    assert smells.query("path == 'grade.py'")["written_by"].unique().tolist() == ["ai"]
    assert "unused-import" not in smells.query("path == 'plain.py'")["rule"].tolist()
    turned = shown["Born and healed"].charts()["Smells born and healed"]
    assert turned.query("event == 'healed' and smells > 0")["label"].tolist() == ["2024-03"]
    assert {name: set(part.charts()) for name, part in shown.items()} == {
        "Density": {"Density of smells, by rule", "Density of smells, by who wrote them"},
        "Flow": {"Flow of smells, by rule", "Flow of smells, by who brought them"},
        "Functions": {"Functions", "Functions beyond the limit, by who wrote them"},
        "Born and healed": {"Smells born and healed", "Survival"},
        "Tests": {"Tests that test little, by who wrote them"},
        "At the head": set(),
    }


def test_smells_of_a_rule_alone(smelly, monkeypatch):
    shown = parts(monkeypatch, mined_smells(smelly), page="smells", rule="unused-import", figure="length")

    assert set(shown["At the head"].tables()[-1]["rule"]) == {"unused-import"}
    assert shown["Functions"].specs()[0]["title"]["text"] == "Functions: length in lines"


def test_filters_count_for_smells_or_are_said_not_to(smelly, monkeypatch):
    shown = parts(monkeypatch, mined_smells(smelly), page="smells", role="test")
    assert set(shown["At the head"].tables()[-1]["path"]) == {"test_plain.py"}
    assert not [name for name, part in shown.items() if "Does not count here" in part.words()]

    shown = parts(monkeypatch, mined_smells(smelly), page="smells", authorship="ai")
    assert set(shown["At the head"].tables()[-1]["path"]) == {"grade.py"}
    flow = shown["Flow"].charts()["Flow of smells, by who brought them"]
    assert flow["authorship"].unique().tolist() == ["ai"]
    idle = "Does not count here: the filter “written by”."
    above = 1  # of the cards, which stand above every part
    assert {name: part.words().count(idle) - above for name, part in shown.items()} == {
        "Density": 2,
        "Flow": 0,
        "Functions": 2,
        "Born and healed": 2,
        "Tests": 1,
        "At the head": 0,
    }


def test_hotspots_are_shown_where_complexity_is_known(smelly, monkeypatch):
    shown = Shown(monkeypatch, mined_smells(smelly), page="churn")

    assert shown.tables()[0]["path"].tolist() == ["grade.py", "plain.py", "test_plain.py"]
    folders = shown.charts()["Folders"]
    assert folders["hotspot"].tolist() == (folders["ratio"] * folders["mean_complexity"]).tolist()
    assert folders["mean_complexity"].tolist() == [(12 + 1 + 1) / 3]


@pytest.mark.parametrize("page", ["smells", "churn"])
def test_without_snapshots_the_page_says_how_to_take_them(tmp_path, monkeypatch, page):
    shown = Shown(monkeypatch, small(tmp_path / "history.duckdb").publish(), page=page)

    assert shown.infos()[0].startswith("No snapshot was looked through for smells.")
    assert [code.value for code in shown.app.code] == ["linespan mine REPO --snapshots 60"]


def test_what_is_told_of_ai_whatever_the_filters_says_so(tmp_path, monkeypatch):
    file = small(tmp_path / "history.duckdb").publish()
    whole = "What follows is of the whole history: no filter counts there."

    assert whole not in Shown(monkeypatch, file, page="adoption").words()
    assert whole in Shown(monkeypatch, file, page="adoption", from_="2023-04").words()


@pytest.mark.parametrize("page", ["overview", "durability", "operations", "churn", "team", "compare"])
def test_hollow_points_are_explained_where_there_are_some(tmp_path, monkeypatch, page):
    shown = Shown(monkeypatch, small(tmp_path / "history.duckdb").publish(), page=page)
    told = {
        spec["title"]["text"].partition(":")[0]: spec["title"]["subtitle"][-1].startswith("hollow points")
        for spec in shown.specs()
        if any(layer["mark"].get("filled") is False for layer in spec["layer"])
    }

    assert told
    assert told == {name: shown.charts()[name]["born"].min() < FEW_LINES for name in told}


def test_where_a_filter_leaves_no_smell_it_is_named(smelly, monkeypatch):
    given = {"part": "At the head", "role": "test", "authorship": "ai"}
    shown = Shown(monkeypatch, mined_smells(smelly), page="smells", **given)

    assert shown.infos()[-1].startswith("The filter “role” leaves nothing here.")


HOSTILE = (
    "=cmd|'/C calc'!A0 <script>alert(1)</script> ![x](http://linespan.example/x.png) **b** \x1b[31m\u202e$x$"
)


def test_text_from_history_is_never_markup(tmp_path, monkeypatch):
    history = labelled(small(tmp_path / "history.duckdb"), "ai")
    history.con.execute(
        "UPDATE commits SET subject = $1, author_name = $1, team = $1, agents = [$1]", [HOSTILE]
    )
    history.con.execute("UPDATE files SET path = $1, language = $1", [f"{HOSTILE}/{HOSTILE}"])
    history.con.execute("UPDATE mining_run SET repo = $1", [f"/a/{HOSTILE}"])
    history.insert(
        "agent_evidence",
        seq=3,
        tool=HOSTILE,
        model=HOSTILE,
        source="author",
        mode="authored",
        strength="explicit",
        detail=HOSTILE,
    )
    history.insert("snapshots", snapshot_seq=3, files=1, files_unparsable=0, lines=9)
    history.insert("snapshot_files", snapshot_seq=3, path_id=0, role="source", language=HOSTILE, lines=9)
    history.insert(
        "smells",
        snapshot_seq=3,
        smell_id=1,
        path_id=0,
        rule="phantom-dependency",
        symbol=HOSTILE,
        subject=HOSTILE,
        ordinal=0,
        start_line=1,
        end_line=1,
        message=HOSTILE,
        ai=1,
        bot=0,
        human=0,
        unknown=0,
        authorship="ai",
        agent=HOSTILE,
    )
    history.insert(
        "smell_lives", smell_id=1, rule="phantom-dependency", born_seq=3, first_snapshot=3, last_snapshot=3
    )
    file = history.skipped(0, "binary").publish()

    given = {"sha": f"{3:040x}", "month": "2023-01", "listed": "true"}
    everything = [shown for page in PAGES for shown in parts(monkeypatch, file, page=page, **given).values()]
    for shown in everything:
        page = shown.app.title[0].value
        outside_code = "".join(shown.words().split("`")[::2])
        assert "linespan.example" not in outside_code, page
        for text in [*(text.value for text in shown.app.text), *(str(table) for table in shown.tables())]:
            assert "\x1b" not in text, page
            assert "\u202e" not in text, page
        assert not any("linespan.example" in str(metric.proto) for metric in shown.app.metric)
        drawn = [frame.to_string() for frame in shown.charts().values()]
        offered = [option for choice in shown.app.sidebar.multiselect for option in choice.options]
        assert [text for text in (*drawn, *offered) if "\x1b" in text or "\u202e" in text] == [], page
