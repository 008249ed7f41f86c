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
IMPORTS = 64
"""It begins like an import, or ends like one."""

_REMEMBERED = 1 << 16  # lines of a language
_LOOKED_AT = 500  # bytes of a line, for its looks: longer ones are machine-made

LONE_STRING = re.compile(rb"[rRuU]?([\"'])(?!\1).*(?<!\\)\1")
_LETTER = re.compile(rb"[0-9A-Za-z\x80-\xff]")
_SHEBANG = re.compile(rb"#!\s*/")
_NO_WORD = rb"[^0-9A-Za-z_\x80-\xff\"'`]*"
_WORD_BEGAN = rb"(?<![0-9A-Za-z_\x80-\xff].)"
_WORD_ENDS = rb"(?![0-9A-Za-z_\x80-\xff])"
_NAME = rb"[A-Za-z_\x80-\xff]" + _WORD_BEGAN + rb"[0-9A-Za-z_\x80-\xff]*+"
# Where types stand before names, three may be side by side in code, but they are seldom plain words.
_PLAIN_WORD = rb"[A-Za-z\x80-\xff]" + _WORD_BEGAN + rb"[a-z\x80-\xff]*+" + _WORD_ENDS
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
        marks = [mark for block in syntax.blocks for mark in block] + list(syntax.docstrings)
        self._mark = _compiled(b"|".join(re.escape(mark.encode()) for mark in marks))
        self._comment = _compiled(syntax.comment.encode())
        self._doc = _compiled(syntax.doc.encode())
        self._imports = _compiled(syntax.imports.encode())
        self._trivial = re.compile(_keywords_only(syntax))
        self._not_words = _compiled(strings_and_comments(syntax))
        self._names = re.compile(_side_by_side(syntax.adjacent))
        self._first_words = _encoded(syntax.keywords | syntax.soft)
        self._later_words = _encoded(syntax.infix or syntax.keywords)
        self._reads_words = syntax.adjacent > 0
        self._has_docstrings = bool(syntax.docstrings)
        self._has_leaders = any(opening == "/*" for opening, _ in syntax.blocks)
        self._rest = DOC if syntax.prose else CODE

    def __missing__(self, line: bytes) -> int:
        form = self._form(line)
        if len(line) <= _LOOKED_AT:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[line] = form
        return form

    def _form(self, line: bytes) -> int:
        text = line.strip()
        told = IMPORTS if self._imports.match(text) else 0
        if self._mark.search(line):
            told |= HAS_MARK
        if not _LETTER.search(line):
            return told | TRIVIAL
        if self._has_docstrings and text.endswith((b'"', b"'")) and LONE_STRING.fullmatch(text):
            told |= HAS_MARK
        return told | HAS_LETTERS | self._said(line, text)

    def _said(self, line: bytes, text: bytes) -> int:
        """The form of a line with letters, but for its mark; text: the line without white space around."""
        if self._doc.match(text):
            return DOC
        if self._comment.match(text):
            return CODE if line.startswith(b"#!") and _SHEBANG.match(line) else COMMENT
        start = text[:_LOOKED_AT]
        if self._has_leaders and _LEADER.match(start):
            return LIKE_PROSE | CODE
        if self._trivial.fullmatch(start):
            return LIKE_CODE | TRIVIAL
        return self._looks(start) | self._rest

    def _looks(self, text: bytes) -> int:
        if not self._reads_words:
            return 0
        return LIKE_PROSE if self._is_prose(text) else LIKE_CODE

    def _is_prose(self, text: bytes) -> bool:
        if _BEGINS_PROSE.match(text):
            return True
        if not _MAY_BE_PROSE.search(text):
            return False
        words = self._not_words.sub(b'""', text)
        if b"{" in words and _PLACEHOLDER.search(words):
            return b"``" in words
        return self._stand_side_by_side(words) or _PROSE.search(words) is not None

    def _stand_side_by_side(self, words: bytes) -> bool:
        """Whether names do that no keyword holds apart."""
        return any(
            found[1] not in self._first_words and self._later_words.isdisjoint(found.groups()[1:])
            for found in self._names.finditer(words)
        )


_NEVER = rb"(?!)"


def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern or _NEVER)


def _encoded(words: frozenset[str]) -> frozenset[bytes]:
    return frozenset(word.encode() for word in words)


def _keywords_only(syntax: Syntax) -> bytes:
    """Keywords and delimiters, whatever comment follows."""
    keywords = b"|".join(re.escape(word) for word in sorted(_encoded(syntax.keywords))) or _NEVER
    comments = [rb"\s(?:%b).*" % syntax.comment.encode()] if syntax.comment else []
    comments += [
        re.escape(opening.encode()) + b".*" + re.escape(closing.encode())
        for opening, closing in syntax.blocks
    ]
    words = b"(?:(?:" + keywords + b")" + _WORD_ENDS + _NO_WORD + b")*"
    return _NO_WORD + words + b"(?:" + b"|".join(comments) + b")?"


def strings_and_comments(syntax: Syntax) -> bytes:
    """A string runs to the end of the line where nothing closes it."""
    parts = [
        rb"%b(?:(?<![0-9A-Za-z_]%b)|(?<=^[bfru]%b)|(?<=[^0-9A-Za-z_][BFRUbfru]%b))[^%b\\]*(?:\\.[^%b\\]*)*(?:%b|$)"
        % ((quote.encode(),) * 7)
        for quote in syntax.quotes
    ]
    if syntax.comment:
        parts.append(rb"(?:%b).*" % syntax.comment.encode())
    return b"|".join(parts)


def _side_by_side(number: int) -> bytes:
    """So many words with a space between any two, each a group; those that follow are not used up."""
    if not number:
        return _NEVER
    word = _NAME if number == 2 else _PLAIN_WORD
    return b"(" + word + b")(?=" + (b" (" + word + b")") * (number - 1) + b")"
