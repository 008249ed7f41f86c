"""Trees out of a repository, and a repository out of trees."""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.planted.changes import git

_SUFFIXES = (
    *(".py", ".js", ".ts", ".tsx", ".jsx", ".css", ".scss", ".html", ".sh", ".sql", ".md", ".rst"),
    *(".c", ".h", ".cc", ".cpp", ".go", ".rs", ".java", ".rb", ".php"),
)
_PLAIN_PATH = re.compile(r"[\w./+-]+")  # one that fast-import and a patch name as it is
_START = 1_700_000_000
_HOUR = 3_600


def tree(repository: Path, revision: str) -> dict[str, str]:
    """Source files of a revision by path: text in UTF-8 that ends with a line's end. Raises
    CalledProcessError.
    """
    listed = git(repository, "ls-tree", "-r", "-z", "--format=%(objecttype) %(objectmode) %(path)", revision)
    texts: dict[str, str] = {}
    for entry in listed.decode("utf-8", "backslashreplace").split("\0")[:-1]:
        kind, mode, path = entry.split(" ", 2)
        if (
            kind != "blob"
            or mode == "120000"
            or not path.endswith(_SUFFIXES)
            or not _PLAIN_PATH.fullmatch(path)
        ):
            continue
        try:
            text = git(repository, "cat-file", "blob", f"{revision}:{path}").decode()
        except (UnicodeDecodeError, subprocess.CalledProcessError):  # no text; an object that is absent
            continue
        if text.endswith("\n") and "\0" not in text:
            texts[path] = text
    return texts


def build(repository: Path, commits: Sequence[Mapping[str, str | None]]) -> None:
    """A new repository with one branch, `main`: what each commit writes, by path; None deletes a file."""
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "fast-import", "--quiet", given=b"".join(_stream(commits)))


def _stream(commits: Sequence[Mapping[str, str | None]]) -> Iterator[bytes]:
    for number, contents in enumerate(commits):
        who = f"Ada <ada@example.org> {_START + number * _HOUR} +0000"
        message = f"Commit {number}"
        yield f"commit refs/heads/main\ncommitter {who}\ndata {len(message)}\n{message}\n".encode()
        for path, text in contents.items():
            if text is None:
                yield f"D {path}\n".encode()
            else:
                content = text.encode()
                yield f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"
        yield b"\n"
