"""The stock of smells of one tree: all that stands in it, whoever brought it and when.

Nothing but the tree is looked at: no history, no database, no work tree.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from analyzer import settings
from analyzer.changed_files import JUDGED
from analyzer.changes import text_lines
from analyzer.configuration import Configuration
from analyzer.copies import LEAST_LINES
from analyzer.decoding import path_bytes, path_text
from analyzer.errors import RepositoryError
from analyzer.files import classify
from analyzer.sealed import SealedRepository
from analyzer.smells.blocks import as_smell
from analyzer.smells.cache import Cache
from analyzer.smells.dependencies import phantoms
from analyzer.smells.examine import Blob, examine
from analyzer.smells.findings import numbered, smells
from analyzer.smells.manifests import declared, is_manifest
from analyzer.smells.model import Examined, Smell
from analyzer.smells.python_source import LARGEST
from analyzer.smells.rules import DUPLICATED, OFF, PHANTOM
from analyzer.smells.standards import Layer, Standards, in_force
from analyzer.smells.suppressions import Applied, apply
from analyzer.standing_blocks import Text, standing_blocks

_REGULAR = frozenset({b"100644", b"100755"})
_OTHERS = {b"120000": "link", b"160000": "submodule"}


@dataclass(frozen=True, slots=True)
class Stock:
    """What stands in a tree. told: smells by path and line, and what of the suppressions; seen: files that
    were asked about; source: those of them that are source or tests; read: of these, those that could be;
    skipped: path and reason of every other one.
    """

    told: Applied
    configuration: Configuration
    standards: Standards
    seen: int
    source: int
    read: tuple[Examined, ...]
    skipped: tuple[tuple[bytes, str], ...]
    notes: tuple[str, ...]

    @property
    def lines(self) -> int:
        """Of the files that were read."""
        return sum(examined.lines for examined in self.read)


class _File(NamedTuple):
    """A file that is source or a test."""

    path: bytes
    role: str
    language: str
    blob: str


def stock(
    sealed: SealedRepository,
    commit: str,
    asked: Sequence[str],
    stated: Sequence[Layer],
    cache: Cache,
    jobs: int | None = None,
) -> Stock:
    """Look at a tree.

    asked: files and folders from the repository's top, none for all; stated: what goes before the tree's own
    configuration; jobs: processes that examine, None to choose. Raises RepositoryError for a path that the
    tree has not, SettingsError for a configuration with a mistake, GitError for an object that is missing.
    """
    return _Stocktaking(sealed, commit, asked, stated).stock(cache, jobs)


class _Stocktaking:
    def __init__(
        self, sealed: SealedRepository, commit: str, asked: Sequence[str], stated: Sequence[Layer]
    ) -> None:
        self._sealed = sealed
        self._entries = list(sealed.tree(commit))
        # Which commits blame looks through is of no matter here.
        told = [entry for entry in self._entries if entry[2] != settings.IGNORED_REVISIONS]
        self._settings = settings.read(sealed, told, frozenset())
        self._standards = in_force(dict(self._settings.configuration.standards), *stated)
        self._looked_for = [rule for rule, severity in self._standards.severities.items() if severity != OFF]
        self._asked = _asked_for([path for _, _, path in self._entries], asked)
        self._notes = list(self._settings.notes)
        self._skipped: list[tuple[bytes, str]] = []
        self._files: list[_File] = []
        self._sort()

    def _sort(self) -> None:
        """Tell what is judged from what is not."""
        paths = [path for _, _, path in self._entries]
        roles = classify(self._sealed, self._settings, paths, self._entries)
        for (mode, name, path), file in zip(self._entries, roles, strict=True):
            if mode in _REGULAR and file.role in JUDGED:
                self._files.append(_File(path, file.role, file.language, name.decode()))
            elif path in self._asked:
                self._skipped.append((path, _OTHERS.get(mode, file.role)))

    def stock(self, cache: Cache, jobs: int | None) -> Stock:
        files = [file for file in self._files if file.path in self._asked]
        blobs = [Blob(file.blob, file.path, file.language) for file in files]
        known = dict(
            zip((file.path for file in files), examine(blobs, self._sealed.blobs, cache, jobs), strict=True)
        )
        unparsable = [
            (path, f"unparsable: {one.unparsable}") for path, one in known.items() if one.unparsable
        ]
        read = {path: one for path, one in known.items() if not one.unparsable}
        found = [
            smell
            for file in files
            if file.path in read
            for smell in smells(file.path, file.role, read[file.path], self._standards)
        ]
        found += [*self._phantoms(read), *self._blocks({path for path, _ in unparsable})]
        said = {path: one.suppressions for path, one in read.items()}
        return Stock(
            told=apply(numbered(found), said, self._looked_for),
            configuration=self._settings.configuration,
            standards=self._standards,
            seen=len(self._asked),
            source=len(files),
            read=tuple(read.values()),
            skipped=(*unparsable, *self._skipped),
            notes=tuple(self._notes),
        )

    def _phantoms(self, read: Mapping[bytes, Examined]) -> list[Smell]:
        imports = {path: one.imports for path, one in read.items() if one.imports}
        if PHANTOM not in self._looked_for or not imports:
            return []
        manifests = {
            path: name.decode()
            for mode, name, path in self._entries
            if mode in _REGULAR and is_manifest(path)
        }
        names = declared(dict(zip(manifests, self._sealed.blobs(manifests.values()), strict=True)))
        if names.unknown:
            self._notes.append(f"phantom dependencies are not looked for: {names.unknown}")
            return []
        return phantoms(imports, [path for _, _, path in self._entries], names.names, self._standards.known)

    def _blocks(self, unparsable: AbstractSet[bytes]) -> list[Smell]:
        """Of the blocks that stand twice and more, all but the first."""
        if DUPLICATED not in self._looked_for:
            return []
        limit = self._standards.limits[DUPLICATED]
        if limit < LEAST_LINES:
            self._notes.append(
                f"standing blocks of fewer than {LEAST_LINES} lines of code are not looked for"
            )
        blocks = [
            block
            for block in standing_blocks(self._texts(unparsable), int(limit))
            if block.path in self._asked
        ]
        blobs = {file.path: file.blob for file in self._files}
        paths = list(dict.fromkeys(block.path for block in blocks))
        contents = self._sealed.blobs(blobs[path] for path in paths)
        lines = {path: content.split(b"\n") for path, content in zip(paths, contents, strict=True)}
        return [as_smell(block, limit, lines[block.path][block.line - 1]) for block in blocks]

    def _texts(self, unparsable: AbstractSet[bytes]) -> Iterator[Text]:
        """Of all files, also those that were not asked about: a block may stand there first."""
        files = [file for file in self._files if file.path not in unparsable]
        contents = self._sealed.blobs(file.blob for file in files)
        for file, content in zip(files, contents, strict=True):
            if len(content) <= LARGEST and (lines := text_lines(content)):
                yield Text(file.path, file.language, lines)


def _asked_for(paths: Sequence[bytes], asked: Sequence[str]) -> frozenset[bytes]:
    """The paths that are asked for. Raises RepositoryError for what is neither one of them nor above one."""
    if not asked:
        return frozenset(paths)
    found: set[bytes] = set()
    for text in asked:
        typed = text.removeprefix("./").rstrip("/")
        if typed in {"", "."}:
            return frozenset(paths)
        # As a command line gives it, else as Linespan writes it.
        for name in (os.fsencode(typed), path_bytes(typed)):
            met = {path for path in paths if path == name or path.startswith(name + b"/")}
            if met:
                break
        else:
            raise RepositoryError(f"the tree has no {path_text(os.fsencode(typed))}", _near(typed, paths))
        found |= met
    return frozenset(found)


def _near(typed: str, paths: Iterable[bytes]) -> str:
    near = get_close_matches(typed, map(path_text, paths), n=1)
    return f"did you mean {near[0]}?" if near else "name it as the repository does, from its top"
