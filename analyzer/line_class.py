"""Code, comment, documentation or trivial: the class of each line of a hunk (METRICS.md, 2).

Only the hunk's own lines are seen:

- `trivial`: no letter or digit; or nothing but keywords and delimiters, outside documentation.
- `comment`: begins with its language's mark of a comment that ends with the line, or is a block comment on
  one line.
- `doc`: begins in a docstring, or in a block comment of several lines; a line of documentation comment (`///`
  in Rust); each line with a letter in Markdown, reStructuredText and the like.
- `code`: the rest. Strings that are values are code whatever stands in them, as far as the hunk shows it.

What a hunk does not say is whether it begins inside documentation. Each answer is tried on all of its lines,
and that is taken under which the fewest look out of place: prose in code, a mark that closes nothing. Of
equals it begins in code.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from analyzer.languages import Syntax, syntaxes
from analyzer.line_forms import (
    CLASS,
    CODE,
    COMMENT,
    DOC,
    HAS_LETTERS,
    HAS_MARK,
    IMPORTS,
    LIKE_CODE,
    LIKE_PROSE,
    LONE_STRING,
    TRIVIAL,
    Forms,
    strings_and_comments,
)

NAMES = ("code", "comment", "doc", "trivial")

_FORMS = range(256)
_SETTLED = bytes(form for form in _FORMS if not form & (LIKE_PROSE | HAS_MARK))
_NO_PROSE = bytes(form for form in _FORMS if not form & LIKE_PROSE)
_NO_CODE = bytes(form for form in _FORMS if not form & LIKE_CODE)
_IMPORTING = re.compile(b"[%b]" % re.escape(bytes(form for form in _FORMS if form & IMPORTS)))
_OUTSIDE = bytes(form & CLASS for form in _FORMS)
_IN_DOC = bytes(DOC if form & HAS_LETTERS else TRIVIAL for form in _FORMS)
_IN_VALUE = bytes(CODE if form & HAS_LETTERS else TRIVIAL for form in _FORMS)

# Prose is next to impossible in code; code is at home in documentation, as an example.
_PROSE_IN_CODE = 2
_CODE_IN_DOC = 1
_MARK_OUT_OF_PLACE = 4

_LOOKED_AT = 500  # bytes of the line before

_LETTER = re.compile(rb"[0-9A-Za-z\x80-\xff]")
_EXPECTS_VALUE = re.compile(rb"(?:[-=(,\[{+%|&\\:]|\b(?:return|yield|in|and|or|not|else|if|print))\s*$")
_GOES_ON = re.compile(rb"(?:[=(,\[{+%|&\\]|\breturn)\s*(?:#[^\"']*)?$")
_HEAD = re.compile(rb"\s*(?:(?:async\s+)?def\b|class\b|\)).*:\s*$")
_USED = re.compile(rb"\s*[^\s#;]")
_AFTER_CLOSING = re.compile(rb"\s*(?:[),.\]}%]|if\b|in\b|else\b)|\s+#")
_BEGINS_PROSE = re.compile(rb"[A-Za-z]|\s[A-Z]")


def classes(lines: Sequence[bytes], language: str) -> bytes:
    """The class of each line, one byte a line: 0 code, 1 comment, 2 doc, 3 trivial.

    lines: consecutive lines of one side of one hunk, without their line ends; language: a name that
    `languages.language_of` gives.
    """
    reader = _reader(language)
    forms = reader.forms_of(lines)
    if not forms.translate(None, _SETTLED):
        return forms.translate(_OUTSIDE)
    return reader.in_context(lines, forms)


def imports(lines: Sequence[bytes], language: str) -> Iterator[int]:
    """Places of the lines that import, include or require, some of them twice.

    lines, language: as for `classes`. A name by itself, as in an import's parentheses, imports only where the
    hunk shows the line that opens them, or the one that closes them and says where from; else it may as well
    be an argument of a call.
    """
    reader = _reader(language)
    for found in _IMPORTING.finditer(reader.forms_of(lines)):
        place = found.start()
        line = lines[place]
        yield place
        if line.lstrip().startswith(b"}"):
            yield from reader.names(lines, range(place - 1, -1, -1))
        if line.count(b"(") > line.count(b")") or line.count(b"{") > line.count(b"}"):
            yield from reader.names(lines, range(place + 1, len(lines)))


class _Kind(NamedTuple):
    """What documentation stands between. docstring: the same mark opens and closes."""

    opening: bytes
    closing: bytes
    docstring: bool


class _Span(NamedTuple):
    """Documentation, or a string of several lines, that is open at some place."""

    kind: _Kind
    is_value: bool


class _Piece(NamedTuple):
    """The part of a line that stands in a span, with its marks.

    closed: the span ends with it; inherited: it began on an earlier line; used: something is done with it,
    as with a string that is a value.
    """

    span: _Span
    begin: int
    end: int
    closed: bool
    inherited: bool
    used: bool


class _Reader:
    """Reads the hunks of one language."""

    def __init__(self, syntax: Syntax) -> None:
        self._forms = Forms(syntax)
        self._imported = re.compile(syntax.imported.encode() or rb"(?!)")
        self._kinds = [_Kind(mark.encode(), mark.encode(), True) for mark in syntax.docstrings]
        self._kinds += [
            _Kind(opening.encode(), closing.encode(), False) for opening, closing in syntax.blocks
        ]
        self._marks = re.compile(_marks(syntax, self._kinds))
        self._lead = re.compile(rb"\s*(?:%b)?" % syntax.lead.encode())

    def forms_of(self, lines: Sequence[bytes]) -> bytes:
        """The form of each line, one byte a line."""
        return bytes(map(self._forms.__getitem__, lines))

    def names(self, lines: Sequence[bytes], places: range) -> Iterator[int]:
        """The first of these places, as far as names stand there that an import may bring."""
        return takewhile(lambda place: self._imported.match(lines[place].strip()) is not None, places)

    def in_context(self, lines: Sequence[bytes], forms: bytes) -> bytes:
        """The classes of a hunk's lines, some of which have marks or look like prose."""
        marked = [place for place, form in enumerate(forms) if form & HAS_MARK]
        least, best = self._read(lines, forms, marked, None)
        if least:
            for start in self._other_starts(lines, forms, marked):
                misfit, found = self._read(lines, forms, marked, start)
                if misfit < least:
                    least, best = misfit, found
        return bytes(best)

    def _other_starts(self, lines: Sequence[bytes], forms: bytes, marked: list[int]) -> Iterator[_Span]:
        """What the hunk may begin in, if not in code."""
        prose = next((line for line, form in zip(lines, forms, strict=True) if form & LIKE_PROSE), b" ")
        for number, kind in enumerate(self._kinds):
            if number == 0 or any(kind.closing in lines[place] for place in marked):
                # Docstrings are indented, but for one a file.
                yield _Span(kind, is_value=kind.docstring and not prose[:1].isspace())

    def _read(
        self, lines: Sequence[bytes], forms: bytes, marked: list[int], span: _Span | None
    ) -> tuple[int, bytearray]:
        """(misfit, classes) of a hunk that begins in the given span."""
        found = bytearray()
        misfit = opened = misfit_when_opened = 0
        for place in marked:
            between = forms[len(found) : place]
            found += between.translate(_table(span))
            misfit += _misfit(between, span)
            before = lines[place - 1][-_LOOKED_AT:] if place else b""
            pieces, strange = self._pieces(lines[place], forms[place], span, before)
            if pieces and pieces[0].inherited and pieces[0].closed and pieces[0].used:
                found[opened:] = forms[opened:place].translate(_IN_VALUE)
                misfit = misfit_when_opened
            found.append(_class_of(lines[place], forms[place], pieces, before))
            misfit += strange
            if not pieces or pieces[-1].closed:
                span = None
            elif not pieces[-1].inherited:
                span, opened, misfit_when_opened = pieces[-1].span, place, misfit
        rest = forms[len(found) :]
        found += rest.translate(_table(span))
        return misfit + _misfit(rest, span), found

    def _pieces(self, line: bytes, form: int, span: _Span | None, before: bytes) -> tuple[list[_Piece], int]:
        """The line's parts in documentation and long strings, and how much its marks are out of place."""
        pieces: list[_Piece] = []
        begin, at, misfit = 0, 0, 0
        inherited = span is not None
        while True:
            if span is None:
                mark = self._marks.search(line, at)
                if mark is None:
                    return pieces, misfit
                begin, at = mark.span()
                number = mark.lastindex
                if number is None:  # a string or a comment
                    continue
                if number > len(self._kinds):
                    misfit += 0 if form & LIKE_CODE else _MARK_OUT_OF_PLACE
                    continue
                span, strange = self._opened(line, mark, self._kinds[number - 1], before)
                misfit += strange
            end = line.find(span.kind.closing, at)
            if end < 0:
                pieces.append(_Piece(span, begin, len(line) + 1, False, inherited, False))
                return pieces, misfit
            at = end + len(span.kind.closing)
            used = span.kind.docstring and _USED.match(line, at) is not None
            if inherited and span.kind.docstring:
                misfit += _strange_closing(line, end, at)
            pieces.append(_Piece(span, begin, at, True, inherited, used))
            span, inherited = None, False

    def _opened(self, line: bytes, mark: re.Match[bytes], kind: _Kind, before: bytes) -> tuple[_Span, int]:
        """The span that a mark opens, and how much out of place it is there."""
        if not kind.docstring:
            return _Span(kind, is_value=False), 0
        leads = self._lead.fullmatch(line, 0, mark.start()) is not None
        strange = not leads and not _EXPECTS_VALUE.search(line, 0, mark.start())
        misfit = _MARK_OUT_OF_PLACE * (strange + (_AFTER_CLOSING.match(line, mark.end()) is not None))
        prefix = mark[0][: -len(kind.opening)].lower()
        is_value = not leads or b"f" in prefix or b"b" in prefix or _GOES_ON.search(before) is not None
        return _Span(kind, is_value), misfit


