"""Which functions a change altered: the functions of two trees, paired as smells are (matching.py).

One that reads as before, but for white space and its own name, and stands where it stood under the name that
it had, is not altered. Pure: functions in, pairs out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.comparison import Located
from analyzer.smells.bodies import Found
from analyzer.smells.matching import match
from analyzer.smells.model import Smell


@dataclass(frozen=True, slots=True)
class FunctionChange:
    """What a function was and what it is; before: None for a new one, after: None for one that is gone.

    edited: whether it reads otherwise, white space and its own name left aside.
    """

    before: Located | None
    after: Located | None
    edited: bool


def function_changes(
    before: Sequence[Located], after: Sequence[Located], renamed: Mapping[bytes, bytes]
) -> list[FunctionChange]:
    """The altered functions, by path and line after the change; of those that are gone, before it.

    before, after: all functions of the changed files; renamed: by path before the path after.
    """
    old, new = [_found(one) for one in before], [_found(one) for one in after]
    pairs = match(old, new, renamed)
    changes = [
        FunctionChange(
            before[pair.before], after[pair.after], edited=old[pair.before].body != new[pair.after].body
        )
        for pair in pairs
    ]
    came = set(range(len(after))) - {pair.after for pair in pairs}
    went = set(range(len(before))) - {pair.before for pair in pairs}
    changes += [FunctionChange(None, after[place], edited=True) for place in came]
    changes += [FunctionChange(before[place], None, edited=True) for place in went]
    return sorted(filter(_is_altered, changes), key=_place)


def _found(one: Located) -> Found:
    """As matching takes it, under a rule of its own."""
    function = one.function
    smell = Smell(
        rule="function",
        path=one.path,
        symbol=function.symbol,
        ordinal=function.ordinal,
        start_line=function.start_line,
        end_line=function.end_line,
        value=None,
        threshold=None,
        message="",
    )
    return Found(smell, one.lines)


def _is_altered(change: FunctionChange) -> bool:
    if change.before is None or change.after is None:
        return True
    return change.edited or _name(change.before) != _name(change.after)


def _name(one: Located) -> tuple[bytes, str]:
    return one.path, one.function.symbol


def _place(change: FunctionChange) -> tuple[bytes, int, bool, str]:
    one = change.after or change.before
    if one is None:
        raise TypeError("a change of no function")
    return one.path, one.function.start_line, change.after is None, one.function.symbol
