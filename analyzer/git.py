"""The only module that starts git.

Two ways to run it, both deaf to the environment's GIT_* variables, both without hooks, pager, prompt, lazy
fetch:

- `ask` runs git inside somebody's repository, with that repository's configuration, for the few questions
  only it can answer: where is it, whose is it, what does this revision name;
- a `SealedRepository` is a private git directory that shows git the repository's objects and nothing else of
  it: no configuration, hook, attribute, graft, replacement or reference of the analysed repository has an
  effect on what is read there. Everything long runs in it, so a result does not depend on whose machine it
  ran on.

Everything here yields bytes and knows no patch format; `patches.py` gives them meaning.
"""

import os
import re
import shlex
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from analyzer.errors import LinespanError, RepositoryError

try:
    import git as gitpython
except ImportError as problem:  # GitPython looks for git when it is imported
    raise RepositoryError("there is no git on the PATH", "install git 2.36 or newer") from problem

# Transport settings belong to the person who asks for a clone; every other GIT_* variable would change what
# git reads or how it prints it (GIT_DIR, GIT_DIFF_OPTS, GIT_REPLACE_REF_BASE ...).
_KEPT_VARIABLES = re.compile(r"GIT_(ASKPASS|HTTP|PROXY|PYTHON|SSH|SSL|TERMINAL_PROMPT)")

_QUIET = {
    "GIT_ALLOW_PROTOCOL": "none",  # no transport starts, whatever a configuration names as its command
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
}
_HARMLESS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.pager=cat"),
)

# Rename detection, diff algorithm and zero context decide the figures, so they are written down here and not
# left to anyone's configuration. The larger cache is for speed only.
_SEALED_CONFIG = """\
[core]
    repositoryformatversion = 1
    bare = true
    attributesFile = {devnull}
    deltaBaseCacheLimit = 128m
    quotePath = false
[extensions]
    objectFormat = {object_format}
[diff]
    algorithm = myers
    context = 0
    indentHeuristic = true
    renames = true
    renameLimit = 1000
[i18n]
    logOutputEncoding = UTF-8
[log]
    mailmap = false
    showSignature = false
"""
_PATCH = ("-p", "-U0", "--no-ext-diff", "--no-textconv", "--no-color")


class GitError(LinespanError):
    """git ended with an error; `message` is the first line it wrote to its error stream."""


class Stream:
    """A running git whose standard output is read as it comes.

    Leaving the `with` block early ends the process; leaving it after the last byte raises GitError if git
    failed.
    """

    def __init__(
        self,
        runner: gitpython.Git,
        arguments: Sequence[str],
        stdin: BinaryIO | None,
        running: "set[Stream] | None" = None,
    ) -> None:
        self._arguments = arguments
        self._running = set() if running is None else running
        self._process: Any = runner.execute(["git", *arguments], istream=stdin, as_process=True)
        self._complaint = b""
        self._ended = False
        # git blocks when nobody empties its error pipe.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._running.add(self)

    def _listen(self) -> None:
        self._complaint = self._process.stderr.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process.proc
        self._running.discard(self)
        if kind is not None and not self._ended:
            process.kill()
        process.stdout.close()
        status = process.wait()
        self._listener.join()
        process.stderr.close()
        # Output that breaks off puzzles whoever parses it; why git broke off is the better explanation.
        if status and (kind is None or self._ended):
            raise GitError(
                complaint(self._complaint) or f"git {self._arguments[0]} ended with status {status}"
            ) from value

    def stop(self) -> None:
        """End the process; whoever reads from it sees the end of its output, and then a GitError."""
        self._process.proc.kill()

    def read(self, size: int = 1 << 18) -> bytes:
        """Up to `size` bytes; empty at the end."""
        read: bytes = self._process.stdout.read(size)
        self._ended = not read
        return read

    def all(self) -> bytes:
        """Everything up to the end."""
        read: bytes = self._process.stdout.read()
        return read

    def records(self, end: bytes) -> Iterator[bytes]:
        """What stands before each `end`; a rest without one comes last."""
        rest = b""
        while block := self.read():
            *whole, rest = (rest + block).split(end)
            yield from whole
        if rest:
            yield rest


