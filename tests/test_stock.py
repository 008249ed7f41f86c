"""`linespan smells` as a person meets it: what stands in a tree, worst first, nothing left out in silence."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time

import pytest
from command import COMMAND, ENVIRONMENT, git, linespan
from trees import LINK, build

LONG = "def long():\n" + "".join(f"    print({number})\n" for number in range(130))
WIDE = "def wide(a, b, c, d, e, f):\n    return a + b + c + d + e + f\n"
BLOCK = "".join(f"    total += values[{number}] * {number}\n" for number in range(6))
SUMS = f"def {{}}(values):\n    total = 0\n{BLOCK}    return total\n"


def smells(repository, *arguments, code=0, **variables):
    ran = linespan("smells", repository, *arguments, "--format", "json", env=ENVIRONMENT | variables)
    assert ran.returncode == code, ran
    return json.loads(ran.stdout)


def places(report, part="findings"):
    return [(one["rule"], one["path"], one["line"], one["value"]) for one in report[part]]


def test_the_worst_comes_first(tmp_path):
    tests = "def test_a():\n    print('a')\n"
    repository = build(
        tmp_path,
        {"wide.py": WIDE, "long.py": LONG, "unused.py": "import os\n", "tests/test_a.py": tests},
    )
    report = smells(repository)

    assert places(report) == [
        ("long-function", "long.py", 1, 131),
        ("many-parameters", "wide.py", 1, 6),
        ("unused-import", "unused.py", 1, None),
        ("test-without-assertion", "tests/test_a.py", 1, None),
    ]
    assert report["totals"] == {"smells": 4, "lines": 136, "density": pytest.approx(29.41, abs=0.01)}
    assert report["coverage"]["analysed"] == 4


def test_a_person_sees_place_value_limit_and_what_to_do(tmp_path):
    said = linespan("smells", build(tmp_path, {"wide.py": WIDE})).stdout

    assert "wide.py:1 wide\n    many-parameters (6, limit 5): 6 parameters\n" in said
    assert "many-parameters: Parameters that travel together are a type" in said
    assert "density       500.0 smells per 1,000 lines" in said


def test_blocks_stand_where_they_stand_again(tmp_path):
    tree = {f"{name}.py": SUMS.format(name) for name in "abc"} | {
        "d.md": BLOCK,
        "e.py": f"if 1:\n{BLOCK[:100]}\n",
    }
    report = smells(build(tmp_path, tree))

    assert places(report) == [("duplicated-block", "b.py", 2, 8), ("duplicated-block", "c.py", 2, 8)]
    assert report["findings"][0]["other"] == {"path": "a.py", "line": 2}


def test_phantoms_are_told_of_a_tree_that_declares_what_it_needs(tmp_path):
    manifest = "[project]\nname = 'a'\ndependencies = ['requests']\n"
    source = "import os, requests, b, reqeusts_pro, yaml\nprint(os, requests, b, reqeusts_pro, yaml)\n"
    known = '[dependencies]\nknown = ["yaml"]\n'
    declared = build(
        tmp_path, {"pyproject.toml": manifest, "a.py": source, "b.py": "", "linespan.toml": known}
    )
    (tmp_path / "other").mkdir()
    report = smells(build(tmp_path / "other", {"a.py": source}))

    assert [(rule, path) for rule, path, *_ in places(smells(declared))] == [("phantom-dependency", "a.py")]
    assert places(report) == []
    assert "phantom dependencies are not looked for" in report["notes"][0]


def test_what_is_not_analysed_is_listed_with_the_reason(tmp_path):
    tree = {
        "a.py": "x = 1\n",
        "old.py": "print 'two'\n",
        "binary.py": "a\0b",
        "huge.py": "x = 1\n" * 200_000,
        "vendor/lib.py": WIDE,
        "read.md": "a",
        "link.py": (LINK, "a.py"),
        "latin.py": "x = 1\n",
    }
    report = smells(build(tmp_path, tree))
    skipped = {one["path"]: one["reason"] for one in report["coverage"]["skipped"]}

    assert report["findings"] == []
    assert (report["coverage"]["seen"], report["coverage"]["analysed"]) == (8, 2)
    assert skipped.pop("old.py").startswith("unparsable: line 1")
    assert skipped == {
        "binary.py": "unparsable: binary",
        "huge.py": "unparsable: larger than 1,048,576 bytes",
        "vendor/lib.py": "vendored",
        "read.md": "docs",
        "link.py": "link",
    }
    assert [one["path"] for one in report["coverage"]["skipped"]][:3] == ["binary.py", "huge.py", "old.py"]


def test_suppressions_are_counted_and_idle_ones_told(tmp_path):
    excused = "# linespan: ignore[many-parameters] as the protocol has it\n" + WIDE
    idle = "x = 1  # linespan: ignore[long-function] it was\n"
    report = smells(build(tmp_path, {"a.py": excused, "b.py": idle, "c.py": WIDE.replace("wide", "other")}))

    assert places(report) == [("many-parameters", "c.py", 1, 6)]
    assert [(one["path"], one["reason"]) for one in report["suppressed"]] == [
        ("a.py", "as the protocol has it")
    ]
    assert [(one["path"], one["line"], one["why"]) for one in report["suspects"]] == [("b.py", 1, "idle")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["a"], ["a/wide.py"]),
        (["./a/"], ["a/wide.py"]),
        (["."], ["a b/wide.py", "a/wide.py", "ab.py"]),
        (["ab.py", "a b"], ["a b/wide.py", "ab.py"]),
    ],
)
def test_paths_are_files_and_folders(tmp_path, asked, found):
    tree = {
        name: WIDE.replace("wide", f"n{place}")
        for place, name in enumerate(("a/wide.py", "a b/wide.py", "ab.py"))
    }

    assert sorted(path for _, path, *_ in places(smells(build(tmp_path, tree), *asked))) == found


def test_a_path_that_is_not_there_is_an_error_with_the_nearest(tmp_path):
    ran = linespan("smells", build(tmp_path, {"school.py": WIDE}), "scool.py")

    assert ran.returncode == 2
    assert "the tree has no scool.py" in ran.stderr
    assert "did you mean school.py?" in ran.stderr


def test_odd_paths_and_undecodable_text(tmp_path):
    tree = {b"\xff\n\x1b[31m.py": WIDE, "ünï.py": "# -*- coding: latin-1 -*-\n" + WIDE.replace("wide", "w")}
    repository = build(tmp_path, tree)

    said = linespan("smells", repository).stdout
    assert r"\xff\x0a\x1b[31m.py:1 wide" in said
    assert "\x1b" not in said
    assert len(smells(repository, os.fsdecode(b"\xff\n\x1b[31m.py"))["findings"]) == 1
    assert len(smells(repository, r"\xff\x0a\x1b[31m.py")["findings"]) == 1


def test_limits_and_rules_come_from_the_tree_and_the_environment_goes_before(tmp_path):
    toml = "[limits]\nmany-parameters = 6\n[rules]\nunused-import = 'off'\n"
    repository = build(tmp_path, {"a.py": "import os\n\n\n" + WIDE, "linespan.toml": toml})

    assert smells(repository)["findings"] == []
    found = smells(repository, LINESPAN_LIMITS_MANY_PARAMETERS="3", LINESPAN_RULES_MANY_PARAMETERS="warn")
    assert [(one["rule"], one["severity"], one["limit"]) for one in found["findings"]] == [
        ("many-parameters", "warn", 3)
    ]


@pytest.mark.parametrize(
    ("toml", "message"),
    [("[limits]\nlarge-files = 1\n", "did you mean 'large-file'?"), ("[rules\n", "can not be read")],
)
def test_a_configuration_with_a_mistake_is_an_error(tmp_path, toml, message):
    ran = linespan("smells", build(tmp_path, {"a.py": "", "linespan.toml": toml}))

    assert ran.returncode == 2
    assert message in ran.stderr


def test_another_revision(tmp_path):
    repository = build(tmp_path, {"a.py": WIDE}, {"a.py": "x = 1\n"})

    assert smells(repository)["findings"] == []
    assert len(smells(repository, "--rev", "main~1")["findings"]) == 1


def test_an_empty_tree_and_an_unborn_branch(tmp_path):
    empty = tmp_path / "empty"
    git("init", "--quiet", "--initial-branch=main", empty)
    assert linespan("smells", empty).returncode == 2
    git("-C", empty, "commit", "--quiet", "--allow-empty", "-m", "A")

    report = smells(empty)
    assert (report["findings"], report["coverage"]["seen"], report["totals"]["density"]) == ([], 0, 0)


def test_a_shallow_clone_will_do(tmp_path):
    repository = build(tmp_path, {"a.py": "x = 1\n"}, {"a.py": WIDE})
    git("clone", "--quiet", "--depth=1", f"file://{repository}", tmp_path / "shallow")

    assert len(smells(tmp_path / "shallow")["findings"]) == 1


def test_the_work_tree_and_its_settings_have_no_say(tmp_path):
    clone = tmp_path / "clone"
    git("clone", "--quiet", build(tmp_path, {"a.py": WIDE}), clone)
    (clone / "a.py").write_text("x = 1\n")
    (clone / "linespan.toml").write_text("[rules]\nmany-parameters = 'off'\n")
    (clone / "ruff.toml").write_text("no toml")

    assert len(smells(clone)["findings"]) == 1
    assert git("-C", clone, "status", "--porcelain").splitlines() == [
        " M a.py",
        "?? linespan.toml",
        "?? ruff.toml",
    ]


def test_an_interruption_keeps_what_was_done_and_leaves_no_process(tmp_path):
    text = "".join(f"def f{number}(a):\n    return a + {number}\n" for number in range(2_000))
    repository = build(tmp_path, {f"{place}.py": f"x = {place}\n{text}" for place in range(60)})
    kept = repository / "linespan" / "smells.sqlite"
    running = subprocess.Popen(
        [COMMAND, "smells", repository, "--jobs", "2"],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not examined(kept):
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    # The ends of its output come when the last process that has them is gone.
    assert running.communicate(timeout=60) == ("", "interrupted\n")
    assert running.returncode == 128 + signal.SIGINT
    assert 0 < examined(kept) < 60


def examined(kept):
    """How many blobs a cache knows, also while somebody is about to make it."""
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(sqlite3.connect(f"file:{kept}?mode=ro", uri=True)) as connection,
    ):
        return connection.execute("SELECT count(*) FROM examined").fetchone()[0]
    return 0
