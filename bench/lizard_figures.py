"""How far our figures agree with lizard's own command line, on every file of a repository's head.

python -m bench.lizard_figures REPO
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from analyzer.languages import language_of
from analyzer.smells.other_languages import examine, suffix_of
from bench.borrowed import ask

Figures = Counter[tuple[str, int, int, int, int, int]]
"""Name, first line, last line, cyclomatic complexity, length and parameters, and how often."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        paths = checked_out(options.repository, Path(name))
        theirs = command_line(paths, Path(name))
        files = functions = differing = 0
        given_up = []
        for path in paths:
            examined = examine(path.read_bytes(), language_of(bytes(path)), suffix_of(bytes(path)))
            if examined.unparsable:
                given_up.append((path, examined.unparsable))
                continue
            ours: Figures = Counter(
                (one.symbol, one.start_line, one.end_line, one.cyclomatic, one.length, one.parameters or 0)
                for one in examined.functions
            )
            files += 1
            functions += ours.total()
            expected = theirs.get(str(path), Counter())
            if ours != expected:
                differing += 1
                print(
                    f"{path.relative_to(name)}: only ours {ours - expected}, only lizard's {expected - ours}"
                )
    print(f"{files:,} files, {functions:,} functions; {differing:,} files differ, {len(given_up):,} given up")
    for path, reason in given_up:
        print(f"  {path.relative_to(name)}: {reason}")


def checked_out(repository: Path, folder: Path) -> list[Path]:
    """The files of the head that both can read, written below a folder."""
    archive = subprocess.run(
        ["git", "-C", str(repository), "archive", "HEAD"], capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    listed = ask(
        repository, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "HEAD"
    ).splitlines()
    paths = (folder / path for path in listed)
    return [path for path in paths if path.is_file() and not path.is_symlink() and read_by_lizard(path)]


def read_by_lizard(path: Path) -> bool:
    """Whether its command line reads the file as we do: it passes over suffixes that it does not know."""
    import lizard  # noqa: PLC0415

    return suffix_of(bytes(path)) != "" and lizard.get_reader_for(path.name) is not None


def command_line(paths: list[Path], folder: Path) -> dict[str, Figures]:
    listing = folder / "linespan-listing"
    listing.write_text("\n".join(map(str, paths)))
    command = [sys.executable, "-m", "lizard", "--csv", "--no-gitignore", "-f", str(listing)]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    figures: dict[str, Figures] = {}
    for row in csv.reader(output.splitlines()):
        _, cyclomatic, _, parameters, length, _, path, symbol, _, start, end = row
        figures.setdefault(path, Counter())[
            symbol, int(start), int(end), int(cyclomatic), int(length), int(parameters)
        ] += 1
    return figures


if __name__ == "__main__":
    main()
