"""The language of a path, told by its name, and how the lines of a language are read (languages.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from identify.identify import tags_from_filename

# What identify says about a file that names no language.
_NO_LANGUAGE = frozenset({"text", "binary", "executable", "header", "image", "zip"})


@dataclass(frozen=True, slots=True)
class Syntax:
    """What tells comments, documentation and mere keywords of one language; languages.toml explains each."""

    tags: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    prose: bool = False
    comment: str = ""
    doc: str = ""
    blocks: tuple[tuple[str, str], ...] = ()
    docstrings: tuple[str, ...] = ()
    lead: str = ""
    quotes: str = "\"'"
    keywords: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    infix: frozenset[str] = frozenset()
    adjacent: int = 0
    imports: str = ""


@cache
def syntaxes() -> Mapping[str, Syntax]:
    """The syntax of each language that languages.toml knows, in its order."""
    text = resources.files("analyzer").joinpath("languages.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    return MappingProxyType({name: _syntax(tables, name) for name in tables})


@lru_cache(1 << 16)
def language_of(path: bytes) -> str:
    """The name of a path's language, such as python, c++ or markdown; empty where the name does not tell it.

    Names are identify's, with the dialects of a language under one name. The content is never looked at.
    """
    name = path.rpartition(b"/")[2].decode("utf-8", "replace")
    tags = tags_from_filename(name) - _NO_LANGUAGE
    known = [
        language for language, syntax in syntaxes().items() if not tags.isdisjoint((language, *syntax.tags))
    ]
    if known:
        return known[0]
    lower = name.lower()
    for language, syntax in syntaxes().items():
        if lower.endswith(syntax.suffixes):
            return language
    return min(tags, default="")


def _syntax(tables: Mapping[str, dict[str, Any]], name: str) -> Syntax:
    table = dict(tables[name])
    while "like" in table:
        model = tables[table.pop("like")]
        table = {key: model[key] for key in model if key not in {"tags", "suffixes"}} | table
    for key, value in table.items():
        if key in {"keywords", "soft", "infix"}:
            table[key] = frozenset(value.split())
        elif key == "blocks":
            table[key] = tuple((opening, closing) for opening, closing in value)
        elif isinstance(value, list):
            table[key] = tuple(value)
    return Syntax(**table)
