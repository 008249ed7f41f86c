"""Commits that once could not be read, or were read wrongly; each mined from a real repository."""

import os
import subprocess

import duckdb
import pytest

from analyzer.clones import without_secret
from analyzer.history import _reverts
from analyzer.mine import MiningOptions, mine

SUBMODULE = "160000,{},sub".format
ONE, TWO = "1" * 40, "2" * 40


@pytest.fixture
def repository(tmp_path):
    class Repository:
        path = tmp_path / "repository"
        day = 0

        def git(self, *arguments):
            type(self).day += 1
            dates = {
                f"GIT_{who}_DATE": f"{1_600_000_000 + self.day} +0000" for who in ("AUTHOR", "COMMITTER")
            }
            ran = subprocess.run(
                ["git", "-C", self.path, "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
                capture_output=True,
                check=True,
                encoding="utf-8",
                env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", **dates},
            )
            return ran.stdout.strip()

        def commit(self, message, **files):
            for name, content in files.items():
                (self.path / name).write_text(content)
            if files:
                self.git("add", *files)
            self.git("commit", "--quiet", "--allow-empty", "--message", message)
            return self.git("rev-parse", "HEAD")

        def mined(self, query, **options):
            database = tmp_path / "history.duckdb"
            mine(self.path, database, MiningOptions(**options))
            with duckdb.connect(str(database), read_only=True) as con:
                return con.execute(query).fetchall()

    made = Repository()
    made.path.mkdir()
    made.git("init", "--quiet", "--initial-branch=main", ".")
    return made


def test_a_revert_of_a_submodule_is_read(repository):
    repository.git("update-index", "--add", "--cacheinfo", SUBMODULE(ONE))
    repository.commit("sub")
    repository.git("update-index", "--cacheinfo", SUBMODULE(TWO))
    bumped = repository.commit("bump")
    repository.git("update-index", "--cacheinfo", SUBMODULE(ONE))
    repository.commit(f"This reverts commit {bumped}.", file="one\n")

    changes = repository.mined("""
        SELECT path, status, added, deleted FROM file_changes JOIN files USING (path_id) ORDER BY seq, path
    """)
    assert changes == [("sub", "A", 1, 0), ("sub", "M", 1, 1), ("file", "A", 1, 0), ("sub", "M", 1, 1)]


def test_a_text_after_an_absent_link_has_its_lines(repository):
    (repository.path / "file").symlink_to("nowhere")
    repository.git("add", "file")
    repository.commit("link")
    blob = repository.git("rev-parse", "HEAD:file")
    (repository.path / "file").unlink()
    repository.commit("text", file="one\ntwo\n")
    repository.commit("more", file="one\ntwo\nthree\n")
    (repository.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    lines = repository.mined(
        "SELECT birth_operation, sum(lines)::INT FROM line_runs GROUP BY ALL ORDER BY ALL"
    )
    assert lines == [("added", 1), ("unknown", 2)]  # the link's one line was never seen


def test_a_submodule_on_one_side_of_a_merge_leaves_the_other_sides_owners(repository):
    repository.commit("root", keep="k\n")
    repository.git("branch", "side")
    repository.commit("text", thing="".join(f"{n}\n" for n in range(20)))
    repository.git("switch", "--quiet", "side")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{ONE},thing")
    repository.commit("submodule")
    repository.git("switch", "--quiet", "--force", "main")
    repository.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    repository.commit("merge", thing="".join(f"{n}\n" for n in range(21)))

    written = repository.mined("""
        SELECT subject, birth_operation, sum(lines)::INT
        FROM line_runs JOIN commits ON seq = birth_seq WHERE fate = 'alive' GROUP BY ALL ORDER BY ALL
    """)
    assert written == [("merge", "merge", 1), ("root", "added", 1), ("text", "added", 20)]


def test_a_submodule_that_a_merge_puts_in_a_files_place_has_no_twins(repository):
    repository.commit("root", thing="one\ntwo\n")
    repository.git("switch", "--quiet", "--create", "side")
    repository.commit("side", thing="one\ntwo\nthree\n")
    repository.git("switch", "--quiet", "main")
    repository.commit("main", other="other\n")
    repository.git("merge", "--quiet", "--no-commit", "side")
    repository.git("rm", "--quiet", "--force", "thing")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{ONE},thing")
    repository.commit("merge")

    fates = repository.mined("""
        SELECT subject, fate, death_kind, sum(lines)::INT
        FROM line_runs JOIN commits ON seq = birth_seq GROUP BY ALL ORDER BY ALL
    """)
    assert fates == [
        ("main", "alive", None, 1),
        ("root", "dead", "merge", 2),
        ("side", "unlanded", None, 1),
    ]


@pytest.mark.parametrize(
    ("on_side", "in_merge"),
    [
        pytest.param({}, {"written": "by the merge\n"}, id="for the sources of a merged file"),
        pytest.param({"folder/0": "0\nmore\n"}, {}, id="for the twins of lines it dropped"),
        pytest.param({"folder/0": "0\nmore\n"}, {"written": "by the merge\n"}, id="for both"),
    ],
)
def test_a_merge_too_large_to_look_for_renames_is_counted(repository, on_side, in_merge):
    (repository.path / "folder").mkdir()
    (repository.path / "other").mkdir()
    repository.commit("root", **{f"folder/{number}": f"{number}\n" for number in range(1001)})
    repository.git("switch", "--quiet", "--create", "side")
    repository.commit("side", **on_side)
    repository.git("switch", "--quiet", "main")
    repository.git("rm", "-r", "--quiet", "folder")
    repository.commit("main", **{f"other/{number}": f"file {number}\n" for number in range(1001)})
    repository.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    repository.commit("merge", **in_merge)

    assert repository.mined("SELECT rename_limit_hits FROM mining_run") == [(2,)]  # main and merge


def test_nothing_lands_after_the_day_of_as_of(repository):
    for day in ("2020-09-10", "2023-11-14", "2020-09-12", "2020-09-13", "2020-09-14"):
        repository.git("commit", "--quiet", "--allow-empty", "--message", day)
        stamp = f"{day}T12:00:00 +0000"
        subprocess.run(
            [
                *("git", "-C", repository.path, "-c", "user.name=A", "-c", "user.email=a@example.org"),
                *("commit", "--quiet", "--amend", "--allow-empty", "--no-edit", "--date", stamp),
            ],
            check=True,
            env={"PATH": os.environ["PATH"], "GIT_COMMITTER_DATE": stamp},
        )
    ((as_of,),) = repository.mined(
        "SELECT strftime(as_of AT TIME ZONE 'UTC', '%Y-%m-%d') FROM mining_run", as_of="2020-09-13"
    )
    assert as_of == "2020-09-13"


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("This reverts commit abcdef1.", ("abcdef1",)),
        ("This reverts commits abcdef1, abcdef2 and abcdef3.", ("abcdef1", "abcdef2", "abcdef3")),
        ("Reverts abcdef1 and fixes defaced", ("abcdef1",)),
        ("This reverts the change of yesterday", ()),
    ],
)
def test_a_message_names_what_it_reverts(message, names):
    assert _reverts(message.encode()) == names


def test_a_url_is_shown_without_its_secret():
    assert without_secret("https://user:token@example.org/x.git") == "https://example.org/x.git"
    assert (
        without_secret("fatal: 'ssh://git@example.org/x' is gone") == "fatal: 'ssh://example.org/x' is gone"
    )
