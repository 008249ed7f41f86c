"""Normal form, words and distance of lines, written from METRICS.md, 2 and not from the analyzer."""

import io
import keyword
import re
import tokenize
from collections.abc import Sequence
from enum import Enum, auto

WORD = re.compile(r"\w+|[^\w\s]")
_LETTER = re.compile(r"[^\W_]")
# What stands in a Python file without being code in anybody's eyes.
_LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}
# From Python 3.12 on an f-string comes in pieces.
_STRINGS = {
    getattr(tokenize, name)
    for name in ("STRING", "FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
    if hasattr(tokenize, name)
}


class Reading(Enum):
    """What a line surely is; where only a string stands, it may be prose."""

    CODE = auto()
    IMPORT = auto()
    SLIGHT = auto()  # blank, a comment, or only keywords and delimiters
    STRING = auto()  # a docstring, or within a string over several lines
    UNREAD = auto()  # no Python, or none that Python's tokenizer reads


def form(text: str) -> str:
    """Surrounding white space stripped, inner runs folded to one space."""
    return " ".join(text.split())


def letters(text: str) -> int:
    """Letters and digits."""
    return len(_LETTER.findall(text))


def words(text: str) -> list[str]:
    return WORD.findall(text)


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Words to put in, take out or exchange to make one of the other (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for number, mine in enumerate(one, start=1):
        corner, row[0] = row[0], number
        for at, theirs in enumerate(other, start=1):
            corner, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, corner + (mine != theirs))
    return row[-1]


def readings(path: str, texts: Sequence[str]) -> list[Reading]:
    """Of each line of a file, by Python's own tokenizer."""
    unread = [Reading.UNREAD] * len(texts)
    if not path.endswith(".py"):
        return unread
    found = [Reading.SLIGHT] * len(texts)
    begins = True  # a statement
    try:
        for token in tokenize.generate_tokens(io.StringIO("".join(f"{text}\n" for text in texts)).readline):
            if token.type in _LAYOUT:
                begins = begins or token.type == tokenize.NEWLINE
                continue
            for number in range(token.start[0] - 1, min(token.end[0], len(texts))):
                if found[number] is not Reading.CODE:
                    found[number] = _reading(token, texts[number], begins=begins) or found[number]
            begins = False
    except (tokenize.TokenError, SyntaxError):
        return unread
    return _imports(texts, found)


def _reading(token: tokenize.TokenInfo, text: str, *, begins: bool) -> Reading | None:
    """What the token makes of a line that it is on, if anything."""
    if token.type in _STRINGS and (begins or token.start[0] < token.end[0]):
        return Reading.STRING
    if token.type == tokenize.OP or keyword.iskeyword(token.string) or not letters(text):
        return None
    return Reading.CODE


def _imports(texts: Sequence[str], found: list[Reading]) -> list[Reading]:
    """The same with imports marked, down to the parenthesis that closes them."""
    inside = False
    for number, text in enumerate(texts):
        starts = found[number] is Reading.CODE and text.split()[0] in {"import", "from"}
        if starts or inside:
            found[number] = Reading.IMPORT
        inside = (inside or (starts and "(" in text)) and ")" not in text
    return found
