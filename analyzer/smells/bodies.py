"""The code that a smell is about, in a form in which it can be found again when it moved or was edited."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from analyzer.normal_lines import normal_hashes
from analyzer.smells.model import Smell

_LETTER = re.compile(rb"[0-9A-Za-z\x80-\xff]")
_WORDS = re.compile(rb"[\w\x80-\xff]+|[^\w\s\x80-\xff]")
_NAME = re.compile(r"\w+$")
_AROUND = 3  # lines before and after an offending one that tell it from its likes elsewhere
_SHORT = 5  # lines; of fewer each weighs too much to be compared whole, of more all code shares words


class Body(NamedTuple):
    """Hashes of normal forms. lines: of each line with a letter or digit; words: of each word, only where
    there are few lines.
    """

    lines: tuple[int, ...]
    words: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """A smell of a tree. lines: of its file; excused: why the team lets it stand, None where it does not."""

    smell: Smell
    lines: Sequence[bytes] = field(repr=False)
    excused: str | None = None

    @cached_property
    def body(self) -> Body:
        """Its code; most smells are known again without a look at it."""
        return body(self.smell, self.lines)


def body(smell: Smell, lines: Sequence[bytes]) -> Body:
    """The code of a function, a class or a file; of an offending line also what stands around it.

    lines: of the smell's file. A function's own name is left out, so that a renamed one reads the same.
    """
    if smell.subject:
        return _body(lines[max(smell.start_line - 1 - _AROUND, 0) : smell.end_line + _AROUND])
    if not smell.symbol:
        return _body(lines)
    own = lines[smell.start_line - 1 : smell.end_line]
    if name := _NAME.search(smell.symbol):
        called = re.compile(rb"\b%b\b" % re.escape(name[0].encode()))
        own = [called.sub(b"", line) for line in own]
    return _body(own)


def _body(lines: Iterable[bytes]) -> Body:
    told = [line for line in lines if _LETTER.search(line)]
    return Body(
        tuple(map(normal_hashes.__getitem__, told)),
        tuple(xxh3_64_intdigest(word) for line in told for word in _WORDS.findall(line))
        if len(told) < _SHORT
        else (),
    )
