"""Reports of smells to write in every notation, among them the most hostile that a history could ask for."""

from analyzer.agents import Evidence
from analyzer.base import Compared
from analyzer.change_commits import ChangeCommits, WithAI
from analyzer.smells.model import Smell
from analyzer.smells.suppressions import Suspect
from dashboard.formats.smells.report import Standing, of_gate, of_tree
from metrics.gate_result import (
    Change,
    Coverage,
    Finding,
    GateResult,
    Severity,
    Status,
    Suppressed,
    Totals,
)

HOSTILE = (
    "\x1b]0;owned\x07\x9b31m::error::x\n::set-output name=a::b\r##[error]y]]>|`` <img src=x>@all[a](b)"
    "\u202e=1+1%0A\ufffe\x00\ud800"
)


COMMITS = Compared("main", "HEAD", "a" * 40, "b" * 40, "c" * 40, "--base")


def smell(
    rule="complex-function", path=b"school.py", symbol="grade", ordinal=0, line=3, value=12.0, **others
):
    """A smell with what a test is about, and the rest as usual."""
    limit = {"complex-function": 10.0, "duplicated-block": 5.0}.get(rule)
    message = others.pop("message", "cyclomatic complexity is above the limit")
    return Smell(
        rule, path, symbol, ordinal, line, line + 9, value if limit else None, limit, message, **others
    )


def finding(found, change=Change.new, severity=Severity.error, before=None, fails=None):
    return Finding(found, change, severity, before, severity is Severity.error if fails is None else fails)


def failed(*findings, **others):
    """The result of a gate that these findings failed."""
    return GateResult(
        Status.failed,
        **{
            "reason": f"{len(findings)} new smells",
            "hint": "",
            "commits": COMMITS,
            "findings": findings,
            "coverage": Coverage(3, 2, 2, ((b"logo.png", "binary"),)),
            "authorship": ChangeCommits(0, ()),
        }
        | others,
    )


def full(text="plain"):
    """A result with something in every field, and `text` wherever a history could have put it."""
    path = text.encode("utf-8", "surrogatepass")
    worst = smell(path=path, symbol=text, message=f"in {text}", subject=text)
    copied = smell("duplicated-block", path, text, value=7.0, other=(path, 40), message=text)
    warned = smell("unused-import", path, "", 1, 1, message=f"`{text}` is not used", subject=text)
    sign = Evidence(text, text, "co-author", "co-authored", "explicit", text)
    return failed(
        finding(worst, Change.worse, before=11.0),
        finding(copied),
        finding(warned, severity=Severity.warn),
        reason=f"2 new smells in {text}",
        hint=f"see {text}",
        commits=Compared(text, text, "a" * 40, "", "", text),
        healed=(smell(path=path, symbol=text, ordinal=7),),
        suppressed=(Suppressed(finding(smell(path=path, ordinal=8), fails=False), text or "baseline"),),
        suspects=(Suspect(path, 4, (text,), "no reason given"),),
        coverage=Coverage(9, 5, 4, ((path, "binary"),)),
        before=Totals(3, 1000),
        after=Totals(5, 1200),
        operations=(("added", 30), ("copied", 10), ("moved", 0)),
        authorship=ChangeCommits(3, (WithAI("e" * 40, text, (text,), (sign,), True, True),)),
        settings_changed=(text,),
        notes=(text,),
    )


def standing(text="plain"):
    """What stands in a tree, with `text` wherever a history could have put it."""
    path = text.encode("utf-8", "surrogatepass")
    return Standing(
        asked=text,
        commit="d" * 40,
        findings=(
            (smell(path=path, symbol=text), Severity.error),
            (smell("unused-import", path), Severity.warn),
        ),
        suppressed=((smell(path=path, ordinal=1), Severity.error, text),),
        suspects=(Suspect(path, 4, (text,), "no reason given"),),
        coverage=Coverage(4, 3, 2, ((path, "does not parse"),)),
        totals=Totals(2, 800),
        notes=(text,),
    )


def reports(text="plain"):
    """A report of each kind."""
    nothing = GateResult(Status.not_computed, f"there is no {text}", f"name {text}", None)
    passed = GateResult(Status.passed, "", "", COMMITS, coverage=Coverage(1, 1, 1, ()))
    dense = failed(reason="2.0 -> 4.0 smells per 1,000 lines")
    gates = [of_gate(result) for result in (full(text), nothing, passed, dense)]
    return [*gates, of_gate(full(text), exit_zero=True), of_tree(standing(text))]
