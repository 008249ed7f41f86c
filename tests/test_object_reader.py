"""Contents of objects, from a git that stays between one question and the next."""

import gc
import os
import random
from itertools import islice
from pathlib import Path

import pytest
from command import git as plain_git

from analyzer.git import GitError
from analyzer.repository import open_repository


@pytest.fixture
def kept(tmp_path):
    """A repository, and name and content of what it holds: nothing, little, zeros and line feeds, more than
    any pipe.
    """
    drawn = random.Random(1)  # noqa: S311
    contents = [b"", b"\n", b"a\0\n\nb", drawn.randbytes(300_000), *(b"%d\n" % n for n in range(30))]
    repository = tmp_path / "r.git"
    plain_git("init", "--bare", "-q", repository)
    keep = ("-C", repository, "hash-object", "-w", "--stdin")
    return repository, {plain_git(*keep, given=content): content for content in contents}


@pytest.fixture
def stored(kept):
    return kept[1]


@pytest.fixture
def sealed(kept, tmp_path):
    return open_repository(kept[0]).seal(tmp_path / "sealed")


def gits(folder: Path) -> list[int]:
    """Processes of git that run in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder and b"cat-file" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:  # it has ended
            continue
    return found


def test_every_object_comes_in_the_order_of_the_question(sealed, stored):
    names = random.Random(2).choices(list(stored), k=1000)  # noqa: S311

    assert list(sealed.blobs(names)) == [stored[name] for name in names]
    assert list(sealed.blobs([])) == []


def test_one_git_answers_question_after_question(sealed, stored):
    first = list(sealed.blobs(stored))
    (running,) = gits(sealed.folder)

    assert list(sealed.blobs(stored)) == first
    assert gits(sealed.folder) == [running]


def test_a_question_within_a_question_has_a_git_of_its_own(sealed, stored):
    inner = (name for content in sealed.blobs(stored) for name in stored if stored[name] == content)

    assert list(sealed.blobs(inner)) == list(stored.values())
    assert len(gits(sealed.folder)) == 2


def test_who_looks_no_further_leaves_nothing_for_the_next(sealed, stored):
    started = sealed.blobs(stored)
    assert list(islice(started, 2)) == [b"", b"\n"]
    started.close()

    assert gits(sealed.folder) == []
    assert list(sealed.blobs(stored)) == list(stored.values())


def test_an_object_that_is_not_there_is_named(sealed, stored):
    names = [*stored, "0" * 40, *stored]

    with pytest.raises(GitError, match=f"^object {'0' * 40} missing$"):
        list(sealed.blobs(names))
    assert list(sealed.blobs(stored)) == list(stored.values())


def test_a_git_that_is_killed_is_an_error_and_no_end_of_the_answer(sealed, stored):
    list(sealed.blobs(stored))
    for process in gits(sealed.folder):
        os.kill(process, 9)

    with pytest.raises(GitError):
        list(sealed.blobs(stored))
    assert list(sealed.blobs(stored)) == list(stored.values())


def test_after_all_were_stopped_a_new_one_answers(sealed, stored):
    list(sealed.blobs(stored))
    sealed.stop()

    assert gits(sealed.folder) == []
    assert list(sealed.blobs(stored)) == list(stored.values())


def test_a_name_longer_than_a_pipe_is_asked_for_all_the_same(sealed, stored):
    with pytest.raises(GitError, match=r"missing$"):
        list(sealed.blobs([*stored, "main:" + "a/" * 40_000]))


def test_an_object_is_replaced_though_it_was_asked_for_before(sealed, stored):
    (name, content), *_ = list(stored.items())[3:]
    assert list(sealed.blobs([name])) == [content]
    sealed.stand_in([name])

    assert list(sealed.blobs([name])) == [name.encode() + b"\n"]


def test_no_git_outlives_its_repository(sealed, stored):
    other = type(sealed)(sealed.folder)
    assert list(other.blobs(stored)) == list(stored.values())
    assert len(gits(sealed.folder)) == 1
    del other
    gc.collect()

    assert gits(sealed.folder) == []
