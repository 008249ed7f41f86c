"""Which commits the gate compares: real repositories, real clones, and what CI systems say."""

import json

import pytest
from command import git

from analyzer.base import Asked, choose
from analyzer.errors import NotComputableError, RepositoryError
from analyzer.repository import open_repository

ZEROS = "0" * 40


GRAPH = {"A": "", "B": "A", "T": "B", "U": "T", "C": "B", "D": "C"}


class History:
    """main is A-B-C-D; topic is A-B-T-U. Each commit adds a file of its name."""

    def __init__(self, folder):
        self.path = folder / "origin"
        git("init", "--quiet", "--initial-branch=main", self.path)
        self.names = {}
        self.build(GRAPH)
        self.branch("main", "D")
        self.branch("topic", "U")

    def __call__(self, *arguments, **options):
        return git("-C", self.path, *arguments, **options)

    def build(self, graph):
        """Commits by letter, each with the letters of its parents."""
        marks = self.path / "marks"
        stream = "".join(self._commit(name, parents) for name, parents in graph.items())
        self("fast-import", "--quiet", f"--export-marks={marks}", given=stream.encode())
        for line in marks.read_text().splitlines():
            mark, name = line.split()
            self.names[name] = chr(int(mark[1:]))

    def _commit(self, name, parents):
        words = ["from", *["merge"] * len(parents)]
        known = {letter: commit for commit, letter in self.names.items()}
        lines = (f"{word} {known.get(up, f':{ord(up)}')}\n" for word, up in zip(words, parents, strict=False))
        head = f"commit refs/built/{name}\nmark :{ord(name)}\ncommitter Ada <a@b.example> 1700000000 +0000\n"
        return f"{head}data 1\n{name}\n{''.join(lines)}M 644 inline {name}\ndata 1\n{name}\n"

    def branch(self, branch, name):
        self("update-ref", f"refs/heads/{branch}", sha(self, name))

    def clone(self, folder, *options):
        path = folder / "clone"
        git("clone", "--quiet", *options, f"file://{self.path}", path)
        return path


@pytest.fixture
def history(tmp_path):
    return History(tmp_path)


def chosen(history, path, environment=None, **asked):
    """(base, merge base, head) as the letters of the commits, and who said so."""
    repository = open_repository(path, shallow_too=True)
    compared = choose(repository, Asked(**asked), environment or {}, lambda _: None)
    named = (history.names.get(sha, sha) for sha in (compared.base, compared.merge_base, compared.head))
    return "".join(named), compared.source


def sha(history, letter):
    return next(sha for sha, name in history.names.items() if name == letter)


def event(folder, **said):
    path = folder / "event.json"
    path.write_text(json.dumps(said))
    return {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(path)}


def test_a_branch_is_compared_with_where_it_left_the_default_branch(history):
    history("symbolic-ref", "HEAD", "refs/heads/topic")

    assert chosen(history, history.path) == ("DBU", "default branch")
    assert chosen(history, history.path, base="main~1") == ("CBU", "--base")
    assert chosen(history, history.path, base="main", head="topic~1") == ("DBT", "--base")


def test_a_clone_goes_by_the_default_branch_of_its_remote(history, tmp_path):
    clone = history.clone(tmp_path, "--branch=topic")
    git("-C", clone, "branch", "main", sha(history, "A"))

    assert chosen(history, clone) == ("DBU", "default branch")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GITHUB_BASE_REF": "main"}, ("DBU", "GITHUB_BASE_REF")),
        ({"GITHUB_BASE_REF": ""}, ("DBU", "default branch")),
        ({"CI_DEFAULT_BRANCH": "older"}, ("AAU", "default branch")),
    ],
)
def test_the_ci_says_the_base(history, tmp_path, environment, expected):
    history("branch", "older", sha(history, "A"))
    clone = history.clone(tmp_path, "--branch=topic")

    assert chosen(history, clone, environment) == expected


def test_gitlab_names_the_base_by_its_commit(history):
    environment = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": sha(history, "A")}

    assert chosen(history, history.path, environment, head="topic") == (
        "AAU",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    )


def test_what_a_person_asks_goes_before_what_the_ci_says(history):
    environment = {"GITHUB_BASE_REF": "main"}

    assert chosen(history, history.path, environment, base="main~2", head="topic") == ("BBU", "--base")


def test_the_tip_of_the_default_branch_is_compared_with_its_parent(history, tmp_path):
    assert chosen(history, history.path) == ("CCD", "first parent")
    assert chosen(history, history.clone(tmp_path)) == ("CCD", "first parent")


def test_the_tip_of_the_default_branch_is_compared_with_what_the_push_found(history, tmp_path):
    before, after = sha(history, "B"), sha(history, "D")

    github = event(tmp_path, before=before, after=after)
    assert chosen(history, history.path, github) == ("BBD", "github.event.before")
    gitlab = {"CI_COMMIT_BEFORE_SHA": before, "CI_COMMIT_SHA": after}
    assert chosen(history, history.path, gitlab) == ("BBD", "CI_COMMIT_BEFORE_SHA")


@pytest.mark.parametrize(
    "said",
    [
        {"before": ZEROS},
        {"before": "e" * 40},
        {"before": "--upload-pack=true"},
        {"before": ["a"]},
        {},
    ],
)
def test_a_push_without_a_commit_before_falls_back_to_the_parent(history, tmp_path, said):
    environment = event(tmp_path, after=sha(history, "D"), **said)

    assert chosen(history, history.path, environment) == ("CCD", "first parent")


