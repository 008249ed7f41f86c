"""`linespan dashboard`: a Streamlit server as a child process, bound to this machine, ended with this one."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, cast

from analyzer.errors import LinespanError
from analyzer.store import open_database

HOST = "127.0.0.1"
ADDRESS = re.compile(rf"(http://{re.escape(HOST)}:\d+)\s")
SECONDS_TO_START = 60
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_TO_END = 3  # a person waits five at most: what is left goes to SIGKILL and to this process's own end

WHY = "what it had to say stands above"
HERE = Path(__file__).resolve().parent

# Said on the command line because that outranks the environment and every configuration file.
OPTIONS = {
    "server.address": HOST,
    "server.baseUrlPath": "",
    "server.fileWatcherType": "none",
    "server.headless": "true",  # the browser is opened here, once the server listens
    "browser.serverAddress": HOST,
    "browser.gatherUsageStats": "false",
    "runner.magicEnabled": "false",  # it looks through the source of a page whenever one is opened
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "client.disableDataExport": "true",  # the pages' own CSV lets no text be taken for a formula
    "theme.baseFontSize": "15",
    "theme.metricValueFontSize": "1.2rem",
    "theme.headingFontSizes": '["1.75rem", "1.35rem", "1.15rem"]',
    "theme.light.primaryColor": "#0072B2",
    "theme.dark.primaryColor": "#56B4E9",
    "logger.level": "error",
    "logger.hideWelcomeMessage": "false",  # with its address the server says that it listens
}


class _Stopped(BaseException):
    """A signal asked for the end; `code` is the exit code that answers it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def serve(databases: Sequence[Path], port: int | None) -> int:
    """Show `databases` until a signal comes; return the exit code: 0 for SIGTERM, 130 for Ctrl-C.

    Prints `http://127.0.0.1:PORT` on a line of its own once the server listens, and opens a browser there
    when there is a terminal and a screen. With `port` None it is the first free one from 8501 on. The server
    has ended when this returns; should this process be killed, it ends too (child.py). For the main thread
    only, because only that one may set signal handlers.

    Raises DatabaseError when a database is missing, unreadable or of another schema version, and
    LinespanError when the port is taken or the server does not start or ends by itself.
    """
    for database in databases:
        with open_database(database):
            pass  # what is wrong with it is said here, not in the browser
    if port is not None and not _is_free(port):
        raise LinespanError(f"port {port} is taken", "leave --port out to get the next free one")
    try:
        with _signals_raise(), _server([database.resolve() for database in databases], port) as server:
            output = _output(server)
            _announce(_address(output))
            for _ in output:  # read to the end, or the server would block on a full pipe
                pass
            raise LinespanError("the dashboard's server ended by itself", WHY)
    except _Stopped as stopped:
        return stopped.code


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left counts as free
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def _server(databases: Sequence[Path], port: int | None) -> Iterator[subprocess.Popen[bytes]]:
    """Start the server; end it on the way out, whatever that way is.

    -P and the working folder keep modules and `.streamlit` files of the folder the person happens to be in
    (often a stranger's repository) out of the server. Without a port Streamlit takes the next free one
    itself, so that no other process can snatch it away between looking and taking.
    """
    command = [sys.executable, "-P", "-u", str(HERE / "child.py"), "run", str(HERE / "pages" / "app.py")]
    options = [f"--{name}={value}" for name, value in OPTIONS.items()]
    if port is not None:
        options.append(f"--server.port={port}")
    server = subprocess.Popen(
        [*command, *options, "--", *map(str, databases)],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C in the terminal reaches this process alone, which ends the server
    )
    with server:  # closes the pipes
        try:
            yield server
        finally:
            server.terminate()
            try:
                server.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                server.kill()


def _output(server: subprocess.Popen[bytes]) -> Iterator[str]:
    """What the server prints, as it comes, until it ends; now and then an empty text when it is silent.

    Nothing here blocks for long: Python handles a signal between two of its instructions, so one that comes
    just before a blocking read, or to another thread, would wait until that read is done.
    """
    pipe = cast("IO[bytes]", server.stdout).fileno()
    while True:
        is_readable, _, _ = select.select([pipe], [], [], SECONDS_BETWEEN_LOOKS)
        printed = os.read(pipe, 65_536) if is_readable else b""
        if is_readable and not printed:
            return
        yield printed.decode("utf-8", "replace")


def _address(output: Iterator[str]) -> str:
    """Wait until the server prints its address, which it does once it listens."""
    deadline = time.monotonic() + SECONDS_TO_START
    said = ""
    for printed in output:
        said += printed
        if found := ADDRESS.search(said):
            return found[1]
        if time.monotonic() > deadline:
            break
    raise LinespanError("the dashboard's server did not start", WHY)


def _announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    has_screen = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if sys.stdout.isatty() and has_screen:  # without a screen `webbrowser` would start a text browser in here
        webbrowser.open(url)


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Turn SIGTERM and Ctrl-C into _Stopped in the block; a second signal does not disturb the way out."""
    codes = {signal.SIGTERM: 0, signal.SIGINT: 130}
    is_stopping = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal is_stopping
        if not is_stopping:
            is_stopping = True
            raise _Stopped(codes[signal.Signals(number)])

    former = {number: signal.signal(number, stop) for number in codes}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
