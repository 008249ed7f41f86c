"""What Linespan takes for a smell: the rules of rules.toml."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

FUNCTION, CLASS, FILE, LINE, TEST, BLOCK = "function", "class", "file", "line", "test", "block"
ABOVE, BELOW, FROM = "above", "below", "from"
ERROR, WARN, OFF = "error", "warn", "off"
SEVERITIES = (ERROR, WARN, OFF)
DUPLICATED, PHANTOM = "duplicated-block", "phantom-dependency"
"""The rules that take more than one file to see."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; rules.toml says what each field holds. limit: None for a rule without a figure, which has
    no measure, message or bound either.
    """

    id: str
    title: str
    description: str
    advice: str
    about: str
    severity: str
    source: str
    link: str
    measure: str = ""
    message: str = ""
    limit: float | None = None
    bound: str = ""
    roles: frozenset[str] = frozenset({"source", "test"})
    ruff: tuple[str, ...] = ()

    def told(self, value: float) -> str:
        """What a finding with this figure says, as a sentence without the place."""
        return self.message.format(value=f"{value:,.1f}".removesuffix(".0"))

    def breaks(self, value: float, limit: float) -> bool:
        """Whether a figure is a smell under a limit."""
        if self.bound == BELOW:
            return value < limit
        return value > limit or (self.bound == FROM and value == limit)


def _read() -> MappingProxyType[str, Rule]:
    text = resources.files("analyzer.smells").joinpath("rules.toml").read_text("utf-8")
    rules = {}
    for name, table in tomllib.loads(text).items():
        if "roles" in table:
            table["roles"] = frozenset(table["roles"])
        rules[name] = Rule(id=name, **table | {"ruff": tuple(table.get("ruff", ()))})
    return MappingProxyType(rules)


RULES = _read()
"""By name, in the order in which they are told."""
