"""`linespan config` says what is in force and who says so; `linespan init` begins a configuration."""

import tomllib

import pytest
from command import ENVIRONMENT, git, linespan
from trees import build

from analyzer import configuration
from analyzer.smells import standards
from analyzer.smells.fitting import fitting
from analyzer.smells.model import Examined, Function
from analyzer.smells.rules import RULES
from metrics.gate import Policy

STATED = """[paths]
exclude = ["legacy/"]
[roles]
"a b.py" = "test"
[authors]
"Ann \\"A\\" <ann@a.example>" = ["ann@b.example", "A\\u001b <c@d.example>"]
[teams]
core = ["ann@a.example"]
[dashboard]
authors = true
[agents]
human-before = 2021-06-29
[agents.tools."house ai"]
lines = ["Made-with-house:"]
[rules]
boolean-trap = "warn"
[limits]
large-file = 1234567
low-maintainability = 9.25
[gate]
fail-on = ["new"]
max-density-growth = 2.5
[dependencies]
known = ["yaml", "cv2"]
"""


def config(repository, *arguments, **variables):
    ran = linespan("config", repository, *arguments, env=ENVIRONMENT | variables)
    assert ran.returncode == 0, ran
    return ran.stdout


def origins(said):
    """Key and origin of each line that says more than Linespan does."""
    lines = [line.partition("  # ") for line in said.splitlines() if "  # " in line]
    return {
        line.partition(" = ")[0].strip('"'): origin for line, _, origin in lines if origin[:7] != "default"
    }


def test_what_is_printed_is_a_configuration_that_says_the_same(tmp_path):
    stated = configuration.read("linespan.toml", STATED.encode())
    said = config(build(tmp_path, {"linespan.toml": STATED}))
    again = configuration.read("linespan.toml", said.encode())

    assert again.by_author is True
    assert (again.exclude, again.roles, again.authors, again.teams, again.agents) == (
        stated.exclude,
        stated.roles,
        stated.authors,
        stated.teams,
        stated.agents,
    )
    held, held_again = (standards.in_force(dict(one.standards)) for one in (stated, again))
    assert (held_again.limits, held_again.severities, held_again.known) == (
        held.limits,
        held.severities,
        held.known,
    )
    assert held_again.gate["max-density-growth"] == 2.5
    assert "\x1b" not in said


def test_it_says_who_says_so(tmp_path):
    text = "[limits]\nlarge-file = 500\nlarge-class = 30\n[gate]\nmax-new = 1\n"
    repository = build(tmp_path, {"pyproject.toml": text.replace("[", "[tool.linespan.")})
    said = config(repository, LINESPAN_LIMITS_LARGE_CLASS="25", LINESPAN_RULES_EMPTY_TEST="error")

    assert origins(said) == {
        "empty-test": "LINESPAN_RULES_EMPTY_TEST",
        "large-file": "pyproject.toml",
        "large-class": "LINESPAN_LIMITS_LARGE_CLASS",
        "max-new": "pyproject.toml",
    }
    assert tomllib.loads(said)["limits"]["large-class"] == 25


def test_without_a_configuration_it_is_as_linespan_has_it(tmp_path):
    said = config(build(tmp_path, {"a.py": ""}))
    read = tomllib.loads(said)

    assert origins(said) == {}
    assert read["rules"] == {name: rule.severity for name, rule in RULES.items()}
    assert read["limits"] == {name: rule.limit for name, rule in RULES.items() if rule.limit}
    assert read["gate"]["tolerance"] == Policy().tolerance
    assert "max-density-growth" in said


def test_a_revision_has_its_own(tmp_path):
    repository = build(tmp_path, {"a.py": ""}, {"linespan.toml": "[limits]\nlarge-file = 9\n"})

    assert tomllib.loads(config(repository))["limits"]["large-file"] == 9
    assert tomllib.loads(config(repository, "--rev", "main~1"))["limits"]["large-file"] == 1000


def test_where_another_branch_is_checked_out_it_says_which_one_is_read(clone):
    git("-C", clone, "switch", "--quiet", "--create", "other")

    said = config(clone)

    assert "# HEAD is on other: reading the default branch main" in said
    assert tomllib.loads(said)


def test_a_number_of_any_size_is_printed(tmp_path):
    assert f"max-new = {'9' * 400}" in config(
        build(tmp_path, {"linespan.toml": f"[gate]\nmax-new = {'9' * 400}"})
    )


