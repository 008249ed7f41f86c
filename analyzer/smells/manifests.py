"""What a tree says that it depends on: the names in the files that Python's installers and test runners read.

Everything is read by form and nothing is run. In doubt a name counts as declared: a list that code makes is
taken for all the texts in that code, and a lock file vouches for what it resolved.
"""

import ast
import configparser
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from analyzer.smells.python_source import UnparsableError, parse
from analyzer.untrusted_toml import parsed

LARGEST = 4 << 20  # bytes; lock files of large applications have two million
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_REQUIREMENT = re.compile(rf"\s*({_NAME})\s*(?:\[[^\]]*\]\s*)?(?:$|[<>=!~;@,(#]|--)")
_EGG = re.compile(rf"[#&]egg=({_NAME})")
_REPOSITORY = re.compile(r"/([A-Za-z0-9][A-Za-z0-9._-]*?)(?:\.git)?(?:@[^/]*)?(?:#.*)?$")
_LOCKED = re.compile(rb"^name = \"([^\"\n]+)\"", re.MULTILINE)
_CONDA_ENTRY = re.compile(rf"^[ \t]*-[ \t]+[\"']?(?:[\w./-]+::)?({_NAME})", re.MULTILINE)
_BLANKS = re.compile(r"(?<=\S)[^\S\n]{2,}+")
_CONDITION = re.compile(r"^[\w.,{}!-]+:\s+")  # of tox, `py311: mock`
_NAMES_NEEDS = re.compile(r"depend|requires")
_KINDS = re.compile(
    r"""(?:^|/)(?:
      (?P<project>pyproject\.toml)
    | (?P<setup_cfg>setup\.cfg)
    | (?P<setup_py>setup\.py)
    | (?P<pipfile>Pipfile)
    | (?P<conda>(?:environment|conda|env)[\w.-]*\.ya?ml)
    | (?P<tox>tox\.ini)
    | (?P<nox>noxfile\.py)
    | (?P<lock>(?:poetry|uv|pdm)\.lock|pylock(?:\.\w+)?\.toml)
    | (?P<pipfile_lock>Pipfile\.lock)
    | (?P<requirements>
        [\w.-]*(?:require|constraint)[\w.-]*\.(?:txt|in|pip)
      | require[\w-]*/(?:[\w.-]+/)*[\w.-]+\.(?:txt|in))
    )$""",
    re.VERBOSE,
)


class Declared(NamedTuple):
    """The distributions that a tree declares.

    names: normalised; unknown: why the list can not be had or may be short, empty where it is whole.
    """

    names: frozenset[str]
    unknown: str = ""


@dataclass(slots=True)
class _Said:
    """What one manifest says. needs: whether it is where a project lists what it needs, be it nothing;
    elsewhere: the kinds of manifests one of which must have the list, where this one has not.
    """

    names: list[str]
    needs: bool = True
    elsewhere: frozenset[str] = frozenset()


def normalised(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_manifest(path: bytes) -> bool:
    """Whether `declared` wants to see the content of a path."""
    return _kind(path) != ""


def declared(manifests: Mapping[bytes, bytes]) -> Declared:
    """All that the manifests of a tree declare, whichever of its projects they belong to.

    manifests: content by path, of the paths that `is_manifest` names.
    """
    names: set[str] = set()
    needs = False
    elsewhere = ""
    kinds = set(map(_kind, manifests))
    for path, content in sorted(manifests.items()):
        shown = path.decode("utf-8", "replace")
        try:
            said = _READERS[_kind(path)](content[:LARGEST])
        except (UnparsableError, ValueError, RecursionError, configparser.Error):
            return Declared(frozenset(), f"{shown} can not be read")
        names.update(map(normalised, said.names))
        needs |= said.needs
        if said.elsewhere and kinds.isdisjoint(said.elsewhere):
            elsewhere = f"{shown} takes its dependencies from elsewhere"
    return Declared(frozenset(names), elsewhere if needs else "no file declares dependencies")


def _kind(path: bytes) -> str:
    found = _KINDS.search(path.decode("utf-8", "replace"))
    return (found.lastgroup or "") if found else ""


def _required(text: str) -> Iterator[str]:
    """The name in a requirement, in whichever form pip takes one."""
    found = _EGG.search(text) or _REQUIREMENT.match(text)
    if found is None and "://" in text:
        found = _REPOSITORY.search(text.partition(";")[0].strip())
    if found:
        yield found[1]


def _requirements(content: bytes) -> _Said:
    names: list[str] = []
    for line in content.decode("utf-8-sig", "replace").splitlines():
        text = re.sub(r"(?:^|\s)#(?!egg=).*", "", line).strip()
        text = re.sub(r"^(?:-e|--editable)[ =]", "", text)
        if not text.startswith("-"):
            names += _required(text)
    return _Said(names)


def _project(content: bytes) -> _Said:
    """pyproject.toml, for every tool: lists are known by the names of their keys, as `dev-dependencies`."""
    table = parsed(content)
    project, tools = _table(table, "project"), _table(table, "tool")
    name, dynamic = project.get("name"), project.get("dynamic")
    names = [*_listed(table), *(_required(name) if isinstance(name, str) else ())]
    needs = bool(project) or "dependency-groups" in table or not tools.keys().isdisjoint(("poetry", "flit"))
    is_dynamic = isinstance(dynamic, list) and "dependencies" in dynamic
    return _Said(names, needs, _SETUP | _LISTS if is_dynamic else frozenset())


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> Iterator[str]:
    """Names of distributions below every key that says that it lists them."""
    if isinstance(value, list):
        for entry in value:
            yield from _listed(entry)
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _entries(below) if _NAMES_NEEDS.search(key) else _listed(below)


def _entries(value: object) -> Iterator[str]:
    """Requirements in a list or in groups of lists, or keys with a version each."""
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, str):
                yield from _required(entry)
    elif isinstance(value, dict):
        for key, below in value.items():
            is_group = isinstance(below, list) and any(isinstance(entry, str) for entry in below)
            yield from _entries(below) if is_group else _required(key)


