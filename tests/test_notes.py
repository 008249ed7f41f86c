"""Notes as git itself writes them, found through a reference of the repository."""

import subprocess

import pytest
from trees import build, shas

from analyzer import notes
from analyzer.repository import open_repository

REF = "refs/notes/ai"


@pytest.fixture
def repository(tmp_path):
    return build(tmp_path, {"a": "1\n"}, {"a": "2\n"}, {"a": "3\n"})


def note(repository, commit, text, ref=REF):
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@a.example")
    command = ["git", "--git-dir", repository, *identity, "notes", f"--ref={ref}", "add", "-f", "-m", text]
    subprocess.run([*command, commit], check=True, capture_output=True)


def find(repository, folder, commits, largest=1000, ref=REF):
    opened = open_repository(repository)
    sealed = opened.seal(folder / f"sealed{len(list(folder.iterdir()))}")
    tips = notes.tips(opened, [ref])
    found = notes.find(sealed, tips.get(ref, ""), commits, largest)
    return found, dict(notes.contents(sealed, found.blobs, commits))


def test_every_commit_has_its_own_note(repository, tmp_path):
    first, second, third = shas(repository)
    note(repository, first, "one")
    note(repository, third, "three")

    found, contents = find(repository, tmp_path, {first, second, third})

    assert contents == {first: b"one\n", third: b"three\n"}
    assert (found.elsewhere, found.unread) == (0, 0)


def test_where_nobody_made_notes_there_are_none(repository, tmp_path):
    found, contents = find(repository, tmp_path, set(shas(repository)))

    assert (found, contents) == (notes.Notes({}, 0, 0), {})


def test_notes_on_commits_of_another_history_are_counted(repository, tmp_path):
    first, second, _ = shas(repository)
    note(repository, first, "one")
    note(repository, second, "two")

    found, contents = find(repository, tmp_path, {second})

    assert (found.elsewhere, contents) == (1, {second: b"two\n"})


def test_a_note_that_is_too_large_is_counted_and_not_read(repository, tmp_path):
    first, second, _ = shas(repository)
    note(repository, first, "x" * 1000)
    note(repository, second, "x" * 999)

    found, contents = find(repository, tmp_path, set(shas(repository)))

    assert (found.unread, list(contents)) == (1, [second])


def test_a_note_that_this_copy_lacks_is_counted(repository, tmp_path):
    first, _, _ = shas(repository)
    note(repository, first, "one")
    listed = subprocess.run(
        ["git", "--git-dir", repository, "notes", f"--ref={REF}", "list"], check=True, capture_output=True
    )
    blob = listed.stdout.decode().split()[0]
    (repository / "objects" / blob[:2] / blob[2:]).unlink()

    found, contents = find(repository, tmp_path, {first})

    assert (found.unread, contents) == (1, {})


def test_many_notes_stand_in_folders_and_other_files_are_no_notes(repository, tmp_path):
    first, second, third = shas(repository)
    stream = "commit refs/notes/ai\ncommitter Ann <ann@a.example> 0 +0000\ndata 0\n"
    paths = {f"{first[:2]}/{first[2:]}": 1, f"{second[:2]}/{second[2:4]}/{second[4:]}": 2, third: 3}
    paths |= {"README": 4, first[:39]: 5, "g" * 40: 6}
    stream += "".join(f"M 100644 inline {path}\ndata 1\n{text}\n" for path, text in paths.items())
    subprocess.run(
        ["git", "--git-dir", repository, "fast-import", "--quiet"], input=stream.encode(), check=True
    )

    found, contents = find(repository, tmp_path, {first, second, third})

    assert contents == {first: b"1", second: b"2", third: b"3"}
    assert found.elsewhere == 0


def test_only_the_references_that_are_asked_for_are_told(repository):
    first, _, _ = shas(repository)
    note(repository, first, "one")
    note(repository, first, "three", "refs/notes/other")

    assert list(notes.tips(open_repository(repository), [REF, "refs/notes/none"])) == [REF]


def test_a_reference_to_something_else_is_one_note_that_can_not_be_read(repository, tmp_path):
    first, _, _ = shas(repository)
    blob = subprocess.run(
        ["git", "--git-dir", repository, "rev-parse", f"{first}:a"], check=True, capture_output=True
    ).stdout.decode()
    (repository / "refs" / "notes").mkdir(parents=True)
    (repository / REF).write_text(blob)

    found, contents = find(repository, tmp_path, {first})

    assert (found.unread, contents) == (1, {})
