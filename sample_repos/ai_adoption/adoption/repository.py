"""The repository while it grows: its files, the tip of main, open branches, the commits so far."""

from dataclasses import dataclass, field
from typing import BinaryIO

from .change import Change, Notes
from .dice import Dice
from .pen import Pen
from .people import Person, sign
from .plan import SEED
from .project import File
from .stream import Snapshot, Stream, Tip


@dataclass(slots=True)
class Written:
    """A commit that is in the stream. `landed` is the number of the mainline commit that brought it in."""

    kind: str
    author: Person
    time: int
    tip: Tip
    parents: tuple[Tip, ...]
    agent: str | None
    landed: int


@dataclass(slots=True, eq=False)
class Branch:
    """A feature branch; its files are changed nowhere else until it is merged, so no merge conflicts."""

    topic: str
    author: Person
    by_ai: bool
    tip: Tip
    files: list[File]
    commits_left: int
    numbers: list[int] = field(default_factory=list)


class Repository:
    def __init__(self, out: BinaryIO) -> None:
        self.dice = Dice(SEED)
        self.pen = Pen(self.dice)
        self.notes = Notes()
        self.files: list[File] = []
        self.commits: list[Written] = []
        self.branches: list[Branch] = []
        self.pull_requests = 0
        self.modules = 0
        self._main: Tip | None = None
        self._stream = Stream(out)

    @property
    def main(self) -> Tip:
        if self._main is None:
            raise LookupError("nothing is committed yet")
        return self._main

    def begin(self, time: int, *, by_ai: bool = False) -> Change:
        return Change(len(self.commits), time, by_ai=by_ai, notes=self.notes, pen=self.pen, dice=self.dice)

    def free(self) -> list[File]:
        return [file for file in self.files if file.owner is None]

    def file(self, path: str) -> File:
        return next(file for file in self.files if file.path == path)

    def seen_from(self, branch: Branch | None) -> list[File]:
        """The files whose newest content is in the tree of main, or of the branch."""
        tip = branch.tip if branch else self.main
        return [file for file in self.files if tip.tree.get(file.path) == file.blob]

    def next_pull_request(self) -> int:
        self.pull_requests += 1
        return self.pull_requests

    def commit(
        self,
        change: Change,
        author: Person,
        message: str,
        *,
        kind: str = "direct",
        branch: Branch | None = None,
        dropped: tuple[str, ...] = (),
    ) -> None:
        """Write the change to main, or to the branch; an AI tool signs what it wrote."""
        agent = None
        if change.by_ai:
            agent, message = sign(self.dice, message)
        tip = branch.tip if branch else self._main
        parents = (tip,) if tip else ()
        new = Snapshot(change.seal(), {}, dropped)
        written = self._stream.commit(author, change.time, message + "\n", parents, new)
        for file in change.touched:
            file.blob = written.tree[file.path]
        self.commits.append(Written(kind, author, change.time, written, parents, agent, change.number))
        if branch:
            branch.tip = written
            branch.numbers.append(change.number)
        else:
            self._main = written

    def merge(self, branch: Branch, time: int) -> None:
        """A true merge, also where main stood still; its tree takes the branch's files whole."""
        message = (
            f"Merge pull request #{self.next_pull_request()} from {branch.author.login}/{branch.topic}\n"
        )
        ours, theirs = self.main.tree, branch.tip.tree
        taken = {f.path: theirs[f.path] for f in branch.files if ours.get(f.path) != theirs[f.path]}
        parents = (self.main, branch.tip)
        self._main = self._stream.commit(branch.author, time, message, parents, Snapshot({}, taken))
        number = len(self.commits)
        self.commits.append(Written("merge", branch.author, time, self._main, parents, None, number))
        for brought in branch.numbers:
            self.commits[brought].landed = number
        for file in branch.files:
            file.owner = None
        self.branches.remove(branch)

    def close(self) -> None:
        self._stream.close()
