"""How deep control statements nest in a function, told by braces as lizard's tokens go by.

lizard's own extensions count something else: `-ENS` takes each `else if` of a chain for a deeper level,
`-END` counts conditions and cases too. Here a level is a block in braces that a control statement opens; a
statement without braces has none, and neither has a `case`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

_COMMON = "if else for while do"
_LIKE_C = f"{_COMMON} switch try catch"
_LIKE_JAVASCRIPT = f"{_LIKE_C} finally with"
_LIKE_PERL = f"{_COMMON} elsif unless foreach until"
# What begins a control statement, by the suffix of file names. Languages without braces are not here.
_KEYWORDS = {
    **dict.fromkeys(("c", "cpp", "m", "mm"), _LIKE_C),
    **dict.fromkeys(("js", "jsx", "ts", "tsx", "vue"), _LIKE_JAVASCRIPT),
    "cs": f"{_LIKE_C} finally foreach lock using",
    "java": f"{_LIKE_C} finally synchronized",
    "kt": f"{_COMMON} when try catch finally",
    "php": f"{_LIKE_C} finally foreach elseif match",
    "pl": _LIKE_PERL,
    "r": "if else for while repeat",
    "sol": f"{_COMMON} try catch",
}
# There a condition stands without parentheses, and a block always in braces.
_BARE_KEYWORDS = {
    "go": "if else for switch select",
    "rs": "if else for while loop match",
    "scala": f"{_COMMON} match try catch finally",
    "swift": "if else for while do catch repeat switch guard",
    "zig": "if else for while switch",
}
_BETWEEN = frozenset(("constexpr", "await", "each", "\n"))  # a keyword and its condition


class Nesting:
    """A processor of lizard's: passes tokens on, and remembers.

    known: whether the language has braces to tell by; deepest: levels by lizard's function, where there are
    any.
    """

    def __init__(self, suffix: str) -> None:
        bare = _BARE_KEYWORDS.get(suffix, "")
        self._keywords = frozenset((bare or _KEYWORDS.get(suffix, "")).split())
        self._bare = bool(bare)
        self.known = bool(self._keywords)
        self.deepest: dict[Any, int] = {}

    def __call__(self, tokens: Iterable[str], reader: Any) -> Iterator[str]:
        blocks: list[
            Any
        ] = []  # the function of each open block of a control statement, None for other braces
        parentheses = 0
        head = -1  # parentheses around the keyword whose block is to come
        previous = ""
        for word in tokens:
            if word == "{":
                blocks.append(reader.context.current_function if head == parentheses else None)
                if blocks[-1] is not None:
                    self._seen(blocks)
                    head = -1
            elif word == "}":
                del blocks[-1:]
            elif word == "(":
                parentheses += 1
            elif word == ")":
                parentheses = max(parentheses - 1, 0)
                if head > parentheses:
                    head = -1
            elif word in self._keywords:
                head = parentheses
            elif head == parentheses and self._ends_head(previous, word):
                head = -1
            previous = word
            yield word

    def _seen(self, blocks: list[Any]) -> None:
        self.deepest[blocks[-1]] = max(blocks.count(blocks[-1]), self.deepest.get(blocks[-1], 0))

    def _ends_head(self, previous: str, word: str) -> bool:
        """Whether no block follows: a statement without braces, or a `for<'a>` of Rust's."""
        if self._bare:
            return previous == "for" and word == "<"
        return word not in _BETWEEN
