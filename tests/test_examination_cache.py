"""What is kept of examinations: whole or not at all, whoever else is at it, and never more than its share."""

import json
import os
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace

import pytest

from analyzer.smells.cache import Cache, Key
from analyzer.smells.model import Class, Examined, Function, Halstead, Import, Mark, Suppression
from analyzer.smells.record import packed, unpacked

WHOLE = Examined(
    "python",
    10,
    (Function("A.b", 1, 2, 3, 4, None, 2, 1, 0),),
    (Class("A", 0, 1, 9, 3),),
    (
        Mark("unused-import", "", 1, 1, "import \ud800", "x"),
        Mark("empty-test", "t", 2, 3, "", "y"),
    ),
    (Import("os.path", 1, optional=True),),
    (Suppression(4, 5, ("large-file", "unused-import"), "why"),),
    55.5,
    Halstead(1.0, 2.5, 3.0),
)
KEY = Key("0a", "python py")
# Sixteen writers and readers of one file, each in a process of its own.
AT_ONCE = """
import sys
from pathlib import Path
from analyzer.smells.cache import Cache, Key
from analyzer.smells.model import Examined
cache = Cache(Path(sys.argv[1]), "1")
for number in range(30):
    key = Key(f"{sys.argv[2]}-{number}", "c c")
    cache.write({key: Examined("c", number)})
    assert cache.read([key])[key].lines == number
"""


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "linespan" / "smells.sqlite", "1")


@pytest.fixture
def file(cache):
    """The cache's file, with one examination in it."""
    cache.write({KEY: WHOLE})
    return cache._path


def test_what_is_kept_is_found(cache):
    unreadable = Examined("python", 3, unparsable="line 1: invalid syntax")
    cache.write({KEY: WHOLE, Key("0b", "python py"): unreadable})

    assert cache.read([KEY, Key("0b", "python py")]) == {KEY: WHOLE, Key("0b", "python py"): unreadable}


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("key", [Key("0b", "python py"), Key("0a", "python __init__.py")])
def test_nothing_else_is_found(cache, key):
    assert cache.read([key]) == {}


def test_other_rules_find_nothing(file):
    assert Cache(file, "2").read([KEY]) == {}


def test_more_than_one_statement_can_ask_for(cache):
    many = {Key(f"{number:04}", "c c"): Examined("c", number) for number in range(1201)}
    cache.write(many)

    assert cache.read(many) == many


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"no database",
        lambda content: content[: len(content) // 2],
        lambda content: content[:100] + bytes(len(content) - 100),
        lambda content: content[:4096] + os.urandom(len(content) - 4096),
    ],
    ids=["empty", "foreign", "cut off", "blank", "scrambled"],
)
def test_a_damaged_file_is_begun_anew(cache, file, damage):
    file.write_bytes(damage(file.read_bytes()))

    assert cache.read([KEY]) in ({}, {KEY: WHOLE})
    cache.write({KEY: WHOLE})
    cache.write({KEY: WHOLE})
    assert cache.read([KEY]) == {KEY: WHOLE}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON examined BEGIN DELETE FROM examined; END",
        "CREATE VIEW other AS SELECT 1",
    ],
)
def test_a_file_with_anything_else_in_it_is_begun_anew(cache, file, statement):
    with sqlite3.connect(file) as connection:
        connection.execute(statement)

    assert cache.read([KEY]) == {}
    assert not file.exists()
    cache.write({KEY: WHOLE})
    assert cache.read([KEY]) == {KEY: WHOLE}


