"""What a repository says about itself to Linespan: linespan.toml, or [tool.linespan] in pyproject.toml."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analyzer.agent_patterns import Addition, Additions
from analyzer.errors import SettingsError
from analyzer.smells import standards
from analyzer.smells.standards import Stated
from analyzer.stated import known, suggestion, table_of, texts
from analyzer.untrusted_toml import parsed

OWN = "linespan.toml"
SHARED = "pyproject.toml"
# What a file can be said to be; `excluded` is not said but follows from [paths].
ROLES = ("source", "test", "docs", "data", "generated", "vendored", "lock", "minified")

_KEYS = ("paths", "roles", "authors", "teams", "agents", "dashboard", *standards.TABLES)
_PATH_KEYS = ("include", "exclude")
_AGENT_KEYS = ("human-before", "bots", "tools")
_TOOL_KEYS = ("authors", "co-authors", "lines", "branches")
_IDENTITY = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<email>[^<>]+)>")
_LONGEST_PATTERN = 500  # bytes; git passes over longer lines in silence
# git tries many ways to share out a path among asterisks: with thirty, git 2.39 was not done after a minute.
MOST_ASTERISKS = 5  # in a pattern, `**` being one


@dataclass(frozen=True, slots=True)
class Identity:
    """An author as a person writes it, `Name <address>`; without a name any name will do."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration says, checked. Everything keeps the order it is written in.

    file: where it stands, empty where there is none; include, exclude: patterns of paths; roles: pattern and
    role; authors: the identity to go by, and those that stand for it; teams: name, and who is in it, as
    patterns of names or addresses; agents: how AI tools and bots show, beside what agents.toml knows;
    by_author: whether the dashboard may tell measures by author; standards: table and key, and what is stated
    of rules, limits, gate and dependencies.
    """

    file: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    authors: tuple[tuple[Identity, tuple[Identity, ...]], ...] = ()
    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
    agents: Additions = field(default_factory=Additions)
    by_author: bool = False
    standards: tuple[tuple[str, Stated], ...] = ()


def read(file: str, content: bytes) -> Configuration | None:
    """The configuration in a file's content; None for a pyproject.toml without any.

    file: OWN or SHARED. Raises SettingsError for what is no TOML, and for a key or a value that says nothing.
    A pyproject.toml that is no TOML and does not mention Linespan is somebody else's business.
    """
    try:
        table = parsed(content)
    except (ValueError, RecursionError) as problem:
        if file == SHARED and b"linespan" not in content:
            return None
        reason = "it is nested too deep" if isinstance(problem, RecursionError) else str(problem)
        raise SettingsError(f"{file} can not be read: {reason}") from problem
    if file == SHARED:
        tools = table.get("tool")
        if not isinstance(tools, dict) or "linespan" not in tools:
            return None
        table = table_of(file, tools, "linespan", "tool.linespan")
    return _checked(file, table)


def _checked(file: str, table: Mapping[str, Any]) -> Configuration:
    if file == OWN and "tool" in table:
        raise SettingsError(
            f"{file}: unknown key 'tool'", f"only {SHARED} says tool.linespan; here write [limits]"
        )
    known(file, "", table, _KEYS)
    paths = table_of(file, table, "paths")
    known(file, " in [paths]", paths, _PATH_KEYS)
    roles = table_of(file, table, "roles")
    for pattern, role in roles.items():
        if isinstance(role, dict):
            raise SettingsError(
                f"{file}: {pattern!r} has no role", 'write a pattern in quotes: "*.py" = "test"'
            )
        if role not in ROLES:
            raise SettingsError(
                f"{file}: {pattern!r} can not have the role {role!r}",
                suggestion(str(role), ROLES) or f"roles are {', '.join(ROLES)}",
            )
    return Configuration(
        file=file,
        include=_patterns(file, texts(file, "include", paths.get("include", []))),
        exclude=_patterns(file, texts(file, "exclude", paths.get("exclude", []))),
        roles=tuple(zip(_patterns(file, roles), roles.values(), strict=True)),
        authors=_authors(file, table_of(file, table, "authors")),
        teams=tuple(
            (team, texts(file, team, members)) for team, members in table_of(file, table, "teams").items()
        ),
        agents=_agents(file, table_of(file, table, "agents")),
        by_author=_by_author(file, table_of(file, table, "dashboard")),
        standards=tuple(standards.stated(file, table).items()),
    )


def _patterns(file: str, patterns: Iterable[str]) -> tuple[str, ...]:
    """Patterns as git takes them in .gitattributes, where a folder by itself would say nothing."""
    taken = []
    for pattern in patterns:
        if not pattern or pattern.startswith(("!", "[attr]")) or len(pattern.encode()) > _LONGEST_PATTERN:
            raise SettingsError(
                f"{file}: {pattern[:40]!r} is no pattern of paths", "write it as in .gitattributes"
            )
        if len(re.findall(r"\*+", pattern)) > MOST_ASTERISKS:
            raise SettingsError(
                f"{file}: {pattern[:40]!r} has more than {MOST_ASTERISKS} asterisks",
                "git could take for ever over it; write several patterns",
            )
        taken.append(f"{pattern}**" if pattern.endswith("/") else pattern)
    return tuple(taken)


def _authors(file: str, table: Mapping[str, Any]) -> tuple[tuple[Identity, tuple[Identity, ...]], ...]:
    authors = []
    seen: set[Identity] = set()
    for known_as, value in table.items():
        author = _identity(known_as)
        if not author.name or not author.email:
            raise SettingsError(f"{file}: {known_as!r} is no author", 'write it as "Name <address>" = [...]')
        aliases = tuple(map(_identity, texts(file, known_as, value)))
        for alias in aliases:
            folded = Identity(alias.name.lower(), alias.email.lower())
            if folded in seen:
                raise SettingsError(
                    f"{file}: {alias.email!r} stands for two authors", "leave it with one of them"
                )
            seen.add(folded)
        authors.append((author, aliases))
    return tuple(authors)


def _identity(text: str) -> Identity:
    if match := _IDENTITY.fullmatch(text.strip()):
        return Identity(match["name"], match["email"].strip())
    return Identity("", text.strip())


def _agents(file: str, table: Mapping[str, Any]) -> Additions:
    known(file, " in [agents]", table, _AGENT_KEYS)
    tools = table_of(file, table, "tools", "agents.tools")
    return Additions(
        human_before=_day(file, "human-before", table.get("human-before", "")),
        bots=_signatures(file, "bots", table.get("bots", [])),
        tools=tuple(_tool(file, tool, table_of(file, tools, tool, f"agents.tools.{tool}")) for tool in tools),
    )


def _by_author(file: str, table: Mapping[str, Any]) -> bool:
    known(file, " in [dashboard]", table, ("authors",))
    value = table.get("authors", False)
    if not isinstance(value, bool):
        raise SettingsError(f"{file}: 'authors' in [dashboard] must be true or false", "write authors = true")
    return value


def _tool(file: str, tool: str, table: Mapping[str, Any]) -> Addition:
    known(file, f" in [agents.tools.{tool}]", table, _TOOL_KEYS)
    beginnings = {key: texts(file, key, table.get(key, [])) for key in ("lines", "branches")}
    for key, begun in beginnings.items():
        if not all(text.strip() for text in begun):
            raise SettingsError(f"{file}: an empty text in {key!r} of {tool!r}", "everything begins with it")
    return Addition(
        tool=tool,
        authors=_signatures(file, "authors", table.get("authors", [])),
        co_authors=_signatures(file, "co-authors", table.get("co-authors", [])),
        **beginnings,
    )


def _signatures(file: str, key: str, value: object) -> tuple[str, ...]:
    signatures = texts(file, key, value)
    for text in signatures:
        if "@" not in text:
            raise SettingsError(
                f"{file}: {text!r} in {key!r} has no address",
                'write it as "Name <address>", or an address alone',
            )
    return signatures


def _day(file: str, key: str, value: object) -> str:
    """A day in ISO form, empty for none."""
    if type(value) is date or value == "":
        return str(value)
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as problem:
        raise SettingsError(f"{file}: {key!r} must be a day", f"write it as {key} = 2021-06-29") from problem
