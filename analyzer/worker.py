"""A process of this program that answers one question after another, and never outlives the one that asks."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import Any

from analyzer.errors import LinespanError
from analyzer.uncollected import seldom_collected

_ENDING = (signal.SIGINT, signal.SIGTERM)


class Worker:
    """work: what to do with a question; it, questions and answers can be pickled."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        # Spawned, not forked: DuckDB and the reading threads do not survive a fork.
        context = get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_answer, args=(there, work), daemon=True)
        resource_tracker.ensure_running()  # which would let signals in again, were it begun by `start`
        with _undisturbed():
            self._process.start()
        there.close()

    def ask(self, question: Any, seconds: float | None = None) -> Any:
        """The answer. Raises the LinespanError or OSError of the work; any other becomes a LinespanError.

        seconds: how long to wait for it, None for ever; then TimeoutError, and the worker is of no more use.
        """
        try:
            self._here.send(question)
            answered = self._here.poll(seconds)
            answer = self._here.recv() if answered else TimeoutError(f"no answer within {seconds:g} seconds")
        except (EOFError, OSError) as problem:
            raise LinespanError(
                "a worker process ended unexpectedly", "with little memory, try --jobs 1"
            ) from problem
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        """End it, with all that it started."""
        # The worker leads a process group of its own, so that its git processes end with it; should it not
        # have come so far yet, it is alone.
        if self._process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self._here.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals that end a program wait for the end of the block, and what it starts be deaf to them.

    Ctrl-C in a terminal reaches every process in the foreground, and a worker too, until it leads a group of
    its own; the one that started it ends it. And no signal may come between starting a worker and telling it
    what to do. To block them is not enough: another thread may get one, and the main thread handles it.
    """
    came: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()
    handlers = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (_ENDING if is_main else ())
    }
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        for ending, handler in handlers.items():
            signal.signal(ending, handler)
    for number in came:
        signal.raise_signal(number)


def _answer(connection: Connection, work: Callable[[Any], Any]) -> None:
    os.setpgrp()
    seldom_collected()
    # The end of the pipe means that the parent is gone, however it went.
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            question = connection.recv()
            try:
                connection.send(work(question))
            except (LinespanError, OSError) as problem:  # a full disk among them
                connection.send(problem)
            except Exception as problem:  # noqa: BLE001 (the parent raises it)
                connection.send(
                    LinespanError(
                        f"{type(problem).__name__}: {problem}",
                        "this is a defect of Linespan: please report it",
                    )
                )
