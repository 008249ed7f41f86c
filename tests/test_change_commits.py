"""Which commits of a change show a sign of an AI tool."""

import pytest
from command import git

from analyzer.agent_patterns import Addition, Additions
from analyzer.base import Compared
from analyzer.change_commits import ChangeCommits, change_commits
from analyzer.git import GitError
from analyzer.repository import open_repository

CLAUDE = "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"
# (mark, parents, message): the branch began before what the change is compared with.
HISTORY = [
    (1, [], f"Begin\n\n{CLAUDE}"),
    (2, [1], f"Go on\n\n{CLAUDE}"),
    (3, [1], "Try it"),
    (4, [3], f"Mend it (#7)\n\n{CLAUDE}\nHouse-Tool: yes"),
    (5, [2, 4], "Merge branch 'cursor/try'"),
    (6, [5], "Write it by hand"),
]


@pytest.fixture
def repository(tmp_path):
    path = tmp_path / "work.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", path)
    git("-C", path, "fast-import", "--quiet", given="".join(map(stream, HISTORY)).encode())
    return path


def stream(commit):
    mark, parents, message = commit
    named = ["from", *["merge"] * 9]
    return (
        f"commit refs/heads/{'topic' if mark in {3, 4} else 'main'}\nmark :{mark}\n"
        f"committer Ada <ada@example.org> {1_700_000_000 + mark} +0000\ndata {len(message)}\n{message}\n"
        + "".join(f"{word} :{parent}\n" for word, parent in zip(named, parents, strict=False))
        + f"M 100644 inline file{mark}\ndata 1\nx\n"
    )


def told(tmp_path, repository, base, head, additions=None):
    found = open_repository(repository, shallow_too=True)
    base, head = (name and git("-C", repository, "rev-parse", name).strip() for name in (base, head))
    compared = Compared("base", "head", base, head, base, "--base")
    return change_commits(found.seal(tmp_path / "sealed"), compared, additions or Additions())


def test_the_commits_that_the_change_brings_and_no_others(tmp_path, repository):
    commits = told(tmp_path, repository, "main~2", "main")

    assert commits.count == 3
    assert [(one.subject, one.agents, one.squash, one.branch_only) for one in commits.with_ai] == [
        ("Try it", ("cursor",), False, True),
        ("Mend it (#7)", ("claude-code", "cursor"), True, False),
    ]
    assert [sign.detail for sign in commits.with_ai[1].evidence] == [CLAUDE, "Merge branch 'cursor/try'"]
    assert commits.with_ai[0].sha == git("-C", repository, "rev-parse", "topic~1").strip()


def test_against_nothing_all_are_the_change_s(tmp_path, repository):
    assert told(tmp_path, repository, "", "main~3").count == 1


def test_the_index_has_no_commits(tmp_path, repository):
    assert told(tmp_path, repository, "main", "") == ChangeCommits(0, ())


def test_the_configuration_knows_more_tools(tmp_path, repository):
    house = Additions(tools=(Addition("house", lines=("House-Tool:",)),))

    commits = told(tmp_path, repository, "main~2", "main", house)
    assert commits.with_ai[1].agents == ("claude-code", "cursor", "house")


def test_commits_that_a_shallow_clone_lacks_are_an_error(tmp_path, repository):
    shallow = tmp_path / "shallow"
    git("clone", "--quiet", "--depth=3", f"file://{repository}", shallow)

    with pytest.raises(GitError):
        told(tmp_path, shallow, "main~2", "main")
