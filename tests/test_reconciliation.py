"""A ledger that git contradicts is found out."""

from collections import Counter

import pytest
from command import git
from stories import build, story

from analyzer import checkpoints
from analyzer.errors import LinespanError
from analyzer.fates import FATES
from analyzer.fold import Fold
from analyzer.follow import follow
from analyzer.history import land, read_commits
from analyzer.progress import Silence
from analyzer.reconciliation import head_counts, reconcile
from analyzer.repository import open_repository
from analyzer.tables import LineTables


class Followed:
    """A history of three commits to f.txt, followed to its end; six lines stand."""

    def __init__(self, folder):
        self.repository = open_repository(build(story("linear_edits"), folder))
        self.sealed = self.repository.seal(folder / "sealed")
        self.head = self.named("main")
        history = read_commits(self.sealed, self.head)
        landing = land(history.commits, len(history.commits) - 1, 0)
        self.fold = Fold(history, landing, frozenset(), checkpoints.nothing())
        outcome, _ = follow(self.sealed, self.repository, self.fold, 1, Silence())
        lines = LineTables(self.fold.touches, landing.landed, frozenset())
        self.births = len(lines.origins)
        counts = Counter(FATES[fate] for fate in outcome.fate[lines.origins])
        self.lines = {fate: counts[fate] for fate in FATES}

    def named(self, revision):
        return git("-C", self.repository.path, "rev-parse", revision)

    def reconcile(self, head=None):
        head = head or self.head
        reconcile(
            self.fold.head,
            self.fold.paths,
            self.births,
            self.lines,
            self.sealed.tree(head),
            head_counts(self.sealed, head),
        )


@pytest.fixture
def followed(tmp_path):
    return Followed(tmp_path)


def test_a_history_that_was_followed_rightly_agrees(followed):
    followed.reconcile()

    assert followed.lines["alive"] == 6


def test_lines_that_do_not_add_up(followed):
    followed.lines["dead"] += 1

    with pytest.raises(LinespanError, match="the ledger does not add up"):
        followed.reconcile()


def test_a_file_with_another_object(followed):
    with pytest.raises(LinespanError, match=r"disagree on files of the head: 1, first f\.txt"):
        followed.reconcile(followed.named("main~1"))


def test_a_file_that_only_git_has(followed):
    blob = followed.named("main:f.txt")
    entries = [f"100644 blob {blob}\t{name}" for name in ("e.txt", "f.txt")]
    tree = followed.sealed.output("mktree", lines=entries).decode().strip()

    with pytest.raises(LinespanError, match=r"disagree on files of the head: 1, first e\.txt"):
        followed.reconcile(tree)


def test_a_file_that_only_the_ledger_has(followed):
    with pytest.raises(LinespanError, match=r"disagree on files of the head: 1, first f\.txt"):
        followed.reconcile(followed.sealed.output("mktree").decode().strip())


def test_a_file_with_another_number_of_lines(followed):
    tree = followed.fold.head
    ((path, version),) = tree.files.items()
    shorter = tree.files.set(path, version._replace(lines=version.lines[:-4]))
    followed.fold._ledger._trees[2] = tree._replace(files=shorter)
    followed.lines["alive"] -= 1
    followed.lines["dead"] += 1

    with pytest.raises(LinespanError, match=r"disagree on files of the head: 1, first f\.txt"):
        followed.reconcile()
