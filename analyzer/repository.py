"""Somebody's repository: where its objects are, which revision to analyse, what makes it unfit for
history.
"""

import os
import shlex
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR

from analyzer import git
from analyzer.errors import RepositoryError
from analyzer.git import GitError
from analyzer.sealed import SealedRepository

USUAL_DEFAULTS = ("main", "master", "trunk")


@dataclass(frozen=True, slots=True)
class Repository:
    """A local repository, bare or not, or one of its worktrees.

    path: as the person named it; git_dir: the directory its worktrees share; objects: the object store.
    """

    path: Path
    git_dir: Path
    objects: Path
    object_format: str

    def seal(self, folder: Path) -> SealedRepository:
        """A private view of the objects, made in `folder`."""
        return SealedRepository.make(self.objects, self.object_format, folder)

    @property
    def borrows(self) -> bool:
        """Whether it takes objects from other repositories, which are not followed."""
        return (self.objects / "info" / "alternates").exists()


@dataclass(frozen=True, slots=True)
class Head:
    """The revision to analyse. sha: the commit; note: what a person should know of the choice."""

    sha: str
    note: str = ""


def open_repository(path: Path, *, shallow_too: bool = False) -> Repository:
    """Find the repository at or above `path`.

    shallow_too: whether a shallow clone will do, for those who need no history. Raises RepositoryError for
    what is no repository, belongs to somebody else, is shallow or has no object store.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as problem:
        raise RepositoryError(
            f"{path} does not exist", "name a folder with a git repository, or a URL"
        ) from problem
    except OSError as problem:
        raise RepositoryError(
            f"{path} can not be opened: {problem.strerror}", "name a folder with a git repository, or a URL"
        ) from problem
    if not S_ISDIR(mode):
        raise RepositoryError(f"{path} is not a folder", "name the folder of a git repository")
    questions = [
        "--path-format=absolute",
        "--git-common-dir",
        "--show-object-format",
        "--is-shallow-repository",
    ]
    try:
        answer = os.fsdecode(git.ask(path, "rev-parse", *questions))
    except GitError as problem:
        raise _unopened(path, problem) from problem
    # From the right, because a folder's name can hold whatever a line can end with.
    git_dir, object_format, shallow = answer.removesuffix("\n").rsplit("\n", 2)
    if shallow == "true" and not shallow_too:
        raise RepositoryError(
            f"{path} is a shallow clone: lines would seem younger than they are",
            f"git -C {shlex.quote(str(path))} fetch --unshallow",
        )
    objects = Path(git_dir) / "objects"
    if not objects.is_dir() or not objects.resolve().is_relative_to(Path(git_dir).resolve()):
        raise RepositoryError(
            f"{path} keeps its objects outside its git directory; such links are not followed",
            f"git clone --no-local --bare {shlex.quote(str(path))} COPY, then analyse COPY",
        )
    return Repository(path, Path(git_dir), objects, object_format)


def _unopened(path: Path, problem: GitError) -> RepositoryError:
    """What git's refusal to open `path` means for a person."""
    if "dubious ownership" in problem.message or "unsafe repository" in problem.message:  # before git 2.38
        return RepositoryError(
            f"{path} belongs to somebody else, so git does not open it",
            f"if you trust it: git config --global --add safe.directory {shlex.quote(str(path.resolve()))}",
        )
    if "not a git repository" in problem.message:
        return RepositoryError(
            f"{path} is not a git repository", "name a folder with a .git, or a bare repository"
        )
    return RepositoryError(f"git can not open {path}: {problem.message}")


def choose_head(repository: Repository, revision: str | None) -> Head:
    """The asked revision, else HEAD when it is the default branch, else the default branch with a note.

    A default branch that is merely behind its remote's is read as the remote has it, with a note: a fetch
    brings commits there and nowhere else.

    Raises RepositoryError for an unknown revision and for a repository without commits.
    """
    if revision is not None:
        if sha := resolve(repository, revision):
            return Head(sha)
        raise unknown_revision(repository, revision)
    current = answer(repository, "symbolic-ref", "--quiet", "HEAD")
    remote = default_remote(repository)
    default = _default_branch(repository, current, remote)
    if default is None:
        if sha := resolve(repository, "HEAD"):
            return Head(sha)
        if _is_empty(repository):
            raise unknown_revision(repository, "HEAD")
        raise RepositoryError(
            f"HEAD of {repository.path} names no commit", "say which branch to read with --rev"
        )
    newest, behind = _newest(repository, default, remote)
    sha, name = resolve(repository, newest), _short(newest)
    if current != default:
        where = f"HEAD is on {_short(current)}" if current else "HEAD is detached"
        return Head(sha, f"{where}: reading the default branch {name}; --rev HEAD reads what is checked out")
    if not behind:
        return Head(sha)
    commits = f"{behind:,} commit{'s' * (behind > 1)}"
    return Head(
        sha, f"{_short(default)} is {commits} behind: reading {name}; --rev HEAD reads what is checked out"
    )


