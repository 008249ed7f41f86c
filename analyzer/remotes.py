"""Somebody's own repository, and the one elsewhere it was cloned from: what is new there is fetched.

Unlike everything else that is done with a repository, this believes its configuration, which names addresses
and may name commands (core.sshCommand, a remote helper, credential.helper): a person has to ask for it. Hooks
and the file system monitor stay off here too. Work tree, index and checked-out branches are left alone.
"""

import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress

from analyzer import git
from analyzer.errors import RepositoryError
from analyzer.git import GitError
from analyzer.repository import Repository

_NOTES = "+refs/notes/*:refs/notes/*"
# Pruning would take away notes that only this copy has; maintenance would go on behind a mining's back.
_HARMLESS = ("--no-prune", "--no-recurse-submodules", "--no-auto-maintenance", "--no-write-fetch-head")


def fetch(repository: Repository, remote: str, progress: Callable[[str], object]) -> None:
    """Fetch what a remote of the repository has, notes included.

    progress: hears git's progress lines. Raises RepositoryError where the remote does not answer, or gives
    what would cost commits that only this copy has.
    """
    added = (_NOTES, *_usual_branches(repository, remote))
    settings = [word for refspec in added for word in ("-c", f"remote.{remote}.fetch={refspec}")]
    _fetch(repository, remote, settings, ["--", remote], progress)


def fetch_some(
    repository: Repository,
    remote: str,
    wanted: Sequence[str],
    depth: str,
    progress: Callable[[str], object],
) -> None:
    """Fetch what some refspecs name, into a clone that may be shallow.

    depth: an option such as `--deepen=20`, empty for a whole clone; progress: hears git's progress lines.
    Raises RepositoryError where the remote does not answer, or has not what is wanted.
    """
    options = [depth] if depth else []
    _fetch(repository, remote, [], ["--no-tags", *options, "--", remote, *wanted], progress)


def _fetch(
    repository: Repository,
    remote: str,
    settings: Sequence[str],
    arguments: Sequence[str],
    progress: Callable[[str], object],
) -> None:
    try:
        git.transfer(repository.path, [*settings, "fetch", "--progress", *_HARMLESS, *arguments], progress)
    except GitError as problem:
        raise RepositoryError(
            f"{repository.path} can not be fetched into: {problem.message}",
            f"git -C {shlex.quote(str(repository.path))} fetch {shlex.quote(remote)} tells more",
        ) from problem


def _usual_branches(repository: Repository, remote: str) -> tuple[str, ...]:
    """Where branches go, if the repository does not say; a bare clone never does."""
    with suppress(GitError):
        git.ask(repository.path, "config", "--get-all", f"remote.{remote}.fetch")
        return ()
    if git.ask(repository.path, "rev-parse", "--is-bare-repository").strip() == b"true":
        # Without force, because here may stand commits that the remote has not.
        return ("refs/heads/*:refs/heads/*",)
    return (f"+refs/heads/*:refs/remotes/{remote}/*",)
