"""What the head's tree says of its history: configuration, .mailmap, .git-blame-ignore-revs, and one hash."""

import re
from pathlib import Path

import pytest
from command import git, linespan
from trees import LINK, Step, build, mined, shas

from analyzer import configuration
from analyzer.agent_patterns import Addition, Additions
from analyzer.configuration import Configuration, Identity
from analyzer.errors import SettingsError

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
PEOPLE = "SELECT author_name, author_email, team FROM commits ORDER BY seq"
ROLES = "SELECT path, role, rule FROM files ORDER BY path"
IGNORED = "SELECT ignored FROM commits ORDER BY seq"
HASH = "SELECT settings_hash FROM mining_run"


def own(**sections):
    """A linespan.toml with these sections."""
    return {"linespan.toml": "".join(f"[{name}]\n{text}\n" for name, text in sections.items())}


def notes(repository, tmp_path):
    return linespan("mine", repository, "--db", tmp_path / "noted.duckdb").stderr


def test_the_example_in_the_readme_does_what_it_says(tmp_path):
    (example,) = re.findall(r"^```toml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    authors = [
        "Ann <ann@laptop.example>",
        "Bob <bob@laptop.example>",
        "Cid <cid@core.example>",
        "Di <d@example.org>",
    ]
    tree = dict.fromkeys(
        ["legacy/a.py", "src/schema/a.py", "src/schema/test_a.py", "tools/bench_a.py"], "x\n"
    )
    steps = [Step(tree if n == 0 else {"a.py": f"{n}\n"}, author) for n, author in enumerate(authors)]
    repository = build(tmp_path, *steps, {"linespan.toml": example})

    assert mined(repository, PEOPLE)[:4] == [
        ("Ann Example", "ann@example.org", "core"),
        ("Bob", "bob@laptop.example", None),
        ("Cid", "cid@core.example", "core"),
        ("Di", "d@example.org", "web"),
    ]
    assert mined(repository, ROLES) == [
        ("a.py", "source", "language python"),
        ("legacy/a.py", "excluded", "linespan.toml exclude legacy/**"),
        ("linespan.toml", "data", "language toml"),
        ("src/schema/a.py", "generated", "linespan.toml roles src/schema/**"),
        ("src/schema/test_a.py", "generated", "linespan.toml roles src/schema/**"),
        ("tools/bench_a.py", "test", "linespan.toml roles bench_*.py"),
    ]


def test_pyproject_says_the_same_in_its_own_table(tmp_path):
    text = '[project]\nname = "a"\n[tool.linespan.roles]\n"*.py" = "data"\n'

    assert mined(build(tmp_path, {"pyproject.toml": text, "a.py": ""}), ROLES)[0] == (
        "a.py",
        "data",
        "pyproject.toml roles *.py",
    )


def test_linespan_toml_goes_before_pyproject_with_a_note(tmp_path):
    shared = {"pyproject.toml": '[tool.linespan.roles]\n"*.py" = "data"\n', "a.py": ""}
    repository = build(tmp_path, shared | own(roles='"*.py" = "docs"'))

    assert mined(repository, ROLES)[0][1] == "docs"
    assert "note: linespan.toml is read, and [tool.linespan] in pyproject.toml is not\n" in notes(
        repository, tmp_path
    )


@pytest.mark.parametrize(
    ("paths", "excluded"),
    [
        ('include = ["src/"]', ["a.py", "lib/b.py", "linespan.toml"]),
        ('include = ["src/", "/*.toml"]\nexclude = ["gen.py"]', ["a.py", "lib/b.py", "src/gen.py"]),
        (
            'include = ["src/gen.py"]\nexclude = ["src/"]',
            ["a.py", "lib/b.py", "linespan.toml", "src/c.py", "src/gen.py"],
        ),
        ('exclude = ["**/gen.*", "/a.py"]', ["a.py", "src/gen.py"]),
    ],
)
def test_paths_are_included_and_excluded(paths, excluded, tmp_path):
    tree = dict.fromkeys(["a.py", "lib/b.py", "src/c.py", "src/gen.py"], "")

    found = mined(build(tmp_path, tree | own(paths=paths)), ROLES)

    assert [path for path, role, _ in found if role == "excluded"] == excluded


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("a b.py", "a b.py"),
        (r"\"quoted\".py", '"quoted".py'),
        (r"\\[x].py", "[x].py"),
        ("#a.py", "#a.py"),
        ("ü.py", "ü.py"),
        (r"tab\tbed.py", "tab\tbed.py"),
    ],
)
def test_a_pattern_holds_what_a_line_of_attributes_would_trip_over(pattern, path, tmp_path):
    repository = build(tmp_path, {path: "", "x.py": ""} | own(roles=f'"{pattern}" = "data"'))

    assert [(role, found) for found, role, _ in mined(repository, ROLES) if role != "source"] == sorted(
        [("data", path), ("data", "linespan.toml")]
    )


