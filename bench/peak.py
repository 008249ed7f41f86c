"""Run a program and say how long it took and how much memory it and all its descendants held (Linux)."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_PAUSE = 0.05  # seconds between two looks at the processes
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took.

    seconds: wall clock; largest: bytes, the resident peak of the largest process, as the kernel kept it;
    tree: bytes, the largest sum over all its processes at once, as sampled (pages that two processes share
    count twice, and so do packs that git maps); own: the same without pages of files; status: of its end.
    """

    seconds: float
    largest: int
    tree: int
    own: int
    status: int


def watched(command: Sequence[str]) -> Run:
    """Run a command to its end, its output discarded; what it has to complain of is heard.

    Python keeps the bytecode of what it imports, whatever the environment says: pip keeps that of what it
    installs, and a checkout should be no slower than the program that people run.
    """
    sums: list[tuple[int, int]] = [(0, 0)]
    over = Event()
    started = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)

    def sample() -> None:
        while not over.wait(_PAUSE):
            members = [_resident(member) for member in _family(process.pid)]
            sums.append((sum(member[0] for member in members), sum(member[1] for member in members)))

    sampler = Thread(target=sample)
    sampler.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    over.set()
    sampler.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    tree, own = (max(column) for column in zip(*sums, strict=True))
    return Run(seconds, 1024 * usage.ru_maxrss, tree, own, process.returncode)


def _family(pid: int) -> Iterator[int]:
    """A process and its descendants; one that ends meanwhile is left out."""
    yield pid
    with suppress(FileNotFoundError, ProcessLookupError):
        for children in (_PROC / str(pid) / "task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):
                for child in children.read_text().split():
                    yield from _family(int(child))


def _resident(pid: int) -> tuple[int, int]:
    """Bytes in memory, and those of them that are no file's."""
    fields: dict[str, str] = {}
    with suppress(FileNotFoundError, ProcessLookupError):
        status = (_PROC / str(pid) / "status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines())
    kilobytes = (int(fields.get(name, "0 kB").split()[0]) for name in ("VmRSS", "RssAnon"))
    resident, anonymous = kilobytes
    return 1024 * resident, 1024 * anonymous
