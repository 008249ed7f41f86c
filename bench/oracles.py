"""git as the oracle of a mined database: line counts, operations, last touches, the law that no line is lost.

Each comparison asks git anew and shares nothing with the analyzer, so that both can not be wrong for one
reason. git is kept deaf to everybody's configuration and attributes, as in mining. Paths are text, with bytes
that are not UTF-8 as \\xNN; line numbers are one-based.
"""

import os
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from bench.opened import opened

_HERE = Path(__file__).resolve().parent
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
# A bare repository reads no attributes from a work tree.
_SETTINGS = {
    "blame.ignoreRevsFile": "",
    "core.attributesFile": os.devnull,
    "core.bare": "true",
    "core.quotePath": "false",
    "diff.algorithm": "myers",
    "diff.context": "0",  # as -U0, but that would print the patches too
    "diff.indentHeuristic": "true",
    "diff.renameLimit": "1000",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "safe.directory": "*",
}
_NUMSTAT = (
    *("log", "--no-walk=unsorted", "--format=%H", "--numstat", "-M", "-z"),
    *("--no-ext-diff", "--no-textconv", "--ignore-submodules=none"),
)
_RAW = ("log", "--no-merges", "--format=%H", "--raw", "--no-renames", "--no-abbrev", "-z")
_SUBMODULE = b"160000"
_IGNORED = ".git-blame-ignore-revs"
_BLAMED = re.compile(rb"([0-9a-f]{40,64}) (\d+) (\d+)")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of a path added and deleted by a commit; None where git shows none (binary files)."""

    commit: str
    path: str
    old: str | None
    added: int | None
    deleted: int | None


@dataclass(frozen=True, slots=True)
class NumstatAgreement:
    """`file_changes` beside `git log --numstat`; what lacks an object is on neither side."""

    agreeing: int
    only_ours: list[Change]
    only_git: list[Change]


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines that a commit adds to a path, or, without a path, that it deletes, ours and git's."""

    commit: str
    path: str | None
    ours: int
    git: int


@dataclass(frozen=True, slots=True)
class OperationsAgreement:
    """`operations` beside `git log --numstat`, a pair counted on either side; in commits.

    `left_out` counts commits where numstat's lines are not those of files, because they hold a submodule or a
    file that changed its type, and those in `.git-blame-ignore-revs`, which have no operations.
    """

    agreeing: int
    left_out: int
    differing: list[Tally]


@dataclass(frozen=True, slots=True)
class BlameAgreement:
    """`live_runs` beside `git blame`, in lines.

    `same_place` counts lines with the same commit and, where that is the one they were born in, the same
    original path and line: of a later touch only the commit is stored. `lengths` holds the files
    whose number of lines differs as (path, ours, git's); `disagreements` counts lines by (our commit, git's
    commit, path), with the same commit twice where only the place differs and an empty name where we have no
    such line; `unblamed` names files for which git blame itself failed.
    """

    files: int
    lines: int
    same_commit: int
    same_place: int
    lengths: list[tuple[str, int, int]]
    disagreements: Counter[tuple[str, str, str]]
    unblamed: list[str]


@dataclass(frozen=True, slots=True)
class Law:
    """What became of all lines ever written, and the lines of the head's text files as git counts them.

    disputed: places of birth that living lines claim more or less often than lines were born there.
    """

    births: int
    alive: int
    dead: int
    unlanded: int
    superseded: int
    head_lines: int
    disputed: int

    @property
    def holds(self) -> bool:
        """Whether every line has one fate, and the living ones are the head's, with one origin each."""
        fates = self.alive + self.dead + self.unlanded + self.superseded
        return self.births == fates and self.alive == self.head_lines and not self.disputed


@dataclass(frozen=True, slots=True)
class Touch:
    """Who wrote a line, and where in that commit it stood; no place where only the commit is known."""

    commit: str
    path: str | None
    line: int | None


def compare_numstat(repository: Path, database: Path) -> NumstatAgreement:
    """Every change of the database against git's, commit by commit and path by path."""
    ours: defaultdict[str, set[Change]] = defaultdict(set)
    missing: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(database, "numstat"):
        ours[row[0]].add(Change(*row))
    for commit, path, old in rows(database, "missing"):
        missing[commit] |= {path, old or path}
    agreeing = 0
    only_ours: list[Change] = []
    only_git: list[Change] = []
    for commit, theirs in _numstat(repository, head_of(database), missing):
        mine = ours.pop(commit, set())
        agreeing += len(mine & theirs)
        only_ours += mine - theirs
        only_git += theirs - mine
    only_ours += [change for changes in ours.values() for change in changes]
    return NumstatAgreement(agreeing, only_ours, only_git)


