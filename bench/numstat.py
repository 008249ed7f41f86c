"""How far file_changes agrees with git log --numstat.

python -m bench.numstat REPO [--db FILE]
"""

import argparse
from pathlib import Path

from bench.oracles import Change, compare_numstat, mined


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path, help="mined before; without it the repository is mined now")
    options = parser.parse_args()
    with mined(options.repository, options.db) as database:
        agreement = compare_numstat(options.repository, database)
    differing = {(change.commit, change.path) for change in agreement.only_ours + agreement.only_git}
    total = agreement.agreeing + len(differing)
    print(f"{total:,} changes, {agreement.agreeing / max(total, 1):.4%} agree")
    sides = [("ours", change) for change in agreement.only_ours]
    sides += [("git", change) for change in agreement.only_git]
    for side, change in sorted(sides, key=lambda sided: (sided[1].commit, sided[1].path, sided[0])):
        print(f"{side:4}  {change.commit[:12]}  {shown(change)}")


def shown(change: Change) -> str:
    renamed = f"{change.old!r} => " if change.old is not None else ""
    return f"+{change.added} -{change.deleted}  {renamed}{change.path!r}"


if __name__ == "__main__":
    main()
