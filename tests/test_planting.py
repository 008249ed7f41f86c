"""The planted truth, before anything is compared with it: what was planted is what git shows."""

import random
from collections import Counter

import pytest

from bench.planted.changes import git
from bench.planted.commits import commit
from bench.planted.fresh import Fresh
from bench.planted.ground import Edit, Ground, Plant
from bench.planted.judgement import Share
from bench.planted.trees import build, tree
from bench.planted.wording import Reading, distance, form, letters, readings, words
from bench.planting import planted

COMMITS = 40
DICE = random.Random(3)  # noqa: S311  a sample, no secret
# Real files have what the sample's lack: blank lines, docstrings, prose, lines that are all alike.
README = """\
# Parcels

The depot sorts what the vans bring.

The depot sorts what the vans bring.

    weigh(parcel)
    weigh(parcel)
"""
MODULE = '''\
"""Parcels on scales."""

from math import (
    ceil,
)


class Scale:
    """Weighs one parcel at a time."""

    def weigh(self, parcel):
        """Grams, rounded up."""
        grams = parcel.mass * 1000
        if not grams:
            return None
        # scales lie a little
        text = f"{grams} g"
        self.log.append(text)
        self.last = parcel

        return ceil(grams)
'''


@pytest.fixture(scope="module")
def ground(sample_repository):
    return planted(sample_repository, "main", seed=1, commits=COMMITS)


def test_git_shows_what_was_planted(ground, tmp_path):
    assert ground.write(tmp_path) == set()
    assert len(git(tmp_path, "rev-list", "main").split()) == COMMITS + 1
    listed = git(tmp_path, "ls-tree", "-r", "--name-only", "main").decode().split()
    assert sorted(ground.files) == sorted(listed)
    for path, lines in ground.files.items():
        shown = git(tmp_path, "show", f"main:{path}").decode()
        assert shown == "".join(f"{line.text}\n" for line in lines)


def test_every_operation_is_planted(ground):
    """And every line of the first tree stands or has ended, once."""
    operations = Counter(line.operation for lines in ground.files.values() for line in lines)
    ends = Counter(death.kind for death in ground.deaths.values())
    assert operations.keys() == {"kept", "added", "copied", "moved", "reindented", "updated", "replaced"}
    assert ends.keys() == {"deleted", "rewritten"}
    assert ground.plants["file renamed"]
    births = [line.birth for lines in ground.files.values() for line in lines] + list(ground.deaths)
    places = Counter((birth.commit, birth.path, birth.line) for birth in births)
    assert set(places.values()) == {1}
    assert min(line for _, _, line in places) == 1


def test_lines_keep_to_the_definitions(ground, sample_repository):
    first = {
        (path, number): text
        for path, whole in tree(sample_repository, "main").items()
        for number, text in enumerate(whole.removesuffix("\n").split("\n"), start=1)
    }
    forms = set(map(form, first.values()))
    for line in (line for lines in ground.files.values() for line in lines):
        if line.operation in {"moved", "reindented", "kept"}:
            assert form(line.text) == form(first[line.birth.path, line.birth.line])
        elif line.operation in {"updated", "replaced"}:
            old, new = words(first[line.birth.path, line.birth.line]), words(line.text)
            assert 0 < distance(old, new) <= min(3, len(old) // 2)
        elif line.operation == "copied":
            assert form(line.text) == form(line.source.text)
        elif letters(line.text):
            assert form(line.text) not in forms


def test_the_same_seed_plants_the_same(sample_repository, tmp_path):
    heads = []
    for number, seed in enumerate((4, 4, 5)):
        repository = tmp_path / str(number)
        repository.mkdir()
        planted(sample_repository, "main", seed, commits=5).write(repository)
        heads.append(git(repository, "rev-parse", "main"))
    assert heads[0] == heads[1] != heads[2]


def test_a_plant_that_git_shows_otherwise_is_taken_back():
    """Of two equal blocks git removes the second."""
    ground = Ground({"a.py": "one\ntwo\none\ntwo\nend\n"}, DICE)
    ground.open()
    first, second = (Plant("", (Edit("a.py", at, at + 2, ()),)) for at in (0, 2))
    assert not ground.apply(first)
    assert ground.slid == 1
    assert ground.apply(second)


def test_two_plants_share_no_line():
    texts = {"a.py": "same_line\nof_a\n", "b.py": "same_line\nof_b\n"}
    ground = Ground(texts, DICE)
    ground.open()
    first, second = (Plant("", (Edit(path, 0, 1, ()),)) for path in texts)
    assert ground.apply(first)
    assert not ground.apply(second)
    assert ground.shared == 1
    ground.close()
    ground.open()
    assert ground.apply(second)


def test_two_plants_are_a_line_apart():
    ground = Ground({"a.py": "one\ntwo\nthree\nfour\n"}, DICE)
    ground.open()
    first, beside, apart = (Plant("", (Edit("a.py", at, at + 1, ()),)) for at in (0, 0, 1))
    assert ground.apply(first)
    assert not ground.apply(beside)
    assert ground.apply(apart)


def test_a_small_and_repetitive_tree_will_do(tmp_path):
    """Most draws find no place there, and what is planted is still what git shows."""
    ground = Ground({"README.md": README * 20, "scale.py": MODULE + MODULE.replace("Scale", "Balance")}, DICE)
    for _ in range(20):
        commit(ground)
    assert ground.plants.total() > 20
    assert ground.write(tmp_path) == set()


def test_only_source_files_are_taken(tmp_path):
    kept = {"a.py": "a = 1\n", "docs/b.md": "b\n"}
    dropped = {"lock.json": "{}\n", "no_end.py": "a", "zero.py": "\0\n", "odd name.py": "a\n"}
    build(tmp_path, [kept | dropped])
    assert tree(tmp_path, "main") == kept


def test_fresh_words_are_new():
    fresh = Fresh(DICE, ["taken words"])
    made = [fresh.word() for _ in range(500)]
    assert len(set(made)) == len(made)
    assert fresh.line("a.py") != fresh.line("a.py")


def test_lines_are_read_as_pythons_tokenizer_reads_them():
    code, slight, string, imported = Reading.CODE, Reading.SLIGHT, Reading.STRING, Reading.IMPORT
    assert readings("scale.py", MODULE.splitlines()) == [
        *(string, slight, imported, imported, imported, slight, slight),
        *(code, string, slight, code, string, code, code),
        *(slight, slight, code, code, code, slight, code),
    ]
    assert set(readings("scale.js", ["a"])) == {Reading.UNREAD}
    assert set(readings("scale.py", ["def ("])) == {Reading.UNREAD}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a = b", "a = b", 0),
        ("a = b", "a = c", 1),
        ("f(a, b)", "f(a)", 2),
        ("", "f(a)", 4),
        ("a b c d", "d a b c", 2),
    ],
)
def test_distance(one, other, expected):
    assert distance(words(one), words(other)) == expected
    assert distance(words(other), words(one)) == expected


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # R 4: prop.test(hits, of, correct = FALSE)$conf.int
    [(8, 10, 0.4901625, 0.9433178), (0, 10, 0.0, 0.2775328), (10, 10, 0.7224672, 1.0)],
)
def test_wilsons_interval(hits, of, low, high):
    assert Share(hits, of).interval == pytest.approx((low, high), abs=1e-7)
