"""Files that are written whole or not at all."""

import os
import resource
import stat
from contextlib import contextmanager

import pytest

from analyzer.errors import LinespanError
from dashboard.whole_file import put


@contextmanager
def room_for(size):
    """As on a disk that has room for so many bytes of a file, and then none."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_replaced_whole_and_read_by_others(tmp_path):
    file = tmp_path / "out.json"
    file.write_text("a longer text that was there before", "utf-8")
    put(file, "ü")
    assert file.read_text("utf-8") == "ü"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.json"]
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_link_stays_one(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    put(tmp_path / "link", "text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text("utf-8") == "text"


def test_a_file_that_can_not_be_written_is_told_and_leaves_nothing(tmp_path):
    for file in (tmp_path / "no" / "folder.json", tmp_path):
        with pytest.raises(LinespanError, match="can not be written"):
            put(file, "text")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        put(pipe, "text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_what_stood_there_outlives_a_disk_without_room(tmp_path):
    file = tmp_path / "out.txt"
    file.write_text("before", "utf-8")

    with room_for(4096), pytest.raises(LinespanError) as raised:
        put(file, "x" * 10_000, "make room")

    assert (raised.value.message, raised.value.hint) == (
        f"{file} can not be written: File too large",
        "make room",
    )
    assert [entry.read_text("utf-8") for entry in tmp_path.iterdir()] == ["before"]