def _class_of(line: bytes, form: int, pieces: list[_Piece], before: bytes) -> int:
    """The class of a line is that of the place where its first letter or digit stands.

    before: the line before; behind the head of a function or a class a string is a docstring.
    """
    if not pieces and _HEAD.match(before) and LONE_STRING.fullmatch(line.strip()):
        return DOC
    letter = _LETTER.search(line)
    first = letter.start() if letter else len(line)
    piece = next((piece for piece in pieces if piece.begin <= first < piece.end), None)
    if letter is None or piece is None:
        return form & CLASS
    if piece.span.is_value or piece.used:
        return CODE
    if piece.span.kind.docstring or piece.inherited or not piece.closed:
        return DOC
    if _LETTER.search(line, piece.end):
        return form & CLASS
    return TRIVIAL if line[: piece.begin].strip() else COMMENT


def _strange_closing(line: bytes, end: int, after: int) -> int:
    """How much a docstring's mark that closes looks like one that opens."""
    looks_open = _EXPECTS_VALUE.search(line, 0, end) and line[:end].strip()
    return _MARK_OUT_OF_PLACE if looks_open or _BEGINS_PROSE.match(line, after) else 0


def _table(span: _Span | None) -> bytes:
    if span is None:
        return _OUTSIDE
    return _IN_VALUE if span.is_value else _IN_DOC


def _misfit(forms: bytes, span: _Span | None) -> int:
    if span is None:
        return _PROSE_IN_CODE * len(forms.translate(None, _NO_PROSE))
    return 0 if span.is_value else _CODE_IN_DOC * len(forms.translate(None, _NO_CODE))


def _marks(syntax: Syntax, kinds: Sequence[_Kind]) -> bytes:
    """Each mark that opens or closes as a group of its number; strings and comments, whose marks are none."""
    parts = []
    for kind in kinds:
        if kind.docstring:
            before = rb"(?<![0-9A-Za-z_])[A-Za-z]{0,2}"
        elif kind.opening.startswith(b"="):
            before = b"^"
        else:
            # No comment begins within `src/**`, and none of Jinja's in Handlebars' `{{#`.
            before = rb"(?<![0-9A-Za-z_.*\"'`%b])" % re.escape(kind.opening[:1])
        parts.append(b"(%b%b)" % (before, re.escape(kind.opening)))
    parts += [b"(%b)" % re.escape(kind.closing) for kind in kinds if not kind.docstring]
    return b"|".join([*parts, strings_and_comments(syntax) or rb"(?!)"])


@cache
def _reader(language: str) -> _Reader:
    return _Reader(syntaxes().get(language, Syntax()))
