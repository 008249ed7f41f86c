"""Which line each line of a tree is, on changes written by hand: hunks, edits, merges, twins, doubles."""

import subprocess
from array import array
from itertools import count, pairwise

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.changes import BINARY, Changes, FileChange, Mixed
from analyzer.checkpoints import nothing
from analyzer.languages import language_of
from analyzer.ledger import Ledger, LedgerError
from analyzer.line_class import NAMES as CLASSES
from analyzer.mine import MiningOptions, mine
from analyzer.operations import NAMES, Edited, marks, operations
from analyzer.trees import EMPTY
from bench.oracles import compare_blame, law, text_files

PATHS = {b"f": 0, b"g": 1}
LANGUAGE = language_of(b"f")
_blobs = (b"blob %d" % number for number in count())
_words = (b"word%d" % number for number in count())


def texts(number):
    """Lines that are like no others."""
    return [next(_words) for _ in range(number)]


def hunks(*quadruples):
    return array("I", [number for quadruple in quadruples for number in quadruple])


def change(path=b"f", *changed, removed=None, added=None, status="M", old_path=None, blob=None, **more):
    """A change of one file and its lines; what nothing is said of, blob and lines, is like no other."""
    numbers = hunks(*changed)
    gone, come = sum(numbers[1::4]), sum(numbers[3::4])
    known = {"unreadable": None, "skipped": None, "fresh": None, "blob": blob or next(_blobs)} | more
    file = FileChange(
        status=status, path=path, old_path=old_path, added=come, deleted=gone, hunks=numbers, **known
    )
    return file, Edited(path, LANGUAGE, numbers, removed or texts(gone), added or texts(come), ())


def deletion(path=b"f", *changed, removed=None):
    file, edited = change(path, *changed, removed=removed, status="D")
    return file._replace(blob=None), edited


def created(lines, path=b"f"):
    """A new file with so many lines, or with these."""
    added = texts(lines) if isinstance(lines, int) else lines
    return change(path, (0, 0, 1, len(added)), added=added, status="A")


def lines(tree, path=b"f"):
    version = tree.files.get(PATHS[path])
    return None if version is None else np.frombuffer(version.lines, dtype="<u4").tolist()


def ended(removal):
    """(line, how) of the lines that a commit ended; unknown is how those end that are lost sight of."""
    return [
        (line, NAMES[kind]) for line, kind in zip(removal.lines.tolist(), removal.kinds.tolist(), strict=True)
    ]


class Story:
    """A ledger and the commits it has taken in, on the mainline all of them."""

    def __init__(self):
        self.ledger = Ledger([1] * 100, nothing())
        self.touches = self.ledger.touches
        self._seqs = count()

    def commit(self, *changed, on=EMPTY, ignored=False, reverted=()):
        files = [file for file, _ in changed]
        written = operations([edited for file, edited in changed if file.is_followed], any_distance=ignored)
        changes = Changes(files, written, [], {}, rename_limit_hit=False)
        return self.ledger.commit(
            next(self._seqs), on, changes, PATHS, on_mainline=True, ignored=ignored, reverted=reverted
        )

    def merge(self, parents, taken, mixed):
        changes = Changes([], None, taken, mixed, rename_limit_hit=False)
        return self.ledger.merge(next(self._seqs), parents, changes, PATHS, on_mainline=True)

    def runs(self):
        """(commit, path, line, number of lines, operation of the first) of every run."""
        of, found, first = self.touches, [], 1
        for seq, path, line, many in zip(of.seq, of.path, of.line, of.count, strict=True):
            found.append((seq, path, line, many, NAMES[of.operation[first]]))
            first += many
        return found

    def origins(self, tree, path=b"f"):
        return self.touches.origin[lines(tree, path)].tolist()


def test_lines_are_numbered_as_they_are_written():
    story = Story()
    first, _ = story.commit(created(3), created(2, b"g"))
    assert (lines(first), lines(first, b"g")) == ([1, 2, 3], [4, 5])
    assert story.runs() == [(0, 0, 1, 3, "added"), (0, 1, 1, 2, "added")]


