"""What can be wrong with what a person asks for: one clear line, a hint, exit code 2, and nothing lost."""

import ctypes
import fcntl
import os
import re
import resource
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from command import COMMAND, ENVIRONMENT, git, linespan
from small_database import SmallDatabase
from stories import build, story, tables
from trees import build as tree

from analyzer.errors import DatabaseError
from analyzer.store import SCHEMA_VERSION, Writer, exclusive, open_database


@pytest.fixture
def repository(tmp_path):
    return build(story("linear_edits"), tmp_path)


@pytest.fixture
def database(repository, tmp_path):
    file = tmp_path / "history.duckdb"
    mined = linespan("mine", repository, "--db", file)
    assert mined.returncode == 0, mined.stderr
    return file


def refused(*arguments: str | Path, **options) -> tuple[str, str]:
    """The message and the hint: all that the command says."""
    ran = linespan(*arguments, **options)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    error, hint = ran.stderr.splitlines()
    return error.removeprefix("error: "), hint.removeprefix("hint: ")


def without_the_rights_of_root() -> None:
    """Let permissions hold for this process, also where root runs the tests."""
    if os.geteuid() == 0:
        drop_from_bounding_set = 24
        overriding_permissions, reading_anything = 1, 2
        for capability in (overriding_permissions, reading_anything):
            ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


# The repository


@pytest.mark.parametrize("command", ["mine", "audit"])
def test_a_missing_path(tmp_path, command):
    message, hint = refused(command, tmp_path / "missing")
    assert message == f"{tmp_path}/missing does not exist"
    assert "or a URL" in hint


def test_a_file(tmp_path):
    (tmp_path / "file").touch()
    assert refused("mine", tmp_path / "file")[0].endswith("file is not a folder")
    assert refused("mine", tmp_path / "file" / "under")[0].endswith("under does not exist")
    assert refused("mine", "f" * 300)[0].endswith("can not be opened: File name too long")


def test_no_repository(tmp_path):
    message, hint = refused("mine", tmp_path)
    assert message == f"{tmp_path} is not a git repository"
    assert hint


def test_an_empty_repository(tmp_path):
    git("init", "--quiet", tmp_path)
    message, hint = refused("mine", tmp_path)
    assert message == f"{tmp_path} has no commits yet"
    assert hint == "commit something first"


@pytest.mark.parametrize("revision", ["nowhere", "^HEAD", "HEAD..HEAD", "--all", ""])
def test_an_unknown_revision(revision, repository):
    message, hint = refused("mine", repository, "--rev", revision)
    assert message == f"{repository} has no revision {revision!r}"
    assert git(*hint.split(" lists")[0].split()[1:]).split() == ["*", "main"]


def test_a_shallow_clone_and_the_command_that_mends_it(repository, tmp_path):
    shallow = tmp_path / "it's shallow"
    git("clone", "--quiet", "--depth", "1", f"file://{repository}", shallow)
    message, hint = refused("mine", shallow)
    assert "is a shallow clone" in message
    subprocess.run(hint, shell=True, env=ENVIRONMENT, capture_output=True, check=True)  # noqa: S602
    assert linespan("mine", shallow).returncode == 0


@pytest.fixture
def of_somebody_else(repository, tmp_path):
    """The environment in which the repository belongs to somebody else."""
    if os.geteuid() == 0:
        for place in (repository, *repository.rglob("*")):
            os.chown(place, 65_534, 65_534)
        return ENVIRONMENT
    # git's own switch for its tests; set in front of git itself, because Linespan passes it not on.
    git_itself = shutil.which("git")
    (tmp_path / "bin").mkdir()
    in_front = tmp_path / "bin" / "git"
    in_front.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {git_itself} "$@"\n')
    in_front.chmod(0o755)
    return ENVIRONMENT | {"PATH": f"{tmp_path}/bin:{ENVIRONMENT['PATH']}"}


def test_a_repository_of_somebody_else(repository, of_somebody_else):
    message, hint = refused("mine", repository, env=of_somebody_else)
    assert message == f"{repository} belongs to somebody else, so git does not open it"
    assert f"safe.directory '{repository}'" in hint or f"safe.directory {repository}" in hint


def in_a_file(repository: Path) -> dict[str, str]:
    personal = repository.with_name("personal")
    personal.write_text(f"[safe]\n\tdirectory = {repository}\n")
    return {"GIT_CONFIG_GLOBAL": str(personal)}


def in_variables(repository: Path) -> dict[str, str]:
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": str(repository),
    }


