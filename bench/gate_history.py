"""What the gate says of the last commits of a history, each against its first parent.

python -m bench.gate_history REPO [--commits N] [--out FILE]
python -m bench.gate_history REPO --read FILE [--count N] [--seed N] > cases.txt

Judges each commit that is no merge as `linespan gate` does, all in one process and in a copy of REPO, which
holds the cache. Prints how many commits pass, fail and can not be computed, how long it took, and for each
rule how many commits have a finding of it; FILE gets a row for each finding. With --read so many of the
failing commits in FILE are drawn, and one of the findings that fail each is printed with what the commit
changed in its file, for a reader to judge.
"""

import argparse
import csv
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.base import Asked
from bench.borrowed import ask
from dashboard.formats.smells.json import render
from dashboard.formats.smells.report import of_gate
from dashboard.gate import Run, run

_COLUMNS = ("commit", "change", "fails", "rule", "path", "symbol", "line", "before", "value", "limit")
_TABS: dict[str, Any] = {"delimiter": "\t", "lineterminator": "\n"}
_SHOWN = 30  # lines of the place in question
_PATCH = 60  # lines of the patch


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gate said of a commit. seconds: to judge it; report: as in its JSON."""

    commit: str
    seconds: float
    report: dict[str, Any]

    @property
    def failing(self) -> list[dict[str, Any]]:
        return [finding for finding in self.report["findings"] if finding["fails"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=400)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--read", type=Path)
    parser.add_argument("--count", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.read:
        dice = random.Random(options.seed)  # noqa: S311  a sample, no secret
        for number, row in enumerate(drawn(options.read, dice, options.count), 1):
            print(case(options.repository, number, row))
        return
    with copied(options.repository) as repository:
        answers = list(asked(repository, options.commits))
    print(summary(answers))
    if options.out:
        write(options.out, answers)


@contextmanager
def copied(repository: Path) -> Iterator[Path]:
    """A bare copy that may be written into; gone after the block."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.git"
        ask(Path(folder), "clone", "--quiet", "--bare", str(repository), str(copy))
        yield copy


def asked(repository: Path, commits: int) -> Iterator[Answer]:
    """What the gate says of the last commits of HEAD that have one parent, newest first."""
    listed = ask(repository, "rev-list", f"--max-count={commits}", "--no-merges", "--min-parents=1", "HEAD")
    for commit in listed.split():
        started = time.perf_counter()
        result = run(Run(repository, Asked(f"{commit}^", commit), {}, {}, jobs=1))
        seconds = time.perf_counter() - started
        yield Answer(commit, seconds, json.loads(render(of_gate(result))))


def summary(answers: list[Answer]) -> str:
    """Counts of commits and of findings, as a table in Markdown below a line of figures."""
    ended = Counter(answer.report["status"] for answer in answers)
    seconds = [answer.seconds for answer in answers]
    commits, findings, failing = Counter[str](), Counter[str](), Counter[str]()
    for answer in answers:
        rules = Counter(finding["rule"] for finding in answer.report["findings"])
        findings.update(rules)
        commits.update(rules.keys())
        failing.update({finding["rule"] for finding in answer.failing})
    figures = (
        f"{len(answers)} commits: {ended['passed']} pass, {ended['failed']} fail, "
        f"{ended['not_computed']} not computed; "
        f"median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s"
    )
    lines = [
        figures,
        "",
        "| rule | commits with a finding | findings | commits it fails |",
        "|---|---|---|---|",
    ]
    lines += [f"| {rule} | {n} | {findings[rule]} | {failing[rule]} |" for rule, n in commits.most_common()]
    lines += [
        f"{answer.commit[:12]}: {answer.report['reason']}"
        for answer in answers
        if answer.report["status"] == "not_computed"
    ]
    return "\n".join(lines)


def write(file: Path, answers: list[Answer]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, _COLUMNS, extrasaction="ignore", **_TABS)
        writer.writeheader()
        for answer in answers:
            writer.writerows({"commit": answer.commit, **told} for told in answer.report["findings"])


def drawn(file: Path, dice: random.Random, count: int) -> list[dict[str, str]]:
    """So many failing commits, and one of the findings that fail each."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream, **_TABS) if row["fails"] == "True"]
    failing = {row["commit"]: [other for other in rows if other["commit"] == row["commit"]] for row in rows}
    return [dice.choice(failing[commit]) for commit in dice.sample(list(failing), min(count, len(failing)))]


def case(repository: Path, number: int, row: dict[str, str]) -> str:
    """A finding, the subject of its commit, and what the commit changed in the file, for a reader."""
    commit, path = row["commit"], row["path"]
    subject = ask(repository, "log", "-1", "--format=%h %ad %s", "--date=short", commit)
    changed = ask(repository, "diff", "-M", "-U3", f"{commit}^", commit, "--", f":(literal){path}")
    text = ask(repository, "show", f"{commit}:{path}").splitlines()
    start = int(row["line"]) - 1
    shown = "\n".join(text[start : start + _SHOWN])
    patch = "\n".join(changed.splitlines()[4 : 4 + _PATCH])
    told = " ".join(row[column] for column in _COLUMNS[1:])
    return "\n".join((f"=== {number}. {subject}", told, "--- as it stands", shown, "--- changed", patch, ""))


if __name__ == "__main__":
    main()
