"""Which files of a change are looked at, read from real repositories."""

import pytest
from command import git
from trees import EXECUTABLE, LINK, build, shas

from analyzer import difference
from analyzer.base import INDEX, Compared
from analyzer.changed_files import Change
from analyzer.errors import RepositoryError
from analyzer.repository import open_repository

CODE = "".join(f"value_{n} = read({n})\n" for n in range(12))


def opened(tmp_path, repository, before, after):
    found = open_repository(repository)
    compared = Compared("base", "head", before, after, before, "--base")
    return Change(found, found.seal(tmp_path / "sealed"), compared)


@pytest.fixture
def change(tmp_path):
    """The change from a first to a second tree."""

    def made(first, second):
        repository = build(tmp_path, first, second)
        return opened(tmp_path, repository, *shas(repository))

    return made


def judged(change):
    """(old path and role, path and role) of each file that is looked at."""
    return [
        tuple(version and (version.path.decode(), version.role) for version in (one.before, one.after))
        for one in change.judged
    ]


def test_source_and_tests_are_looked_at_and_the_rest_is_told(change):
    files = {"a.py": "a = 1\n", "tests/test_a.py": "b = 2\n", "README.md": "c\n", "vendor/d.py": "d = 4\n"}
    opened = change({"z.py": CODE}, files)

    assert judged(opened) == [
        (None, ("a.py", "source")),
        (None, ("tests/test_a.py", "test")),
    ]
    assert opened.passed_over == [(b"README.md", "docs"), (b"vendor/d.py", "vendored")]


def test_links_are_no_source(change):
    opened = change({"z.py": CODE}, {"alias.py": (LINK, "z.py")})

    assert (judged(opened), opened.passed_over) == ([], [(b"alias.py", "link")])


def test_a_link_that_becomes_a_file_is_a_new_file(change):
    opened = change({"a.py": (LINK, "z.py")}, {"a.py": CODE})

    assert judged(opened) == [(None, ("a.py", "source"))]
    assert len(opened.files[0].added) == 12


def test_a_mode_is_no_change_of_lines(change):
    opened = change({"a.py": CODE}, {"a.py": (EXECUTABLE, CODE)})

    assert judged(opened) == [(("a.py", "source"), ("a.py", "source"))]
    assert opened.files[0].added == []


def test_the_configuration_of_the_later_tree_decides(change):
    opened = change(
        {"a.py": CODE}, {"a.py": CODE + "x = 1\n", "linespan.toml": '[roles]\n"a.py" = "generated"\n'}
    )

    assert (judged(opened), opened.passed_over) == ([], [(b"a.py", "generated"), (b"linespan.toml", "data")])
    assert opened.settings_changed() == ("linespan.toml",)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("[project]\n", "[tool.other]\n", ()),
        ("[project]\n", '[tool.linespan.paths]\nexclude = ["x/"]\n', ("pyproject.toml",)),
        ('[tool.linespan.paths]\nexclude = ["x/"]\n', "[project]\n", ("pyproject.toml",)),
        ("[tool.linespan]\nnonsense = 1\n", '[tool.linespan.paths]\nexclude = ["x/"]\n', ("pyproject.toml",)),
    ],
)
def test_what_others_keep_in_pyproject_is_no_configuration_of_ours(change, before, after, expected):
    opened = change({"pyproject.toml": before}, {"pyproject.toml": after})

    assert opened.settings_changed() == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"linespan-baseline.txt": "large-file\ta.py\t\t0\t\n"}, ("linespan-baseline.txt",)),
        ({}, {"b/.gitattributes": "*.py linguist-generated\n"}, ("b/.gitattributes",)),
        ({".gitattributes": "*.py linguist-generated\n"}, {".gitattributes": None}, (".gitattributes",)),
        ({".gitattributes": "*.py text\n"}, {".gitattributes": "*.py -text\n"}, ()),
        ({"linespan.toml": CODE}, {"linespan.toml": None, "old.txt": CODE}, ("linespan.toml",)),
    ],
)
def test_whatever_lets_smells_pass_is_told_where_the_change_alters_it(change, before, after, expected):
    opened = change({"a.py": CODE} | before, after)

    assert opened.settings_changed() == expected


def test_the_rest_of_the_tree_is_read_where_it_may_be_code(change):
    rest = {"b.py": "b = 1\n", "c.md": "b = 1\n", "vendor/d.py": "b = 1\n", "e.py": "e = 1\n"}
    opened = change(rest, {"a.py": CODE})

    found = opened.unchanged(lambda content: b"b =" in content)
    assert [(version.path, content) for version, content in found] == [(b"b.py", b"b = 1\n")]


def test_the_lines_that_a_change_writes_and_those_that_it_only_moves(tmp_path):
    moved = "".join(f"result_{n} = transform(result_{n}, {n})\n" for n in range(4))
    repository = build(
        tmp_path, {"a.py": moved + CODE, "b.py": CODE}, {"a.py": CODE, "b.py": CODE + moved + "new = 1\n"}
    )
    sealed = open_repository(repository).seal(tmp_path / "sealed")

    lines = difference.lines(difference.read(sealed, *shas(repository)))
    assert lines.written == {b"a.py": frozenset(), b"b.py": frozenset({17})}
    assert lines.operations == {"moved": 4, "added": 1}


def test_the_index_is_a_tree_too(tmp_path):
    work = tmp_path / "work"
    git("init", "--quiet", "--initial-branch=main", work)
    (work / "folder").mkdir()
    (work / "folder" / "a.py").write_text(CODE)
    git("-C", work, "add", ".")
    git("-C", work, "commit", "--quiet", "-m", "A")
    (work / "b.py").write_text(CODE)
    git("-C", work, "add", ".")
    (work / "c.py").write_text(CODE)
    head = git("-C", work, "rev-parse", "HEAD")

    repository = open_repository(work / "folder")
    compared = Compared("HEAD", INDEX, head, "", head, "--staged")
    opened = Change(repository, repository.seal(tmp_path / "sealed"), compared)
    assert judged(opened) == [(None, ("b.py", "source"))]
    assert not (work / ".git" / "linespan").exists()


def test_an_index_with_conflicts_is_refused(tmp_path):
    work = tmp_path / "work"
    git("init", "--quiet", "--initial-branch=main", work)
    blob = git("-C", work, "hash-object", "-w", "--stdin", given=b"x\n")
    git("-C", work, "update-index", "--index-info", given=f"100644 {blob} 1\ta.py\n".encode())

    with pytest.raises(RepositoryError):
        opened(tmp_path, work, "", "")


def test_a_bare_repository_has_no_index(tmp_path):
    with pytest.raises(RepositoryError):
        opened(tmp_path, build(tmp_path, {"a.py": CODE}), "", "")
