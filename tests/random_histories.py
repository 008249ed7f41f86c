"""Histories that Hypothesis makes up: plans of steps on three branches, written as fast-import streams.

A plan is a list of small numbers that always makes sense, whatever they are, so that a counterexample shrinks
well. Every file belongs to a family that its lines name, no two files of one commit are of one family, and
nothing else is alike: then a rename can be found in one way only, and git log and git blame must agree on it.
"""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import reduce
from pathlib import Path
from typing import IO

from hypothesis import strategies as st

BRANCHES = 3  # the first is main, whose history is mined
_START = 1_600_000_000
_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of one file are replaced, indented or moved; a rename, a deletion or a new file goes with it."""

    file: int
    at: int
    removed: int
    added: tuple[int, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Pick:
    """How a merge settles a family: the top of one parent's file, lines of its own, the end of another's.

    A family that no pick is for gets the lines of all parents.
    """

    top: int
    end: int
    until: int
    since: int
    written: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """A commit on a branch. minutes: how much later than the one before, perhaps less than none."""

    branch: int
    changes: tuple[Change, ...]
    minutes: int
    root: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """Branches are merged into one; more than one of them make an octopus."""

    branch: int
    others: tuple[int, ...]
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """A branch goes where another one is: it begins anew there, or is fast-forwarded, a foxtrot perhaps."""

    branch: int
    source: int


@dataclass(frozen=True, slots=True)
class Revert:
    """A commit takes back what an earlier one of its branch did, and names it."""

    branch: int
    earlier: int


@dataclass(frozen=True, slots=True)
class CherryPick:
    """A commit does again what an earlier one did, most often on another branch."""

    branch: int
    earlier: int


Step = Write | Merge | Fork | Revert | CherryPick


@dataclass(frozen=True, slots=True)
class File:
    """A file in a tree. `newline` tells whether its last line ends in one."""

    path: str
    lines: tuple[str, ...]
    newline: bool = True

    @property
    def content(self) -> bytes:
        text = "\n".join(self.lines) + ("\n" if self.newline and self.lines else "")
        return text.encode()


Tree = dict[int, File]  # by family


@dataclass(frozen=True, slots=True)
class Commit:
    """parents: their marks, which are their places in the list of commits plus one."""

    parents: tuple[int, ...]
    tree: Tree
    time: int
    reverted: int | None = None


_numbers = st.integers(0, 9)
_words = st.lists(st.integers(0, 7), max_size=6).map(tuple)
_branches = st.integers(0, BRANCHES - 1)
_changes = st.builds(
    Change,
    file=_numbers,
    at=_numbers,
    removed=st.integers(0, 4),
    added=_words,
    kind=st.sampled_from((*("edit",) * 8, *("indent", "move") * 2, "create", "rename", "delete", "newline")),
)
_picks = st.builds(Pick, _branches, _branches, _numbers, _numbers, st.just(()) | _words)
_writes = st.builds(
    Write,
    branch=_branches,
    changes=st.lists(_changes, max_size=3).map(tuple),
    minutes=st.integers(-600, 6000),
    root=st.integers(0, 19).map(lambda number: number == 19),
)
_merges = st.builds(
    Merge,
    branch=_branches,
    others=st.lists(_branches, min_size=1, max_size=2, unique=True).map(tuple),
    picks=st.lists(_picks, max_size=3).map(tuple),
)
_steps = st.one_of(
    *(_writes, _writes, _writes, _writes, _merges, _merges),
    st.builds(Fork, _branches, _branches),
    st.builds(Revert, _branches, _numbers),
    st.builds(CherryPick, _branches, _numbers),
)


def plans(shortest: int = 1, longest: int = 16) -> st.SearchStrategy[list[Step]]:
    """Plans of so many steps."""
    return st.lists(_steps, min_size=shortest, max_size=longest)


def commits(plan: Sequence[Step]) -> list[Commit]:
    """What a plan amounts to, from a first commit on; the last commit is main's and has all the others."""
    history = _History()
    for step in plan:
        history.take(step)
    history.gather()
    return history.commits


