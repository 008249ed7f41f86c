"""Whether mining a history in steps gives what mining it at once gives; ends with 1 where it does not.

python -m bench.steps REPO [--steps N --seed S]
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from analyzer.mine import MiningOptions, mine
from bench.opened import opened

# What a run says of itself and not of the history.
_OF_THE_RUN = ["tip_sha", "started_at", "finished_at", "commits_read", "tables_hash"]
# How far back trees are kept depends on the heads that were mined.
_NOT_COMPARED = ["checkpoints"]


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
        differing = differing_tables(whole, stepped)
    if differing:
        sys.exit(f"these tables differ: {', '.join(differing)}")
    print("every table is the same")


def steps(database: Path, count: int, dice: random.Random) -> list[str]:
    """Mainline commits at random, oldest first, the head last."""
    with opened(database) as connection:
        mainline = connection.execute(
            "SELECT sha FROM commits WHERE landed_seq = seq ORDER BY seq"
        ).fetchall()
    places = sorted(dice.sample(range(len(mainline) - 1), count - 1))
    return [mainline[place][0] for place in [*places, len(mainline) - 1]]


def differing_tables(one: Path, other: Path) -> list[str]:
    """The tables of which one database has other rows; commits and paths have the same numbers in both."""
    first, second = _rows(one), _rows(other)
    return [name for name in {**first, **second} if first.get(name) != second.get(name)]


def _rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of each table, in the order of their values."""
    with opened(database) as connection:
        columns = connection.execute(
            "SELECT table_name, string_agg(column_name, ', ') FROM duckdb_columns() "
            "WHERE database_name = current_database() AND NOT list_contains($1, column_name) "
            "AND table_name IN (SELECT table_name FROM duckdb_tables()) "
            "AND NOT list_contains($2, table_name) GROUP BY table_name",
            [_OF_THE_RUN, _NOT_COMPARED],
        ).fetchall()
        return {
            table: connection.execute(f"SELECT {wanted} FROM {table} ORDER BY ALL").fetchall()  # noqa: S608
            for table, wanted in columns
        }


if __name__ == "__main__":
    main()
