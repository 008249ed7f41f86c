import ast
import io
import json
import subprocess
import sys
import sysconfig
import tokenize
from pathlib import Path

import pytest
from radon.raw import analyze

from analyzer.smells import python_source
from analyzer.smells.cognitive import cognitive
from analyzer.smells.model import Class, Examined
from analyzer.smells.python import examine
from analyzer.smells.python_source import UnparsableError, parse
from analyzer.smells.raw_lines import raw_lines
from analyzer.smells.record import packed, unpacked
from analyzer.smells.ruff import MODULE, PACKAGE, STUB, Source, check, name_of

PROJECT = Path(__file__).parents[1]
NESTED = """\
import x
class Outer:
    def method(self, a, /, b, *args, c=1, **more):
        def inner(self):
            if a:
                return [i for i in a if i]
            assert b
        class Local:
            def deep(cls, z):
                while z or a: pass
        return inner
    @property
    def method(self): return 1
    if x:
        async def late(self):
            async with x: return 2
    class Inner:
        def own(me): return 3
@x
def plain():
    try:
        for i in x:
            with x:
                if i: pass
                elif x: pass
                elif i > 1: pass
                else:
                    if x: pass
    except E: pass
    else: pass
def chosen(v):
    match v:
        case 1: pass
        case _: pass
"""
ODD = {
    "empty.py": "",
    "nested.py": NESTED,
    "semicolons.py": "if x: a = 1; b = 2\nc = 3; d = {1: 2}\ndef f(): return 1;\nx[1:y]; z\nif x: y; \n",
    "strings.py": '"""doc\n\n# no comment\n"""\n'
    'x = """a\n;:\n"""  # yes\n"one"\n\'a\\\nb\'\nx = f"{x:>3}"\nb"" b""\n',
    "comments.py": "# one \\\n# two\nx = (  # three\n\n  # four\n  1)\n'''#'''  # five\n",
    "feeds.py": "x = 1\n\x0c\ndef f():\n    return 1\n\x0cy = 2\n",
    "joined.py": "x = 1 + \\\n    2\nif x and \\\n   y:\n    pass\nassert x, \\\n  'y'\n",
    "colons.py": "x: int = 1\nlambda: 0\nif (y := 1): pass\nz = x[a:\n b]\nclass C: pass\n",
    "carriage.py": "def f():\r\n    '''a\r\n    b'''\r\n    return 1\r\n",
    "twice.py": "class A:\n"
    "    def f(self): return g() + h(1) or [2] * (3 if self else 4)\n"
    "    class B:\n"
    "        def f(self): return g() + h(1)\n"
    "class C:\n"
    "    def f(self): return g() + h(1) or [2] * (3 if self else 4)\n"
    "    if x:\n"
    "        def f(self): return g() + h(1)\n"
    "def f(self): return g() + h(1)\n"
    "if x:\n    class D:\n        def f(self): return g() + h(1) if self else -g()\n",
    "unicode.py": "größe = '\u00a0'\ndef λ(ß): return ß\n",
}


def asked(folder: Path, *options: str) -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "radon", *options, "-j", "."]
    return json.loads(subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout)


