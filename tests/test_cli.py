"""The command line as a person meets it: the installed command, on repositories built with git."""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import command
import duckdb
import pytest
from stories import build, story

from analyzer import __version__
from analyzer.clones import WAITING
from analyzer.smells.rules import RULES
from analyzer.store import SCHEMA_VERSION
from dashboard.source import clone_of
from metrics import views
from metrics.views import measures

HEAVY = {"altair", "duckdb", "git", "immutables", "numpy", "pandas", "rich", "streamlit"}
LIVES = "import sys\n\n\ndef main():\n    print('one')\n    print('two')\n    return 0\n"


def linespan(*arguments, code=0, **options):
    """Run the command as this module's person; it must end with `code`."""
    run = command.linespan(*arguments, env=os.environ, **options)
    assert run.returncode == code, run
    return run


def audited(*arguments):
    return json.loads(linespan("audit", *arguments, "--format", "json").stdout)


@dataclass
class Repository:
    """A repository at `path`; its commits are a day apart, from the second of January 2024 on."""

    path: Path
    commits: int = 0

    def git(self, *arguments):
        day = f"2024-01-{self.commits + 1:02} 12:00 +0000"
        dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        local = ("-C", self.path, "-c", "protocol.file.allow=always")
        return command.git(*local, *arguments, env=os.environ | dates)

    def commit(self, **files):
        """Write the files (a double underscore is a point) and commit; gives the commit's name."""
        self.commits += 1
        for name, content in files.items():
            (self.path / name.replace("__", ".")).write_text(content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", f"Change {self.commits}")
        return self.git("rev-parse", "HEAD")

    @property
    def database(self):
        return Path(self.git("rev-parse", "--path-format=absolute", "--git-common-dir"), *IN_GIT_DIR)


IN_GIT_DIR = ("linespan", "history.duckdb")


def init(path, *options):
    path.mkdir()
    repository = Repository(path)
    repository.git("init", "--quiet", "--initial-branch=main", *options)
    return repository


@pytest.fixture(autouse=True)
def a_person(tmp_path, monkeypatch):
    """Somebody with an empty home, a terminal that knows colours, and nobody else's settings."""
    for variable in set(os.environ) - set(command.ENVIRONMENT) | {"FORCE_COLOR", "TTY_COMPATIBLE"}:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a cache"))
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def repository(tmp_path):
    """A file written, edited, renamed and edited again, with a branch merged between."""
    made = init(tmp_path / "repository")
    made.commit(main__py=LIVES, notes__txt="a\nb\nc\n")
    made.git("switch", "--quiet", "-c", "topic")
    made.commit(main__py=LIVES.replace("'two'", "'three'"))
    made.git("switch", "--quiet", "main")
    made.commit(notes__txt="a\nc\n")
    made.git("merge", "--quiet", "--no-ff", "-m", "Merge topic", "topic")
    made.git("mv", "main.py", "entry.py")
    made.commit(entry__py=LIVES.replace("'two'", "'three'").replace("'one'", "'1'"))
    return made


def test_help_answers_at_once_because_it_imports_little():
    run = subprocess.run(
        [sys.executable, "-X", "importtime", command.COMMAND, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}

    assert "mine" in run.stdout
    assert "typer" in imported
    assert imported & HEAVY == set()


def test_without_arguments_it_helps():
    assert linespan().stdout == linespan("--help").stdout


def test_the_version_is_that_of_the_package():
    assert linespan("--version").stdout == f"linespan {__version__}\n"


def test_mine_says_what_it_read_and_where_it_put_it(repository):
    counts, place = linespan("mine", repository.path).stdout.splitlines()

    assert re.fullmatch(
        r"5 commits \(5 new\), 10 lines followed, 9 alive, 0 versions skipped, \d+\.\d s", counts
    )
    assert Path(place) == repository.database
    with duckdb.connect(place, read_only=True) as con:
        assert con.sql("SELECT count(*) FROM commits").fetchall() == [(5,)]
    assert repository.git("status", "--porcelain") == ""


def test_mine_writes_where_it_is_told(repository, tmp_path):
    elsewhere = tmp_path / "elsewhere.duckdb"
    answer = linespan("mine", repository.path, "--db", elsewhere, "--jobs", "2", "--as-of", "2024-01-03")

    assert answer.stdout.startswith("1 commits")
    assert answer.stdout.endswith(f"{elsewhere}\n")
    assert not repository.database.exists()


def test_a_database_is_named_from_the_folder_one_stands_in(repository, tmp_path):
    answer = linespan("mine", repository.path.name, "--db", "elsewhere.duckdb", cwd=tmp_path)

    assert answer.stdout.endswith("\nelsewhere.duckdb\n")
    assert (tmp_path / "elsewhere.duckdb").exists()


def test_the_folder_one_stands_in_is_the_repository(repository):
    assert linespan("mine", cwd=repository.path).stdout.endswith(f"{repository.database}\n")


def test_audit_mines_what_is_missing_and_leaves_alone_what_is_current(repository):
    assert "5 commits (1 merge) by 1 author" in linespan("audit", repository.path).stdout

    built = repository.database.stat()
    again = linespan("audit", repository.path)

    assert "5 commits (1 merge) by 1 author" in again.stdout
    assert again.stderr == ""
    assert repository.database.stat() == built


def test_audit_mines_what_is_behind(repository):
    before = audited(repository.path)
    head = repository.commit(notes__txt="a\nc\nd\n")
    after = audited(repository.path)

    assert before["totals"]["commits"] + 1 == after["totals"]["commits"]
    assert after["run"]["head_sha"] == head


def test_audit_mines_anew_for_another_revision_and_back(repository):
    heads = [
        audited(repository.path, *options)["run"]["head_sha"] for options in ([], ["--rev", "topic"], [])
    ]

    assert heads == [repository.git("rev-parse", name) for name in ("main", "topic", "main")]


def test_audit_mines_anew_for_another_day(repository):
    assert audited(repository.path, "--as-of", "2024-01-02")["totals"]["commits"] == 1
    assert audited(repository.path)["totals"]["commits"] == 5


@pytest.mark.parametrize("name", ["mine", "audit"])
def test_another_schema_version_is_mined_anew_with_a_note(repository, name):
    linespan("mine", repository.path)
    with duckdb.connect(repository.database) as con:
        con.execute("UPDATE mining_run SET schema_version = 0")

    assert "note: the database had schema version 0" in linespan(name, repository.path).stderr
    with duckdb.connect(repository.database, read_only=True) as con:
        assert con.sql("SELECT schema_version FROM mining_run").fetchall() == [(SCHEMA_VERSION,)]


def test_audit_in_json_is_for_programs(repository):
    document = audited(repository.path)

    assert document["schema"] == 1
    assert document["run"]["head_sha"] == repository.git("rev-parse", "HEAD")
    assert document["totals"]["live_lines"] == 9


@pytest.mark.parametrize(
    ("notation", "opening"),
    [
        ("text", "Does the code written with AI last?\n"),
        ("json", "{\n"),
        ("markdown", "# Audit of a history by Linespan\n"),
    ],
)
def test_a_file_gets_what_the_pipe_would_have_got(repository, tmp_path, notation, opening):
    options = ("audit", repository.path, "--format", notation)
    printed = linespan(*options).stdout
    answer = linespan(*options, "--output", tmp_path / "audit")

    assert printed.startswith(opening)
    assert answer.stdout == ""
    assert (tmp_path / "audit").read_text().rstrip("\n") == printed.rstrip("\n")


@pytest.mark.parametrize("name", ["HEAD~1", "main~1"])
def test_agents_takes_whatever_git_calls_a_commit_by(repository, name):
    sha = repository.git("rev-parse", "HEAD~1")

    assert sha[:12] in linespan("agents", repository.path, "--commit", name).stdout


def test_a_dash_is_the_standard_output(repository, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    report = linespan("report", repository.path, "--output", "-", cwd=inside).stdout
    agents = linespan("agents", repository.path, "--format", "json", "-o", "-", cwd=inside).stdout

    assert report.startswith("<!DOCTYPE html>")
    assert report.endswith("</html>\n")
    assert json.loads(agents)["by_authorship"]
    assert list(inside.iterdir()) == []


def test_an_output_that_can_not_be_written_is_an_error(repository, tmp_path):
    answer = linespan("audit", repository.path, "-o", tmp_path / "none" / "audit", code=2)

    assert answer.stderr.endswith("hint: name another file with --output\n")


@pytest.mark.parametrize("file", ["entry.py", "notes.txt"])
def test_blame_names_the_commits_that_git_names(repository, file):
    blamed = repository.git("blame", "--porcelain", "main", "--", file).splitlines()
    commits = [row.split()[0] for row in blamed if re.match("[0-9a-f]{40} ", row)]
    texts = [row[1:] for row in blamed if row.startswith("\t")]
    lines = json.loads(linespan("blame", repository.path, file, "--format", "json").stdout)
    printed = linespan("blame", repository.path, file).stdout.splitlines()

    assert [line["touch_sha"] for line in lines] == commits
    assert [line["text"] for line in lines] == texts
    assert [line["line"] for line in lines] == list(range(1, len(texts) + 1))
    assert [row.split()[0] for row in printed] == [commit[:10] for commit in commits]
    assert all(row.endswith(text) for row, text in zip(printed, texts, strict=True))


def test_blame_gives_the_place_a_line_was_written_at(repository):
    lines = json.loads(linespan("blame", repository.path, "entry.py", "--format", "json").stdout)
    first, *_, last = repository.git("rev-list", "--reverse", "main").splitlines()

    assert lines[0] == {
        "line": 1,
        "touch_sha": first,
        "origin_sha": first,
        "origin_path": "main.py",
        "origin_line": 1,
        "born": "2024-01-02",
        "authorship": "unknown",
        "agent": None,
        "text": "import sys",
    }
    # Edited in the last commit, under the file's new name, and still the line that the first one wrote.
    assert lines[4]["touch_sha"] == last
    assert (lines[4]["origin_sha"], lines[4]["origin_path"]) == (first, "main.py")


def test_blame_tells_paths_apart_that_look_alike(tmp_path):
    alike = build(story("paths_alike"), tmp_path)
    asked = {
        os.fsdecode(b"caf\xe9.txt"): ["a byte", "of its own"],
        r"caf\xe9.txt": ["four characters"],
        r"caf\x5cxe9.txt": ["seven characters"],
        r"caf\x5cx5cxe9.txt": ["seven characters"],
        r"back\slash.txt": ["one"],
    }
    answers = {path: json.loads(linespan("blame", alike, path, "--format", "json").stdout) for path in asked}

    assert {path: [line["text"] for line in lines] for path, lines in answers.items()} == asked


def test_blame_takes_a_path_as_it_is_written(tmp_path):
    odd = build(story("odd_paths"), tmp_path)
    hint = linespan("blame", odd, "the.txt", code=2).stderr.splitlines()[1]
    (first, *_) = json.loads(linespan("blame", odd, r"th\xe9.txt", "--format", "json").stdout)

    assert hint == r"hint: did you mean th\xe9.txt?"
    assert first["origin_path"] == r"caf\xe9.txt"


def test_blame_of_a_file_there_is_not_names_the_nearest(repository):
    answer = linespan("blame", repository.path, "entri.py", code=2)

    assert answer.stderr == "error: the head has no lines under entri.py\nhint: did you mean entry.py?\n"


def test_explain_lists_every_measure_and_every_rule():
    listed = linespan("explain").stdout

    assert re.findall(r"^[\w-]+(?=  )", listed, re.MULTILINE) == [
        *(measure.name for measure in measures()),
        *RULES,
    ]


def test_explain_tells_the_definition_and_the_sql():
    said = linespan("explain", "half-life").stdout

    assert said.startswith("half_life\n\ndefinition:")
    assert "CREATE VIEW half_life AS" in said


def test_explain_of_a_measure_there_is_not_names_the_nearest():
    answer = linespan("explain", "half-live", code=2)

    assert answer.stdout == ""
    assert answer.stderr.splitlines()[0] == "error: no measure and no rule is called 'half-live'"
    assert "did you mean half_life?" in answer.stderr


def test_dashboard_of_a_repository_that_was_not_mined_says_how(repository):
    answer = linespan("dashboard", repository.path, code=2)

    assert answer.stderr.endswith("hint: make one with: linespan mine REPO\n")


def test_a_url_is_cloned_into_the_cache_and_follows_its_origin(repository, tmp_path):
    origin = tmp_path / "origin.git"
    repository.git("clone", "--quiet", "--bare", ".", str(origin))
    url = origin.as_uri()
    first = linespan("audit", url, "--format", "json")
    repository.commit(notes__txt="a\n")
    repository.git("push", "--quiet", str(origin), "main")
    second = linespan("audit", url, "--format", "json")
    (clone,) = (tmp_path / "a cache" / "linespan" / "clones").glob("*.git")

    assert first.stderr.startswith(f"cloning {url}\n")
    assert second.stderr.startswith(f"updating {url}\n")
    assert json.loads(first.stdout)["run"]["repo"] == url
    assert json.loads(first.stdout)["totals"]["commits"] == 5
    assert json.loads(second.stdout)["totals"]["commits"] == 6
    assert clone.joinpath(*IN_GIT_DIR).exists()
    assert not (clone / ".git").exists()


@pytest.fixture
def origin(repository, tmp_path):
    folder = tmp_path / "origin.git"
    repository.git("clone", "--quiet", "--bare", ".", str(folder))
    return folder


def test_a_clone_follows_its_origin_to_another_default_branch(origin, repository):
    linespan("audit", origin.as_uri())
    repository.git("switch", "--quiet", "-c", "trunk")
    head = repository.commit(notes__txt="a\n")
    repository.git("push", "--quiet", str(origin), "trunk")
    repository.git("-C", str(origin), "symbolic-ref", "HEAD", "refs/heads/trunk")
    answer = linespan("audit", origin.as_uri(), "--format", "json")

    assert json.loads(answer.stdout)["run"]["head_sha"] == head
    assert "note: " not in answer.stderr


def test_a_clone_follows_its_origin_when_the_old_default_branch_is_gone(origin, repository):
    linespan("audit", origin.as_uri())
    repository.git("-C", str(origin), "branch", "--move", "main", "trunk")

    assert audited(origin.as_uri())["run"]["head_sha"] == repository.git("rev-parse", "main")


def test_a_second_audit_of_a_url_waits_for_the_first_to_fetch(origin):
    target = clone_of(origin.as_uri())
    target.parent.mkdir(parents=True)
    (target.parent / f"{target.name}.cloning-killed").mkdir()
    with target.with_name(target.name + ".lock").open("wb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [command.COMMAND, "audit", origin.as_uri()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = [second.stderr.readline() for _ in range(2)]
        not_yet = target.exists()
    second.communicate()

    assert said == [f"cloning {origin.as_uri()}\n", f"{WAITING}\n"]
    assert not not_yet
    assert second.returncode == 0
    assert [place.name for place in target.parent.glob("*/")] == [target.name]


class Files(SimpleHTTPRequestHandler):
    """A web server that says nothing of what it is asked."""

    def log_message(self, *_):
        pass


def test_a_password_in_a_url_is_used_and_not_kept(origin, repository):
    repository.git("-C", str(origin), "update-server-info")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=origin.parent)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://ann:sesame@127.0.0.1:{server.server_port}/origin.git"
        answers = [linespan("audit", url) for _ in range(2)]
        server.shutdown()
    kept = [file for file in clone_of(url).rglob("*") if file.is_file() and b"sesame" in file.read_bytes()]

    assert [answer.stderr.partition(" ")[0] for answer in answers] == ["cloning", "updating"]
    assert kept == []


def test_a_url_that_does_not_answer_is_an_error(tmp_path):
    url = (tmp_path / "nothing.git").as_uri()

    assert f"error: {url} can not be cloned" in linespan("audit", url, code=2).stderr


def test_head_on_a_branch_reads_the_default_branch_and_says_so(repository):
    repository.git("switch", "--quiet", "topic")
    answer = linespan("audit", repository.path, "--format", "json")

    assert "note: HEAD is on topic: reading the default branch main" in answer.stderr
    assert json.loads(answer.stdout)["run"]["head_sha"] == repository.git("rev-parse", "main")
    assert audited(repository.path, "--rev", "HEAD")["totals"]["commits"] == 2


def test_a_detached_head_reads_the_default_branch_and_says_so(repository):
    repository.git("switch", "--quiet", "--detach", "topic")
    answer = linespan("audit", repository.path, "--format", "json")

    assert "note: HEAD is detached: reading the default branch main" in answer.stderr
    assert json.loads(answer.stdout)["run"]["head_sha"] == repository.git("rev-parse", "main")


def bare(repository, folder):
    repository.git("clone", "--quiet", "--bare", ".", str(folder))
    return folder


def worktree(repository, folder):
    repository.git("worktree", "add", "--quiet", "--detach", str(folder), "main")
    return folder


def submodule(repository, folder):
    parent = init(folder)
    parent.git("submodule", "--quiet", "add", str(repository.path), "part")
    return folder / "part"


def subfolder(repository, folder):
    below = repository.path / folder.name
    below.mkdir()
    return below


@pytest.mark.parametrize("place", [bare, worktree, submodule, subfolder])
def test_wherever_one_stands_the_whole_history_is_read(repository, tmp_path, place):
    run = audited(place(repository, tmp_path / "place"))

    assert run["run"]["head_sha"] == repository.git("rev-parse", "main")
    assert run["totals"]["commits"] == 5
    assert run["totals"]["live_lines"] == 9


def test_a_worktree_shares_the_database_of_its_repository(repository, tmp_path):
    audited(worktree(repository, tmp_path / "tree"))

    assert repository.database.exists()


def test_names_of_sixty_four_digits_are_read(tmp_path):
    repository = init(tmp_path / "sha256", "--object-format=sha256")
    head = repository.commit(a__txt="a\nb\n")
    (first, _) = json.loads(linespan("blame", repository.path, "a.txt", "--format", "json").stdout)

    assert len(head) == 64
    assert first["touch_sha"] == head


def test_a_pipe_gets_no_escapes(tmp_path):
    repository = init(tmp_path / "\x1b[31mred")
    (repository.path / "\x1b[2J.txt").write_text("\x1b[5mblink\n")
    (repository.path / "\x1b[2J.bin").write_bytes(b"\0\x1b")
    repository.commit()
    calls = [
        ("mine", repository.path),
        *(("audit", repository.path, "--format", notation) for notation in ("text", "json", "markdown")),
        *(("blame", repository.path, "\x1b[2J.txt", "--format", notation) for notation in ("text", "json")),
        ("explain", "survival"),
        ("--help",),
    ]
    answers = [linespan(*call) for call in calls]

    assert [
        call for call, answer in zip(calls, answers, strict=True) if "\x1b" in answer.stdout + answer.stderr
    ] == []


@pytest.mark.parametrize(
    "arguments", [["gauge"], ["audit", "--format", "xml"], ["audit", "--jobs", "0"], ["blame"]], ids=" ".join
)
def test_a_command_line_that_is_wrong_ends_with_two(arguments):
    answer = linespan(*arguments, code=2)

    assert answer.stdout == ""
    assert re.fullmatch(r"error: .+\nhint: linespan( \w+)? --help\n", answer.stderr)


def test_nobody_reading_is_told_as_a_shell_tells_it():
    with subprocess.Popen([command.COMMAND, "explain", "survival"], stdout=subprocess.PIPE) as process:
        process.stdout.close()

    assert process.returncode == 128 + signal.SIGPIPE


def test_what_is_no_repository_ends_with_two_and_a_hint(tmp_path):
    answer = linespan("audit", tmp_path, code=2)

    assert answer.stderr == (
        f"error: {tmp_path} is not a git repository\nhint: name a folder with a .git, or a bare repository\n"
    )


def test_the_note_on_the_branch_is_said_when_the_database_is_current_too(repository):
    linespan("mine", repository.path)
    repository.git("switch", "--quiet", "topic")
    assert "note: HEAD is on topic" in linespan("audit", repository.path).stderr


def test_a_database_with_other_views_is_mined_anew(repository):
    mined = linespan("mine", repository.path)
    database = mined.stdout.splitlines()[-1]
    with duckdb.connect(database) as con:
        con.execute("DROP VIEW totals")
        con.execute("COMMENT ON TABLE mining_run IS 'views of another day'")

    assert linespan("audit", repository.path).returncode == 0
    with duckdb.connect(database, read_only=True) as con:
        assert views.are_current(con)


def test_the_dashboard_says_that_a_url_was_never_audited():
    refused = linespan("dashboard", "https://127.0.0.1:9/never.git", code=2)
    assert "there is no database" in refused.stderr