def test_hunks_remove_and_add_where_they_say():
    story = Story()
    first, _ = story.commit(created(6))
    # a line before the first, line 2 away, lines 4 and 5 for one, a line after the last
    edit = change(b"f", (0, 0, 1, 1), (2, 1, 2, 0), (4, 2, 4, 1), (6, 0, 6, 1))
    tree, removal = story.commit(edit, on=first)
    assert lines(tree) == [7, 1, 3, 8, 6, 9]
    assert ended(removal) == [(2, "deleted"), (4, "rewritten"), (5, "rewritten")]
    assert lines(first) == [1, 2, 3, 4, 5, 6]
    assert story.runs()[1:] == [(1, 0, 1, 1, "added"), (1, 0, 4, 1, "added"), (1, 0, 6, 1, "added")]


@st.composite
def edits(draw):
    """(number of lines, hunks that fit a file of so many)."""
    length = draw(st.integers(0, 12))
    found, at, shift = [], 0, 0
    while at <= length and draw(st.booleans()):
        start = draw(st.integers(at, length))
        old = draw(st.integers(0, length - start))
        new = draw(st.integers(0 if old else 1, 3))
        found.append((start + (old > 0), old, start + shift + (new > 0), new))
        at, shift = start + old + 1, shift + new - old
    return length, found


def spliced(length, found):
    """What hunks make of the lines 1, 2, ...: by list, hunk by hunk from the end."""
    total = length + sum(new for *_, new in found)
    owners, born = list(range(1, length + 1)), total
    for start, old, _, new in reversed(found):
        place = start - 1 if old else start
        owners[place : place + old] = range(born - new + 1, born + 1)
        born -= new
    return owners


@given(edits())
def test_hunks_apply_as_lists_are_spliced(edit):
    length, found = edit
    story = Story()
    first, _ = story.commit(created(length))
    tree, removal = story.commit(change(b"f", *found), on=first)
    assert lines(tree) == spliced(length, found)
    assert {line for line, _ in ended(removal)} == set(range(1, length + 1)) - set(lines(tree))


@given(edits())
def test_splitting_hunks_changes_no_owner(edit):
    """Lines taken out one by one, with what replaces them at the last one."""
    length, found = edit
    parts = []
    for start, old, new_start, new in found:
        if old > 1:
            above = new_start - 1 if new else new_start
            parts += [(start + step, 1, above, 0) for step in range(old - 1)]
            parts.append((start + old - 1, 1, new_start, new))
        else:
            parts.append((start, old, new_start, new))
    of_lines = {
        "removed": texts(sum(old for _, old, _, _ in found)),
        "added": texts(sum(new for *_, new in found)),
    }
    whole, split = Story(), Story()
    steps = [
        story.commit(change(b"f", *pieces, **of_lines), on=story.commit(created(length))[0])
        for story, pieces in ((whole, found), (split, parts))
    ]
    assert lines(steps[0][0]) == lines(steps[1][0])
    assert ended(steps[0][1]) == ended(steps[1][1])
    assert whole.runs() == split.runs()


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([(4, 1, 3, 0)], id="behind the end"),
        pytest.param([(3, 2, 3, 0)], id="across the end"),
        pytest.param([(5, 0, 6, 1)], id="added behind the end"),
        pytest.param([(3, 1, 3, 1), (1, 1, 1, 1)], id="out of order"),
    ],
)
def test_hunks_that_do_not_fit_are_an_error(found):
    story = Story()
    first, _ = story.commit(created(3))
    with pytest.raises(LedgerError, match="does not fit"):
        story.commit(change(b"f", *found), on=first)


