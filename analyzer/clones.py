"""Repositories elsewhere, named by a URL: bare clones of them, kept and brought up to date."""

import fcntl
import glob
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analyzer import git
from analyzer.errors import RepositoryError
from analyzer.git import GitError

WAITING = "waiting for another Linespan that fetches from the same address"

_EVERYTHING = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+refs/notes/*:refs/notes/*")


def is_url(text: str) -> bool:
    """Whether the argument names a repository elsewhere: a scheme, or git's scp-like host:path."""
    if "://" in text:
        return True
    host, colon, _ = text.partition(":")
    return bool(colon) and "/" not in host and not Path(text).exists()


def without_secret(text: str) -> str:
    """The text with the user and password that a URL in it may carry left out."""
    return re.sub(r"(?<=://)[^/\s@]*@", "", text)


def clone(url: str, target: Path, progress: Callable[[str], object]) -> None:
    """Clone a repository bare, with its notes, or bring an earlier clone up to date, its HEAD included.

    progress: hears git's progress lines, and WAITING where another process is at it already. Raises
    RepositoryError when the other side does not answer or has no such repository.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(target, progress):
            if (target / "HEAD").exists():
                _fetch(url, target, progress)
            else:
                _clone(url, target, progress)
    except GitError as problem:
        raise RepositoryError(
            f"{without_secret(url)} can not be cloned: {without_secret(problem.message)}",
            "check the address and your access to it",
        ) from problem


@contextmanager
def _alone(target: Path, progress: Callable[[str], object]) -> Iterator[None]:
    with target.with_name(target.name + ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(WAITING)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clone(url: str, target: Path, progress: Callable[[str], object]) -> None:
    """Clone beside and rename, so that an interrupted clone is never taken for a whole one."""
    prefix = target.name + ".cloning-"
    # What a killed run left behind is of no use to anyone.
    for leftover in target.parent.glob(glob.escape(prefix) + "*"):
        shutil.rmtree(leftover, ignore_errors=True)
    # A new name each time: what a killed run started may still write into the old one for a moment.
    beside = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        notes = ["-c", "remote.origin.fetch=+refs/notes/*:refs/notes/*"]
        git.transfer(
            target.parent, ["clone", "--bare", "--progress", *notes, "--", url, str(beside)], progress
        )
        # Each fetch is given the address anew, so the password in it need not be kept.
        git.ask(beside, "config", "remote.origin.url", without_secret(url))
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fetch(url: str, target: Path, progress: Callable[[str], object]) -> None:
    git.transfer(
        target,
        ["fetch", "--prune", "--progress", "--no-write-fetch-head", "--", url, *_EVERYTHING],
        progress,
    )
    # A fetch leaves HEAD where the clone found it, also when the other side has another default branch since.
    answer = git.ask_remote(target, "ls-remote", "--symref", "--", url, "HEAD")
    if head := re.search(rb"^ref: (refs/heads/.+)\tHEAD$", answer, re.MULTILINE):
        branch = head[1].decode("utf-8", "surrogateescape")
        with suppress(GitError):  # a branch without a commit
            git.ask(target, "show-ref", "--verify", "--quiet", branch)
            git.ask(target, "symbolic-ref", "HEAD", branch)