def test_a_mistake_is_an_error_wherever_it_is(tmp_path):
    ran = linespan("config", build(tmp_path, {"linespan.toml": "[gate]\nmaxnew = 1\n"}))
    assert ran.returncode == 2
    assert "did you mean 'max-new'?" in ran.stderr

    other = linespan(
        "config",
        build(tmp_path / "other", {"linespan.toml": ""}),
        env=ENVIRONMENT | {"LINESPAN_GATE_MAXNEW": "1"},
    )
    assert other.returncode == 2
    assert "did you mean 'LINESPAN_GATE_MAX_NEW'?" in other.stderr


def functions(*complexities):
    return Examined(
        "c", 10, tuple(Function("f", 0, 1, 2, complexity, None, 2, 0, 0) for complexity in complexities)
    )


@pytest.mark.parametrize(
    ("complexities", "limit", "beyond"),
    [
        ([1] * 19 + [40], 10, 1),  # one in twenty is let be
        ([1] * 18 + [40, 40], 40, 0),
        ([1] * 17 + [30, 40, 50], 40, 1),
        ([12], 12, 0),
        ([], 10, 0),
    ],
)
def test_a_limit_leaves_one_in_twenty_beyond_it(complexities, limit, beyond):
    found = {one.rule.id: one for one in fitting([functions(*complexities)])}["complex-function"]

    assert (found.limit, found.beyond, found.measured) == (limit, beyond, len(complexities))


@pytest.mark.parametrize(
    ("indexes", "limit"), [([50] * 19 + [3], 10), ([50] * 17 + [1, 3.28, 4], 3.2), ([0, 0, 9], 10), ([], 10)]
)
def test_where_less_is_worse_the_limit_goes_down(indexes, limit):
    files = [Examined("python", 10, maintainability=float(index)) for index in indexes]
    found = {one.rule.id: one for one in fitting(files)}["low-maintainability"]

    assert found.limit == limit


@pytest.fixture
def clone(tmp_path):
    """A work tree, most of whose functions take too much."""
    wide = [f"def f{place}({', '.join(f'a{n}' for n in range(8))}):\n    return a0\n" for place in range(4)]
    git("clone", "--quiet", build(tmp_path, {"a.py": "".join(wide)}), tmp_path / "clone")
    return tmp_path / "clone"


def test_init_writes_limits_that_hold_today_and_says_why(clone):
    ran = linespan("init", clone / ".git" / "..")
    text = (clone / "linespan.toml").read_text("utf-8")

    assert ran.returncode == 0
    assert ran.stdout.startswith(text)
    assert "linespan.toml is written. Commit it" in ran.stdout
    assert "many-parameters = 8        # 0 of 4 functions above it; 4 above Linespan's own, 5\n" in text
    assert git("-C", clone, "rev-parse", "HEAD") in text
    limits = dict(configuration.read("linespan.toml", text.encode()).standards)
    assert limits["limits.many-parameters"].value == 8
    assert limits["limits.complex-function"].value == 10


def test_init_overwrites_nothing(clone):
    (clone / "linespan.toml").write_text("[paths]\n")
    ran = linespan("init", clone)

    assert ran.returncode == 2
    assert "is there already, and is not overwritten" in ran.stderr
    assert (clone / "linespan.toml").read_text("utf-8") == "[paths]\n"


def test_init_follows_no_link(clone, tmp_path):
    (clone / "linespan.toml").symlink_to(tmp_path / "elsewhere")

    assert linespan("init", clone).returncode == 2
    assert not (tmp_path / "elsewhere").exists()


def test_init_goes_before_no_other_configuration(tmp_path):
    repository = build(tmp_path, {"pyproject.toml": "[tool.linespan.limits]\nlarge-file = 9\n"})
    git("clone", "--quiet", repository, tmp_path / "clone")
    ran = linespan("init", tmp_path / "clone")

    assert ran.returncode == 2
    assert "pyproject.toml configures Linespan already" in ran.stderr
    assert not (tmp_path / "clone" / "linespan.toml").exists()


def test_init_needs_a_work_tree(tmp_path):
    ran = linespan("init", build(tmp_path, {"a.py": ""}))

    assert ran.returncode == 2
    assert "has no work tree" in ran.stderr
