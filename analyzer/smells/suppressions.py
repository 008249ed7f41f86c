"""Comments `linespan: ignore[rule, ...] reason`: where they stand, and which smells they excuse.

In Python comments are what the tokenizer takes for them. In other languages they are told by form, with the
marks of languages.toml: a comment behind code by what stands before it on its line, a comment of its own by
the class of its line.
"""

import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import groupby
from typing import NamedTuple

from analyzer.languages import Syntax, syntaxes
from analyzer.line_class import classes
from analyzer.line_forms import COMMENT, DOC, TRIVIAL, strings_and_comments
from analyzer.smells.model import Smell, Suppression
from analyzer.smells.python_source import Parsed
from analyzer.smells.rules import CLASS, FILE, FUNCTION, RULES, TEST

NO_REASON, NO_RULE, UNKNOWN_RULE, IDLE = "no reason", "no rule", "unknown rule", "idle"
_COMMENT = re.compile(r"\blinespan:\s*ignore\b\s*(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)")
_MARK = b"linespan:"
_STATEMENT = re.compile(r"\s*[^\s#]")
_PROSE = frozenset((COMMENT, DOC))
_NO_CODE = frozenset((COMMENT, DOC, TRIVIAL))
_LONGEST_LINE = 2000  # bytes; longer ones are machine-made
_ENDS_COMMENT = re.compile(r"\s*(?:\*/|-->|--%?>|\*\)|-\}|#>|\]\]|%?\})?\s*$")
# What stands between a comment and the function that it is about: annotations and attributes.
_ANNOTATION = re.compile(rb"\s*(?:@[\w.]+(?:\(.*\))?|#!?\[.*\]|\[[A-Z][\w.]*(?:\(.*\))?\])\s*$")


class Excused(NamedTuple):
    """A smell that the team lets stand, and why."""

    smell: Smell
    reason: str


class Unheeded(NamedTuple):
    """A suppression that does nothing. rule: as written, empty where it names none; why: NO_REASON, NO_RULE,
    UNKNOWN_RULE or IDLE.
    """

    path: bytes
    line: int
    rule: str
    why: str


class Suspect(NamedTuple):
    """A comment, or an entry of a baseline, that does nothing. rules: that it names; why: in words."""

    path: bytes
    line: int
    rules: tuple[str, ...]
    why: str


class Applied(NamedTuple):
    """Smells after suppression, in their order, and the suppressions that do nothing, by path and line."""

    kept: list[Smell]
    excused: list[Excused]
    unheeded: list[Unheeded]