def unknown_revision(repository: Repository, revision: str) -> RepositoryError:
    """What a person can do about a revision that names no commit."""
    if _is_empty(repository):
        return RepositoryError(f"{repository.path} has no commits yet", "commit something first")
    return RepositoryError(
        f"{repository.path} has no revision {revision!r}",
        f"git -C {shlex.quote(str(repository.path))} branch --all lists the branches",
    )


def _is_empty(repository: Repository) -> bool:
    branches = answer(repository, "for-each-ref", "--count=1", "refs/heads", "refs/remotes")
    return not branches and not resolve(repository, "HEAD")


def default_remote(repository: Repository) -> str | None:
    """The remote called origin, or the only one there is."""
    with suppress(GitError):
        names = git.ask(repository.path, "remote").decode("utf-8", "surrogateescape").splitlines()
        if "origin" in names:
            return "origin"
        return names[0] if len(names) == 1 else None
    return None


def partial_filter(repository: Repository) -> str:
    """What a partial clone was made without, as `git clone --filter` names it; empty for a whole one."""
    filters = answer(repository, "config", "--get-regexp", r"^remote\..*\.partialclonefilter$")
    return filters.partition("\n")[0].rpartition(" ")[2]


def _default_branch(repository: Repository, current: str, remote: str | None) -> str | None:
    tracking = f"refs/remotes/{remote}/"
    named = answer(repository, "symbolic-ref", "--quiet", f"{tracking}HEAD") if remote else ""
    if named:
        candidates = ["refs/heads/" + named.removeprefix(tracking), named]
    elif (
        current
        and answer(repository, "rev-parse", "--is-bare-repository") == "true"
        and resolve(repository, current)
    ):
        candidates = [current]  # what a bare repository calls HEAD is its default branch
    else:
        candidates = [f"refs/heads/{name}" for name in USUAL_DEFAULTS]
        if current in candidates:
            candidates.insert(0, current)
    return next((branch for branch in candidates if resolve(repository, branch)), None)


def _newest(repository: Repository, branch: str, remote: str | None) -> tuple[str, int]:
    """The branch, or what the remote has of it where that goes on from it; and how many commits further."""
    tracked = f"refs/remotes/{remote}/{branch.removeprefix('refs/heads/')}"
    if remote is None or not branch.startswith("refs/heads/") or not resolve(repository, tracked):
        return branch, 0
    counts = answer(repository, "rev-list", "--count", "--left-right", f"{branch}...{tracked}").split()
    if len(counts) == 2 and counts[0] == "0" and counts[1] != "0":
        return tracked, int(counts[1])
    return branch, 0


def _short(reference: str) -> str:
    return reference.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def resolve(repository: Repository, revision: str) -> str:
    """The full name of the commit that a revision names; empty where it names none."""
    name = answer(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    return "" if name.startswith("^") else name  # git verifies what a range leaves out, too


def answer(repository: Repository, *arguments: str) -> str:
    """What git answers, without white space around, or an empty text where it has no answer."""
    with suppress(GitError):
        return git.ask(repository.path, *arguments).decode("utf-8", "surrogateescape").strip()
    return ""


def incomplete(repository: Repository, problem: GitError) -> RepositoryError:
    """What git's complaint about the objects means for a person."""
    if left_out := partial_filter(repository):
        return RepositoryError(
            f"{repository.path} is a partial clone without what is needed (--filter={left_out}): "
            f"{problem.message}",
            completion(repository),
        )
    hint = f"git -C {shlex.quote(str(repository.path))} fsck tells what is missing; a fresh clone mends it"
    if repository.borrows:
        hint = "borrowed objects (objects/info/alternates) are not read; git clone --no-local copies them"
    return RepositoryError(f"the history of {repository.path} can not be read whole: {problem.message}", hint)


def completion(repository: Repository) -> str:
    """The command that fetches what a partial clone was made without."""
    return f"git -C {shlex.quote(str(repository.path))} fetch --refetch --no-filter"


def staged(repository: Repository) -> list[tuple[bytes, bytes, bytes]]:
    """(mode, object name, path) of every entry of the index.

    Raises RepositoryError where there is none, or where a merge has left conflicts in it; GitError where git
    can not read it.
    """
    if answer(repository, "rev-parse", "--is-bare-repository") == "true":
        raise RepositoryError(f"{repository.path} is bare: it has no index", "leave --staged away")
    listed = git.ask_index(repository.path, "ls-files", "--stage", "--full-name", "-z", "--", ":/")
    entries = []
    for record in listed.split(b"\0")[:-1]:
        about, _, path = record.partition(b"\t")
        mode, name, stage = about.split(b" ")
        if stage != b"0":
            raise RepositoryError(
                f"the index of {repository.path} holds conflicts", "resolve them and stage what you resolved"
            )
        entries.append((mode, name, path))
    return entries
