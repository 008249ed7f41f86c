"""A repository is untrusted input: of what it holds nothing runs, nothing is fetched, nothing obeyed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from command import ENVIRONMENT, git, linespan
from stories import Table, build, story, tables

FOLDER = "re\x1b[31mpo\u202e\x9b"  # an escape, a mark that reverses the line, a one-byte escape
BRANCH = "side\u202e\x9b31m"
ODD = "a/\x1b]0;title\x07\u202e.txt"
SEEN = "a/plain.txt"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
COMMANDS = [["mine"], *(["audit", "--format", form] for form in ("text", "json", "markdown"))]
ATTRIBUTES = "* filter=evil diff=evil merge=evil\n"


def commit(number: int, message: bytes, *changes: bytes) -> bytes:
    person = "Ev\x1b[2J\u202eil <evil\x1b[31m@example.org>".encode()
    date = b"%d +0000" % (1_600_000_000 + number * 86_400)
    head = b"commit refs/heads/main\nmark :%d\nauthor %s %s\ncommitter %s %s\n" % (
        number,
        person,
        date,
        person,
        date,
    )
    return head + b"data %d\n%s\n" % (len(message), message) + b"".join(changes)


def file(path: str, content: bytes) -> bytes:
    quoted = path.replace("\n", "\\n").replace('"', '\\"').encode()
    return b'M 100644 inline "%s"\ndata %d\n%s\n' % (quoted, len(content), content)


def history() -> bytes:
    hostile = "\x1b[31mred\x07\r\u202e".encode()
    return b"".join(
        [
            commit(1, b"\x1b]2;t\x07one", file(".gitattributes", ATTRIBUTES.encode()), file(SEEN, b"1\n")),
            commit(2, b"two", file(ODD, b"x\n" + hostile + b"\n"), file('new\nline".txt', b"n\n")),
            commit(3, b"three", file("wide.txt", b"w" * 3_000_000 + b"\n")),
            commit(
                4,
                b"four",
                file("long.txt", b"".join(b"%d\n" % n for n in range(50_000))),
                file("a/\x1b[31m\u202e.py", b"def f(a):\n    if a:\n        return 1\n"),
            ),
            commit(5, b"five", *(file(f"many/{n}.txt", b"%d\n" % n) for n in range(1500))),
            commit(6, hostile, file(SEEN, b"1\n" + hostile + b"\n"), file("wide.txt", b"v" * 3_000_000)),
        ]
    )


def climb(repository: Path) -> None:
    """A last commit whose tree git itself would never write: names that lead out of any work tree."""
    blob = git("-C", repository, "rev-parse", f"main:{SEEN}")
    names = [b"../../climbed.txt", b"..", b"/absolute.txt", b".git", b"a.txt"]
    tree = b"".join(b"100644 " + name + b"\0" + bytes.fromhex(blob) for name in sorted(names))
    literally = ["hash-object", "-t", "tree", "--literally", "-w", "--stdin"]
    written = git("-C", repository, *literally, given=tree)
    sha = git("-C", repository, "commit-tree", written, "-p", "main", "-m", "climb", env=ENVIRONMENT | DATES)
    git("-C", repository, "update-ref", "refs/heads/main", sha)
    # The names are gone again in the head, so that what they did stands in the history only.
    back = git("-C", repository, "rev-parse", f"{sha}~:")
    sha = git("-C", repository, "commit-tree", back, "-p", sha, "-m", "back", env=ENVIRONMENT | DATES)
    git("-C", repository, "update-ref", "refs/heads/main", sha)


DATES = {"GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    """The history alone, and the tables it gives."""
    folder = tmp_path_factory.mktemp("harmless")
    repository = folder / "repository"
    git("init", "--quiet", "--template=", "--initial-branch=main", repository)
    git("-C", repository, "fast-import", "--quiet", given=history())
    climb(repository)
    mined = linespan("mine", repository, "--db", folder / "harmless.duckdb")
    assert mined.returncode == 0, mined.stderr
    return repository, mined_lines(folder / "harmless.duckdb")


def mined_lines(database: Path) -> dict[str, Table]:
    """All but the row of the run, which says when and where."""
    return {section: table for section, table in tables(database).items() if section != "run"}


@pytest.fixture
def canary(tmp_path):
    return tmp_path / "canary"


@pytest.fixture
def hostile(harmless, tmp_path):
    """The same history in a folder with a hostile name, its HEAD on a branch with one."""
    repository = tmp_path / FOLDER
    shutil.copytree(harmless[0], repository)
    git("-C", repository, "branch", BRANCH, "main")
    git("-C", repository, "symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    return repository


def configure(repository: Path, text: str) -> None:
    with (repository / ".git" / "config").open("a") as config:
        config.write(text)


def script(path: Path, canary: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ntouch '{canary}'\nexit 1\n")
    path.chmod(0o755)
    return path


HOOKS = [
    *(
        "applypatch-msg",
        "pre-applypatch",
        "post-applypatch",
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
    ),
    *("post-commit", "pre-merge-commit", "pre-rebase", "post-checkout", "post-merge", "post-rewrite"),
    *("pre-push", "pre-receive", "update", "proc-receive", "post-receive", "post-update"),
    *("reference-transaction", "push-to-checkout", "pre-auto-gc", "post-index-change", "fsmonitor-watchman"),
]


def hooks(repository, canary):
    for name in HOOKS:
        script(repository / ".git" / "hooks" / name, canary)


def hooks_elsewhere(repository, canary):
    for name in HOOKS:
        script(repository.parent / "hooks" / name, canary)
    configure(repository, f"[core]\n\thooksPath = {repository.parent}/hooks\n")


def attributes(repository, canary):
    info = repository / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text(ATTRIBUTES)
    program = script(repository.parent / "driver", canary)
    configure(
        repository,
        f'[diff "evil"]\n\tcommand = {program}\n\ttextconv = {program}\n'
        f'[filter "evil"]\n\tsmudge = {program}\n\tclean = {program}\n\tprocess = {program}\n'
        f'[merge "evil"]\n\tdriver = {program}\n[diff]\n\texternal = {program}\n',
    )


def programs(repository, canary):
    program = script(repository.parent / "program", canary)
    configure(
        repository,
        f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n\tsshCommand = {program}\n"
        f"\taskPass = {program}\n\tgitProxy = {program}\n\teditor = {program}\n"
        f"\talternateRefsCommand = {program}\n\tuntrackedCache = true\n"
        f"[pager]\n\tlog = {program}\n\trev-list = {program}\n\trev-parse = {program}\n"
        f"[alias]\n\tlog = !{program}\n\trev-parse = !{program}\n\tcat-file = !{program}\n"
        f"[credential]\n\thelper = !{program}\n[sequence]\n\teditor = {program}\n"
        f"[uploadpack]\n\tpackObjectsHook = {program}\n[interactive]\n\tdiffFilter = {program}\n"
        f"[gpg]\n\tprogram = {program}\n[log]\n\tshowSignature = true\n[trace2]\n\tnormalTarget = {canary}\n",
    )


def elsewhere(repository, canary):
    program = script(repository.parent / "included", canary)
    more = repository.parent / "more.config"
    more.write_text(f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n[diff]\n\texternal = {program}\n")
    configure(
        repository,
        f'[include]\n\tpath = {more}\n[includeIf "gitdir:/"]\n\tpath = {more}\n'
        f'[url "ext::{program} "]\n\tinsteadOf = /\n\tinsteadOf = file://\n[protocol]\n\tallow = always\n',
    )


def settings(repository, canary):  # noqa: ARG001 - as the other traps
    configure(
        repository,
        "[diff]\n\tcontext = 9\n\talgorithm = patience\n\tnoprefix = true\n\trenames = copies\n"
        "\trenameLimit = 1\n"
        "\tmnemonicPrefix = true\n\tsubmodule = log\n\twordRegex = .\n\tignoreSubmodules = all\n"
        "[color]\n\tui = always\n[log]\n\tdate = relative\n\tdecorate = full\n\tfollow = true\n"
        "[core]\n\tquotePath = true\n\tabbrev = 4\n\tbigFileThreshold = 1\n"
        "[i18n]\n\tlogOutputEncoding = UTF-16\n"
        "[format]\n\tpretty = oneline\n\tnotes = true\n",
    )


def rewritten(repository, canary):  # noqa: ARG001
    first, second = git("-C", repository, "rev-parse", "main~5", "main~2").split("\n")
    replaced = repository / ".git" / "refs" / "replace"
    replaced.mkdir(parents=True)
    (replaced / second).write_text(first + "\n")
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "grafts").write_text(f"{second}\n")
    # One of another history: the same commits, with fewer parents.
    git("-C", repository, "-c", "core.commitGraph=true", "commit-graph", "write", "--reachable")


TRAPS = [hooks, hooks_elsewhere, attributes, programs, elsewhere, settings, rewritten]


def environment(canary: Path) -> dict[str, str]:
    touch = f"touch '{canary}'; exit 1; "
    names = ["EXTERNAL_DIFF", "PAGER", "EDITOR", "SSH_COMMAND", "ASKPASS", "PROXY_COMMAND", "SEQUENCE_EDITOR"]
    return {f"GIT_{name}": touch for name in names} | {
        "GIT_DIR": "/nonexistent",
        "GIT_WORK_TREE": "/nonexistent",
        "GIT_INDEX_FILE": "/nonexistent",
        "GIT_OBJECT_DIRECTORY": "/nonexistent",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nonexistent",
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_DIFF_OPTS": "--unified=9",
        "GIT_NAMESPACE": "other",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": touch,
        "GIT_CONFIG_KEY_1": "diff.external",
        "GIT_CONFIG_VALUE_1": touch,
        "GIT_CONFIG_PARAMETERS": "'diff.external=touch'",
    }


def unharmed(ran: subprocess.CompletedProcess[str], canary: Path) -> None:
    assert ran.returncode == 0, ran.stderr
    assert not canary.exists()
    assert not OBEYED.search(ran.stdout + ran.stderr)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__)
def test_each_trap_alone_stays_shut(hostile, harmless, canary, tmp_path, trap):
    trap(hostile, canary)
    database = tmp_path / "hostile.duckdb"
    unharmed(linespan("mine", hostile, "--db", database), canary)
    assert mined_lines(database) == harmless[1]
    unharmed(linespan("blame", hostile, SEEN, "--db", database), canary)


def test_all_traps_at_once_stay_shut(hostile, harmless, canary):
    for trap in TRAPS:
        trap(hostile, canary)
    surroundings = ENVIRONMENT | environment(canary)
    for command, *options in COMMANDS:
        unharmed(linespan(command, hostile, *options, env=surroundings), canary)
    assert mined_lines(hostile / ".git" / "linespan" / "history.duckdb") == harmless[1]
    for path in (SEEN, ODD):
        for form in ("text", "json"):
            unharmed(linespan("blame", hostile, path, "--format", form, env=surroundings), canary)
    unharmed(linespan("mine", ".", cwd=hostile, env=surroundings), canary)


@pytest.mark.parametrize("revision", ["main~4", "main~2"], ids=["code", "names"])
def test_a_commit_is_shown_alike_whatever_lies_around(hostile, harmless, canary, tmp_path, revision):
    """PyDriller starts git by itself, in a process of its own."""
    for trap in TRAPS:
        trap(hostile, canary)
    surroundings = ENVIRONMENT | environment(canary)
    name = git("-C", harmless[0], "rev-parse", revision)
    plain = linespan("show", harmless[0], name, "--db", tmp_path / "harmless.duckdb", "--format", "json")
    ran = linespan("show", hostile, name, "--format", "json", env=surroundings)
    unharmed(ran, canary)
    unharmed(linespan("show", hostile, name, env=surroundings), canary)
    expected, told = json.loads(plain.stdout), json.loads(ran.stdout)
    assert told | {"run": None} == expected | {"run": None}
    assert told["examination"]["seen"] > 0
    assert (told["examination"]["maintainability"]["unit_size"] == 1.0) == (revision == "main~4")


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("log", "-p", "--ext-diff", "-1", "main~2"), ("log", "-p", "--textconv", "-1", "main~2")],
    ids=lambda arguments: arguments[0],
)
def test_plain_git_falls_into_the_traps(hostile, canary, arguments):
    attributes(hostile, canary)
    programs(hostile, canary)
    (hostile / ".gitattributes").write_text(ATTRIBUTES)
    subprocess.run(
        ["git", "-C", hostile, *arguments], env=ENVIRONMENT, capture_output=True, check=False, timeout=60
    )
    assert canary.exists()


@pytest.fixture
def promised(tmp_path, canary):
    """A repository that promises its absent objects at an address that is a command."""
    repository = build(story("linear_edits"), tmp_path)
    program = script(tmp_path / "transport", canary)
    with (repository / "config").open("a") as config:
        config.write(
            "[core]\n\trepositoryformatversion = 1\n"
            f"\tsshCommand = {program}\n[extensions]\n\tpartialClone = evil\n"
            f'[remote "evil"]\n\turl = ext::{program}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n'
            "[protocol]\n\tallow = always\n",
        )
    return repository


def remove(repository: Path, revision: str) -> None:
    sha = git("-C", repository, "rev-parse", revision)
    (repository / "objects" / sha[:2] / sha[2:]).unlink()


def test_plain_git_asks_the_promisor(promised, canary):
    remove(promised, "main:f.txt")
    subprocess.run(
        ["git", "-C", promised, "log", "-p"], env=ENVIRONMENT, capture_output=True, check=False, timeout=60
    )
    assert canary.exists()


def test_a_promised_blob_is_not_fetched(promised, canary):
    remove(promised, "main:f.txt")
    ran = linespan("mine", promised)
    unharmed(ran, canary)
    assert "absent from this copy, and skipped: 1" in ran.stderr


@pytest.mark.parametrize("url", ["ext", "ssh"])
def test_a_promised_commit_is_not_fetched(promised, canary, url):
    if url == "ssh":
        git("-C", promised, "config", "remote.evil.url", "ssh://127.0.0.1/evil")
    remove(promised, "main")
    ran = linespan("mine", promised)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert not canary.exists()


def test_borrowed_objects_are_not_read(tmp_path):
    secret = build(story("linear_edits"), tmp_path)
    blob = git("-C", secret, "rev-parse", "main:f.txt")
    repository = tmp_path / "borrower"
    git("init", "--quiet", "--bare", "--initial-branch=main", repository)
    (repository / "objects" / "info").mkdir(exist_ok=True)
    (repository / "objects" / "info" / "alternates").write_text(f"{secret}/objects\n")
    tree = git("-C", repository, "mktree", "--missing", given=f"100644 blob {blob}\tstolen.txt\n".encode())
    sha = git("-C", repository, "commit-tree", tree, "-m", "steal")
    git("-C", repository, "update-ref", "refs/heads/main", sha)
    ran = linespan("mine", repository)
    assert ran.returncode == 0, ran.stderr
    assert "absent from this copy, and skipped: 1" in ran.stderr
    assert "0 alive" in ran.stdout


@pytest.mark.parametrize("linked", ["pack", "objects"])
def test_objects_behind_a_link_are_not_read(tmp_path, linked):
    secret = build(story("linear_edits"), tmp_path)
    git("-C", secret, "repack", "-adq")
    repository = tmp_path / "linked"
    shutil.copytree(secret, repository)
    place = repository / "objects" if linked == "objects" else repository / "objects" / "pack"
    shutil.rmtree(place)
    place.symlink_to(secret / place.relative_to(repository))
    ran = linespan("mine", repository)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: ")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("link", ["linespan", "linespan/history.duckdb"])
def test_a_link_to_the_database_is_not_followed(tmp_path, link):
    repository = build(story("linear_edits"), tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (repository / link).parent.mkdir(exist_ok=True)
    (repository / link).symlink_to(outside)
    ran = linespan("mine", repository)
    assert ran.returncode == 2
    assert "is a link" in ran.stderr
    assert not list(outside.iterdir())


def test_a_lock_that_is_a_link_leaves_the_file_behind_it_alone(tmp_path):
    repository = build(story("linear_edits"), tmp_path)
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (repository / "linespan").mkdir()
    (repository / "linespan" / "history.duckdb.lock").symlink_to(precious)
    ran = linespan("mine", repository)
    assert ran.returncode == 2
    assert ran.stderr.startswith("error: ")
    assert precious.read_text() == "precious"
