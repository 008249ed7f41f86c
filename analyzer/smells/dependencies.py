"""Phantom dependencies: imports of a module that nothing declares and nothing in the tree is.

An assistant that invents the name of a package leaves exactly this behind (Spracklen et al., USENIX Security
2025, arXiv 2406.10279). The rule is deptry's DEP001, told without an environment: what a distribution is
imported as follows from its name, by rules and a table (dependencies.toml), in doubt for the import.
"""

import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from analyzer.smells.manifests import normalised
from analyzer.smells.model import Import, Smell

MODULES = (b".py", b".pyi", b".pyx", b".pyd", b".so", b".ipynb")
_LONGEST_PATH = 1000  # bytes; a path is taken apart at each of its folders
# How the names of distributions differ from those of their modules: pyserial, python-dotenv, gitpython,
# discord.py, django-environ, types-requests.
_BEFORE = ("", "py", "python", "django", "types")
_AFTER = ("", "py", "python")


def phantoms(
    imports: Mapping[bytes, Sequence[Import]],
    paths: Iterable[bytes],
    names: Collection[str],
    known: Collection[str] = (),
) -> list[Smell]:
    """One smell for each module that a file imports and nobody declares, at the first line that imports it.

    imports: by path; paths: all of the tree; names: declared distributions, normalised; known: modules that
    the configuration vouches for. An import is the tree's own if its first part is what a path of the tree
    can be imported as, from the top of its package or from a folder above the file that imports it.
    """
    modules = _Modules(paths)
    bring = _Bringers(names)
    given = _given() | frozenset(known)
    found = []
    for path in sorted(imports):
        seen: set[str] = set()
        for one in imports[path]:
            top = one.name.partition(".")[0]
            # A module that begins with an underscore is a part of something, often made when that is built.
            if one.optional or top in seen or top in given or top.startswith("_") or not top.isascii():
                continue
            if bring.brings(one.name) or modules.has(top, path):
                continue
            seen.add(top)
            found.append(_smell(path, one, top))
    return found


def _smell(path: bytes, one: Import, top: str) -> Smell:
    return Smell(
        rule="phantom-dependency",
        path=path,
        symbol="",
        ordinal=0,
        start_line=one.line,
        end_line=one.line,
        value=None,
        threshold=None,
        message=f"{top} is imported, but no dependency is declared that brings it",
        subject=top,
    )


class _Modules:
    """What can be imported from a tree: by first part alone, or from the folders above a file."""

    def __init__(self, paths: Iterable[bytes]) -> None:
        files = [path for path in paths if path.endswith(MODULES) and len(path) < _LONGEST_PATH]
        packages = {
            path.rpartition(b"/")[0] for path in files if path.endswith((b"/__init__.py", b"/__init__.pyi"))
        }
        self._tops: set[str] = set()
        self._beside: set[bytes] = set()
        for path in files:
            folder, _, name = path.rpartition(b"/")
            parts = [*folder.split(b"/"), name.partition(b".")[0]] if folder else [name.partition(b".")[0]]
            for depth in range(len(parts)):
                if b"/".join(parts[:depth]) not in packages:
                    self._tops.add(parts[depth].decode("utf-8", "replace"))
                self._beside.add(b"/".join(parts[: depth + 1]))

    def has(self, top: str, path: bytes) -> bool:
        """Whether the tree has a module of that name for a file to import."""
        if top in self._tops:
            return True
        folders = path.split(b"/")[:-1]
        return any(
            b"/".join([*folders[:depth], top.encode()]) in self._beside for depth in range(len(folders) + 1)
        )


class _Bringers:
    """Which modules the declared distributions bring."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)
        self._squeezed = frozenset(_squeezed(name) for name in names)
        # A distribution's first part is often the namespace that it puts its module in: google-cloud-storage.
        self._namespaces = frozenset(
            part for name in names for part in _firsts(name.removeprefix("python-").removeprefix("types-"))
        )

    def brings(self, module: str) -> bool:
        """Whether one of them can be what `import module` finds."""
        top = module.partition(".")[0]
        table = _table()
        told = (*table["modules"].get(top, ()), *table["transitive"].get(top, ()))
        if not self._names.isdisjoint(told) or normalised(top) in self._namespaces:
            return True
        squeezed = _squeezed(top)
        return any(before + squeezed + after in self._squeezed for before in _BEFORE for after in _AFTER)


def _firsts(name: str) -> Iterator[str]:
    """What stands before each dash of a name, and all of it."""
    parts = name.split("-")
    return ("-".join(parts[: length + 1]) for length in range(len(parts)))


def _squeezed(name: str) -> str:
    return normalised(name).replace("-", "")


@cache
def _table() -> Mapping[str, Any]:
    text = resources.files("analyzer.smells").joinpath("dependencies.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _given() -> frozenset[str]:
    """Modules that nobody declares: of any Python's standard library, or of what runs the code."""
    table = _table()
    older_newer = [name for names in table["standard_library"].values() for name in names]
    return sys.stdlib_module_names.union(older_newer, table["supplied"]["names"])
