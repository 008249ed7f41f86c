"""A worker process is told what to do before any signal ends the program."""

import os
import signal
import threading
import time
from multiprocessing import resource_tracker, util

import pytest

from analyzer.worker import Worker


def test_a_signal_waits_until_a_worker_knows_what_to_do_whichever_thread_gets_it(monkeypatch):
    """Python's handlers run in its main thread, though another one may have got the signal."""
    over = threading.Event()
    waiting = threading.Thread(target=over.wait)
    waiting.start()
    resource_tracker.ensure_running()  # which is started the same way
    start, begun = util.spawnv_passfds, []

    def started_and_interrupted(*arguments):
        child = start(*arguments)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)  # in which the handler would run
        begun.append(child)
        return child

    monkeypatch.setattr(util, "spawnv_passfds", started_and_interrupted)
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            Worker(str.upper)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, former)
        over.set()
        waiting.join()
    assert begun
