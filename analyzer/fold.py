"""Walks a history in order and lets every commit change the ledger, and the ledger the fates."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice

from analyzer.changes import Changes, FileChange, Request
from analyzer.checkpoints import Earlier, read_again, worth_keeping
from analyzer.fates import Fates, Outcome
from analyzer.history import Commit, History, Landing
from analyzer.ledger import Ledger
from analyzer.trees import EMPTY, Tree

NONE = -1  # stands for NULL in a column of numbers


@dataclass(slots=True)
class ChangeRows:
    """Columns of `file_changes`; NONE for NULL."""

    seq: "array[int]" = field(default_factory=lambda: array("i"))
    path: "array[int]" = field(default_factory=lambda: array("i"))
    old_path: "array[int]" = field(default_factory=lambda: array("i"))
    status: list[str] = field(default_factory=list)
    added: "array[int]" = field(default_factory=lambda: array("i"))
    deleted: "array[int]" = field(default_factory=lambda: array("i"))
    repeated: "array[int]" = field(default_factory=lambda: array("i"))


class Fold:
    """Everything a mining gathers while it walks.

    paths: number of each path, in the order they are met; skipped: (seq, path, reason); head: the tree of the
    last commit; to_read: the commits that have to be applied, in order: some of an earlier mining perhaps,
    whose trees the new ones build upon, and then the new ones; known: how many commits an earlier mining
    followed; first_new: number of the first line that is written now; ignored: seqs of the commits that the
    repository wants ignored; snapshots: trees that are wanted whole, by seq.
    """

    def __init__(
        self,
        history: History,
        landing: Landing,
        ignored: AbstractSet[int],
        earlier: Earlier,
        snapshots: Collection[int] = (),
    ) -> None:
        commits = self.commits = history.commits
        self.descriptions = history.new
        self.landing = landing
        self._mainline = set(landing.mainline)
        self._landed = landing.landed
        self.known = earlier.commits
        self.to_read = [
            *(commits[seq] for seq in read_again(commits, self.known, earlier.trees)),
            *commits[self.known :],
        ]
        children = [0] * len(commits)
        for commit in self.to_read:
            for parent in commit.parents:
                children[parent] += 1
        children[-1] += 1  # the head's tree is wanted at the end
        self._ledger = Ledger(children, earlier)
        self.touches = self._ledger.touches
        self.first_new = self.touches.total + 1
        self.removals = self._ledger.removals
        self.copies = self._ledger.copies
        self.fates = Fates(self.touches, landing.landed, lambda seq, oldest: self._ancestors([seq], oldest))
        self.fates.take_up(earlier.fate, earlier.death, earlier.kind)
        self.ignored = ignored
        self.paths = {path: number for number, path in enumerate(earlier.paths)}
        self.rows = ChangeRows()
        self.skipped: list[tuple[int, int, str]] = []
        self.rename_limit_hits: set[int] = set()
        self._wanted_trees = worth_keeping(landing.mainline, landing.mainline)
        self._kept_trees = dict(earlier.trees)
        self._snapshots = frozenset(snapshots)
        self.snapshots: dict[int, Tree] = {}
        reverting = {seq: said.reverts for seq, said in enumerate(history.new, self.known) if said.reverts}
        names = sorted((commit.sha, commit.seq) for commit in commits) if reverting else []
        self._reverted = {seq: self._targets(seq, said, names) for seq, said in reverting.items()}

    @property
    def hunks(self) -> int:
        """Hunks applied so far."""
        return self._ledger.hunks

    @property
    def head(self) -> Tree:
        """The tree of the last commit."""
        return self._ledger.tree(len(self.commits) - 1)

    def requests(self) -> list[Request]:
        """What has to be read of each commit, in order."""
        return [
            Request(
                commit.sha,
                tuple(self.commits[parent].sha for parent in commit.parents),
                tuple(
                    self.commits[seq].sha
                    for seq in sorted(self._reverted.get(commit.seq, ()))
                    if len(self.commits[seq].parents) < 2
                ),
                commit.seq in self.ignored,
            )
            for commit in self.to_read
        ]

    @property
    def checkpoints(self) -> dict[int, Tree]:
        """Trees of mainline commits for the next mining, by seq."""
        return {seq: self._kept_trees[seq] for seq in worth_keeping(self.landing.mainline, self._kept_trees)}

    def outcome(self) -> Outcome:
        """What became of the lines, once all is applied and answered; what only that needed is let go."""
        outcome = self.fates.outcome()
        del self.fates
        self._ledger.forget_places()
        return outcome

    def apply(self, commit: Commit, changes: Changes) -> None:
        """Take the next commit in."""
        parents = [self._parent(parent, commit.seq) for parent in commit.parents] or [EMPTY]
        if commit.seq < self.known:
            on_mainline = commit.seq in self._mainline
            tree = self._ledger.again(commit.seq, parents, changes, self.paths, on_mainline=on_mainline)
            self._keep(commit, tree)
            return
        if changes.rename_limit_hit:
            self.rename_limit_hits.add(commit.seq)
        tree = (
            self._merge(commit, parents, changes)
            if len(parents) > 1
            else self._single(commit, parents[0], changes)
        )
        self._keep(commit, tree)

    def _keep(self, commit: Commit, tree: Tree) -> None:
        self._ledger.keep(commit.seq, tree, commit.parents)
        if commit.seq in self._wanted_trees:
            self._kept_trees[commit.seq] = tree
        if commit.seq in self._snapshots:
            self.snapshots[commit.seq] = tree

    def _parent(self, parent: int, seq: int) -> Tree:
        tree = self._ledger.tree(parent)
        # What the parent wrote and has landed before was looked after then.
        return tree if self._landed[parent] == self._landed[seq] else tree._replace(pending=frozenset())

    def _single(self, commit: Commit, parent: Tree, changes: Changes) -> Tree:
        repeated = changes.written.repeated if changes.written else {}
        for file in changes.files:
            self._record(commit.seq, file, parent)
            self.rows.repeated.append(repeated.get(file.path, 0))
        on_mainline = commit.seq in self._mainline
        first = self.touches.total + 1
        tree, removal = self._ledger.commit(
            commit.seq,
            parent,
            changes,
            self.paths,
            on_mainline=on_mainline,
            ignored=commit.seq in self.ignored,
            reverted=self._reverted.get(commit.seq, ()),
        )
        self.fates.make_room()
        born = range(first, self.touches.total + 1)
        self.fates.commit(commit.seq, born, removal, on_mainline=on_mainline)
        return tree

    def _record(self, seq: int, file: FileChange, parent: Tree) -> None:
        path = self._number(file.path)
        old = NONE if file.old_path is None else self._number(file.old_path)
        added, deleted, skipped = file.added, file.deleted, file.skipped
        if skipped is None and not file.hunks and file.blob is not None:
            # A patch says nothing of a file that only changes its name or mode; the tree knows whether it is
            # text.
            before = parent.files.get(path if old == NONE else old)
            if before is not None and before.unreadable is not None and before.blob == file.blob:
                added, deleted, skipped = None, None, before.unreadable
        if skipped is not None:
            self.skipped.append((seq, path, skipped))
        rows = self.rows
        rows.seq.append(seq)
        rows.path.append(path)
        rows.old_path.append(old)
        rows.status.append(file.status)
        rows.added.append(NONE if added is None else added)
        rows.deleted.append(NONE if deleted is None else deleted)

    def _merge(self, commit: Commit, parents: Sequence[Tree], changes: Changes) -> Tree:
        for path, _ in changes.taken:
            self._number(path)
        for path, mixed in changes.mixed.items():
            if mixed.unreadable is not None:
                self.skipped.append((commit.seq, self._number(path), mixed.unreadable))
        on_mainline = commit.seq in self._mainline
        step = self._ledger.merge(commit.seq, parents, changes, self.paths, on_mainline=on_mainline)
        self.fates.make_room()
        for lines in step.dropped:
            self.fates.gave_way(lines)
        if on_mainline:
            exchange = self.fates.exchange(step.changed)
            if doubles := self.fates.doubles(step.changed, exchange):
                step = self._ledger.part(commit.seq, step, doubles)
                self.fates.make_room()
                exchange = self.fates.exchange(step.changed)
            self.fates.mainline_merge(commit.seq, step.changed, exchange)
        changed = {path for path, _, _ in step.changed}
        for place, parent in enumerate(parents):
            paths = parent.pending if place else parent.pending & changed
            if paths:
                self.fates.branch_lines(commit.seq, place, parent, step.tree, sorted(paths))
        return step.tree

    def _number(self, path: bytes) -> int:
        return self.paths.setdefault(path, len(self.paths))

    def _targets(self, reverting: int, said: Sequence[str], names: Sequence[tuple[str, int]]) -> set[int]:
        """The commits that a commit says it reverts; for a merge, also all that the merge brought."""
        targets: set[int] = set()
        for name in said:
            matches: list[int] = []
            for sha, seq in islice(names, bisect_left(names, (name, -1)), None):
                if not sha.startswith(name):
                    break
                # Later commits may share the beginning of a name: whoever wrote it can not have meant them.
                if seq in self._ancestors([reverting], oldest=seq):
                    matches.append(seq)
            if len(matches) != 1:
                continue  # not to be told which
            brought = self._brought(matches[0]) if len(self.commits[matches[0]].parents) > 1 else {matches[0]}
            targets |= brought
        return targets

    def _brought(self, merge: int) -> set[int]:
        """A merge and the commits that its first parent has not."""
        first, *others = self.commits[merge].parents
        return {merge} | (self._ancestors(others) - self._ancestors([first]))

    def _ancestors(self, seqs: Iterable[int], oldest: int = 0) -> set[int]:
        """The commits reachable from some, themselves included, as far back as `oldest`."""
        seen: set[int] = set()
        stack = list(seqs)
        while stack:
            seq = stack.pop()
            if seq >= oldest and seq not in seen:
                seen.add(seq)
                stack.extend(self.commits[seq].parents)
        return seen
