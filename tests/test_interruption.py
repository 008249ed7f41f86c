"""A mining may be ended at any moment, by a person, the system or a full disk: nothing is lost."""

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from command import COMMAND, ENVIRONMENT, git, linespan

COMMITS = 600  # so many that a moment of the mining falls well within it
ROOM = 500_000  # bytes left on a disk that is all but full
NEW = 300  # commits that an earlier mining has not read
KILLS = 10  # with one job, and as many with two
SECONDS_TO_END = 5  # for what a killed mining had started: it ends when its pipes break
# An empty database has 260 kB.
FILE_SIZES = [1_000, 300_000, 1_000_000, 1_400_000]


def history() -> bytes:
    """A straight history, long enough to be interrupted."""
    draw = random.Random(7)  # noqa: S311 - a history, no secret
    files = [[f"{file} {line}" for line in range(60)] for file in range(40)]
    stream = []
    for commit in range(COMMITS):
        number = draw.randrange(len(files))
        lines = files[number]
        at = draw.randrange(len(lines))
        lines[at : at + draw.randrange(3)] = [f"{commit} {line}" for line in range(draw.randrange(1, 4))]
        content = "\n".join(lines)
        date = 1_600_000_000 + commit * 3600
        stream += [
            f"commit refs/heads/main\ncommitter Ada <ada@example.org> {date} +0000\n",
            f"data 1\n.\nM 100644 inline {number}.txt\ndata {len(content)}\n{content}\n",
        ]
    return "".join(stream).encode()


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long") / "repository"
    git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", folder)
    git("-C", folder, "fast-import", "--quiet", given=history())
    return folder


@pytest.fixture(scope="module")
def mined(repository, tmp_path_factory):
    file = tmp_path_factory.mktemp("mined") / "history.duckdb"
    ran = linespan("mine", repository, "--db", file)
    assert ran.returncode == 0, ran.stderr
    return file


@pytest.fixture
def database(mined, tmp_path):
    """A complete database of an earlier mining."""
    (tmp_path / "place").mkdir()
    return Path(shutil.copy(mined, tmp_path / "place"))