@pytest.mark.parametrize("file", [configuration.OWN, configuration.SHARED])
@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('exlude = ["a"]', "unknown key 'exlude'", "known keys are"),
        ('[path]\nexclude = ["a"]', "unknown key 'path'", "did you mean 'paths'?"),
        ('[paths]\nexlude = ["a"]', "unknown key 'exlude' in [paths]", "did you mean 'exclude'?"),
        ('[paths]\nonly = ["a"]', "unknown key 'only' in [paths]", "known keys are include, exclude"),
        ('paths = "a"', "'paths' must be a table", "[paths]"),
        ('[paths]\ninclude = "a"', "'include' must be a list of texts", "include = "),
        ("[paths]\ninclude = [1]", "'include' must be a list of texts", "include = "),
        ('[paths]\ninclude = ["!a"]', "'!a' is no pattern of paths", ".gitattributes"),
        ('[paths]\ninclude = [""]', "'' is no pattern of paths", ".gitattributes"),
        ('[roles]\n"a" = "generatd"', "'a' can not have the role 'generatd'", "did you mean 'generated'?"),
        ('[roles]\n"a" = "excluded"', "'a' can not have the role 'excluded'", "roles are source"),
        ('[roles]\n"a" = 1', "'a' can not have the role 1", "roles are source"),
        ('[roles]\na.py = "test"', "'a' has no role", "in quotes"),
        ('[roles]\n"*a**b*c*d/**/*" = "test"', "'*a**b*c*d/**/*' has more than 5 asterisks", "several"),
        ('[authors]\n"Ann" = ["a@b.example"]', "'Ann' is no author", '"Name <address>"'),
        ('[authors]\n"A <a@b.example>" = "x"', "'A <a@b.example>' must be a list of texts", "= ["),
        (
            '[authors]\n"A <a@b.example>" = ["x@y.example"]\n"B <b@b.example>" = ["X@y.example"]',
            "'X@y.example' stands for two authors",
            "one of them",
        ),
        ('[teams]\ncore = "ann"', "'core' must be a list of texts", "core = "),
        ('[dashboard]\nauthors = "yes"', "'authors' in [dashboard] must be true or false", "authors = true"),
        ("[dashboard]\nauthor = true", "unknown key 'author' in [dashboard]", "'authors'?"),
        ("[agents]\nhuman_before = 2020-01-01", "unknown key 'human_before' in [agents]", "'human-before'?"),
        ("[agents]\nhuman-before = 2020", "'human-before' must be a day", "human-before = 2021-06-29"),
        ("[agents]\nhuman-before = 2020-01-01T00:00:00Z", "'human-before' must be a day", "2021-06-29"),
        ('[agents]\nbots = ["Robot"]', "'Robot' in 'bots' has no address", '"Name <address>"'),
        ("[agents]\ntools = 1", "'tools' must be a table", "[agents.tools]"),
        ("[agents.tools]\nx = 1", "'x' must be a table", "[agents.tools.x]"),
        ("[agents.tools.x]\nauthor = []", "unknown key 'author' in [agents.tools.x]", "'authors'?"),
        ('[agents.tools.x]\nlines = [""]', "an empty text in 'lines' of 'x'", "everything begins with it"),
    ],
)
def test_a_mistake_is_named_with_a_way_out(file, text, message, hint):
    if file == configuration.SHARED:
        text = "[tool.linespan]\n" + re.sub(r"^\[", "[tool.linespan.", text, flags=re.MULTILINE)

    with pytest.raises(SettingsError) as raised:
        configuration.read(file, text.encode())

    assert raised.value.message == f"{file}: {message}"
    assert hint in raised.value.hint