def test_two_files_that_swap_their_names_keep_their_lines():
    story = Story()
    first, _ = story.commit(created(2), created(3, b"g"))
    blobs = {path: first.files[PATHS[path]].blob for path in PATHS}
    swap = [
        change(b"f", status="R", old_path=b"g", blob=blobs[b"g"]),
        change(b"g", status="R", old_path=b"f", blob=blobs[b"f"]),
    ]
    tree, _ = story.commit(*swap, on=first)
    assert (lines(tree), lines(tree, b"g")) == ([3, 4, 5], [1, 2])


def test_a_deleted_file_is_gone_and_its_lines_are_deleted():
    story = Story()
    first, _ = story.commit(created(2))
    tree, removal = story.commit(deletion(b"f", (1, 2, 0, 0)), on=first)
    assert lines(tree) is None
    assert ended(removal) == [(1, "deleted"), (2, "deleted")]


def test_lines_are_lost_in_a_binary_version_and_unknown_after_it():
    story = Story()
    first, _ = story.commit(created(2))
    binary, removal = story.commit(change(b"f", unreadable=BINARY, skipped=BINARY), on=first)
    assert lines(binary) == []
    assert ended(removal) == [(1, "unknown"), (2, "unknown")]
    text, _ = story.commit(change(b"f", fresh=marks(texts(3), LANGUAGE)), on=binary)
    assert lines(text) == [3, 4, 5]
    assert story.runs()[-1] == (2, 0, 1, 3, "unknown")


def test_a_moved_line_is_written_anew_and_goes_on_being_the_line_it_was():
    story = Story()
    moved = [b"a line that is long enough to be found again"]
    first, _ = story.commit(created([*moved, b"other"]), created(1, b"g"))
    tree, removal = story.commit(
        change(b"f", (1, 1, 0, 0), removed=moved), change(b"g", (1, 0, 2, 1), added=moved), on=first
    )
    assert (lines(tree), lines(tree, b"g")) == ([2], [3, 4])
    assert story.origins(tree, b"g") == [3, 1]
    assert ended(removal) == []


def test_a_line_is_another_one_once_more_than_half_of_its_words_are_edited():
    story = Story()
    tree, _ = story.commit(created([b"one two six ten"]))
    steps = [
        b"one two six ten",
        b"ONE two six ten",
        b"ONE TWO six ten",
        b"ONE TWO SIX ten",
        b"ONE TWO SIX TEN",
    ]
    found = []
    for before, after in pairwise(steps):
        tree, removal = story.commit(change(b"f", (1, 1, 1, 1), removed=[before], added=[after]), on=tree)
        found.append((story.origins(tree), ended(removal)))
    # Two of four words are not more than half. The new line has words and a budget of its own.
    assert found == [([1], []), ([1], []), ([4], [(1, "rewritten")]), ([4], [])]
    assert [run[-1] for run in story.runs()] == ["added", "updated", "updated", "added", "updated"]


def test_a_line_of_a_reverted_commit_is_reverted_whatever_stands_there_then():
    story = Story()
    first, _ = story.commit(created(2))
    second, _ = story.commit(change(b"f", (2, 0, 3, 1)), on=first)
    _, removal = story.commit(change(b"f", (2, 2, 2, 1)), on=second, reverted=[1])
    assert ended(removal) == [(2, "rewritten"), (3, "reverted")]


def test_an_ignored_commit_passes_lines_on_and_counts_for_nothing():
    story = Story()
    first, _ = story.commit(created([b"one two six ten", b"short"]))
    formatted = change(
        b"f", (1, 2, 1, 2), removed=[b"one two six ten", b"short"], added=[b"one, two, six; ten;", b"else"]
    )
    tree, removal = story.commit(formatted, on=first, ignored=True)
    assert story.origins(tree) == [1, 4]
    assert NAMES[story.touches.operation[4]] == "unknown"
    assert ended(removal) == [(2, "unknown")]
    assert list(story.ledger.removals.seq) == []
    assert story.touches.spent[3] == 0


