"""README and CHANGELOG hold what they say: commands run, outputs are real, nothing is left out."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from dashboard import cli
from dashboard.commands import audit, blame, errors, show

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
COMMANDS = typer.main.get_command(cli.app).commands
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANN = "/home/ann"
# The README's figures are one run's on one machine: these may differ, and nothing else.
VARYING = [(r"\b\d+\.\d s\b", "0.0 s"), (r"\b127\.0\.0\.1:\d+\b", "127.0.0.1:0")]
# As keepachangelog.com has them.
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def section(title):
    """The text below the first heading that begins with `title`, up to the next heading."""
    found = re.search(rf"^#+ {re.escape(title)}.*?\n(.*?)(?=^#+ |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"README has no section {title!r}"
    return found[1]


def first_cells(text):
    return re.findall(r"^\| (?!option|code|table|-)(.+?) \|", text, re.MULTILINE)


def console():
    """Every command behind a `$ `, with the output shown below it; a Python block is a command, too."""
    for kind, block in BLOCK.findall(README):
        if kind == "console":
            commands = re.split(r"^\$ ", block, flags=re.MULTILINE)
            assert commands[0] == "", f"a console block begins with a command: {block}"
            yield from (command.partition("\n")[::2] for command in commands[1:])
        elif kind == "python":
            yield f"python - <<'END'\n{block}END", printed_by(block)


def printed_by(block):
    """The text block that follows a Python block."""
    kind, text = BLOCK.findall(README.partition(block)[2].removeprefix("```"))[0]
    assert kind == "text"
    return text


def as_written(text):
    for varying, fixed in VARYING:
        text = re.sub(varying, fixed, text)
    return text


def pattern(shown):
    """What the output must match; a line of `...` stands for any number of lines."""
    lines = as_written(shown).splitlines()
    return "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in lines)


def run(command, home):
    """What a shell prints for the command; one that goes on for ever is heard for a line."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "XDG_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=home,
        env=environment | {"HOME": str(home), "PATH": path, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as shell:
        if "linespan dashboard " not in command:
            printed, expected = shell.stdout.read(), 0
        else:
            printed, expected = shell.stdout.readline(), 128 + signal.SIGINT
            shell.send_signal(signal.SIGINT)
    assert shell.returncode == expected, command
    return printed.replace(str(home), ANN)


def test_every_command_in_the_readme_prints_what_is_shown(examined_sample, tmp_path):
    home = tmp_path.resolve()
    sample = home / ".cache" / "linespan" / examined_sample[0].name
    # A person waits until the versions of its files are examined, and so does .ci/run, from a wheel.
    shutil.copytree(examined_sample[0], sample)
    for command, shown in console():
        if command.startswith("make "):
            continue
        printed = run(command, home)
        assert re.fullmatch(pattern(shown), as_written(printed)), f"$ {command}\n{printed}"
        if command == "linespan demo":
            advice = printed.splitlines()[-1].replace(ANN, str(home))
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+\n", run(advice, home)), advice
        if re.fullmatch("git clone .*ai_adoption.* parcelyard", command):
            (home / "parcelyard/.git/linespan").mkdir()
            shutil.copy(sample / "linespan" / "smells.sqlite", home / "parcelyard/.git/linespan")


def test_a_difference_from_what_is_shown_is_found():
    shown = "a\n...\n3 lines, 1.2 s\n"

    assert re.fullmatch(pattern(shown), as_written("a\nb\nc\n3 lines, 17.9 s\n"))
    assert not re.fullmatch(pattern(shown), as_written("a\nb\nc\n4 lines, 1.2 s\n"))
    assert not re.fullmatch(pattern(shown), as_written("b\n3 lines, 1.2 s\n"))


def test_every_make_target_in_the_readme_exists():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = set(re.findall(r"\bmake (\w+)", "\n".join(re.findall(r"[$`]( ?make .*)", README))))

    assert {"demo", "test"} <= named <= set(targets)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_shown_with_its_arguments_and_options(name):
    parameters = [parameter for parameter in COMMANDS[name].params if parameter.name != "help"]
    options = {
        opt for parameter in parameters if parameter.param_type_name == "option" for opt in parameter.opts
    }
    heading = re.search(rf"^### `linespan {name}\b(.*)`$", README, re.MULTILINE)
    documented = {
        option
        for cell in first_cells(section(f"`linespan {name}"))
        for option in re.findall(r"--?[a-z-]+", cell)
    }

    assert documented == options
    assert re.findall(r"[A-Z][A-Z|]+(?:\.\.\.)?", heading[1]) == [
        parameter.metavar for parameter in parameters if parameter.param_type_name == "argument"
    ]
    assert any(command.startswith(f"linespan {name}") for command, _ in console())


def test_every_choice_is_shown():
    for name, choices in {"audit": audit.Format, "blame": blame.Format, "show": show.Format}.items():
        shown = section(f"`linespan {name}")
        assert [choice for choice in choices if f"`{choice}`" not in shown] == []


def test_the_options_before_the_command_are_shown():
    assert {"`--version`", "`--help`"} == set(first_cells(section("Commands")))


def test_the_exit_codes_are_those_of_the_program():
    kept_for_the_gate = 1
    by_signal = {128 + number for number in [*cli.STOPPED, signal.SIGPIPE]}

    shown = {int(code) for code in first_cells(section("Exit codes"))}

    assert shown == {0, kept_for_the_gate, errors.FAILED} | by_signal


def test_every_table_is_shown():
    schema = (ROOT / "analyzer" / "schema.sql").read_text("utf-8")

    assert first_cells(section("The database")) == [
        f"`{name}`" for name in re.findall(r"^CREATE TABLE (\w+)", schema, re.MULTILINE)
    ]


@pytest.mark.parametrize("text", [README, CHANGELOG], ids=["README", "CHANGELOG"])
def test_every_link_and_script_is_there(text):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]

    scripts = re.findall(r"`(?:python )?(\w+/[\w/]+\.py)", text)

    assert [name for name in links + scripts if not (ROOT / name).exists()] == []


def test_the_changelog_keeps_its_form_and_names_every_command():
    versions = re.findall(r"^## (.+)", CHANGELOG, re.MULTILINE)

    assert versions[0] == "[Unreleased]"
    assert set(re.findall(r"^### (.+)", CHANGELOG, re.MULTILINE)) <= KINDS
    assert [name for name in COMMANDS if f"`linespan {name}`" not in CHANGELOG] == []