@pytest.mark.parametrize("day", ["2020-01-01", '"2020-01-01"'])
def test_what_is_said_of_ai_tools_is_read(day):
    content = (
        f'[agents]\nhuman-before = {day}\nbots = ["robot@corp.example"]\n'
        '[agents.tools.house]\nauthors = ["House <a@corp.example>"]\nbranches = ["house/"]\n'
    )

    found = configuration.read(configuration.OWN, content.encode())

    assert found.agents == Additions(
        "2020-01-01",
        ("robot@corp.example",),
        (Addition("house", ("House <a@corp.example>",), (), (), ("house/",)),),
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[paths]\ninclude = [\n", "Invalid value (at end of document)"),
        (b"a = 1\n= 2\n", "(at line 2, column 1)"),
        (b"a = '\xff'", "can't decode byte 0xff in position 5"),
        (b"a = " + b"[" * 5000, "it is nested too deep"),
        (b"a" + b".a" * 30_000 + b" = 1", "it is nested too deep"),
        (b"'a'" + b" . 'a'" * 10_000 + b" = 1", "it is nested too deep"),
        (b'"a b"' + b' . "a b"' * 60_000 + b" = 1", "it is nested too deep"),
        (b"a = " + b"9" * 5000, "Exceeds the limit (4300 digits)"),
    ],
)
def test_what_is_no_toml_is_named_with_the_place(content, reason):
    with pytest.raises(SettingsError) as raised:
        configuration.read(configuration.OWN, content)

    assert raised.value.message.startswith("linespan.toml can not be read: ")
    assert reason in raised.value.message


@pytest.mark.parametrize("content", [b"{{ cookiecutter }}", b"[tool]\nx = 1", b"tool = 1", b"[project]"])
def test_a_pyproject_that_does_not_speak_of_linespan_says_nothing(content):
    assert configuration.read(configuration.SHARED, content) is None


def test_a_broken_pyproject_that_speaks_of_linespan_is_an_error():
    with pytest.raises(SettingsError, match=r"^pyproject\.toml can not be read"):
        configuration.read(configuration.SHARED, b"[tool.linespan\n")


def test_a_section_that_is_no_table_is_told_how_it_is_headed():
    with pytest.raises(SettingsError, match="'linespan' must be a table") as raised:
        configuration.read(configuration.SHARED, b"[tool]\nlinespan = 1\n")

    assert raised.value.hint == "write it as [tool.linespan]"


def test_a_byte_order_mark_is_no_mistake():
    marked = b'\xef\xbb\xbf[paths]\nexclude = ["a"]\n'

    assert configuration.read(configuration.OWN, marked) == Configuration(configuration.OWN, exclude=("a",))


def test_an_empty_configuration_says_nothing():
    assert configuration.read(configuration.OWN, b"") == Configuration(configuration.OWN)


def test_identities_are_read_with_and_without_a_name():
    read = configuration.read(configuration.OWN, b'[authors]\n"A B <a@b>" = ["c@d", "E F <g@h>", "<i@j>"]')

    assert read.authors == (
        (Identity("A B", "a@b"), (Identity("", "c@d"), Identity("E F", "g@h"), Identity("", "i@j"))),
    )


@pytest.mark.parametrize("text", ["[pathz]\n", "[paths\n", '[roles]\n"\\u001b[31m" = "x"\n'])
def test_the_command_ends_with_one_line_a_hint_and_code_2(text, tmp_path):
    repository = build(tmp_path, {"linespan.toml": text})

    ran = linespan("mine", repository, "--db", tmp_path / "history.duckdb")

    assert ran.returncode == 2
    assert ran.stderr.startswith("error: linespan.toml")
    assert len(ran.stderr.splitlines()) <= 2
    assert "\x1b" not in ran.stderr
    assert not (tmp_path / "history.duckdb").exists()


def test_a_key_of_any_length_is_named_at_once_and_in_short():
    with pytest.raises(SettingsError) as raised:
        configuration.read(configuration.OWN, b"a" * 500_000 + b" = 1")

    assert raised.value.message == f"linespan.toml: unknown key '{'a' * 40}'"


