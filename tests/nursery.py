"""A process that has imported what the command imports and forks one that runs it for every request.

It is started by tests/command.py, which sends arguments, environment and folder, and the three files; the
answer is the child's number and, when it has ended, its status. To fork takes the longer the more a process
holds, so one that is started with `lean` leaves out what only some commands need.
"""

import gc
import importlib
import json
import os
import pkgutil
import socket
import sys
from typing import Any, NoReturn

from dashboard.cli import main

LARGEST = 1 << 20  # bytes of a request
APART = ("dashboard.pages",)  # which run when they are imported, inside Streamlit
PACKAGES = {
    "lean": ("analyzer", "dashboard.commands", "dashboard.formats.smells"),
    "full": ("analyzer", "metrics", "dashboard"),
}
# What the command imports only when it comes to that.
LEAN = (
    *("dashboard.agents", "dashboard.blame", "dashboard.explain", "dashboard.progress", "dashboard.source"),
    *("numpy.ma", "rich.console", "rich.table", "rich.text", "typer.main"),
)
OTHERS = {
    "lean": LEAN,
    "full": (*LEAN, "altair", "jinja2", "pandas", "pydriller", "scipy.stats", "vl_convert"),
}


def requests(server: socket.socket) -> dict[str, Any] | None:
    """Answer requests; returns in each child with what it is to do, and with None at the end of all."""
    while True:
        request, files, _, _ = socket.recv_fds(server, LARGEST, 3)
        if not request:
            return None
        child = os.fork()
        if not child:
            server.close()
            for standard, file in enumerate(files):
                os.dup2(file, standard)
                os.close(file)
            told: dict[str, Any] = json.loads(request)
            return told
        for file in files:
            os.close(file)
        server.send(json.dumps(child).encode())
        _, status = os.waitpid(child, 0)
        server.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


def load(kind: str) -> None:
    """Import all that a command of this kind may."""
    for name in OTHERS[kind]:
        importlib.import_module(name)
    for package in PACKAGES[kind]:
        at = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(at, f"{package}."):
            if not module.name.startswith(APART):
                importlib.import_module(module.name)


def run(wanted: dict[str, Any]) -> NoReturn:
    """The command, from its first line to its last."""
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    sys.argv = wanted["arguments"]
    try:
        main()
    except SystemExit as ended:
        # Python's own way out would take apart all that was imported, which lasts longer than most commands.
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    os._exit(0)


if __name__ == "__main__":
    load(sys.argv[2])
    gc.freeze()  # the children look for no garbage here
    if wanted := requests(socket.socket(fileno=int(sys.argv[1]))):
        run(wanted)
    os._exit(0)
