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
    """A repository with the same objects, branch master at the commit `head`; gone after the block.

    Where objects are absent, a blob of one line stands in for each, so that every tool reads on.
    """
    objects = ask(repository, "rev-parse", "--path-format=absolute", "--git-path", "objects")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ask(folder, "init", "--quiet", "--initial-branch=master")
        (folder / ".git" / "objects" / "info" / "alternates").write_text(objects + "\n")
        ask(folder, "update-ref", "refs/heads/master", head)
        listed = ask(folder, "rev-list", "--objects", "--missing=print", head).splitlines()
        for absent in (line[1:] for line in listed if line.startswith("?")):
            stand_in = ask(folder, "hash-object", "-w", "--stdin", given=f"{absent}\n")
            ask(folder, "update-ref", f"refs/replace/{absent}", stand_in)
        yield folder


def ask(folder: Path, *arguments: str, given: str = "") -> str:
    """What git prints there, without the last newline."""
    command = ["git", "-C", str(folder), *arguments]
    answer = subprocess.run(
        command, input=given, capture_output=True, text=True, check=True, errors="backslashreplace"
    )
    return answer.stdout.strip()
