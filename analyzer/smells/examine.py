"""What is known of many blobs: each distinct one is examined once, those of earlier calls not at all."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from queue import SimpleQueue
from typing import NamedTuple, Self

from analyzer.smells.cache import Cache, Key
from analyzer.smells.model import Examined
from analyzer.worker import Worker

_BATCH = 200_000  # bytes that one process reads at a time, with one call of ruff
# In the time that another process needs to begin, this one reads about two.
_WORTH_A_WORKER = 3  # batches
_MOST_PROCESSES = 4
_AHEAD = 2  # batches that wait for each process


class Blob(NamedTuple):
    """name: of the object; path, language: of a file that has it."""

    name: str
    path: bytes
    language: str

    @property
    def key(self) -> Key:
        """By which it is kept. Some names tell readers more than the language does."""
        name = self.path.rpartition(b"/")[2]
        told = name if name == b"__init__.py" else name.rpartition(b".")[2].lower()
        return Key(self.name, f"{self.language} {told.decode('utf-8', 'backslashreplace')}")


_Opened = tuple[Blob, bytes]


class _Batch(NamedTuple):
    """Blobs that are examined together: elsewhere, in the future, or here already."""

    batch: Sequence[_Opened]
    future: Future[dict[Key, Examined]] | None
    found: dict[Key, Examined] | None = None

    @property
    def is_done(self) -> bool:
        return self.future is None or self.future.done()

    def result(self) -> dict[Key, Examined]:
        return self.future.result() if self.future else self.found or {}


class Examiner:
    """Examines blobs, with processes that stay from one call to the next and end with the `with` block.

    contents: of objects by name, in order, asked for those that are not in the cache; jobs: processes that
    read, None to choose by how much there is to read.
    """

    def __init__(
        self, contents: Callable[[Sequence[str]], Iterator[bytes]], cache: Cache, jobs: int | None = None
    ) -> None:
        self._contents = contents
        self._cache = cache
        self._most = jobs or min(os.cpu_count() or 1, _MOST_PROCESSES)
        self._chosen = jobs is not None
        self._read = 0  # batches, as far as they matter
        self._workers: list[Worker] = []
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        # One for each worker, so that what waits for a worker has not begun.
        self._threads = ThreadPoolExecutor(max(self._most - 1, 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Workers first: threads may wait for their answers.
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown()

    def examine(self, blobs: Iterable[Blob]) -> list[Examined]:
        """What is known of each blob, in order, whatever the number of jobs.

        Raises what `contents` raises, and LinespanError where a provider does not work.
        """
        blobs = list(blobs)
        known = self._cache.read(blob.key for blob in blobs)
        # Versions of a file one after the other, for what they share is measured once.
        missing = {blob.key: blob for blob in sorted(blobs, key=_path) if blob.key not in known}
        if missing:
            opened = self._contents([key.blob for key in missing])
            try:
                for part in self._in_batches(zip(missing.values(), opened, strict=True), len(missing)):
                    # Each at once, so that what was done is not lost when the rest is interrupted.
                    self._cache.write(part)
                    known |= part
            finally:
                if isinstance(opened, Generator):
                    opened.close()  # else a git that nobody reads from is waited for at the end
        return [known[blob.key] for blob in blobs]

    def _in_batches(self, opened: Iterator[_Opened], number: int) -> Iterator[dict[Key, Examined]]:
        """What is known of so many, in parts."""
        # Processes that are there, or were asked for, get their share even of little.
        most = -(-number // self._most) if self._workers or self._chosen else number
        batches = iter(lambda: _batch(opened, most), [])
        early = list(islice(batches, max(_WORTH_A_WORKER - self._read, 0)))
        self._read += len(early)
        every = chain(early, batches)
        if self._most > 1 and (self._chosen or self._read >= _WORTH_A_WORKER):
            yield from self._side_by_side(every)
        else:
            yield from map(_examined, every)

    def _side_by_side(self, batches: Iterator[Sequence[_Opened]]) -> Iterator[dict[Key, Examined]]:
        """By this process and others, in order."""
        others = self._most - 1
        waiting: deque[_Batch] = deque()
        try:
            batch = next(batches, None)
            while batch:
                following = next(batches, None)
                if following and sum(not one.is_done for one in waiting) < _AHEAD * others:
                    if len(self._workers) < others:
                        self._workers.append(Worker(_examined))
                        self._idle.put(self._workers[-1])
                    waiting.append(_Batch(batch, self._threads.submit(self._ask, batch)))
                else:
                    waiting.append(_Batch(batch, None, _examined(batch)))
                while waiting and waiting[0].is_done:
                    yield waiting.popleft().result()
                batch = following
            while waiting:
                # Rather than to wait, this process does what no other has begun.
                for place in range(len(waiting) - 1, -1, -1):
                    if (future := waiting[place].future) and future.cancel():
                        left = waiting[place].batch
                        waiting[place] = _Batch(left, None, _examined(left))
                yield waiting.popleft().result()
        finally:
            # After an error what has not begun is of no use to anyone.
            for one in waiting:
                if one.future:
                    one.future.cancel()

    def _ask(self, batch: Sequence[_Opened]) -> dict[Key, Examined]:
        worker = self._idle.get()
        try:
            answer: dict[Key, Examined] = worker.ask(batch)
            return answer
        finally:
            self._idle.put(worker)


def examine(
    blobs: Iterable[Blob],
    contents: Callable[[Sequence[str]], Iterator[bytes]],
    cache: Cache,
    jobs: int | None = None,
) -> list[Examined]:
    """As Examiner.examine, for whoever asks once."""
    with Examiner(contents, cache, jobs) as examiner:
        return examiner.examine(blobs)


def _path(blob: Blob) -> bytes:
    return blob.path


def _batch(opened: Iterator[_Opened], most: int) -> list[_Opened]:
    """Blobs from the iterator, so many at most, until they hold as much as a process reads at a time."""
    batch: list[_Opened] = []
    held = 0
    while held < _BATCH and len(batch) < most and (one := next(opened, None)):
        batch.append(one)
        held += len(one[1])
    return batch


def _examined(batch: Sequence[_Opened]) -> dict[Key, Examined]:
    # They take long to import, and where all is in the cache nobody needs them.
    from analyzer.smells import providers

    contents = [providers.Content(blob.path, blob.language, content) for blob, content in batch]
    return {blob.key: one for (blob, _), one in zip(batch, providers.examine(contents), strict=True)}
