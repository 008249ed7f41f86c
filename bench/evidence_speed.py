"""What the search for signs of AI tools takes of a mining, and the verdicts beside it.

python -m bench.evidence_speed REPO [--rounds N]

Every round mines without snapshots, in this process and the workers it starts, and judges the result. The
search is done in this process: the wall-clock time of its functions is taken, whatever runs beside them, so
its share is rather told too large than too small. Medians.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar
from unittest.mock import patch

import analyzer.mine
from analyzer.agents import Detector
from dashboard.verdicts import judge
from metrics import views

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# For what commits, notes on lines and the tools' settings say, and what follows for each line.
SEARCH = [
    (Detector, "examine"),
    *((analyzer.mine, name) for name in ("find", "attested", "signing", "judge")),
]


def measured(repository: Path, folder: Path) -> tuple[float, float, float]:
    """Seconds of mining, of the search as a part of them, and of judging."""
    spent: list[float] = []

    def timed(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(function)
        def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent.append(time.perf_counter() - began)

        return wrapped

    database = folder / "history.duckdb"
    with ExitStack() as timing:
        for holder, name in SEARCH:
            timing.enter_context(patch.object(holder, name, timed(getattr(holder, name))))
        mined = analyzer.mine.mine(repository, database, install_views=views.install, anew=True)
    began = time.perf_counter()
    judge(database)
    return mined.seconds, sum(spent), time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description="Evidence and verdicts beside the mining they belong to.")
    parser.add_argument("repository", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = [measured(asked.repository, Path(folder)) for _ in range(asked.rounds)]
    mining, search, verdicts = map(statistics.median, zip(*rounds, strict=True))
    print(
        f"mining {mining:.2f} s, of which evidence {search:.2f} s, {search / mining:.1%}; "
        f"verdicts {verdicts:.2f} s, {verdicts / mining:.2f} of mining once"
    )


if __name__ == "__main__":
    main()
