"""Checks of what a configuration states. Each raises SettingsError, with what may have been meant."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from analyzer.errors import SettingsError

_SHOWN = 40  # letters of a key


def known(file: str, where: str, keys: Iterable[str], allowed: Collection[str]) -> None:
    """Hold that every key is an allowed one. where: in which table, as ` in [paths]`."""
    for key in keys:
        if key not in allowed:
            raise SettingsError(
                f"{file}: unknown key {key[:_SHOWN]!r}{where}",
                suggestion(key, allowed) or f"known keys are {', '.join(allowed)}",
            )


def suggestion(word: str, words: Iterable[str]) -> str:
    """A question for the nearest of some words; empty where none is near."""
    close = get_close_matches(word, words, n=1)
    return f"did you mean {close[0]!r}?" if close else ""


def table_of(file: str, table: Mapping[str, Any], key: str, header: str = "") -> dict[str, Any]:
    """The table under a key, empty where there is none. header: what to write above it."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise SettingsError(f"{file}: {key!r} must be a table", f"write it as [{header or key}]")
    return value


def texts(file: str, key: str, value: object) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise SettingsError(f"{file}: {key!r} must be a list of texts", f'write it as {key} = ["...", "..."]')
    return tuple(value)
