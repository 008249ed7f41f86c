"""Reads ranges of commits in several processes and hands the results back in order."""

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

from analyzer.changes import Changes, Request
from analyzer.errors import LinespanError
from analyzer.merges import read_merges
from analyzer.sealed import SealedRepository
from analyzer.singles import read_singles

# Commits read by one set of git processes: each set pays once for opening the packs and warming git's caches,
# but the first should come soon and the last should end together.
_RANGE = range(250, 2000)
_RANGES_PER_JOB = 4
_SECONDS_BETWEEN_STOPS = 0.05
_AHEAD = 3  # ranges that may be read ahead of the ledger for each job


def read_in_order(
    repository: SealedRepository, requests: Sequence[Request], absent: AbstractSet[str], jobs: int
) -> Iterator[Changes]:
    """The changes of every request, in order, whatever the number of jobs.

    With one job a thread of this process reads ahead, with more each has a process of its own. Raises what
    `read_range` raises. Closing the iterator early ends every process it started.
    """
    size = min(max(len(requests) // (jobs * _RANGES_PER_JOB), _RANGE.start), _RANGE.stop)
    ranges = [requests[start : start + size] for start in range(0, len(requests), size)]
    workers: list[_Worker] = []
    idle: SimpleQueue[_Worker] = SimpleQueue()

    def read(part: Sequence[Request]) -> list[Changes]:
        if not workers:
            return read_range(repository, part, absent)
        worker = idle.get()
        try:
            return worker.read(part)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(jobs)
    waiting: deque[Future[list[Changes]]] = deque()
    try:
        for _ in range(min(jobs, len(ranges)) if jobs > 1 else 0):
            workers.append(_Worker(repository.folder, absent))
            idle.put(workers[-1])
        for part in ranges:
            waiting.append(threads.submit(read, part))
            if len(waiting) > _AHEAD * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        # After an error what is still being read is of no use to anyone.
        for worker in workers:
            worker.stop()
        unfinished = [future for future in waiting if not future.cancel()]
        while wait(unfinished, timeout=_SECONDS_BETWEEN_STOPS).not_done:
            repository.stop()
        threads.shutdown()


def read_range(
    repository: SealedRepository, requests: Sequence[Request], absent: AbstractSet[str]
) -> list[Changes]:
    """The changes of every request, in order. Raises GitError and PatchError."""
    with ThreadPoolExecutor(1) as aside:
        merges = [request for request in requests if len(request.parents) > 1]
        # Their git processes run while this thread reads patches.
        merged = aside.submit(read_merges, repository, merges, absent)
        single = iter(
            read_singles(repository, [request for request in requests if len(request.parents) < 2], absent)
        )
        several = iter(merged.result())
    return [next(several if len(request.parents) > 1 else single) for request in requests]


class _Worker:
    """A process that reads one range after another."""

    def __init__(self, folder: Path, absent: AbstractSet[str]) -> None:
        # Spawned, not forked: DuckDB and the reading threads do not survive a fork.
        context = get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_work, args=(there, folder, absent), daemon=True)
        # Ctrl-C in a terminal reaches every process in the foreground, and a worker too, until it leads a
        # group of its own. The one that started it ends it, so it begins life deaf to that; and no signal
        # may come between starting it and telling it what to do.
        resource_tracker.ensure_running()  # which would let the signal in again, were it begun by `start`
        former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, former)
        there.close()

    def read(self, part: Sequence[Request]) -> list[Changes]:
        try:
            self._here.send(part)
            answer: list[Changes] | Exception = self._here.recv()
        except (EOFError, OSError) as problem:
            raise LinespanError(
                "a worker process ended unexpectedly", "with little memory, try --jobs 1"
            ) from problem
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        # The worker leads a process group of its own, so that its git processes end with it; should it not
        # have come so far yet, it is alone.
        if self._process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self._here.close()


def _work(connection: Connection, folder: Path, absent: AbstractSet[str]) -> None:
    os.setpgrp()
    repository = SealedRepository(folder)
    # The end of the pipe means that the parent is gone, however it went.
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            part = connection.recv()
            try:
                connection.send(read_range(repository, part, absent))
            except (LinespanError, OSError) as problem:  # a full disk among them
                connection.send(problem)
            except Exception as problem:  # noqa: BLE001 (the parent raises it)
                connection.send(
                    LinespanError(
                        f"{type(problem).__name__}: {problem}",
                        "this is a defect of Linespan: please report it",
                    )
                )
