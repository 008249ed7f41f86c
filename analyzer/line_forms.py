"""The form of a single line, seen without its neighbours: what class it would have, and what it looks like.

Bytes beyond ASCII count as letters.
"""

import re

from analyzer.languages import Syntax

CODE, COMMENT, DOC, TRIVIAL = range(4)

# A form is one byte: two bits for the line's class where no docstring or block comment is open, and these.
CLASS = 3
HAS_LETTERS = 4
LIKE_CODE = 8
LIKE_PROSE = 16
HAS_MARK = 32
"""A block comment or a docstring may begin or end there."""

_REMEMBERED = 1 << 16  # lines of a language
_LOOKED_AT = 500  # bytes of a line, for its looks: longer ones are machine-made

LONE_STRING = re.compile(rb"[rRuU]?([\"'])(?!\1).*(?<!\\)\1")
_LETTER = re.compile(rb"[0-9A-Za-z\x80-\xff]")
_SHEBANG = re.compile(rb"#!\s*/")
_NO_WORD = rb"[^0-9A-Za-z_\x80-\xff\"'`]*"
_WORD = rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*"
_WORD_ENDS = rb"(?![0-9A-Za-z_\x80-\xff])"
_LEADER = re.compile(rb"\*\s")  # of the lines of a block comment in the manner of C
_PROSE = re.compile(rb"[a-z)`]\.$|``")  # the end of a sentence, reStructuredText
_MAY_BE_PROSE = re.compile(rb"[A-Za-z\x80-\xff] [A-Za-z\x80-\xff]|" + _PROSE.pattern)
_BEGINS_PROSE = re.compile(
    rb"""
      (?:>>>|\.\.)\s                   # reStructuredText
    | :[a-z]+(?:\s[^:]+)?:(?:\s|$)
    | [A-Z][a-z]+(?:\ [a-z]+)*:$       # a heading such as `Args:`
    | @(?:param|returns?|throws|see)\s
    """,
    re.VERBOSE,
)
_PLACEHOLDER = re.compile(rb"\{[A-Za-z_][^{}]*\}")  # of a template: a string that is a value


class Forms(dict[bytes, int]):
    """Line -> its form in one language; those seen lately are remembered."""

    def __init__(self, syntax: Syntax) -> None:
        super().__init__()
        marks = [mark for block in syntax.blocks for mark in block]
        self._marks = [mark.encode() for mark in (*marks, *syntax.docstrings)]
        self._comment = re.compile(syntax.comment.encode() or _NEVER)
        self._doc = re.compile(syntax.doc.encode() or _NEVER)
        self._trivial = re.compile(_keywords_only(syntax))
        self._not_words = re.compile(strings_and_comments(syntax))
        self._prose = re.compile(_side_by_side(syntax))
        self._reads_words = syntax.adjacent > 0
        self._has_docstrings = bool(syntax.docstrings)
        self._has_leaders = any(opening == "/*" for opening, _ in syntax.blocks)
        self._rest = DOC if syntax.prose else CODE

    def __missing__(self, line: bytes) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        form = self[line] = self._form(line)
        return form

    def _form(self, line: bytes) -> int:
        mark = HAS_MARK if any(mark in line for mark in self._marks) else 0
        if not _LETTER.search(line):
            return mark | TRIVIAL
        text = line.strip()
        if self._doc.match(text):
            return mark | HAS_LETTERS | DOC
        if _SHEBANG.match(line):
            return mark | HAS_LETTERS | CODE
        if self._comment.match(text):
            return mark | HAS_LETTERS | COMMENT
        if self._trivial.fullmatch(text):
            return mark | HAS_LETTERS | LIKE_CODE | TRIVIAL
        if self._has_docstrings and LONE_STRING.fullmatch(text):
            mark = HAS_MARK
        return mark | HAS_LETTERS | self._looks(text[:_LOOKED_AT]) | self._rest

    def _looks(self, text: bytes) -> int:
        if self._has_leaders and _LEADER.match(text):
            return LIKE_PROSE
        if not self._reads_words:
            return 0
        return LIKE_PROSE if self._is_prose(text) else LIKE_CODE

    def _is_prose(self, text: bytes) -> bool:
        if _BEGINS_PROSE.match(text):
            return True
        if not _MAY_BE_PROSE.search(text):
            return False
        words = self._not_words.sub(b'""', text)
        if _PLACEHOLDER.search(words):
            return b"``" in words
        return self._prose.search(words) is not None or _PROSE.search(words) is not None


_NEVER = rb"(?!)"


def _any_of(words: frozenset[str]) -> bytes:
    return b"(?:" + b"|".join(re.escape(word.encode()) for word in sorted(words)) + b")" + _WORD_ENDS


def _keywords_only(syntax: Syntax) -> bytes:
    """Keywords and delimiters, whatever comment follows."""
    keywords = _any_of(syntax.keywords) if syntax.keywords else _NEVER
    comment = rb"(?:\s(?:%b).*)?" % syntax.comment.encode() if syntax.comment else b""
    return _NO_WORD + b"(?:" + keywords + _NO_WORD + b")*" + comment


def strings_and_comments(syntax: Syntax) -> bytes:
    """A string runs to the end of the line where nothing closes it."""
    parts = [
        rb"%b(?:(?<![0-9A-Za-z_]%b)|(?<=^[bfru]%b)|(?<=[^0-9A-Za-z_][BFRUbfru]%b))[^%b\\]*(?:\\.[^%b\\]*)*(?:%b|$)"
        % ((quote.encode(),) * 7)
        for quote in syntax.quotes
    ]
    if syntax.comment:
        parts.append(rb"(?:%b).*" % syntax.comment.encode())
    return b"|".join(parts) or _NEVER


def _side_by_side(syntax: Syntax) -> bytes:
    """So many names with nothing but spaces between them, as no code of the language has."""
    if not syntax.adjacent:
        return _NEVER
    first = b"(?<![0-9A-Za-z_\x80-\xff])(?!" + _any_of(syntax.keywords | syntax.soft) + b")" + _WORD
    later = b" (?!" + _any_of(syntax.infix or syntax.keywords) + b")" + _WORD
    return first + b"(?:" + later + b"){%d}" % (syntax.adjacent - 1)
