"""The large sample history: rebuilt to the same ids, and what it says of its lines is what git says."""

import ast
import io
import math
import re
import subprocess
import sys
import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import linear_regression, mean
from typing import cast

import duckdb
import pytest

from analyzer.repository import open_repository
from analyzer.smells.cache import Cache
from analyzer.stock import stock
from dashboard.demo import build_sample, load_generator

HEAD = "908f81e3c5c3d8be7c48aaecf8987249ea5387b8"
GENERATOR = Path(__file__).resolve().parent.parent / "sample_repos" / "ai_adoption" / "generate.py"
DAY = 86_400
HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@pytest.fixture(scope="session")
def sample():
    """The stream and the truth of one run."""
    out = io.BytesIO()
    truth = load_generator().write_stream(out)
    return out.getvalue(), truth


@pytest.fixture(scope="session")
def truth(sample):
    return sample[1]


@pytest.fixture(scope="session")
def repository(sample_repository):
    return sample_repository


@pytest.fixture(scope="session")
def landed(truth):
    """Commit -> when it landed."""
    return {commit.sha: commit.landed_time for commit in truth.commits}


def git(repository, *arguments) -> bytes:
    return subprocess.run(
        ["git", "--git-dir", repository, *arguments], check=True, capture_output=True
    ).stdout


def test_the_script_writes_the_same_bytes(sample):
    script = subprocess.run([sys.executable, GENERATOR], check=True, capture_output=True)
    assert script.stdout == sample[0]


def test_git_gives_every_commit_the_id_that_was_foretold(repository, truth):
    log = git(repository, "log", "--reverse", "--topo-order", "--format=%H %P").decode()
    assert {line.rstrip() for line in log.splitlines()} == {
        " ".join((commit.sha, *commit.parents)) for commit in truth.commits
    }
    assert git(repository, "rev-parse", "main").decode().strip() == truth.head_sha == HEAD


def test_the_head_pinned_here_goes_with_the_version_that_names_the_cache(repository):
    assert load_generator().VERSION == 2, "pin the new head, then this number"
    assert repository.name == "ai_adoption-2.git"


def test_a_built_sample_is_used_again(repository):
    before = repository.stat().st_mtime_ns
    assert build_sample(repository.parent) == repository
    assert repository.stat().st_mtime_ns == before
    assert list(repository.parent.iterdir()) == [repository]


def test_no_branch_is_left_behind(repository):
    assert git(repository, "for-each-ref", "--format=%(refname)") == b"refs/heads/main\n"
    assert not git(repository, "fsck", "--strict", "--no-dangling")


def test_the_history_has_the_promised_size(repository, truth):
    assert 900 <= len(truth.commits) <= 1300
    assert 40 <= len(git(repository, "ls-tree", "-r", "--name-only", "main").splitlines()) <= 100
    kinds = Counter(commit.kind for commit in truth.commits)
    assert min(kinds[kind] for kind in ("direct", "squash", "branch", "merge")) > 90
    assert kinds["revert"] > 3
    times = [commit.time for commit in truth.commits]
    assert times == sorted(set(times))


def changed_lines(repository) -> Iterator[tuple[str, str, bool, int]]:
    """Commit, path, whether added, line: each line that git's diffs add and remove."""
    log = git(repository, "log", "--no-merges", "--format=%x00%H", "-p", "-U0", "-M", "--no-color", "main")
    for commit in log.split(b"\0")[1:]:
        sha, _, patch = commit.partition(b"\n")
        old = new = ""
        for line in patch.split(b"\n"):
            if line.startswith((b"--- ", b"+++ ")):
                path = line[6:].decode() if line[4:] != b"/dev/null" else ""
                old, new = (path, new) if line.startswith(b"---") else (old, path)
            elif hunk := HUNK.match(line):
                start, gone, begin, come = (1 if number is None else int(number) for number in hunk.groups())
                for number in range(gone):
                    yield sha.decode(), old, False, start + number
                for number in range(come):
                    yield sha.decode(), new, True, begin + number


def test_git_finds_every_planted_birth_in_its_place(repository, truth):
    births = Counter((sha, path, line) for sha, path, added, line in changed_lines(repository) if added)
    assert births == Counter((life.birth_sha, life.path, life.line) for life in truth.lives)


