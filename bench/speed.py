"""How fast and how large a mining is beside git and others, measured in turn in the same call.

What snapshots of the smells add to it bench/snapshot_speed.py tells.

python -m bench.speed REPO [--rounds N] [--without pydriller,theseus] [--theseus FILE]

Every round runs each competitor once, so that a slow minute of the machine hits all of them alike; medians
and their ratios are printed, and a row for bench/RESULTS.md. Where the repository lacks objects, `git log -p`
would die in the middle; the others therefore read a repository over the same objects in which a blob of one
line takes the place of each that is absent, as in a mining.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.borrowed import ask, borrowed
from bench.peak import Run, watched
from bench.theseus import theseus

GIT, LINESPAN, START, PYDRILLER, THESEUS = "git log", "linespan", "start", "pydriller", "theseus"
# What any program pays that is written in Python and stores in DuckDB.
_START = "import sys, duckdb; duckdb.connect(sys.argv[1]).execute('CREATE OR REPLACE TABLE t (n INTEGER)')"
_DATABASE = "history.duckdb"
_PYDRILLER = """
import sys
from pydriller import Repository

for commit in Repository(sys.argv[1], only_no_merge=True).traverse_commits():
    for file in commit.modified_files:
        file.added_lines, file.deleted_lines
"""


def commands(repository: Path, copy: Path, folder: Path) -> dict[str, list[str]]:
    """What each competitor runs. copy: a repository over the same objects; folder: for what they write."""
    python = sys.executable
    linespan = [str(Path(python).parent / "linespan"), "mine", "--rev", "HEAD"]
    return {
        GIT: ["git", "-C", str(copy), "-c", "diff.renameLimit=1000", "log", "-p", "-U0", "-M"],
        LINESPAN: [*linespan, "--snapshots", "0", "--db", str(folder / _DATABASE), str(repository)],
        START: [python, "-c", _START, str(folder / "empty.duckdb")],
        PYDRILLER: [python, "-c", _PYDRILLER, str(copy)],
    }


def measure(competitors: Mapping[str, Sequence[str]], rounds: int, database: Path) -> dict[str, list[Run]]:
    """Every competitor's runs, in turn; never with a database that an earlier round has left."""
    runs: dict[str, list[Run]] = {name: [] for name in competitors}
    for number in range(1, rounds + 1):
        for name, command in competitors.items():
            database.unlink(missing_ok=True)
            run = watched(command)
            if run.status:
                sys.exit(f"{name} ended with status {run.status}")
            print(f"round {number}: {name:9} {run.seconds:9.2f} s", file=sys.stderr)
            runs[name].append(run)
    return runs


def row(name: str, commits: str, runs: Mapping[str, Sequence[Run]]) -> str:
    """A row of bench/RESULTS.md; ratios are those of medians."""
    seconds = {rival: statistics.median(run.seconds for run in of_one) for rival, of_one in runs.items()}
    ours, git = seconds[LINESPAN], seconds[GIT]
    sizes = [max(getattr(run, size) for run in runs[LINESPAN]) for size in ("largest", "tree", "own")]
    cells = [
        name,
        f"{int(commits):,}",
        f"{git:.2f} s",
        f"{ours:.2f} s",
        f"{ours / git:.2f}",
        f"{seconds[START]:.2f} s",
        f"{(ours - seconds[START]) / git:.2f}",
        *(f"{seconds[rival] / ours:.1f}" if rival in seconds else "-" for rival in (PYDRILLER, THESEUS)),
        *(f"{size / 1e6:,.0f} MB" for size in sizes),
    ]
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """What the figures depend on beside the repository."""
    versions = ", ".join(f"{package} {version(package)}" for package in ("duckdb", "pydriller"))
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, Python {python}, {ask(Path(), 'version')}, {versions}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", default="", help=f"rivals to leave out: {PYDRILLER},{THESEUS}")
    parser.add_argument("--theseus", type=Path, help="the program git-of-theseus-analyze")
    options = parser.parse_args()
    left_out = set(options.without.split(",")) - {""}
    if unknown := left_out - {PYDRILLER, THESEUS}:
        parser.error(f"--without takes {PYDRILLER} and {THESEUS}, not {', '.join(sorted(unknown))}")
    head = ask(options.repository, "rev-parse", "HEAD")
    commits = ask(options.repository, "rev-list", "--count", head)
    with borrowed(options.repository, head) as copy, tempfile.TemporaryDirectory() as folder:
        competitors = commands(options.repository, copy, Path(folder))
        if THESEUS not in left_out:
            program = theseus(options.theseus)
            competitors[THESEUS] = [program, "--quiet", "--outdir", folder, str(copy)]
        runs = measure(
            {name: command for name, command in competitors.items() if name not in left_out},
            options.rounds,
            Path(folder) / _DATABASE,
        )
    print(f"{options.rounds} rounds on {machine()}")
    print(row(options.repository.resolve().name, commits, runs))


if __name__ == "__main__":
    main()
