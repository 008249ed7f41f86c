"""The true class of each line of a whole file, told by a lexer: Python's own, or Pygments.

A line is what its first letter or digit stands in; characters beyond ASCII count as letters. A comment
between two marks is documentation where it has several lines, others where the lexer says so (`///` in Rust).
A string of Python's is documentation where it is a statement.
"""

import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pygments.lexers import get_lexer_for_filename
from pygments.token import Comment, Keyword, Literal, Operator
from pygments.util import ClassNotFound

CODE, COMMENT, DOC, TRIVIAL = "code", "comment", "doc", "trivial"
VALUE = "value"
"""Code that stands in a string of several lines."""

_BLOCK, _KEYWORD, _WORD = "block", "keyword", "word"
_LETTER = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]")
_PREPROCESSOR = {Comment.Preproc, Comment.PreprocFile, Comment.Hashbang}
# Where lexers call names and values keywords.
_NO_KEYWORDS = {"CSS", "SCSS", "INI", "TOML", "Properties"}
_LAYOUT = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
_UNSEEN = {tokenize.NL, tokenize.COMMENT}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, from one offset to before another."""

    begin: int
    end: int
    kind: str


def line_classes(path: str, text: str) -> list[str] | None:
    """The class of each line of a file, or None where no lexer can read it."""
    try:
        if path.endswith((".py", ".pyi")):
            pieces = list(_by_tokenize(text))
        else:
            pieces = list(_by_pygments(path, text))
    except (ClassNotFound, tokenize.TokenError, SyntaxError):
        return None
    lines = text.split("\n")
    found, begin, first = [], 0, 0
    for line in lines:
        while first < len(pieces) and pieces[first].end <= begin:
            first += 1
        last = first
        while last < len(pieces) and pieces[last].begin < begin + len(line):
            last += 1
        found.append(_line_class(text, line, begin, pieces[first:last]))
        begin += len(line) + 1
    return found


def _line_class(text: str, line: str, begin: int, pieces: list[Piece]) -> str:
    letter = _LETTER.search(line)
    if letter is None:
        return TRIVIAL
    place = begin + letter.start()
    first = next((piece for piece in pieces if piece.begin <= place < piece.end), Piece(place, place, _WORD))
    kinds = {piece.kind for piece in pieces}
    leads = not text[begin : first.begin].strip()
    several = "\n" in text[first.begin : first.end].strip("\n")
    if first.kind == VALUE:
        return VALUE if first.begin < begin else CODE
    if first.kind == DOC or (first.kind == _BLOCK and several):
        return DOC
    if leads and (first.kind == COMMENT or kinds == {_BLOCK}):
        return COMMENT
    return TRIVIAL if kinds <= {_KEYWORD, COMMENT, _BLOCK} else CODE


def _by_tokenize(text: str) -> Iterator[Piece]:
    """Raises tokenize.TokenError and SyntaxError."""
    starts = [0, *(found.end() for found in re.finditer("\n", text)), len(text)]
    tokens = list(tokenize.generate_tokens(io.StringIO(text, newline="\n").readline))
    before = tokenize.NEWLINE
    for token, following in pairwise(tokens):
        begin, end = (starts[min(row, len(starts)) - 1] + column for row, column in (token.start, token.end))
        if token.type == tokenize.STRING:
            prefix = re.match("[A-Za-z]*", token.string)[0].lower()
            ends = following.type in {tokenize.NEWLINE, tokenize.COMMENT}
            is_doc = before in _LAYOUT and ends and not set(prefix) & set("bf")
            yield Piece(begin, end, DOC if is_doc else VALUE)
        elif token.type == tokenize.COMMENT:
            yield Piece(begin, end, _WORD if token.string.startswith("#!/") and begin == 0 else COMMENT)
        elif _LETTER.search(token.string):
            yield Piece(begin, end, _KEYWORD if keyword.iskeyword(token.string) else _WORD)
        if token.type not in _UNSEEN:
            before = token.type


def _by_pygments(path: str, text: str) -> Iterator[Piece]:
    """Raises ClassNotFound."""
    lexer = get_lexer_for_filename(path, text)
    whole: Piece | None = None  # a comment or a string, which may come in parts
    for begin, token, value in lexer.get_tokens_unprocessed(text):
        kind = _kind(token, value)
        if kind == _KEYWORD and lexer.name in _NO_KEYWORDS:
            kind = _WORD
        end = begin + len(value)
        if whole and whole.end == begin and _is_continued(whole, kind, text):
            whole = Piece(whole.begin, end, _BLOCK if _BLOCK in {whole.kind, kind} else kind)
            continue
        if whole:
            yield whole
        whole = Piece(begin, end, kind) if kind in {_BLOCK, COMMENT, DOC, VALUE} else None
        if not whole and _LETTER.search(value):
            yield Piece(begin, end, kind)
    if whole:
        yield whole


def _is_continued(whole: Piece, kind: str, text: str) -> bool:
    if {whole.kind, kind} <= {COMMENT, _BLOCK}:
        return whole.kind == _BLOCK or text[whole.end - 1] != "\n"
    return whole.kind == kind


def _kind(token: Any, value: str) -> str:
    if token in _PREPROCESSOR:
        return _KEYWORD if value.strip("# ") in {"else", "endif"} else _WORD
    if token in Literal.String.Doc:
        return DOC
    if token in Literal.String:
        return VALUE
    if token in Comment:
        return _BLOCK if token in Comment.Multiline or "\n" in value.strip("\n") else COMMENT
    return _KEYWORD if token in Keyword or token in Operator else _WORD
