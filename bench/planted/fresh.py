"""Words and lines that stand nowhere else: no other line has a word of theirs."""

import random
from collections.abc import Iterable

from bench.planted.wording import words

_STARTS = (
    "b",
    "d",
    "f",
    "g",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "z",
    "br",
    "dr",
    "kl",
    "pl",
    "st",
    "tr",
)
_VOWELS = ("a", "e", "i", "o", "u")
_CODE = (
    "{} = {}({}, {n})",
    "{}.{}({}[{n}])",
    "if {} > {}.{}:",
    "return {}({}, key={})",
    "for {} in {}({}):",
    "{}[{}] += {}({n})",
    "while {}({}) is not {}:",
    "{} = [{} for _ in range({n})] + {}",
    "assert {} in {}.{}()",
    "{}({}=({}, {n}))",
)
_PROSE = (
    "The {} and the {} of {} {}",
    "Whoever {} {} may {} the {}",
    "{} {} when {} is {}",
    "No {} {} without {}, {}",
)
_MARKUP = (".md", ".rst", ".txt", ".html")


class Fresh:
    """A source of words that are in none of the given texts and are given once."""

    def __init__(self, dice: random.Random, texts: Iterable[str]) -> None:
        self._dice = dice
        self._taken = {word.lower() for text in texts for word in words(text)}

    def word(self) -> str:
        while True:
            syllables = self._dice.randint(2, 4)
            made = "".join(self._dice.choice(_STARTS) + self._dice.choice(_VOWELS) for _ in range(syllables))
            if made not in self._taken:
                self._taken.add(made)
                return made

    def line(self, path: str) -> str:
        """Of code, or of prose where the path names a file of prose; not indented."""
        template = self._dice.choice(_PROSE if path.endswith(_MARKUP) else _CODE)
        made = [self.word() for _ in range(template.count("{}"))]
        return template.format(*made, n=self._dice.randint(2, 999))
