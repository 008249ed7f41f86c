"""Where two commits part, in a clone that may be shallow: never a guess, and never a fetch unless asked for.

A shallow clone shows commits at its boundary as if they had no parents. A common commit that is found there
is the merge base only where no way from the two commits down to it leads across the boundary: behind it a
later common commit may stand.
"""

import re
import shlex
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Self

from analyzer.errors import NotComputableError, RepositoryError
from analyzer.remotes import fetch_some
from analyzer.repository import Repository, answer, default_remote, resolve

_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
# Most changes part from their base within twenty commits; the last step brings all there is.
_DEPTHS = ("--deepen=20", "--deepen=200", "--deepen=2000", "--unshallow")


class Reference(NamedTuple):
    """A commit by name. asked: as somebody said it; spellings: what it may be called in the repository, the
    likeliest first; wanted: the refspec that brings it, empty where none does.
    """

    asked: str
    spellings: tuple[str, ...]
    wanted: str

    @classmethod
    def of_branch(cls, name: str, remote: str | None) -> Self:
        """A branch, as the remote has it or else as the repository has."""
        local = f"refs/heads/{name}"
        if remote is None:
            return cls(name, (local,), "")
        tracking = f"refs/remotes/{remote}/{name}"
        return cls(f"{remote}/{name}", (tracking, local), f"+{local}:{tracking}")

    @classmethod
    def of_revision(cls, revision: str, remote: str | None) -> Self:
        """Whatever a person can name a commit by."""
        if _COMMIT.fullmatch(revision):
            return cls(revision, (revision,), revision if remote else "")
        if remote is None or not re.fullmatch(r"[\w./-]+", revision):
            return cls(revision, (revision,), "")
        branch = cls.of_branch(revision.removeprefix(f"{remote}/"), remote)
        return cls(revision, (revision, branch.spellings[0]), branch.wanted)

    def commit(self, repository: Repository) -> str:
        """The full name of the commit; empty where the repository has none."""
        return next(filter(None, (resolve(repository, spelling) for spelling in self.spellings)), "")


class Reached(NamedTuple):
    """The commit that a reference names, and where the head parts from it."""

    base: str
    merge_base: str


def reach(
    repository: Repository,
    reference: Reference,
    head: str,
    progress: Callable[[str], object] | None,
) -> Reached:
    """The merge base of a reference and a commit.

    progress: hears git's progress lines while what is missing is fetched; None not to fetch. Raises
    NotComputableError where there is no merge base or none can be told, RepositoryError where a fetch fails.
    """
    reached = _look(repository, reference, head)
    remote = default_remote(repository)
    if reached is None and progress is not None and remote is not None:
        for depth in _DEPTHS if is_shallow(repository) else ("",):
            _bring(repository, remote, reference, head, depth, progress)
            if (reached := _look(repository, reference, head)) or not is_shallow(repository):
                break
    if reached is None:
        raise _unreached(repository, reference, head, remote)
    return reached


def is_shallow(repository: Repository) -> bool:
    """Whether history is cut off somewhere."""
    return bool(_boundary(repository))


def _boundary(repository: Repository) -> frozenset[str]:
    """The commits whose parents a shallow clone does not show."""
    with suppress(OSError):
        return frozenset((repository.git_dir / "shallow").read_text("ascii", "replace").split())
    return frozenset()


def _look(repository: Repository, reference: Reference, head: str) -> Reached | None:
    base = reference.commit(repository)
    common = answer(repository, "merge-base", base, head) if base else ""
    if not common:
        return None
    boundary = _boundary(repository)
    if boundary and common not in {base, head}:
        between = answer(repository, "rev-list", base, head, f"^{common}").split()
        if not boundary.isdisjoint(between):
            return None
    return Reached(base, common)


def _bring(
    repository: Repository,
    remote: str,
    reference: Reference,
    head: str,
    depth: str,
    progress: Callable[[str], object],
) -> None:
    wanted = [reference.wanted] if reference.wanted else []
    try:
        fetch_some(repository, remote, [*wanted, head], depth, progress)
    except RepositoryError:
        # The head may be known to this clone alone; then what it began from is on one of the branches.
        branches = f"+refs/heads/*:refs/remotes/{remote}/*"
        commits = [name for name in wanted if _COMMIT.fullmatch(name)]
        fetch_some(repository, remote, [branches, *commits], depth, progress)


def _unreached(
    repository: Repository, reference: Reference, head: str, remote: str | None
) -> NotComputableError:
    """What a person can do about a merge base that is not found."""
    fetch = ["git", "-C", str(repository.path), "fetch"]
    wanted = [remote or "origin", *([reference.wanted] if reference.wanted else [])]
    if is_shallow(repository):
        return NotComputableError(
            f"{repository.path} is a shallow clone: not in it is where {reference.asked} and the head part",
            f"{shlex.join([*fetch, '--unshallow', *wanted])}, or let --fetch bring what is needed",
        )
    if not reference.commit(repository):
        return NotComputableError(
            f"{repository.path} has no revision {reference.asked!r} to compare with",
            f"{shlex.join([*fetch, *wanted])}, or name another with --base"
            if reference.wanted
            else f"git -C {shlex.quote(str(repository.path))} branch --all lists the branches",
        )
    return NotComputableError(
        f"{reference.asked} and {head[:12]} have no merge base: no commit is in both",
        "name a commit of the head's own history with --base",
    )
