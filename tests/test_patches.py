"""The grammar of git's patches, on what git itself prints of histories made to mislead a reader."""

import io
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import build, story

from analyzer import patches
from analyzer.patches import PatchError
from analyzer.repository import open_repository

BIG = b"".join(b"line %d\n" % number for number in range(1200))  # more than the 8000 bytes git sniffs at

# What each commit holds, path by path; one after the other on one branch.
HISTORY = [
    {b"a": b"1\n2\n3\n", b"bin": b"\0one", b"big": BIG, b"old": b"p\nq\nr\ns\nt\n", b"type": b"1\n2\n"},
    {},  # an empty commit follows, and then everything at once
    {
        b"a": b"1\n3\n4",  # no newline at the end
        b"bin": b"\0two",
        b"big": BIG.replace(b"line 1100\n", b"\0line\n"),
        b"new": b"p\nq\nr\ns\nT\n",
        b"crlf": b"1\r\n2\r\n",
        b"sp ace": b"x\n",
        b'quo"te\\': b"x\n",
        b"new\nline\ttab": b"x\n",
        b"\x01one": b"x\n",
        b"\xff": b"x\n",
        b"diff --git a b/x": b"x\n",
        b"headers": (
            BIG  # so that git does not take it for binary
            + b"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-- \n++ \n"
            b"Binary files a/a and b/a differ\n\\ No newline at end of file\n\0\x01\n\x01" + b"0" * 40 + b"\n"
        ),
        b"type": ("link", b"a"),
    },
    {b"a": b"1\n3\n4\n", b"crlf": b"1\n2\n"},
]


def stream() -> bytes:
    """HISTORY for git fast-import; a commit without paths changes nothing."""
    told = io.BytesIO()
    for mark, files in enumerate(HISTORY, start=1):
        told.write(b"commit refs/heads/main\nmark :%d\ncommitter A <a@a.example> %d +0000\n" % (mark, mark))
        told.write(b"data 2\n%d\n" % mark)
        if b"new" in files:
            told.write(b"D old\n")
        for path, content in files.items():
            mode, data = (b"120000", content[1]) if isinstance(content, tuple) else (b"100644", content)
            quoted = b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
            told.write(b"M %s inline %s\ndata %d\n%s\n" % (mode, quoted, len(data), data))
    return told.getvalue()


def sealed(repository, folder):
    """The repository as mining reads it, and its non-merge commits, oldest first."""
    command = ["git", "-C", repository, "rev-list", "--reverse", "--no-merges", "main"]
    listed = subprocess.run(command, capture_output=True, check=True)
    return open_repository(repository).seal(folder / "sealed"), listed.stdout.decode().split()


def in_blocks(text, sizes):
    """A reader that gives blocks of these sizes, the last one again and again."""
    sizes = iter(sizes)
    left = io.BytesIO(text)
    size = next(sizes)

    def read():
        nonlocal size
        block = left.read(size)
        size = next(sizes, size)
        return block

    return read


def parsed(text, sizes=(-1,)):
    """Everything there is in a log."""
    return [
        (name, records, [patches.parse_section(section) for section in sections])
        for name, records, sections in patches.log(in_blocks(text, sizes))
    ]


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    """HISTORY as mining reads it, and its commits, oldest first."""
    folder = tmp_path_factory.mktemp("patches")
    repository = folder / "history.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", repository], check=True)
    subprocess.run(["git", "-C", repository, "fast-import", "--quiet"], input=stream(), check=True)
    return sealed(repository, folder)


@pytest.fixture(scope="module")
def log(reading):
    """What git prints of the patches of HISTORY."""
    repository, shas = reading
    with repository.patches(shas) as output:
        return output.all()


@pytest.fixture(scope="module")
def third(log):
    """The third commit, by path: its record and its sections."""
    _, records, sections = parsed(log)[2]
    rest = iter(sections)
    return {record.path: (record, [next(rest) for _ in range(1 + record.splits)]) for record in records}


def hunks(sections):
    return [list(section.hunks) for section in sections]


def test_every_commit_has_its_records_and_as_many_sections(log):
    commits = parsed(log)
    assert [len(records) for _, records, _ in commits] == [5, 0, 13, 2]
    assert [len(sections) for _, _, sections in commits] == [5, 0, 14, 2]


def test_names_are_those_of_the_records_whatever_they_hold(third):
    assert third.keys() == HISTORY[2].keys()


def test_a_hunk_without_old_lines_names_the_line_before(third):
    assert hunks(third[b"a"][1]) == [[2, 1, 1, 0, 3, 0, 3, 1]]


def test_a_created_file_begins_before_its_first_line(third):
    assert hunks(third[b"crlf"][1]) == [[0, 0, 1, 2]]


def test_a_missing_newline_is_no_line(log):
    _, records, sections = parsed(log)[3]
    assert [record.path for record in records] == [b"a", b"crlf"]
    assert hunks(sections) == [[3, 1, 3, 1], [1, 2, 1, 2]]
    assert patches.lines(sections[0]) == ([b"4"], [b"4"])


def test_line_ends_stay_in_the_lines(third):
    assert patches.lines(third[b"crlf"][1][0]) == ([], [b"1\r", b"2\r"])