def test_git_finds_every_planted_death(repository, truth):
    deaths = Counter(sha for sha, _, added, _ in changed_lines(repository) if not added)
    assert deaths == Counter(life.death_sha for life in truth.lives if life.death_sha)


def test_blame_names_the_planted_births(repository, truth):
    alive = Counter(life.birth_sha for life in truth.lives if life.fate == "alive")
    blamed: Counter[str] = Counter()
    for path in git(repository, "ls-tree", "-r", "--name-only", "main").decode().split():
        lines = git(repository, "blame", "-s", "-l", "--root", "main", "--", path).decode().splitlines()
        blamed.update(line[:40] for line in lines)
    assert blamed == alive


def test_fates_follow_from_when_commits_landed(truth, landed):
    for life in truth.lives:
        if life.death_sha is None:
            assert life.fate == "alive"
        elif life.fate == "unlanded":
            assert landed[life.birth_sha] == landed[life.death_sha]
        else:
            assert landed[life.birth_sha] < landed[life.death_sha]


def test_a_line_lives_on_through_moves_and_edits(truth):
    chains: dict[int, list] = {}
    for life in truth.lives:
        chains.setdefault(life.identity, []).append(life)
    for line in truth.lines:
        chain = chains[line.identity]
        assert [life.death_sha for life in chain[:-1]] == [life.birth_sha for life in chain[1:]]
        assert [life.death_operation for life in chain[:-1]] == [life.operation for life in chain[1:]]
        assert (chain[0].birth_sha, chain[-1].death_sha) == (line.birth_sha, line.death_sha)
    assert len(chains) == len(truth.lines)


def half_life_days(truth, landed, author) -> float:
    """Of the exponential law, by maximum likelihood: log 2 times the days lived over the deaths."""
    deaths = lived = 0
    for line in truth.lines:
        counts = line.mortal and line.operation != "restored" and line.fate != "unlanded"
        if counts and line.written_by == author:
            end = landed[line.death_sha] if line.death_sha else truth.as_of
            lived += end - landed[line.birth_sha]
            deaths += line.death_operation == "deleted"
    return math.log(2) * lived / DAY / deaths


@pytest.mark.parametrize(("author", "planted"), [("human", 420), ("ai", 150)])
def test_the_planted_half_lives_come_back(truth, landed, author, planted):
    # A death waits for the next commit that tends its file, about a week.
    assert half_life_days(truth, landed, author) == pytest.approx(planted + 5, rel=0.04)


def sources_at(repository, revision) -> dict[str, bytes]:
    archive = io.BytesIO(git(repository, "archive", "--format=tar", revision))
    with tarfile.open(fileobj=archive) as files:
        python = [member for member in files if member.name.endswith(".py")]
        return {member.name: cast("io.BufferedIOBase", files.extractfile(member)).read() for member in python}


def test_python_files_parse_in_the_head_and_on_the_way_there(repository, truth):
    for source in sources_at(repository, "main").values():
        ast.parse(source)
    for commit in truth.commits[::30]:
        for path in git(repository, "diff-tree", "--name-only", "-r", commit.sha).decode().split()[1:]:
            if path.endswith(".py"):
                ast.parse(git(repository, "show", f"{commit.sha}:{path}"))


def test_ai_commits_are_signed_and_only_they(repository, truth):
    signed = re.compile(
        r"^aider: |<(noreply@anthropic|cursoragent@cursor|noreply@openai)\.com>", re.MULTILINE
    )
    log = git(repository, "log", "--format=%x00%H%n%B", "main").decode()
    messages = dict(entry.split("\n", 1) for entry in log.split("\0")[1:])
    for commit in truth.commits:
        assert bool(signed.search(messages[commit.sha])) == (commit.agent is not None), messages[commit.sha]


def test_ai_writes_nothing_before_adoption_and_more_and_more_after(repository, truth):
    added = git(repository, "log", "--format=%ct", "--diff-filter=A", "main", "--", "CLAUDE.md")
    adoption = int(added)
    labelled = [commit for commit in truth.commits if commit.kind != "merge"]
    assert not any(commit.agent for commit in labelled if commit.time < adoption)
    after = [commit.agent is not None for commit in labelled if commit.time >= adoption]
    third = len(after) // 3
    assert 0.1 < sum(after[:third]) / third < 0.4 < sum(after[-third:]) / third


