"""Ten made changes, and which gate catches what: xenon, radon, ruff, jscpd and Linespan.

python -m bench.gates [--xenon FILE] [--radon FILE] [--ruff FILE] [--jscpd FILE]

The changes are stories of sample_repos/gate/, five that make the code worse and five that do not. The rivals
look at a tree and know of no base, so each is asked twice, before the change and after it, with the limits
that Linespan has: a gate that was red before the change tells its author nothing. Prints a table in Markdown.
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.planted.changes import git

_STORIES = Path(__file__).resolve().parent.parent / "sample_repos" / "gate"
_LINESPAN = str(Path(sys.executable).with_name("linespan"))
# ruff's own names for what Linespan's rules look for, so that it is not blamed for looking at less.
_RUFF_RULES = "C901,PLR0913,S110,BLE001,E722,F401,ARG,B006,FBT,ERA001"

_CAUGHT, _MISSED, _QUIET, _WOLF = "**caught**", "missed", "quiet", "cries wolf"
_RED_BEFORE = "red, as before"


@dataclass(frozen=True, slots=True)
class MadeChange:
    """A story, what it does in a few words, and whether it makes the code worse."""

    story: str
    does: str
    worse: bool


CHANGES = (
    MadeChange("function_moved_to_file", "moves a complex function to another file", worse=False),
    MadeChange("function_renamed", "renames a complex function", worse=False),
    MadeChange("comments_added", "adds a comment to a complex function", worse=False),
    MadeChange("better_but_not_good", "makes a complex function a little simpler", worse=False),
    MadeChange("clone_edited_around", "writes functions beside an old clone", worse=False),
    MadeChange("worse_beyond_tolerance", "makes a complex function more complex", worse=True),
    MadeChange("one_fixed_one_added", "mends one complex function, writes another", worse=True),
    MadeChange("third_copy", "copies an old clone once more", worse=True),
    MadeChange("line_rules_move", "swallows every error where it was one kind", worse=True),
    MadeChange("javascript", "writes a complex function in JavaScript", worse=True),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for rival in ("xenon", "radon", "ruff", "jscpd"):
        parser.add_argument(f"--{rival}", default=rival)
    options = parser.parse_args()
    rivals = {
        "xenon": lambda tree: _ends_red(tree, options.xenon, "--max-absolute", "B", "."),
        "radon": lambda tree: _lists(tree, options.radon, "cc", "--min", "C", "."),
        "ruff": lambda tree: _ends_red(
            tree, options.ruff, "check", "--isolated", "--no-cache", "--select", _RUFF_RULES, "."
        ),
        "jscpd": lambda tree: _ends_red(tree, options.jscpd, "--threshold", "0", "--silent", "."),
    }
    print(f"| the change | {' | '.join(rivals)} | linespan |")
    print("|---|" + "---|" * (len(rivals) + 1))
    for change in CHANGES:
        with tempfile.TemporaryDirectory() as folder:
            repository, before, after = _made(change.story, Path(folder))
            cells = [_cell(change, red(before), red(after)) for red in rivals.values()]
            cells.append(_cell(change, False, _gate(repository)))
        print(f"| {change.does} | {' | '.join(cells)} |")


def _made(story: str, folder: Path) -> tuple[Path, Path, Path]:
    """The story's repository, its tree before the change and the one after it."""
    git(folder, "init", "--quiet", "--initial-branch=main", "work")
    repository = folder / "work"
    git(repository, "fast-import", "--quiet", given=(_STORIES / story / "history.fi").read_bytes())
    for branch in ("main", "topic"):
        git(repository, "worktree", "add", "--quiet", "--detach", str(folder / branch), branch)
    return repository, folder / "main", folder / "topic"


def _cell(change: MadeChange, before: bool, after: bool) -> str:  # noqa: FBT001  red or green
    if before and after:
        return _RED_BEFORE if change.worse else _WOLF
    if change.worse:
        return _CAUGHT if after else _MISSED
    return _WOLF if after else _QUIET


def _ends_red(tree: Path, *command: str) -> bool:
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if ran.returncode not in {0, 1}:
        raise RuntimeError(f"{command[0]}: {ran.stderr or ran.stdout}")
    return ran.returncode == 1


def _lists(tree: Path, *command: str) -> bool:
    """Whether a program that never fails has anything to list."""
    return bool(subprocess.run(command, cwd=tree, capture_output=True, check=True).stdout.strip())


def _gate(repository: Path) -> bool:
    return _ends_red(repository, _LINESPAN, "gate", "--base", "main", "--head", "topic")


if __name__ == "__main__":
    main()