def test_removals_are_counted_by_file_kind_and_class():
    story = Story()
    first, _ = story.commit(created([b"one", b"# two", b"six", b"()"], b"f"), created(1, b"g"))
    story.commit(
        change(b"f", (1, 1, 1, 1), (3, 2, 2, 0), removed=[b"one", b"six", b"()"]),
        deletion(b"g", (1, 1, 0, 0)),
        on=first,
    )
    of = story.ledger.removals
    counted = [
        (path, NAMES[kind], CLASSES[code] if code < len(CLASSES) else "import", many)
        for path, kind, code, many in zip(of.path, of.kind, of.line_class, of.lines, strict=True)
    ]
    assert counted == [
        (0, "deleted", "code", 1),
        (0, "deleted", "trivial", 1),
        (0, "rewritten", "code", 1),
        (1, "deleted", "code", 1),
    ]


@pytest.fixture
def forked():
    """(story, base, first, second): three lines; the first puts one on top, the second one at the end."""
    story = Story()
    base, _ = story.commit(created(3))
    first, _ = story.commit(change(b"f", (0, 0, 1, 1)), on=base)
    second, _ = story.commit(change(b"f", (3, 0, 4, 1)), on=base)
    return story, base, first, second


def mixed(*per_parent):
    """A file that every parent has under its name; `marks` are of what the first one lacks."""
    lacking = sum(per_parent[0][3::4])
    return Mixed(tuple((b"f", of_parent) for of_parent in per_parent), None, marks(texts(lacking), LANGUAGE))


def test_a_merged_line_belongs_to_the_parent_that_has_it(forked):
    story, _, first, second = forked
    both = {b"f": mixed(hunks((4, 0, 5, 1)), hunks((0, 0, 1, 1)))}
    step = story.merge([first, second], [(b"f", b"merged")], both)
    assert lines(step.tree) == [4, 1, 2, 3, 5]
    assert step.dropped == []


def test_what_no_parent_has_the_merge_wrote(forked):
    story, _, first, second = forked
    both = {b"f": mixed(hunks((4, 0, 5, 3)), hunks((0, 0, 1, 1), (4, 1, 5, 3)))}
    step = story.merge([first, second], [(b"f", b"merged")], both)
    assert lines(step.tree) == [4, 1, 2, 3, 6, 7, 8]
    assert story.runs()[-1] == (3, 0, 5, 3, "merge")


def test_of_two_twins_the_first_parents_stays():
    story = Story()
    base, _ = story.commit(created(1))
    first, _ = story.commit(change(b"f", (1, 0, 2, 1)), on=base)
    second, _ = story.commit(change(b"f", (1, 0, 2, 1)), on=base)
    both = {b"f": mixed(hunks((2, 0, 3, 1)), hunks((2, 0, 3, 1)))}
    step = story.merge([first, second], [(b"f", b"merged")], both)
    assert lines(step.tree) == [1, 2, 4]
    assert [twins.tolist() for twins in step.dropped] == [[3]]


def test_a_line_that_both_sides_edited_is_no_twin_of_itself():
    story = Story()
    base, _ = story.commit(created([b"one two six ten"]))
    sides = [
        story.commit(
            change(b"f", (1, 1, 1, 1), removed=[b"one two six ten"], added=[b"ONE two six ten"]), on=base
        )[0]
        for _ in range(2)
    ]
    both = {b"f": mixed(hunks((1, 0, 2, 1)), hunks((1, 0, 2, 1)))}
    step = story.merge(sides, [(b"f", b"merged")], both)
    assert story.origins(step.tree) == [1, 4]
    assert step.dropped == []


def test_the_second_of_three_parents_comes_before_the_third():
    story = Story()
    base, _ = story.commit(created(1))
    parents = [base, *(story.commit(change(b"f", (1, 0, 2, 1)), on=base)[0] for _ in range(2))]
    octopus = {b"f": mixed(hunks((1, 0, 2, 2)), hunks((2, 0, 3, 1)), hunks((2, 0, 3, 1)))}
    step = story.merge(parents, [(b"f", b"merged")], octopus)
    assert lines(step.tree) == [1, 2, 4]
    assert [twins.tolist() for twins in step.dropped] == [[3]]


