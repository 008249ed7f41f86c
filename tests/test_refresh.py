"""`linespan refresh` and `--fetch`: what is new elsewhere is fetched and mined, nothing else is touched."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import COMMAND, ENVIRONMENT, git, linespan

from analyzer.store import open_database
from dashboard import judgement

SECONDS_TO_END = 20


def commit(repository: Path, *lines: str) -> str:
    """Append the lines to a file and commit; gives the commit's name."""
    with (repository / "main.py").open("a") as file:
        file.writelines(f"{line}\n" for line in lines)
    git("-C", repository, "add", "--all")
    git("-C", repository, "commit", "--quiet", "-m", " ".join(lines))
    return git("-C", repository, "rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def a_cache(tmp_path, monkeypatch):
    monkeypatch.setitem(ENVIRONMENT, "XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def origin(tmp_path):
    folder = tmp_path / "origin"
    git("init", "--quiet", "--initial-branch=main", folder)
    commit(folder, "one()")
    commit(folder, "two()")
    return folder


@pytest.fixture
def clone(origin, tmp_path):
    git("clone", "--quiet", origin, tmp_path / "clone")
    return tmp_path / "clone"


def refreshed(*repositories: str | Path, code: int = 0, **options: object) -> list[str]:
    """What is said of each, without names and seconds."""
    ran = linespan("refresh", *repositories, **options)
    assert ran.returncode == code, ran
    lines = ran.stdout.splitlines()
    assert len(lines) == len(repositories)
    return [
        re.sub(r"  \d+\.\d s$", "", line.removeprefix(str(name)).strip())
        for line, name in zip(lines, repositories, strict=True)
    ]


def test_what_was_refreshed_is_judged_for_those_who_only_read(clone):
    refreshed(clone)

    with open_database(clone / ".git" / "linespan" / "history.duckdb") as con:
        assert judgement.read(con) is not None


def head(database: Path) -> str:
    ran = linespan("audit", database, "--format", "json")
    assert ran.returncode == 0, ran
    return str(json.loads(ran.stdout)["run"]["head_sha"])


def state(repository: Path) -> list[str]:
    """All that belongs to the person: branches, what is checked out, index, files."""
    asked = [
        ("for-each-ref", "refs/heads"),
        ("symbolic-ref", "HEAD"),
        ("status", "--porcelain"),
        ("stash", "list"),
    ]
    answers = [git("-C", repository, *question) for question in asked]
    return [
        *answers,
        (repository / ".git" / "index").read_bytes().hex(),
        (repository / "main.py").read_text(),
    ]


def test_each_repository_has_its_line_and_a_failure_stops_no_other(clone, origin, tmp_path):
    url = origin.as_uri()
    assert refreshed(clone, tmp_path / "nowhere", url, code=2) == [
        "2 commits (2 new)",
        f"failed: {tmp_path / 'nowhere'} does not exist",
        "2 commits (2 new)",
    ]
    assert refreshed(clone, url) == ["up to date"] * 2
    commit(origin, "three()")
    assert refreshed(clone, url) == ["3 commits (1 new)"] * 2


def test_lines_stand_below_each_other(clone):
    said = linespan("refresh", "clone", "origin", cwd=clone.parent).stdout
    assert re.fullmatch(
        r"clone   2 commits \(2 new\)  \d+\.\d s\norigin  2 commits \(2 new\)  \d+\.\d s\n", said
    )


def test_a_repository_without_a_remote_is_just_mined(origin):
    assert refreshed(origin) == ["2 commits (2 new)"]
    commit(origin, "three()")
    assert refreshed(origin) == ["3 commits (1 new)"]


def test_a_work_tree_is_left_alone_and_read_as_its_remote_has_it(clone, origin):
    (clone / "main.py").write_text("mine()\n")
    (clone / "staged.py").write_text("staged()\n")
    git("-C", clone, "add", "staged.py")
    before = state(clone)
    newest = commit(origin, "three()")
    ran = linespan("refresh", clone)

    assert "3 commits (3 new)" in ran.stdout
    assert f"note: {clone}: main is 1 commit behind: reading origin/main" in ran.stderr
    assert state(clone) == before
    assert head(clone) == newest


def test_commits_that_only_this_copy_has_are_read(clone, origin):
    mine = commit(clone, "mine()")
    commit(origin, "three()")

    assert refreshed(clone) == ["3 commits (3 new)"]
    assert head(clone) == mine


def test_on_another_branch_the_fetched_default_branch_is_read(clone, origin):
    git("-C", clone, "switch", "--quiet", "-c", "topic")
    newest = commit(origin, "three()")
    ran = linespan("refresh", clone)

    assert "HEAD is on topic: reading the default branch origin/main" in ran.stderr
    assert head(clone) == newest


@pytest.mark.parametrize("option", ["--bare", "--mirror"])
def test_branches_of_a_bare_clone_go_forward(origin, tmp_path, option):
    bare = tmp_path / "bare.git"
    git("clone", "--quiet", option, origin, bare)
    newest = commit(origin, "three()")

    assert refreshed(bare) == ["3 commits (3 new)"]
    assert head(bare) == newest


def test_branches_of_a_bare_clone_do_not_go_back(origin, tmp_path):
    bare = tmp_path / "bare.git"
    git("clone", "--quiet", "--bare", origin, bare)
    kept = git("-C", bare, "rev-parse", "main")
    git("-C", origin, "reset", "--quiet", "--hard", "main~1")
    commit(origin, "instead()")
    (said,) = refreshed(bare, code=2)

    assert said.startswith(f"failed: {bare} can not be fetched into: ")
    assert git("-C", bare, "rev-parse", "main") == kept


def test_the_only_remote_will_do(clone, origin):
    git("-C", clone, "remote", "rename", "origin", "upstream")
    newest = commit(origin, "three()")

    assert refreshed(clone) == ["3 commits (3 new)"]
    assert head(clone) == newest


def test_notes_are_brought_and_none_is_pruned(clone, origin):
    git("-C", clone, "config", "fetch.prune", "true")
    git("-C", clone, "notes", "--ref", "mine", "add", "-m", "kept")
    git("-C", origin, "notes", "add", "-m", "theirs")
    refreshed(clone)

    assert git("-C", clone, "notes", "show") == "theirs"
    assert git("-C", clone, "notes", "--ref", "mine", "show") == "kept"


@pytest.mark.parametrize("command", ["mine", "audit"])
def test_fetching_has_to_be_asked_for(clone, origin, command):
    newest = commit(origin, "three()")
    linespan(command, clone)
    assert head(clone) != newest
    linespan(command, clone, "--fetch")
    assert head(clone) == newest


@pytest.mark.parametrize("command", [["mine", "--fetch"], ["refresh"]], ids=" ".join)
def test_a_remote_that_does_not_answer(clone, origin, command):
    origin.rename(origin.with_name("gone"))
    ran = linespan(*command, clone)

    assert ran.returncode == 2
    assert f"{clone} can not be fetched into: " in ran.stdout + ran.stderr
    assert f"hint: git -C {clone} fetch origin tells more" in ran.stderr


def test_hooks_and_the_file_system_monitor_stay_off(clone, origin, tmp_path):
    canary = tmp_path / "canary"
    for name in ("reference-transaction", "post-checkout", "post-merge", "pre-auto-gc", "fsmonitor-watchman"):
        hook = clone / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch '{canary}'\n")
        hook.chmod(0o755)
    git("-C", clone, "config", "core.fsmonitor", str(hook))
    git("-C", clone, "config", "gc.auto", "1")
    commit(origin, "three()")

    assert refreshed(clone) == ["3 commits (3 new)"]
    assert not canary.exists()
    subprocess.run(
        ["git", "-C", clone, "fetch", "--quiet", "origin", "main:other"], env=ENVIRONMENT, check=True
    )
    assert canary.exists()  # so the hooks do work


def test_a_password_is_not_told():
    ran = linespan("refresh", "http://ann:sesame@127.0.0.1:9/never.git")

    assert ran.returncode == 2
    assert "127.0.0.1:9/never.git  failed: " in ran.stdout
    assert "sesame" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_whole_run(clone, tmp_path, number):
    waiting, begun = tmp_path / "waiting", tmp_path / "begun"
    waiting.write_text(f"#!/bin/sh\ntouch '{begun}'\nexec sleep {SECONDS_TO_END}\n")
    waiting.chmod(0o755)
    git("-C", clone, "remote", "set-url", "origin", "ssh://git@example.org/slow.git")
    git("-C", clone, "config", "core.sshCommand", str(waiting))
    running = subprocess.Popen(
        [COMMAND, "refresh", clone, clone],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    while not begun.exists():
        time.sleep(0.01)
    os.killpg(running.pid, number)
    said, _ = running.communicate(timeout=SECONDS_TO_END)

    assert (running.returncode, said) == (128 + number, "")
