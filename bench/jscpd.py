"""How far the clones that Linespan finds in a head agree with those that jscpd finds in the same files.

python -m bench.jscpd REPO [--db FILE] [--jscpd FILE] [--min-tokens N] [--examples N]

Compared are the source and test files of the head that hold code. jscpd reads tokens and Linespan lines, so
what each takes for cloned is compared by code line. Every line that only one of them has is put under a cause
that is checked on each place that holds the line; where these differ, under the one that excuses least.
"""

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from bench.borrowed import ask, borrowed
from bench.oracles import mined

FEWEST_LINES = 5
# Three for each of five lines. With fewer jscpd finds less again: its longer clones fall to pieces.
FEWEST_TOKENS = 15

# Why a line is a clone for Linespan only, and why for jscpd only: the least excusing cause last.
UNREAD = "jscpd reads no such file"
SHORT = f"too few tokens: jscpd finds it with --min-tokens {FEWEST_TOKENS}"
BETWEEN = "what stands between the code lines differs: documentation, imports, brackets, keywords"
FORMAT = "all other places are in files of another type"
EDGE = "jscpd has other lines of the place"
MISSED = "jscpd has nothing of the place"
OURS = (UNREAD, SHORT, BETWEEN, FORMAT, EDGE, MISSED)
IMPORT = "an import"
OVERLAP = "the two places overlap"
FEW = "fewer than 5 code lines"
END = "first or last line of the place, part of which repeats at most"
BROKEN = "fewer than 5 code lines in a row that read alike"
SPELLED = "the same tokens with other spaces, line breaks or comments"
UNEXPLAINED = "unexplained"
THEIRS = (IMPORT, OVERLAP, FEW, END, BROKEN, SPELLED, UNEXPLAINED)

_COMPARED = "(SELECT path_id, path FROM files WHERE role IN ('source', 'test')) AS compared"
_LINES = f"SELECT path, line, lines, line_class FROM live_runs JOIN {_COMPARED} USING (path_id)"  # noqa: S608
# A group of which one place only is compared has its others where jscpd is not let look.
_PLACES = f"""
    SELECT group_id, path, line, line + lines
    FROM duplicates
    JOIN {_COMPARED} USING (path_id)
    QUALIFY count(*) OVER (PARTITION BY group_id) > 1
    ORDER BY ALL
"""  # noqa: S608
_IMPORT = re.compile(r"(?:import|from|use|using|require|#\s*include)\b|[\w.]+(?: as \w+)?,?$")


class Place(NamedTuple):
    """Lines of a file from `line` to before `stop`, counted from 1."""

    path: str
    line: int
    stop: int


Group = list[Place]
Line = tuple[str, int]


class Head:
    """The compared files in a folder: their text, the class of each line, and how many are code (`size`)."""

    def __init__(self, folder: Path, database: Path) -> None:
        self.folder = folder
        self._classes: defaultdict[str, dict[int, str]] = defaultdict(dict)
        for path, line, lines, line_class in _rows(database, _LINES):
            self._classes[path].update(dict.fromkeys(range(line, line + lines), line_class))
        self.paths = {path for path, lines in self._classes.items() if "code" in lines.values()}
        self.size = sum(Counter(lines.values())["code"] for lines in self._classes.values())
        self._text = cache(self._read)

    def _read(self, path: str) -> list[str]:
        return (self.folder / path).read_bytes().decode("utf-8", "replace").split("\n")

    def text(self, line: Line) -> str:
        """A line in its normal form."""
        return " ".join(self._text(line[0])[line[1] - 1].split())

    def lines(self, place: Place, *classes: str) -> list[Line]:
        """The lines of these classes in a place."""
        known = self._classes[place.path]
        return [(place.path, line) for line in range(place.line, place.stop) if known.get(line) in classes]

    def code(self, places: Iterable[Place]) -> set[Line]:
        """The code lines of places."""
        return {line for place in places for line in self.lines(place, "code")}

    def said(self, place: Place) -> list[str]:
        """What a place says but for comments and white space."""
        return [text for line in self.lines(place, "code", "doc", "trivial") if (text := self.text(line))]

    def own_code(self, place: Place) -> list[Line]:
        """The code lines of a place that are no imports."""
        return [line for line in self.lines(place, "code") if not _IMPORT.match(self.text(line))]