def test_the_lines_of_all_hunks_are_one_after_the_other(third):
    assert patches.lines(third[b"a"][1][0]) == ([b"2"], [b"4"])
    assert patches.lines(third[b"bin"][1][0]) == ([], [])


def test_content_that_looks_like_headers_is_content(third):
    (section,) = third[b"headers"][1]
    assert list(section.hunks) == [0, 0, 1, HISTORY[2][b"headers"].count(b"\n")]
    assert patches.lines(section) == ([], HISTORY[2][b"headers"].split(b"\n")[:-1])
    assert not section.binary


def test_a_rename_has_both_names(third):
    record, sections = third[b"new"]
    assert (record.status, record.old_path) == (b"R", b"old")
    assert hunks(sections) == [[5, 1, 5, 1]]


def test_a_nul_makes_a_file_binary_within_the_first_8000_bytes_only(third):
    ((binary,), (text,)) = (third[path][1] for path in (b"bin", b"big"))
    assert (binary.binary, list(binary.hunks)) == (True, [])
    assert (text.binary, list(text.hunks)) == (False, [1101, 1, 1101, 1])


def test_a_type_change_has_two_sections(third):
    record, sections = third[b"type"]
    assert record.splits
    assert record.modes == (b"100644", b"120000")
    assert hunks(sections) == [[1, 2, 0, 0], [0, 0, 1, 1]]


def test_a_combined_record_has_a_side_for_every_parent(tmp_path):
    repository = build(story("merge_octopus"), tmp_path)  # of four parents; f.txt differs from every one
    merge = subprocess.run(["git", "-C", repository, "rev-parse", "main"], capture_output=True, check=True)
    name = merge.stdout.decode().strip()
    with sealed(repository, tmp_path)[0].combined_changes([name]) as output:
        ((found, records, sections),) = patches.log(output.read)
        assert list(sections) == []
    (record,) = records
    assert (found, record.path, record.status) == (name, b"f.txt", b"M")
    assert record.modes == (b"100644",) * 5
    assert len(set(record.shas)) == 5
    assert record.absent_before == (False,) * 4


@pytest.mark.parametrize(
    ("fields", "record"),
    [
        (
            [b"::100644 000000 100755 a1 00 c3 MA", b"p"],
            ((b"100644", b"000000", b"100755"), (b"a1", b"00", b"c3"), b"M", b"p", None),
        ),
        (
            [b":100644 100644 a1 b2 R087", b"from", b"to"],
            ((b"100644", b"100644"), (b"a1", b"b2"), b"R", b"to", b"from"),
        ),
    ],
)
def test_a_raw_record(fields, record):
    rest = iter(fields)
    assert patches.raw_record(rest.__next__) == record
    assert list(rest) == []


def test_a_parent_without_the_path_is_told():
    record = patches.raw_record(iter([b":::000000 100644 000000 100644 0 1 0 2 AMA", b"p"]).__next__)
    assert record.absent_before == (True, False, True)


@pytest.mark.parametrize("size", [1, 7, 64])
def test_blocks_of_any_size_give_the_same(log, size):
    assert parsed(log, [size]) == parsed(log)


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 400), min_size=1, max_size=60))
def test_blocks_of_changing_sizes_give_the_same(log, sizes):
    assert parsed(log, sizes) == parsed(log)


@pytest.mark.parametrize("name", ["odd_paths", "empty_commits", "empty_file", "type_change", "submodule"])
def test_blocks_of_one_byte_give_the_same_on_stories(name, tmp_path):
    repository, shas = sealed(build(story(name), tmp_path), tmp_path)
    with repository.patches(shas) as output:
        text = output.all()
    assert parsed(text, [1]) == parsed(text)


def test_left_sections_are_passed_over(log):
    assert [name for name, _, _ in patches.log(in_blocks(log, [64]))] == [name for name, _, _ in parsed(log)]


def test_counts_are_those_of_the_hunks(reading, log):
    """Mining asks git to count at type changes, where the patch alone does not tell what git compares."""
    repository, _ = reading
    commits = [commit for commit in parsed(log) if commit[1]]
    with repository.numstat(name for name, _, _ in commits) as output:
        text = output.all()
    counted = list(patches.numstat(in_blocks(text, [-1])))
    assert counted == list(patches.numstat(in_blocks(text, [7])))
    assert counted[1][b"type"] == (1, 2)
    for counts, (_, records, sections) in zip(counted, commits, strict=True):
        rest = iter(sections)
        for record in records:
            of_record = [next(rest) for _ in range(1 + record.splits)]
            if not record.splits and not of_record[0].binary:
                numbers = of_record[0].hunks
                assert counts[record.path] == (sum(numbers[3::4]), sum(numbers[1::4]))


@pytest.mark.parametrize("keep", [0.2, 0.5])
def test_output_that_breaks_off_in_a_record_is_an_error(log, keep):
    head = log[: log.index(b"\0diff --git")]
    with pytest.raises(PatchError, match="middle of a record"):
        parsed(head[: int(len(head) * keep)].rstrip(b"\0"))
