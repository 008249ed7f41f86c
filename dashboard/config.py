"""`linespan config`: what is in force, and who says so, as TOML that a configuration could hold."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from analyzer import settings
from analyzer.configuration import Configuration, Identity
from analyzer.git import GitError
from analyzer.repository import choose_head, incomplete
from analyzer.smells.standards import (
    DEPENDENCIES,
    GATE,
    LIMITS,
    RULES_TABLE,
    Standards,
    Value,
    in_environment,
    in_force,
)
from dashboard.formats.visible import visible
from dashboard.standing import opened_for_its_tree
from metrics.gate import Policy

_DEFAULT = "default"


def configuration(repository: str, revision: str | None, environment: Mapping[str, str]) -> str:
    """The configuration of a revision's tree, with what the environment states. Raises LinespanError."""
    opened = opened_for_its_tree(repository)
    head = choose_head(opened, revision)
    with tempfile.TemporaryDirectory(prefix="linespan-") as folder:
        try:
            sealed = opened.seal(Path(folder) / "sealed")
            told = settings.configuration_in(sealed, sealed.tree(head.sha))
        except GitError as problem:
            raise incomplete(opened, problem) from problem
    standards = in_force(dict(told.standards), in_environment(environment))
    where = f"{told.file or 'no configuration'} in {head.sha[:12]}"
    note = [f"# {visible(head.note)}"] if head.note else []
    return "\n".join(
        [f"# {where}; what it does not state is as Linespan has it", *note, *_lines(told, standards), ""]
    )


def _lines(told: Configuration, standards: Standards) -> Iterator[str]:
    policy = Policy()
    gate: Mapping[str, Value | None] = {
        "fail-on": tuple(sorted(policy.fail_on)),
        "max-new": policy.max_new,
        "tolerance": policy.tolerance,
        "max-density-growth": policy.max_density_growth,
    }
    tables: Mapping[str, Mapping[str, Value | None]] = {
        RULES_TABLE: standards.severities,
        LIMITS: standards.limits,
        GATE: {**gate, **standards.gate},
        DEPENDENCIES: {"known": tuple(sorted(standards.known))},
    }
    for table, values in tables.items():
        origins = {key: standards.origins.get(f"{table}.{key}", _DEFAULT) for key in values}
        yield from _table(table, values, origins)
    yield from _of_history(told)


def _of_history(told: Configuration) -> Iterator[str]:
    """What the mining goes by, as far as it is stated."""
    agents = told.agents
    stated: dict[str, Mapping[str, Value]] = {
        "paths": {"include": told.include, "exclude": told.exclude},
        "roles": dict(told.roles),
        "authors": {_author(author): tuple(map(_author, aliases)) for author, aliases in told.authors},
        "teams": dict(told.teams),
        "dashboard": {"authors": told.by_author},
        "agents": {"human-before": agents.human_before, "bots": agents.bots},
    }
    for tool in agents.tools:
        stated[f"agents.tools.{_key(tool.tool)}"] = {
            "authors": tool.authors,
            "co-authors": tool.co_authors,
            "lines": tool.lines,
            "branches": tool.branches,
        }
    for table, keys in stated.items():
        if values := {key: value for key, value in keys.items() if value}:
            yield from _table(table, values, dict.fromkeys(values, told.file))


def _table(table: str, values: Mapping[str, Value | None], origins: Mapping[str, str]) -> Iterator[str]:
    lines = {
        key: f"# {key} = " if value is None else f"{_key(key)} = {_value(value)}"
        for key, value in values.items()
    }
    width = max(map(len, lines.values()))
    yield ""
    yield f"[{table}]"
    for key, line in lines.items():
        yield f"{line:{width}}  # {origins[key]}{', off' if values[key] is None else ''}"


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else _quoted(key)


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_quoted, value))}]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f"{value:.15g}"


def _quoted(text: str) -> str:
    """A basic string of TOML, which a terminal does not obey: what is not seen stands as an escape."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(char: str) -> str:
    if char in {'"', "\\"}:
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def _author(author: Identity) -> str:
    return f"{author.name} <{author.email}>" if author.name else author.email
