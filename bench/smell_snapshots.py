"""Whether the smells of snapshots are those that `linespan smells` finds in a checkout of the same commits:
rule by rule, path by path, every column; and the lines and files they are counted over. Ends with 1 where one
is not. Mines with snapshots first.

Of each commit a tree is made that has the settings of the head, .gitattributes and linespan.toml, in place of
its own: a mining judges every tree by those. Nothing else is shared: the tree is a commit of its own in a
repository of its own, with a cache of its own.

python -m bench.smell_snapshots REPO [--db FILE] [--snapshots 3 | --all]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from analyzer.configuration import OWN, SHARED
from analyzer.mine import MiningOptions, mine
from analyzer.settings import ATTRIBUTES
from bench.borrowed import ask

_SMELLS = """
SELECT smells.rule, path, symbol, subject, ordinal, start_line, end_line, value, threshold, message, excused
FROM smells JOIN files USING (path_id) WHERE snapshot_seq = $1
"""
_TOTALS = "SELECT files, files - files_unparsable, lines FROM snapshots WHERE snapshot_seq = $1"
_COLUMNS = ("rule", "path", "symbol", "subject", "ordinal", "line", "end_line", "value", "limit", "message")

Row = tuple[Any, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--snapshots", type=int, default=3, help="older ones, spread evenly, beside the head")
    parser.add_argument("--all", action="store_true", help="every snapshot")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = options.db or Path(folder) / "history.duckdb"
        mine(options.repository, database, MiningOptions(snapshots=60))
        with duckdb.connect(str(database), read_only=True) as connection:
            differing = _compared(connection, options.repository, None if options.all else options.snapshots)
    sys.exit(differing > 0)


def _compared(connection: duckdb.DuckDBPyConnection, repository: Path, older: int | None) -> int:
    """How many rows differ at so many older snapshots and the head; at all, where older is None."""
    taken = connection.execute(
        "SELECT seq, sha, landed_time::DATE FROM snapshots JOIN commits ON seq = snapshot_seq ORDER BY seq"
    ).fetchall()
    head = taken[-1][1]
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder)
        # With its own objects: Linespan reads no borrowed ones.
        ask(checkout, "clone", "--quiet", "--bare", "--no-local", str(repository.resolve()), ".")
        if "[tool.linespan" in _content(checkout, head, SHARED):
            sys.exit(
                "the head's settings stand in pyproject.toml, where they can not be told from its manifest"
            )
        for seq, sha, landed in taken if older is None else _spread(taken, older):
            found, totals = _standing(checkout, _judged_by(checkout, sha, head))
            mined = Counter(connection.execute(_SMELLS, [seq]).fetchall())
            (counted,) = connection.execute(_TOTALS, [seq]).fetchall()
            for row in sorted((mined - found).elements(), key=str):
                print(f"  only the snapshot has {row}")
            for row in sorted((found - mined).elements(), key=str):
                print(f"  only the checkout has {row}")
            if counted != totals:
                print(f"  files, of these read, lines: {counted}, the checkout says {totals}")
            differ = (mined - found).total() + (found - mined).total() + (counted != totals)
            print(f"{sha[:12]} {landed} {found.total():5} smells in {totals[-1]:6} lines, {differ} differ")
            differing += differ
    return differing


def _spread(taken: list[Row], older: int) -> Iterator[Row]:
    """So many snapshots before the last one, as far apart as can be, and the last one."""
    before = taken[:-1]
    places = {len(before) * number // older for number in range(older)} if before else set()
    yield from (before[place] for place in sorted(places))
    yield taken[-1]


def _judged_by(checkout: Path, commit: str, head: str) -> str:
    """A commit of the same tree, with the settings of the head."""
    index = str(checkout / "index")

    def git(*arguments: str, given: bytes = b"") -> bytes:
        command = ["git", "-C", str(checkout), *arguments]
        return subprocess.run(
            command, input=given, capture_output=True, check=True, env={**os.environ, "GIT_INDEX_FILE": index}
        ).stdout

    git("read-tree", commit)
    entries = git("ls-tree", "-r", "-z", commit).split(b"\0")
    own = [b"0 %040d\t%b" % (0, entry.partition(b"\t")[2]) for entry in entries if _is_setting(entry)]
    told = [entry for entry in git("ls-tree", "-r", "-z", head).split(b"\0") if _is_setting(entry)]
    git("update-index", "-z", "--index-info", given=b"".join(line + b"\0" for line in own + told))
    tree = git("write-tree").decode().strip()
    who = ("-c", "user.name=bench", "-c", "user.email=bench@linespan.example")
    return git(*who, "commit-tree", "-m", "checkout", tree).decode().strip()


def _is_setting(entry: bytes) -> bool:
    path = entry.partition(b"\t")[2]
    return path == OWN.encode() or path.rpartition(b"/")[2] == ATTRIBUTES


def _content(checkout: Path, commit: str, path: str) -> str:
    return ask(checkout, "show", f"{commit}:{path}") if ask(checkout, "ls-tree", commit, "--", path) else ""


def _standing(checkout: Path, commit: str) -> tuple[Counter[Row], Row]:
    """What `linespan smells` says of a commit: its smells; files, of these read, and lines."""
    command = [sys.executable, "-c", "import sys; from dashboard.cli import main; sys.exit(main())"]
    ran = subprocess.run(
        [*command, "smells", str(checkout), "--rev", commit, "--format", "json"],
        stdout=subprocess.PIPE,
        check=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("LINESPAN_")},
    )
    told = json.loads(ran.stdout)
    rows = [(*(one[name] for name in _COLUMNS), None) for one in told["findings"]]
    rows += [(*(one[name] for name in _COLUMNS), one["reason"]) for one in told["suppressed"]]
    coverage = told["coverage"]
    return Counter(rows), (coverage["source"], coverage["analysed"], told["totals"]["lines"])


if __name__ == "__main__":
    main()