def test_reverts_name_the_commit_they_take_back(repository, truth):
    known = {commit.sha for commit in truth.commits}
    for revert in (commit for commit in truth.commits if commit.kind == "revert"):
        message = git(repository, "show", "-s", "--format=%B", revert.sha).decode()
        reverted = re.search(r"This reverts commit ([0-9a-f]{40})\.", message)
        assert reverted
        assert reverted[1] in known
        paths = git(repository, "diff", "--name-only", f"{reverted[1]}^", reverted[1]).decode().split()
        assert not git(repository, "diff", f"{reverted[1]}^", revert.sha, "--", *paths)


def test_copying_rises_and_moving_falls(truth):
    months = load_generator().operation_shares(truth)
    first_year = [shares for month, shares in months.items() if month < "2024-01"]
    last_year = [shares for month, shares in months.items() if month >= "2025-01"]
    mean = {
        (when, name): sum(shares[name] for shares in year) / len(year)
        for when, year in (("before", first_year), ("after", last_year))
        for name in ("copied", "moved")
    }
    assert mean["after", "copied"] > 3 * mean["before", "copied"]
    assert mean["after", "moved"] < mean["before", "moved"] / 3
    assert all(math.isclose(sum(shares.values()), 1) for shares in months.values())


def test_the_readme_states_the_numbers_of_this_version(truth, landed):
    readme = " ".join(GENERATOR.with_name("README.md").read_text("utf-8").split())
    kinds = Counter(commit.kind for commit in truth.commits)
    human, ai = (round(half_life_days(truth, landed, author)) for author in ("human", "ai"))
    for statement in (
        f"in {len(truth.commits):,} commits",
        f"over the {len(truth.lines):,} lines the half-lives come back as {human} and {ai} days",
        f"{kinds['merge']} feature branches",
        f"{kinds['squash']} squashed pull requests",
        f"{kinds['revert']} reverts",
        f"{len({commit.author for commit in truth.commits})} people",
    ):
        assert statement in readme