def build(plan: Sequence[Step], folder: Path) -> bytes:
    """Put the history in a new bare repository and return the stream that does so."""
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--initial-branch=main", folder], env=_ENVIRONMENT, check=True
    )
    command = ["git", "--git-dir", folder, "fast-import", "--quiet"]
    with subprocess.Popen(
        command, env=_ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as importing:
        assert importing.stdin
        assert importing.stdout
        stream = b""
        for mark, commit in enumerate(commits(plan), start=1):
            reverted = None
            if commit.reverted is not None:
                reverted = _name(commit.reverted, importing.stdin, importing.stdout)
            told = _told(mark, commit, reverted)
            importing.stdin.write(told)
            stream += told
        importing.stdin.close()
    assert importing.returncode == 0
    return stream


def _name(mark: int, to_git: IO[bytes], from_git: IO[bytes]) -> str:
    to_git.write(b"get-mark :%d\n" % mark)
    to_git.flush()
    return from_git.readline().decode().strip()


def _told(mark: int, commit: Commit, reverted: str | None) -> bytes:
    message = f"{mark}\n\nThis reverts commit {reverted}.\n" if reverted else f"{mark}\n"
    lines = [
        "commit refs/heads/main",
        f"mark :{mark}",
        f"committer Ann <ann@a.example> {commit.time} +0000",
        f"data {len(message)}\n{message}",
        *(f"{'merge' if place else 'from'} :{parent}" for place, parent in enumerate(commit.parents)),
        "deleteall",
    ]
    if not commit.parents and mark > 1:
        lines.insert(0, "reset refs/heads/main")
    told = "\n".join(lines).encode() + b"\n"
    for file in commit.tree.values():
        told += b"M 100644 inline %s\ndata %d\n%s\n" % (file.path.encode(), len(file.content), file.content)
    return told + b"\n"


class _History:
    """Carries out the steps of a plan."""

    def __init__(self) -> None:
        self.commits: list[Commit] = []
        self._families = 0
        self._paths = 0
        self._lines = 0
        tree: Tree = {}
        for _ in range(2):
            self._create(tree, (0, 4, 4, 1, 4, 4, 0, 4))
        self._commit((), tree)
        self._tips = [1] * BRANCHES

    def take(self, step: Step) -> None:
        match step:
            case Write():
                self._write(step)
            case Merge():
                self._merge(step.branch, [self._tips[other] for other in step.others], step.picks)
            case Fork():
                self._tips[step.branch] = self._tips[step.source]
            case Revert(branch, earlier):
                self._revert(branch, earlier)
            case CherryPick(branch, earlier):
                self._cherry_pick(branch, earlier)

    def gather(self) -> None:
        """Merge into main what it does not have, and let its own commit be the last."""
        self._merge(0, self._tips[1:], ())
        if self._tips[0] != len(self.commits):
            self._tips[0] = self._commit((self._tips[0],), self._tree(self._tips[0]))

    def _tree(self, mark: int) -> Tree:
        return dict(self.commits[mark - 1].tree)

    def _commit(
        self, parents: tuple[int, ...], tree: Tree, minutes: int = 60, reverted: int | None = None
    ) -> int:
        time = self.commits[-1].time + 60 * minutes if self.commits else _START
        self.commits.append(Commit(parents, tree, time, reverted))
        return len(self.commits)

    def _write(self, step: Write) -> None:
        tip = self._tips[step.branch]
        tree = {} if step.root else self._tree(tip)
        for change in step.changes:
            self._change(tree, change)
        self._tips[step.branch] = self._commit(() if step.root else (tip,), tree, step.minutes)

    def _change(self, tree: Tree, change: Change) -> None:
        if change.kind == "create" or not tree:
            self._create(tree, change.added)
            return
        family = sorted(tree)[change.file % len(tree)]
        if change.kind == "delete":
            del tree[family]
            return
        file = tree[family]
        at = change.at % (len(file.lines) + 1)
        if change.kind == "move":
            self._move(tree, family, at, change)
            return
        if change.kind == "indent":
            end = at + change.removed
            indented = tuple(f"    {line}" for line in file.lines[at:end])
            tree[family] = replace(file, lines=file.lines[:at] + indented + file.lines[end:])
            return
        added = self._text(family, change.added)
        file = replace(file, lines=file.lines[:at] + added + file.lines[at + change.removed :])
        if change.kind == "rename":
            file = replace(file, path=self._path())
        if change.kind == "newline":
            file = replace(file, newline=not file.newline)
        tree[family] = file

    @staticmethod
    def _move(tree: Tree, family: int, at: int, change: Change) -> None:
        """Lines go to another place, of the same file if nothing is said to be added."""
        file, end = tree[family], at + change.removed
        moved = file.lines[at:end]
        tree[family] = replace(file, lines=file.lines[:at] + file.lines[end:])
        families = sorted(tree)
        target = families[(families.index(family) + len(change.added)) % len(families)]
        file = tree[target]
        place = sum(change.added) % (len(file.lines) + 1)
        tree[target] = replace(file, lines=file.lines[:place] + moved + file.lines[place:])

    def _create(self, tree: Tree, words: Sequence[int]) -> None:
        family, self._families = self._families, self._families + 1
        tree[family] = File(self._path(), self._text(family, words))

    def _path(self) -> str:
        self._paths += 1
        return f"file{self._paths}"

    def _text(self, family: int, words: Sequence[int]) -> tuple[str, ...]:
        """Lines that come again and again in files of the family, and from word 4 on lines that do not."""
        lines = []
        for word in words:
            self._lines += 1
            lines.append(f"family {family} {f'word {word}' if word < 4 else f'line {self._lines}'}")
        return tuple(lines)

    def _merge(self, branch: int, others: Sequence[int], picks: Sequence[Pick]) -> None:
        parents = [self._tips[branch]]
        for other in others:
            if not any(other in self._ancestors(parent) for parent in parents):
                parents.append(other)
        if len(parents) == 1:
            return
        trees = [self._tree(parent) for parent in parents]
        merged: Tree = {}
        for place, family in enumerate(sorted(set().union(*trees))):
            if place < len(picks):
                file = self._settle(family, trees, picks[place])
            else:
                file = reduce(_united, (tree[family] for tree in trees if family in tree))
            if file is not None:
                merged[family] = file
        self._tips[branch] = self._commit(tuple(parents), merged)

    def _settle(self, family: int, trees: Sequence[Tree], pick: Pick) -> File | None:
        top, end = (trees[place % len(trees)].get(family) for place in (pick.top, pick.end))
        if top is None or end is None or top == end:
            return top
        until, since = pick.until % (len(top.lines) + 1), pick.since % (len(end.lines) + 1)
        written = self._text(family, pick.written)
        return replace(top, lines=top.lines[:until] + written + end.lines[since:])

    def _ancestors(self, mark: int) -> set[int]:
        seen: set[int] = set()
        stack = [mark]
        while stack:
            if (reached := stack.pop()) not in seen:
                seen.add(reached)
                stack.extend(self.commits[reached - 1].parents)
        return seen

    def _revert(self, branch: int, earlier: int) -> None:
        tip = self._tips[branch]
        known = sorted(self._ancestors(tip))[1:]  # without the first commit, that not all is gone
        if known:
            reverted = known[-1 - earlier % len(known)]
            tree = self._tree(tip)
            _redo(tree, before=self.commits[reverted - 1].tree, after=self._before(reverted))
            self._tips[branch] = self._commit((tip,), tree, reverted=reverted)

    def _cherry_pick(self, branch: int, earlier: int) -> None:
        tip = self._tips[branch]
        picked = len(self.commits) - earlier % len(self.commits)
        tree = self._tree(tip)
        _redo(tree, before=self._before(picked), after=self.commits[picked - 1].tree)
        self._tips[branch] = self._commit((tip,), tree)

    def _before(self, mark: int) -> Tree:
        parents = self.commits[mark - 1].parents
        return self.commits[parents[0] - 1].tree if parents else {}


def _united(one: File, other: File) -> File:
    """Both sides' lines, what they have in common once, as git's own union merge does it."""
    lines: list[str] = []
    matcher = SequenceMatcher(None, one.lines, other.lines, autojunk=False)
    for same, start, end, other_start, other_end in matcher.get_opcodes():
        lines += one.lines[start:end]
        if same != "equal":
            lines += other.lines[other_start:other_end]
    return replace(one, lines=tuple(lines))


def _redo(tree: Tree, before: Tree, after: Tree) -> None:
    """Do to a tree what leads from `before` to `after`, as far as it can be done there."""
    for family in sorted(before.keys() | after.keys()):
        old, new, now = before.get(family), after.get(family), tree.get(family)
        if old == new:
            continue
        if now == old and new is not None:
            tree[family] = new
        elif now == old:
            tree.pop(family, None)
        elif now is not None and old is not None and new is not None:
            lines = list(now.lines)
            matcher = SequenceMatcher(None, old.lines, new.lines, autojunk=False)
            for _, start, end, new_start, new_end in reversed(matcher.get_opcodes()):
                if tuple(lines[start:end]) == old.lines[start:end]:
                    lines[start:end] = new.lines[new_start:new_end]
            tree[family] = replace(now, lines=tuple(lines))
