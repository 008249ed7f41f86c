"""`linespan show` as a person runs it: what a commit did, and what became of its lines."""

import json

import pytest
from command import ENVIRONMENT, git, linespan
from stories import build, story

from analyzer.errors import LinespanError
from analyzer.mine import MiningOptions, mine
from analyzer.store import open_database
from dashboard.commit_detail import find

COMPLEX = "def grade(points):\n" + "".join(
    f"    if points > {limit}:\n        return {limit}\n" for limit in range(11)
)
SIMPLER = COMPLEX.replace("    if points > 0:\n        return 0\n    if points > 1:\n        return 1\n", "")
HALF = "def half(number):\n    return number / 2\n"
RUN = "".join(f"    first.step_{n}(second, third)\n" for n in range(6))
LONG_ONE, LONG_OTHER = f"def one(first, second, third):\n{RUN}", f"def other(first, second, third):\n{RUN}"


def commit(work, message="Change", **files):
    """Write files, `None` to remove one, and commit; gives the commit's name."""
    for name, content in files.items():
        path = work / f"{name}.py"
        path.unlink() if content is None else path.write_text(content)
    git("-C", work, "add", "--all")
    git("-C", work, "commit", "--quiet", "--allow-empty", "-m", message)
    return git("-C", work, "rev-parse", "HEAD")


@pytest.fixture
def work(tmp_path):
    path = tmp_path / "work"
    git("init", "--quiet", "--initial-branch=main", path)
    return path


def run(work, name, *options, **variables):
    return linespan("show", work, name, *options, env=ENVIRONMENT | variables)


def shown(work, name, *options, **variables):
    ran = run(work, name, "--format", "json", *options, **variables)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def functions(told):
    """What, name and complexity before and after of each function."""
    return [
        [one and (one["symbol"], one["cyclomatic"]) for one in (change["before"], change["after"])]
        for change in told["examination"]["functions"]
    ]


def smells(told):
    return {(smell["change"], smell["rule"]): smell["value"] for smell in told["examination"]["smells"]}


def test_a_commit_that_brings_a_smell_and_one_that_heals_it(work):
    commit(work, half=HALF)
    worse = commit(work, half=HALF, grade=COMPLEX)
    better = commit(work, grade=SIMPLER)

    brought, healed = shown(work, worse), shown(work, better)

    assert functions(brought) == [[None, ("grade", 12)]]
    assert functions(healed) == [[("grade", 12), ("grade", 10)]]
    assert smells(brought)["new", "complex-function"] == 12
    assert smells(healed)["healed", "complex-function"] == 12
    assert brought["examination"]["maintainability"] == {
        "unit_size": 0.0,
        "unit_complexity": 0.0,
        "unit_interfacing": 1.0,
        "unmeasured": "",
    }
    assert brought["code"] == {
        "written": 23,
        "alive": 19,
        "updated": 0,
        "dead": [{"kind": "deleted", "age": "under 2 weeks", "lines": 4}],
        "unlanded": 0,
        "superseded": 0,
    }


def test_operations_stand_by_file_and_copies_with_both_places(work):
    commit(work, one=LONG_ONE, old=HALF)
    told = shown(work, commit(work, other=LONG_OTHER, old=None, new=HALF))

    files = {file["path"]: file for file in told["files"]}
    assert (files["new.py"]["old_path"], files["new.py"]["status"]) == ("old.py", "R")
    assert files["other.py"]["operations"] == [
        {"operation": "added", "line_class": "code", "lines": 1},
        {"operation": "copied", "line_class": "code", "lines": 6},
    ]
    assert told["copies"] == [
        {
            "path": "other.py",
            "line": 2,
            "lines": 6,
            "from_path": "one.py",
            "from_line": 2,
            "copied_from": "tree",
        }
    ]
    assert ("new", "duplicated-block") in smells(told)
    assert functions(told) == [[("half", 1), ("half", 1)], [None, ("other", 1)]]


def test_limits_are_those_of_the_tree_and_of_the_environment(work):
    commit(work, half=HALF)
    name = commit(work, grade=COMPLEX)

    told = shown(work, name, LINESPAN_LIMITS_COMPLEX_FUNCTION="12")
    assert ("new", "complex-function") not in smells(told)
    assert "unknown variable" in run(work, name, LINESPAN_LIMITS_COMPLEX="12").stderr


def test_a_configuration_with_a_mistake_hides_nothing_else(work):
    commit(work, half=HALF)
    (work / "linespan.toml").write_text("[limits]\ncomplex-function = 'many'\n")
    broken = commit(work, grade=COMPLEX)
    (work / "linespan.toml").unlink()
    commit(work)

    told = shown(work, broken)
    assert "complex-function" in told["examination"]["unread"]
    assert told["code"]["alive"] == 23
    assert "Not looked at: linespan.toml" in run(work, broken).stdout


def test_a_file_that_does_not_parse_is_counted(work):
    commit(work, half=HALF)
    told = shown(work, commit(work, half="def half(:\n", grade=COMPLEX))["examination"]

    assert (told["source"], told["analysed"]) == (2, 1)
    assert [skipped["path"] for skipped in told["skipped"]] == ["half.py"]
    assert [change["after"]["symbol"] for change in told["functions"]] == ["grade"]


