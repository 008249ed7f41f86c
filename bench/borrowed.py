"""A repository of our own over somebody else's objects, for tools that write where they only should read.

PyDriller writes into the configuration of every repository that it opens, git-of-theseus wants a branch named
master; neither takes a commit to start from.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def borrowed(repository: Path, head: str) -> Iterator[Path]:
    """A repository with the same objects, whose branch master stands at `head`; gone after the block."""
    objects = _git(repository, "rev-parse", "--path-format=absolute", "--git-path", "objects")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _git(folder, "init", "--quiet", "--initial-branch=master")
        (folder / ".git" / "objects" / "info" / "alternates").write_text(objects + "\n")
        _git(folder, "update-ref", "refs/heads/master", head)
        yield folder


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
