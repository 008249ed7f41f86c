"""Whether mining a history in steps gives what mining it at once gives; ends with 1 where it does not.

python bench/steps.py REPO [--steps N --seed S]
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from analyzer.mine import MiningOptions, mine

# What a run says of itself and not of the history.
_OF_THE_RUN = {"tip_sha", "started_at", "finished_at", "commits_read", "tables_hash"}
# How far back trees are kept depends on the heads that were mined.
_NOT_COMPARED = {"checkpoints"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, stepped = Path(folder) / "whole.duckdb", Path(folder) / "stepped.duckdb"
        started = time.perf_counter()
        mine(options.repository, whole)
        print(f"at once: {time.perf_counter() - started:.2f} s")
        chosen = steps(whole, options.steps, random.Random(options.seed))  # noqa: S311  a sample, no secret
        for revision in chosen:
            started = time.perf_counter()
            mined = mine(options.repository, stepped, MiningOptions(rev=revision))
            notes = f"  {'; '.join(mined.notes)}" if mined.notes else ""
            print(
                f"{revision[:12]}  {mined.new_commits:7,} new of {mined.commits:7,}"
                f"  {time.perf_counter() - started:6.2f} s{notes}"
            )
        differing = [
            name
            for name in tables(whole)
            if name not in _NOT_COMPARED and rows(whole, name) != rows(stepped, name)
        ]
    if differing:
        sys.exit(f"these tables differ: {', '.join(differing)}")
    print("every table is the same")


def steps(database: Path, count: int, dice: random.Random) -> list[str]:
    """Mainline commits at random, oldest first, the head last."""
    with duckdb.connect(str(database), read_only=True) as connection:
        mainline = connection.execute(
            "SELECT sha FROM commits WHERE landed_seq = seq ORDER BY seq"
        ).fetchall()
    places = sorted(dice.sample(range(len(mainline) - 1), count - 1))
    return [mainline[place][0] for place in [*places, len(mainline) - 1]]


def tables(database: Path) -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]


def rows(database: Path, table: str) -> list[tuple[object, ...]]:
    """All rows, in the order of their values; commits and paths have the same numbers in both."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = [name for (name, *_) in connection.execute(f"DESCRIBE {table}").fetchall()]
        wanted = ", ".join(name for name in names if name not in _OF_THE_RUN)
        return connection.execute(f"SELECT {wanted} FROM {table} ORDER BY ALL").fetchall()  # noqa: S608


if __name__ == "__main__":
    main()
