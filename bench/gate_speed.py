"""How fast and how large a run of the gate is beside radon and ruff on the same files, measured in turn.

python -m bench.gate_speed REPO [--files 20] [--rounds N] [--head REV]

The change is the shortest one back from the head along first parents that touches so many Python files, each
there at both ends. Beside the gate, cold (nothing kept of an earlier run) and warm, stands what a team would
run instead: `radon cc` and `ruff check` on those files, at both commits.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.borrowed import ask
from bench.peak import Run, watched

_REACH = 2000  # commits


def change(repository: Path, head: str, wanted: int) -> tuple[str, list[str]]:
    """A commit, and the Python files that changed since and stand at both ends."""
    for base in ask(repository, "rev-list", "--first-parent", f"--max-count={_REACH}", head).split()[1:]:
        listed = ask(
            repository, "diff", "--name-only", "--no-renames", "--diff-filter=M", base, head, "--", "*.py"
        )
        if len(paths := listed.split("\n")) >= wanted:
            return base, paths
    sys.exit(f"no change of {wanted} Python files in the last {_REACH} commits")


def checked_out(repository: Path, commits: list[str], paths: list[str], folder: Path) -> list[list[str]]:
    """The files of each commit, in folders of their own."""
    found = []
    for commit in commits:
        found.append([str(folder / commit / path) for path in paths])
        for path, place in zip(paths, map(Path, found[-1]), strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as file:
                subprocess.run(["git", "-C", repository, "show", f"{commit}:{path}"], stdout=file, check=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--head", default="HEAD")
    arguments = parser.parse_args()
    programs = Path(sys.executable).parent
    head = ask(arguments.repository, "rev-parse", f"{arguments.head}^{{commit}}")
    base, paths = change(arguments.repository, head, arguments.files)
    with tempfile.TemporaryDirectory() as folder:
        # A copy, because the gate keeps what it found inside the repository.
        copy = Path(folder) / "copy.git"
        subprocess.run(["git", "init", "--quiet", "--bare", copy], check=True)
        objects = ask(arguments.repository, "rev-parse", "--path-format=absolute", "--git-path", "objects")
        subprocess.run(["cp", "-r", f"{objects}/.", copy / "objects"], check=True)
        files = checked_out(arguments.repository, [base, head], paths, Path(folder))
        lines = sum(Path(place).read_bytes().count(b"\n") for side in files for place in side)
        gate = [f"{programs}/linespan", "gate", "--repo", str(copy), "--base", base, "--head", head]
        both = f'"{programs}/radon" cc -s "$@"; "{programs}/ruff" check --no-cache --quiet "$@"; true'
        rivals = " ; ".join(f"set -- {' '.join(map(repr, side))}; {both}" for side in files)
        runs: dict[str, list[Run]] = {"radon and ruff": [], "gate, cold": [], "gate, warm": []}
        for _ in range(arguments.rounds):
            runs["radon and ruff"].append(watched(["sh", "-c", rivals]))
            shutil.rmtree(copy / "linespan", ignore_errors=True)
            runs["gate, cold"].append(watched(gate))
            runs["gate, warm"].append(watched(gate))
    print(f"{base[:12]}..{head[:12]}: {len(paths)} Python files, {lines:,} lines at both commits together")
    unit = statistics.median(run.seconds for run in runs["radon and ruff"])
    for name, of_one in runs.items():
        seconds = statistics.median(run.seconds for run in of_one)
        memory = max(run.tree for run in of_one) / 1e6
        print(
            f"{name:15} {seconds:6.2f} s  {seconds / unit:5.2f}  {memory:5.0f} MB, exit {of_one[-1].status}"
        )


if __name__ == "__main__":
    os.environ.pop("GITHUB_STEP_SUMMARY", None)
    main()