def test_an_event_of_another_commit_says_nothing(history, tmp_path):
    environment = event(tmp_path, before=sha(history, "A"), after=sha(history, "B"))

    assert chosen(history, history.path, environment) == ("CCD", "first parent")


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff", b"[" * 100_000, b'{"after": 1'])
def test_an_event_that_can_not_be_read_says_nothing(history, tmp_path, content):
    (tmp_path / "event.json").write_bytes(content)
    environment = {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}

    assert chosen(history, history.path, environment) == ("CCD", "first parent")


def test_a_root_commit_is_compared_with_nothing(history):
    history.branch("main", "A")

    assert chosen(history, history.path) == ("A", "root commit")


@pytest.mark.parametrize("base", ["main", "HEAD"])
def test_a_base_that_is_the_head_is_nothing_to_compare_with(history, base):
    with pytest.raises(NotComputableError):
        chosen(history, history.path, base=base)


def test_a_head_that_the_default_branch_has_long_had_is_nothing_to_look_at(history):
    with pytest.raises(NotComputableError) as problem:
        chosen(history, history.path, head="main~1")

    assert (
        problem.value.message
        == "main (default branch) has all that main~1 has: there is no change to look at"
    )


def test_unrelated_histories_have_no_merge_base(history):
    history.build({"O": ""})

    with pytest.raises(NotComputableError) as problem:
        chosen(history, history.path, head="refs/built/O")
    assert "no merge base" in problem.value.message


def test_an_unknown_base_is_not_computable(history):
    with pytest.raises(NotComputableError) as problem:
        chosen(history, history.path, base="nowhere")
    assert "has no revision 'nowhere'" in problem.value.message


@pytest.mark.parametrize("name", ["nowhere", ""])
def test_an_unknown_head_is_an_error(history, name):
    with pytest.raises(RepositoryError, match=f"has no revision '{name}'"):
        chosen(history, history.path, head=name)


def test_without_a_commit_there_is_nothing_to_judge(tmp_path):
    git("init", "--quiet", tmp_path)

    with pytest.raises(RepositoryError, match="has no commits yet"):
        choose(open_repository(tmp_path), Asked(), {}, print)


@pytest.mark.parametrize(
    ("options", "environment", "asked", "expected"),
    [
        (["--branch=topic"], {}, {}, ("DBU", "default branch")),
        (["--branch=topic"], {"GITHUB_BASE_REF": "main"}, {}, ("DBU", "GITHUB_BASE_REF")),
        (["--branch=topic"], {}, {"base": "origin/main"}, ("DBU", "--base")),
        (["--branch=topic", "--no-single-branch"], {}, {}, ("DBU", "default branch")),
        (["--branch=main"], {}, {}, ("CCD", "first parent")),
    ],
)
def test_a_shallow_clone_is_deepened_only_when_asked(
    history, tmp_path, options, environment, asked, expected
):
    clone = history.clone(tmp_path, "--depth=1", *options)
    environment = {"CI_DEFAULT_BRANCH": "main"} | environment

    with pytest.raises(NotComputableError) as problem:
        chosen(history, clone, environment, **asked)
    assert "shallow" in problem.value.message
    assert f"git -C {clone} fetch --unshallow origin" in problem.value.hint
    assert chosen(history, clone, environment, fetch=True, **asked) == expected


def test_a_shallow_clone_is_deepened_to_the_commit_before_the_push(history, tmp_path):
    clone = history.clone(tmp_path, "--depth=1")
    environment = event(tmp_path, before=sha(history, "B"), after=sha(history, "D"))

    with pytest.raises(NotComputableError):
        chosen(history, clone, environment)
    assert chosen(history, clone, environment, fetch=True) == ("BBD", "github.event.before")


def test_the_merge_commit_that_github_checks_out_is_compared_with_its_base(history, tmp_path):
    history.build({"M": "DU"})
    history("update-ref", "refs/pull/1/merge", sha(history, "M"))
    clone = tmp_path / "clone"
    git("init", "--quiet", clone)
    git("-C", clone, "remote", "add", "origin", f"file://{history.path}")
    git(
        "-C", clone, "fetch", "--quiet", "--depth=1", "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge"
    )
    git("-C", clone, "checkout", "--quiet", "refs/remotes/pull/1/merge")

    assert chosen(history, clone, {"GITHUB_BASE_REF": "main"}, fetch=True) == ("DDM", "GITHUB_BASE_REF")


def test_behind_a_boundary_a_later_merge_base_can_hide(history, tmp_path):
    # V parts from main at U, which came in by N; where N is at the boundary only B seems common.
    history.build({"N": "CU", "P": "DN", "V": "U"})
    history.branch("main", "P")
    history.branch("topic", "V")
    clone = history.clone(tmp_path, "--branch=topic")
    (clone / ".git" / "shallow").write_text(sha(history, "N") + "\n")

    with pytest.raises(NotComputableError):
        chosen(history, clone)
    assert chosen(history, clone, fetch=True) == ("PUV", "default branch")


def test_a_commit_that_only_the_shallow_clone_has_is_deepened_too(history, tmp_path):
    clone = history.clone(tmp_path, "--depth=1", "--branch=topic")
    git("-C", clone, "commit", "--quiet", "--allow-empty", "-m", "W")
    history.names[git("-C", clone, "rev-parse", "HEAD")] = "W"

    assert chosen(history, clone, {"CI_DEFAULT_BRANCH": "main"}, fetch=True) == ("DBW", "default branch")


def test_the_index_is_compared_with_the_head(history):
    assert chosen(history, history.path, staged=True) == ("DD", "--staged")
