"""What lizard says of files in several languages, and what a file may not do to it."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analyzer.languages import language_of
from analyzer.smells import lizard_reader
from analyzer.smells.empty_catch import empty_catches
from analyzer.smells.model import Class, Examined
from analyzer.smells.other_languages import examine, suffix_of

FILES = {
    "stack.c": """\
int push(struct stack *s, int value)
{
\tif (!s || s->full)
\t\treturn -1;
\tfor (int i = 0; i < 2; i++) {
\t\twhile (s->busy) {
\t\t\twait(s);
\t\t}
\t}
\treturn 0;
}
static void pop(void) {}
""",
    "Stack.java": """\
package a;
class Stack {
  Stack() {}
  void push(int value, String name) {
    try { store(value); } catch (Full e) { }
  }
  void push(int value) { if (value > 0 && ready()) { push(value, ""); } }
}
""",
    "stack.js": """\
class Stack {
  constructor(size) { this.size = size }
  push(a, b) { return a.map((x) => { if (x) { return b } }) }
}
module.exports = { pop: function (n) { try { n() } catch {} } }
""",
    "stack.ts": "export const top = (a: number): number => { return a ? 1 : 2 };\n",
    "Stack.tsx": "export function Stack({a}: P) { return <b onClick={() => { if (a) go() }}>x</b> }\n",
    "stack.go": """\
