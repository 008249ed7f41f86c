"""[rules], [limits], [gate] and [dependencies]: what may be said, who goes first, and what it decides."""

import pytest
from trees import build, mined

from analyzer import configuration
from analyzer.errors import SettingsError
from analyzer.smells import standards
from analyzer.smells.rules import RULES
from analyzer.smells.standards import Stated


def from_file(text):
    return dict(configuration.read("linespan.toml", text.encode()).standards)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[limit]\n", "unknown key 'limit'", "did you mean 'limits'?"),
        ("limits = 3\n", "'limits' must be a table", "write it as [limits]"),
        (
            "[limits]\ncomplex-functions = 3\n",
            "unknown key 'complex-functions' in [limits]",
            "'complex-function'?",
        ),
        (
            "[limits]\nunused-import = 3\n",
            "unknown key 'unused-import' in [limits]",
            "known keys are complex-f",
        ),
        ("[limits]\nlarge-file = 0\n", "the limit 'large-file' must be a number above 0", "large-file = 10"),
        ("[limits]\nlarge-file = -1\n", "must be a number above 0", ""),
        ("[limits]\nlarge-file = nan\n", "must be a number above 0", ""),
        ("[limits]\nlarge-file = inf\n", "must be a number above 0", ""),
        (f"[limits]\nlarge-file = {'9' * 400}\n", "must be a number above 0", ""),
        ("[limits]\nlarge-file = true\n", "must be a number above 0", ""),
        ("[limits]\nlarge-file = '9'\n", "must be a number above 0", ""),
        ("[limits]\nduplicated-block = 5.5\n", "must be a whole number", ""),
        (
            "[rules]\nduplicate-block = 'off'\n",
            "unknown key 'duplicate-block' in [rules]",
            "'duplicated-block'?",
        ),
        ("[rules]\nlarge-file = 'warning'\n", "'large-file' can not be 'warning'", "did you mean 'warn'?"),
        ("[rules]\nlarge-file = false\n", "'large-file' can not be False", "a rule is error, warn, off"),
        ("[rules]\nlarge-file = []\n", "'large-file' can not be []", "a rule is error, warn, off"),
        ("[gate]\nmax_new = 1\n", "unknown key 'max_new' in [gate]", "did you mean 'max-new'?"),
        ("[gate]\nmax-new = -1\n", "'max-new' must be a whole number from 0 on", ""),
        ("[gate]\nmax-new = true\n", "'max-new' must be a whole number from 0 on", ""),
        ("[gate]\ntolerance = 'much'\n", "'tolerance' must be a percentage from 0 on", ""),
        ("[gate]\nmax-density-growth = -1\n", "must be a percentage from 0 on", ""),
        (f"[gate]\ntolerance = {'9' * 400}\n", "must be a percentage from 0 on", ""),
        ("[gate]\nfail-on = 'new'\n", "'fail-on' must be a list of texts", ""),
        ("[gate]\nfail-on = ['news']\n", "'fail-on' can not hold 'news'", "did you mean 'new'?"),
        ("[dependencies]\nknow = []\n", "unknown key 'know' in [dependencies]", "did you mean 'known'?"),
        ("[dependencies]\nknown = 'yaml'\n", "'known' must be a list of texts", ""),
    ],
)
def test_a_mistake_is_answered_with_what_may_have_been_meant(text, message, hint):
    with pytest.raises(SettingsError) as raised:
        from_file(text)

    assert message in raised.value.message
    assert raised.value.message.startswith("linespan.toml: ")
    assert hint in raised.value.hint


def test_what_is_not_stated_is_as_the_rules_have_it():
    held = standards.in_force()

    assert held.severities == {name: rule.severity for name, rule in RULES.items()}
    assert held.limits == {name: rule.limit for name, rule in RULES.items() if rule.limit is not None}
    assert (held.gate, held.known, held.origins) == ({}, frozenset(), {})