def test_the_figures_are_those_of_radons_command_line(tmp_path: Path) -> None:
    files = {
        path.name: path.read_bytes()
        for part in ("analyzer", "dashboard", "tests")
        for path in (PROJECT / part).glob("*.py")
    }
    files |= {name: text.encode() for name, text in ODD.items()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    blocks, index, volume = (
        asked(tmp_path, "cc", "--show-closures"),
        asked(tmp_path, "mi"),
        asked(tmp_path, "hal"),
    )
    for name, content in files.items():
        found = examine(content)
        assert not found.unparsable
        assert unpacked(packed(found)) == found
        told = {block["lineno"]: block for block in blocks.get(name, [])}
        functions = {one.start_line: one.cyclomatic for one in found.functions}
        of_functions = {line: one["complexity"] for line, one in told.items() if one["type"] != "class"}
        assert functions | of_functions == functions
        methods = {line: len(one["methods"]) for line, one in told.items() if one["type"] == "class"}
        assert {one.start_line: one.methods for one in found.classes if one.start_line in methods} == methods
        total = volume[name]["total"]
        assert tuple(found.halstead) == (total["volume"], total["difficulty"], total["effort"])
        if not splits_strings(content):
            assert found.maintainability == index[name]["mi"], name


def splits_strings(content: bytes) -> bool:
    """Whether this Python's tokenizer takes a formatted string apart."""
    tokens = tokenize.tokenize(io.BytesIO(content).readline)
    return any(tokenize.tok_name[token.type].endswith("STRING_START") for token in tokens)


@pytest.mark.parametrize("name", ODD)
def test_raw_lines_are_those_of_radons_raw_pass(name: str) -> None:
    text = ODD[name].replace("\r\n", "\n")
    if not splits_strings(text.encode()):
        raw = analyze(text)
        assert raw_lines(text) == (raw.lloc, raw.sloc, raw.comments, raw.multi)


def test_raw_lines_stop_where_radon_does() -> None:
    text = "x = 'a\x0cb'\n"
    assert raw_lines(text) is None
    with pytest.raises(SyntaxError):
        analyze(text)
    assert examine(text.encode()).maintainability is None


def test_functions_have_qualified_names_and_figures() -> None:
    found = {
        (one.symbol, one.ordinal): (one.start_line, one.length, one.cyclomatic, one.parameters, one.nesting)
        for one in examine(NESTED.encode()).functions
    }
    assert found == {
        ("Outer.method", 0): (3, 9, 1, 5, 0),
        ("Outer.method.inner", 0): (4, 4, 5, 0, 1),
        ("Outer.method.Local.deep", 0): (9, 2, 3, 1, 1),
        ("Outer.method", 1): (13, 1, 1, 0, 0),
        ("Outer.late", 0): (15, 2, 1, 0, 1),
        ("Outer.Inner.own", 0): (18, 1, 1, 1, 0),
        ("plain", 0): (20, 11, 8, 0, 5),
        ("chosen", 0): (31, 4, 2, 1, 1),
    }


@pytest.mark.parametrize(
    ("source", "length"),
    [
        ('def f():\n    """One line."""\n    return 1\n', 2),
        ('def f():\n    """Three\n\n    lines.\n    """\n    return 1\n', 2),
        ('def f():\n    """Nothing else."""\n', 1),
        ('def f(): "On the same line."\n', 1),
        ('def f():\n    """Not alone."""; return 1\n', 2),
        ('def f():\n    name = """Not\n    one."""\n    return name\n', 4),
    ],
)
def test_a_docstring_makes_no_function_longer(source: str, length: int) -> None:
    assert [one.length for one in examine(source.encode()).functions] == [length]


def test_classes_have_the_methods_in_their_own_body() -> None:
    assert examine(NESTED.encode()).classes == (
        Class("Outer", 0, 2, 18, 3),
        Class("Outer.method.Local", 0, 8, 10, 1),
        Class("Outer.Inner", 0, 17, 18, 1),
    )


def test_lines_know_the_innermost_symbol() -> None:
    symbols = parse(NESTED.encode()).symbols
    assert [symbols[line] for line in (0, 1, 2, 5, 9, 11, 12, 19)] == [
        "",
        "",
        "Outer",
        "Outer.method.inner",
        "Outer.method.Local.deep",
        "Outer.method",
        "Outer.method",
        "plain",
    ]


def test_cognitive_complexity_counts_inner_functions_in_the_outer() -> None:
    found = {one.symbol: one.cognitive for one in examine(NESTED.encode()).functions}
    assert found["Outer.method.inner"] is None
    assert (found["chosen"], found["Outer.late"]) == (1, 0)
    assert found["plain"] == cognitive(NESTED)[19]
    assert cognitive("def f():  # complexipy: ignore\n    if x: pass\n") == {}


def test_complexipy_gives_what_its_command_line_prints(tmp_path: Path) -> None:
    (tmp_path / "nested.py").write_text(NESTED, "utf-8")
    command = [Path(sysconfig.get_path("scripts"), "complexipy"), "--isolated", "--output-format", "json"]
    subprocess.run(
        [*command, "--output", "told.json", "-q", "nested.py"], cwd=tmp_path, capture_output=True, check=False
    )
    told = json.loads((tmp_path / "told.json").read_bytes())
    assert sorted(one["complexity"] for one in told) == sorted(cognitive(NESTED).values())


def marks(text: str, name: str = MODULE) -> list[tuple[str, str, int, str]]:
    content = text.encode()
    (findings,) = check([Source(name, content)])
    return [(one.rule, one.symbol, one.start_line, one.subject) for one in examine(content, findings).marks]


SWALLOWED = "def f():\n    try:\n        g()\n    except %s\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (SWALLOWED % "Exception: pass", [4]),
        ((SWALLOWED % ": pass").replace("except :", "except:"), [4]),
        (SWALLOWED % "Exception:\n        ...", [4]),
        (SWALLOWED % "BaseException as error:\n        'nothing'", [4]),
        (SWALLOWED % "ValueError: pass", []),
        (SWALLOWED % "Exception:\n        log()", []),
        (SWALLOWED % "Exception: pass  # noqa: S110", []),
        ("for i in x:\n    try: i()\n    except Exception: continue\n", [3]),
    ],
)
def test_swallowed_errors(text: str, lines: list[int]) -> None:
    assert [line for rule, _, line, _ in marks(text) if rule == "swallowed-error"] == lines


