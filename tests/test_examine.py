"""Blobs are examined once each, with one result however many processes read them and whatever is kept."""

import subprocess
import sys
from hashlib import sha1
from pathlib import Path

import pytest

from analyzer.errors import LinespanError
from analyzer.smells import examine as examining
from analyzer.smells import ruff, rule_set
from analyzer.smells.cache import Cache
from analyzer.smells.examine import Blob, Examiner, examine
from analyzer.smells.model import Examined, Function, Import, Suppression
from analyzer.smells.rule_set import rule_set_version
from analyzer.worker import Worker

PYTHON = b"""import os


def deep(a, b):  # linespan: ignore[many-parameters] they are two
    if a and b:
        try:
            return os.stat(a)
        except OSError:
            pass
"""
C = b"int add(int a, int b) {\n  return a ? b : a;\n}\n"
SHELL = b"#!/bin/sh\necho 1\n"


class Objects:
    """An object store that remembers what it was asked for."""

    def __init__(self):
        self.held = {}
        self.asked = []

    def blob(self, path, language, content):
        name = sha1(content, usedforsecurity=False).hexdigest()
        self.held[name] = content
        return Blob(name, path, language)

    def contents(self, names):
        self.asked += names
        return (self.held[name] for name in names)


@pytest.fixture
def objects():
    return Objects()


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "smells.sqlite", rule_set_version())


def test_each_language_is_read_by_those_who_can(objects, cache):
    blobs = [
        objects.blob(b"a.py", "python", PYTHON),
        objects.blob(b"a.c", "c", C),
        objects.blob(b"a", "shell", SHELL),
    ]
    python, c, shell = examine(blobs, objects.contents, cache)

    assert python.functions == (Function("deep", 0, 4, 9, 4, 4, 6, 2, 2),)
    assert python.imports == (Import("os", 1, optional=False),)
    assert python.suppressions == (Suppression(4, 4, ("many-parameters",), "they are two"),)
    assert python.maintainability is not None
    assert c.functions == (Function("add", 0, 1, 3, 2, None, 3, 2, 0),)
    assert shell == Examined("shell", 2)


def test_the_order_is_that_of_the_question(objects, cache):
    blobs = [objects.blob(b"a.py", "python", b"x = 1\n" * lines) for lines in range(1, 9)]
    blobs.insert(3, objects.blob(b"a.c", "c", C))

    assert [one.lines for one in examine(blobs, objects.contents, cache)] == [1, 2, 3, 3, 4, 5, 6, 7, 8]
    assert [one.lines for one in examine(blobs[::-1], objects.contents, cache)][:2] == [8, 7]


def test_a_blob_is_read_once(objects, cache):
    twice = [objects.blob(b"a.py", "python", PYTHON), objects.blob(b"b/c.py", "python", PYTHON)]
    examine(twice, objects.contents, cache)
    examine([*twice, objects.blob(b"a.c", "c", C)], objects.contents, cache)

    assert objects.asked == [twice[0].name, sha1(C, usedforsecurity=False).hexdigest()]


def test_processes_stay_until_the_end(objects, cache, monkeypatch):
    begun, answered = [], []

    class Counted(Worker):
        def __init__(self, work):
            super().__init__(work)
            begun.append(self)

        def ask(self, question, seconds=None):
            answered.append(len(question))
            return super().ask(question, seconds)

    monkeypatch.setattr("analyzer.smells.examine.Worker", Counted)
    calls = [
        [objects.blob(b"a.py", "python", b"x = 1\n" * lines) for lines in range(first, first + 6)]
        for first in (1, 10, 20, 30)
    ]
    with Examiner(objects.contents, cache, jobs=2) as examiner:
        found = [[one.lines for one in examiner.examine(blobs)] for blobs in calls]

    assert found == [list(range(first, first + 6)) for first in (1, 10, 20, 30)]
    (worker,) = begun  # this process is the other
    assert answered == [3, 3, 3, 3]  # it gets its share even of little
    assert not worker._process.is_alive()


def test_a_blob_is_read_anew_where_its_name_says_something_else(objects, cache):
    """What `__init__.py` imports, it passes on."""
    module, package = examine(
        [objects.blob(path, "python", b"from a import b\n") for path in (b"m/a.py", b"m/__init__.py")],
        objects.contents,
        cache,
    )

    assert [mark.rule for mark in module.marks] == ["unused-import"]
    assert package.marks == ()


