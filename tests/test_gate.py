"""A change and a policy in, a verdict out."""

from dataclasses import replace

import pytest

from analyzer.base import Compared
from analyzer.comparison import Comparison, Side
from analyzer.smells.bodies import Found
from analyzer.smells.model import Smell
from analyzer.smells.suppressions import Suspect
from metrics import baseline
from metrics.gate import Policy, judge, not_computed
from metrics.gate_result import Change, Severity, Status

COMPARED = Compared("main", "HEAD", "b" * 40, "h" * 40, "b" * 40, "--base", ("a note",))


def found(symbol, value, *, threshold=10.0, rule="complex-function", excused=None, path=b"a.py"):
    smell = Smell(rule, path, symbol, 0, 1, 9, value, threshold, "too complex")
    return Found(smell, [], excused)


def comparison(before=(), after=(), **facts):
    told = Comparison(
        COMPARED,
        Side(tuple(before), 100),
        Side(tuple(after), 100),
        blocks=(),
        renamed={},
        seen=1,
        source=1,
        analysed=frozenset({b"a.py"}),
        skipped=(),
        operations=(),
        baseline=(),
        idle=(),
        settings_changed=(),
        notes=(),
    )
    return replace(told, **facts)


def told(result):
    """(symbol, change, before, fails) of each finding, in order."""
    return [(one.smell.symbol, str(one.change), one.before, one.fails) for one in result.findings]


@pytest.mark.parametrize(
    ("before", "after", "tolerance", "expected"),
    [
        (12, 12, 0, []),
        (12, 11, 0, []),
        (12, 13, 0, [("f", "worse", 12, True)]),
        (12, 13, 5, [("f", "worse", 12, True)]),
        (12, 13, 10, []),
        (20, 21, 5, []),
        (20, 22, 5, [("f", "worse", 20, True)]),
        (1000, 1050, 5, []),
        (1000, 1051, 5, [("f", "worse", 1000, True)]),
    ],
)
def test_worse_is_what_grew_by_more_than_the_tolerance_in_percent(before, after, tolerance, expected):
    change = comparison([found("f", before)], [found("f", after)])

    assert told(judge(change, Policy(tolerance=tolerance))) == expected


@pytest.mark.parametrize(
    ("before", "after", "fails"), [(9.0, 8.9, False), (9.0, 8.0, True), (8.0, 9.0, False)]
)
def test_an_index_that_falls_below_its_limit_gets_worse_by_falling(before, after, fails):
    change = comparison(
        [found("", before, rule="low-maintainability")], [found("", after, rule="low-maintainability")]
    )

    assert (judge(change, Policy()).status is Status.failed) is fails


def test_a_smell_without_a_figure_gets_no_worse():
    change = comparison([found("f", None)], [found("f", None)])

    assert judge(change, Policy(tolerance=0)).status is Status.passed


def test_what_is_new_fails_and_what_went_is_healed():
    result = judge(comparison([found("old", 12)], [found("new", 12)]), Policy())

    assert told(result) == [("new", "new", None, True)]
    assert [smell.symbol for smell in result.healed] == ["old"]
    assert (result.status, result.exit_code, result.reason) == (Status.failed, 1, "1 new smell")


def test_nothing_is_nothing_to_fail_for():
    result = judge(comparison(), Policy())

    assert (result.status, result.exit_code, result.reason) == (Status.passed, 0, "")
    assert result.notes == ("a note",)
    assert (result.commits.base, result.commits.source) == ("b" * 40, "--base")


@pytest.mark.parametrize(
    ("policy", "status"),
    [
        (Policy(), Status.failed),
        (Policy(fail_on=frozenset({Change.new})), Status.failed),
        (Policy(fail_on=frozenset({Change.new}), max_new=1), Status.passed),
        (Policy(max_new=1), Status.failed),  # for what got worse
        (Policy(fail_on=frozenset({Change.worse}), max_new=1), Status.failed),
        (Policy(fail_on=frozenset()), Status.passed),
        (Policy(severities={"complex-function": Severity.warn}), Status.passed),
    ],
)
def test_the_policy_says_what_fails(policy, status):
    change = comparison([found("grown", 12)], [found("grown", 15), found("new", 12)])

    result = judge(change, policy)
    assert result.status is status
    assert len(result.findings) == 2


def test_a_reason_names_what_failed():
    change = comparison([found("a", 12)], [found("a", 15), found("b", 12), found("c", 12)])

    assert judge(change, Policy(max_new=1)).reason == "2 new smells, 1 allowed, 1 smell got worse"


def test_a_block_is_new_whatever_stood_before():
    block = found("", 7, threshold=5.0, rule="duplicated-block")
    result = judge(comparison([block], [], blocks=(block,)), Policy())

    assert told(result) == [("", "new", None, True)]


