"""The rules of roles.toml, and how git is asked which path they hold for."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from analyzer.configuration import Configuration

# The attributes that answer for the configuration; those of roles.toml are called after their role.
PATHS = "linespan-paths"
ROLE = "linespan-role"
EXCLUDED = "excluded"

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of paths that have a role."""

    role: str
    reason: str
    patterns: tuple[str, ...]
    example: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line near the top of a file says of its role. pattern: from the start of the line on."""

    role: str
    name: str
    reason: str
    pattern: re.Pattern[bytes]
    example: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """roles.toml. mean_line: bytes a line from which on a file in a `minifiable` language is minified."""

    names: tuple[Names, ...]
    marks: tuple[Mark, ...]
    data: frozenset[str]
    docs: frozenset[str]
    minifiable: frozenset[str]
    mean_line: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The role that a pattern gives, and how a person finds the pattern."""

    role: str
    rule: str


@cache
def rules() -> Rules:
    """The rules that hold for every repository."""
    text = resources.files("analyzer").joinpath("roles.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return Rules(
        names=tuple(
            Names(
                patterns=tuple(names["patterns"]),
                example=tuple(names["example"]),
                counter=tuple(names["counter"]),
                **{key: names[key] for key in ("role", "reason")},
            )
            for names in table["name"]
        ),
        marks=tuple(
            Mark(
                pattern=re.compile(mark["pattern"].encode()),
                example=tuple(mark["example"]),
                counter=tuple(mark["counter"]),
                **{key: mark[key] for key in ("role", "name", "reason")},
            )
            for mark in table["mark"]
        ),
        data=frozenset(table["languages"]["data"]),
        docs=frozenset(table["languages"]["docs"]),
        minifiable=frozenset(table["minified"]["languages"]),
        mean_line=table["minified"]["mean_line"],
    )


def attribute(role: str) -> str:
    """The attribute whose value tells which of roles.toml's patterns gives a path this role."""
    return f"linespan-{role}"


def compiled(configuration: Configuration) -> tuple[bytes, list[Verdict]]:
    """All patterns as one .gitattributes file: the value of an attribute is a place in the list of verdicts.

    Of several patterns for one attribute the last holds, so that [paths] exclude goes before include.
    """
    verdicts: list[Verdict] = []
    lines: list[str] = []
    for name, pattern, verdict in _stated(configuration):
        quoted = _ESCAPED.sub(lambda character: f"\\{ord(character[0]):03o}", pattern)
        if verdict is None:
            lines.append(f'"{quoted}" !{name}\n')
        else:
            lines.append(f'"{quoted}" {name}={len(verdicts)}\n')
            verdicts.append(verdict)
    return "".join(lines).encode(), verdicts


def _stated(configuration: Configuration) -> Iterator[tuple[str, str, Verdict | None]]:
    """(attribute, pattern, verdict); None takes a verdict back."""
    for names in rules().names:
        for pattern in names.patterns:
            yield attribute(names.role), pattern, Verdict(names.role, f"name {pattern}")
    for pattern, role in configuration.roles:
        yield ROLE, pattern, Verdict(role, f"{configuration.file} roles {pattern}")
    if configuration.include:
        yield PATHS, "*", Verdict(EXCLUDED, f"{configuration.file} include")
    for pattern in configuration.include:
        yield PATHS, pattern, None
    for pattern in configuration.exclude:
        yield PATHS, pattern, Verdict(EXCLUDED, f"{configuration.file} exclude {pattern}")
