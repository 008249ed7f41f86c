"""What the gate must answer, as text: a story of sample_repos/gate/ is read, built, and its commands are run.

The form of a story is described in sample_repos/README.md.
"""

import json
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command import ENVIRONMENT, git, linespan
from stories import FOLDER, Table, imported, sections

GATE_FOLDER = FOLDER / "gate"

# The machine that runs the tests may be a CI itself.
_CI = re.compile("CI_|GITHUB_|LINESPAN_")
_CLEAN = {name: value for name, value in ENVIRONMENT.items() if not _CI.match(name) and name != "CI"} | {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}
_ASSIGNMENT = re.compile(r"([A-Z_]+)=(.*)", re.DOTALL)
# A run that states none of these says that there is nothing of the kind.
_WHOLE = ("findings", "healed", "suppressed", "suspects", "skipped", "settings")


@dataclass(frozen=True, slots=True)
class Run:
    """A command and what it must answer: exit code, status, texts that a person must see, tables."""

    command: str
    exit_code: int
    status: str | None
    says: tuple[str, ...]
    expected: dict[str, Table]


@dataclass(frozen=True, slots=True)
class GateStory:
    """A history, and commands in order. beside: files that lie in the folder that the commands are run in."""

    name: str
    why: str
    runs: tuple[Run, ...]
    history: Path
    beside: tuple[Path, ...]


def gate_stories() -> list[GateStory]:
    """Every folder of sample_repos/gate/, by name."""
    return [_read(history.parent) for history in sorted(GATE_FOLDER.glob("*/history.fi"))]


def differences(told: GateStory, folder: Path) -> list[str]:
    """Build the story in `folder`, run its commands, and tell where the answers are not the stated ones."""
    repository = imported(told.history, folder / f"{told.name}.git")
    for file in told.beside:
        shutil.copy(file, repository)
    return [line for run in told.runs for line in _compared(run, repository)]


def _read(folder: Path) -> GateStory:
    text = (folder / "expected.txt").read_text("utf-8")
    above, *commands = re.split(r"^\$ ", text, flags=re.MULTILINE)
    why = " ".join(line.removeprefix("#").strip() for line in above.splitlines())
    beside = [file for file in folder.iterdir() if file.name not in {"expected.txt", "history.fi"}]
    runs = tuple(_run(command.splitlines()) for command in commands)
    return GateStory(folder.name, why.strip(), runs, folder / "history.fi", tuple(beside))


def _run(lines: list[str]) -> Run:
    command, *answer = lines
    head = [line for line in answer[: _first_section(answer)] if line]
    said = [line.partition(" ")[::2] for line in head]
    if unknown := {key for key, _ in said} - {"exit", "status", "says"}:
        raise ValueError(f"{command}: {unknown}")
    values = dict(said)
    return Run(
        command,
        int(values.get("exit", "0")),
        values.get("status"),
        tuple(value for key, value in said if key == "says"),
        dict(sections(answer)),
    )


def _first_section(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if line.startswith("[")), len(lines))


def _compared(run: Run, repository: Path) -> Iterator[str]:
    variables, (program, *arguments) = _words(run.command)
    if program == "git":
        git(*arguments, cwd=repository, env=_CLEAN | variables)
        return
    judges = arguments[0] == "gate"
    asked = [*arguments, "--format", "json"] if judges else arguments
    ran = linespan(*asked, cwd=repository, env=_CLEAN | variables)
    shown = f"$ {run.command}"
    if ran.returncode != run.exit_code:
        yield f"{shown}: exit {ran.returncode}, not {run.exit_code}: {ran.stderr}{ran.stdout}"
        return
    yield from (f"{shown}: does not say {text!r}" for text in run.says if text not in _spoken(ran))
    if not judges or (run.says and not ran.stdout):
        return
    report = json.loads(ran.stdout)
    expected_status = run.status or {0: "passed", 1: "failed", 2: "not_computed"}[run.exit_code]
    if report["status"] != expected_status:
        yield f"{shown}: status {report['status']}, not {expected_status}"
    found = _tables(report, repository)
    whole = [section for section in _WHOLE if section != "findings" or "counts" not in run.expected]
    for section in dict.fromkeys((*whole, *run.expected)):
        for row in _differing(run.expected.get(section), found[section]):
            yield f"{shown} [{section}] {row}"


def _words(command: str) -> tuple[dict[str, str], list[str]]:
    """The variables that stand before a command, and its words."""
    words = shlex.split(command)
    variables = {}
    while assigned := _ASSIGNMENT.fullmatch(words[0]):
        variables[assigned[1]] = assigned[2]
        del words[0]
    return variables, words


def _spoken(ran: Any) -> str:
    return ran.stdout + ran.stderr


def _differing(expected: Table | None, found: Table) -> list[str]:
    """Rows that only one side has, each with a sign before it as in a diff."""
    columns = expected.columns if expected else found.columns
    told, given = Counter(expected.rows if expected else ()), Counter(found.only(columns).rows)
    return [
        f"{sign} {row}"
        for sign, rows in (("-", told - given), ("+", given - told))
        for row in rows.elements()
    ]


def _tables(report: Mapping[str, Any], repository: Path) -> dict[str, Table]:
    """The gate's answer in the shape of a story: every section, with all its columns."""
    findings = _table(
        "change fails rule path symbol before value limit severity line", map(_entry, report["findings"])
    )
    counted = Counter(findings.only(("change", "fails", "rule")).rows)
    coverage, commits = report["coverage"], report["commits"] or {}
    subjects = {key: _subject(commits.get(key), repository) for key in ("merge_base", "head")}
    return {
        "findings": findings,
        "counts": _table(
            "change fails rule findings",
            (
                dict(zip(("change", "fails", "rule"), row, strict=True)) | {"findings": n}
                for row, n in counted.items()
            ),
        ),
        "healed": _table("rule path symbol value", report["healed"]),
        "suppressed": _table("rule path symbol reason change", report["suppressed"]),
        "suspects": _table(
            "path line rules", (row | {"rules": ",".join(row["rules"])} for row in report["suspects"])
        ),
        "skipped": _table("path reason", coverage["skipped"]),
        "settings": _table("path", ({"path": path} for path in report["settings_changed"])),
        "coverage": _table("seen source analysed", [coverage]),
        "commits": _table("merge_base head", [subjects]),
    }


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {**entry, "fails": "yes" if entry["fails"] else "no"}


def _subject(commit: str | None, repository: Path) -> str | None:
    """That of a commit of the story; None for one made by its commands, the empty tree and the index."""
    asked = ("log", "--all", "--format=%H %s")
    subjects = dict(line.split(" ", 1) for line in git(*asked, cwd=repository, env=_CLEAN).splitlines())
    return subjects.get(commit or "")


def _table(columns: str, rows: Iterable[Mapping[str, Any]]) -> Table:
    names = tuple(columns.split())
    return Table(names, tuple(tuple(_cell(row[name]) for name in names) for row in rows))


def _cell(value: object) -> str | None:
    if value is None or value == "":
        return None
    return f"{value:g}" if isinstance(value, float) else str(value)