def test_a_root_commit_is_compared_with_nothing(work):
    ran = run(work, commit(work, half=HALF))

    assert "It has no parent." in ran.stdout
    assert "Compared with an empty tree." in ran.stdout


def test_a_merge_brings_what_its_branch_wrote(work):
    start = commit(work, half=HALF)
    git("-C", work, "checkout", "--quiet", "-b", "side")
    wrote = commit(work, grade=COMPLEX)
    git("-C", work, "checkout", "--quiet", "main")
    commit(work, half=HALF + "\n\nDOZEN = 12\n")
    git("-C", work, "merge", "--quiet", "--no-edit", "side")
    merge = git("-C", work, "rev-parse", "HEAD")

    told = shown(work, merge)
    assert (told["files"], told["all_lines"]["written"], told["merge_written"]) == ([], 0, 0)
    assert functions(told) == [[None, ("grade", 12)]]
    assert smells(told)["new", "complex-function"] == 12
    assert told["examination"]["maintainability"]["unit_size"] is None
    assert shown(work, wrote)["landed_with"] == merge
    assert shown(work, start)["landed_with"] == start
    assert "says nothing of merges" in run(work, merge).stdout


def test_lines_that_a_merge_itself_wrote_and_those_that_lost_to_their_twins(tmp_path):
    repository = build(story("merge_resolution"), tmp_path)
    merge = git("-C", repository, "rev-list", "--merges", "--max-count=1", "main")

    told = shown(repository, merge, "--db", tmp_path / "history.duckdb")
    assert told["merge_written"] > 0
    assert told["all_lines"]["written"] == told["merge_written"]


def test_an_empty_commit(work):
    commit(work, half=HALF)
    ran = run(work, commit(work))

    assert ran.returncode == 0, ran.stderr
    for sentence in (
        "It changes no file.",
        "None brought, none made worse, none healed.",
        "It wrote no line.",
    ):
        assert sentence in ran.stdout


def test_evidence_is_shown(work):
    name = commit(work, "Change\n\nCo-Authored-By: Claude <noreply@anthropic.com>", half=HALF)

    assert shown(work, name)["why"]["authorship"] == "ai"
    assert "Co-Authored-By: Claude <noreply@anthropic.com>" in run(work, name).stdout


def test_names(work, tmp_path):
    first, second = commit(work, half=HALF), commit(work, grade=COMPLEX)
    git("-C", work, "tag", "first", first)
    mine(work, tmp_path / "history.duckdb", MiningOptions())

    with open_database(tmp_path / "history.duckdb") as con:
        for spelt in (first, first[:4].upper(), "first", "HEAD~1"):
            assert find(con, work, spelt, second)[1] == first


def test_a_commit_that_came_after_the_mining(work, tmp_path):
    old = commit(work, half=HALF)
    mine(work, tmp_path / "history.duckdb", MiningOptions())
    new = commit(work, grade=COMPLEX)

    with (
        open_database(tmp_path / "history.duckdb") as con,
        pytest.raises(LinespanError, match=f"{new[:12]} is not mined yet: it came after {old[:12]}"),
    ):
        find(con, work, "main", old)


def test_what_names_no_commit(work):
    commit(work, half=HALF)

    for name in ("0000000", "nowhere", "", "--help=x", "HEAD:half.py", "main..main"):
        ran = linespan("show", work, "--", name)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.splitlines()[-2:] == [
            f"error: {work} has no commit {name}",
            "hint: git log names the commits",
        ]


def test_an_ambiguous_name_lists_what_it_may_mean(tmp_path):
    repository = build(story("op_licence_header"), tmp_path)
    seen = {}
    tree = git("-C", repository, "rev-parse", "main^{tree}")
    head = git("-C", repository, "rev-parse", "main")
    # Of 600 commits two are sure to share four letters, and nearly so of half as many.
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@b.example> {1_700_000_000 + n} +0000\ndata 1\n{n % 10}\n"
        + (f"from {head}\n" if n == 0 else "")
        for n in range(900)
    )
    git("-C", repository, "fast-import", "--quiet", given=stream.encode())
    assert git("-C", repository, "rev-parse", "main^{tree}") == tree
    for name in git("-C", repository, "rev-list", "main").split():
        seen.setdefault(name[:4], []).append(name)
    short, some = next((short, names) for short, names in sorted(seen.items()) if len(names) > 1)

    ran = linespan("show", repository, short, "--db", tmp_path / "history.duckdb")
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"error: {len(some)} commits begin with {short}\nhint: write more of it: ")
    assert all(name[:8] in ran.stderr for name in some)


def test_a_commit_of_another_branch_is_refused(work):
    commit(work, half=HALF)
    git("-C", work, "checkout", "--quiet", "-b", "side")
    other = commit(work, grade=COMPLEX)
    git("-C", work, "checkout", "--quiet", "main")
    commit(work, half=HALF + "\n")

    ran = run(work, other)
    assert ran.returncode == 2
    assert f"{other[:12]} is not in the history of the mined head" in ran.stderr
    assert shown(work, other, "--rev", "side", "--db", work.parent / "side.duckdb")["why"]["sha"] == other


def test_an_answer_goes_into_a_file(work, tmp_path):
    name = commit(work, half=HALF)

    ran = run(work, name, "--output", tmp_path / "shown.txt")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert (tmp_path / "shown.txt").read_text("utf-8").startswith("Commit\n")
