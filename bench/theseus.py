"""How far the live lines by year agree with git-of-theseus at the head.

python bench/theseus.py REPO [--db FILE] [--theseus FILE]

git-of-theseus runs git blame on every file and counts lines by the year (UTC) of their commit's committer
time, so our last touches are counted the same way here; landing times, which everything else in Linespan goes
by, would put a line into the year its branch was merged. It takes all file types, not only those it knows as
code. What it counts beyond ours is named: git blame finds lines in binary files too. What it does not count,
because it passes over every blame that it can not read, shows as a difference.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from bench.borrowed import borrowed
from bench.oracles import mined, text_files

# Longer than any history, so that of all samples only the head is taken.
_ONLY_HEAD = str(100 * 366 * 24 * 60 * 60)
_COMMITTED = re.compile(rb"^committer-time (\d+)$", re.MULTILINE)  # a line of the file begins with a tab
_COHORTS = """
    SELECT strftime(touched.committer_time AT TIME ZONE 'UTC', '%Y') AS year, sum(live.lines)::BIGINT AS lines
    FROM live_runs AS live
    JOIN commits AS touched ON touched.seq = live.touch_seq
    GROUP BY year
"""


def our_cohorts(database: Path) -> tuple[str, Counter[str]]:
    """The mined head, and its lines by the year in which their last touch was committed."""
    with duckdb.connect(str(database), read_only=True) as connection:
        (head,) = connection.table("mining_run").project("head_sha").fetchall()[0]
        return head, Counter(dict(connection.execute(_COHORTS).fetchall()))


def their_cohorts(program: str, repository: Path) -> Counter[str]:
    """What git-of-theseus says of the head of this repository."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("--all-filetypes", "--interval", _ONLY_HEAD, "--quiet", "--outdir", folder)
        subprocess.run([program, *arguments, str(repository)], check=True, stdout=subprocess.DEVNULL)
        answer = json.loads((Path(folder) / "cohorts.json").read_text())
    years = (label.removeprefix("Code added in ") for label in answer["labels"])
    return Counter({year: series[-1] for year, series in zip(years, answer["y"], strict=True)})


def blamed_cohorts(repository: Path, paths: Iterable[bytes]) -> Counter[str]:
    """Lines that git blame finds in these files of the head, by year."""
    years: Counter[str] = Counter()
    for path in paths:
        command = ["git", "-C", repository, "blame", "--line-porcelain", "master", "--", path]
        blamed = subprocess.run(command, check=True, capture_output=True).stdout
        years.update(f"{datetime.fromtimestamp(int(time), UTC):%Y}" for time in _COMMITTED.findall(blamed))
    return years


def theseus(named: Path | None) -> str:
    """The program: the one named, beside this Python, or on the PATH."""
    beside = shutil.which("git-of-theseus-analyze", path=Path(sys.executable).parent)
    found = named or beside or shutil.which("git-of-theseus-analyze")
    if found is None:
        sys.exit("git-of-theseus is not installed: pip install git-of-theseus, then --theseus FILE")
    return str(found)


def binary_files(repository: Path, text: Iterable[bytes]) -> list[bytes]:
    """Files of the head that are no text."""
    listed = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "-z", "master"], check=True, capture_output=True
    ).stdout
    entries = (entry.split(b"\t", 1) for entry in listed.split(b"\0")[:-1])
    return sorted({path for about, path in entries if about.split()[1] == b"blob"} - set(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path, help="mined before; without it the repository is mined now")
    parser.add_argument("--theseus", type=Path, help="the program git-of-theseus-analyze")
    options = parser.parse_args()
    with mined(options.repository, options.db) as database:
        head, ours = our_cohorts(database)
        text = text_files(options.repository, database)
    with borrowed(options.repository, head) as folder:
        binary = binary_files(folder, text)
        beyond = blamed_cohorts(folder, binary)
        theirs = their_cohorts(theseus(options.theseus), folder)
    print(f"{'year':4}{'ours':>12}{'theirs':>12}{'binary files':>14}{'difference':>12}")
    for year in sorted(ours | theirs | beyond):
        our, their, more = ours[year], theirs[year], beyond[year]
        print(f"{year:4}{our:12,}{their:12,}{more:14,}{(their - our - more) / max(our, 1):12.3%}")
    names = ", ".join(path.decode(errors="backslashreplace") for path in binary)
    print(f"left out of ours: {names or 'none'}")


if __name__ == "__main__":
    main()
