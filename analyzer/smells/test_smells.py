"""Python tests that can not fail, or that show no more than that their mocks work.

A test is what pytest collects by default: functions `test*` at the top of a file, methods `test*` of classes
`Test*` and of unittest's cases. Fixtures and skipped tests are none. A helper of the same file that asserts
counts as an assertion wherever it is called, and so does a call of a helper from elsewhere whose name says
that it checks.

An assertion on the unit's own results is one that is not about a mock: neither `mock.assert_called...()` nor
a comparison of `call_count` and the like. A mock set-up is a mock that is made, a patch, or a `return_value`
or `side_effect` that is assigned; what `monkeypatch` sets is no mock by itself. After Hora and Robbes (MSR
2026, arXiv 2602.00409).
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from analyzer.smells.model import Mark
from analyzer.smells.python_source import Definition, FunctionNode, Parsed

FEWEST_SETUPS = 3
_OUTSIDE = frozenset(("fixture", "skip"))
_ASSERTS = re.compile(
    r"_*(?:assert|fail(?:$|_|If|Unless)|expect)|raises$|warns$|deprecated_call$|(?:no_)?(?:fn|re_)match_lines?"
)
_SAYS_IT_CHECKS = re.compile(r"_*(?:check|verify)(?:_(?!output|call)|$|[A-Z])")
_ON_MOCK = re.compile(
    r"assert_(?:called|any_call|has_calls|not_called|awaited|any_await|has_awaits|not_awaited)"
)
_OF_MOCK = re.compile(r"called$|call_count$|call_args|mock_calls$|method_calls$|await_count$|await_args")
_MAKES_MOCK = re.compile(
    r"(?:Magic|Async|NonCallable|NonCallableMagic|Property|Seal)?Mock$|create_autospec$|mock_open$"
)
_CONFIGURES = frozenset(("return_value", "side_effect"))
_MAY_SET_UP = re.compile(r"Mock|create_autospec|mock_open|patch|return_value|side_effect")


def smells_of_tests(source: Parsed) -> Iterator[Mark]:
    """Marks of the rules empty-test, test-without-assertion and mostly-mocks, in the order of lines."""
    tests = list(_tests(source.definitions))
    helpers = _helpers(source) if tests else frozenset()
    may_set_up = _MAY_SET_UP.search(source.text)  # most files do not, and to walk their trees takes long
    for test in tests:
        if all(map(_says_nothing, test.node.body)):
            yield _mark("empty-test", test, "the test has no statement")
            continue
        assertions = list(_assertions(test.node, helpers))
        setups = sum(1 for _ in _setups(test.node)) if may_set_up else 0
        own = sum(1 for assertion in assertions if not _is_about_mock(assertion))
        if not assertions:
            yield _mark("test-without-assertion", test, "the test asserts nothing")
        if setups >= FEWEST_SETUPS and setups > own:
            message = f"more mocks are set up ({setups}) than results are asserted ({own})"
            yield _mark("mostly-mocks", test, message)


def _mark(rule: str, test: Definition, message: str) -> Mark:
    # Without a subject, as smells of functions: a test is found again by its name and its body.
    end = test.node.end_lineno or test.node.lineno
    return Mark(rule, test.symbol, test.node.lineno, end, "", message)


def _tests(definitions: Sequence[Definition]) -> Iterator[Definition]:
    classes = {one.symbol: one.node for one in definitions if isinstance(one.node, ast.ClassDef)}
    for one in definitions:
        owner, _, name = one.symbol.rpartition(".")
        if (
            isinstance(one.node, FunctionNode)
            and name.startswith("test")
            and (not owner or (owner in classes and _has_tests(classes[owner], classes)))
            and not any(_last_name(decorator) in _OUTSIDE for decorator in one.node.decorator_list)
        ):
            yield one


def _has_tests(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> bool:
    """Whether pytest looks for tests in a class: by its name, or as one of unittest's cases by its bases."""
    if node.name.startswith("Test"):
        return True
    waiting, seen = [node], {node.name}
    while waiting:
        names = {_last_name(base) for base in waiting.pop().bases} - seen
        if any(name.endswith(("TestCase", "TestCaseMixin")) for name in names):
            return True
        waiting += [classes[name] for name in names if name in classes]
        seen |= names
    return False


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _helpers(source: Parsed) -> frozenset[str]:
    """Names of the functions of a file that assert, themselves or through one another."""
    callers: dict[str, list[str]] = {}
    asserting = set()
    for one in source.definitions:
        if not isinstance(one.node, FunctionNode) or one.node.name.startswith("test"):
            continue
        if any(_assertions(one.node, frozenset())):
            asserting.add(one.node.name)
        for node in ast.walk(one.node):
            if isinstance(node, ast.Call):
                callers.setdefault(_last_name(node.func), []).append(one.node.name)
    waiting = list(asserting)
    while waiting:
        found = {caller for caller in callers.get(waiting.pop(), ()) if caller not in asserting}
        asserting |= found
        waiting += found
    return frozenset(asserting)


def _assertions(node: ast.AST, helpers: AbstractSet[str]) -> Iterator[ast.AST]:
    for below in ast.walk(node):
        if isinstance(below, ast.Assert):
            yield below
        elif isinstance(below, ast.Raise):
            if below.exc is not None and _last_name(below.exc) == "AssertionError":
                yield below
        elif isinstance(below, ast.Call):
            name = _last_name(below.func)
            if _ASSERTS.match(name) or _SAYS_IT_CHECKS.match(name) or name in helpers:
                yield below


def _is_about_mock(assertion: ast.AST) -> bool:
    if isinstance(assertion, ast.Call) and _ON_MOCK.match(_last_name(assertion.func)):
        return True
    return any(isinstance(node, ast.Attribute) and _OF_MOCK.match(node.attr) for node in ast.walk(assertion))


def _setups(test: ast.AST) -> Iterator[ast.AST]:
    """The set-ups of mocks in a test and its decorators; what stands in another set-up is a part of that."""
    waiting: list[ast.AST] = [test]
    while waiting:
        node = waiting.pop()
        if _is_setup(node):
            yield node
        else:
            waiting += ast.iter_child_nodes(node)


def _is_setup(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(
            isinstance(target, ast.Attribute) and target.attr in _CONFIGURES for target in node.targets
        )
    if not isinstance(node, ast.Call):
        return False
    if _MAKES_MOCK.match(_last_name(node.func)):
        return True
    # Such as mock.patch(), patch.object() and mocker.patch.dict().
    return "patch" in _dotted(node.func)[-2:]


def _last_name(node: ast.AST) -> str:
    """`c` of `a.b.c` and of `a.b.c()`."""
    node = node.func if isinstance(node, ast.Call) else node
    return next(iter(reversed(_dotted(node))), "")


def _dotted(node: ast.AST) -> list[str]:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.insert(0, node.id)
    return names
