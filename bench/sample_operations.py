"""Real runs of each operation for a reading without their labels.

python -m bench.sample_operations REPO --key FILE [--db FILE] [--seed N] [--count N] > cases.txt

Draws runs of every operation from a mined history, shuffles them, and prints each with the hunk that it
stands in and with the other places, in the commit's patch and in the tree after it, where the same line
stands. The operations go to the key: number, operation, commit, path, line, separated by tabs. Whoever reads
the cases writes down an operation for each before looking at the key.

Added lines are drawn from those that still stand in the head as that commit left them, and are found in it
by git blame; removed lines from those that died with the text they were born with, because no table tells
where a line stood when it died; where the commit removes such lines in several places nobody can say which
are meant. Runs not found so are passed over, and counted on the standard error.
"""

import argparse
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from bench.oracles import mined
from bench.planted.changes import git
from bench.planted.wording import form, letters

_HERE = Path(__file__).resolve().parent
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_BLAMED = re.compile(r"^[0-9a-f]{40,64} (\d+) \d+", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # for a terminal; and a carriage return is to be seen
_AROUND = 12  # rows of a hunk before and after the lines in question
_ELSEWHERE = 6  # other places named
_LONGEST = 8  # lines of a run that are shown


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a patch: sign (+, - or blank), path and one-based line of the version it stands in."""

    sign: str
    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A run of an operation: the hunk it stands in, and which rows of it are meant."""

    operation: str
    commit: str
    rows: list[Row]
    meant: range
    others: list[Row]


@dataclass(frozen=True, slots=True)
class _Place:
    sign: str
    path: str
    line: int
    texts: list[str]


def cases(repository: Path, database: Path, dice: random.Random, count: int) -> tuple[list[Case], int]:
    """So many of each operation, or as many as there are, shuffled; and how many runs were not found."""
    drawn: list[Case] = []
    lost = 0
    with duckdb.connect(str(database), read_only=True) as connection:
        (head,) = connection.table("mining_run").project("head_sha").fetchall()[0]
        runs: defaultdict[str, list[tuple[str, Callable[[], _Place | None]]]] = defaultdict(list)
        for operation, commit, *run in _rows(connection, "sampled_live"):
            runs[operation].append((commit, partial(_added, repository, head, *run)))
        for operation, commit, *run in _rows(connection, "sampled_dead"):
            runs[operation].append((commit, partial(_removed, repository, *run)))
    for operation, candidates in sorted(runs.items()):
        dice.shuffle(candidates)
        found = 0
        for commit, locate in candidates:
            if found == count:
                break
            place = locate()
            case = _case(repository, operation, commit, place) if place else None
            if case:
                drawn.append(case)
                found += 1
            else:
                lost += 1
    dice.shuffle(drawn)
    return drawn, lost


def shown(repository: Path, number: int, case: Case) -> str:
    """The case for a reader, without its operation."""
    subject = git(repository, "log", "-1", "--format=%h %f", case.commit).decode("utf-8", "replace").strip()
    first = case.rows[case.meant.start]
    window = range(max(case.meant.start - _AROUND, 0), min(case.meant.stop + _AROUND, len(case.rows)))
    text = [
        f"{'=' * 100}\ncase {number}   {subject}",
        f"the lines marked > ({first.sign}), {first.path}:{first.line}",
        *(_marked(case.rows[at], at in case.meant) for at in window),
    ]
    key = max((case.rows[at].text for at in case.meant), key=letters)
    in_patch = [row for row in case.others if form(row.text) == form(key)]
    in_tree = _in_tree(repository, case.commit, key, first)
    text.append(f"{form(key)!r} stands {'also' if in_patch or in_tree else 'nowhere else'}")
    text += [f"    in the patch  {row.sign} {row.path}:{row.line}" for row in in_patch[:_ELSEWHERE]]
    text += [f"    in the tree     {place}" for place in in_tree]
    return "\n".join(text)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return connection.execute((_HERE / f"{query}.sql").read_text()).fetchall()


def _case(repository: Path, operation: str, commit: str, place: _Place) -> Case | None:
    """The case, if such lines stand in the commit's patch: added ones there, removed ones in one place."""
    hunks = list(_hunks(repository, commit))
    rows = [row for hunk in hunks for row in hunk]
    length = len(place.texts)
    found: list[tuple[list[Row], range]] = []
    for hunk in hunks:
        for at, row in enumerate(hunk):
            here = hunk[at : at + length]
            if [(one.sign, one.text) for one in here] != [(place.sign, text) for text in place.texts]:
                continue
            if place.sign == "-" or (row.path, row.line) == (place.path, place.line):
                found.append((hunk, range(at, at + length)))
    if len(found) != 1:
        return None
    ((hunk, meant),) = found
    here = [hunk[at] for at in meant]
    return Case(operation, commit, hunk, meant, [row for row in rows if row not in here and row.sign != " "])


def _added(repository: Path, head: str, path: str, line: int, lines: int) -> _Place | None:
    """Where the run stood in the commit that touched it last."""
    span = f"{line},+{min(lines, _LONGEST)}"
    try:
        blamed = git(repository, "blame", "--porcelain", "-L", span, head, "--", path).decode(
            "utf-8", "replace"
        )
    except subprocess.CalledProcessError:  # a name with bytes that are not UTF-8
        return None
    first = _BLAMED.search(blamed)
    name = re.search(r"^filename (.*)$", blamed, re.MULTILINE)
    texts = [row.removeprefix("\t") for row in blamed.split("\n") if row.startswith("\t")]
    return _Place("+", name[1], int(first[1]), texts) if first and name else None


def _removed(repository: Path, birth: str, path: str, line: int, lines: int) -> _Place | None:
    """Where the run was born."""
    try:
        version = git(repository, "show", f"{birth}:{path}").decode("utf-8", "replace").split("\n")
    except subprocess.CalledProcessError:  # a name with bytes that are not UTF-8
        return None
    return _Place("-", path, line, version[line - 1 :][: min(lines, _LONGEST)])


def _hunks(repository: Path, commit: str) -> Iterator[list[Row]]:
    """Of a commit's patch, with the lines around."""
    patch = git(
        repository, "show", "--format=", "-p", "-M", f"-U{_AROUND}", "--no-ext-diff", "--no-textconv", commit
    )
    names = {"-": "", "+": ""}
    rows: list[Row] = []
    numbers = {"-": 0, "+": 0}
    for text in patch.decode("utf-8", "replace").split("\n"):
        header = _HUNK.match(text)
        if text.startswith("diff --git ") or header:
            if rows:
                yield rows
            rows = []
            numbers = {"-": int(header[1]), "+": int(header[2])} if header else {"-": 0, "+": 0}
        elif not numbers["-"] and not numbers["+"]:
            if text.startswith(("--- ", "+++ ")):
                names[text[0]] = text[6:].removesuffix("\t")
        elif text[:1] in {"-", "+", " "}:
            side = "-" if text[0] == "-" else "+"
            rows.append(Row(text[0], names[side], numbers[side], text[1:]))
            for moved in "-+" if text[0] == " " else side:
                numbers[moved] += 1
    if rows:
        yield rows


def _marked(row: Row, meant: bool) -> str:  # noqa: FBT001  a row's mark is what it is about
    text = _CONTROL.sub(lambda found: repr(found[0])[1:-1], row.text)
    return f"{'>' if meant else ' '} {row.line:6} {row.sign}{text}"


def _in_tree(repository: Path, commit: str, text: str, here: Row) -> list[str]:
    """Other lines with this normal form in the tree after the commit."""
    if not letters(text):
        return []
    found = git(repository, "grep", "-I", "-n", "-F", "-e", text.strip(), commit, status=1)
    places = []
    for match in found.decode("utf-8", "replace").split("\n")[:-1]:
        _, path, line, whole = match.split(":", 3)
        if form(whole) == form(text) and not (
            here.sign == "+" and (path, int(line)) == (here.path, here.line)
        ):
            places.append(f"{path}:{line}")
    return places[:_ELSEWHERE]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("--key", type=Path, required=True, help="where the operations go")
    parser.add_argument("--db", type=Path, help="mined before; without it the repository is mined now")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=50, help="of each operation")
    options = parser.parse_args()
    with mined(options.repository, options.db) as database:
        dice = random.Random(options.seed)  # noqa: S311  a sample, no secret
        drawn, lost = cases(options.repository, database, dice, options.count)
    with options.key.open("w", encoding="utf-8") as key:
        for number, case in enumerate(drawn, start=1):
            print(shown(options.repository, number, case))
            first = case.rows[case.meant.start]
            place = case.operation, case.commit, first.path, str(first.line)
            key.write("\t".join((str(number), *place)) + "\n")
    print(f"{len(drawn)} cases; {lost} runs were not found again in their commits", file=sys.stderr)


if __name__ == "__main__":
    main()
