"""What snapshots add to a mining, beside running the providers over the same distinct blobs once.

python -m bench.snapshot_speed REPO [--rounds N]

Every round mines a clone without snapshots, with them, with them again while what
was examined is kept, and lets the providers alone read what the second mining read; then it asks for a mining
where nothing is new. Medians and their ratios are printed, and a row for bench/RESULTS.md.
"""

import argparse
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from analyzer.repository import open_repository
from analyzer.smells.cache import Cache
from analyzer.smells.examine import Blob, examine
from bench.borrowed import ask
from bench.peak import Run, watched

WITHOUT, FIRST, WARM, PROVIDERS, AGAIN = "without", "first", "warm", "providers", "again"


def measured(repository: Path, folder: Path) -> dict[str, Run]:
    """One round. repository: bare, may be written into; folder: for what is written beside it."""
    linespan = [str(Path(sys.executable).parent / "linespan"), "mine", str(repository), "--db"]
    kept = repository / "linespan"
    database = folder / "history.duckdb"
    alone = [sys.executable, "-m", __spec__.name, "--providers", str(repository)]
    shutil.rmtree(kept, ignore_errors=True)
    database.unlink(missing_ok=True)
    return {
        WITHOUT: _ended(WITHOUT, [*linespan, str(database), "--snapshots", "0", "--anew"]),
        FIRST: _ended(FIRST, [*linespan, str(database), "--anew"]),
        WARM: _ended(WARM, [*linespan, str(database), "--anew"]),
        AGAIN: _ended(AGAIN, [*linespan, str(database)]),
        PROVIDERS: _ended(PROVIDERS, alone),
    }


def _ended(name: str, command: Sequence[str]) -> Run:
    run = watched(command)
    if run.status:
        sys.exit(f"{name} ended with status {run.status}")
    print(f"{name:9} {run.seconds:9.2f} s", file=sys.stderr)
    return run


def providers_alone(repository: Path) -> None:
    """Examine what the cache of a repository holds, without it."""
    with closing(sqlite3.connect(repository / "linespan" / "smells.sqlite")) as connection:
        rows = connection.execute("SELECT blob, kind FROM examined").fetchall()
    blobs = [_blob(name, *kind.rsplit(" ", 1)) for name, kind in rows]
    with tempfile.TemporaryDirectory() as folder:
        sealed = open_repository(repository).seal(Path(folder) / "sealed")
        examine(blobs, sealed.blobs, Cache(Path(folder) / "kept" / "smells.sqlite", ""))


def _blob(name: str, language: str, told: str) -> Blob:
    """A blob that is kept under the same kind."""
    return Blob(name, told.encode() if told == "__init__.py" else f"file.{told}".encode(), language)


def row(name: str, runs: Sequence[dict[str, Run]]) -> str:
    """A row of bench/RESULTS.md; ratios are those of medians."""
    seconds = {which: statistics.median(round_[which].seconds for round_ in runs) for which in runs[0]}
    first, warm = (seconds[which] - seconds[WITHOUT] for which in (FIRST, WARM))
    cells = [
        name,
        *(f"{seconds[which]:.2f} s" for which in (WITHOUT, FIRST, WARM, AGAIN, PROVIDERS)),
        f"{first / seconds[PROVIDERS]:.2f}",
        f"{warm / first:.0%}",
        *(
            f"{max(getattr(round_[FIRST], size) for round_ in runs) / 1e6:,.0f} MB"
            for size in ("largest", "own")
        ),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--providers", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.providers:
        providers_alone(options.repository)
        return
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone.git"
        ask(Path(), "clone", "--quiet", "--bare", str(options.repository), str(clone))
        runs = [measured(clone, Path(folder)) for _ in range(options.rounds)]
    print(row(options.repository.resolve().name, runs))


if __name__ == "__main__":
    main()