def in_python(source: Parsed) -> tuple[Suppression, ...]:
    """One in a decorator, or above one, covers the line of the `def` or `class`."""
    if _MARK.decode() not in source.text:
        return ()
    heads = {
        line: one.node.lineno
        for one in source.definitions
        for line in range(one.first_line, max(one.node.lineno, one.node.body[0].lineno - 1) + 1)
    }
    following = _following([_STATEMENT.match(line) is not None for line in source.lines])
    found = []
    for line, column, comment in _comments(source.text):
        if said := _COMMENT.search(comment):
            alone = not source.lines[line - 1][:column].strip()
            covers = following[line] if alone else line
            found.append(_suppression(said, line, heads.get(covers, covers)))
    return tuple(found)


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Line from 1, column from 0, and text."""
    # What the parser takes, the tokenizer may refuse; then what came before is all there is.
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield *token.start, token.string


def _following(wanted: Sequence[bool]) -> list[int]:
    """For each line, from 1, the next one that is wanted; itself where none follows. wanted: of each line."""
    following, coming = [0] * (len(wanted) + 1), 0
    for line in range(len(wanted), 0, -1):
        following[line] = coming or line
        coming = line if wanted[line - 1] else coming
    return following


def in_other_languages(content: bytes, language: str) -> tuple[Suppression, ...]:
    """language: as `languages.language_of` names it."""
    if _MARK not in content:
        return ()
    lines = content.splitlines()
    kinds = classes(lines, language)
    following = _following(
        [
            kind not in _NO_CODE and not _ANNOTATION.match(line)
            for kind, line in zip(kinds, lines, strict=True)
        ]
    )
    found = []
    for number, line in enumerate(lines, 1):
        said = _COMMENT.search(line.decode("utf-8", "replace")) if _MARK in line else None
        if said is None or len(line) > _LONGEST_LINE:
            continue
        if kinds[number - 1] in _PROSE:
            found.append(_suppression(said, number, following[number]))
        elif _is_commented(line, language):
            found.append(_suppression(said, number, number))
    return tuple(found)


def _is_commented(line: bytes, language: str) -> bool:
    """Whether the mark stands in a comment that follows code."""
    at = line.index(_MARK)
    return any(
        part.start() < at < part.end() and part.lastgroup == "comment"
        for part in _parts(language).finditer(line)
    )


@cache
def _parts(language: str) -> re.Pattern[bytes]:
    """Strings and comments within a line; only comments have a group."""
    syntax = syntaxes().get(language, Syntax())
    marks = [rb"(?:%b)" % syntax.comment.encode()] if syntax.comment else []
    marks += [re.escape(opening.encode()) for opening, _ in syntax.blocks]
    comment = rb"(?P<comment>(?:%b).*)" % (b"|".join(marks) or rb"(?!)")
    return re.compile(comment + b"|" + (strings_and_comments(syntax) or rb"(?!)"))


def _suppression(said: re.Match[str], line: int, covers: int) -> Suppression:
    rules = tuple(name for name in re.split(r"[\s,]+", said["rules"] or "") if name)
    reason = _ENDS_COMMENT.sub("", said["reason"]).strip(" \t:-")
    return Suppression(line, covers, rules, reason)


def apply(
    smells: Iterable[Smell], suppressions: Mapping[bytes, Sequence[Suppression]], rules: Collection[str]
) -> Applied:
    """Smells that stand, and those that a comment excuses.

    suppressions: by path; rules: those that were looked for: a comment about another is not told as idle.
    A smell of a function, a class or a test is excused where it is defined, one of a file anywhere in it, and
    any other on one of its lines.
    """
    found = _Index(suppressions)
    kept, excused = [], []
    used: set[tuple[bytes, int, str]] = set()
    for smell in smells:
        speaking = found.of(smell)
        used.update((smell.path, one.line, smell.rule) for one in speaking)
        if speaking:
            excused.append(Excused(smell, speaking[0].reason))
        else:
            kept.append(smell)
    return Applied(kept, excused, sorted(_unheeded(suppressions, rules, used)))


def suspects(unheeded: Iterable[Unheeded]) -> Iterator[Suspect]:
    """The comments that do nothing, each once. unheeded: by path and line, as Applied has them."""
    for (path, line, why), ones in groupby(unheeded, key=lambda one: (one.path, one.line, one.why)):
        yield Suspect(path, line, tuple(one.rule for one in ones if one.rule), why)


class _Index:
    """Suppressions with a reason, by what they can excuse."""

    def __init__(self, suppressions: Mapping[bytes, Sequence[Suppression]]) -> None:
        self._covering: dict[tuple[bytes, str, int], list[Suppression]] = {}
        self._standing: dict[tuple[bytes, str, int], list[Suppression]] = {}
        self._anywhere: dict[tuple[bytes, str], list[Suppression]] = {}
        for path, found in suppressions.items():
            for one in found:
                for rule in one.rules if one.reason else ():
                    self._covering.setdefault((path, rule, one.covers), []).append(one)
                    self._standing.setdefault((path, rule, one.line), []).append(one)
                    self._anywhere.setdefault((path, rule), []).append(one)

    def of(self, smell: Smell) -> list[Suppression]:
        """Those that excuse a smell."""
        about = RULES[smell.rule].about
        anywhere = self._anywhere.get((smell.path, smell.rule), [])
        if about == FILE or not anywhere:
            return anywhere
        if about in {FUNCTION, CLASS, TEST}:
            return self._covering.get((smell.path, smell.rule, smell.start_line), [])
        return [
            one
            for line in range(smell.start_line, smell.end_line + 1)
            for by_line in (self._covering, self._standing)
            for one in by_line.get((smell.path, smell.rule, line), ())
        ]


def _unheeded(
    suppressions: Mapping[bytes, Sequence[Suppression]],
    rules: Collection[str],
    used: Collection[tuple[bytes, int, str]],
) -> Iterator[Unheeded]:
    for path, found in suppressions.items():
        for one in found:
            if not one.rules:
                yield Unheeded(path, one.line, "", NO_RULE)
            for rule in one.rules:
                if rule not in RULES:
                    yield Unheeded(path, one.line, rule, UNKNOWN_RULE)
                elif not one.reason:
                    yield Unheeded(path, one.line, rule, NO_REASON)
                elif rule in rules and (path, one.line, rule) not in used:
                    yield Unheeded(path, one.line, rule, IDLE)
