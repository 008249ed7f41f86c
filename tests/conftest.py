"""Histories for tests: a few rows in a real DuckDB with the tables and the views of a mined one; a real one
that smells; and the sample.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from command import ENVIRONMENT, git, linespan
from empty_database import empty_database

from analyzer.mine import MiningOptions, mine
from analyzer.store import open_database
from dashboard import agents, audit, verdicts
from dashboard.demo import build_sample
from dashboard.formats import agents as agents_format
from dashboard.formats import json as audit_format
from dashboard.formats import verdicts as verdicts_format
from metrics import views

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class History:
    """Days are counted from the first of January 2020 and may be fractions."""

    con: duckdb.DuckDBPyConnection
    paths: dict[str, int] = field(default_factory=dict)
    commits: int = 0

    def commit(
        self,
        day,
        *,
        committed=None,
        author="Ann",
        email="ann@a.example",
        merge=False,
        landed_by=None,
        subject="",
        team=None,
    ):
        """A commit that landed on `day`, by itself or by the merge `landed_by`; gives its seq."""
        landed = EPOCH + timedelta(days=day)
        written = landed if committed is None else EPOCH + timedelta(days=committed)
        seq, self.commits = self.commits, self.commits + 1
        self.con.execute(
            "INSERT INTO commits (seq, sha, parents, is_merge, author_name, author_email, author_time, "
            "committer_time, landed_seq, landed_time, subject, ignored, team) "
            "VALUES ($1, $2, [], $3, $4, $5, $6, $6, $8, $7, $9, false, $10)",
            [
                seq,
                f"{seq:040x}",
                merge,
                author,
                email,
                written,
                landed,
                seq if landed_by is None else landed_by,
                subject,
                team,
            ],
        )
        return seq

    def path(self, path, role="source", rule="language python"):
        if path not in self.paths:
            self.paths[path] = len(self.paths)
            self.con.execute(
                "INSERT INTO files VALUES ($1, $2, 'python', $3, $4)", [self.paths[path], path, role, rule]
            )
        return self.paths[path]

    def lines(
        self,
        birth,
        lines,
        *,
        death=None,
        kind="deleted",
        fate=None,
        operation="added",
        line_class="code",
        path="src/a.py",
        touch=None,
    ):
        """A run of lines born in commit `birth`; dead in commit `death`, or alive."""
        fate = fate or ("alive" if death is None else "dead")
        self.con.execute(
            "INSERT INTO line_runs (birth_seq, birth_path_id, birth_line, lines, line_class, "
            "birth_operation, first_touch_seq, death_seq, death_kind, fate) "
            "VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)",
            [
                birth,
                self.path(path),
                lines,
                line_class,
                operation,
                touch,
                death,
                kind if death is not None else None,
                fate,
            ],
        )
        if fate == "alive":
            self.con.execute(
                "INSERT INTO live_runs VALUES ($1, 1, $2, $3, $4, $1, 1, $4, $5, NULL, NULL)",
                [self.path(path), lines, line_class, birth, operation],
            )

    def operation(self, seq, operation, lines, *, line_class="code", path="src/a.py", source=None):
        """What commit `seq` did to some lines; `source` tells where a copy came from."""
        self.con.execute(
            "INSERT INTO operations (seq, path_id, operation, copied_from, line_class, lines) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            [seq, self.path(path), operation, source, line_class, lines],
        )

    def touch(self, seq, birth, lines, kind="updated", *, line_class="code", path="src/a.py"):
        """Commit `seq` touched lines born in commit `birth`, which lived on."""
        self.con.execute(
            "INSERT INTO line_touches VALUES ($1, $2, $3, $3, $4, $5, $6)",
            [seq, birth, self.path(path), kind, line_class, lines],
        )

    def change(self, seq, added, *, repeated=0, path="src/a.py"):
        self.con.execute(
            "INSERT INTO file_changes VALUES ($1, $2, NULL, 'M', $3, 0, $4)",
            [seq, self.path(path), added, repeated],
        )

    def copy(self, seq, line, lines, *, path="src/a.py"):
        """A copied run of commit `seq`, from the top of the same file."""
        self.con.execute(
            "INSERT INTO copies VALUES ($1, $2, $3, $4, $2, 1, 'tree')", [seq, self.path(path), line, lines]
        )

    def skip(self, seq, path, reason):
        self.con.execute("INSERT INTO skipped VALUES ($1, $2, $3)", [seq, self.path(path), reason])

    def mined(self, day, *, repo="repository", changed=0, hits=0):
        """End the history: its head landed on `day`."""
        self.con.execute(
            "INSERT INTO mining_run SELECT $1, $2, $2, $3, 1, '0', '', '{}', '', false, 0, $3, $3, count(*), "
            "count(*), count(*) FILTER (is_merge), 0, 0, 0, 0, 0, 0, $4, [], $5, '', '', '', '', 0, 0, 0, 0 "
            "FROM commits",
            [repo, "c" * 40, EPOCH + timedelta(days=day), changed, hits],
        )

    def rows(self, query):
        return self.con.execute(query).fetchall()


@pytest.fixture
def history() -> Iterator[History]:
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{empty_database()}' AS laid_out (READ_ONLY)")
        con.execute("COPY FROM DATABASE laid_out TO memory")
        con.execute("DETACH laid_out")
        # A view that leaned on the session's time zone would move days and months here.
        con.execute("SET TimeZone = 'Pacific/Kiritimati'")
        yield History(con)


COMPLEX = "def grade(points):\n" + "".join(
    f"    if points > {limit}:\n        return {limit}\n" for limit in range(11)
)
PLAIN = "def half(number):\n    return number / 2\n"
SMELLY = [
    (
        "2024-01-10",
        "Begin",
        {
            "pyproject.toml": '[project]\nname = "small"\nversion = "1"\ndependencies = []\n',
            "plain.py": f"import os\n\n\n{PLAIN}",
            "broken.py": "def (\n",
            "excused.py": "import os  # linespan: ignore[unused-import] kept for others\n",
            "test_plain.py": "import plain\n\n\ndef test_half():\n    plain.half(2)\n",
        },
    ),
    (
        "2024-02-10",
        "Grade\n\nCo-Authored-By: Claude <noreply@anthropic.com>",
        {"grade.py": f"import reqests\n\n\n{COMPLEX}"},
    ),
    ("2024-03-10", "Import nothing for nothing", {"plain.py": PLAIN}),
]


@pytest.fixture(scope="session")
def smelly(tmp_path_factory):
    """A work tree of three commits, a month apart, mined with snapshots: the second one, a tool's, brings
    most smells, the third heals one.
    """
    work = tmp_path_factory.mktemp("smelly") / "work"
    git("init", "--quiet", "--initial-branch=main", work)
    for day, message, files in SMELLY:
        for name, content in files.items():
            (work / name).write_text(content)
        dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z")
        git("-C", work, "add", "--all")
        git("-C", work, "commit", "--quiet", "-m", message, env=ENVIRONMENT | dates)
    ran = linespan("mine", work, "--snapshots", "4")
    assert ran.returncode == 0, ran.stderr
    return work


@pytest.fixture(scope="session")
def made_once(tmp_path_factory, worker_id):
    """made_once(name, make): a folder that `make` was given to fill, one for all processes of a run."""
    root = tmp_path_factory.getbasetemp()
    root = root if worker_id == "master" else root.parent

    def made_once(name, make):
        folder = root / name
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.is_dir():
                begun = folder.with_suffix(f".{worker_id}")
                begun.mkdir()
                make(begun)
                begun.rename(folder)
        return folder

    return made_once


@pytest.fixture(scope="session")
def sample_repository(made_once):
    """The sample history, to be read only."""
    (repository,) = made_once("built", build_sample).iterdir()
    return repository


@pytest.fixture(scope="session")
def mined_sample(sample_repository, made_once):
    """The repository of the sample history and its database, in which nothing is judged."""

    def mined(folder):
        mine(sample_repository, folder / "sample.duckdb", MiningOptions(), install_views=views.install)

    return sample_repository, made_once("mined", mined) / "sample.duckdb"


@pytest.fixture(scope="session")
def sample(mined_sample, made_once):
    """The sample history, mined and judged."""

    def judged(folder):
        verdicts.judge(Path(shutil.copy(mined_sample[1], folder)))  # as the first command that asks for them

    return made_once("judged", judged) / "sample.duckdb"


@pytest.fixture(scope="session")
def examined_sample(sample_repository, made_once):
    """A copy of the sample history, with what is known of its smells, and its database with snapshots."""

    def examined(folder):
        repository = shutil.copytree(sample_repository, folder / sample_repository.name)
        mine(
            *(repository, folder / "sample.duckdb", MiningOptions(snapshots=60)), install_views=views.install
        )

    folder = made_once("examined", examined)
    return folder / sample_repository.name, folder / "sample.duckdb"


@pytest.fixture(scope="session")
def told(sample):
    """What `linespan audit`, `verdicts` and `agents` say of the sample as JSON."""
    with open_database(sample) as con:
        return {
            "audit": json.loads(audit_format.render(audit.build(con))),
            "verdicts": json.loads(verdicts_format.as_json(verdicts.build(con))),
            "agents": json.loads(agents_format.as_json(agents.build(con))),
        }
