"""The language of a path, told by its name, and how the lines of a language are read (languages.toml)."""

import tomllib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from types import MappingProxyType
from typing import Any

from identify.identify import parse_shebang, tags_from_filename, tags_from_interpreter

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
    imported: str = ""


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
    tags = tags_from_filename(name)
    if language := _named(tags):
        return language
    lower = name.lower()
    for language, syntax in syntaxes().items():
        if lower.endswith(syntax.suffixes):
            return language
    return min(tags - _NO_LANGUAGE, default="")


def language_of_script(content: bytes) -> str:
    """The name of the language whose interpreter the first line (`#!`) names; empty where it is not known."""
    command = parse_shebang(BytesIO(content))
    tags = tags_from_interpreter(command[0]) if command else set()
    return _named(tags) or min(tags - _NO_LANGUAGE, default="")


def _named(tags: AbstractSet[str]) -> str:
    """The language of languages.toml that identify's tags mean, the first of them."""
    named = tags - _NO_LANGUAGE
    return next(
        (
            language
            for language, syntax in syntaxes().items()
            if not named.isdisjoint((language, *syntax.tags))
        ),
        "",
    )


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
