"""Asks wily about the last revisions of a repository, and counts where Linespan's figures agree, and how long
each takes: `python -m bench.wily_figures REPO --wily PROGRAM`.

wily pins an old radon, so it lives in an environment of its own. Every difference is put down to a reason
that is checked, not guessed.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from radon.complexity import cc_visit
from radon.visitors import Function

from analyzer.repository import open_repository
from analyzer.smells.cache import Cache
from analyzer.smells.examine import Blob, examine
from analyzer.smells.model import Examined

AGREES = "agree"
ASSERTS = "wily counts no assert statement as a branch, as radon does by default"
UNEXPLAINED = "unexplained"

Figures = dict[tuple[int, str], int]
"""Cyclomatic complexity by first line and name."""


class Told(NamedTuple):
    """What wily says of a file at a revision; index: of maintainability, None where it has none."""

    complexity: Figures
    index: float | None


def main() -> None:
    parser = argparse.ArgumentParser(description="wily's figures and Linespan's.")
    parser.add_argument("repository", type=Path)
    parser.add_argument("--wily", default=shutil.which("wily"), help="the program")
    parser.add_argument("--revisions", type=int, default=50)
    asked = parser.parse_args()
    if asked.wily is None:
        sys.exit("there is no wily on the PATH: name it with --wily")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.monotonic()
        theirs = _wily(asked.repository, asked.wily, asked.revisions, folder)
        between = time.monotonic()
        trees, known = _ours(asked.repository, list(theirs), folder)
        ended = time.monotonic()
        versions = sum(map(len, trees.values()))
        print(
            f"{len(theirs)} revisions, {versions:,} versions of Python files, {len(known):,} of them distinct"
        )
        complexity, index = _compared(asked.repository, theirs, trees, known, folder)
    for title, counts in (
        ("cyclomatic complexity of functions", complexity),
        ("maintainability index", index),
    ):
        print(title)
        for reason, number in counts.most_common():
            print(f"  {number:7,} {reason}")
    slow, fast = between - began, ended - between
    print(f"wily {slow:.1f} s, Linespan {fast:.1f} s (all providers): {slow / fast:.1f} times as fast")


def _wily(repository: Path, wily: str, revisions: int, folder: Path) -> dict[str, dict[str, Told]]:
    """What wily says, by revision, in the order in which it looks at them, and by path."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", repository, clone], check=True)
    operators = ("--operators", "cyclomatic,maintainability")
    command = [wily, "--cache", folder / "cache", "build", "--max-revisions", str(revisions), *operators, "."]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)
    listed = ["git", "rev-list", f"--max-count={revisions}", "--reverse", "HEAD"]
    names = subprocess.run(listed, cwd=clone, check=True, capture_output=True, text=True).stdout.split()
    return {name: _told(folder / "cache" / "git" / f"{name}.json") for name in names}


def _told(file: Path) -> dict[str, Told]:
    data = json.loads(file.read_bytes())["operator_data"]
    index = data["maintainability"]
    return {
        path: Told(
            {
                (block["lineno"], block["name"]): block["complexity"]
                for block in one["detailed"].values()
                if "closures" in block  # a class has none
            },
            index.get(path, {}).get("total", {}).get("mi"),
        )
        for path, one in data["cyclomatic"].items()
        if path.endswith(".py") and "detailed" in one
    }


def _ours(
    repository: Path, revisions: list[str], folder: Path
) -> tuple[dict[str, dict[str, str]], dict[str, Examined]]:
    """Blobs by revision and path, and what is known of each blob, examined once, from nothing."""
    sealed = open_repository(repository).seal(folder / "sealed")
    trees = {
        revision: {
            path.decode(): name.decode()
            for mode, name, path in sealed.tree(revision)
            if mode.startswith(b"100") and path.endswith(b".py")
        }
        for revision in revisions
    }
    blobs = {name: path for tree in trees.values() for path, name in tree.items()}
    asked = [Blob(name, path.encode(), "python") for name, path in blobs.items()]
    found = examine(asked, sealed.blobs, Cache(folder / "smells.sqlite", "bench"))
    return trees, dict(zip(blobs, found, strict=True))


def _compared(
    repository: Path,
    theirs: Mapping[str, Mapping[str, Told]],
    trees: Mapping[str, Mapping[str, str]],
    known: Mapping[str, Examined],
    folder: Path,
) -> tuple[Counter[str], Counter[str]]:
    """How many functions agree, and how many files, and the others by reason."""
    complexity: Counter[str] = Counter()
    index: Counter[str] = Counter()
    sealed = open_repository(repository).seal(folder / "again")
    without = dict(zip(known, map(_without_asserts, sealed.blobs(known)), strict=True))
    for revision, files in theirs.items():
        for path, name in trees[revision].items():
            if path not in files:
                continue  # wily has nothing to say of it
            told, ours = files[path], _functions(known[name])
            for place, figure in told.complexity.items():
                asserts = without[name].get(place) == figure
                complexity[AGREES if ours.get(place) == figure else ASSERTS if asserts else UNEXPLAINED] += 1
            if told.index is not None:
                index[AGREES if told.index == known[name].maintainability else UNEXPLAINED] += 1
    return complexity, index


def _functions(examined: Examined) -> Figures:
    return {
        (function.start_line, function.symbol.rpartition(".")[2]): function.cyclomatic
        for function in examined.functions
    }


def _without_asserts(content: bytes) -> Figures:
    """As radon counts when it leaves assert statements out."""
    return {
        (block.lineno, block.name): block.complexity
        for block in cc_visit(content.decode(), no_assert=True)
        if isinstance(block, Function)
    }


if __name__ == "__main__":
    main()
