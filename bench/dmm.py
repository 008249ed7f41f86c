"""Holds the Delta Maintainability Model that `linespan show` prints against PyDriller, called by itself on a
repository of our own over the same objects: `python -m bench.dmm REPO [--commits 50]`.

Asked are the last commits, merges among them, as many as there are figures to compare.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from pydriller import Git

from analyzer.delta_maintainability import DeltaMaintainability, measure
from analyzer.repository import open_repository
from bench.borrowed import ask, borrowed

NOTHING = (None, None, None)


def main() -> None:
    parser = argparse.ArgumentParser(description="Our figures and PyDriller's.")
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=50, help="how many that have figures")
    asked = parser.parse_args()
    counts: Counter[str] = Counter()
    with (
        borrowed(asked.repository, ask(asked.repository, "rev-parse", "HEAD")) as copy,
        tempfile.TemporaryDirectory() as folder,
    ):
        sealed = open_repository(asked.repository).seal(Path(folder) / "sealed")
        theirs = Git(str(copy))
        for name in ask(copy, "rev-list", "master").splitlines():
            commit = theirs.get_commit(name)
            expected = (commit.dmm_unit_size, commit.dmm_unit_complexity, commit.dmm_unit_interfacing)
            ours = measure(sealed, name, [])
            kind = "without figures" if expected == NOTHING else "with figures"
            counts[kind] += 1
            if ours != DeltaMaintainability(*expected):
                counts["differing"] += 1
                print(f"{name}: {expected}, ours {ours}")
            if counts["with figures"] == asked.commits:
                break
    print(
        f"{counts['with figures']} commits with figures and {counts['without figures']} without: "
        f"{counts['differing']} differ"
    )


if __name__ == "__main__":
    main()
