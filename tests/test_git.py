"""git as the analyzer starts it: what of the environment it sees, and what that leaves behind."""

import os

import pytest
from command import git as plain_git
from stories import build, story

from analyzer import git
from analyzer.repository import choose_head, open_repository


@pytest.fixture
def repository(tmp_path):
    return build(story("linear_edits"), tmp_path)


@pytest.fixture
def misleading(monkeypatch):
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "linespan.test")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "seen")
    return _variables()


def _variables():
    return {name: value for name, value in os.environ.items() if name.startswith("GIT_")}


def test_a_question_hears_the_persons_configuration_and_no_other_variable(repository, misleading):
    assert git.ask(repository, "config", "linespan.test") == b"seen\n"
    assert git.ask(repository, "rev-parse", "--absolute-git-dir") == os.fsencode(repository) + b"\n"
    assert _variables() == misleading


@pytest.mark.usefixtures("misleading")
def test_a_sealed_repository_hears_nobody(repository, tmp_path, monkeypatch):
    personal = tmp_path / "personal"
    personal.write_text("[linespan]\n\ttest = seen\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(personal))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(personal))
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM", raising=False)
    sealed = open_repository(repository).seal(tmp_path / "sealed")

    assert b"linespan.test" in git.ask(repository, "config", "--list")
    assert b"linespan.test" not in sealed.output("config", "--list")


def test_the_head_is_the_one_that_plain_git_names(repository):
    head = choose_head(open_repository(repository), None)

    assert head.sha == plain_git("-C", repository, "rev-parse", "main")
