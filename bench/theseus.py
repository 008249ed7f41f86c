"""How far the live lines by year agree with git-of-theseus at the head.

python -m bench.theseus REPO [--db FILE] [--theseus FILE]

git-of-theseus runs git blame on every file and counts lines by the year (UTC) of their commit's committer
time, so our last touches are counted the same way here; landing times, which everything else in Linespan goes
by, would put a line into the year its branch was merged. It takes all file types, not only those it knows as
code. What it counts beyond ours is computed and named: git blame finds lines in binary files too, and
GitPython, which reads blame for it, also ends a line at a carriage return that stands alone. What it does not
count, because it passes over every blame that it can not read, shows as a difference.
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
_BLAMED = re.compile(rb"^committer-time (\d+)\n(?:[^\t].*\n)*\t(.*)$", re.MULTILINE)
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


def beyond_cohorts(repository: Path, binary: Iterable[bytes], returns: Iterable[bytes]) -> Counter[str]:
    """What GitPython counts and we do not, by year: all of these binary files, more lines of these others."""
    years: Counter[str] = Counter()
    for paths, known in ((binary, 0), (returns, 1)):
        for path in paths:
            blamed = _ask(repository, "blame", "--line-porcelain", "master", "--", path)
            for time, line in _BLAMED.findall(blamed):
                years[f"{datetime.fromtimestamp(int(time), UTC):%Y}"] += _counted(line) - known
    return years


def _counted(line: bytes) -> int:
    """For how many lines GitPython takes one: its pieces save those it can take for blame's headers."""
    pieces = (piece.rstrip().decode(errors="replace") for piece in (b"\t" + line + b"\n").splitlines())
    return sum(not piece or piece[0].isspace() or "\N{REPLACEMENT CHARACTER}" in piece for piece in pieces)


def theseus(named: Path | None) -> str:
    """The program: the one named, beside this Python, or on the PATH."""
    beside = shutil.which("git-of-theseus-analyze", path=Path(sys.executable).parent)
    found = named or beside or shutil.which("git-of-theseus-analyze")
    if found is None:
        sys.exit("git-of-theseus is not installed: pip install git-of-theseus, then --theseus FILE")
    return str(found)


def odd_files(repository: Path, text: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Files of the head that are no text, and text files with carriage returns inside their lines."""
    listed = _ask(repository, "ls-tree", "-r", "-z", "master").split(b"\0")[:-1]
    entries = (entry.split(b"\t", 1) for entry in listed)
    binary = {path for about, path in entries if about.split()[1] == b"blob"} - set(text)
    found = _ask(repository, "grep", "--text", "-l", "-z", "\r.", "master", none_is=1).split(b"\0")[:-1]
    returns = {name.removeprefix(b"master:") for name in found} - binary
    return sorted(binary), sorted(returns)


def _ask(repository: Path, *arguments: str | bytes, none_is: int = 0) -> bytes:
    answer = subprocess.run(["git", "-C", repository, *arguments], capture_output=True, check=False)
    if answer.returncode not in (0, none_is):
        raise subprocess.CalledProcessError(answer.returncode, answer.args, stderr=answer.stderr)
    return answer.stdout


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
        binary, returns = odd_files(folder, text)
        beyond = beyond_cohorts(folder, binary, returns)
        theirs = their_cohorts(theseus(options.theseus), folder)
    print(f"{'year':4}{'ours':>12}{'theirs':>12}{'explained':>12}{'difference':>12}")
    for year in sorted(ours | theirs | beyond):
        our, their, more = ours[year], theirs[year], beyond[year]
        print(f"{year:4}{our:12,}{their:12,}{more:12,}{(their - our - more) / max(our, 1):12.3%}")
    for reason, paths in (("binary", binary), ("carriage returns inside lines", returns)):
        for path in paths:
            print(f"explained: {path.decode(errors='backslashreplace')!r}: {reason}")


if __name__ == "__main__":
    main()
