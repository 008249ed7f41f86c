"""Do the operations of every commit add up to what git log --numstat counts, a pair on either side?

python -m bench.operations REPO [--db FILE]
"""

import argparse
from pathlib import Path

from bench.oracles import compare_operations, mined


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path, help="mined before; without it the repository is mined now")
    options = parser.parse_args()
    with mined(options.repository, options.db) as database:
        agreement = compare_operations(options.repository, database)
    differing = {tally.commit for tally in agreement.differing}
    total = agreement.agreeing + len(differing)
    print(f"{total:,} commits, {agreement.agreeing / max(total, 1):.4%} agree")
    print(f"{agreement.left_out:,} left out: submodules, changes of type, ignored revisions")
    for tally in sorted(agreement.differing, key=lambda tally: (tally.commit, tally.path or "")):
        where = "deleted in all" if tally.path is None else f"added to {tally.path!r}"
        print(f"{tally.commit[:12]}  ours {tally.ours}  git {tally.git}  {where}")


if __name__ == "__main__":
    main()
