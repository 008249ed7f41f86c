"""What a terminal shows: asked on a terminal."""

import os
import subprocess
import sys

import pytest

ASK = "from dashboard.terminal import look; print(*look())"


@pytest.mark.parametrize(
    ("said", "colour"), [({}, "True"), ({"NO_COLOR": "1"}, "False"), ({"NO_COLOR": ""}, "True")]
)
def test_a_terminal_has_its_width_and_colours_unless_they_are_not_wanted(said, colour):
    ours, theirs = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | said
    with os.fdopen(ours, "rb", buffering=0) as screen:
        with os.fdopen(theirs, "wb") as terminal:
            subprocess.run(
                [sys.executable, "-c", ASK], stdout=terminal, env=environment | {"COLUMNS": "40"}, check=True
            )
        assert screen.read(100).decode().split() == ["40", colour]


def test_a_pipe_has_neither():
    ran = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["80", "False"]
