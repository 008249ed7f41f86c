"""One commit's evidence of AI tools, and what follows from it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from analyzer.agent_patterns import (
    AUTHOR,
    AUTHORED,
    AUTOMATION,
    CO_AUTHOR,
    CO_AUTHORED,
    COMMITTER,
    REVIEW,
    REVIEWER,
    WEAK,
    Identity,
    Line,
    Patterns,
)
from analyzer.decoding import decoded
from analyzer.model_names import model_in, normalised

AI, BOT, HUMAN, UNKNOWN = "ai", "bot", "human", "unknown"
PERSON = "person"  # the mode of notes that attest a person's lines
BRANCH = "branch"  # the source of evidence that a merge's subject gives

# Of a longer message the beginning and the end are read, this much of each. Longer lines are cut.
MOST_READ = 128 * 1024
_LONGEST_LINE = 300
_LONGEST_DETAIL = 200
_MOST_EVIDENCE = 50  # a commit; nobody wants more answers to "why"

_PERSON = re.compile(rb"(?P<name>[^<>]{0,200})<(?P<address>[^<>]{1,200})>[^a-z0-9<>]*")
_SQUASHED_SUBJECT = re.compile(rb"\((?:#|!)\d+\)\s*$")
_SQUASHED_BODY = b"squashed commit of the following:"


class Evidence(NamedTuple):
    """One sign in a commit.

    model: as model_names.py writes it, or empty; source: where it stands (author, committer, co-author,
    reviewer, line, branch, or the kind of note); mode, strength: as in agents.toml; detail: the words.
    """

    tool: str
    model: str
    source: str
    mode: str
    strength: str
    detail: str

    @property
    def gives_label(self) -> bool:
        """Whether it makes the commit an AI tool's."""
        return self.mode in {AUTHORED, CO_AUTHORED} and self.strength != WEAK


class Signed(NamedTuple):
    """What a commit says of itself. author, committer: `Name <address>`, not merged by any .mailmap;
    author_time: seconds.
    """

    author: bytes
    committer: bytes
    author_time: int
    message: bytes


class Examined(NamedTuple):
    """evidence: every different sign, in the order author, committer, message.

    squash: whether a commit with one parent looks like several in one: its subject ends with the number of a
    pull request, git says so, or an AI tool signed twice in the same words.
    """

    evidence: tuple[Evidence, ...]
    squash: bool


NOTHING = Examined((), squash=False)


