"""A git that stays, and prints the contents of objects as often as it is asked for some."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn

from analyzer.git import GitError, Stream

# Of every pipe so much fits in without anybody reading it (PIPE_BUF); git reads no further question while it
# waits for someone to take an answer.
_ASKED_AT_ONCE = 4096


class ObjectReader:
    """One `git cat-file --batch-command --buffer`, for one who asks at a time."""

    def __init__(self, process: Any, running: set[Stream]) -> None:
        """process: as `git.start` gives it, with a pipe to ask through; running: as Stream has it."""
        self._process = process
        self._stream = Stream(process, running)

    def contents(self, names: Iterable[str]) -> Iterator[bytes]:
        """What each object holds, in order. Raises GitError for one that is not there.

        To be read to its end, else the reader is of no more use but to be stopped.
        """
        for questions in _portions(f"contents {name}\n".encode() for name in names):
            self._ask(b"".join(questions) + b"flush\n")
            for _ in questions:
                yield self._answer()

    def _ask(self, questions: bytes) -> None:
        try:
            self._process.stdin.write(questions)
            self._process.stdin.flush()
        except BrokenPipeError:
            self._broken_off()

    def _answer(self) -> bytes:
        header: bytes = self._process.stdout.readline()
        if header.endswith(b" missing\n"):
            raise GitError(f"object {header.decode().rstrip()}")
        if not header:
            self._broken_off()
        size = int(header.rsplit(b" ", 1)[1])
        content: bytes = self._process.stdout.read(size + 1)
        if len(content) <= size:
            self._broken_off()
        return content[:-1]

    def _broken_off(self) -> NoReturn:
        """Say why git broke off."""
        with self._stream:
            pass
        raise GitError("git ended while it was asked for objects")

    def stop(self) -> None:
        """End git."""
        self._stream.end()
        with suppress(BrokenPipeError):  # what was never sent
            self._process.stdin.close()


def _portions(questions: Iterable[bytes]) -> Iterator[list[bytes]]:
    """So many at a time as fit in; one that does not comes alone."""
    portion: list[bytes] = []
    size = len(b"flush\n")
    for question in questions:
        if portion and size + len(question) > _ASKED_AT_ONCE:
            yield portion
            portion, size = [], len(b"flush\n")
        portion.append(question)
        size += len(question)
    if portion:
        yield portion