@pytest.mark.parametrize("trust", [in_a_file, in_variables])
def test_a_repository_of_somebody_else_that_the_person_trusts(repository, of_somebody_else, trust):
    ran = linespan("mine", repository, env=of_somebody_else | trust(repository))
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    "name", ["two\nlines", "sepa\u2028rated", "fi\x1cle", "it's", "-dash", 'quo"te', "a:b"]
)
def test_a_folder_with_any_name(repository, tmp_path, name):
    odd = tmp_path / name
    repository.rename(odd)
    ran = linespan("mine", odd)
    assert ran.returncode == 0, ran.stderr


def test_a_folder_whose_name_is_no_text(repository, tmp_path):
    message, hint = refused("mine", repository.rename(tmp_path / os.fsdecode(b"\xff.git")))
    assert "is not UTF-8" in message
    assert "--db" in hint


def test_a_url_that_does_not_answer(tmp_path):
    with socket.socket() as listener:  # bound, so that nobody else listens there, but not listening
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/nothing.git"
        no_clone(url, tmp_path)


def test_a_url_of_nothing(tmp_path):
    no_clone(f"file://{tmp_path}/nothing", tmp_path)


def no_clone(url: str, cache: Path) -> None:
    ran = linespan("audit", url, env=ENVIRONMENT | {"XDG_CACHE_HOME": str(cache)})
    assert (ran.returncode, ran.stdout) == (2, "")
    cloning, error, hint = ran.stderr.splitlines()
    assert cloning == f"cloning {url}"
    assert error.startswith(f"error: {url} can not be cloned: ")
    assert hint == "hint: check the address and your access to it"
    assert not list((cache / "linespan" / "clones").glob("*.git*/"))


# The database


def text_file(file: Path) -> None:
    file.write_text("precious\n" * 1000)


def other_database(file: Path) -> None:
    with duckdb.connect(file) as connection:
        connection.execute("CREATE TABLE mining (precious INTEGER)")