def test_what_only_pyproject_says_is_told_where_it_stands():
    with pytest.raises(SettingsError, match="unknown key 'tool'") as raised:
        configuration.read(configuration.OWN, b"[tool.linespan.limits]\nlarge-file = 9\n")

    assert raised.value.hint == "only pyproject.toml says tool.linespan; here write [limits]"


def test_a_link_is_no_configuration(tmp_path):
    repository = build(tmp_path, {"linespan.toml": (LINK, "x"), "x": "[mistake]\n", "a.py": ""})

    assert mined(repository, ROLES)[0] == ("a.py", "source", "language python")


def test_what_counts_is_the_head_that_is_analysed(tmp_path):
    repository = build(
        tmp_path,
        {"a.py": "", ".mailmap": "Ann Early <ann@a.example>\n"} | own(roles='"*.py" = "data"'),
        {".mailmap": "Ann Late <ann@a.example>\n"} | own(roles='"*.py" = "docs"'),
    )

    assert mined(repository, ROLES)[1][:2] == ("a.py", "docs")
    assert mined(repository, PEOPLE)[0][0] == "Ann Late"
    assert mined(repository, ROLES, as_of="2020-09-13")[1][:2] == ("a.py", "data")
    assert mined(repository, PEOPLE, as_of="2020-09-13")[0][0] == "Ann Early"


def test_attributes_that_git_would_match_for_ever_are_not_read_and_noted(tmp_path):
    attributes = f"{'*a' * 30}b linguist-generated\n{'a' * 80}.py linguist-vendored\n"
    repository = build(tmp_path, {".gitattributes": attributes, "a" * 80 + ".py": ""})

    assert ("a" * 80 + ".py", "source", "language python") in mined(repository, ROLES)
    assert "note: .gitattributes is not read: a pattern with more than 5 asterisks" in notes(
        repository, tmp_path
    )


def test_a_macro_that_one_file_of_attributes_defines_holds_in_another(tmp_path):
    files = {".gitattributes": "[attr]made linguist-generated\n", "src/.gitattributes": "*.py made\n"}
    repository = build(tmp_path, files | {"src/a.py": "", "b.py": ""})

    roles = {path: role for path, role, _ in mined(repository, ROLES)}

    assert (roles["src/a.py"], roles["b.py"]) == ("generated", "source")


def test_asterisks_in_a_comment_of_attributes_are_no_pattern(tmp_path):
    attributes = "# * * * * * * * *\na.py linguist-generated\n"

    assert ("a.py", "generated") in [
        found[:2] for found in mined(build(tmp_path, {".gitattributes": attributes, "a.py": ""}), ROLES)
    ]


def test_mailmap_merges_authors_as_git_does_and_the_configuration_goes_on_from_there(tmp_path):
    mailmap = "# people\nAnn Merged <ann@a.example> <ANN@old.example>\nBob <bob@a.example> B <b@a.example>\n"
    authors = ["A <ann@old.example>", "B <b@a.example>", "C <b@a.example>"]
    steps = [Step({"a.py": f"{n}\n"}, author) for n, author in enumerate(authors)]
    aliases = own(authors='"Ann Last <last@a.example>" = ["ann@a.example"]')

    assert mined(build(tmp_path, *steps, {".mailmap": mailmap}), PEOPLE) == [
        ("Ann Merged", "ann@a.example", None),
        ("Bob", "bob@a.example", None),
        ("C", "b@a.example", None),
        ("Ann", "ann@a.example", None),
    ]
    (tmp_path / "again").mkdir()
    again = build(tmp_path / "again", *steps, {".mailmap": mailmap} | aliases)
    assert mined(again, PEOPLE)[0] == ("Ann Last", "last@a.example", None)


def test_an_alias_with_a_name_goes_before_one_without(tmp_path):
    aliases = '"Ann <a@a.example>" = ["shared@a.example"]\n"Bob <b@a.example>" = ["Bob B <shared@a.example>"]'
    authors = ["Bob B <Shared@a.example>", "Anybody <shared@a.example>"]
    steps = [Step({"a.py": f"{n}\n"}, author) for n, author in enumerate(authors)]

    assert [name for name, _, _ in mined(build(tmp_path, *steps, own(authors=aliases)), PEOPLE)[:2]] == [
        "Bob",
        "Ann",
    ]