def test_a_version_that_a_parent_has_is_taken_whole(forked):
    story, base, first, second = forked
    step = story.merge([first, second], [(b"f", second.files[0].blob)], {})
    assert lines(step.tree) == [1, 2, 3, 5]
    assert [(place.path, place.before, place.after) for place in step.changed] == [
        (0, first.files[0], second.files[0])
    ]
    assert story.merge([first, base], [(b"f", None)], {}).tree.files.get(0) is None


def test_a_file_renamed_on_one_side_is_found_under_its_old_name():
    story = Story()
    base, _ = story.commit(created(3))
    blob = base.files[0].blob
    renamed, _ = story.commit(change(b"g", status="R", old_path=b"f", blob=blob), on=base)
    edited, _ = story.commit(change(b"f", (1, 1, 1, 1)), on=base)
    sides = Mixed(
        ((b"g", hunks((1, 1, 1, 1), (3, 0, 4, 1))), (b"f", hunks((3, 0, 4, 1)))),
        None,
        marks(texts(2), LANGUAGE),
    )
    step = story.merge([renamed, edited], [(b"g", b"merged")], {b"g": sides})
    assert lines(step.tree, b"g") == [4, 2, 3, 5]


def test_sides_of_different_length_are_an_error(forked):
    story, _, first, second = forked
    with pytest.raises(LedgerError, match="does not fit"):
        story.merge([first, second], [(b"f", b"merged")], {b"f": mixed(hunks((4, 0, 5, 1)), hunks())})


def test_a_double_is_a_line_of_its_own_with_the_same_birth(forked):
    story, _, first, _ = forked
    copied = Mixed((None, None), None, None)
    renamed, _ = story.commit(change(b"g", status="R", old_path=b"f", blob=first.files[0].blob), on=first)
    step = story.merge([first, renamed], [(b"g", first.files[0].blob)], {b"g": copied})
    assert lines(step.tree) == lines(step.tree, b"g") == [4, 1, 2, 3]
    parted = story.ledger.part(2, step, {PATHS[b"g"]: np.array([0, 2])})
    assert lines(parted.tree) == [4, 1, 2, 3]
    assert lines(parted.tree, b"g") == [6, 1, 7, 3]
    assert story.runs()[-2:] == [(1, 0, 1, 1, "merge"), (0, 0, 2, 1, "merge")]
    assert parted.changed[0].after == parted.tree.files[PATHS[b"g"]]


DOUBLED = b"""\
commit refs/heads/main
mark :1
committer Ann <ann@a.example> 1700000000 +0000
data 2
1
M 100644 inline f
data 12
one
two
six

commit refs/heads/topic
mark :2
committer Ann <ann@a.example> 1700001000 +0000
data 2
2
from :1
R f g

commit refs/heads/main
mark :3
committer Ann <ann@a.example> 1700002000 +0000
data 2
3
from :1
M 100644 inline f
data 16
one
two
six
ten

commit refs/heads/main
mark :4
committer Ann <ann@a.example> 1700003000 +0000
data 2
4
from :3
merge :2
M 100644 inline g
data 12
one
two
six

"""


def test_a_merge_that_keeps_a_file_under_both_names_doubles_its_lines(tmp_path):
    repository, database = tmp_path / "history.git", tmp_path / "history.duckdb"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", repository], check=True)
    subprocess.run(["git", "-C", repository, "fast-import", "--quiet"], input=DOUBLED, check=True)
    mine(repository, database, MiningOptions())
    kept = law(repository, database)
    assert kept.holds
    assert (kept.births, kept.alive) == (7, 7)
    files = text_files(repository, database)
    assert compare_blame(repository, database, files).same_place == sum(files.values()) == 7
    with duckdb.connect(str(database), read_only=True) as connection:
        born = "SELECT birth_operation, sum(lines) FROM line_runs GROUP BY ALL ORDER BY ALL"
        assert connection.execute(born).fetchall() == [("added", 4), ("merge", 3)]
