"""What stands at successive commits: the files that are source or tests, what is known of each, its smells.

Of two surveys that follow each other, a file that did not change is the same object in both, so that whoever
compares them need not look at it. Every tree is judged by one configuration, the head's, for one figure to be
told from the other; what a path is for may follow from its content, and then from the content it has there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, overload

from analyzer.changed_files import JUDGED
from analyzer.changes import Marks, text_lines
from analyzer.files import Classifier, Entry, File
from analyzer.operations import marks
from analyzer.renames import read_renames
from analyzer.sealed import SealedRepository
from analyzer.smells.blocks import as_smell
from analyzer.smells.bodies import Found
from analyzer.smells.dependencies import phantoms
from analyzer.smells.examine import Blob, Examiner
from analyzer.smells.findings import numbered, smells
from analyzer.smells.manifests import Declared, declared, is_manifest
from analyzer.smells.model import Examined, Smell
from analyzer.smells.python_source import LARGEST
from analyzer.smells.rules import DUPLICATED, OFF, PHANTOM
from analyzer.smells.standards import Standards
from analyzer.smells.suppressions import apply
from analyzer.standing_blocks import Marked, blocks_among

MISSING = "its object is missing"
_REGULAR = frozenset({b"100644", b"100755"})
_NO_MARKS = Marks(b"", b"")


class TextLines(Sequence[bytes]):
    """The lines of a content, taken apart only where someone asks for them."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        return _split(self._content)[place]

    def __iter__(self) -> Iterator[bytes]:
        return iter(_split(self._content))

    def __len__(self) -> int:
        return self._content.count(b"\n") + 1


