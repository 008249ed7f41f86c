"""How well Linespan tells operations and origins: both are planted into a real tree, mined, and compared.

python -m bench.planting REPO [--rev REV] [--seed N] [--commits N] [--plants] [--misses] [--json] [--keep DIR]

The source files of REPO at a revision become the first commit of a new repository. Each further commit
plants moves, copies, re-indents, updates, replacements, deletions, rewrites, additions and renames at
random places, and every line of it has an expected operation and origin by METRICS.md, 2, whose text
alone this was written from. REPO itself is only read.

A draw is taken back where git shows another change than the one planted (blocks that can slide, or that
stand in each other's way), and where two plants of a commit share a line: both are counted. What is
planted but not judged is counted too: lines of copies that only a docstring or a string over several
lines keeps apart from a run of code, and commits whose files git pairs otherwise than they were renamed.
The lines of one plant are told right or wrong together, so the intervals, which take them one by one, are
narrower than the truth.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.planted.commits import commit
from bench.planted.ground import Ground
from bench.planted.judgement import OPERATIONS, Judgement, Share, judge
from bench.planted.trees import tree


def planted(repository: Path, revision: str, seed: int, commits: int) -> Ground:
    """Commits of plants upon a real tree. Raises CalledProcessError where git knows no such revision."""
    ground = Ground(tree(repository, revision), random.Random(seed))  # noqa: S311  a sample, no secret
    for _ in range(commits):
        commit(ground)
    return ground


def judged(ground: Ground, folder: Path) -> Judgement:
    """The ground as a repository in this folder, mined by the command that people use, and judged."""
    repository, database = folder / "repository", folder / "history.duckdb"
    repository.mkdir(parents=True)
    unclear = ground.write(repository)
    command = [
        str(Path(sys.executable).with_name("linespan")),
        "mine",
        "--rev",
        "main",
        "--db",
        str(database),
        "--snapshots",
        "0",
    ]
    subprocess.run([*command, str(repository)], check=True, stdout=subprocess.DEVNULL)
    return judge(ground, unclear, repository, database)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("--rev", default="HEAD", help="whose tree is taken")
    parser.add_argument("--seed", type=int, default=0, help="of what is planted, and where")
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument(
        "--plants", action="store_true", help="also list what was planted, and as what it was found"
    )
    parser.add_argument("--misses", action="store_true", help="also list the lines that were told wrong")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="a new folder for the repository and its database")
    options = parser.parse_args()
    ground = planted(options.repository, options.rev, options.seed, options.commits)
    with tempfile.TemporaryDirectory() as name:
        judgement = judged(ground, options.keep or Path(name))
    if options.json:
        print(json.dumps(as_data(ground, judgement), indent=2))
    else:
        report(ground, judgement)
        if options.plants:
            report_plants(ground, judgement)
        if options.misses:
            report_misses(judgement)


def report(ground: Ground, judgement: Judgement) -> None:
    plants = sum(ground.plants.values())
    print(f"{plants:,} plants in {ground.number:,} commits")
    print(f"taken back: {ground.slid:,} draws that git shows otherwise, {ground.shared:,} that share a line")
    for reason, count in judgement.left_out.items():
        print(f"not judged: {count:,} lines, {reason}")
    print()
    print("| operation | planted | recall | found | precision | origin or source right |")
    print("|---|---|---|---|---|---|")
    for operation in OPERATIONS:
        recall, precision = judgement.recall(operation), judgement.precision(operation)
        cells = operation, f"{recall.of:,}", shown(recall), f"{precision.of:,}", shown(precision)
        print("|", " | ".join([*cells, shown(judgement.origin(operation))]), "|")
    for kind in ("file renamed", "kept"):
        print(f"\n{kind}, untouched lines: origin right {shown(judgement.origin(kind))}", end="")
    print("\n")
    for (expected, found), count in judgement.pairs.most_common():
        if expected != found:
            print(f"{count:8,} lines of {expected!r} found as {found!r}")


def report_plants(ground: Ground, judgement: Judgement) -> None:
    for name, count in sorted(ground.plants.items()):
        print(f"\n{name}: {count:,} plants")
        for (plant_name, expected, found), lines in sorted(judgement.plants.items()):
            if plant_name == name:
                print(f"{lines:8,} {expected:12} {'' if expected == found else f'found as {found}'}".rstrip())


def report_misses(judgement: Judgement) -> None:
    for miss in judgement.misses:
        place = f"commit {miss.commit}, {miss.path}:{miss.line}"
        print(f"{place}: {miss.expected!r} of {miss.plant!r} found as {miss.found!r}")


def shown(share: Share) -> str:
    """Rounded down, so that 1.0000 means all."""
    if share.value is None:
        return "-"
    low, high = share.interval
    return f"{int(share.value * 1e4) / 1e4:.4f} [{low:.3f}, {high:.3f}]"


def as_data(ground: Ground, judgement: Judgement) -> dict[str, Any]:
    return {
        "commits": ground.number,
        "plants": dict(ground.plants),
        "taken_back": {"shown otherwise": ground.slid, "sharing a line": ground.shared},
        "left_out": dict(judgement.left_out),
        "operations": {
            operation: {
                "recall": share_data(judgement.recall(operation)),
                "precision": share_data(judgement.precision(operation)),
                "origin": share_data(judgement.origin(operation)),
            }
            for operation in OPERATIONS
        },
        "confusion": [
            {"plant": name, "expected": expected, "found": found, "lines": lines}
            for (name, expected, found), lines in sorted(judgement.plants.items())
        ],
    }


def share_data(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"hits": share.hits, "of": share.of, "share": share.value, "low": low, "high": high}


if __name__ == "__main__":
    main()
