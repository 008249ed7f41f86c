"""Tests that assert nothing, and tests that mostly mock."""

import textwrap

import pytest

from analyzer.smells.python_source import parse
from analyzer.smells.test_smells import smells_of_tests


def told(code: str) -> list[tuple[str, str]]:
    source = parse(textwrap.dedent(code).encode())
    return [(mark.rule, mark.symbol) for mark in smells_of_tests(source)]


def rules(body: str) -> set[str]:
    """Of one test with that body."""
    return {rule for rule, _ in told("def test_it(self, mocker):\n" + textwrap.indent(body, "    "))}


@pytest.mark.parametrize(
    "body",
    [
        "assert f()",
        "with pytest.raises(E):\n    f()",
        "pytest.raises(E, f)",
        "with pytest.warns(W):\n    f()",
        "self.assertEqual(f(), 1)",
        "with self.assertRaises(E):\n    f()",
        "m.assert_called_once_with(1)",
        "np.testing.assert_allclose(f(), 1)",
        "for x in y:\n    if x:\n        assert f(x)",
        "def check():\n    assert f()\nrun(check)",
        "if f():\n    raise AssertionError('f')",
        "if f():\n    pytest.fail()",
        "self.fail('f')",
        "expect(page).to_have_title('a')",
        "check_it(f())",
        "self.verify(f())",
        "result.stdout.fnmatch_lines(['*'])",
    ],
)
def test_what_asserts(body):
    assert rules(body) == set()


@pytest.mark.parametrize(
    "body",
    [
        "f()",
        "print(f())",
        "try:\n    f()\nexcept E:\n    raise",
        "x = 'assert f()'",
        "subprocess.check_output(['f'])",
        "subprocess.check_call(['f'])",
        "with open(f) as g:\n    g.read()",
    ],
)
def test_what_does_not_assert(body):
    assert rules(body) == {"test-without-assertion"}


@pytest.mark.parametrize("body", ["pass", "...", '"""Later."""', '"""Later."""\npass'])
def test_an_empty_test_is_told_as_nothing_else(body):
    assert rules(body) == {"empty-test"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def test(): f()", ["test"]),
        ("async def test_a(): f()", ["test_a"]),
        ("def helper(): f()", []),
        ("class TestA:\n    def test_a(self): f()\n    def help(self): f()", ["TestA.test_a"]),
        ("class A:\n    def test_a(self): f()", []),
        ("class A(unittest.TestCase):\n    def test_a(self): f()", ["A.test_a"]),
        ("class A(TestCase): x = 1\nclass B(A):\n    def test_b(self): f()", ["B.test_b"]),
        ("class A(B): x = 1\nclass B(A):\n    def test_b(self): f()", []),
        ("class TestA:\n    class TestB:\n        def test_a(self): f()", ["TestA.TestB.test_a"]),
        ("def test_a():\n    def test_inner(): f()\n    assert g(test_inner)", []),
        ("@pytest.fixture\ndef test_app(): f()", []),
        ("@pytest.fixture(scope='module')\ndef test_app(): f()", []),
        ("@pytest.mark.skip\ndef test_a(): f()", []),
        ("@unittest.skip('why')\ndef test_a(): f()", []),
        ("@pytest.mark.slow\ndef test_a(): f()", ["test_a"]),
    ],
)
def test_what_is_a_test(code, expected):
    assert told(code) == [("test-without-assertion", symbol) for symbol in expected]


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        ("def same(a): assert a", []),
        ("def same(a): deeper(a)\ndef deeper(a): assert a", []),
        ("def same(a): return a", ["test_a"]),
        ("def same(a): same(a)", ["test_a"]),
    ],
)
def test_a_helper_of_the_file_asserts_for_the_test(helper, expected):
    assert [symbol for _, symbol in told(f"{helper}\ndef test_a(): same(f())")] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a = Mock()\nb = mock.MagicMock()\nc = mocker.Mock()\nf(a, b, c)\na.assert_called_once()", 0),
        ("a.return_value = 1\nb.c.side_effect = E\nd = AsyncMock()\nassert f() == 1", 1),
        ("with patch('a'), patch.object(b, 'c'), mock.patch.dict(d):\n    assert f()", 1),
        ("mocker.patch('a')\nmocker.patch.object(b, 'c')\ncreate_autospec(d)\nassert a.call_count == 1", 0),
        ("p = patch('a', new=Mock(return_value=Mock()))\np.start()\nMock()\nassert f()", None),
        ("a = Mock()\nb = Mock()\nassert f(a, b)", None),
        ("a = Mock()\nb = Mock()\nc = Mock()\nassert f(a)\nassert f(b)\nassert f(c)", None),
        ("monkeypatch.setattr(a, 'b', 1)\n" * 3 + "assert f()", None),
        ("a = Mock()\nb = Mock()\nc = Mock()\nself.assertEqual(a.call_args_list, [])", 0),
    ],
)
def test_mostly_mocks(body, expected):
    source = parse(("def test_it(self, mocker):\n" + textwrap.indent(body, "    ")).encode())
    messages = [mark.message for mark in smells_of_tests(source) if mark.rule == "mostly-mocks"]
    assert messages == (
        [] if expected is None else [f"more mocks are set up (3) than results are asserted ({expected})"]
    )


def test_decorators_patch_too():
    code = "@patch('a')\n@patch('b')\n@mock.patch.object(c, 'd')\ndef test_a(x, y, z):\n    assert f()\n"
    (mark,) = smells_of_tests(parse(code.encode()))
    assert (mark.rule, mark.symbol, mark.start_line, mark.end_line, mark.subject, mark.message) == (
        "mostly-mocks",
        "test_a",
        4,
        5,
        "",
        "more mocks are set up (3) than results are asserted (1)",
    )


def test_long_chains_of_helpers_and_of_classes_are_read_in_no_time():
    helpers = "".join(f"def h{number}(): h{number + 1}()\n" for number in range(5_000))
    assert told(f"{helpers}def h5000(): assert x\ndef test_a(): h0()\n") == []
    names = [f"A{number}" for number in range(40)]
    classes = "".join(f"class {name}({', '.join(names)}):\n    def test_a(self): f()\n" for name in names)
    assert told(classes) == []