def test_the_command_line_goes_before_the_environment_and_that_before_the_file():
    file = from_file("[gate]\nmax-new = 1\ntolerance = 1\nfail-on = ['new']\n[limits]\nlarge-file = 9\n")
    environment = standards.in_environment(
        {"LINESPAN_GATE_MAX_NEW": "2", "LINESPAN_GATE_TOLERANCE": "2.5", "HOME": "/"}
    )
    command_line = {"gate.max-new": standards.given("--max-new", "gate", "max-new", "3")}

    held = standards.in_force(file, environment, command_line)

    assert held.gate == {"max-new": 3, "tolerance": 2.5, "fail-on": ("new",)}
    assert held.limits["large-file"] == 9
    assert held.origins == {
        "gate.max-new": "--max-new",
        "gate.tolerance": "LINESPAN_GATE_TOLERANCE",
        "gate.fail-on": "linespan.toml",
        "limits.large-file": "linespan.toml",
    }


def test_every_key_has_a_variable():
    said = {
        "LINESPAN_RULES_LARGE_FILE": "off",
        "LINESPAN_LIMITS_LARGE_FILE": "500",
        "LINESPAN_GATE_FAIL_ON": "new, worse",
        "LINESPAN_DEPENDENCIES_KNOWN": "yaml,cv2,",
    }

    assert standards.in_environment(said) == {
        "rules.large-file": Stated("off", "LINESPAN_RULES_LARGE_FILE"),
        "limits.large-file": Stated(500, "LINESPAN_LIMITS_LARGE_FILE"),
        "gate.fail-on": Stated(("new", "worse"), "LINESPAN_GATE_FAIL_ON"),
        "dependencies.known": Stated(("yaml", "cv2"), "LINESPAN_DEPENDENCIES_KNOWN"),
    }


@pytest.mark.parametrize(
    ("variable", "value", "message", "hint"),
    [
        ("LINESPAN_GATE_MAXNEW", "1", "unknown variable 'LINESPAN_GATE_MAXNEW'", "'LINESPAN_GATE_MAX_NEW'?"),
        ("LINESPAN_LIMITS_LARGE_FILE", "many", "LINESPAN_LIMITS_LARGE_FILE: the limit", ""),
        ("LINESPAN_LIMITS_LARGE_FILE", "", "must be a number above 0", ""),
        ("LINESPAN_GATE_MAX_NEW", "1.5", "must be a whole number", ""),
        ("LINESPAN_GATE_FAIL_ON", "new,wurse", "can not hold 'wurse'", "did you mean 'worse'?"),
        ("LINESPAN_GATE_FAIL_ON", "", "LINESPAN_GATE_FAIL_ON is empty", "leave it away"),
        ("LINESPAN_GATE_FAIL_ON", " , ", "LINESPAN_GATE_FAIL_ON is empty", "leave it away"),
        ("LINESPAN_RULES_LARGE_FILE", "of", "can not be 'of'", "did you mean 'off'?"),
    ],
)
def test_a_mistake_in_a_variable_names_it(variable, value, message, hint):
    with pytest.raises(SettingsError) as raised:
        standards.in_environment({variable: value})

    assert message in raised.value.message
    assert hint in raised.value.hint


def test_the_fingerprint_follows_what_decides_on_smells():
    plain = standards.in_force().fingerprint
    by_file = {
        text: standards.in_force(from_file(text)).fingerprint
        for text in (
            "[limits]\nlarge-file = 500\n",
            "[rules]\nlarge-file = 'off'\n",
            "[dependencies]\nknown = ['yaml']\n",
        )
    }

    assert len({plain, *by_file.values()}) == 4
    assert standards.in_force(from_file("[gate]\nmax-new = 1\n")).fingerprint == plain
    assert standards.in_force(from_file("[limits]\nlarge-file = 1000\n")).fingerprint == plain


OTHER = "[limits]\nlarge-file = 5\n[gate]\nmax-new = 3\n[dashboard]\nauthors = true\n"


def test_a_mining_is_not_made_anew_for_other_standards_or_pages(tmp_path):
    hashes = {
        mined(
            build(tmp_path / name, {"a.py": "", "linespan.toml": text}),
            "SELECT settings_hash FROM mining_run",
        )[0]
        for name, text in {"one": "", "two": OTHER}.items()
    }

    assert len(hashes) == 1