def runs_of(numbers: list[int]) -> list[list[int]]:
    """Consecutive numbers together."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def test_copies_stand_elsewhere_in_the_tree(repository, truth):
    copied: dict[tuple[str, str], list[int]] = {}
    for life in truth.lives:
        if life.operation == "copied":
            copied.setdefault((life.birth_sha, life.path), []).append(life.line)
    for (sha, path), numbers in list(copied.items())[::6]:
        sources = sources_at(repository, sha)
        lines = sources.pop(path).splitlines()
        elsewhere = b"\n".join(sources.values())
        for run in runs_of(numbers):
            block = b"\n".join(lines[number - 1] for number in run)
            assert 5 <= len(run) <= 12
            assert block in elsewhere


def complexity(function: ast.AST) -> int:
    """Cyclomatic complexity as radon counts it, for the constructs the sample has."""
    decisions = (ast.If, ast.IfExp, ast.For, ast.Assert, ast.comprehension, ast.BoolOp)
    return 1 + sum(isinstance(node, decisions) for node in ast.walk(function))


def test_planted_complexity_is_that_of_the_code_and_grows(repository, truth, landed):
    for planted in truth.functions[::40]:
        tree = ast.parse(git(repository, "show", f"{planted.sha}:{planted.path}"))
        found = [
            node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == planted.symbol
        ]
        assert [complexity(function) for function in found] == [planted.complexity]
    by_ai = sorted(
        (landed[planted.sha], planted.complexity)
        for planted in truth.functions
        if planted.written_by == "ai" and not planted.symbol.startswith("test_")
    )
    third = len(by_ai) // 3
    early, late = (sum(value for _, value in part) / third for part in (by_ai[:third], by_ai[-third:]))
    assert late > early + 2


def test_the_planted_smells_stand_in_the_head(repository, truth):
    agents = {commit.sha: commit.agent for commit in truth.commits}
    head = sources_at(repository, "main")
    assert {smell.rule for smell in truth.smells} == {
        "test without an assertion",
        "test that mostly mocks",
        "phantom dependency",
    }
    for smell in truth.smells:
        assert agents[smell.sha]
        assert smell.symbol.encode() in head[smell.path]
    declared = tomllib.loads(git(repository, "show", "main:pyproject.toml").decode())["project"][
        "dependencies"
    ]
    assert not any("fastjsonx" in requirement for requirement in declared)


def test_only_the_planted_test_asserts_nothing(repository, truth):
    silent = [
        (path, node.name)
        for path, source in sources_at(repository, "main").items()
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not any(isinstance(inner, ast.Assert) for inner in ast.walk(node))
    ]
    planted = next(smell for smell in truth.smells if smell.rule == "test without an assertion")
    assert silent == [(planted.path, planted.symbol)]


@pytest.fixture(scope="session")
def mined(examined_sample):
    with duckdb.connect(str(examined_sample[1]), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def written(truth):
    """For each identity where and how it began."""
    return {life.identity: life for life in truth.lives if life.operation in {"added", "copied", "restored"}}


def test_the_engine_finds_birth_and_fate_of_every_line(mined, truth, written):
    found = mined.execute("""
        SELECT birth.sha, path, birth_line + place, birth_operation, death.sha, fate, death_kind = 'reverted'
        FROM line_runs
        CROSS JOIN unnest(range(lines)) AS places(place)
        JOIN commits AS birth ON birth.seq = birth_seq
        LEFT JOIN commits AS death ON death.seq = death_seq
        JOIN files ON path_id = birth_path_id
    """).fetchall()
    planted = [
        (
            line.birth_sha,
            written[line.identity].path,
            written[line.identity].line,
            line.operation,
            line.death_sha,
            line.fate,
            line.death_operation == "reverted" if line.death_sha else None,
        )
        for line in truth.lines
    ]
    assert Counter(found) == Counter(planted)


def test_the_engine_finds_every_planted_operation(mined, truth):
    found = mined.execute("""
        SELECT sha, path, if(operation = 'rewritten', 'deleted', operation) AS operation, sum(lines)::BIGINT
        FROM operations
        JOIN commits USING (seq)
        JOIN files USING (path_id)
        GROUP BY ALL
    """).fetchall()
    planted: Counter[tuple[str, str, str]] = Counter()
    for row in truth.operations:
        planted[row.sha, row.path, row.operation] += row.lines
    assert {(sha, path, operation): lines for sha, path, operation, lines in found} == planted


def test_the_operation_shares_are_those_of_the_truth(mined, truth):
    found = mined.execute(
        "SELECT strftime(period, '%Y-%m'), operation, share FROM operation_shares"
    ).fetchall()
    planted = load_generator().operation_shares(truth)
    assert {(month, operation): share for month, operation, share in found} == {
        (month, operation): pytest.approx(share)
        for month, shares in planted.items()
        for operation, share in shares.items()
    }


def test_the_engine_dates_every_landing(mined, truth):
    found = mined.execute("SELECT sha, epoch(landed_time)::BIGINT FROM commits").fetchall()
    assert dict(found) == {commit.sha: commit.landed_time for commit in truth.commits}
    run = mined.execute("SELECT epoch(as_of)::BIGINT, landing_times_changed FROM mining_run").fetchone()
    assert run == (truth.as_of, 0)


def test_the_durable_ratio_is_that_of_the_truth(mined, truth, landed):
    born: Counter[tuple[str, int]] = Counter()
    durable: Counter[tuple[str, int]] = Counter()
    for line in truth.lines:
        if line.line_class != "code" or line.fate == "unlanded" or line.operation == "restored":
            continue
        start = landed[line.birth_sha]
        month = datetime.fromtimestamp(start, UTC).strftime("%Y-%m")
        for horizon in (14, 30, 90, 180, 365):
            if start + horizon * DAY <= truth.as_of:
                end = landed[line.death_sha] if line.death_sha else truth.as_of
                born[month, horizon] += 1
                durable[month, horizon] += line.death_sha is None or end - start > horizon * DAY
    found = mined.execute("""
        SELECT strftime(period, '%Y-%m'), horizon_days, sum(born)::BIGINT, sum(durable)::BIGINT
        FROM durable_ratio
        WHERE clock = 'landing'
        GROUP BY ALL
    """).fetchall()
    assert {(month, horizon): counts for month, horizon, *counts in found} == {
        key: [lines, durable[key]] for key, lines in born.items()
    }


def test_the_engine_finds_every_signed_commit_and_its_tool(mined, truth):
    labels = mined.execute("SELECT sha, authorship, agents FROM commits").fetchall()

    assert {sha: (authorship, agents) for sha, authorship, agents in labels} == {
        commit.sha: ("ai", [commit.agent]) if commit.agent else ("unknown", []) for commit in truth.commits
    }


def test_the_engine_finds_every_squash(mined, truth):
    flagged = mined.execute("SELECT sha FROM commits WHERE squash").fetchall()

    assert {sha for (sha,) in flagged} == {commit.sha for commit in truth.commits if commit.kind == "squash"}


def test_the_engine_finds_who_wrote_every_line(mined, truth):
    found = mined.execute(
        "SELECT sha, line_runs.authorship, sum(lines)::BIGINT FROM line_runs JOIN commits ON seq = birth_seq "
        "WHERE birth_operation <> 'restored' GROUP BY ALL"
    ).fetchall()
    written = Counter(
        (line.birth_sha, "ai" if line.written_by == "ai" else "unknown")
        for line in truth.lines
        if line.operation != "restored"
    )

    assert {(sha, authorship): lines for sha, authorship, lines in found} == written


PLANTED_RULES = {
    "test without an assertion": "test-without-assertion",
    "test that mostly mocks": "mostly-mocks",
    "phantom dependency": "phantom-dependency",
}


def test_the_engine_finds_the_planted_smells_and_that_ai_brought_them(mined, truth):
    found = mined.execute(
        "SELECT lives.rule, path, sha, commits.authorship, smells.authorship FROM smell_lives lives "
        "JOIN smells USING (smell_id) JOIN commits ON seq = born_seq JOIN files USING (path_id) "
        "WHERE snapshot_seq = (SELECT max(snapshot_seq) FROM snapshots) AND list_contains($1, lives.rule)",
        [[*PLANTED_RULES.values()]],
    ).fetchall()

    assert sorted(found) == sorted(
        (PLANTED_RULES[smell.rule], smell.path, smell.sha, "ai", "ai") for smell in truth.smells
    )


def test_the_engine_measures_the_planted_growth_of_complexity(mined, truth, landed):
    """By the slope of the complexity of AI tools' functions over the months in which they are new, and not
    only newly named.
    """
    found = mined.execute(
        "SELECT epoch(landed_time)::BIGINT, cyclomatic FROM (SELECT *, row_number() OVER "
        "(PARTITION BY symbol ORDER BY snapshot_seq) AS place FROM functions) JOIN commits "
        "ON seq = snapshot_seq WHERE place = 1 AND ai > human + unknown AND list_contains($1, symbol)",
        [[function.symbol for function in truth.functions if not function.symbol.startswith("test_")]],
    ).fetchall()
    planted = [
        (landed[function.sha], function.complexity)
        for function in truth.functions
        if function.written_by == "ai" and not function.symbol.startswith("test_")
    ]

    assert slope(found) == pytest.approx(slope(planted), rel=0.1)


def slope(points):
    """Of the means by month, a month being the unit of time."""
    months = {}
    for time, value in points:
        moment = datetime.fromtimestamp(time, UTC)
        months.setdefault(moment.year * 12 + moment.month, []).append(value)
    return linear_regression(list(months), [mean(values) for values in months.values()]).slope


@pytest.mark.parametrize("back", [0, 8, 17, 30])
def test_a_snapshot_is_what_its_tree_shows_by_itself(mined, repository, tmp_path, back):
    snapshots = mined.execute(
        "SELECT snapshot_seq, sha, lines FROM snapshots JOIN commits ON seq = snapshot_seq ORDER BY seq DESC"
    ).fetchall()
    seq, sha, lines = snapshots[back]
    found = mined.execute(
        "SELECT smells.rule, path, symbol, smells.subject, ordinal, start_line, end_line, value, threshold "
        "FROM smells JOIN files USING (path_id) WHERE snapshot_seq = $1 AND excused IS NULL",
        [seq],
    ).fetchall()
    told = stock(
        open_repository(repository).seal(tmp_path / "sealed"), sha, [], [], Cache(tmp_path / "cache", ""), 1
    )

    assert lines == told.lines
    assert sorted(found, key=repr) == sorted(
        (
            (
                *(smell.rule, smell.path.decode(), smell.symbol, smell.subject, smell.ordinal),
                *(smell.start_line, smell.end_line, smell.value, smell.threshold),
            )
            for smell in told.told.kept
        ),
        key=repr,
    )