def start(repository, database, jobs, *options):
    """A mining in a session of its own, to find afterwards whatever it has left running."""
    return subprocess.Popen(
        [COMMAND, "mine", repository, "--db", database, "--jobs", str(jobs), *options],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def running(session: int) -> list[str]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,stat=,args="], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    found = []
    for line in listed.splitlines():
        pid, state, command = line.split(None, 2)
        try:
            if os.getsid(int(pid)) == session and not state.startswith("Z"):
                found.append(command)
        except ProcessLookupError:
            continue
    return found


def wait_for_the_end_of(session: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_END
    while left := running(session):
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def commits(database) -> int:
    with duckdb.connect(database, read_only=True) as connection:
        ((mined,),) = connection.execute("SELECT count(*) FROM commits").fetchall()
    return mined


def beside(database) -> set[str]:
    return {entry.name for entry in database.parent.iterdir()}


def is_building(database) -> bool:
    return any(".building-" in name for name in beside(database))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_mining_loses_nothing(repository, database, jobs):
    draw = random.Random(jobs)  # noqa: S311
    began = time.monotonic()
    undisturbed = start(repository, database, jobs, "--anew")
    undisturbed.communicate()
    assert undisturbed.returncode == 0
    whole = time.monotonic() - began
    interrupted = 0
    for _ in range(KILLS):
        former = database.read_bytes()
        mining = start(repository, database, jobs, "--anew")
        time.sleep(draw.uniform(0, whole))
        interrupted += is_building(database)
        mining.kill()
        mining.communicate()
        wait_for_the_end_of(mining.pid)
        if list(database.parent.glob("*.building-*/new.duckdb")):  # else it was published already
            assert database.read_bytes() == former
        assert commits(database) == COMMITS
        again = linespan("mine", repository, "--db", database, "--jobs", str(jobs))
        assert again.returncode == 0, again.stderr
        assert commits(database) == COMMITS
        assert beside(database) == {database.name, f"{database.name}.lock"}
    assert interrupted  # else no moment was one that matters


def test_a_killed_mining_of_what_is_new_loses_nothing(repository, tmp_path):
    draw = random.Random(3)  # noqa: S311
    earlier, database = tmp_path / "earlier", tmp_path / "place" / "history.duckdb"
    assert linespan("mine", repository, "--db", earlier, "--rev", f"main~{NEW}").returncode == 0
    database.parent.mkdir()
    interrupted = 0
    for _ in range(KILLS):
        shutil.copy(earlier, database)
        mining = start(repository, database, 1)
        while not is_building(database):
            time.sleep(0.005)
        time.sleep(draw.uniform(0, 0.5))
        mining.kill()
        mining.communicate()
        wait_for_the_end_of(mining.pid)
        if list(database.parent.glob("*.building-*/sealed")):  # else it was published already
            assert database.read_bytes() == earlier.read_bytes()
            interrupted += 1
        ran = linespan("mine", repository, "--db", database)
        assert ran.returncode == 0, ran.stderr
        assert commits(database) == COMMITS
        assert beside(database) == {database.name, f"{database.name}.lock"}
    assert interrupted  # else no moment was one that matters


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "interrupted\n"), (signal.SIGTERM, 143, "terminated\n")],
    ids=["SIGINT", "SIGTERM"],
)
def test_a_signal_ends_everything_in_one_line(repository, database, number, code, said):
    draw = random.Random(number)  # noqa: S311
    for jobs in (1, 2) * 3:
        former = database.read_bytes()
        mining = start(repository, database, jobs, "--anew")
        while not is_building(database):
            time.sleep(0.005)
        time.sleep(draw.uniform(0, 0.3))
        if number == signal.SIGINT:
            os.killpg(mining.pid, number)  # as a terminal does
        else:
            mining.send_signal(number)
        _, complaint = mining.communicate(timeout=SECONDS_TO_END)
        assert (mining.returncode, complaint) == (code, said)
        wait_for_the_end_of(mining.pid)
        assert database.read_bytes() == former
        assert beside(database) == {database.name, f"{database.name}.lock"}


@pytest.mark.parametrize("size", FILE_SIZES)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_limit_on_files_loses_nothing(repository, database, size, jobs):
    former = database.read_bytes()
    ran = linespan(
        *("mine", repository, "--db", database, "--jobs", jobs, "--anew"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    refused_for_room(ran, "File too large")
    assert database.read_bytes() == former
    assert beside(database) == {database.name, f"{database.name}.lock"}


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 16 MB, and what a process must do first where mounting one is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "linespan", folder]
    is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield folder, None if is_mounted else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000,) * 2)
    if is_mounted:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_loses_nothing(repository, small_disk):
    folder, limit = small_disk
    database = folder / "history.duckdb"
    first = linespan("mine", repository, "--db", database)
    assert first.returncode == 0, first.stderr
    former = database.read_bytes()
    filler = folder / "filler"
    if limit is None:
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free - ROOM)
    ran = linespan("mine", repository, "--db", database, "--anew", preexec_fn=limit)
    filler.unlink(missing_ok=True)
    refused_for_room(ran, "File too large" if limit else "No space left on device")
    assert database.read_bytes() == former
    assert commits(database) == COMMITS
    assert beside(database) == {database.name, f"{database.name}.lock"}


def refused_for_room(ran: subprocess.CompletedProcess[str], reason: str) -> None:
    assert (ran.returncode, ran.stdout) == (2, "")
    # On a busy machine a mining has time to say how far it is.
    *progress, message, hint = ran.stderr.splitlines()
    assert not [line for line in progress if line.startswith(("error", "hint", "Traceback"))]
    assert message.startswith("error: ")
    assert message.endswith(f"can not be written: {reason}")
    assert hint == "hint: make room on the disk; an earlier database is still there"