def compare_operations(repository: Path, database: Path) -> OperationsAgreement:
    """What the operations of every commit add to each path and delete in all, against git's counts.

    Lines that git does not show (binary files, absent objects) are on neither side.
    """
    head = head_of(database)
    ours: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for commit, path, added, removed in rows(database, "operations"):
        ours[commit] += Counter({path: added, None: removed})
    missing: defaultdict[str, set[str]] = defaultdict(set)
    for commit, path, old in rows(database, "missing"):
        missing[commit] |= {path, old or path}
    incomparable = _of_other_types(repository, head) | _ignored(repository, head)
    agreeing = left_out = 0
    differing: list[Tally] = []
    for commit, changes in _numstat(repository, head, missing):
        mine = ours.pop(commit, Counter())
        if commit in incomparable:
            left_out += 1
            continue
        theirs: Counter[str | None] = Counter()
        for change in changes:
            theirs += Counter({change.path: change.added or 0, None: change.deleted or 0})
        agreeing += mine == theirs
        differing += _tallies(commit, mine, theirs)
    for commit, mine in ours.items():
        differing += _tallies(commit, mine, Counter())
    return OperationsAgreement(agreeing, left_out, differing)


def _tallies(commit: str, mine: Counter[str | None], theirs: Counter[str | None]) -> Iterator[Tally]:
    for path in mine | theirs:
        if mine[path] != theirs[path]:
            yield Tally(commit, path, mine[path], theirs[path])


def compare_blame(repository: Path, database: Path, paths: Iterable[bytes]) -> BlameAgreement:
    """The last touch of every line of these files of the head (see `text_files`) against git blame's."""
    head = head_of(database)
    ours = _live_runs(database)
    files = lines = same_commit = same_place = 0
    lengths: list[tuple[str, int, int]] = []
    disagreements: Counter[tuple[str, str, str]] = Counter()
    unblamed: list[str] = []
    nowhere = Touch("", None, None)
    for path in paths:
        name = text_of(path)
        try:
            theirs = blame(repository, head, path)
        except subprocess.CalledProcessError:
            unblamed.append(name)
            continue
        mine = _touches(ours.get(name, []))
        files += 1
        lines += len(theirs)
        if len(mine) != len(theirs):
            lengths.append((name, len(mine), len(theirs)))
        for line, their in enumerate(theirs, start=1):
            our = mine.get(line, nowhere)
            same = our.commit == their.commit
            placed = same and our.line in (None, their.line) and our.path in (None, their.path)
            same_commit += same
            same_place += placed
            if not placed:
                disagreements[our.commit, their.commit, name] += 1
    return BlameAgreement(files, lines, same_commit, same_place, lengths, disagreements, unblamed)


def law(repository: Path, database: Path) -> Law:
    """The law of lines, with the head's lines counted by git."""
    ((births, alive, dead, unlanded, superseded),) = rows(database, "law")
    head_lines = sum(text_files(repository, database).values())
    disputed = len(rows(database, "origins"))
    return Law(births, alive, dead, unlanded, superseded, head_lines, disputed)


def text_files(repository: Path, database: Path) -> dict[bytes, int]:
    """Text files of the mined head and their numbers of lines; no submodules, no absent objects."""
    head = head_of(database)
    listed = ask(repository, "rev-list", "--objects", "--missing=print", "--no-walk", head).splitlines()
    absent = {line[1:] for line in listed if line.startswith(b"?")}
    tree = [entry.split(b"\t", 1) for entry in ask(repository, "ls-tree", "-r", "-z", head).split(b"\0")[:-1]]
    lost = [path for about, path in tree if about.split()[2] in absent]
    nothing = ask(repository, "hash-object", "-t", "tree", "--stdin").decode().strip()
    diff = ("diff-tree", "-r", "-z", "--numstat", "--no-renames", "--no-textconv", "--ignore-submodules=all")
    counted = ask(repository, *diff, nothing, head, "--", *_without(lost)).split(b"\0")[:-1]
    counts = [record.split(b"\t", 2) for record in counted]
    return {path: int(added) for added, _, path in counts if added != b"-"}


@contextmanager
def mined(repository: Path, database: Path | None, *, snapshots: int = 0) -> Iterator[Path]:
    """The given database, or a fresh one with so many snapshots, that lasts as long as the block."""
    if database:
        yield database
        return
    # The oracles themselves know nothing of Linespan.
    from analyzer.mine import MiningOptions, mine  # noqa: PLC0415
    from metrics import views  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "history.duckdb"
        mine(repository, fresh, MiningOptions(snapshots=snapshots), install_views=views.install)
        yield fresh


@cache
def _git_directory(repository: Path) -> str:
    command = ["git", "-C", str(repository), "-c", "safe.directory=*", "rev-parse", "--absolute-git-dir"]
    located = subprocess.run(command, env=_ENVIRONMENT, capture_output=True, check=True)
    return os.fsdecode(located.stdout.removesuffix(b"\n"))


def _command(repository: Path, *arguments: str | bytes) -> list[str | bytes]:
    settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return ["git", "--git-dir", _git_directory(repository), *settings, *arguments]


def ask(repository: Path, *arguments: str | bytes) -> bytes:
    command = _command(repository, *arguments)
    return subprocess.run(
        command, env=_ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, check=True
    ).stdout


