"""The patterns of agents.toml, and those that a configuration adds, ready to be looked for."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

AUTHOR, COMMITTER, CO_AUTHOR, REVIEWER = "author", "committer", "co-author", "reviewer"
AUTHORED, CO_AUTHORED, REVIEW, MESSAGE, AUTOMATION = (
    "authored",
    "co-authored",
    "review",
    "message",
    "automation",
)
EXPLICIT, STRONG, WEAK = "explicit", "strong", "weak"

_HAND_IN_IT = MappingProxyType({AUTHOR: AUTHORED, CO_AUTHOR: CO_AUTHORED, REVIEWER: REVIEW})


@dataclass(frozen=True, slots=True)
class Addition:
    """What a configuration tells of one tool. authors, co_authors: `Name <address>` or an address alone;
    lines: how a line of a message begins; branches: how a branch's name begins.
    """

    tool: str
    authors: tuple[str, ...] = ()
    co_authors: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Additions:
    """What a configuration adds to agents.toml. human_before: a commit authored before this day (ISO) is a
    person's, empty for the usual day; bots: authors that are automation.
    """

    human_before: str = ""
    bots: tuple[str, ...] = ()
    tools: tuple[Addition, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who signs as name and address; each pattern is for the whole, in lower case.

    places: where to look, and the mode that being there means; weak: seconds from which and before which the
    sign is weak.
    """

    tool: str
    name: re.Pattern[bytes] | None
    address: re.Pattern[bytes] | None
    places: Mapping[str, str]
    strength: str
    weak: tuple[float, float] | None
    example: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that begins with a key. match: for all that follows, in lower case; first: whether it is looked
    for in the first line alone.
    """

    tool: str
    keys: tuple[bytes, ...]
    match: re.Pattern[bytes]
    strength: str
    mode: str
    first: bool
    example: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """A tool as it is credited in words; match: for the beginning of these, in lower case."""

    tool: str
    match: re.Pattern[bytes]
    strength: str
    example: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """The beginning of a branch's name, in lower case."""

    tool: str
    match: bytes
    strength: str
    example: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Everything to look for; of several that fit one name or line the first counts.

    co_author, reviewer, credit: the keys of trailers that name somebody; human_before: seconds.
    """

    identities: tuple[Identity, ...]
    lines: tuple[Line, ...]
    credits: tuple[Credit, ...]
    branches: tuple[Branch, ...]
    co_author: tuple[bytes, ...]
    reviewer: tuple[bytes, ...]
    credit: tuple[bytes, ...]
    human_before: float


def patterns(additions: Additions | None = None) -> Patterns:
    """What to look for. What a configuration says goes before agents.toml.

    A configuration may be a stranger's, so what it says is taken literally, never as a regular expression:
    some of these take for ever.
    """
    additions = additions or Additions()
    shipped = _shipped()
    bots = [_identity("bot", who, {AUTHOR: AUTOMATION}) for who in additions.bots]
    tools = additions.tools
    authors = [_identity(tool.tool, who, {AUTHOR: AUTHORED}) for tool in tools for who in tool.authors]
    helpers = [
        _identity(tool.tool, who, {CO_AUTHOR: CO_AUTHORED, REVIEWER: REVIEW})
        for tool in tools
        for who in tool.co_authors
    ]
    lines = [
        Line(
            tool.tool,
            (start.lower().encode(),),
            re.compile(rb".*"),
            EXPLICIT,
            CO_AUTHORED,
            False,
            (start,),
            (),
        )
        for tool in tools
        for start in tool.lines
    ]
    branches = [
        Branch(tool.tool, start.lower().encode(), STRONG, (), ()) for tool in tools for start in tool.branches
    ]
    day = additions.human_before
    return Patterns(
        identities=(*bots, *authors, *helpers, *shipped.identities),
        lines=(*lines, *shipped.lines),
        credits=shipped.credits,
        branches=(*branches, *shipped.branches),
        co_author=shipped.co_author,
        reviewer=shipped.reviewer,
        credit=shipped.credit,
        human_before=_start_of(date.fromisoformat(day)) if day else shipped.human_before,
    )


@cache
def tool_aliases() -> Mapping[str, str]:
    """For the names that tools have in notes on lines the names they have here."""
    aliases: dict[str, str] = _table()["aliases"]
    return MappingProxyType(aliases)


def marker_tables() -> list[dict[str, Any]]:
    """The markers of agents.toml, as they stand there."""
    tables: list[dict[str, Any]] = _table()["marker"]
    return tables


def source() -> bytes:
    """agents.toml as it is shipped: the part of the fingerprint that new patterns change."""
    return resources.files("analyzer").joinpath("agents.toml").read_bytes()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(source().decode())


@cache
def _shipped() -> Patterns:
    table = _table()
    keys = table["lines"]
    goes_on = keys["goes_on"]
    return Patterns(
        identities=tuple(
            Identity(
                tool=entry["tool"],
                name=_compiled(entry.get("name")),
                address=_compiled(entry.get("address")),
                places=entry.get("places", _HAND_IN_IT),
                strength=entry["strength"],
                weak=_window(entry.get("weak")),
                **_cases(entry),
            )
            for entry in table["identity"]
        ),
        lines=tuple(
            Line(
                tool=entry["tool"],
                keys=_bytes(entry["keys"]),
                match=re.compile(entry["match"].encode()),
                strength=entry["strength"],
                mode=entry["mode"],
                first=entry.get("first", False),
                **_cases(entry),
            )
            for entry in table["line"]
        ),
        credits=tuple(
            Credit(
                tool=entry["tool"],
                match=re.compile(f"(?:{entry['match']}){goes_on}".encode()),
                strength=entry["strength"],
                **_cases(entry),
            )
            for entry in table["named"]
        ),
        branches=tuple(
            Branch(entry["tool"], entry["match"].encode(), entry["strength"], **_cases(entry))
            for entry in table["branch"]
        ),
        co_author=_bytes(keys["co_author"]),
        reviewer=_bytes(keys["reviewer"]),
        credit=_bytes(keys["credit"]),
        human_before=_start_of(table["human_before"]),
    )


def _identity(tool: str, who: str, places: Mapping[str, str]) -> Identity:
    """Somebody as a person writes it: a name and an address, or an address alone."""
    name, bracket, address = who.strip().rstrip(">").rpartition("<")
    return Identity(
        tool=tool,
        name=_literal(name) if bracket and name.strip() else None,
        address=_literal(address),
        places=places,
        strength=EXPLICIT,
        weak=None,
        example=(),
        counter=(),
    )


def _literal(text: str) -> re.Pattern[bytes]:
    return re.compile(re.escape(text.strip().encode().lower()))


def _compiled(pattern: str | None) -> re.Pattern[bytes] | None:
    return None if pattern is None else re.compile(pattern.encode())


def _bytes(texts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def _cases(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {"example": tuple(entry["example"]), "counter": tuple(entry["counter"])}


def _window(days: Sequence[date] | None) -> tuple[float, float] | None:
    """From the start of the first day to the end of the last, UTC."""
    if days is None:
        return None
    first, last = days
    return _start_of(first), _start_of(last + timedelta(days=1))


def _start_of(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
