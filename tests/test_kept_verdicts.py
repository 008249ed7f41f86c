"""Verdicts are judged once and then read: where they are kept, for how long, and what happens where not."""

import fcntl
import json
import shutil
from contextlib import contextmanager

import duckdb
import pytest
from command import git, linespan

from dashboard import judgement, verdicts
from metrics.hypotheses import HYPOTHESES


@pytest.fixture(scope="module")
def judged(mined_sample, tmp_path_factory):
    """The sample, its database and what `linespan verdicts` first said of it."""
    repository, mined = mined_sample
    database = shutil.copy(mined, tmp_path_factory.mktemp("kept") / "history.duckdb")
    told = linespan("verdicts", repository, "--db", database, "--format", "json")
    assert told.returncode == 0, told.stderr
    assert "note:" not in told.stderr
    return repository, database, json.loads(told.stdout)


@pytest.fixture
def copied(judged, tmp_path):
    """The same for one test alone."""
    repository, database, told = judged
    return repository, shutil.copy(database, tmp_path / "history.duckdb"), told


def ask(repository, database, command="verdicts"):
    asked = linespan(command, repository, "--db", database, "--format", "json")
    assert asked.returncode == 0, asked.stderr
    notes = [line for line in asked.stderr.splitlines() if line.startswith("note: ")]
    return json.loads(asked.stdout), notes


def change(database, *statements):
    with duckdb.connect(database) as con:
        for statement in statements:
            con.execute(statement)


def kept(database):
    with duckdb.connect(database, read_only=True) as con:
        return con.execute("SELECT count(*), (SELECT count(*) FROM verdict_run) FROM verdicts").fetchone()


def test_what_was_judged_is_kept_as_rows_that_sql_reaches(judged):
    _, database, told = judged
    columns = ["id", "estimand", "estimate", "low", "high", "margin", "p", "q", "outcome", "reason"]
    with duckdb.connect(database, read_only=True) as con:
        rows = con.execute(f"SELECT {', '.join(columns)} FROM verdicts ORDER BY id").fetchall()  # noqa: S608
        ((commits, lines),) = con.execute(
            "SELECT n_commits, n_lines FROM verdicts WHERE is_primary"
        ).fetchall()
    found = sorted(told["verdicts"], key=lambda verdict: verdict["id"])
    assert rows == [tuple(verdict[column] for column in columns) for verdict in found]
    primary = told["verdicts"][0]
    assert commits == primary["ai"]["commits"] + primary["others"]["commits"]
    assert lines == primary["ai"]["lines"] + primary["others"]["lines"]


def test_what_is_read_is_what_was_judged(copied):
    _, database, _ = copied
    change(database, "DELETE FROM verdicts", "DELETE FROM verdict_run")
    found, unkept = verdicts.judge(database)
    with duckdb.connect(database, read_only=True) as con:
        assert (judgement.read(con), unkept) == (found, "")


def test_the_second_who_asks_reads_and_the_audit_reads_the_same(copied):
    repository, database, told = copied
    change(database, "UPDATE verdicts SET estimate = -0.125, refusals = ['because']")
    said, notes = ask(repository, database)
    assert notes == []
    assert {verdict["estimate"] for verdict in said["verdicts"]} == {-0.125}
    assert "12.5 points lower" in said["verdicts"][0]["sentence"]
    assert said["survival"] == told["survival"]
    audited, notes = ask(repository, database, "audit")
    assert (audited["verdict"], notes) == (said["verdicts"][0], [])


def test_an_audit_begins_with_the_primary_verdict(copied):
    repository, database, told = copied
    for notation, title in (("text", ""), ("markdown", "# Audit of a history by Linespan ## ")):
        audited = linespan("audit", repository, "--db", database, "--format", notation)
        sentence = told["verdicts"][0]["sentence"]
        begins = f"{title}Does the code written with AI last? {sentence}"
        assert " ".join(audited.stdout.split()).startswith(begins)


def test_an_audit_judges_where_nobody_has(copied):
    repository, database, told = copied
    change(database, "DELETE FROM verdicts", "DELETE FROM verdict_run")
    audited, _ = ask(repository, database, "audit")
    assert audited["verdict"] == told["verdicts"][0]
    assert kept(database) == (len(HYPOTHESES), 1)


@pytest.mark.parametrize(
    "staleness",
    [
        "UPDATE verdict_run SET fingerprint = 'of other statistics'",
        "UPDATE mining_run SET tables_hash = 'another history'",
        "DELETE FROM verdicts WHERE id = 'output'",
        "UPDATE verdicts SET outcome = 'certain'",
        "UPDATE verdicts SET reason = 'so says ' || chr(27) || '[31m me'",
        "UPDATE verdicts SET other_ways = [{'way': '<b>', 'estimate': 0, 'low': 0, 'high': 0}]",
    ],
)
def test_what_is_stale_or_not_ours_is_not_shown(copied, staleness):
    _, database, _ = copied
    change(database, "UPDATE verdicts SET estimate = -0.125", staleness)
    with duckdb.connect(database, read_only=True) as con:
        assert judgement.read(con) is None


def test_a_mining_that_goes_on_clears_them_and_is_not_stopped_by_them(judged, tmp_path):
    repository, database, told = judged
    clone, database = tmp_path / "clone", shutil.copy(database, tmp_path / "history.duckdb")
    git("clone", "--quiet", repository, clone)
    (clone / "new.py").write_text("added = 1\n", "utf-8")
    git("-C", clone, "add", "new.py")
    git("-C", clone, "commit", "--quiet", "--message", "Add a line")
    mined = linespan("mine", clone, "--db", database, "--snapshots", "0")
    assert "mined anew" not in mined.stderr
    assert "(1 new)" in mined.stdout
    assert kept(database) == (0, 0)
    found, _ = ask(clone, database)
    assert found["run"]["head_sha"] != told["run"]["head_sha"]
    assert kept(database) == (len(HYPOTHESES), 1)


@contextmanager
def mining(lock):
    with lock.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def unwritable(lock):
    lock.mkdir()
    yield


@pytest.mark.parametrize(
    ("hindered", "why"), [(mining, "is in progress"), (unwritable, "can not be written: Is a directory")]
)
def test_where_nothing_can_be_kept_they_are_shown_with_a_note(copied, hindered, why):
    repository, database, told = copied
    change(database, "DELETE FROM verdicts", "DELETE FROM verdict_run")
    with hindered(database.with_name(f"{database.name}.lock")):
        found, notes = ask(repository, database)
    assert found["verdicts"] == told["verdicts"]
    (note,) = notes
    assert note.startswith("note: the verdicts were not kept, and are judged anew when")
    assert why in note
    assert kept(database) == (0, 0)


def test_a_database_mined_meanwhile_keeps_no_verdicts_on_what_it_was(copied, monkeypatch):
    """Between the judging and the keeping another process publishes another history."""
    _, database, _ = copied
    change(database, "DELETE FROM verdicts", "DELETE FROM verdict_run")
    build = verdicts.build

    def overtaken(con):
        found = build(con)
        other = shutil.copy(database, database.with_name("other.duckdb"))
        change(other, "UPDATE mining_run SET tables_hash = 'another history'")
        other.replace(database)
        return found

    monkeypatch.setattr(verdicts, "build", overtaken)
    verdicts.judge(database)
    assert kept(database) == (0, 0)
