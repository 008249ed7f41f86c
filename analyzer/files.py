"""What each path of a history is for: source, test, documentation, or something that nobody wrote as code.

The first of these that has an answer decides:

1. the configuration: `excluded` by its [paths], else any role by its [roles];
2. .gitattributes: linguist-vendored, linguist-generated, linguist-documentation;
3. names of vendored, lock, generated and minified files (roles.toml);
4. the file's own top, where it stands in the head: "DO NOT EDIT" and the like, lines as long as a minifier's;
5. folders and names of documentation, then languages of documentation and data;
6. names of tests; what is left is source.

So a vendored test is vendored and the data of a test is data: source and test are what people write as code.
A file whose language nothing tells is data, unless its first line names an interpreter: code has a language,
and what has none is most often a fixture, a list or a certificate. An attribute that is unset
(`-linguist-vendored`, `linguist-vendored=false`) takes its role away from 3 to 5, but for languages of
documentation.

All patterns are matched by git itself, those of .gitattributes and ours alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from types import MappingProxyType

from identify.identify import tags_from_filename

from analyzer.languages import language_of, language_of_script
from analyzer.roles import PATHS, ROLE, Verdict, attribute, compiled, rules
from analyzer.sealed import SealedRepository
from analyzer.settings import Settings

_LINGUIST = {
    "vendored": "linguist-vendored",
    "generated": "linguist-generated",
    "docs": "linguist-documentation",
}
# GitHub takes minified files for generated ones, and its attribute speaks of both.
_DENIED = {"vendored": ("vendored",), "generated": ("generated", "minified"), "docs": ("docs",)}
_BEFORE_CONTENT = ("vendored", "lock", "generated", "minified")
_UNSPECIFIED = (b"unspecified",) * len(_LINGUIST)
_SET, _UNSET = frozenset({b"set", b"true"}), frozenset({b"unset", b"false"})
_EXECUTABLE = b"100755"
_REGULAR = frozenset({b"100644", _EXECUTABLE})
_IMPOSSIBLE = frozenset({b"", b".", b".."})
# The top of a file: below, a mark is a text that the program writes, and not one about the program.
_TOP_LINES = 30
_TOP_BYTES = 4096
_TOPS_REMEMBERED = 200  # files: successive versions of one begin alike

Entry = tuple[bytes, bytes, bytes]
"""An entry of a tree: mode, object name, path."""


@dataclass(frozen=True, slots=True)
class File:
    """What a path is for. language: empty where nothing tells it; rule: what decided on the role."""

    language: str
    role: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Attributes:
    """What patterns say of a path: verdicts by attribute; the roles that .gitattributes gives and takes."""

    verdicts: Mapping[str, Verdict]
    given: tuple[str, ...]
    taken: frozenset[str]

    def verdict(self, role: str) -> Verdict | None:
        """What roles.toml's names say of a role, unless .gitattributes denies it."""
        return None if role in self.taken else self.verdicts.get(attribute(role))


@dataclass(frozen=True, slots=True)
class _Top:
    """What the content of a file says of it. language: that of a script, told by its first line."""

    mark: Verdict | None
    language: str
    is_script: bool


_NOTHING_SAID = _Attributes({}, (), frozenset())
_UNREAD = _Top(None, "", is_script=False)


def classify(
    sealed: SealedRepository,
    settings: Settings,
    paths: Iterable[bytes],
    tree: Iterable[Entry],
    known: Mapping[bytes, File] = MappingProxyType({}),
) -> list[File]:
    """The file behind each path, in order.

    tree: the head's entries; a path that is not there is judged by its name and attributes alone; known: the
    files behind some paths, which are not looked at. Raises GitError for an object that is not there.
    """
    paths = list(paths)
    wanted = {path for path in paths if path not in known}
    classifier = Classifier(sealed, settings, wanted)
    read = classifier.versions(entry for entry in tree if entry[2] in wanted)
    files = {**known, **{path: file for (_, _, path), file in read.items()}}
    return [files.get(path) or classifier.named(path) for path in paths]


def unchanged(files: Mapping[bytes, File], then: Iterable[Entry], now: Iterable[Entry]) -> dict[bytes, File]:
    """Those files of one tree that are no others in another one, as long as the settings are the same."""
    changed = {path for _, _, path in {*then} ^ {*now}}
    return {path: file for path, file in files.items() if path not in changed}


class Classifier:
    """What some paths are for, in whatever tree they stand: the settings are one head's."""

    def __init__(self, sealed: SealedRepository, settings: Settings, paths: Iterable[bytes]) -> None:
        self._sealed = sealed
        self._said = _attributes(sealed, settings, list(paths))
        self._early = {path: verdict for path, said in self._said.items() if (verdict := _early(said))}

    def named(self, path: bytes) -> File:
        """The file behind a path, by its name and attributes alone."""
        return self._file(path, _UNREAD)

    def versions(self, entries: Iterable[Entry]) -> dict[Entry, File]:
        """The file that each entry of some trees is. Raises GitError for an object that is not there."""
        entries = list(entries)
        tops = _tops(self._sealed, (entry for entry in entries if entry[2] not in self._early))
        return {entry: self._file(entry[2], tops.get(entry, _UNREAD)) for entry in entries}

    def _file(self, path: bytes, top: "_Top") -> File:
        return _file(path, self._said[path], self._early.get(path), top)