package a
func (s *Stack) Push(a int) error {
\tif err := s.ready(); err != nil {
\t\tfor i := 0; i < a; i++ {
\t\t}
\t}
\treturn nil
}
""",
    "stack.rs": "fn each<F>(f: F) where F: for<'a> Fn(&'a u8) { for x in y { match x { _ => {} } } }\n",
    "stack.rb": "def push(a, b)\n  if a\n    b\n  end\nend\n",
    "stack.php": "<?php function push($a, $b) { if ($a) { foreach ($b as $c) { } } }\n",
    "Stack.cs": "namespace N {\n class Stack { int Top(int a) { if (a > 0) { return 1; } return 2; } } }\n",
    "stack.swift": "func push(a: Int) { guard let b = a else { return }\n if b > 1 { pop() } }\n",
    "Stack.kt": "fun push(a: Int) { if (a > 1) { when (a) { 2 -> {} } } }\n",
    "stack.cpp": "namespace n { int Stack::top(int a) { if constexpr (a) { return 1; } return 2; } }\n",
    "stack.lua": "function push(a, b)\n  if a then return b end\nend\n",
}


def examined(name: str, text: str) -> Examined:
    return examine(text.encode(), language_of(name.encode()), suffix_of(name.encode()))


@pytest.mark.parametrize("name", FILES)
def test_the_figures_are_those_of_lizards_command_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name], "utf-8")
    command = [sys.executable, "-m", "lizard", "--csv", name]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    expected = sorted(
        (row[7], int(row[9]), int(row[10]), int(row[1]), int(row[4]), int(row[3]))
        for row in csv.reader(printed.splitlines())
    )
    functions = examined(name, FILES[name]).functions
    assert expected
    assert expected == sorted(
        (one.symbol, one.start_line, one.end_line, one.cyclomatic, one.length, one.parameters)
        for one in functions
    )


@pytest.mark.parametrize(
    ("name", "nesting"),
    [
        ("stack.c", {"push": 2, "pop": 0}),
        ("Stack.java", {"Stack::Stack": 0, "Stack::push": 1}),
        ("stack.js", {"constructor": 0, "(anonymous)": 1, "push": 0, "pop": 1}),
        ("stack.go", {"Push": 2}),
        ("stack.rs", {"each": 2}),
        ("stack.rb", {"push": None}),
        ("stack.php", {"push": 2}),
        ("stack.swift", {"push": 1}),
        ("Stack.kt", {"push": 2}),
        ("stack.cpp", {"n::Stack::top": 1}),
    ],
)
def test_nesting_is_that_of_blocks_of_control_statements(name: str, nesting: dict[str, int | None]) -> None:
    assert {one.symbol: one.nesting for one in examined(name, FILES[name]).functions} == nesting


@pytest.mark.parametrize(
    ("body", "depth"),
    [
        ("if (a) { x(); } else if (b) { y(); } else if (c) { z(); } else { w(); }", 1),
        ("if (a) for (;;) while (b) x();", 0),
        ("if (a) x(); { y(); }", 0),
        ("do { switch (a) { case 1: if (b) { x(); } } } while (c);", 3),
        ("if (a) { x(); } if (b) { y(); }", 1),
        ("int v[] = { 1, 2 };", 0),
    ],
)
def test_a_chain_of_conditions_is_one_level(body: str, depth: int) -> None:
    (function,) = examined("a.c", f"void f(void) {{ {body} }}\n").functions
    assert function.nesting == depth


def test_same_names_are_told_apart_by_their_order() -> None:
    functions = examined("Stack.java", FILES["Stack.java"]).functions
    pushes = [one for one in functions if one.symbol == "Stack::push"]
    assert [(one.ordinal, one.start_line) for one in pushes] == [(0, 4), (1, 7)]


def test_classes_have_the_methods_that_name_them() -> None:
    nested = "class A {\n  void f() {}\n  class B {\n    int g() { return 1; }\n  }\n  A() {}\n}\n"
    assert examined("A.java", nested).classes == (Class("A", 0, 1, 6, 2), Class("A::B", 0, 3, 4, 1))
    assert examined("Stack.cs", FILES["Stack.cs"]).classes == (Class("N::Stack", 0, 2, 2, 1),)
    assert examined("stack.cpp", FILES["stack.cpp"]).classes == ()


@pytest.mark.parametrize(
    ("name", "code", "lines"),
    [
        ("a.java", "void f() {\n try { g(); } catch (IOException | Error e) {\n }\n}", [(2, 3)]),
        ("a.java", "try { g(); } catch (Exception ignored) { }", []),
        ("a.java", "try { g(); } catch (Exception e) { /* nothing to close */ }", []),
        ("a.java", "try { g(); } catch (Exception e) { log(e); }", []),
        ("a.java", 'String s = "catch (Exception e) {}"; // catch (Exception e) {}', []),
        ("a.js", "try { g() } catch {}\np.catch(() => {})\ntry { h() }\ncatch (e) {}", [(1, 1), (4, 4)]),
        ("a.ts", "const s = `\ncatch (e) {}\n`", []),
        ("a.kt", "try { g() } catch (e: Exception) { }", [(1, 1)]),
        ("a.kt", "try { g() } catch (expected: Exception) { }", []),
        ("a.swift", "do { try g() } catch let e as Oops { }", [(1, 1)]),
        ("a.cs", "try { G(); } catch { }", [(1, 1)]),
        ("a.cs", "try { G(); } catch (E e) when (e.Code == 1) { }", [(1, 1)]),
        ("a.go", "catch(e) {}", []),
    ],
)
def test_empty_catch_blocks(name: str, code: str, lines: list[tuple[int, int]]) -> None:
    marks = examined(name, code).marks
    assert [(mark.start_line, mark.end_line) for mark in marks] == lines
    assert {mark.rule for mark in marks} <= {"swallowed-error"}


def test_an_empty_catch_block_knows_the_innermost_function() -> None:
    (mark,) = examined("stack.js", FILES["stack.js"]).marks
    assert (mark.symbol, mark.subject) == (
        "pop",
        "module.exports = { pop: function (n) { try { n() } catch {} } }",
    )


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        (b"a.h", "c"),
        (b"src/A.TSX", "tsx"),
        (b"a.jsx", "jsx"),
        (b"a.mts", "ts"),
        (b"Rakefile", "rb"),
        (b"a.py", ""),
        (b"a.sql", ""),
        (b"Makefile", ""),
        (b"\xff.\xff", ""),
    ],
)
def test_lizard_is_told_the_language_by_a_suffix(path: bytes, suffix: str) -> None:
    assert suffix_of(path) == suffix


def test_lines_are_counted_and_ends_of_lines_are_alike() -> None:
    unix = examined("a.c", FILES["stack.c"])
    assert unix.lines == 12
    assert examined("a.c", FILES["stack.c"].replace("\n", "\r\n")).functions == unix.functions
    assert examined("a.c", "\ufeff" + FILES["stack.c"]).functions == unix.functions
    assert examined("a.c", "int f(void) {}").lines == 1
    assert examine(b"", "c", "c") == Examined("c", 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.js", b"a\0b", "binary"),
        ("a.js", b"//" + b"x" * lizard_reader.LARGEST, "larger than 1,048,576 bytes"),
        ("a.js", b"(a)=>{" * 5000, "nested too deep"),
        ("a.rs", b"fn f(){" * 5000, "nested too deep"),
        ("a.swift", b"#" * 500_000, "more than 1,000 number signs in a row"),
    ],
)
def test_what_can_not_be_read_says_why(
    name: str, content: bytes, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = examine(content, language_of(os.fsencode(name)), suffix_of(os.fsencode(name)))
    assert (found.unparsable, found.functions) == (reason, ())
    assert capfd.readouterr() == ("", "")


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(lizard_reader.GivenUpError, match="not read within 0 seconds"):
        lizard_reader.functions("int f(void) {}", "c", seconds=0)


@pytest.mark.parametrize("suffix", ["c", "java", "tsx", "rb", "swift"])
@pytest.mark.parametrize("piece", ["(", '"', "/*", "`${", "a::", "catch (", "#"])
def test_no_run_of_anything_stops_the_reading(suffix: str, piece: str) -> None:
    assert examine(piece.encode() * 5_000, "any", suffix).lines == 1


@pytest.mark.parametrize("piece", ["/*", "`", '\\"', "'", "catch ", "catch (", "catch(()", "catch {"])
def test_no_run_of_anything_stops_the_search_for_empty_catch_blocks(piece: str) -> None:
    assert list(empty_catches("catch" + piece * 100_000, "ts")) == []


def test_thousands_of_classes_with_empty_catch_blocks_take_no_longer_than_their_length() -> None:
    content = "\n".join(f"class C{n} {{ void f() {{ try {{ }} catch (E e) {{ }} }} }}" for n in range(4000))
    began = time.process_time()

    found = examine(content.encode(), "java", "java")

    assert time.process_time() - began < 8  # it was 18, and grew with the square
    assert found.classes[3999] == Class("C3999", 0, 4000, 4000, 1)
    assert (found.marks[3999].symbol, found.marks[3999].start_line) == ("C3999::f", 4000)