def sqlite_database(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE precious (column_of INTEGER)")


@pytest.mark.parametrize("make", [Path.touch, text_file, other_database, sqlite_database])
@pytest.mark.parametrize("command", ["mine", "audit", "dashboard"])
def test_a_file_that_is_no_database_of_ours(repository, tmp_path, make, command):
    file = tmp_path / "precious"
    make(file)
    before = file.read_bytes()
    message, hint = refused(
        *([command, file] if command == "dashboard" else [command, repository, "--db", file])
    )
    assert message == f"{file} is no Linespan database and is left as it is"
    assert "--db" in hint
    assert file.read_bytes() == before


def test_a_folder_for_a_database(repository, tmp_path):
    assert refused("mine", repository, "--db", tmp_path)[0] == f"{tmp_path} is a folder, not a database"


def test_a_pipe_for_a_database(repository, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is no Linespan database" in refused("mine", repository, "--db", tmp_path / "pipe")[0]


def test_an_unreadable_database(repository, database):
    database.chmod(0)
    message, _ = refused("mine", repository, "--db", database, preexec_fn=without_the_rights_of_root)
    assert message == f"{database} can not be read: Permission denied"


HEADERS, BLOCK = 3 * 4096, 262_144  # bytes at the beginning of a DuckDB file, and of each block after


@pytest.mark.parametrize(
    ("places", "what"),
    [
        (range(0, HEADERS, 4096), ["opened"]),
        # DuckDB chooses where the catalog stands, which it reads when it opens a file.
        (range(HEADERS + BLOCK, 10**7, BLOCK), ["opened", "read"]),
    ],
    ids=["headers", "blocks"],
)
def test_a_damaged_database(repository, database, places, what):
    content = bytearray(database.read_bytes())
    for place in places:
        damaged = slice(place + 100, min(place + 200, len(content)))
        content[damaged] = bytes(byte ^ 255 for byte in content[damaged])
    database.write_bytes(content)
    message, hint = refused("audit", repository, "--db", database)
    assert message.startswith(tuple(f"{database} can not be {done}: Corrupt database file" for done in what))
    assert hint == "remove it and mine again, or name another file with --db"
    assert database.read_bytes() == content


def take_too_much(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET memory_limit = '1MB'; SET max_temp_directory_size = '0KB'")
    connection.execute("SELECT list(range) FROM range(10000000)")


def test_an_answer_that_takes_more_memory_than_there_is(database):
    def ask() -> None:
        with open_database(database) as connection:
            take_too_much(connection)

    with pytest.raises(DatabaseError, match=f"not enough memory to read {database}"):
        ask()


def test_a_mining_that_takes_more_memory_than_there_is(tmp_path):
    def build_it() -> None:
        with exclusive(tmp_path / "history.duckdb", tmp_path) as folder:
            take_too_much(Writer(folder).connection)

    with pytest.raises(DatabaseError, match="not enough memory to write "):
        build_it()


@pytest.mark.parametrize("name", ["missing", "linespan"])
def test_a_database_in_a_missing_folder(repository, tmp_path, name):
    file = tmp_path / name / "history.duckdb"
    assert (
        refused("mine", repository, "--db", file)[0]
        == f"{file} can not be written: No such file or directory"
    )
    assert not file.parent.exists()


def test_a_database_in_a_folder_that_can_not_be_written(repository, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    file = folder / "history.duckdb"
    message, _ = refused("mine", repository, "--db", file, preexec_fn=without_the_rights_of_root)
    assert message == f"{file} can not be written: Permission denied"


def test_another_mining_of_the_same_database(repository, database):
    former = database.read_bytes()
    with database.with_name(f"{database.name}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        message, hint = refused("mine", repository, "--db", database)
    assert message == f"another mining of {database} is in progress"
    assert "--db" in hint
    assert database.read_bytes() == former
    assert linespan("mine", repository, "--db", database).returncode == 0


def of_another_schema(file: Path) -> Path:
    return SmallDatabase(file, landed_on=[0], schema_version=SCHEMA_VERSION + 1).publish()


@pytest.mark.parametrize("command", ["mine", "audit"])
def test_another_schema_version_is_mined_anew(repository, tmp_path, command):
    file = of_another_schema(tmp_path / "history.duckdb")
    ran = linespan(command, repository, "--db", file)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == f"note: the database had schema version {SCHEMA_VERSION + 1} and was mined anew\n"
    assert dict(tables(file)["run"].rows)["schema_version"] == str(SCHEMA_VERSION)


def test_a_dashboard_of_nothing_and_of_another_schema(repository, tmp_path):
    missing = tmp_path / "missing.duckdb"
    assert refused("dashboard", missing) == (
        f"there is no database at {missing}",
        "make one with: linespan mine REPO",
    )
    assert refused("dashboard", repository)[0].startswith("there is no database at ")
    other = of_another_schema(tmp_path / "other.duckdb")
    assert f"has schema version {SCHEMA_VERSION + 1}" in refused("dashboard", other)[0]


READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(*connection.execute("SELECT count(*) FROM commits").fetchone(), flush=True)
"""


def test_a_reader_goes_on_reading(repository, database):
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with reader:
        asked = []
        for command in ("mine", "audit"):
            reader.stdin.write("\n")
            reader.stdin.flush()
            asked.append(reader.stdout.readline())
            ran = linespan(command, repository, "--db", database)
            assert ran.returncode == 0, ran.stderr
        reader.stdin.write("\n")
        reader.stdin.close()
        asked.append(reader.stdout.readline())
    assert asked == ["3\n"] * 3


def test_a_database_that_came_with_the_repository_reads_no_other_file(repository, database, tmp_path):
    (tmp_path / "secret.txt").write_text("secret words")
    with duckdb.connect(database) as connection:
        connection.execute(f"CREATE OR REPLACE VIEW totals AS FROM read_text('{tmp_path}/secret.txt')")
    ran = linespan("audit", repository, "--db", database)
    assert ran.returncode != 0
    assert "secret words" not in ran.stdout + ran.stderr


# The options


@pytest.mark.parametrize(
    ("date", "message", "hint"),
    [
        ("1999-12-31", "nothing had landed by 1999-12-31", "the first commit landed on 2024-01-01"),
        ("soon", "'soon' is no date", "write it as 2026-01-31"),
        ("2024-13-01", "'2024-13-01' is no date", "write it as 2026-01-31"),
        ("", "'' is no date", "write it as 2026-01-31"),
    ],
)
def test_a_date_without_a_history(repository, database, date, message, hint):
    former = database.read_bytes()
    assert refused("mine", repository, "--db", database, "--as-of", date) == (message, hint)
    assert database.read_bytes() == former


@pytest.mark.parametrize(
    "arguments", [["--jobs", "0"], ["--jobs", "many"], ["--nothing"], ["a", "b\x1b[31m"]]
)
def test_a_wrong_call(repository, arguments):
    message, hint = refused("mine", repository, *arguments)
    assert re.search(re.escape(arguments[0]) + "|argument", message)
    assert "\x1b" not in message
    assert hint == "linespan mine --help"


def test_a_file_the_head_has_not(repository, database):
    message, hint = refused("blame", repository, "g.txt", "--db", database)
    assert message == "the head has no lines under g.txt"
    assert hint == "did you mean f.txt?"


# What is no failure


def absent(repository: Path) -> Path:
    sha = git("-C", repository, "rev-parse", "main:f.txt")
    (repository / "objects" / sha[:2] / sha[2:]).unlink()
    return repository


def partial(repository: Path, left_out: str = "blob:none", kind: str = "--bare") -> Path:
    git("-C", repository, "config", "uploadpack.allowFilter", "true")
    clone = repository.with_name("it's partial")
    git("clone", "--quiet", kind, f"--filter={left_out}", f"file://{repository}", clone)
    return clone


@pytest.mark.parametrize("make", [absent, partial])
def test_absent_objects_are_counted_not_fetched(repository, tmp_path, make):
    lacking = make(repository)
    before = sorted(str(file) for file in (lacking / "objects").rglob("*"))
    file = tmp_path / "history.duckdb"
    ran = linespan("mine", lacking, "--db", file)
    assert ran.returncode == 0, ran.stderr
    versions = len(tables(file)["skipped"].rows)
    assert versions
    first = ran.stderr.splitlines()[0]
    assert first == f"note: versions of files absent from this copy, and skipped: {versions}"
    assert sorted(str(file) for file in (lacking / "objects").rglob("*")) == before
    audited = linespan("audit", lacking, "--db", file)
    assert audited.returncode == 0, audited.stderr


@pytest.mark.parametrize("kind", ["--bare", "--no-checkout"])
@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_a_partial_clone_and_the_command_that_completes_it(repository, left_out, kind):
    clone = partial(repository, left_out, kind)
    ran = linespan("mine", clone)
    assert ran.returncode == (2 if left_out == "tree:0" else 0)
    assert "is a partial clone" in ran.stderr
    assert f"(--filter={left_out})" in ran.stderr
    command = re.search(r"git -C .* --no-filter", ran.stderr)[0]
    subprocess.run(command, shell=True, env=ENVIRONMENT, capture_output=True, check=True)  # noqa: S602
    whole = linespan("mine", clone)
    anew = "note: mined anew: objects that this copy of the repository lacked are there now\n"
    assert (whole.returncode, whole.stderr) == (0, "" if left_out == "tree:0" else anew)


@pytest.mark.parametrize("command", ["audit", "explain"])
def test_nobody_reads_on(repository, database, command):
    arguments = ["audit", repository, "--db", database] if command == "audit" else ["explain"]
    read, written = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [COMMAND, *arguments], stdout=written, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False
    )
    os.close(written)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_nobody_reads_to_the_end(tmp_path, unbuffered):
    functions = "".join(f"def f{n}(x):\n    unused = {n}\n\n\n" for n in range(600))
    arguments = ["smells", tree(tmp_path, {"a.py": functions}), "--format", "json"]
    with subprocess.Popen(
        [COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT | {"PYTHONUNBUFFERED": unbuffered},
    ) as process:
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        assert process.stderr.read() == b""

    assert process.returncode == 141


def test_a_baseline_outlives_a_disk_without_room(tmp_path):
    git(
        "clone",
        "--quiet",
        tree(tmp_path, {"a.py": "".join(f"import a{n}\n" for n in range(2000))}),
        tmp_path / "c",
    )
    baseline = tmp_path / "c" / "linespan-baseline.txt"
    baseline.write_text("what a team lets stand\n", "utf-8")
    room = 50_000  # bytes, of some 80,000

    message, _ = refused(
        "baseline",
        tmp_path / "c",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )

    assert message == f"{baseline} can not be written: File too large"
    assert baseline.read_text("utf-8") == "what a team lets stand\n"


@pytest.mark.parametrize(
    ("arguments", "streams", "code"),
    [
        ("explain", ">&-", 0),
        ("gate --repo nowhere", ">&- 2>&-", 2),
        ("explain", ">/dev/full 2>&1", 2),
        ("explain nothing", "2>/dev/full", 2),
    ],
)
def test_streams_that_take_nothing_do_not_pass_for_a_failed_change(arguments, streams, code):
    ran = subprocess.run(
        ["sh", "-c", f"exec {shlex.quote(COMMAND)} {arguments} {streams}"],
        env=ENVIRONMENT | {"PYTHONUNBUFFERED": ""},
        check=False,
    )

    assert ran.returncode == code


@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_no_room_for_the_output(repository, database, unbuffered):
    environment = ENVIRONMENT | {"PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        ran = linespan(
            *("audit", repository, "--db", database),
            env=environment,
            capture_output=False,
            stdout=full,
            stderr=-1,
        )
    assert ran.returncode == 2
    assert ran.stderr == "error: No space left on device\n"


def test_without_arguments_it_helps():
    ran = linespan()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == linespan("--help").stdout
