"""`linespan gate` as a person and a CI meet it: its exit code, what it prints, where it writes."""

import json
import re
import subprocess

import pytest
from command import COMMAND, ENVIRONMENT, git, linespan

CLEAN = {name: value for name, value in ENVIRONMENT.items() if not re.match("CI|GITHUB_|LINESPAN_", name)}

FINE = "def half(number):\n    return number / 2\n"
COMPLEX = "def grade(points):\n" + "".join(
    f"    if points > {limit}:\n        return {limit}\n" for limit in range(11)
)


@pytest.fixture
def work(tmp_path):
    """A repository on a topic whose commit adds a function that is too complex."""
    path = tmp_path / "work"
    git("init", "--quiet", "--initial-branch=main", path)
    commit(path, **{"half.py": FINE})
    git("-C", path, "checkout", "--quiet", "-b", "topic")
    commit(path, **{"grade.py": COMPLEX})
    return path


def commit(path, message="Change", **files):
    for name, content in files.items():
        (path / name).write_text(content)
    git("-C", path, "add", ".")
    git("-C", path, "commit", "--quiet", "-m", message)


def gate(work, *arguments, **variables):
    return linespan("gate", *arguments, cwd=work, env=CLEAN | variables)


def test_a_failing_gate_says_what_it_compared_and_what_is_wrong(work):
    ran = gate(work)

    head, base = (git("-C", work, "rev-parse", name)[:12] for name in ("topic", "main"))
    assert ran.returncode == 1, ran.stderr
    assert ran.stderr == ""
    told = ran.stdout.splitlines()
    assert told[0] == "Linespan gate: failed"
    assert told[1].split() == ["reason", "1", "new", "smell"]
    assert told[2].split(maxsplit=1)[1] == f"HEAD {head} with main {base} (default branch), merge base {base}"
    assert "grade.py:1 grade" in ran.stdout
    assert "complex-function (12, limit 10)" in ran.stdout


def test_a_gate_passes(work):
    commit(work, **{"grade.py": FINE.replace("half", "third")})

    assert gate(work).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "variables", "status"),
    [
        (["--exit-zero"], {}, 0),
        (["--max-new", "1"], {}, 0),
        (["--fail-on", "worse"], {}, 0),
        ([], {"LINESPAN_LIMITS_COMPLEX_FUNCTION": "12"}, 0),
        (["--max-new", "0"], {"LINESPAN_GATE_MAX_NEW": "1"}, 1),
        (["--base", "HEAD"], {}, 2),
        (["--base", "nowhere"], {}, 2),
        (["--base", "HEAD", "--exit-zero"], {}, 2),
        (["--staged", "--base", "main"], {}, 2),
        (["--max-new", "few"], {}, 2),
        (["--fail-on", "newer"], {}, 2),
        (["--format", "yaml"], {}, 2),
        ([], {"LINESPAN_LIMITS_COMPLEX_FUNCTIONS": "12"}, 2),
    ],
)
def test_the_exit_code(work, arguments, variables, status):
    assert gate(work, *arguments, **variables).returncode == status


def test_what_is_no_repository_is_not_computed(tmp_path):
    ran = linespan("gate", "--repo", tmp_path, "--format", "json", env=CLEAN)

    assert ran.returncode == 2
    assert json.loads(ran.stdout)["status"] == "not_computed"
    assert ran.stderr.startswith(f"error: {tmp_path} is not a git repository")


def test_several_formats_at_once_and_the_summary_of_a_step(work, tmp_path):
    written, summary = tmp_path / "out.json", tmp_path / "summary.md"

    ran = gate(work, "--format", f"text,json:{written}", GITHUB_STEP_SUMMARY=str(summary))
    assert ran.stdout.startswith("Linespan gate: failed")
    assert [finding["rule"] for finding in json.loads(written.read_text())["findings"]] == [
        "complex-function"
    ]
    assert "complex-function" in summary.read_text()


def test_a_hook_judges_what_git_is_about_to_commit(work):
    """`git commit FILE` commits from an index of its own."""
    hook = work / ".git" / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\nexec {COMMAND} gate --staged\n")
    hook.chmod(0o755)
    (work / "half.py").write_text(FINE + COMPLEX)
    (work / "other.py").write_text(FINE)
    git("-C", work, "add", "other.py")

    # The hook is a child of git, which tells it by GIT_INDEX_FILE what it commits.
    ran = subprocess.run(
        [
            "git",
            "-C",
            work,
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@b.example",
            "commit",
            "-m",
            "x",
            "half.py",
        ],
        capture_output=True,
        encoding="utf-8",
        env=CLEAN,
        check=False,
    )
    assert ran.returncode == 1
    assert "half.py:3 grade" in ran.stdout + ran.stderr
    assert "1 changed file:" in ran.stdout + ran.stderr


def test_nothing_is_written_but_what_is_kept_inside_the_git_directory(work):
    gate(work)

    assert git("-C", work, "status", "--porcelain") == ""
    assert [file.name for file in (work / ".git" / "linespan").iterdir()] == ["smells.sqlite"]


def test_a_second_run_answers_as_the_first(work):
    assert gate(work).stdout == gate(work).stdout


def test_the_commits_that_a_tool_had_a_hand_in_are_told_and_decide_nothing(work, tmp_path):
    sign = "Co-Authored-By: Claude <noreply@anthropic.com>"
    commit(work, f"Halve it\n\n{sign}", **{"grade.py": FINE})
    head, written = git("-C", work, "rev-parse", "HEAD").strip(), tmp_path / "out"

    ran = gate(work, "--format", f"text,json:{written}.json,markdown:{written}.md")
    assert ran.returncode == 0
    told = "signs of a tool in 1 of 2 commits: claude-code 1; others may have left none"
    assert f"  AI            {told}\n" in ran.stdout
    assert f"Commits with a sign of AI\n  - {head[:12]} Halve it: {sign}\n" in ran.stdout
    assert f"- {head[:12]} `Halve it`: `{sign}`" in (tmp_path / "out.md").read_text()
    authorship = json.loads((tmp_path / "out.json").read_text())["authorship"]
    assert authorship["commits"] == 2
    assert [(one["commit"], one["agents"]) for one in authorship["with_ai"]] == [(head, ["claude-code"])]
    assert [sign["detail"] for sign in authorship["with_ai"][0]["evidence"]] == [sign]


def test_commits_that_a_shallow_clone_lacks_are_told_of_and_keep_nobody_from_an_answer(work, tmp_path):
    git("-C", work, "checkout", "--quiet", "main")
    commit(work, **{"third.py": FINE})
    base = git("-C", work, "rev-parse", "HEAD").strip()
    git("-C", work, "merge", "--quiet", "--no-ff", "-m", "Merge", "topic")
    shallow = tmp_path / "shallow"
    git("clone", "--quiet", "--depth=2", f"file://{work}", shallow)

    ran = gate(shallow, "--base", base)
    assert ran.returncode == 1, ran.stdout
    assert "  AI            not told: this clone lacks some of the change's commits\n" in ran.stdout


def test_a_change_of_the_configuration_is_told(work):
    commit(work, **{"linespan.toml": "[limits]\ncomplex-function = 20\n"})

    ran = gate(work)
    assert ran.returncode == 0
    assert "the change alters linespan.toml" in ran.stdout


def test_an_unknown_key_is_an_error_with_a_suggestion(work):
    commit(work, **{"linespan.toml": "[limits]\ncomplex-functoin = 20\n"})

    ran = gate(work)
    assert ran.returncode == 2
    assert "complex-functoin" in ran.stdout
    assert "did you mean 'complex-function'?" in ran.stdout