def rows(database: Path, query: str) -> list[Any]:
    with opened(database) as connection:
        return connection.execute((_HERE / f"{query}.sql").read_text()).fetchall()


def head_of(database: Path) -> str:
    with opened(database) as connection:
        (head,) = connection.table("mining_run").project("head_sha").fetchall()[0]
    return str(head)


def _numstat(repository: Path, head: str, missing: dict[str, set[str]]) -> Iterator[tuple[str, set[Change]]]:
    """Commit by commit; one git for all, one for each commit that lacks objects and would stop the rest."""
    commits = ask(repository, "rev-list", "--no-merges", head).decode().split()
    with tempfile.TemporaryFile() as whole:
        whole.writelines(f"{commit}\n".encode() for commit in commits if commit not in missing)
        whole.seek(0)
        command = _command(repository, *_NUMSTAT, "--stdin")
        with subprocess.Popen(command, env=_ENVIRONMENT, stdin=whole, stdout=subprocess.PIPE) as process:
            assert process.stdout
            yield from _changes(_records(process.stdout))
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
    for commit in missing.keys() & set(commits):
        named = ("diff-tree", "--root", "-r", "-z", "--no-commit-id", "--no-renames", "--name-only")
        touched = ask(repository, *named, commit).split(b"\0")[:-1]
        lost = [path for path in touched if text_of(path) in missing[commit]]
        rest = ask(repository, *_NUMSTAT, commit, "--", *_without(lost))
        yield from _changes(iter(rest.split(b"\0")[:-1]))


def _changes(records: Iterator[bytes]) -> Iterator[tuple[str, set[Change]]]:
    """Records of `--format=%H --numstat -z`: a commit, then its changes; a rename's names are records too."""
    commit, changes = "", set[Change]()
    for record in records:
        counts = record.removeprefix(b"\n").split(b"\t", 2)
        if len(counts) == 1:
            if commit:
                yield commit, changes
            commit, changes = record.decode(), set()
            continue
        added, deleted = (None if count == b"-" else int(count) for count in counts[:2])
        old = None if counts[2] else text_of(next(records))
        changes.add(Change(commit, text_of(counts[2] or next(records)), old, added, deleted))
    if commit:
        yield commit, changes


def _of_other_types(repository: Path, head: str) -> set[str]:
    """Commits that hold a submodule or a file that became a link or the like."""
    found: set[str] = set()
    commit = ""
    records = iter(ask(repository, *_RAW, head).split(b"\0")[:-1])
    for record in records:
        about = record.removeprefix(b"\n")
        if not about.startswith(b":"):
            commit = about.decode()
            continue
        next(records)  # the path, which may look like anything
        *modes, _, _, status = about[1:].split()
        if status == b"T" or _SUBMODULE in modes:
            found.add(commit)
    return found


def _ignored(repository: Path, head: str) -> set[str]:
    if not ask(repository, "ls-tree", head, "--", _IGNORED):
        return set()
    return set(ask(repository, "cat-file", "blob", f"{head}:{_IGNORED}").decode(errors="replace").split())


def _records(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(1 << 20):
        *whole, rest = (rest + block).split(b"\0")
        yield from whole


def _without(lost: Iterable[bytes]) -> list[bytes]:
    return [b".", *(b":(exclude,literal)" + path for path in lost)]


def blame(repository: Path, head: str, path: bytes, *options: str) -> list[Touch]:
    """What `git blame --porcelain` says; it repeats a commit's file name only where it may have changed."""
    touches: list[Touch] = []
    names: dict[bytes, str] = {}
    commit, line = b"", 0
    for row in ask(repository, "blame", "--porcelain", *options, head, "--", path).split(b"\n"):
        if row.startswith(b"\t"):
            touches.append(Touch(commit.decode(), names[commit], line))
        elif header := _BLAMED.match(row):
            commit, line = header[1], int(header[2])
        elif row.startswith(b"filename "):
            names[commit] = text_of(_unquoted(row.removeprefix(b"filename ")))
    return touches


def _live_runs(database: Path) -> dict[str, list[Any]]:
    runs: defaultdict[str, list[Any]] = defaultdict(list)
    for path, *run in rows(database, "blame"):
        runs[path].append(run)
    return runs


def _touches(runs: list[Any]) -> dict[int, Touch]:
    """The runs of one file, by number of the line."""
    return {
        line + step: Touch(touch, path, first + step) if touch == birth else Touch(touch, None, None)
        for line, lines, touch, birth, path, first in runs
        for step in range(lines)
    }


def text_of(path: bytes) -> str:
    """A path as `files.path` has it."""
    return path.replace(b"\\x", b"\\x5cx").decode("utf-8", "backslashreplace")


def _unquoted(name: bytes) -> bytes:
    """A name as git prints it for people: bare, or in C's quotes."""
    if not name.startswith(b'"'):
        return name
    return _ESCAPE.sub(lambda found: _unescaped(found[1]), name[1:-1])


def _unescaped(code: bytes) -> bytes:
    return bytes([int(code, 8)]) if len(code) == 3 else _ESCAPES.get(code, code)