def _setup_cfg(content: bytes) -> _Said:
    ini = _ini(content)
    names, elsewhere = [], False
    for section in ini.sections():
        for key, value in ini.items(section):
            if section == "options.extras_require" or _NAMES_NEEDS.search(key) or (key == "name"):
                elsewhere |= value.strip().startswith("file:")
                names += [name for line in value.splitlines() for name in _required(line)]
    return _Said(names, ini.has_section("options"), _LISTS if elsewhere else frozenset())


def _ini(content: bytes) -> configparser.RawConfigParser:
    ini = configparser.RawConfigParser(strict=False, allow_no_value=True)
    # configparser takes time that grows with the square of a run of blanks: 200 kB of them took minutes.
    ini.read_string(_BLANKS.sub(" ", content.decode("utf-8-sig", "replace")))
    return ini


def _setup_py(content: bytes) -> _Said:
    tree = _tree(content)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    values = [
        keyword.value for call in calls for keyword in call.keywords if keyword.arg == "install_requires"
    ]
    made = any(isinstance(node, ast.Call) for value in _resolved(tree, values) for node in ast.walk(value))
    return _Said(_texts(tree), needs=True, elsewhere=_LISTS if made else frozenset())


def _resolved(tree: ast.Module, values: list[ast.expr]) -> Iterator[ast.expr]:
    """The values, and what their names were given in the same file."""
    names = {node.id for value in values for node in ast.walk(value) if isinstance(node, ast.Name)}
    yield from values
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in names for target in node.targets
        ):
            yield node.value


def _noxfile(content: bytes) -> _Said:
    return _Said(_texts(_tree(content)), needs=False)


def _tree(content: bytes) -> ast.Module:
    return parse(content).tree


def _texts(tree: ast.Module) -> list[str]:
    """Every text that reads as a requirement."""
    return [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for line in node.value.splitlines()
        for name in _required(line)
    ]


def _pipfile(content: bytes) -> _Said:
    settings = ("source", "requires", "scripts", "pipenv")
    return _Said([name for key, table in parsed(content).items() if key not in settings for name in table])


def _conda(content: bytes) -> _Said:
    return _Said(_CONDA_ENTRY.findall(content.decode("utf-8", "replace")))


def _tox(content: bytes) -> _Said:
    ini = _ini(content)
    values = (
        value or "" for section in ini.sections() for key, value in ini.items(section) if key in _OF_TOX
    )
    lines = (_CONDITION.sub("", line.strip()) for value in values for line in value.splitlines())
    return _Said([name for line in lines for name in _required(line)], needs=False)


def _lock(content: bytes) -> _Said:
    return _Said([name.decode("utf-8", "replace") for name in _LOCKED.findall(content)], needs=False)


def _pipfile_lock(content: bytes) -> _Said:
    table = json.loads(content)
    sections = table.values() if isinstance(table, dict) else ()
    return _Said([name for section in sections if isinstance(section, dict) for name in section], needs=False)


_OF_TOX = frozenset(("deps", "requires"))
_LISTS = frozenset(("requirements",))
_SETUP = frozenset(("setup_py", "setup_cfg"))
_READERS: Mapping[str, Callable[[bytes], _Said]] = {
    "project": _project,
    "setup_cfg": _setup_cfg,
    "setup_py": _setup_py,
    "pipfile": _pipfile,
    "conda": _conda,
    "tox": _tox,
    "nox": _noxfile,
    "lock": _lock,
    "pipfile_lock": _pipfile_lock,
    "requirements": _requirements,
}
