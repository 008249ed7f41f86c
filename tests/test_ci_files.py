"""What is shipped for CI does what README says: the action, the hook and the template are run for real.

Each installs Linespan by itself, from a copy of this checkout, as a wheel. Only the dependencies are not
downloaded again: they are those of the environment that the tests run in.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml
from command import ENVIRONMENT, git
from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
INSTALLED = ["analyzer", "metrics", "dashboard", "sample_repos/ai_adoption"]
INSTALLED += ["pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"]
SIMPLE = "def grade(points):\n    return points > 50\n"
BRANCHES = "".join(f"    if points > {limit}:\n        return {limit // 7}\n" for limit in range(90, 0, -7))
COMPLEX = f"def grade(points):\n{BRANCHES}    return 0\n"
# The machine that runs the tests may be a CI itself.
CLEAN = {
    name: value for name, value in ENVIRONMENT.items() if not re.match(r"CI$|CI_|GITHUB_|LINESPAN_", name)
}
OFFLINE = CLEAN | {
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # of this one pip takes 0 for yes
    "PIP_NO_INDEX": "1",
    "PYTHONPATH": sysconfig.get_path("purelib"),
    # `python3` is the one that the tests run on.
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
}


def section(heading):
    """What stands below a heading of README, up to the next."""
    found = re.search(rf"^### {re.escape(heading)}\n(.*?)(?=^#)", README, re.MULTILINE | re.DOTALL)
    assert found, f"README has nothing below {heading!r}"
    return found[1]


def snippet(heading):
    """The block of YAML below a heading of README."""
    (block,) = re.findall(r"^```yaml\n(.*?)^```", section(heading), re.MULTILINE | re.DOTALL)
    return yaml.safe_load(block)


def bash(script, folder, environment):
    """Run a script as a CI does, ended by the first command that fails."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """A copy of this checkout as a repository with one commit."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in INSTALLED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    git("init", "--quiet", cwd=folder)
    git("add", "--all", cwd=folder)
    git("commit", "--quiet", "--message", "Linespan", cwd=folder)
    return folder


@pytest.fixture
def repository(tmp_path):
    """A clone at a topic that makes a function complex, of a repository whose default branch is simple."""
    there = tmp_path / "there"
    git("init", "--quiet", "--initial-branch", "main", there, cwd=tmp_path)
    (there / "school.py").write_text(SIMPLE, "utf-8")
    git("add", "school.py", cwd=there)
    git("commit", "--quiet", "--message", "Grade", cwd=there)
    git("checkout", "--quiet", "-b", "topic", cwd=there)
    (there / "school.py").write_text(COMPLEX, "utf-8")
    git("commit", "--quiet", "--all", "--message", "Grade in detail", cwd=there)
    (there / "notes.txt").write_text("Nothing\n", "utf-8")
    git("add", "notes.txt", cwd=there)
    git("commit", "--quiet", "--all", "--message", "Note", cwd=there)
    # Shallow, as CIs clone: what the change began from is not there yet.
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--depth", "1", "--branch", "topic", there.as_uri(), clone, cwd=tmp_path)
    return clone


class Action:
    """action.yml, and a runner that knows as much of expressions as it uses."""

    def __init__(self, checkout, temporary):
        self.text = (ROOT / "action.yml").read_text("utf-8")
        self.action = yaml.safe_load(self.text)
        self.temporary = temporary
        self.summary, self.output = temporary / "summary.md", temporary / "output"
        self.known = {"github.action_path": str(checkout), "runner.temp": str(temporary)}
        self.output.touch()

    def step(self, step, repository, **inputs):
        known = self.known | {
            f"inputs.{name}": inputs.get(name.replace("-", "_"), values["default"])
            for name, values in self.action["inputs"].items()
        }
        given = {name: self.value(text, known) for name, text in step["env"].items()}
        environment = OFFLINE | {
            "GITHUB_ACTIONS": "true",
            "GITHUB_BASE_REF": "main",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
        }
        return bash(step["run"], repository, environment | given)

    @staticmethod
    def value(text, known):
        return re.sub(r"\$\{\{ *(.+?) *\}\}", lambda found: known[found[1]], text)


@pytest.fixture(scope="session")
def installed(checkout, tmp_path_factory):
    """The action after its first step."""
    action = Action(checkout, tmp_path_factory.mktemp("runner"))
    install, _ = action.action["runs"]["steps"]
    ran = action.step(install, checkout)
    assert ran.returncode == 0, ran.stderr
    return action


