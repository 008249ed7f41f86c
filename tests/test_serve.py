"""`linespan dashboard` from outside: real processes, real ports, real signals."""

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from small_database import SmallDatabase

from analyzer.errors import DatabaseError, LinespanError
from analyzer.store import SCHEMA_VERSION
from dashboard import serve

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_END = 5  # the promise to the person who presses Ctrl-C
PROGRAM = f"""
import sys
from pathlib import Path
sys.path.append({str(ROOT)!r})
from dashboard.serve import serve
sys.exit(serve([Path(sys.argv[1])], None))
"""


@pytest.fixture
def database(tmp_path):
    return SmallDatabase(tmp_path / "history.duckdb", landed_on=[0, 40]).lines(3, 0).publish()


@pytest.fixture
def dashboard(database, tmp_path, monkeypatch):
    """The started process and the address it printed."""
    # The folder a person stands in is often a stranger's repository: nothing of it may have a say.
    stranger = tmp_path / "stranger"
    (stranger / ".streamlit").mkdir(parents=True)
    (stranger / ".streamlit" / "config.toml").write_text('[server]\naddress = "0.0.0.0"\nbaseUrlPath = "x"\n')
    (stranger / "streamlit.py").write_text("raise SystemExit('a module of the current folder was run')\n")
    monkeypatch.setenv("STREAMLIT_SERVER_SCRIPT_HEALTH_CHECK_ENABLED", "true")
    command = [sys.executable, "-P", "-c", PROGRAM, str(database)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=stranger, stdout=pipe, stderr=pipe, text=True) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - our own server
        return response.read().decode()


def is_listening(url: str, host: str = "127.0.0.1") -> bool:
    try:
        socket.create_connection((host, int(url.rpartition(":")[2])), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for_both(process: subprocess.Popen) -> int:
    """The exit code, once the server has ended too: it shares standard error, which its last user closes."""
    process.communicate(timeout=SECONDS_TO_END)
    return process.returncode


def test_the_printed_address_answers_on_this_machine_only(dashboard):
    _, url = dashboard

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert "<html" in get(url)
    assert not is_listening(url, host="127.0.0.2")


def test_the_page_runs_in_the_server(dashboard):
    _, url = dashboard

    assert get(f"{url}/_stcore/script-health-check") == "ok"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_both_processes(dashboard, number, code):
    process, _ = dashboard
    process.send_signal(number)

    assert wait_for_both(process) == code


def test_a_second_signal_does_not_leave_the_server_behind(dashboard):
    process, _ = dashboard
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)

    assert wait_for_both(process) in {0, 130}


def test_the_server_ends_when_its_parent_is_killed(dashboard):
    process, _ = dashboard
    process.kill()

    assert wait_for_both(process) == -signal.SIGKILL


def test_a_taken_port_is_passed_over(database):
    command = [sys.executable, "-P", "-c", PROGRAM, str(database)]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdout=pipe, text=True) as first,
        subprocess.Popen(command, stdout=pipe, text=True) as second,
    ):
        ports = [int(process.stdout.readline().rpartition(":")[2]) for process in (first, second)]
        first.terminate()
        second.terminate()

    assert min(ports) >= 8501
    assert ports[0] != ports[1]


def test_a_taken_port_asked_for_by_number_is_an_error(database):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LinespanError, match=f"port {port} is taken"):
            serve.serve([database], port)


def test_a_missing_database_starts_no_server(database, tmp_path):
    with pytest.raises(DatabaseError) as error:
        serve.serve([database, tmp_path / "none.duckdb"], None)

    assert "linespan mine" in error.value.hint


def test_another_schema_version_starts_no_server(tmp_path):
    other = SmallDatabase(tmp_path / "other.duckdb", [0], schema_version=SCHEMA_VERSION + 1).publish()
    with pytest.raises(DatabaseError) as error:
        serve.serve([other], None)

    assert "linespan mine" in error.value.hint


def test_the_server_makes_ready_for_pages_and_ends_without_a_word():
    program = """
import gc, sys
from dashboard.child import make_ready
make_ready()
assert {"altair", "duckdb", "pandas", "scipy"} <= set(sys.modules)
assert gc.get_freeze_count() > 100_000, "a collection goes through all libraries"
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
