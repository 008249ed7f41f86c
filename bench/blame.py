"""How far the last touch of every line agrees with git blame.

python -m bench.blame REPO [--db FILE] [--files N --seed S]
"""

import argparse
import random
from pathlib import Path

from bench.oracles import BlameAgreement, compare_blame, law, mined, text_files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path, help="mined before; without it the repository is mined now")
    parser.add_argument("--files", type=int, help="take a sample of so many files")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    options = parser.parse_args()
    with mined(options.repository, options.db) as database:
        paths = sorted(text_files(options.repository, database))
        if options.files and options.files < len(paths):
            paths = random.Random(options.seed).sample(paths, options.files)  # noqa: S311  a sample, no secret
        report(compare_blame(options.repository, database, paths))
        kept = law(options.repository, database)
        print(f"{'the law holds' if kept.holds else 'THE LAW IS BROKEN'}: {kept}")


def report(agreement: BlameAgreement) -> None:
    lines = max(agreement.lines, 1)
    print(f"{agreement.lines:,} lines of {agreement.files:,} files")
    print(f"same commit:           {agreement.same_commit / lines:9.4%}")
    print(f"same commit and place: {agreement.same_place / lines:9.4%}")
    print(f"files with another number of lines: {len(agreement.lengths)}")
    for path, our_length, their_length in agreement.lengths:
        print(f"{our_length:8} ours {their_length:8} git  {path!r}")
    if agreement.unblamed:
        print(f"git blame failed on {len(agreement.unblamed)}: {', '.join(map(repr, agreement.unblamed))}")
    for (ours, theirs, path), count in agreement.disagreements.most_common():
        print(f"{count:8} lines  ours {ours[:12]}  git {theirs[:12]}  {path!r}")


if __name__ == "__main__":
    main()