@lru_cache(maxsize=32)  # of files whose smells are compared, two versions each
def _split(content: bytes) -> list[bytes]:
    return content.split(b"\n")


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """One version of a file that is source or a test. found: its own smells, without those that take more
    than one file to see.
    """

    path: bytes
    role: str
    language: str
    blob: str
    known: Examined
    found: tuple[Found, ...]
    marks: Marks
    text: TextLines


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What stands at one commit. files: by path; wide: duplicated blocks and phantom dependencies; renamed:
    by path at the commit surveyed before the path here.
    """

    seq: int
    files: Mapping[bytes, Looked]
    wide: tuple[Found, ...]
    renamed: Mapping[bytes, bytes]


class Commit(NamedTuple):
    """A commit to survey."""

    seq: int
    sha: str


class Surveyor:
    """Looks at trees by one head's settings.

    absent: names of objects that this copy of the repository lacks.
    """

    def __init__(
        self,
        sealed: SealedRepository,
        classifier: Classifier,
        standards: Standards,
        examiner: Examiner,
        absent: AbstractSet[str],
    ) -> None:
        self.sealed = sealed
        self.standards = standards
        self._classifier = classifier
        self._examiner = examiner
        self._absent = absent
        self._manifests: tuple[Mapping[bytes, str], Declared] | None = None
        self._looked_for = [rule for rule, severity in standards.severities.items() if severity != OFF]

    def surveys(self, commits: Sequence[Commit]) -> Iterator[Survey]:
        """The surveys of some commits, in order. Each distinct version of a file is looked at once.

        Raises GitError where an object is missing that nobody knew to be, LinespanError where a provider does
        not work.
        """
        # Of each git the most is its start, which two can do side by side.
        with ThreadPoolExecutor(2) as aside:
            trees = list(aside.map(lambda commit: list(self.sealed.tree(commit.sha)), commits))
        regular = {entry for tree in trees for entry in tree if entry[0] in _REGULAR}
        read = [entry for entry in sorted(regular) if entry[1].decode() not in self._absent]
        roles = {
            entry: file for entry, file in self._classifier.versions(read).items() if file.role in JUDGED
        }
        roles |= {
            entry: file
            for entry in regular
            if entry[1].decode() in self._absent and (file := self._classifier.named(entry[2])).role in JUDGED
        }
        known = self._examined(roles)
        pairs = [(later.sha, earlier.sha) for earlier, later in pairwise(commits)]
        renames = read_renames(self.sealed, pairs)
        before: dict[bytes, Looked] = {}
        for number, (commit, tree) in enumerate(zip(commits, trees, strict=True)):
            files = self._files(tree, roles, known, before)
            told = renames[pairs[number - 1]].targets if number else {}
            yield Survey(
                commit.seq,
                files,
                tuple(self._wide(tree, files)),
                {old: new for old, (new, _) in told.items()},
            )
            before = files

    def _examined(self, roles: Mapping[Entry, File]) -> dict[tuple[str, bytes, str], Examined]:
        blobs = {
            (name, path, file.language): Blob(name, path, file.language)
            for (_, blob, path), file in roles.items()
            if (name := blob.decode()) not in self._absent
        }
        examined = self._examiner.examine(blobs.values())
        return dict(zip(blobs, examined, strict=True))

    def _files(
        self,
        tree: Iterable[Entry],
        roles: Mapping[Entry, File],
        known: Mapping[tuple[str, bytes, str], Examined],
        before: Mapping[bytes, Looked],
    ) -> dict[bytes, Looked]:
        files: dict[bytes, Looked] = {}
        new: list[tuple[str, bytes, File]] = []
        for entry in tree:
            if file := roles.get(entry):
                _, blob, path = entry
                old = before.get(path)
                name = blob.decode()
                if old and (old.blob, old.role, old.language) == (name, file.role, file.language):
                    files[path] = old
                else:
                    new.append((name, path, file))
        there = [one for one in new if one[0] not in self._absent]
        for (name, path, file), content in zip(
            there, self.sealed.blobs(name for name, _, _ in there), strict=True
        ):
            files[path] = self._looked(path, file, name, known[name, path, file.language], content)
        for name, path, file in new:
            if name in self._absent:
                missing = Examined(file.language, 0, unparsable=MISSING)
                files[path] = self._looked(path, file, name, missing, b"")
        return dict(sorted(files.items()))

    def _looked(self, path: bytes, file: File, blob: str, known: Examined, content: bytes) -> Looked:
        told = _NO_MARKS
        if not known.unparsable and len(content) <= LARGEST and (lines := text_lines(content)):
            told = marks(lines, file.language)
        text = TextLines(content)
        found = () if known.unparsable else self.findings(path, file.role, known, text)
        return Looked(path, file.role, file.language, blob, known, found, told, text)

    def findings(self, path: bytes, role: str, known: Examined, text: TextLines) -> tuple[Found, ...]:
        """The smells of one version of a file that it takes no other file to see."""
        return self._found(smells(path, role, known, self.standards), {path: (known, text)})

    def _found(
        self, standing: Sequence[Smell], files: Mapping[bytes, tuple[Examined, TextLines]]
    ) -> tuple[Found, ...]:
        said = {path: known.suppressions for path, (known, _) in files.items() if known.suppressions}
        reasons = dict(apply(standing, said, self._looked_for).excused) if said else {}
        return tuple(Found(smell, files[smell.path][1], reasons.get(smell)) for smell in standing)

    def _wide(self, tree: Iterable[Entry], files: Mapping[bytes, Looked]) -> tuple[Found, ...]:
        read = {path: one for path, one in files.items() if not one.known.unparsable}
        found = [*self._phantoms(tree, read), *self._blocks(read)]
        return self._found(numbered(found), {path: (one.known, one.text) for path, one in read.items()})

    def _phantoms(self, tree: Iterable[Entry], read: Mapping[bytes, Looked]) -> list[Smell]:
        imports = {path: one.known.imports for path, one in read.items() if one.known.imports}
        if PHANTOM not in self._looked_for or not imports:
            return []
        entries = list(tree)
        manifests = {
            path: blob.decode()
            for mode, blob, path in entries
            if mode in _REGULAR and is_manifest(path) and blob.decode() not in self._absent
        }
        names = self._declared(manifests)
        if names.unknown:
            return []
        return phantoms(imports, [path for _, _, path in entries], names.names, self.standards.known)

    def _declared(self, manifests: Mapping[bytes, str]) -> Declared:
        """What some manifests declare, by path and object; most snapshots have those of the one before."""
        if self._manifests is None or self._manifests[0] != manifests:
            contents = self.sealed.blobs(manifests.values())
            self._manifests = manifests, declared(dict(zip(manifests, contents, strict=True)))
        return self._manifests[1]

    def _blocks(self, read: Mapping[bytes, Looked]) -> Iterator[Smell]:
        if DUPLICATED not in self._looked_for:
            return
        limit = self.standards.limits[DUPLICATED]
        marked = (Marked(path, one.marks) for path, one in read.items() if one.marks.classes)
        # File by file, so that each is taken apart once.
        for block in sorted(blocks_among(marked, int(limit)), key=attrgetter("path")):
            yield as_smell(block, limit, read[block.path].text[block.line - 1])

    def examined(self, versions: Iterable[Blob]) -> list[Examined]:
        """What is known of some versions, in order; of one that is missing, that it can not be read."""
        versions = list(versions)
        there = [one for one in versions if one.name not in self._absent]
        known = dict(zip(there, self._examiner.examine(there), strict=True))
        return [known.get(one) or Examined(one.language, 0, unparsable=MISSING) for one in versions]

    def is_absent(self, blob: str) -> bool:
        """Whether this copy of the repository lacks an object."""
        return blob in self._absent
