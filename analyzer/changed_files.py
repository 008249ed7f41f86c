"""A change, opened: which files it touches, and which of these are source or tests, so that it is worth while
to look at them. Everything comes from git's object store; no work tree is looked at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from analyzer import configuration, difference, settings
from analyzer.base import Compared
from analyzer.change_commits import ChangeCommits, change_commits
from analyzer.comparison import BASELINE
from analyzer.configuration import OWN, SHARED
from analyzer.decoding import path_text
from analyzer.errors import SettingsError
from analyzer.files import classify, may_be_code
from analyzer.repository import Repository, staged
from analyzer.sealed import SealedRepository

JUDGED = frozenset({"source", "test"})
"""Roles of the files that the gate looks at."""

_REGULAR = frozenset({b"100644", b"100755"})
_EXECUTABLE = b"100755"


class Version(NamedTuple):
    """A file at one of the two commits, by the name of its content."""

    path: bytes
    role: str
    language: str
    blob: str


class Judged(NamedTuple):
    """A changed file that is source or a test; before, after: None where there is none."""

    file: difference.File
    before: Version | None
    after: Version | None


class Change:
    """A change whose files are known, and nothing of them is examined yet.

    compared: what it leads from and to; settings: of the later tree; files: what is changed, by path; judged:
    of these, source and tests; passed_over: path and reason of the others.
    """

    def __init__(self, repository: Repository, sealed: SealedRepository, compared: Compared) -> None:
        """Raises GitError where an object is missing, SettingsError for a configuration with a mistake."""
        self.compared = compared
        self._sealed = sealed
        old = compared.merge_base or sealed.empty_tree()
        new = compared.head or sealed.store_tree(staged(repository))
        self._entries = list(sealed.tree(new))
        # Which commits blame looks through is of no matter here.
        told = [entry for entry in self._entries if entry[2] != settings.IGNORED_REVISIONS]
        self.settings = settings.read(sealed, told, frozenset())
        self.files = difference.read(sealed, old, new)
        self.judged: list[Judged] = []
        self.passed_over: list[tuple[bytes, str]] = []
        self._sort()

    def _sort(self) -> None:
        """Tell what is judged from what is not."""
        entries = {path: (mode, name, path) for mode, name, path in self._entries}
        for file in self.files:
            if file.before is not None:  # under its old path, which the later tree may have no more
                old = (file.before.mode, file.before.blob.encode(), file.old_path)
                entries.setdefault(file.old_path, old)
        paths = [path for file in self.files for path in dict.fromkeys((file.path, file.old_path))]
        told = dict(zip(paths, classify(self._sealed, self.settings, paths, entries.values()), strict=True))
        for file in self.files:
            now, then = told[file.path], told[file.old_path]
            if file.before is None and file.after is None:
                self.passed_over.append((file.path, file.reason))
            elif now.role not in JUDGED:
                self.passed_over.append((file.path, now.role))
            else:
                # What comes in from elsewhere was there before, and is judged as if it had been no test.
                role = then.role if then.role in JUDGED else "source"
                language = then.language or now.language
                before = file.before and Version(file.old_path, role, language, file.before.blob)
                after = file.after and Version(file.path, now.role, now.language, file.after.blob)
                self.judged.append(Judged(file, before, after))

    def commits(self) -> ChangeCommits:
        """Its commits. Raises GitError where not all of them are there."""
        return change_commits(self._sealed, self.compared, self.settings.configuration.agents)

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """What some objects hold. Raises GitError for one that is missing."""
        names = list(dict.fromkeys(blobs))
        return dict(zip(names, self._sealed.blobs(names), strict=True))

    def unchanged(self, is_wanted: Callable[[bytes], bool]) -> Iterator[tuple[Version, bytes]]:
        """The source and tests that the change does not touch and whose content is wanted, with it.

        Raises GitError for an object that is missing.
        """
        changed = {file.path for file in self.files}
        entries = [
            entry
            for entry in self._entries
            if entry[0] in _REGULAR
            and entry[2] not in changed
            and may_be_code(entry[2], executable=entry[0] == _EXECUTABLE)
        ]
        read = zip(entries, self._sealed.blobs(name.decode() for _, name, _ in entries), strict=True)
        wanted = [(entry, content) for entry, content in read if is_wanted(content)]
        if not wanted:
            return
        told = classify(
            self._sealed, self.settings, [path for (_, _, path), _ in wanted], [entry for entry, _ in wanted]
        )
        for ((_, name, path), content), file in zip(wanted, told, strict=True):
            if file.role in JUDGED:
                yield Version(path, file.role, file.language, name.decode()), content

    def tree(self, *, before: bool) -> dict[bytes, str]:
        """Path and object of every file of one of the two trees, links left out."""
        files = {path: name.decode() for mode, name, path in self._entries if mode in _REGULAR}
        if before:
            for file in self.files:
                files.pop(file.path, None)
            files |= {file.old_path: file.before.blob for file in self.files if file.before is not None}
        return files

    def text(self, path: bytes) -> str:
        """A file of the later tree; empty where there is none."""
        blob = self.tree(before=False).get(path)
        return self.contents([blob])[blob].decode("utf-8", "replace") if blob else ""

    def settings_changed(self) -> tuple[str, ...]:
        """The files in which the change alters what is judged, or by what."""
        before = {file.old_path: file.before for file in self.files if file.before is not None}
        after = {file.path: file.after for file in self.files if file.after is not None}
        return tuple(
            path_text(path)
            for path in sorted(before.keys() | after.keys())
            if (heard := _heard(path)) and self._said(heard, before, path) != self._said(heard, after, path)
        )

    def _said(
        self, heard: Callable[[bytes], object], entries: Mapping[bytes, difference.Entry], path: bytes
    ) -> object:
        """What a file says to Linespan at one of the two commits; None where it is not there."""
        if path not in entries:
            return None
        (content,) = self._sealed.blobs([entries[path].blob])
        return heard(content)


def _heard(path: bytes) -> Callable[[bytes], object] | None:
    """What Linespan makes of the content of a file; None where that decides on nothing."""
    if path in {OWN.encode(), BASELINE.encode()}:
        return bytes
    if path == SHARED.encode():
        return _shared
    return _roles if path.rpartition(b"/")[2] == settings.ATTRIBUTES else None


def _shared(content: bytes) -> object:
    try:
        return configuration.read(SHARED, content)
    except SettingsError as problem:
        return problem.message


def _roles(content: bytes) -> list[bytes] | None:
    return [line for line in content.split(b"\n") if b"linguist-" in line] or None
