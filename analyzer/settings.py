"""What the tree of the analysed head says about how to read its history.

Nothing else has a say: no file of a work tree, no configuration of git, so that the same head always gives
the same answer.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field, replace

from analyzer import __version__, configuration
from analyzer.configuration import MOST_ASTERISKS, OWN, SHARED, Configuration
from analyzer.decoding import decoded
from analyzer.errors import SettingsError
from analyzer.git import GitError
from analyzer.sealed import SealedRepository

ATTRIBUTES = b".gitattributes"
MAILMAP = b".mailmap"
IGNORED_REVISIONS = b".git-blame-ignore-revs"

_NAME = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_ASTERISKS = re.compile(rb"\*+")
_REGULAR = frozenset({b"100644", b"100755"})
_NAMED_IN_A_NOTE = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """configuration: Linespan's own; attributes: object name and path of each .gitattributes, none where not
    one of them speaks of linguist; ignored: full names of the commits that blame is to look through;
    passed_over: entries of .git-blame-ignore-revs that name no commit of this history in full; notes: what a
    person should know; fingerprint: one hash over all of this, .mailmap and the version of Linespan.
    """

    configuration: Configuration = field(default_factory=Configuration)
    attributes: tuple[tuple[bytes, bytes], ...] = ()
    ignored: frozenset[str] = frozenset()
    passed_over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fingerprint: str = ""


def read(
    sealed: SealedRepository, tree: Iterable[tuple[bytes, bytes, bytes]], commits: AbstractSet[str]
) -> Settings:
    """The settings in a tree.

    tree: mode, object name and path of its entries; commits: full names of those in the history. Links are
    not followed: a file that is one says nothing. Raises SettingsError for a configuration with a mistake.
    """
    files = {path: sha for mode, sha, path in tree if mode in _REGULAR}
    notes: list[str] = []
    configured = _configuration(sealed, files, notes)
    ignored, passed_over = _ignored(sealed, files, commits, notes)
    attributes = _attributes(sealed, files, notes)
    mailmap = _content(sealed, files, MAILMAP, notes) or b""
    deciding = {
        "version": __version__,
        # What a team holds its code to, and what it lets pages tell, decides nothing of what a mining finds.
        "configuration": asdict(replace(configured, standards=(), by_author=False)),
        "attributes": [(sha.decode(), path.hex()) for sha, path in attributes],
        "mailmap": mailmap.hex(),
        "ignored": sorted(ignored),
    }
    return Settings(
        configured,
        attributes,
        ignored,
        passed_over,
        tuple(notes),
        hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest(),
    )


def configuration_in(sealed: SealedRepository, tree: Iterable[tuple[bytes, bytes, bytes]]) -> Configuration:
    """The configuration in a tree, without what depends on a history.

    Raises SettingsError for one with a mistake.
    """
    return _configuration(sealed, {path: sha for mode, sha, path in tree if mode in _REGULAR}, [])


def _configuration(sealed: SealedRepository, files: Mapping[bytes, bytes], notes: list[str]) -> Configuration:
    own = _content(sealed, files, OWN.encode(), notes)
    shared = _content(sealed, files, SHARED.encode(), notes)
    if own is None:
        return (shared and configuration.read(SHARED, shared)) or Configuration()
    if shared is not None:
        try:
            both = configuration.read(SHARED, shared) is not None
        except SettingsError:
            both = True
        if both:
            notes.append(f"{OWN} is read, and [tool.linespan] in {SHARED} is not")
    return configuration.read(OWN, own) or Configuration()


def _ignored(
    sealed: SealedRepository, files: Mapping[bytes, bytes], commits: AbstractSet[str], notes: list[str]
) -> tuple[frozenset[str], tuple[str, ...]]:
    content = _content(sealed, files, IGNORED_REVISIONS, notes) or b""
    lines = (line.partition(b"#")[0].strip() for line in content.splitlines())
    entries = [line.decode("utf-8", "backslashreplace") for line in lines if line]
    # Like git, which takes no abbreviations here: what is short today can be ambiguous tomorrow.
    ignored = {entry.lower() for entry in entries if _NAME.fullmatch(entry.lower())} & commits
    passed_over = tuple(entry for entry in entries if entry.lower() not in ignored)
    if passed_over:
        named = ", ".join(entry[:12] for entry in passed_over[:_NAMED_IN_A_NOTE])
        rest = ", ..." if len(passed_over) > _NAMED_IN_A_NOTE else ""
        notes.append(
            f"{len(passed_over)} of {len(entries)} entries of {IGNORED_REVISIONS.decode()} name no commit of "
            f"this history in full, and are passed over: {named}{rest}"
        )
    return frozenset(ignored), passed_over


def _attributes(
    sealed: SealedRepository, files: Mapping[bytes, bytes], notes: list[str]
) -> tuple[tuple[bytes, bytes], ...]:
    """The .gitattributes whose patterns git gets done with."""
    contents = {
        path: content
        for path in sorted(files)
        if path.rpartition(b"/")[2] == ATTRIBUTES
        and (content := _content(sealed, files, path, notes)) is not None
        and _matchable(path, content, notes)
    }
    # All or none, for a macro that one of them defines can stand in any other.
    spoken = any(b"linguist" in content for content in contents.values())
    return tuple((files[path], path) for path in contents) if spoken else ()


def _matchable(path: bytes, content: bytes, notes: list[str]) -> bool:
    """Whether git gets done with the patterns of a .gitattributes."""
    lines = (line for line in content.split(b"\n") if not line.lstrip().startswith(b"#"))
    if any(len(_ASTERISKS.findall(line)) > MOST_ASTERISKS for line in lines):
        notes.append(
            f"{decoded(path)} is not read: a pattern with more than {MOST_ASTERISKS} asterisks "
            "can take git for ever"
        )
        return False
    return True


def _content(
    sealed: SealedRepository, files: Mapping[bytes, bytes], path: bytes, notes: list[str]
) -> bytes | None:
    if path not in files:
        return None
    try:
        (content,) = sealed.blobs([files[path].decode()])
    except GitError:
        notes.append(f"{decoded(path)} is absent from this copy, and not read")
        return None
    return content
