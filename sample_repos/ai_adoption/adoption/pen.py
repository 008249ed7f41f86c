"""New lines of Python and of prose, no two alike.

Two lines never share their text, so git's diff cannot take one for the other, and a line differs from the one
it takes the place of in four words or more, so that rewriting is never mistaken for editing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .dice import Dice
from .plan import PACKAGE
from .vocabulary import MODULES, VERBS, noun_phrase, variable, verb_phrase

WORD = re.compile(r"\w+|[^\w\s]")
FEWEST_NEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A line that stands nowhere yet. `decisions` is what it adds to its function's cyclomatic complexity."""

    text: str
    role: str
    depth: int = 0
    decisions: int = 0


class Pen:
    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._written: set[str] = set()

    def line(self, role: str, depth: int = 0, decisions: int = 0, instead_of: str = "") -> Draft:
        """A new line of this role, unlike the one it takes the place of."""
        forms = FORMS[role, decisions]
        before = set(WORD.findall(instead_of))
        while True:
            text = "    " * depth + self._dice.pick(forms)(self._dice)
            fresh = sum(word not in before for word in WORD.findall(text))
            if fresh >= FEWEST_NEW_WORDS and self.claim(text):
                return Draft(text, role, depth, decisions)

    def claim(self, text: str) -> bool:
        """Whether the text was never written before; from now on it was."""
        new = text not in self._written
        self._written.add(text)
        return new


def _call(dice: Dice) -> str:
    return f"{variable(dice)} = {verb_phrase(dice)}({variable(dice)}, {variable(dice)})"


def _method(dice: Dice) -> str:
    return (
        f"{variable(dice)} = {variable(dice)}.{dice.pick(VERBS)}({variable(dice)}, {dice.between(2, 9999)})"
    )


def _mapping(dice: Dice) -> str:
    return f'{variable(dice)} = {{"{variable(dice)}": {variable(dice)}, "limit": {verb_phrase(dice)}()}}'


def _sum(dice: Dice) -> str:
    return f"{variable(dice)} += {variable(dice)} * {variable(dice)} - {variable(dice)}"


def _comprehension(dice: Dice) -> str:
    item = variable(dice)
    return f"{variable(dice)} = [{verb_phrase(dice)}({item}) for {item} in {variable(dice)}]"


def _conditional(dice: Dice) -> str:
    return f"{variable(dice)} = {variable(dice)} if {variable(dice)} > {variable(dice)} else {variable(dice)}"


def _conjunction(dice: Dice) -> str:
    return f"{variable(dice)} = {variable(dice)} and {verb_phrase(dice)}({variable(dice)})"


def _for(dice: Dice) -> str:
    return f"for {variable(dice)} in {verb_phrase(dice)}({variable(dice)}, {variable(dice)}):"


def _if(dice: Dice) -> str:
    return f"if {variable(dice)} > {variable(dice)} + {variable(dice)} - {variable(dice)}:"


def _with(dice: Dice) -> str:
    return f"with {verb_phrase(dice)}({variable(dice)}, {variable(dice)}) as {variable(dice)}:"


def _return(dice: Dice) -> str:
    return f"return {verb_phrase(dice)}({variable(dice)}, {variable(dice)}, {variable(dice)})"


def _assert(dice: Dice) -> str:
    return f"assert {verb_phrase(dice)}({variable(dice)}, {variable(dice)}) == {variable(dice)}"


def _def(dice: Dice) -> str:
    return f"def {verb_phrase(dice)}({variable(dice)}, {variable(dice)}, {variable(dice)}):"


def _test(dice: Dice) -> str:
    return f"def test_{verb_phrase(dice)}({variable(dice)}, {variable(dice)}, {variable(dice)}):"


def _docstring(dice: Dice) -> str:
    verb = dice.pick(VERBS).capitalize()
    return f'"""{verb} the {noun_phrase(dice)} of the {noun_phrase(dice)} before the {noun_phrase(dice)}."""'


def _comment(dice: Dice) -> str:
    return f"# The {noun_phrase(dice)} keeps its {noun_phrase(dice)}, so the {noun_phrase(dice)} may wait."


def _import(dice: Dice) -> str:
    module = dice.pick(MODULES).replace("/", ".")
    names = f"{verb_phrase(dice)}, {verb_phrase(dice)}, {verb_phrase(dice)}"
    return f"from {PACKAGE}.{module} import {names}"


def _prose(dice: Dice) -> str:
    verb = dice.pick(VERBS)
    return f"- To {verb} a {noun_phrase(dice)}, tell the {noun_phrase(dice)} about its {noun_phrase(dice)}."


FORMS: dict[tuple[str, int], tuple[Callable[[Dice], str], ...]] = {
    ("statement", 0): (_call, _method, _mapping, _sum),
    ("statement", 1): (_comprehension, _conditional, _conjunction),
    ("header", 0): (_with,),
    ("header", 1): (_for, _if),
    ("return", 0): (_return,),
    ("assert", 1): (_assert,),
    ("def", 0): (_def,),
    ("test", 0): (_test,),
    ("docstring", 0): (_docstring,),
    ("module", 0): (_docstring,),
    ("comment", 0): (_comment,),
    ("import", 0): (_import,),
    ("prose", 0): (_prose,),
}