def _file(path: bytes, said: _Attributes, early: Verdict | None, top: _Top) -> File:
    language = language_of(path) or top.language
    if early is None and top.mark is not None and top.mark.role not in said.taken:
        early = top.mark
    verdict = early or _late(path, said, language, is_script=top.is_script)
    return File(language, verdict.role, verdict.rule)


def _early(said: _Attributes) -> Verdict | None:
    """What goes before the content of a file."""
    for name in (PATHS, ROLE):
        if name in said.verdicts:
            return said.verdicts[name]
    for role in said.given:
        return Verdict(role, f".gitattributes {_LINGUIST[role]}")
    return next(filter(None, map(said.verdict, _BEFORE_CONTENT)), None)


def _late(path: bytes, said: _Attributes, language: str, *, is_script: bool) -> Verdict:
    """What goes after the content of a file."""
    if verdict := said.verdict("docs"):
        return verdict
    if language in rules().docs:
        return Verdict("docs", f"language {language}")
    if language in rules().data:
        return Verdict("data", f"language {language}")
    if _is_binary(path):
        return Verdict("data", f"language {language}" if language else "binary")
    if not language and not is_script:
        return Verdict("data", "language unknown")
    return said.verdict("test") or Verdict("source", f"language {language or 'of a script'}")


def _attributes(
    sealed: SealedRepository, settings: Settings, paths: Sequence[bytes]
) -> dict[bytes, _Attributes]:
    names = [PATHS, ROLE, *dict.fromkeys(attribute(names.role) for names in rules().names)]
    patterns, verdicts = compiled(settings.configuration)
    # git refuses to say anything of a path that no checkout could hold.
    known = [path for path in paths if not _IMPOSSIBLE.intersection(path.split(b"/"))]
    ours = sealed.matches(names, known, patterns)
    theirs: Iterable[tuple[bytes, ...]] = repeat(_UNSPECIFIED, len(known))
    if settings.attributes:
        theirs = sealed.attributes(list(_LINGUIST.values()), known, settings.attributes)
    said = dict.fromkeys(paths, _NOTHING_SAID)
    for path, places, linguist in zip(known, ours, theirs, strict=True):
        stated = dict(zip(_LINGUIST, linguist, strict=True))
        said[path] = _Attributes(
            {
                name: verdicts[int(place)]
                for name, place in zip(names, places, strict=True)
                if place != b"unspecified"
            },
            tuple(role for role, value in stated.items() if value in _SET),
            frozenset(
                denied for role, value in stated.items() if value in _UNSET for denied in _DENIED[role]
            ),
        )
    return said


def _tops(sealed: SealedRepository, entries: Iterable[Entry]) -> dict[Entry, _Top]:
    read = [
        entry
        for entry in entries
        if entry[0] in _REGULAR and may_be_code(entry[2], executable=entry[0] == _EXECUTABLE)
    ]
    contents = sealed.blobs(name.decode() for _, name, _ in read)
    return {entry: _top(entry[2], content) for entry, content in zip(read, contents, strict=True)}


def may_be_code(path: bytes, *, executable: bool) -> bool:
    """Whether a file can be source or a test, as far as its name and mode tell."""
    language = language_of(path)
    if language:
        return language not in rules().docs | rules().data and not _is_binary(path)
    # Of names that tell no language, those of scripts have no ending; videos and archives need not be read.
    return executable or b"." not in path.rpartition(b"/")[2]


def _top(path: bytes, content: bytes) -> _Top:
    is_script = content.startswith(b"#!")
    return _Top(
        _mark(language_of(path), content), language_of_script(content) if is_script else "", is_script
    )


def _mark(language: str, content: bytes) -> Verdict | None:
    for line in content[:_TOP_BYTES].splitlines()[:_TOP_LINES]:
        if verdict := _said_by(line):
            return verdict
    if language in rules().minifiable and len(content) >= rules().mean_line * (content.count(b"\n") + 1):
        return Verdict("minified", f"lines of {rules().mean_line} bytes and more on average")
    return None


@lru_cache(maxsize=_TOPS_REMEMBERED * _TOP_LINES)
def _said_by(line: bytes) -> Verdict | None:
    for mark in rules().marks:
        if mark.pattern.match(line):
            return Verdict(mark.role, f"says {mark.name}")
    return None


def _is_binary(path: bytes) -> bool:
    return "binary" in tags_from_filename(path.rpartition(b"/")[2].decode("utf-8", "replace"))
