"""Limits that fit the code as it is today: of all that is measured, at most one in twenty lies beyond.

Limits drawn from the distribution of what code measures are after Alves, Ypma and Visser, Deriving metric
thresholds from benchmark data (ICSM 2010). None is stricter than that of rules.toml, which is the goal.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from analyzer.smells.model import Examined
from analyzer.smells.rules import BELOW, CLASS, FILE, FUNCTION, RULES, Rule

SHARE = 0.05
"""Of what is measured, that may lie beyond a limit."""


class Fitting(NamedTuple):
    """A limit. measured: functions, classes or files; beyond_default, beyond: those that break the limit of
    rules.toml, and this one.
    """

    rule: Rule
    limit: float
    measured: int
    beyond_default: int
    beyond: int


def fitting(examined: Iterable[Examined]) -> list[Fitting]:
    """A limit for each rule that measures functions, classes or files, in the order of the rules.

    examined: files that could be read.
    """
    files = list(examined)
    return [
        _fitting(rule, rule.limit, sorted(_values(rule, files)))
        for rule in RULES.values()
        if rule.limit is not None and rule.about in {FUNCTION, CLASS, FILE}
    ]


def _values(rule: Rule, files: Iterable[Examined]) -> Iterator[float]:
    for file in files:
        for one in {FUNCTION: file.functions, CLASS: file.classes, FILE: (file,)}[rule.about]:
            value = getattr(one, rule.measure)
            if value is not None:
                yield value


def _fitting(rule: Rule, default: float, values: Sequence[float]) -> Fitting:
    limit = default
    if values:
        beyond = math.floor(SHARE * len(values))
        if rule.bound == BELOW:
            # Down to one decimal place; a limit of 0 would be none.
            limit = min(default, math.floor(values[beyond] * 10) / 10) or default
        else:
            limit = max(default, values[-1 - beyond])
    return Fitting(
        rule,
        limit,
        len(values),
        sum(rule.breaks(value, default) for value in values),
        sum(rule.breaks(value, limit) for value in values),
    )