@pytest.mark.parametrize(
    ("language", "content", "reason"),
    [
        ("python", b"print 'two'\n", "line 1"),
        ("python", b"a = '\0'\n", "binary"),
        ("python", b"# coding: utf-8\na = '\xff'\n", ""),
        ("python", b"x = " + b"(" * 5000 + b")" * 5000, ""),
        ("python", b"x = 1\n" * 200_000, "larger than 1,048,576 bytes"),
        ("c", b"\0" * 10, "binary"),
        ("shell", b"\0" * 10, "binary"),
        ("shell", b"echo\n" * 300_000, "larger than 1,048,576 bytes"),
    ],
)
def test_what_can_not_be_read_says_why_and_holds_nobody_up(objects, cache, language, content, reason):
    bad = objects.blob(b"a.x", language, content)
    good = objects.blob(b"a.py", "python", PYTHON)
    told, other = examine([bad, good], objects.contents, cache)

    assert reason in told.unparsable
    assert told.unparsable
    assert (told.functions, told.marks, told.imports) == ((), (), ())
    assert other.functions
    assert examine([bad], objects.contents, cache) == [told]


def test_an_empty_file_is_read(objects, cache):
    (told,) = examine([objects.blob(b"a.py", "python", b"")], objects.contents, cache)

    assert (told.lines, told.unparsable) == (0, "")


def test_no_number_of_processes_changes_the_answer(objects, tmp_path, monkeypatch):
    monkeypatch.setattr(examining, "_WORTH_A_WORKER", 3)
    monkeypatch.setattr(examining, "_BATCH", 100)
    blobs = [objects.blob(b"a.py", "python", PYTHON + b"x = 1\n" * number) for number in range(12)]
    blobs.insert(5, objects.blob(b"a.c", "c", C))
    answers = [
        examine(blobs, objects.contents, Cache(tmp_path / f"{jobs}.sqlite", "1"), jobs)
        for jobs in (1, 2, None)
    ]

    assert [one.lines for one in answers[0]] == [9, 10, 11, 12, 13, 3, 14, 15, 16, 17, 18, 19, 20]
    assert answers[1] == answers[0]
    assert answers[2] == answers[0]


def test_what_was_done_is_kept_when_the_rest_is_interrupted(objects, cache, monkeypatch):
    monkeypatch.setattr(examining, "_BATCH", 100)
    monkeypatch.setattr(examining, "_WORTH_A_WORKER", 1)
    blobs = [objects.blob(b"a.py", "python", PYTHON + b"x = 1\n" * number) for number in range(3)]

    def contents(names):
        yield from objects.contents(names[:2])
        raise LinespanError("the disk is gone")

    with pytest.raises(LinespanError):
        examine(blobs, contents, cache, 1)
    assert set(cache.read(blob.key for blob in blobs)) == {blob.key for blob in blobs[:2]}


def test_the_version_follows_providers_and_rules(monkeypatch):
    plain = rule_set_version()
    rule_set_version.cache_clear()
    assert rule_set_version() == plain
    monkeypatch.setattr(rule_set.metadata, "version", lambda name: f"{name} 99")
    rule_set_version.cache_clear()
    changed = rule_set_version()
    rule_set_version.cache_clear()

    assert changed != plain


def test_nothing_is_imported_that_nobody_needs(objects, cache):
    """A gate that finds everything in the cache shall not wait for radon and lizard."""
    blob = objects.blob(b"a.py", "python", PYTHON)
    examine([blob], objects.contents, cache)
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from analyzer.smells.cache import Cache\n"
        "from analyzer.smells.examine import Blob, examine\n"
        "from analyzer.smells.rule_set import rule_set_version\n"
        f"told = examine([Blob({blob.name!r}, b'a.py', 'python')], None, "
        f"Cache(Path({str(cache._path)!r}), rule_set_version()))\n"
        "print(told[0].lines, {'radon', 'lizard', 'complexipy', 'git', 'duckdb'} & set(sys.modules))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=Path(__file__).resolve().parents[1],
    )

    assert ran.stdout == "9 set()\n"


def test_who_gives_the_contents_is_told_when_it_goes_wrong(objects, cache, monkeypatch):
    """Else git would be waited for that nobody reads from any more."""
    closed = []

    def contents(names):
        try:
            yield from objects.contents(names)
        finally:
            closed.append(len(names))

    def absent():
        raise LinespanError("ruff is not installed")

    monkeypatch.setattr(ruff, "_executable", absent)
    with pytest.raises(LinespanError) as raised:
        examine([objects.blob(b"a.py", "python", PYTHON)], contents, cache)

    assert closed == [1]
    assert raised.value.message == "ruff is not installed"
