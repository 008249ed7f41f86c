"""A repository's history with nothing of the repository but its objects.

No configuration, hook, attribute, graft, replacement or reference of the analysed repository has an effect on
what is read here, and none of the person who runs it: a result does not depend on whose machine it came from.

Everything here yields bytes and knows no patch format; `patches.py` gives them meaning.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from subprocess import PIPE
from typing import Self
from weakref import finalize

from analyzer.git import QUIET, Stream, confine, start
from analyzer.object_reader import ObjectReader

# Rename detection, diff algorithm and zero context decide the figures, so they are written down here and not
# left to anyone's configuration. The larger cache is for speed only.
_SEALED_CONFIG = """\
[core]
    repositoryformatversion = 1
    bare = true
    attributesFile = {devnull}
    deltaBaseCacheLimit = 128m
    quotePath = false
[extensions]
    objectFormat = {object_format}
[diff]
    algorithm = myers
    context = 0
    indentHeuristic = true
    renames = true
    renameLimit = 1000
[i18n]
    logOutputEncoding = UTF-8
[log]
    mailmap = false
    showSignature = false
"""
_PATCH = ("-p", "-U0", "--no-ext-diff", "--no-textconv", "--no-color")


class SealedRepository:
    """A private git directory over another repository's objects.

    folder: where `make` laid it out; whoever made it removes it. Links that lead out of `objects`, and
    objects borrowed through `objects/info/alternates`, are not followed: a hostile repository could name any
    folder there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # git is started inside it
        self._running: set[Stream] = set()
        self._stood_in: set[str] = set()
        self._readers: list[ObjectReader] = []  # that nobody uses now
        finalize(self, _stop, self._readers)
        self._variables = {
            **QUIET,
            "GIT_DIR": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
        }

    @classmethod
    def make(cls, objects: Path, object_format: str, folder: Path) -> Self:
        """Lay out the private directory over `objects`."""
        borrowed = folder / "borrowed"
        for made in (folder / "objects" / "info", folder / "refs", borrowed):
            made.mkdir(parents=True)
        for store in objects.resolve().iterdir():
            if store.is_symlink() or not (store.name == "pack" or re.fullmatch("[0-9a-f]{2}", store.name)):
                continue
            files = list(store.iterdir())
            if not any(file.is_symlink() for file in files):
                # As a whole, so that packs which a repack writes meanwhile are found.
                (borrowed / store.name).symlink_to(store)
                continue
            (borrowed / store.name).mkdir()
            for file in files:
                if not file.is_symlink():
                    (borrowed / store.name / file.name).symlink_to(file)
        # git reads from alternates but never writes there.
        (folder / "objects" / "info" / "alternates").write_text("../borrowed\n", encoding="ascii")
        config = _SEALED_CONFIG.format(devnull=os.devnull, object_format=object_format)
        (folder / "config").write_text(config, encoding="utf-8")
        (folder / "HEAD").write_text("ref: refs/heads/sealed\n", encoding="utf-8")
        return cls(folder)

    def confine_process(self) -> None:
        """Let every git of this process, whichever library starts it, read as the gits of this class do.

        For a process that does nothing else. What a library writes into the configuration stays in here.
        """
        confine(self._variables)

    def stream(self, *arguments: str, lines: Iterable[str] = ()) -> Stream:
        """Start git; `lines` go to its standard input."""
        return self._start(arguments, (line.encode() + b"\n" for line in lines))

    def _start(self, arguments: Sequence[str], stdin: Iterable[bytes], **variables: str) -> Stream:
        with tempfile.TemporaryFile(dir=self.folder) as file:
            file.writelines(stdin)
            file.seek(0)
            process = start(self.folder, arguments, self._variables | variables, stdin=file)
            return Stream(process, self._running)

    def stop(self) -> None:
        """End every git that runs here, from whichever thread."""
        _stop(self._readers)  # nobody is to take one up that has ended
        for stream in list(self._running):
            stream.stop()

    def output(self, *arguments: str, lines: Iterable[str] = ()) -> bytes:
        """Run git to its end and return what it prints. Raises GitError."""
        with self.stream(*arguments, lines=lines) as stream:
            return stream.all()

    def commits(self, head: str, fields: str, *, without: str = "") -> Stream:
        """`fields` (a NUL-separated git format) of all commits reachable from head, parents first.

        without: a commit whose own history is left out. Names that are asked for as mailmap has them are as
        the head's own .mailmap has them.
        """
        mailmap = ("-c", f"mailmap.blob={head}:.mailmap")
        order = ("--topo-order", "--reverse")
        return self.stream(
            *mailmap,
            "log",
            *order,
            "-z",
            f"--format=tformat:{fields}",
            head,
            *([f"^{without}"] * bool(without)),
        )

    def patches(self, shas: Iterable[str]) -> Stream:
        """Raw records and zero-context patches of non-merge commits, renames detected, in the order given."""
        return self._log(shas, "--raw", "--no-abbrev", "-M", *_PATCH)

    def changes(self, shas: Iterable[str]) -> Stream:
        """Raw records of non-merge commits, renames detected, in the order given."""
        return self._log(shas, "--raw", "--no-abbrev", "-M")

    def numstat(self, shas: Iterable[str]) -> Stream:
        """Raw records and line counts of non-merge commits, renames detected."""
        return self._log(shas, "--raw", "--no-abbrev", "-M", "--numstat", "--no-ext-diff", "--no-textconv")

    def first_parent_changes(self, shas: Iterable[str]) -> Stream:
        """Raw records of merges against their first parent, without rename detection."""
        return self._log(shas, "--raw", "--no-abbrev", "--no-renames", "--diff-merges=first-parent")

    def combined_changes(self, shas: Iterable[str]) -> Stream:
        """Combined raw records of merges: the paths that differ from every parent."""
        return self._log(shas, "--raw", "--no-abbrev", "--no-renames", "--diff-merges=combined")

    def _log(self, shas: Iterable[str], *arguments: str) -> Stream:
        # \x01 starts no line of a patch, so `\n\x01` and the object name mark where the next commit begins.
        return self.stream(
            "log", "--no-walk=unsorted", "--stdin", "-z", "--format=format:%x01%H", *arguments, lines=shas
        )

    def renames(self, pairs: Iterable[tuple[str, str]]) -> Stream:
        """Raw records of the files renamed, added and deleted from the earlier commit to the later, for each
        (later, earlier) in order.
        """
        return self.stream(
            *("diff-tree", "--stdin", "--always", "-r", "-z", "--format=format:%x01%H", "--no-abbrev", "-M"),
            "--diff-filter=ADR",
            lines=(f"{later} {earlier}" for later, earlier in pairs),
        )

    def difference(self, old: str, new: str) -> Stream:
        """Raw records and zero-context patches from one tree, or commit, to another, renames detected."""
        return self.stream("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "-M", *_PATCH, old, new)

    def blob_patches(self, pairs: Sequence[tuple[str, str]]) -> Stream:
        """Zero-context patches of pairs of blobs, one after the other; the n-th pair (from 0) is named %09d.

        git compares trees, so the old and the new blobs are gathered in two trees of this private repository:
        one process answers for thousands of pairs, with git's own diff.
        """
        trees = [
            self.output(
                "mktree",
                "--missing",
                lines=(f"100644 blob {pair[side]}\t{n:09d}" for n, pair in enumerate(pairs)),
            )
            for side in (0, 1)
        ]
        old, new = (tree.decode().strip() for tree in trees)
        return self.stream("diff-tree", "--no-renames", *_PATCH, old, new)

    def blobs(self, names: Iterable[str]) -> Iterator[bytes]:
        """The contents of objects. Raises GitError for one that is not there."""
        try:
            reader = self._readers.pop()
        except IndexError:
            arguments = ("cat-file", "--batch-command", "--buffer")
            reader = ObjectReader(start(self.folder, arguments, self._variables, stdin=PIPE), self._running)
        try:
            yield from reader.contents(names)
        except BaseException:
            reader.stop()  # in the middle of an answer
            raise
        self._readers.append(reader)

    def tree(self, commit: str) -> Iterator[tuple[bytes, bytes, bytes]]:
        """(mode, object name, path) of every entry of a commit's tree."""
        with self.stream("ls-tree", "-r", "-z", "--full-tree", commit) as stream:
            for record in stream.records(b"\0"):
                meta, _, path = record.partition(b"\t")
                mode, _, sha = meta.split(b" ")
                yield mode, sha, path

    def empty_tree(self) -> str:
        """The name of the tree without entries, which is kept in this private repository."""
        return self.output("mktree").decode().strip()

    def store_tree(self, entries: Iterable[tuple[bytes, bytes, bytes]]) -> str:
        """Keep a tree of (mode, object name, path) in this private repository; returns its name."""
        index = {"GIT_INDEX_FILE": str(self.folder / "tree.index")}
        lines = (b"%s %s\t%s\0" % entry for entry in entries)
        with self._start(("update-index", "-z", "--index-info"), lines, **index) as stream:
            stream.all()
        with self._start(("write-tree", "--missing-ok"), [], **index) as stream:
            return stream.all().decode().strip()

    def attributes(
        self, names: Sequence[str], paths: Iterable[bytes], files: Iterable[tuple[bytes, bytes]]
    ) -> Iterator[tuple[bytes, ...]]:
        """The values of the attributes `names` for each path, in order, as git finds them in .gitattributes.

        files: object name and path of each such file. Values are `set`, `unset`, `unspecified`, or a text.
        The paths need not be in any tree. git is asked through an index that holds those files alone, which
        every version of git can do; reading them from a tree takes git 2.40.
        """
        index = {"GIT_INDEX_FILE": str(self.folder / "attributes.index")}
        entries = (b"100644 %s\t%s\0" % file for file in files)
        with self._start(("update-index", "-z", "--index-info"), entries, **index) as stream:
            stream.all()
        yield from self._attributes((), names, paths, **index)
        (self.folder / "attributes.index").unlink(missing_ok=True)

    def matches(
        self, names: Sequence[str], paths: Iterable[bytes], patterns: bytes
    ) -> Iterator[tuple[bytes, ...]]:
        """As `attributes`, by the patterns of one file that stands in no tree."""
        with tempfile.NamedTemporaryFile(dir=self.folder) as file:
            file.write(patterns)
            file.flush()
            # An index that is not there, so that git finds no other patterns.
            index = {"GIT_INDEX_FILE": str(self.folder / "none.index")}
            yield from self._attributes(("-c", f"core.attributesFile={file.name}"), names, paths, **index)

    def _attributes(
        self, options: Sequence[str], names: Sequence[str], paths: Iterable[bytes], **variables: str
    ) -> Iterator[tuple[bytes, ...]]:
        asked = (*options, "check-attr", "--cached", "--stdin", "-z", *names)
        with self._start(asked, (path + b"\0" for path in paths), **variables) as stream:
            # One record for each path, name and value.
            fields = stream.records(b"\0")
            values = [value for _, _, value in zip(fields, fields, fields, strict=True)]
        yield from zip(*[iter(values)] * len(names), strict=True)

    def line_counts(self, commit: str) -> Iterator[tuple[bytes, int | None]]:
        """(path, number of lines) of every file of a commit's tree; None for what git takes for binary."""
        options = ("-r", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv")
        with self.stream("diff-tree", *options, self.empty_tree(), commit) as stream:
            for record in stream.records(b"\0"):
                lines, _, path = record.split(b"\t", 2)
                yield path, None if lines == b"-" else int(lines)

    def absent_objects(self, head: str) -> list[str]:
        """Names of the objects that the history of `head` mentions and the repository lacks."""
        with self.stream("rev-list", "--objects", "--missing=print", head) as stream:
            return [line[1:].decode() for line in stream.records(b"\n") if line.startswith(b"?")]

    @property
    def stood_in(self) -> frozenset[str]:
        """The objects that stand-ins replace."""
        return frozenset(self._stood_in)

    def present_objects(self, names: Iterable[str]) -> list[str]:
        """Which of some objects are there."""
        with self.stream("cat-file", "--batch-check=%(objectname)", lines=sorted(names)) as stream:
            return [line.decode() for line in stream.records(b"\n") if not line.endswith(b" missing")]

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """How many bytes each of some objects has, of those that are there."""
        asked = ("cat-file", "--batch-check=%(objectname) %(objectsize)")
        with self.stream(*asked, lines=sorted(names)) as stream:
            answers = [line.decode().split(" ") for line in stream.records(b"\n")]
        return {name: int(size) for name, size in answers if size != "missing"}

    def stand_in(self, absent: Iterable[str]) -> None:
        """Let git read a blob of one line in place of each absent one, beside those that it was told before.

        git's replacement references do that without touching the analysed repository. Each stand-in holds one
        line that no other file has (its object's name), so that any two versions differ and none looks like a
        rename of another.
        """
        self._stood_in |= set(absent)
        _stop(self._readers)  # git looks for replacements once
        names = sorted(self._stood_in)
        marks = self.folder / "stand-ins"
        blobs = (f"blob\nmark :{n}\ndata {len(name) + 1}\n{name}\n" for n, name in enumerate(names, 1))
        self.output("fast-import", "--quiet", f"--export-marks={marks}", lines=blobs)
        made = dict(line.split(" ") for line in marks.read_text(encoding="ascii").splitlines())
        replaced = "".join(f"{made[f':{n}']} refs/replace/{name}\n" for n, name in enumerate(names, 1))
        (self.folder / "packed-refs").write_text(
            "# pack-refs with: peeled fully-peeled sorted \n" + replaced, encoding="ascii"
        )


def _stop(readers: list[ObjectReader]) -> None:
    """End those that nobody uses."""
    while readers:
        readers.pop().stop()