def complaint(stderr: bytes) -> str:
    """The line of git's error output that says what is wrong."""
    lines = [line.strip() for line in stderr.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
    for line in lines:
        if line.startswith(("fatal: ", "error: ")):
            return line.split(": ", 1)[1]
    return lines[-1] if lines else ""


def _forget_variables() -> None:
    # GitPython can add to the environment of the git it starts but not take away from it.
    for name in [name for name in os.environ if name.startswith("GIT_") and not _KEPT_VARIABLES.match(name)]:
        del os.environ[name]


def _runner(folder: Path, environment: dict[str, str]) -> gitpython.Git:
    _forget_variables()
    runner = gitpython.Git(str(folder))
    runner.update_environment(**environment)
    return runner


def ask(folder: Path, *arguments: str) -> bytes:
    """Run git inside a repository that is not trusted and return what it prints.

    Raises GitError with git's own complaint.
    """
    with Stream(_runner(folder, _QUIET), [*_HARMLESS, *arguments], None) as stream:
        return stream.all()


def transfer(folder: Path, arguments: Sequence[str], progress: Callable[[str], object]) -> None:
    """Clone or fetch, as the person's own git would; progress lines go to `progress` as git writes them.

    Raises GitError with git's own complaint.
    """
    runner = _runner(folder, {"GIT_TERMINAL_PROMPT": "0"})
    wrapper: Any = runner.execute(["git", *_HARMLESS, *arguments], as_process=True)
    process = wrapper.proc
    lines: list[str] = []
    try:
        rest = ""
        while block := process.stderr.read1(4096):
            *whole, rest = re.split("[\r\n]", rest + block.decode("utf-8", "backslashreplace"))
            for line in filter(None, map(str.strip, whole)):
                progress(line)
                lines.append(line)
        lines.append(rest)
        if process.wait():
            raise GitError(complaint("\n".join(lines[-50:]).encode()))
    finally:
        if process.poll() is None:
            process.terminate()


def import_history(target: Path, write: Callable[[BinaryIO], object]) -> None:
    """Make a bare repository at `target`, HEAD on main, from the fast-import stream that `write` writes.

    Raises GitError when git does not accept the stream.
    """
    target.mkdir(parents=True, exist_ok=True)
    ask(target, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", ".")
    with tempfile.TemporaryFile() as stream:
        write(stream)
        stream.seek(0)
        with Stream(_runner(target, _QUIET), ["fast-import", "--quiet"], stream) as importing:
            importing.all()


class SealedRepository:
    """A private git directory over another repository's objects.

    folder: where `make` laid it out; whoever made it removes it. Links that lead out of `objects`, and
    objects borrowed through `objects/info/alternates`, are not followed: a hostile repository could name any
    folder there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: set[Stream] = set()
        self._git = _runner(
            folder,
            {
                **_QUIET,
                "GIT_DIR": str(folder),
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_ATTR_NOSYSTEM": "1",
            },
        )

    @classmethod
    def make(cls, objects: Path, object_format: str, folder: Path) -> Self:
        """Lay out the private directory over `objects`."""
        borrowed = folder / "borrowed"
        for made in (folder / "objects" / "info", folder / "refs", borrowed):
            made.mkdir(parents=True)
        for store in objects.resolve().iterdir():
            if store.is_symlink() or not (store.name == "pack" or re.fullmatch("[0-9a-f]{2}", store.name)):
                continue
            files = list(store.iterdir())
            if not any(file.is_symlink() for file in files):
                # As a whole, so that packs which a repack writes meanwhile are found.
                (borrowed / store.name).symlink_to(store)
                continue
            (borrowed / store.name).mkdir()
            for file in files:
                if not file.is_symlink():
                    (borrowed / store.name / file.name).symlink_to(file)
        # git reads from alternates but never writes there.
        (folder / "objects" / "info" / "alternates").write_text("../borrowed\n", encoding="ascii")
        config = _SEALED_CONFIG.format(devnull=os.devnull, object_format=object_format)
        (folder / "config").write_text(config, encoding="utf-8")
        (folder / "HEAD").write_text("ref: refs/heads/sealed\n", encoding="utf-8")
        return cls(folder)

    def stream(self, *arguments: str, lines: Iterable[str] = ()) -> Stream:
        """Start git; `lines` go to its standard input."""
        with tempfile.TemporaryFile(dir=self.folder) as stdin:
            stdin.writelines(line.encode() + b"\n" for line in lines)
            stdin.seek(0)
            return Stream(self._git, arguments, stdin, self._running)

    def stop(self) -> None:
        """End every git that runs here, from whichever thread."""
        for stream in list(self._running):
            stream.stop()

    def output(self, *arguments: str, lines: Iterable[str] = ()) -> bytes:
        """Run git to its end and return what it prints. Raises GitError."""
        with self.stream(*arguments, lines=lines) as stream:
            return stream.all()

    def commits(self, head: str, fields: str) -> Stream:
        """`fields` (a NUL-separated git format) of all commits reachable from head, parents first."""
        return self.stream("log", "--topo-order", "--reverse", "-z", f"--format=tformat:{fields}", head)

    def patches(self, shas: Iterable[str]) -> Stream:
        """Raw records and zero-context patches of non-merge commits, renames detected, in the order given."""
        return self._log(shas, "--raw", "--no-abbrev", "-M", *_PATCH)

    def changes(self, shas: Iterable[str]) -> Stream:
        """Raw records of non-merge commits, renames detected, in the order given."""
        return self._log(shas, "--raw", "--no-abbrev", "-M")

    def numstat(self, shas: Iterable[str]) -> Stream:
        """Raw records and line counts of non-merge commits, renames detected."""
        return self._log(shas, "--raw", "--no-abbrev", "-M", "--numstat", "--no-ext-diff", "--no-textconv")

    def first_parent_changes(self, shas: Iterable[str]) -> Stream:
        """Raw records of merges against their first parent, without rename detection."""
        return self._log(shas, "--raw", "--no-abbrev", "--no-renames", "--diff-merges=first-parent")

    def combined_changes(self, shas: Iterable[str]) -> Stream:
        """Combined raw records of merges: the paths that differ from every parent."""
        return self._log(shas, "--raw", "--no-abbrev", "--no-renames", "--diff-merges=combined")

    def _log(self, shas: Iterable[str], *arguments: str) -> Stream:
        # \x01 starts no line of a patch, so `\n\x01` and the object name mark where the next commit begins.
        return self.stream(
            "log", "--no-walk=unsorted", "--stdin", "-z", "--format=format:%x01%H", *arguments, lines=shas
        )

    def renames(self, pairs: Iterable[tuple[str, str]]) -> Stream:
        """Raw records of the files renamed, added and deleted from the earlier commit to the later, for each
        (later, earlier) in order.
        """
        return self.stream(
            *("diff-tree", "--stdin", "--always", "-r", "-z", "--format=format:%x01%H", "--no-abbrev", "-M"),
            "--diff-filter=ADR",
            lines=(f"{later} {earlier}" for later, earlier in pairs),
        )

    def blob_patches(self, pairs: Sequence[tuple[str, str]]) -> Stream:
        """Zero-context patches of pairs of blobs, one after the other; the n-th pair (from 0) is named %09d.

        git compares trees, so the old and the new blobs are gathered in two trees of this private repository:
        one process answers for thousands of pairs, with git's own diff.
        """
        trees = [
            self.output(
                "mktree",
                "--missing",
                lines=(f"100644 blob {pair[side]}\t{n:09d}" for n, pair in enumerate(pairs)),
            )
            for side in (0, 1)
        ]
        old, new = (tree.decode().strip() for tree in trees)
        return self.stream("diff-tree", "--no-renames", *_PATCH, old, new)

    def blobs(self, names: Iterable[str]) -> Iterator[bytes]:
        """The contents of objects. Raises GitError for one that is not there."""
        with self.stream("cat-file", "--batch", "--buffer", lines=names) as stream:
            buffer = b""
            while True:
                while b"\n" not in buffer:
                    block = stream.read()
                    if not block:
                        return
                    buffer += block
                header, _, buffer = buffer.partition(b"\n")
                if header.endswith(b" missing"):
                    raise GitError(f"object {header.decode()}")
                size = int(header.rsplit(b" ", 1)[1])
                pieces = [buffer]
                length = len(buffer)
                while length < size + 1:
                    pieces.append(stream.read())
                    length += len(pieces[-1])
                buffer = b"".join(pieces)
                yield buffer[:size]
                buffer = buffer[size + 1 :]

    def tree(self, commit: str) -> Iterator[tuple[bytes, bytes, bytes]]:
        """(mode, object name, path) of every entry of a commit's tree."""
        with self.stream("ls-tree", "-r", "-z", "--full-tree", commit) as stream:
            for record in stream.records(b"\0"):
                meta, _, path = record.partition(b"\t")
                mode, _, sha = meta.split(b" ")
                yield mode, sha, path

    def absent_objects(self, head: str) -> list[str]:
        """Names of the objects that the history of `head` mentions and the repository lacks."""
        with self.stream("rev-list", "--objects", "--missing=print", head) as stream:
            return [line[1:].decode() for line in stream.records(b"\n") if line.startswith(b"?")]

    def stand_in(self, absent: Iterable[str]) -> None:
        """Let git read a blob of one line in place of each absent one.

        git's replacement references do that without touching the analysed repository. Each stand-in holds one
        line that no other file has (its object's name), so that any two versions differ and none looks like a
        rename of another.
        """
        names = sorted(absent)
        marks = self.folder / "stand-ins"
        blobs = (f"blob\nmark :{n}\ndata {len(name) + 1}\n{name}\n" for n, name in enumerate(names, 1))
        self.output("fast-import", "--quiet", f"--export-marks={marks}", lines=blobs)
        made = dict(line.split(" ") for line in marks.read_text(encoding="ascii").splitlines())
        replaced = "".join(f"{made[f':{n}']} refs/replace/{name}\n" for n, name in enumerate(names, 1))
        (self.folder / "packed-refs").write_text(
            "# pack-refs with: peeled fully-peeled sorted \n" + replaced, encoding="ascii"
        )


def repository_error(problem: GitError, path: Path) -> RepositoryError:
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
