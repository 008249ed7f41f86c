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
    found = []
    for line, column, comment in _comments(source.text):
        if said := _COMMENT.search(comment):
            alone = not source.lines[line - 1][:column].strip()
            covers = _next_statement(source.lines, line) if alone else line
            found.append(_suppression(said, line, heads.get(covers, covers)))
    return tuple(found)


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Line from 1, column from 0, and text."""
    # What the parser takes, the tokenizer may refuse; then what came before is all there is.
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield *token.start, token.string


def _next_statement(lines: Sequence[str], line: int) -> int:
    following = range(line + 1, len(lines) + 1)
    return next((number for number in following if re.match(r"\s*[^\s#]", lines[number - 1])), line)


def in_other_languages(content: bytes, language: str) -> tuple[Suppression, ...]:
    """language: as `languages.language_of` names it."""
    if _MARK not in content:
        return ()
    lines = content.splitlines()
    kinds = classes(lines, language)
    found = []
    for number, line in enumerate(lines, 1):
        said = _COMMENT.search(line.decode("utf-8", "replace")) if _MARK in line else None
        if said is None or len(line) > _LONGEST_LINE:
            continue
        if kinds[number - 1] in {COMMENT, DOC}:
            found.append(_suppression(said, number, _next_code(lines, kinds, number)))
        elif _is_commented(line, language):
            found.append(_suppression(said, number, number))
    return tuple(found)


def _next_code(lines: Sequence[bytes], kinds: bytes, line: int) -> int:
    for number in range(line + 1, len(lines) + 1):
        if kinds[number - 1] not in {COMMENT, DOC, TRIVIAL} and not _ANNOTATION.match(lines[number - 1]):
            return number
    return line


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
    valid = {path: [one for one in found if one.reason and one.rules] for path, found in suppressions.items()}
    kept, excused = [], []
    used: set[tuple[bytes, int, str]] = set()
    for smell in smells:
        speaking = [
            one for one in valid.get(smell.path, ()) if smell.rule in one.rules and _covers(one, smell)
        ]
        used.update((smell.path, one.line, smell.rule) for one in speaking)
        if speaking:
            excused.append(Excused(smell, speaking[0].reason))
        else:
            kept.append(smell)
    return Applied(kept, excused, sorted(_unheeded(suppressions, rules, used)))


def _covers(suppression: Suppression, smell: Smell) -> bool:
    about = RULES[smell.rule].about
    if about == FILE:
        return True
    if about in {FUNCTION, CLASS, TEST}:
        return suppression.covers == smell.start_line
    lines = range(smell.start_line, smell.end_line + 1)
    return suppression.covers in lines or suppression.line in lines


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