def _fields(**others):
    fields = json.loads(zlib.decompress(packed(WHOLE)))
    return zlib.compress(json.dumps(fields | others).encode())


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        packed(WHOLE)[:-5],
        packed(WHOLE) + b"x",
        zlib.compress(b"[" * 100_000),
        zlib.compress(b"null"),
        zlib.compress(bytes(1 << 26)),
        _fields(other=1),
        _fields(lines="10"),
        _fields(lines=True),
        _fields(functions=[["A", 0, 1, 2]]),
        _fields(functions=[["A", 0, 1, 2, "3", None, 2, 1, 0]]),
        _fields(functions={"A": 1}),
        _fields(marks=[1]),
        _fields(suppressions=[[1, 2, "ab", ""]]),
        _fields(suppressions=[[1, 2, [1], ""]]),
        _fields(halstead=[1.0]),
    ],
    ids=range(16),
)
def test_what_does_not_fit_is_not_believed(cache, file, kept):
    with pytest.raises(ValueError):
        unpacked(kept)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE examined SET result = ?", [kept])
    assert cache.read([KEY]) == {}


def test_a_row_of_another_type_is_not_believed(cache, file):
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE examined SET result = 'text'")

    assert cache.read([KEY]) == {}


def test_processes_do_not_get_in_each_others_way(cache, tmp_path):
    running = [
        subprocess.Popen([sys.executable, "-c", AT_ONCE, cache._path, str(number)], cwd=tmp_path)
        for number in range(4)
    ]

    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    keys = [Key(f"{process}-{number}", "c c") for process in range(4) for number in range(30)]
    assert len(cache.read(keys)) == len(keys)


def test_a_busy_file_is_done_without(cache, file, monkeypatch):
    monkeypatch.setattr("analyzer.smells.cache._PATIENCE", 0.05)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        cache.write({Key("0b", "c c"): WHOLE})
        assert cache.read([KEY]) == {}
        other.execute("ROLLBACK")

    assert cache.read([KEY]) == {KEY: WHOLE}


def test_an_interrupted_writer_leaves_what_was_there(cache, file):
    interrupted = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('DELETE FROM examined')\n"
        "connection.executemany(\"INSERT INTO examined VALUES ('1', ?, 'k', zeroblob(5000))\", "
        "[(str(n),) for n in range(200)])\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", interrupted, file], check=False)

    cache.write({Key("0b", "c c"): Examined("c", 1)})
    assert cache.read([KEY, Key("0b", "c c")]) == {KEY: WHOLE, Key("0b", "c c"): Examined("c", 1)}


def test_a_folder_that_can_not_be_written_is_done_without(tmp_path):
    """Here a file stands where the folder would be: those who run the tests may write anywhere."""
    (tmp_path / "linespan").write_text("")
    cache = Cache.of(tmp_path, "1")

    cache.write({KEY: WHOLE})
    assert cache.read([KEY]) == {}


@pytest.mark.parametrize("place", ["linespan", "linespan/smells.sqlite"])
def test_links_are_not_followed(tmp_path, place):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "smells.sqlite").mkdir(parents=True) if place == "linespan" else elsewhere.mkdir()
    git_dir = tmp_path / "git"
    (git_dir / place).parent.mkdir(parents=True)
    (git_dir / place).symlink_to(elsewhere if place == "linespan" else elsewhere / "new")
    before = sorted(elsewhere.rglob("*"))

    Cache.of(git_dir, "1").write({KEY: WHOLE})

    assert Cache.of(git_dir, "1").read([KEY]) == {}
    assert sorted(elsewhere.rglob("*")) == before


def test_a_pipe_is_not_waited_for(tmp_path):
    (tmp_path / "linespan").mkdir()
    os.mkfifo(tmp_path / "linespan" / "smells.sqlite")
    cache = Cache.of(tmp_path, "1")

    cache.write({KEY: WHOLE})
    assert cache.read([KEY]) == {}


def test_it_does_not_grow_without_end(tmp_path):
    cache = Cache(tmp_path / "smells.sqlite", "1", largest=100_000)
    for number in range(100):
        part = {
            Key(f"{number}-{place}", "c c"): replace(WHOLE, unparsable=os.urandom(300).hex())
            for place in range(9)
        }
        cache.write(part)

    assert cache._path.stat().st_size < 200_000
    assert cache.read(part) == part
