"""`linespan` as a person runs it: in a process of its own, with its own arguments, files and environment.

To start Python and import takes longer than most commands do, so the process is forked from one that has done
that, tests/nursery.py, unless a test asks for what only a new process has: then the installed command is
started. test_packaging.py, test_docs.py and .ci/run start nothing else.
"""

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

COMMAND = str(Path(sys.executable).with_name("linespan"))
NURSERY = Path(__file__).with_name("nursery.py")
# What the person who runs the tests has set for their own git has no part in them.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
# What neither draws nor reckons.
LEAN = {"agents", "baseline", "blame", "config", "explain", "gate", "init", "mine", "smells"}
TIMEOUT = 120.0  # seconds
PIPES = {"capture_output": True, "encoding": "utf-8", "timeout": TIMEOUT}
# Variables that Python and the libraries look at when they start, and never again.
READ_EARLY = re.compile(
    r"PYTHON|GIT_PYTHON_|LD_|LC_|(LANG|LANGUAGE|PATH|TMPDIR|TZ|COLUMNS|LINES|GITHUB_ACTIONS|TERMINAL_WIDTH)$|.*COLOR"
)


def linespan(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run it to its end; options as subprocess.run takes them."""
    environment = options.get("env", ENVIRONMENT)
    differing = {name for name, _ in environment.items() ^ ENVIRONMENT.items()}
    if any(map(READ_EARLY.match, differing)) or not options.keys() <= {"env", "cwd"}:
        told = PIPES | {"env": environment} | options
        return subprocess.run([COMMAND, *arguments], **told, check=False)
    return _forked([COMMAND, *map(os.fspath, arguments)], environment, options.get("cwd", Path.cwd()))


def _forked(
    arguments: list[str], environment: Mapping[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    request = {"arguments": arguments, "environment": dict(environment), "folder": os.fspath(folder)}
    nursery = _nursery("lean" if arguments[1:] and arguments[1] in LEAN else "full")
    with TemporaryFile() as out, TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
        files = [file.fileno() for file in (nothing, out, err)]
        socket.send_fds(nursery, [json.dumps(request).encode()], files)
        child = json.loads(nursery.recv(1024))
        nursery.settimeout(TIMEOUT)
        try:
            status = json.loads(nursery.recv(1024))
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            nursery.recv(1024)
            raise subprocess.TimeoutExpired(arguments, TIMEOUT) from None
        finally:
            nursery.settimeout(None)
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(arguments, status, out.read().decode(), err.read().decode())


@cache
def _nursery(kind: str) -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, NURSERY, str(theirs.fileno()), kind],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=ENVIRONMENT,
            pass_fds=[theirs.fileno()],
        )
    atexit.register(process.wait)
    atexit.register(ours.close)  # which is what it ends by, and done first
    return ours


def git(*arguments: str | Path, given: bytes = b"", **options: Any) -> str:
    """What git prints when given some bytes, without the last line's end. Raises CalledProcessError."""
    ran = subprocess.run(
        ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments],
        **({"capture_output": True, "env": ENVIRONMENT, "input": given} | options),
        check=True,
    )
    return ran.stdout.decode().removesuffix("\n")