class Detector:
    """Looks for patterns in many commits. Those that mention none, which is most, cost a few searches for
    fixed words.
    """

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._trailers = (
            dict.fromkeys(patterns.co_author, CO_AUTHOR)
            | dict.fromkeys(patterns.reviewer, REVIEWER)
            | dict.fromkeys(patterns.credit, "line")
        )
        self._lines: dict[bytes, list[Line]] = {}
        self._first: dict[bytes, list[Line]] = {}
        for line in patterns.lines:
            for key in line.keys:
                (self._first if line.first else self._lines).setdefault(key, []).append(line)
        keys = sorted({*self._trailers, *self._lines}, key=len, reverse=True)
        self._words = _without_those_that_hold_another(keys)
        # A line begins after the end of one, or after the two characters that a shell left of it. A sign may
        # stand before the key (a bullet, an emoji), but none that quotes.
        self._keyed = re.compile(
            rb"(?:^|\\n)[^a-z0-9\n>\"'`\\]{0,12}(%b)[ \t*_]*((?:(?!\\n)[^\r\n]){0,%d})"
            % (b"|".join(map(re.escape, keys)), _LONGEST_LINE),
            re.MULTILINE,
        )
        self._identity = lru_cache(1 << 14)(self._find_identity)
        self._credit = lru_cache(1 << 12)(self._find_credit)

    def examine(self, signed: Signed) -> Examined:
        """What a commit says of its author's tools."""
        text = _bounded(signed.message)
        folded = text.lower()
        lines = list(self._in_lines(text, folded, signed.author_time))
        found = dict.fromkeys([*self._signatures(signed), *self._in_subject(text, folded), *lines])
        helpers = [sign for sign in lines if sign.source == CO_AUTHOR and sign.mode == CO_AUTHORED]
        squash = (
            len(set(helpers)) < len(helpers)
            or _SQUASHED_BODY in folded
            or _SQUASHED_SUBJECT.search(folded.partition(b"\n")[0]) is not None
        )
        if not found and not squash:
            return NOTHING
        return Examined(tuple(found)[:_MOST_EVIDENCE], squash)

    def _signatures(self, signed: Signed) -> Iterator[Evidence]:
        author = self._identity(signed.author, AUTHOR)
        yield from _as_evidence(author, signed.author, AUTHOR, signed.author_time)
        if signed.committer != signed.author:
            committer = self._identity(signed.committer, COMMITTER)
            if author is None or committer is None or author[0].tool != committer[0].tool:
                yield from _as_evidence(committer, signed.committer, COMMITTER, signed.author_time)

    def _in_subject(self, text: bytes, folded: bytes) -> Iterator[Evidence]:
        for key, lines in self._first.items():
            if folded.startswith(key):
                subject = folded.partition(b"\n")[0]
                yield from _line_evidence(lines, subject[len(key) :], text[: len(subject)])

    def _in_lines(self, text: bytes, folded: bytes, time: int) -> Iterator[Evidence]:
        """folded: the text in lower case."""
        if not any(word in folded for word in self._words):
            return
        for found in self._keyed.finditer(folded):
            yield from self._in_line(found[1], found[2], text[found.start(1) : found.end()], time)

    def _in_line(self, key: bytes, value: bytes, text: bytes, time: int) -> Iterator[Evidence]:
        if (place := self._trailers.get(key)) is None:
            yield from _line_evidence(self._lines[key], value.strip(), text)
            return
        # Whoever is credited with an address is looked for among the co-authors.
        identity = self._identity(value, REVIEWER if place == REVIEWER else CO_AUTHOR)
        if identity is not None:
            yield from _as_evidence(identity, text, place, time)
        elif b"<" not in value and b"@" not in value and (credit := self._credit(value)):
            tool, model, strength = credit
            mode = REVIEW if place == REVIEWER else CO_AUTHORED
            yield Evidence(tool, model, place, mode, strength, _detail(text))

    def _find_identity(self, text: bytes, place: str) -> tuple[Identity, str] | None:
        """The first pattern for what somebody is called, and the model named there."""
        text = text.lower()
        if not (person := _PERSON.match(text)) or person.end() != len(text):
            return None
        name, address = person["name"].strip(), person["address"].strip()
        for identity in self._patterns.identities:
            if place not in identity.places:
                continue
            named = identity.name.fullmatch(name) if identity.name else None
            if (identity.name is None or named) and (
                identity.address is None or identity.address.fullmatch(address)
            ):
                model = named["model"] if named and "model" in named.re.groupindex else None
                return identity, normalised(decoded(model)) if model else model_in(name)
        return None

    def _find_credit(self, value: bytes) -> tuple[str, str, str] | None:
        value = value.strip(b" \t*_.")
        for credit in self._patterns.credits:
            if credit.match.match(value):
                # The kernel writes AGENT:MODEL TOOLS.
                agent, colon, model = value.partition(b":")
                words = model.split()
                if colon and words and b" " not in agent:
                    return credit.tool, normalised(decoded(words[0])), credit.strength
                return credit.tool, model_in(value), credit.strength
        return None


def _without_those_that_hold_another(keys: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(key for key in keys if not any(other != key and other in key for other in keys))


def _bounded(message: bytes) -> bytes:
    if len(message) > 2 * MOST_READ:
        return message[:MOST_READ] + b"\n" + message[-MOST_READ:]
    return message


def _as_evidence(
    found: tuple[Identity, str] | None, text: bytes, place: str, time: int
) -> Iterator[Evidence]:
    if found is not None:
        identity, model = found
        weak = identity.weak is not None and identity.weak[0] <= time < identity.weak[1]
        mode = identity.places[CO_AUTHOR if place == "line" else place]
        strength = WEAK if weak else identity.strength
        yield Evidence(identity.tool, model, place, mode, strength, _detail(text))


def _line_evidence(lines: Iterable[Line], value: bytes, text: bytes) -> Iterator[Evidence]:
    for line in lines:
        if line.match.fullmatch(value):
            # The first line of a message tells of the change, and may name a model that it is about.
            model = "" if line.first else model_in(value)
            yield Evidence(line.tool, model, "line", line.mode, line.strength, _detail(text))
            return


def _detail(text: bytes) -> str:
    return decoded(text.strip())[:_LONGEST_DETAIL]


def label(evidence: Iterable[Evidence], author_time: int, human_before: float) -> str:
    """What a commit's evidence makes it: `ai`, `bot`, `human` or `unknown`.

    author_time, human_before: seconds. No evidence is no evidence of a person: completion leaves no trace,
    and people strip trailers.
    """
    evidence = tuple(evidence)
    if any(sign.gives_label for sign in evidence):
        return AI
    if any(sign.mode == AUTOMATION for sign in evidence):
        return BOT
    if author_time < human_before or any(sign.mode == PERSON for sign in evidence):
        return HUMAN
    return UNKNOWN


def agents(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """The tools that had a hand in a commit, in alphabetical order."""
    return tuple(sorted({sign.tool for sign in evidence if sign.gives_label}))


def branch_only(evidence: Iterable[Evidence]) -> bool:
    """Whether the label rests on the name of a branch and on nothing else."""
    sources = {sign.source for sign in evidence if sign.gives_label}
    return sources == {BRANCH}


def models(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """The models named in the evidence that gives the label, in alphabetical order."""
    return tuple(sorted({sign.model for sign in evidence if sign.gives_label and sign.model}))