def test_the_first_team_that_fits_by_name_or_address_holds(tmp_path):
    teams = 'core = ["ann", "*@core.example"]\nall = ["*"]'
    authors = ["ANN <x@a.example>", "Bob <b@CORE.example>", "Cid <core@a.example>"]
    steps = [Step({"a.py": f"{n}\n"}, author) for n, author in enumerate(authors)]

    assert [team for _, _, team in mined(build(tmp_path, *steps, own(teams=teams)), PEOPLE)[:3]] == [
        "core",
        "core",
        "all",
    ]


def test_ignored_revisions_are_marked_and_what_names_none_is_counted_and_noted(tmp_path):
    steps = [{"a.py": f"{n}\n"} for n in range(4)]
    names = shas(build(tmp_path, *steps))
    entries = [
        "# reformatted",
        f"{names[0]}  # the import",
        "",
        f"  {names[1].upper()}",
        names[2][:12],
        "f" * 40,
        "v1.0\x1b[31m",
    ]
    (tmp_path / "again").mkdir()
    repository = build(tmp_path / "again", *steps, {".git-blame-ignore-revs": "\r\n".join(entries)})

    assert mined(repository, IGNORED) == [(True,), (True,), (False,), (False,), (False,)]
    assert mined(repository, "SELECT revisions_passed_over FROM mining_run") == [(3,)]
    assert (
        "note: 3 of 5 entries of .git-blame-ignore-revs name no commit of this history in full, and are "
        rf"passed over: {names[2][:12]}, {'f' * 12}, v1.0\x1b[31m" in notes(repository, tmp_path)
    )


@pytest.mark.parametrize(
    ("added", "same"),
    [
        ({"a.py": "other\n"}, True),
        ({"pyproject.toml": "[project]\nversion = '2'\n"}, True),
        ({"pyproject.toml": "[tool.linespan.teams]\ncore = ['ann']\n"}, False),
        ({".gitattributes": "*.py linguist-generated\n"}, False),
        ({"src/.gitattributes": "*.py linguist-generated\n"}, False),
        ({".gitattributes": "*.sh text eol=lf\n"}, True),
        ({".gitattributes": "*.sh text\n", "src/.gitattributes": "*.py linguist-generated\n"}, False),
        ({".mailmap": "Ann <a@a.example> <ann@a.example>\n"}, False),
        ({".git-blame-ignore-revs": "unknown\n"}, True),
    ],
)
def test_the_hash_changes_with_what_the_settings_say_and_with_nothing_else(added, same, tmp_path):
    repository = build(tmp_path, {"a.py": "", "pyproject.toml": "[project]\nversion = '1'\n"}, added)

    first, last = (mined(repository, HASH, rev=rev) for rev in ("main~1", "main"))

    assert (first == last) is same


def test_whether_authors_are_told_is_kept(tmp_path):
    repository = build(tmp_path, {"a.py": ""}, own(dashboard="authors = true"))
    told = "SELECT by_author FROM mining_run"

    assert mined(repository, told, rev="main~1") == [(False,)]
    assert mined(repository, told) == [(True,)]


def test_the_hash_changes_with_an_ignored_revision(tmp_path):
    first = shas(build(tmp_path, {"a.py": "1\n"}))[0]
    (tmp_path / "again").mkdir()
    repository = build(tmp_path / "again", {"a.py": "1\n"}, {".git-blame-ignore-revs": first})

    assert mined(repository, HASH, rev="main~1") != mined(repository, HASH)


@pytest.mark.parametrize(
    "path", ["linespan.toml", ".mailmap", "src/.gitattributes", ".git-blame-ignore-revs"]
)
def test_settings_absent_from_a_copy_are_noted(path, tmp_path):
    repository = build(tmp_path, {"a.py": "", path: "# nothing\n"})
    absent = git("-C", repository, "rev-parse", f"main:{path}")
    (repository / "objects" / absent[:2] / absent[2:]).unlink()

    assert f"note: {path} is absent from this copy, and not read\n" in notes(repository, tmp_path)
