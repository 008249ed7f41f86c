"""Which two commits the gate compares: the head, and the commit where its change began.

The base is, by the first of these that has an answer: what the person names; what the CI says (ci.py); the
default branch of the remote, or of a repository without one. The head is compared with the *merge base* of
the two, so that what others did on the base meanwhile is no part of the change. The tip of the default branch
has its own base in its history: the commit before the push, as the CI says, else its first parent, else, for
a root commit, the empty tree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analyzer import ci, git
from analyzer.errors import NotComputableError
from analyzer.merge_base import Reference, is_shallow, reach
from analyzer.repository import (
    USUAL_DEFAULTS,
    Repository,
    answer,
    default_remote,
    resolve,
    unknown_revision,
)

INDEX = "the index"
_DEFAULT = "default branch"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks to be compared. base, head: revisions, None for what the CI and the repository say;
    staged: compare the index with HEAD instead; fetch: bring what the clone lacks.
    """

    base: str | None = None
    head: str | None = None
    staged: bool = False
    fetch: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared, as full names.

    asked_base, asked_head: as the person, the CI or the default said it; base: the commit that names; head:
    empty for the index; merge_base: the commit whose tree the head's is compared with, empty for the empty
    tree; source: where the base came from; notes: what a person should know.
    """

    asked_base: str
    asked_head: str
    base: str
    head: str
    merge_base: str
    source: str
    notes: tuple[str, ...] = ()


def choose(
    repository: Repository, asked: Asked, environment: Mapping[str, str], progress: Callable[[str], object]
) -> Compared:
    """What to compare. progress: hears git's progress lines while it fetches.

    Raises NotComputableError where there is nothing to compare with, RepositoryError for a head that is not
    there and for a fetch that fails.
    """
    if asked.staged:
        head = resolve(repository, "HEAD")
        return Compared("HEAD" if head else "nothing", INDEX, head, "", head, "--staged")
    asked_head = "HEAD" if asked.head is None else asked.head
    head = resolve(repository, asked_head)
    if not head:
        raise unknown_revision(repository, asked_head)
    reference, source = _base(repository, asked.base, environment)
    hear = progress if asked.fetch else None
    if source == _DEFAULT and reference.commit(repository) == head:
        return _tip(repository, asked_head, head, environment, hear)
    reached = reach(repository, reference, head, hear)
    if reached.merge_base != head:
        return Compared(reference.asked, asked_head, reached.base, head, reached.merge_base, source)
    if source == _DEFAULT and reached.base == head:  # the fetch brought the branch, and the head is its tip
        return _tip(repository, asked_head, head, environment, hear)
    raise NotComputableError(
        f"{reference.asked} ({source}) has all that {asked_head} has: there is no change to look at",
        "name the commit that the change began from with --base",
    )


def _base(
    repository: Repository, revision: str | None, environment: Mapping[str, str]
) -> tuple[Reference, str]:
    """Where the base is, and who says so."""
    remote = default_remote(repository)
    if revision is not None:
        return Reference.of_revision(revision, remote), "--base"
    if target := ci.target_branch(environment):
        return Reference.of_branch(target.name, remote), target.source
    if commit := ci.diff_base(environment):
        return Reference.of_revision(commit.name, remote), commit.source
    tracking = f"refs/remotes/{remote}/"
    named = answer(repository, "symbolic-ref", "--quiet", f"{tracking}HEAD") if remote else ""
    if name := ci.default_branch(environment) or named.removeprefix(tracking):
        return Reference.of_branch(name, remote), _DEFAULT
    references = [Reference.of_branch(name, remote) for name in USUAL_DEFAULTS]
    # A branch that the remote has goes before one that only this repository has, whatever their names.
    for place in range(1 + (remote is not None)):
        for reference in references:
            if resolve(repository, reference.spellings[place]):
                return reference, _DEFAULT
    raise NotComputableError(
        f"nothing tells which branch of {repository.path} is the default", "name what to compare with: --base"
    )


def _tip(
    repository: Repository,
    asked_head: str,
    head: str,
    environment: Mapping[str, str],
    hear: Callable[[str], object] | None,
) -> Compared:
    """What the tip of the default branch is compared with."""
    notes: tuple[str, ...] = ()
    remote = default_remote(repository)
    if before := ci.commit_before(environment, head):
        reference = Reference.of_revision(before.name, remote)
        if reference.commit(repository) or is_shallow(repository):
            reached = reach(repository, reference, head, hear)
            if reached.merge_base != head:
                return Compared(
                    before.name, asked_head, reached.base, head, reached.merge_base, before.source
                )
        notes = (
            f"{before.source} {before.name[:12]} does not lead to the head: compared with its first parent",
        )
    parent = _first_parent(repository, head)
    if not parent:
        return Compared("nothing", asked_head, "", head, "", "root commit", notes)
    if not resolve(repository, parent):
        # It is shallow, or broken: in either case it is the same for whoever wants the parent.
        reach(repository, Reference.of_revision(parent, remote), head, hear)
    return Compared(f"{asked_head}^", asked_head, parent, head, parent, "first parent", notes)


def _first_parent(repository: Repository, commit: str) -> str:
    """As the commit itself says, because a shallow clone hides it; empty for a root commit."""
    head = git.ask(repository.path, "--no-replace-objects", "cat-file", "commit", commit).partition(b"\n\n")[
        0
    ]
    lines = head.split(b"\n")
    return next((line[7:].decode() for line in lines if line.startswith(b"parent ")), "")
