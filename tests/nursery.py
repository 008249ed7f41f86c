"""A process that has imported what the command imports and forks one that runs it for every request.

It is started by tests/command.py, which sends arguments, environment and folder, and the three files; the
answer is the child's number and, when it has ended, its status.
"""

import importlib
import json
import os
import socket
import sys
from typing import Any

LARGEST = 1 << 20  # bytes of a request
# What most commands import when they need it.
LOADED = (
    *("dashboard.source", "dashboard.audit", "dashboard.verdicts", "dashboard.gate", "dashboard.smells"),
    *("dashboard.blame", "dashboard.commit_detail", "dashboard.refresh"),
    *("analyzer.smells.providers", "analyzer.smells.other_languages", "pandas", "scipy.stats", "pydriller"),
)


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


if __name__ == "__main__":
    from dashboard.cli import main

    for name in LOADED:
        importlib.import_module(name)
    if wanted := requests(socket.socket(fileno=int(sys.argv[1]))):
        os.chdir(wanted["folder"])
        os.environ.clear()
        os.environ.update(wanted["environment"])
        sys.argv = wanted["arguments"]
        sys.exit(main())