def test_the_worst_stands_first():
    after = [
        found("warned", 99, rule="long-function"),
        found("bad", 20),
        found("worst", 40),
        found("unmeasured", None),
    ]
    result = judge(comparison((), after), Policy(severities={"long-function": Severity.warn}))

    assert [one.smell.symbol for one in result.findings] == ["worst", "bad", "unmeasured", "warned"]


def test_an_index_of_nothing_is_the_worst_of_all():
    index = found("", 0.0, rule="low-maintainability")
    result = judge(comparison((), [found("bad", 90), index]), Policy())

    assert [one.smell.rule for one in result.findings] == ["low-maintainability", "complex-function"]


def test_what_a_comment_excuses_is_told_and_fails_nothing():
    result = judge(comparison((), [found("f", 12, excused="as in the table")]), Policy())

    assert result.status is Status.passed
    assert [(one.finding.smell.symbol, one.reason, one.finding.fails) for one in result.suppressed] == [
        ("f", "as in the table", False)
    ]
    assert result.after.smells == 0


def test_a_baseline_lets_stand_what_stood_and_not_grow():
    lines = (baseline.entry(found("f", 12).smell),)

    excused = judge(comparison((), [found("f", 12)], baseline=lines), Policy())
    assert (excused.status, [one.reason for one in excused.suppressed]) == (Status.passed, ["baseline"])
    grown = judge(comparison([found("f", 12)], [found("f", 24)], baseline=lines), Policy())
    assert grown.status is Status.failed


def test_what_excuses_nothing_is_told():
    gone, unknown = found("gone", 12).smell, found("f", 12, path=b"b.py").smell
    result = judge(
        comparison(
            baseline=(baseline.entry(gone), baseline.entry(unknown), "# no entry"),
            idle=(Suspect(b"a.py", 3, ("long-function",), "no reason given"),),
        ),
        Policy(),
    )

    assert result.suspects == (
        Suspect(b"a.py", 3, ("long-function",), "no reason given"),
        Suspect(b"linespan-baseline.txt", 1, ("complex-function",), "this smell stands no more"),
    )


def test_a_baseline_is_sorted_and_has_one_line_for_each_smell():
    smell = found("f", 12).smell
    odd = replace(smell, path=b"two\nlines\xff\\x.py", symbol="a\tb", subject="x\\n")

    assert baseline.written([odd, smell, smell]).splitlines() == [
        "complex-function\ta.py\tf\t0\t",
        "complex-function\ttwo\\x0alines\\x5cxff\\x5cx5cx.py\ta\\x09b\t0\tx\\x5cn",
    ]


@pytest.mark.parametrize(
    ("before", "after", "allowed", "status"),
    [
        ((2, 1000), (3, 1000), None, Status.passed),
        ((2, 1000), (3, 1000), 50, Status.passed),
        ((2, 1000), (3, 1000), 49, Status.failed),
        ((0, 1000), (1, 1000), 1000, Status.failed),
        ((2, 1000), (2, 500), 10, Status.failed),
        ((0, 0), (1, 1000), 10, Status.passed),
    ],
)
def test_a_team_can_limit_the_density_of_smells(before, after, allowed, status):
    sides = [
        Side(tuple(found(f"f{n}", 12) for n in range(smells)), lines) for smells, lines in (before, after)
    ]
    policy = Policy(fail_on=frozenset(), max_density_growth=allowed)

    result = judge(replace(comparison(), before=sides[0], after=sides[1]), policy)
    assert result.status is status


def test_smells_of_files_that_did_not_change_are_new_and_in_no_density():
    phantom = found("", None, threshold=None, rule="phantom-dependency", path=b"far.py")
    after = Side((), 100, elsewhere=(phantom,))
    policy = Policy(max_density_growth=0, severities={"phantom-dependency": Severity.warn})

    result = judge(replace(comparison(), after=after), policy)
    assert (result.status, result.after.smells) == (Status.passed, 0)
    assert [one.smell.path for one in result.findings] == [b"far.py"]
    mended = judge(replace(comparison(), before=after), policy)
    assert [smell.path for smell in mended.healed] == [b"far.py"]


def test_changed_source_of_which_nothing_was_analysed_is_no_answer():
    skipped = ((b"a.py", "unparsable: line 1"),)
    result = judge(comparison(analysed=frozenset(), skipped=skipped), Policy())

    assert (result.status, result.exit_code) == (Status.not_computed, 2)
    assert result.reason == "source changed, and none of it could be analysed: 1 unparsable: line 1"
    assert result.coverage.skipped == skipped


def test_a_change_without_source_passes():
    assert judge(comparison(source=0, analysed=frozenset()), Policy()).status is Status.passed


def test_what_was_not_computed_says_why():
    result = not_computed("no merge base", "name one")

    assert (result.exit_code, result.reason, result.hint, result.commits) == (
        2,
        "no merge base",
        "name one",
        None,
    )
