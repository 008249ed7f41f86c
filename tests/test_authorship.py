"""Who wrote what, in the tables of mined histories: commits by their words, lines by notes and traces."""

import json
from pathlib import Path

import duckdb
import pytest
from command import git, linespan
from trees import Step, build, shas

from analyzer import agent_trace, authorship_notes, resume
from analyzer.mine import MiningOptions, mine
from bench.steps import differing_tables

CLAUDE = "Change\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"
COMMITS = "SELECT authorship, agents, squash, branch_only FROM commits ORDER BY seq"
LINES = (
    "SELECT birth_seq, birth_line, lines, authorship, agent FROM line_runs "
    "JOIN files ON path_id = birth_path_id WHERE path = 'a.py' ORDER BY birth_seq, birth_line"
)
SESSION = "s_0123456789abcd"


@pytest.fixture(autouse=True)
def always_worth_it(monkeypatch):
    """In a small history a single new commit may fork from what is half of it."""
    monkeypatch.setattr(resume, "_WORTH_IT", 1.0)


def lines(count, first=0):
    return "".join(f"value_{number} = compute_{number}(argument)\n" for number in range(first, first + count))


def mined(repository, folder, revision=None):
    return mine(repository, folder / "history.duckdb", MiningOptions(rev=revision, jobs=1))