class Found(NamedTuple):
    """What jscpd found: pairs of places, the code lines in them, and the files it read."""

    pairs: list[Group]
    lines: set[Line]
    read: set[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """lines, ours, theirs, both: code lines; only_ours, only_theirs: by cause, each line with a place of it.

    our_places, their_places: how many are in the other's findings `whole`, in `part`, not at all.
    """

    lines: int
    ours: int
    theirs: int
    both: int
    our_places: Counter[str]
    their_places: Counter[str]
    only_ours: dict[str, dict[Line, Group]]
    only_theirs: dict[str, dict[Line, Group]]


@contextmanager
def checked_out(repository: Path, database: Path) -> Iterator[Head]:
    """The compared files of the mined head, in a folder that is gone after the block."""
    ((sha,),) = _rows(database, "SELECT head_sha FROM mining_run")
    with borrowed(repository, sha) as copy, tempfile.TemporaryDirectory() as folder:
        head = Head(Path(folder), database)
        given = "\0".join(sorted(head.paths))
        paths = ("--pathspec-from-file=-", "--pathspec-file-nul")
        ask(copy, "--literal-pathspecs", "--work-tree", folder, "checkout", "master", *paths, given=given)
        yield head


def our_groups(database: Path) -> list[Group]:
    """Linespan's clone groups with two compared places or more."""
    groups: defaultdict[int, Group] = defaultdict(list)
    for group, *place in _rows(database, _PLACES):
        groups[group].append(Place(*place))
    return list(groups.values())


def their_pairs(program: str, head: Head, fewest_tokens: int) -> Found:
    """What jscpd finds when it passes over comments and is told no other limits."""
    with tempfile.TemporaryDirectory() as output:
        limits = ("--min-lines", str(FEWEST_LINES), "--min-tokens", str(fewest_tokens), "--mode", "weak")
        everything = ("--no-gitignore", "--max-size", "1000mb", "--max-lines", "1000000000")
        report = (
            "--reporters",
            "json",
            "--summary",
            "--summary-top",
            "1000000",
            "--silent",
            "--output",
            output,
        )
        subprocess.run(
            [program, str(head.folder), *limits, *everything, *report],
            cwd=output,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        answer = json.loads((Path(output) / "jscpd-report.json").read_text("utf-8"))
    pairs = [
        [
            Place(side["name"], side["start"], side["end"] + 1)
            for side in (pair["firstFile"], pair["secondFile"])
        ]
        for pair in answer["duplicates"]
    ]
    read = {file["path"] for file in answer["summary"]["files"]}
    return Found(pairs, head.code(place for pair in pairs for place in pair), read)


def compare(head: Head, groups: list[Group], found: Found, lowest: Found) -> Agreement:
    """lowest: what jscpd finds when told to look for FEWEST_TOKENS."""
    ours = head.code(place for group in groups for place in group)

    def why_ours(line: Line, place: Place, group: Group) -> str:
        return SHORT if line in lowest.lines else _why_ours(head, found, place, group)

    def why_theirs(line: Line, place: Place, pair: Group) -> str:
        return _why_theirs(head, line, place, pair[pair[0] == place])

    return Agreement(
        head.size,
        len(ours),
        len(found.lines),
        len(ours & found.lines),
        _extent(head, groups, found.lines),
        _extent(head, found.pairs, ours),
        _causes(head, groups, ours - found.lines, why_ours, OURS),
        _causes(head, found.pairs, found.lines - ours, why_theirs, THEIRS),
    )


def _why_ours(head: Head, found: Found, place: Place, group: Group) -> str:
    others = [other for other in group if other != place]
    if place.path not in found.read:
        return UNREAD
    if all(head.said(place) != head.said(other) for other in others):
        return BETWEEN
    if all(Path(place.path).suffix != Path(other.path).suffix for other in others):
        return FORMAT
    return EDGE if found.lines.intersection(head.lines(place, "code")) else MISSED


def _why_theirs(head: Head, line: Line, place: Place, other: Place) -> str:
    if _IMPORT.match(head.text(line)):
        return IMPORT
    if place.path == other.path and place.line < other.stop and other.line < place.stop:
        return OVERLAP
    here, there = head.own_code(place), head.own_code(other)
    if min(len(here), len(there)) < FEWEST_LINES:
        return FEW
    text, other_text = ([head.text(line) for line in side] for side in (here, there))
    at = here.index(line)
    for block in SequenceMatcher(None, text, other_text, autojunk=False).get_matching_blocks():
        if block.a <= at < block.a + block.size:
            return BROKEN if block.size < FEWEST_LINES else UNEXPLAINED
    return END if line in {here[0], here[-1]} else SPELLED


def _extent(head: Head, groups: Iterable[Group], cloned: set[Line]) -> Counter[str]:
    """How many places have all, some and none of their code lines among the cloned."""
    extent: Counter[str] = Counter()
    for place in {place for group in groups for place in group}:
        lines = head.code([place])
        extent["whole" if lines <= cloned else "part" if lines & cloned else "none"] += bool(lines)
    return extent


def _causes(
    head: Head,
    groups: Iterable[Group],
    lines: set[Line],
    why: Callable[[Line, Place, Group], str],
    order: tuple[str, ...],
) -> dict[str, dict[Line, Group]]:
    """Every line under its cause, with the group it was found in, its own place first."""
    worst: dict[Line, tuple[int, Group]] = {}
    for group in groups:
        for place in group:
            for line in lines.intersection(head.lines(place, "code")):
                cause = order.index(why(line, place, group))
                if line not in worst or cause > worst[line][0]:
                    worst[line] = cause, [place, *(other for other in group if other != place)]
    return {
        cause: {line: group for line, (number, group) in sorted(worst.items()) if order[number] == cause}
        for cause in order
    }


def _rows(database: Path, query: str) -> list[Any]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def _show(head: Head, only: dict[str, dict[Line, Group]], examples: int) -> None:
    for cause, lines in only.items():
        print(f"  {len(lines):,}  {cause}")
        shown = {group[0]: group[1] for group in lines.values()}
        for place, other in list(shown.items())[:examples]:
            print("   ", *(f"{each.path}:{each.line}-{each.stop - 1}" for each in (place, other)))
            for line in sorted(head.code([place]) & lines.keys())[:3]:
                print(f"      {line[1]}: {head.text(line)[:100]}")


def _main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("repository", type=Path)
    arguments.add_argument("--db", type=Path, help="a database mined before; else the repository is mined")
    arguments.add_argument("--jscpd", default=shutil.which("jscpd"), help="its program")
    arguments.add_argument("--min-tokens", type=int, default=FEWEST_TOKENS)
    arguments.add_argument("--examples", type=int, default=0, help="places to show of each cause")
    given = arguments.parse_args()
    if given.jscpd is None:
        arguments.error("jscpd is not on the PATH: npm install jscpd, and name its program with --jscpd")
    with mined(given.repository, given.db) as database, checked_out(given.repository, database) as head:
        groups = our_groups(database)
        found, lowest = (
            their_pairs(given.jscpd, head, tokens) for tokens in (given.min_tokens, FEWEST_TOKENS)
        )
        agreement = compare(head, groups, found, lowest)
        read = len(found.read & head.paths)
        print(f"{len(head.paths):,} files, {read:,} read by jscpd; {agreement.lines:,} code lines")
        print(f"cloned: {agreement.ours:,} ours, {agreement.theirs:,} jscpd's, {agreement.both:,} both")
        for name, extent in (("our", agreement.our_places), ("jscpd's", agreement.their_places)):
            shares = ", ".join(f"{extent[share]:,} {share}" for share in ("whole", "part", "none"))
            print(f"{name} places, as far as the other has them: {shares}")
        print(f"{agreement.ours - agreement.both:,} lines are ours only")
        _show(head, agreement.only_ours, given.examples)
        print(f"{agreement.theirs - agreement.both:,} lines are jscpd's only")
        _show(head, agreement.only_theirs, given.examples)


if __name__ == "__main__":
    _main()
