"""What is known of a blob becomes smells: by where the file stands, what it is for, what a team allows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from analyzer.smells.model import Class, Examined, Function, Mark, Smell
from analyzer.smells.rules import CLASS, FILE, FUNCTION, LINE, OFF, RULES, Rule
from analyzer.smells.standards import Standards

_ORDER = {name: place for place, name in enumerate(RULES)}


class _File(NamedTuple):
    """A whole file, measured as its functions are."""

    symbol: str
    start_line: int
    end_line: int
    lines: int
    maintainability: float | None


def smells(path: bytes, role: str, examined: Examined, standards: Standards) -> list[Smell]:
    """The smells of one file, in the order of its lines.

    role: as files.classify says; rules that do not look at it, and those that are off, find nothing.
    Duplicated blocks and phantom dependencies take more than one file, and are not found here.
    """
    rules = [rule for name, rule in RULES.items() if role in rule.roles and standards.severities[name] != OFF]
    return numbered(
        [*_beyond_limits(path, examined, rules, standards), *_marked(path, examined.marks, rules)]
    )


def numbered(found: Iterable[Smell]) -> list[Smell]:
    """Smells by path and line, each with its ordinal among those that are named alike."""
    seen: Counter[tuple[str, bytes, str, str]] = Counter()
    told = []
    for smell in sorted(found, key=_place):
        alike = (smell.rule, smell.path, smell.symbol, smell.subject)
        told.append(smell if smell.ordinal == seen[alike] else replace(smell, ordinal=seen[alike]))
        seen[alike] += 1
    return told


def _place(smell: Smell) -> tuple[bytes, int, int, int]:
    # Of those that begin together the outer first; then in the order of the rules.
    return smell.path, smell.start_line, -smell.end_line, _ORDER[smell.rule]


def _beyond_limits(
    path: bytes, examined: Examined, rules: Iterable[Rule], standards: Standards
) -> Iterator[Smell]:
    measured: Mapping[str, Sequence[Function | Class | _File]] = {
        FUNCTION: examined.functions,
        CLASS: examined.classes,
        FILE: [_File("", 1, max(examined.lines, 1), examined.lines, examined.maintainability)],
    }
    for rule in rules:
        if rule.about not in measured:
            continue
        limit, figure = standards.limits[rule.id], attrgetter(rule.measure)
        for one in measured[rule.about]:
            value = figure(one)
            if value is not None and rule.breaks(value, limit):
                yield Smell(
                    rule=rule.id,
                    path=path,
                    symbol=one.symbol,
                    ordinal=0,
                    start_line=one.start_line,
                    end_line=one.end_line,
                    value=float(value),
                    threshold=limit,
                    message=rule.told(value),
                )


def _marked(path: bytes, marks: Iterable[Mark], rules: Iterable[Rule]) -> Iterator[Smell]:
    asked = {rule.id: rule for rule in rules}
    for mark in marks:
        if rule := asked.get(mark.rule):
            yield Smell(
                rule=rule.id,
                path=path,
                symbol=mark.symbol,
                ordinal=0,
                start_line=mark.start_line,
                end_line=mark.end_line,
                value=None,
                threshold=None,
                message=mark.message,
                subject=mark.subject if rule.about == LINE else "",
            )
