"""What a team holds its code to: [rules], [limits], [gate] and [dependencies] of a configuration.

The command line goes before the environment, the environment before the file, the file before rules.toml. A
variable is called after its table and key: LINESPAN_LIMITS_LARGE_FILE, LINESPAN_GATE_MAX_NEW.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeGuard

from analyzer.errors import SettingsError
from analyzer.smells.rules import FROM, OFF, RULES, SEVERITIES
from analyzer.stated import known, suggestion, table_of, texts

Value = str | int | float | tuple[str, ...]

RULES_TABLE, LIMITS, GATE, DEPENDENCIES = TABLES = ("rules", "limits", "gate", "dependencies")
CHANGES = ("new", "worse")
"""What the gate can fail on."""

_VARIABLE = "LINESPAN_"


class Stated(NamedTuple):
    """A value and who says so: a file, a variable, an option."""

    value: Value
    origin: str


Layer = Mapping[str, Stated]
"""What one of them states, by table and key: `limits.large-file`."""


@dataclass(frozen=True, slots=True)
class Standards:
    """What is in force. severities: of every rule; limits: of every rule that has one; gate: by key, what is
    stated of it; known: modules that are no phantoms; origins: by table and key, who stated what is not as
    rules.toml has it.
    """

    severities: Mapping[str, str]
    limits: Mapping[str, float]
    gate: Mapping[str, Value] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    origins: Mapping[str, str] = field(default_factory=dict)

    def only(self, rules: Collection[str]) -> "Standards":
        """The same with all other rules off."""
        severities = {rule: told if rule in rules else OFF for rule, told in self.severities.items()}
        return replace(self, severities=severities)

    @property
    def fingerprint(self) -> str:
        """A hash over what decides which smells there are, and how grave each is; not over the gate."""
        told = [sorted(self.severities.items()), sorted(self.limits.items()), sorted(self.known)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def stated(file: str, table: Mapping[str, Any]) -> dict[str, Stated]:
    """What a configuration says of these tables. Raises SettingsError."""
    found = {}
    for name in TABLES:
        within = table_of(file, table, name)
        known(file, f" in [{name}]", within, _keys(name))
        for key, value in within.items():
            found[f"{name}.{key}"] = Stated(_CHECKS[name](file, key, value), file)
    return found


def in_environment(variables: Mapping[str, str]) -> dict[str, Stated]:
    """What the environment says. Raises SettingsError for a variable that begins like ours and is none."""
    names = {_variable(table, key): (table, key) for table in TABLES for key in _keys(table)}
    found = {}
    for variable in sorted(name for name in variables if name.startswith(_VARIABLE)):
        if variable not in names:
            raise SettingsError(
                f"unknown variable {variable!r}",
                suggestion(variable, names) or f"variables are {_VARIABLE}<TABLE>_<KEY>, as in linespan.toml",
            )
        table, key = names[variable]
        found[f"{table}.{key}"] = given(variable, table, key, variables[variable])
    return found


def given(origin: str, table: str, key: str, text: str) -> Stated:
    """A value given as text, by a variable or an option; lists are parted by commas. Raises SettingsError."""
    value: object = text
    if key in _LISTS:
        value = [part.strip() for part in text.split(",") if part.strip()]
        if not value:  # as of a variable that a CI leaves unset: nothing would ever fail
            raise SettingsError(f"{origin} is empty", "leave it away")
    elif table != RULES_TABLE:
        value = _number(text)
    return Stated(_CHECKS[table](origin, key, value), origin)


def in_force(*layers: Layer) -> Standards:
    """What holds when each layer goes before those that come earlier."""
    said: dict[str, Stated] = {}
    for layer in layers:
        said |= layer

    def of(table: str, key: str, otherwise: Any) -> Any:
        return said[f"{table}.{key}"].value if f"{table}.{key}" in said else otherwise

    return Standards(
        severities={name: of(RULES_TABLE, name, rule.severity) for name, rule in RULES.items()},
        limits={
            name: float(of(LIMITS, name, rule.limit))
            for name, rule in RULES.items()
            if rule.limit is not None
        },
        gate={
            key.removeprefix(f"{GATE}."): one.value for key, one in said.items() if key.startswith(f"{GATE}.")
        },
        known=frozenset(of(DEPENDENCIES, "known", ())),
        origins={key: one.origin for key, one in said.items()},
    )


def _keys(table: str) -> tuple[str, ...]:
    if table == RULES_TABLE:
        return tuple(RULES)
    if table == LIMITS:
        return tuple(name for name, rule in RULES.items() if rule.limit is not None)
    return tuple(_GATE_CHECKS) if table == GATE else ("known",)


def _variable(table: str, key: str) -> str:
    return f"{_VARIABLE}{table}_{key}".replace("-", "_").upper()


def _number(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _severity(origin: str, rule: str, value: object) -> str:
    if value not in SEVERITIES:
        raise SettingsError(
            f"{origin}: {rule!r} can not be {value!r}",
            suggestion(str(value), SEVERITIES) or f"a rule is {', '.join(SEVERITIES)}",
        )
    return str(value)


def _limit(origin: str, rule: str, value: object) -> float:
    if not _is_number(value) or value <= 0:
        raise SettingsError(f"{origin}: the limit {rule!r} must be a number above 0", f"write {rule} = 10")
    if RULES[rule].bound == FROM and not isinstance(value, int):
        raise SettingsError(f"{origin}: the limit {rule!r} must be a whole number", f"write {rule} = 5")
    return value


def _policy(origin: str, key: str, value: object) -> Value:
    return _GATE_CHECKS[key](origin, key, value)


def _fail_on(origin: str, key: str, value: object) -> tuple[str, ...]:
    changes = texts(origin, key, value)
    for change in changes:
        if change not in CHANGES:
            raise SettingsError(
                f"{origin}: {key!r} can not hold {change!r}",
                suggestion(change, CHANGES) or f"it holds {' and '.join(CHANGES)}",
            )
    return changes


def _count(origin: str, key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SettingsError(f"{origin}: {key!r} must be a whole number from 0 on", f"write {key} = 3")
    return value


def _percentage(origin: str, key: str, value: object) -> float:
    if not _is_number(value) or value < 0:
        raise SettingsError(f"{origin}: {key!r} must be a percentage from 0 on", f"write {key} = 5")
    return value


def _is_number(value: object) -> TypeGuard[int | float]:
    # As a float, which some integers are too large to be.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


_GATE_CHECKS: Mapping[str, Callable[[str, str, object], Value]] = {
    "fail-on": _fail_on,
    "max-new": _count,
    "tolerance": _percentage,
    "max-density-growth": _percentage,
}
_CHECKS: Mapping[str, Callable[[str, str, object], Value]] = {
    RULES_TABLE: _severity,
    LIMITS: _limit,
    GATE: _policy,
    DEPENDENCIES: texts,
}
_LISTS = frozenset({"fail-on", "known"})
