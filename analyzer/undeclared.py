"""The phantom dependencies of a change: of the files that it touches, and of others where it takes away what
they import.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from analyzer.changed_files import Change, Version
from analyzer.smells.dependencies import MODULES, phantoms
from analyzer.smells.manifests import declared, is_manifest
from analyzer.smells.model import Import, Smell

_MAY_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)


class _Tree(NamedTuple):
    """What of a tree answers for imports. names: declared distributions; unknown: why they are not known."""

    paths: frozenset[bytes]
    names: frozenset[str]
    unknown: str


class Undeclared:
    """Looks for them in both trees. known: modules that the configuration vouches for."""

    def __init__(self, change: Change, known: frozenset[str]) -> None:
        """Raises GitError where a manifest is missing."""
        self._change = change
        self._known = known
        self._before, self._after = (self._tree(before=before) for before in (True, False))

    def _tree(self, *, before: bool) -> _Tree:
        files = self._change.tree(before=before)
        manifests = {path: blob for path, blob in files.items() if is_manifest(path)}
        contents = self._change.contents(manifests.values())
        told = declared({path: contents[blob] for path, blob in manifests.items()})
        return _Tree(frozenset(files), told.names, told.unknown)

    @property
    def note(self) -> str:
        """Why phantoms are not looked for; empty where they are."""
        unknown = self._after.unknown
        return f"phantom dependencies are not looked for: {unknown}" if unknown else ""

    def smells(self, imports: Mapping[bytes, Sequence[Import]], *, before: bool) -> list[Smell]:
        """The phantoms among the imports of some files of one of the trees.

        Where the later tree can not tell there are none in either: to break a manifest mends nothing.
        """
        tree = self._before if before else self._after
        if tree.unknown or self._after.unknown:
            return []
        return phantoms(imports, tree.paths, tree.names, self._known)

    def _takes_away(self) -> bool:
        """Whether the change takes a dependency or a module away."""
        before, after = self._before, self._after
        return not before.names <= after.names or any(
            path.endswith(MODULES) for path in before.paths - after.paths
        )

    def bereft(self) -> list[tuple[Version, bytes]]:
        """Files that the change does not touch, but that may import what it takes away, with their content.

        Raises GitError for an object that is missing.
        """
        if self._before.unknown or self._after.unknown or not self._takes_away():
            return []
        read = [
            (version, content)
            for version, content in self._change.unchanged(
                lambda content: _MAY_IMPORT.search(content) is not None
            )
            if version.language == "python"
        ]
        guessed = {version.path: list(_guessed(content)) for version, content in read}
        known = {(smell.path, smell.subject) for smell in self.smells(guessed, before=True)}
        lost = {
            smell.path
            for smell in self.smells(guessed, before=False)
            if (smell.path, smell.subject) not in known
        }
        return [(version, content) for version, content in read if version.path in lost]


def _guessed(content: bytes) -> Iterator[Import]:
    """What a file may import, by form."""
    for name in set(_MAY_IMPORT.findall(content)):
        yield Import(name.decode("utf-8", "replace"), 1, optional=False)
