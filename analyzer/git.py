"""The only module that starts git, always without hooks, pager, prompt, lazy fetch and file system monitor.

- `ask` runs it inside somebody's repository, with that repository's configuration, for the few questions only
  that can answer: where is it, whose is it, what does this revision name;
- `ask_remote` and `transfer` talk to a repository elsewhere, as the person's own git would;
- `start` runs it as its caller says; `sealed.py` reads histories that way, and nothing else takes long;
- `confine` is for a process whose libraries start git themselves.

Of the environment's GIT_* variables git sees only those that belong to the person who runs Linespan, and in a
sealed repository none.
"""

import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from analyzer.errors import LinespanError, RepositoryError

try:
    import git as gitpython
except ImportError as problem:  # GitPython looks for git when it is imported
    raise RepositoryError("there is no git on the PATH", "install git 2.36 or newer") from problem

# Configuration, trust and transport belong to the person; every other GIT_* variable would change what git
# reads or how it prints it (GIT_DIR, GIT_DIFF_OPTS, GIT_REPLACE_REF_BASE ...).
_PERSONAL = re.compile(
    r"GIT_(ALLOW_PROTOCOL|ASKPASS|CONFIG|HTTP|PROTOCOL_FROM_USER|PROXY|SSH|SSL|TERMINAL_PROMPT)"
)

QUIET = {
    "GIT_ALLOW_PROTOCOL": "none",  # no transport starts, whatever a configuration names as its command
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
}
_CONNECTED = {"GIT_TERMINAL_PROMPT": "0"}
_HARMLESS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.pager=cat"),
)


class GitError(LinespanError):
    """git ended with an error; `message` is the first line it wrote to its error stream."""


class Stream:
    """A running git whose standard output is read as it comes.

    Leaving the `with` block early ends the process; leaving it after the last byte raises GitError if git
    failed.
    """

    def __init__(self, process: Any, running: "set[Stream] | None" = None) -> None:
        """process: as `start` gives it; running: a set that holds this stream as long as git runs."""
        self._process = process
        self._running = set() if running is None else running
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
        if kind is not None and not self._ended:
            self.stop()
        status = self._let_go()
        # Output that breaks off puzzles whoever parses it; why git broke off is the better explanation.
        if status and (kind is None or self._ended):
            raise GitError(complaint(self._complaint) or f"git ended with status {status}") from value

    def _let_go(self) -> int:
        """Wait for the process to end, now that nobody reads; its exit status."""
        process = self._process.proc
        self._running.discard(self)
        process.stdout.close()
        status: int = process.wait()
        self._listener.join()
        process.stderr.close()
        return status

    def end(self) -> None:
        """End the process, whatever it is doing, and let go of it."""
        self.stop()
        self._let_go()

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


def start(
    folder: Path,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    *,
    inherited: re.Pattern[str] | None = None,
    stdin: BinaryIO | int | None = None,
) -> Any:
    """Start git in `folder` and return its process, as GitPython wraps it: its pipes hold bytes.

    variables: added to the environment; inherited: which GIT_* variables of ours it sees beside them;
    stdin: a file, or subprocess.PIPE.
    """
    forgotten = [
        name
        for name in os.environ
        if name.startswith("GIT_")
        and name not in variables
        and not (inherited is not None and inherited.match(name))
    ]
    # GitPython adds to the environment of the git it starts; only `env` can take away from it.
    without = ["env", *(word for name in forgotten for word in ("-u", name))] if forgotten else []
    runner = gitpython.Git(str(folder))
    runner.update_environment(**variables)
    return runner.execute([*without, "git", *arguments], istream=stdin, as_process=True)


def confine(variables: Mapping[str, str]) -> None:
    """Let every git that this process starts from now on, by whatever library, see these GIT_* variables and
    no other.

    For a process of its own: it changes the process's environment for good.
    """
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ.update(variables)


def ask(folder: Path, *arguments: str) -> bytes:
    """Run git inside a repository that is not trusted and return what it prints; it opens no connection.

    Raises GitError with git's own complaint.
    """
    return _answer(folder, arguments, QUIET)


def ask_index(folder: Path, *arguments: str) -> bytes:
    """As `ask`, of the index that git itself is about to commit when it runs us as a hook.

    Raises GitError with git's own complaint.
    """
    index = os.environ.get("GIT_INDEX_FILE")
    # Relative to where git started the hook, and not to `folder`.
    chosen = {"GIT_INDEX_FILE": str(Path(index).absolute())} if index else {}
    return _answer(folder, arguments, QUIET | chosen)


def ask_remote(folder: Path, *arguments: str) -> bytes:
    """Run a command that asks a repository elsewhere, and return what it prints.

    Raises GitError with git's own complaint.
    """
    return _answer(folder, arguments, _CONNECTED)


def _answer(folder: Path, arguments: Sequence[str], variables: Mapping[str, str]) -> bytes:
    process = start(folder, [*_HARMLESS, *arguments], variables, inherited=_PERSONAL)
    with Stream(process) as stream:
        return stream.all()


def transfer(folder: Path, arguments: Sequence[str], progress: Callable[[str], object]) -> None:
    """Clone or fetch, as the person's own git would; progress lines go to `progress` as git writes them.

    Raises GitError with git's own complaint.
    """
    wrapper = start(folder, [*_HARMLESS, *arguments], _CONNECTED, inherited=_PERSONAL)
    process = wrapper.proc  # only as long as the wrapper lives
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
        with Stream(start(target, ["fast-import", "--quiet"], QUIET, stdin=stream)) as importing:
            importing.all()