def asked(folder: Path, query):
    with duckdb.connect(str(folder / "history.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def table(repository, folder, query):
    mined(repository, folder)
    return asked(folder, query)


def same_as_at_once(repository, folder):
    mine(repository, folder / "at-once.duckdb", MiningOptions(jobs=1))
    one, other = folder / "history.duckdb", folder / "at-once.duckdb"
    return differing_tables(one, other) == []


def note(repository, commit, text, ref=authorship_notes.REF):
    person = ("-c", "user.name=Ann", "-c", "user.email=ann@a.example")
    git("-C", repository, *person, "notes", f"--ref={ref}", "add", "-f", "-m", text, commit)


def attest(repository, commit, text, tool="claude"):
    agent = {"agent_id": {"tool": tool, "id": "x", "model": "claude-opus-4-6"}}
    meaning = {"schema_version": "authorship/3.0.0", "sessions": {SESSION: agent}}
    note(
        repository, commit, text.replace("AI", f"{SESSION}::t_0123456789abcd") + f"---\n{json.dumps(meaning)}"
    )


def trace(revision, *spans, path="a.py", kind="ai"):
    ranges = [{"start_line": first, "end_line": last} for first, last in spans]
    conversation = {"contributor": {"type": kind}, "ranges": ranges}
    return json.dumps(
        {
            "version": "0.1.0",
            "vcs": {"type": "git", "revision": revision},
            "tool": {"name": "cursor"},
            "files": [{"path": path, "conversations": [conversation]}],
        }
    )


def test_commits_and_their_lines(tmp_path):
    repository = build(
        tmp_path,
        Step({"a.py": lines(2)}),
        Step({"a.py": lines(4)}, subject=CLAUDE),
        Step({"a.py": lines(6)}, author="dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>"),
        Step({"a.py": lines(7)}, subject=f"{CLAUDE}\nCo-authored-by: Cursor <cursoragent@cursor.com>"),
    )

    assert table(repository, tmp_path, COMMITS) == [
        ("human", [], False, False),
        ("ai", ["claude-code"], False, False),
        ("bot", [], False, False),
        ("ai", ["claude-code", "cursor"], False, False),
    ]
    runs = [
        (0, 1, 2, "human", None),
        (1, 3, 2, "ai", "claude-code"),
        (2, 5, 2, "bot", None),
        (3, 7, 1, "ai", "claude-code+cursor"),
    ]
    assert asked(tmp_path, LINES) == runs
    assert asked(tmp_path, "SELECT line, lines, authorship, agent FROM live_runs ORDER BY line") == [
        run[1:] for run in runs
    ]
    assert asked(tmp_path, "SELECT seq, tool, model, source, mode, strength FROM agent_evidence") == [
        (1, "claude-code", "claude-opus-4.6", "co-author", "co-authored", "explicit"),
        (2, "dependabot", None, "author", "automation", "explicit"),
        (3, "claude-code", "claude-opus-4.6", "co-author", "co-authored", "explicit"),
        (3, "cursor", None, "co-author", "co-authored", "explicit"),
    ]


def test_operations_belong_to_whoever_did_them(tmp_path):
    repository = build(tmp_path, Step({"a.py": lines(4)}), Step({"a.py": lines(2)}, subject=CLAUDE))

    query = "SELECT seq, operation, authorship, agent, lines FROM operations ORDER BY seq"
    assert table(repository, tmp_path, query) == [
        (0, "added", "human", None, 4),
        (1, "deleted", "ai", "claude-code", 2),
    ]


def test_a_mailmap_does_not_hide_a_tool(tmp_path):
    repository = build(
        tmp_path,
        Step(
            {"a.py": lines(2), ".mailmap": "Ann <ann@a.example> Claude <noreply@anthropic.com>\n"},
            author="Claude <noreply@anthropic.com>",
        ),
    )

    query = "SELECT author_name, authorship FROM commits"
    assert table(repository, tmp_path, query) == [("Ann", "ai")]


def test_the_configuration_names_tools_of_its_own(tmp_path):
    configuration = (
        '[agents]\nhuman-before = 2010-01-01\nbots = ["robot@corp.example"]\n'
        '[agents.tools.house]\nauthors = ["house@corp.example"]\n'
    )
    repository = build(
        tmp_path,
        Step({"a.py": lines(1)}),
        Step({"a.py": lines(2)}, author="X <house@corp.example>"),
        Step({"a.py": lines(3), "linespan.toml": configuration}, author="Y <robot@corp.example>"),
    )

    assert [row[:2] for row in table(repository, tmp_path, COMMITS)] == [
        ("unknown", []),
        ("ai", ["house"]),
        ("bot", []),
    ]


def branched(folder, subject):
    """A commit on a branch, merged by a subject."""
    repository = build(folder, Step({"a.py": lines(2)}))
    person = "Ann <ann@a.example> 1700000000 +0000"

    def commit(branch, said, *parents):
        begun = f"commit refs/heads/{branch}\ncommitter {person}\ndata {len(said)}\n{said}\n"
        return begun + "".join(parents)

    content = lines(1, 9)
    written = f"M 100644 inline b.py\ndata {len(content)}\n{content}\n"
    stream = commit("side", "Work", "from refs/heads/main^0\n", written)
    stream += commit("main", subject, "from refs/heads/main^0\n", "merge refs/heads/side\n", written)
    git("-C", repository, "fast-import", "--quiet", given=stream.encode())
    return repository


def test_a_branch_named_after_a_tool(tmp_path):
    repository = branched(tmp_path, "Merge pull request #1 from acme/claude/fix")

    assert table(repository, tmp_path, COMMITS) == [
        ("human", [], False, False),
        ("ai", ["claude-code"], False, True),
        ("unknown", [], False, False),
    ]


def test_a_branch_of_somebody_called_like_a_tool(tmp_path):
    repository = branched(tmp_path, "Merge pull request #1 from claude/fix")

    assert [row[0] for row in table(repository, tmp_path, COMMITS)] == ["human", "unknown", "unknown"]


def test_a_note_says_more_of_lines_than_their_commit_does(tmp_path):
    repository = build(tmp_path, Step({"a.py": lines(2)}), Step({"a.py": lines(8)}, subject=CLAUDE))
    attest(repository, shas(repository)[1], "a.py\n  human 5\n  AI 1-4,6\n", tool="codex")

    # Lines 1 and 2 are the first commit's, whatever the note says; lines 7 and 8 are nobody's in it.
    assert table(repository, tmp_path, LINES) == [
        (0, 1, 2, "human", None),
        (1, 3, 2, "ai", "codex"),
        (1, 5, 1, "human", None),
        (1, 6, 1, "ai", "codex"),
        (1, 7, 2, "ai", "claude-code"),
    ]
    evidence = "SELECT tool, source, mode, detail FROM agent_evidence WHERE source = 'git-ai' ORDER BY ALL"
    assert asked(tmp_path, evidence) == [
        ("codex", "git-ai", "co-authored", "3 of 6 added lines"),
        (None, "git-ai", "person", "1 of 6 added lines"),
    ]


def test_lines_that_nobody_attests_keep_what_the_message_makes_them(tmp_path):
    when = {"linespan.toml": "[agents]\nhuman-before = 2010-01-01\n"}
    repository = build(tmp_path, Step({"a.py": lines(2)}), Step({"a.py": lines(8), **when}))
    attest(repository, shas(repository)[1], "a.py\n  AI 3-4\n")

    assert [row[:2] for row in table(repository, tmp_path, COMMITS)] == [
        ("unknown", []),
        ("ai", ["claude-code"]),
    ]
    assert asked(tmp_path, LINES) == [
        (0, 1, 2, "unknown", None),
        (1, 3, 2, "ai", "claude-code"),
        (1, 5, 4, "unknown", None),
    ]
    assert asked(tmp_path, "SELECT sum(lines) FROM line_runs WHERE authorship = 'unknown'") == [(8,)]


def test_a_note_that_attests_a_person_makes_a_commit_a_persons(tmp_path):
    when = {"linespan.toml": "[agents]\nhuman-before = 2010-01-01\n"}
    repository = build(tmp_path, Step({"a.py": lines(2), **when}))
    attest(repository, shas(repository)[0], "a.py\n  h_0123456789abcd 1\n")

    assert table(repository, tmp_path, COMMITS) == [("human", [], False, False)]
    assert asked(tmp_path, LINES) == [(0, 1, 1, "human", None), (0, 2, 1, "unknown", None)]


def test_a_tool_that_a_note_does_not_name(tmp_path):
    repository = build(tmp_path, Step({"a.py": lines(2)}))
    note(repository, shas(repository)[0], 'a.py\n  0123abc 1-2\n---\n{"schema_version": "authorship/3.0.0"}')

    assert table(repository, tmp_path, COMMITS) == [("ai", [], False, False)]
    assert asked(tmp_path, LINES) == [(0, 1, 2, "ai", None)]


def test_a_line_stays_its_writers_when_another_moves_it(tmp_path):
    first = lines(6)
    repository = build(tmp_path, Step({"a.py": first}), Step({"a.py": "", "b.py": first}, subject=CLAUDE))
    attest(repository, shas(repository)[1], "b.py\n  AI 1-6\n")

    assert table(repository, tmp_path, "SELECT authorship, lines FROM live_runs") == [("human", 6)]


def test_notes_are_counted_whatever_they_say(tmp_path):
    repository = build(tmp_path, *(Step({"a.py": lines(count)}) for count in (1, 2, 3)))
    first, second, third = shas(repository)
    attest(repository, first, "a.py\n  AI 1\n  AI x\n")
    note(repository, second, "no such note")
    note(repository, third, trace(third, (1, 9)), agent_trace.REF)
    git("-C", repository, "update-ref", "refs/heads/main", third)
    mine(repository, tmp_path / "history.duckdb", MiningOptions(rev=second, jobs=1))

    query = "SELECT notes_read, notes_malformed, notes_unread, notes_elsewhere FROM mining_run"
    assert asked(tmp_path, query) == [(2, 2, 0, 1)]
    mined(repository, tmp_path)
    assert asked(tmp_path, query) == [(3, 2, 0, 0)]
    assert same_as_at_once(repository, tmp_path)


def test_agent_trace_in_notes_speaks_of_the_commit_that_it_is_on(tmp_path):
    repository = build(tmp_path, Step({"a.py": lines(2)}), Step({"a.py": lines(4)}))
    first, second = shas(repository)
    note(repository, second, trace(first, (1, 3)), agent_trace.REF)

    assert table(repository, tmp_path, LINES) == [
        (0, 1, 2, "human", None),
        (1, 3, 1, "ai", "cursor"),
        (1, 4, 1, "human", None),
    ]


@pytest.mark.parametrize("named", [0, 1], ids=["the parent", "the commit"])
def test_agent_trace_in_the_tree_names_a_commit_or_its_parent(named, tmp_path):
    repository = build(tmp_path, Step({"a.py": lines(2)}), Step({"a.py": lines(4)}))
    revision = shas(repository)[named]
    repository.rename(tmp_path / "before.git")
    records = trace(revision, (3, 4)) + "\n" + trace("f" * 40, (1, 2)) + "\nno record\n"
    repository = build(
        tmp_path,
        Step({"a.py": lines(2)}),
        Step({"a.py": lines(4)}),
        Step({agent_trace.PATH.decode(): records}),
    )
    assert shas(repository)[:2] == shas(tmp_path / "before.git")

    assert table(repository, tmp_path, LINES) == [(0, 1, 2, "human", None), (1, 3, 2, "ai", "cursor")]
    assert asked(tmp_path, "SELECT notes_read, notes_malformed FROM mining_run") == [(3, 1)]


def test_notes_on_new_commits_are_read_and_no_others(tmp_path):
    repository = build(tmp_path, *(Step({"a.py": lines(count)}) for count in (2, 4, 6)))
    first, second, third = shas(repository)
    attest(repository, first, "a.py\n  AI 1\n")
    attest(repository, second, "a.py\n  AI 3-6\n")
    mined(repository, tmp_path, second)
    attest(repository, third, "a.py\n  AI 5\n", tool="amp")

    taken = mined(repository, tmp_path)

    assert (taken.new_commits, taken.notes) == (1, ())
    assert asked(tmp_path, LINES) == [
        (0, 1, 1, "ai", "claude-code"),
        (0, 2, 1, "human", None),
        (1, 3, 2, "ai", "claude-code"),
        (2, 5, 1, "ai", "amp"),
        (2, 6, 1, "human", None),
    ]
    assert same_as_at_once(repository, tmp_path)


@pytest.mark.parametrize("ref", [authorship_notes.REF, agent_trace.REF])
def test_notes_that_changed_are_noticed(ref, tmp_path):
    repository = build(tmp_path, Step({"a.py": lines(2)}), Step({"a.py": lines(4)}))
    mined(repository, tmp_path)
    note(repository, shas(repository)[0], trace("", (1, 1)), ref)

    taken = mined(repository, tmp_path)

    assert taken.notes == ("mined anew: the notes on lines of its commits changed",)
    assert same_as_at_once(repository, tmp_path)


def test_an_answer_takes_notes_in_that_came_later(tmp_path):
    repository = build(tmp_path, Step({"a.py": lines(2)}))
    before = json.loads(linespan("blame", repository, "a.py", "--format", "json").stdout)
    attest(repository, shas(repository)[0], "a.py\n  AI 2\n")
    after = json.loads(linespan("blame", repository, "a.py", "--format", "json").stdout)

    assert [(line["authorship"], line["agent"]) for line in before] == [("human", None)] * 2
    assert [(line["authorship"], line["agent"]) for line in after] == [
        ("human", None),
        ("ai", "claude-code"),
    ]


def test_a_trace_in_the_tree_is_read_whole(tmp_path):
    path = agent_trace.PATH.decode()
    repository = build(tmp_path, Step({"a.py": lines(2), path: "{}\n"}), Step({"a.py": lines(4)}))
    mined(repository, tmp_path, shas(repository)[0])

    taken = mined(repository, tmp_path)

    assert taken.notes == ("mined anew: its Agent Trace speaks of old commits as well as of new ones",)
    assert mined(repository, tmp_path).notes == ()


def test_labels_of_commits_mined_in_steps(tmp_path):
    repository = branched(tmp_path, "Merge pull request #1 from acme/claude/fix")
    mined(repository, tmp_path, "main~1")

    assert mined(repository, tmp_path).new_commits == 2
    assert [row[0] for row in asked(tmp_path, COMMITS)] == ["human", "ai", "unknown"]
    assert same_as_at_once(repository, tmp_path)
