"""Reads ranges of commits in several processes and hands the results back in order."""

from collections import deque
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from analyzer.changes import Changes, Request
from analyzer.merges import read_merges
from analyzer.sealed import SealedRepository
from analyzer.singles import read_singles
from analyzer.worker import Worker

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
    workers: list[Worker] = []
    idle: SimpleQueue[Worker] = SimpleQueue()

    def read(part: Sequence[Request]) -> list[Changes]:
        if not workers:
            return read_range(repository, part, absent)
        worker = idle.get()
        try:
            answer: list[Changes] = worker.ask(part)
            return answer
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(jobs)
    waiting: deque[Future[list[Changes]]] = deque()
    try:
        for _ in range(min(jobs, len(ranges)) if jobs > 1 else 0):
            workers.append(Worker(partial(_read_apart, repository.folder, absent)))
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


def _read_apart(folder: Path, absent: AbstractSet[str], part: Sequence[Request]) -> list[Changes]:
    return read_range(SealedRepository(folder), part, absent)
