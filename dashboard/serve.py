"""`linespan dashboard`: a Streamlit server as a child process, bound to this machine, ended with this one."""

import os
import signal
import socket
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn, cast

from analyzer.errors import LinespanError
from analyzer.store import open_database

HOST = "127.0.0.1"
FIRST_PORT = 8501
PORTS_TRIED = 100
SECONDS_TO_START = 60
SECONDS_TO_END = 3  # a person waits five at most: what is left goes to SIGKILL and to this process's own end

HERE = Path(__file__).resolve().parent

# Said on the command line because that outranks the environment and every configuration file.
OPTIONS = {
    "server.address": HOST,
    "server.baseUrlPath": "",
    "server.fileWatcherType": "none",
    "server.headless": "true",  # the browser is opened here, once the server listens
    "browser.serverAddress": HOST,
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "logger.level": "error",
    "logger.hideWelcomeMessage": "false",  # with its address the server says that it listens
}


class _Stopped(BaseException):
    """A signal asked for the end; `code` is the exit code that answers it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def serve(database: Path, port: int | None) -> int:
    """Show `database` until a signal comes; return the exit code: 0 for SIGTERM, 130 for Ctrl-C.

    Prints `http://127.0.0.1:PORT` on a line of its own once the server listens, and opens a browser there
    when there is a terminal and a screen. With `port` None it is the first free one from 8501 on. The server
    has ended when this returns; should this process be killed, it ends too (child.py). For the main thread
    only, because only that one may set signal handlers.

    Raises DatabaseError when the database is missing, unreadable or of another schema version, and
    LinespanError when the port is taken or the server does not start or ends by itself.
    """
    open_database(database).close()
    ports = range(FIRST_PORT, FIRST_PORT + PORTS_TRIED) if port is None else range(port, port + 1)
    try:
        with _signals_raise():
            _serve_on_first_free(database.resolve(), ports)
    except _Stopped as stopped:
        return stopped.code


def _serve_on_first_free(database: Path, ports: range) -> NoReturn:
    for port in filter(_is_free, ports):
        with _server(database, port) as (server, output):
            url = f"http://{HOST}:{port}"
            if _listens(server, output, url):
                _announce(url)
                for _ in output:  # read to the end, or the server would block on a full pipe
                    pass
                message = "the dashboard's server ended by itself"
                raise LinespanError(message, "what it had to say stands above")
            if _is_free(port):
                message = "the dashboard's server did not start"
                raise LinespanError(message, "what it had to say stands above")
        # Another process took the port between our look and the server's.
    if len(ports) == 1:
        raise LinespanError(f"port {ports[0]} is taken", "leave --port out to get the next free one")
    raise LinespanError(f"no port is free from {ports[0]} to {ports[-1]}", "name another one with --port")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left counts as free
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def _server(database: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Start the server, hand it over with its standard output, end it on the way out, whatever that way is.

    -P and the working folder keep modules and `.streamlit` files of the folder the person happens to be in
    (often a stranger's repository) out of the server.
    """
    command = [sys.executable, "-P", "-u", str(HERE / "child.py"), "run", str(HERE / "app.py")]
    options = [f"--{name}={value}" for name, value in OPTIONS.items()]
    server = subprocess.Popen(
        [*command, *options, f"--server.port={port}", "--", str(database)],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # Ctrl-C in the terminal reaches this process alone, which ends the server
    )
    with server:  # closes the pipes
        try:
            yield server, cast("IO[str]", server.stdout)
        finally:
            server.terminate()
            try:
                server.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                server.kill()


def _listens(server: subprocess.Popen[str], output: IO[str], url: str) -> bool:
    """Wait until the server prints its address; False when it ends before.

    Its own word is what counts: asking the port could reach somebody else's server that was quicker.
    """
    alarm = threading.Timer(SECONDS_TO_START, server.kill)
    alarm.start()
    try:
        return any(url in line for line in output)
    finally:
        alarm.cancel()


def _announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    has_screen = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if sys.stdout.isatty() and has_screen:  # without a screen `webbrowser` would start a text browser in here
        webbrowser.open(url)


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Turn SIGTERM and Ctrl-C into _Stopped in the block; a second signal does not disturb the way out."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        for each in codes:
            signal.signal(each, signal.SIG_IGN)
        raise _Stopped(codes[signal.Signals(number)])

    codes = {signal.SIGTERM: 0, signal.SIGINT: 130}
    former = {number: signal.signal(number, stop) for number in codes}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