def test_no_script_of_the_action_has_an_expression_in_it(checkout, tmp_path):
    for step in Action(checkout, tmp_path).action["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_the_action_fails_a_change_and_leaves_annotations_summary_and_sarif(installed, repository):
    _, gate = installed.action["runs"]["steps"]

    ran = installed.step(gate, repository)

    assert ran.returncode == 1, ran.stderr
    (annotation,) = [line for line in ran.stdout.splitlines() if line.startswith("::error file=")]
    assert annotation.startswith("::error file=school.py,line=1,")
    assert "`school.py:1 grade`" in installed.summary.read_text("utf-8")
    name, _, sarif = installed.output.read_text("utf-8").strip().rpartition("\n")[2].partition("=")
    assert name == "sarif"
    (run,) = json.loads(Path(sarif).read_text("utf-8"))["runs"]
    assert "complex-function" in {result["ruleId"] for result in run["results"]}
    assert run["invocations"][0]["exitCode"] == 1


def test_the_inputs_of_the_action_are_no_part_of_a_script(installed, repository, tmp_path):
    _, gate = installed.action["runs"]["steps"]
    assert installed.step(gate, tmp_path, path=str(repository), exit_zero="true").returncode == 0
    for base in ("$(touch owned)", '"; touch owned; "', "--exit-zero"):
        ran = installed.step(gate, repository, base=base)
        assert ran.returncode == 2, ran.stdout
    assert not (repository / "owned").exists()
    assert not (tmp_path / "owned").exists()


def test_the_workflow_of_the_readme_gives_the_action_what_it_knows():
    (job,) = snippet("GitHub Actions")["jobs"].values()
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    (step,) = [step for step in job["steps"] if "linespan" in step.get("uses", "")]
    assert set(step.get("with", {})) <= set(action["inputs"])
    (upload,) = [step for step in job["steps"] if "upload-sarif" in step.get("uses", "")]
    assert upload["with"]["sarif_file"] == f"${{{{ steps.{step['id']}.outputs.sarif }}}}"
    assert set(action["outputs"]) == {"sarif"}
    documented = re.findall(r"^\| `([a-z-]+)` \|", section("GitHub Actions"), re.MULTILINE)
    assert documented == list(action["inputs"])


def test_the_hook_of_the_readme_stops_a_commit_and_lets_another_pass(checkout, repository, tmp_path):
    config = snippet("pre-commit")
    (source,) = config["repos"]
    source |= {"repo": str(checkout), "rev": git("rev-parse", "HEAD", cwd=checkout)}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    hook = [sys.executable, "-m", "pre_commit"]
    environment = OFFLINE | {"PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}

    def commit(content):
        (repository / "school.py").write_text(content, "utf-8")
        git("add", "--all", cwd=repository)
        return subprocess.run(
            [*hook, "run"],
            cwd=repository,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    passed = commit(SIMPLE)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    git("commit", "--quiet", "--message", "Simple again", cwd=repository)
    stopped = commit(COMPLEX)
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "complex-function" in stopped.stdout


def test_the_template_of_gitlab_runs_and_leaves_its_reports(checkout, repository):
    template = yaml.safe_load((ROOT / "templates" / "linespan.gitlab-ci.yml").read_text("utf-8"))
    included = snippet("GitLab")
    (job,) = template.values()
    environment = OFFLINE | {
        "CI": "true",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git("rev-parse", "main", cwd=repository.with_name("there")),
        "CI_DEFAULT_BRANCH": "main",
    }
    assert set(included["variables"]) == {"INSTALL_LINESPAN_FROM"}
    without = bash("\n".join(job["before_script"]), repository, environment)
    assert without.returncode != 0
    assert "say what to install" in without.stderr

    script = "\n".join([*job["before_script"], *job["script"]])
    ran = bash(script, repository, environment | {"INSTALL_LINESPAN_FROM": str(checkout)})

    assert ran.returncode == 1, ran.stderr
    assert "complex-function" in ran.stdout
    reports = job["artifacts"]["reports"]
    issues = json.loads((repository / reports["codequality"]).read_text("utf-8"))
    assert "complex-function" in {issue["check_name"] for issue in issues}
    assert int(etree.parse(repository / reports["junit"]).getroot().get("failures")) >= 1