def test_marks_have_a_place_and_the_form_of_their_line() -> None:
    text = "import os\nclass C:\n    def m(self,   a, flag=True, b=[]):\n        # x = f(1)\n        y = 3\n"
    assert marks(text) == [
        ("unused-import", "", 1, "import os"),
        ("unused-argument", "C.m", 3, "def m(self, a, flag=True, b=[]):"),
        ("boolean-trap", "C.m", 3, "def m(self, a, flag=True, b=[]):"),
        ("unused-argument", "C.m", 3, "def m(self, a, flag=True, b=[]):"),
        ("unused-argument", "C.m", 3, "def m(self, a, flag=True, b=[]):"),
        ("mutable-default", "C.m", 3, "def m(self, a, flag=True, b=[]):"),
        ("commented-out-code", "C.m", 4, "# x = f(1)"),
        ("unused-variable", "C.m", 5, "y = 3"),
    ]


@pytest.mark.parametrize("parameter", ["flag=True", "flag: bool = True", "flag: bool"])
def test_a_boolean_parameter_is_told_by_name_with_a_type_and_without(parameter: str) -> None:
    content = f"def f(*, a): return a\ndef g(é, {parameter}): return flag, é\n".encode()
    (findings,) = check([Source(MODULE, content)])
    messages = [mark.message for mark in examine(content, findings).marks]
    assert messages == ["Positional parameter `flag` is true or false"]


def test_a_type_and_a_default_make_one_boolean_trap() -> None:
    assert [rule for rule, *_ in marks("def f(flag: bool = True): return flag\n")] == ["boolean-trap"]


def test_what_a_package_imports_is_used() -> None:
    text = "from .a import b\nimport os\n"
    assert [rule for rule, *_ in marks(text)] == ["unused-import", "unused-import"]
    assert marks(text, PACKAGE) == []


def test_ruff_reads_no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ruff.toml").write_text("lint.ignore = ['F401']\n", "utf-8")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "concise")
    (findings,) = check([Source(MODULE, b"import os\n")])
    assert findings is not None
    assert [one.code for one in findings] == ["F401"]


def test_a_file_that_stops_ruff_does_not_stop_the_others() -> None:
    deep = b"x = " + b"-" * 100_000 + b"1\n"
    sources = [Source(MODULE, b"import a\n"), Source(MODULE, deep), Source(MODULE, b"import b\n")]
    first, second, third = check(sources)
    assert (len(first or ()), second, len(third or ())) == (1, None, 1)
    assert examine(deep, second).unparsable == "ruff can not read it"
    assert check([]) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (b"a/__init__.py", PACKAGE),
        (b"__init__.py", PACKAGE),
        (b"a.pyi", STUB),
        (b"a/b.py", MODULE),
        (b"script", MODULE),
    ],
)
def test_ruff_is_told_packages_from_stubs(path: bytes, name: str) -> None:
    assert name_of(path) == name


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"print 'x'\n", "line 1: Missing parentheses in call to 'print'"),
        (b"x = 1\n\0", "binary"),
        (b"# coding: rot13\nx", "not text: 'rot13' is not a text encoding"),
        (b"# coding: Punycode\nx", "not text: the encoding "),
        (b"# coding: nonsense\nx", "unknown encoding: nonsense"),
        (b"x = '\xe9'\n", "invalid or missing encoding declaration"),
        (b"x = '" + b"a" * python_source.LARGEST, "larger than 1,048,576 bytes"),
        (b"x = " + b"-" * 100_000 + b"1", "nested too deep"),
        (b"+".join([b"1"] * 900), "nested too deep"),
        (b"+".join([b"1"] * 50_000), "nested too deep"),
        (b"if a:\n pass\n" + b"elif a:\n pass\n" * 8_000, "nested too deep"),
        (b"(" * 300, "line 1: "),
        (b"x = " + b"9" * 5_000, "line 1: Exceeds the limit"),
        (b"<<<<<<< HEAD\n", "line 1: invalid syntax"),
    ],
)
def test_what_can_not_be_read_says_why(content: bytes, reason: str) -> None:
    found = examine(content)
    assert found.unparsable.startswith(reason)
    assert len(found.unparsable) <= 200
    assert found == Examined("python", found.lines, unparsable=found.unparsable)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", 0),
        (b"x = 1", 1),
        (b"\xef\xbb\xbfx = 1\n", 1),
        (b"# coding: latin-1\nx = '\xe9'\n", 2),
        (b"x = '\\d' is 1\r\ny = 2\r\n", 2),
        (b"\x0cdef f(): pass\n", 1),
        (b"x = [" + b"1,\n" * 100_000 + b"]\n", 100_001),
        (b"x = '''" + b"a;:#\n" * 100_000 + b"'''\n", 100_001),
        (b"x = 1; " * 5_000, 1),
        (b"'" + b"\\\n" * 100_000 + b"'", 100_001),
    ],
)
def test_odd_files_are_read(content: bytes, lines: int, recwarn: pytest.WarningsRecorder) -> None:
    found = examine(content)
    assert (found.unparsable, found.lines) == ("", lines)
    assert not list(recwarn)


def test_a_parsed_file_keeps_its_tree() -> None:
    parsed = parse(b"def f(): pass\n")
    assert isinstance(parsed.tree, ast.Module)
    assert parsed.subject(1) == "def f(): pass"
    assert parsed.subject(9) == ""
    with pytest.raises(UnparsableError):
        parse(b"def")
