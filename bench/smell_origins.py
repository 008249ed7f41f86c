"""Whether the commit that brought each smell at the head is the one that a walk of all versions finds; ends
with 1 where one is not. Mines with snapshots first.

The walk shares nothing with the analyzer but the providers and the matching: git's own log says which
versions there are, every one is examined, and a smell is followed from each to the one before. Blocks that
stand twice are left out: what a file's own versions show does not tell of them.

python -m bench.smell_origins REPO [--db FILE]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import duckdb

from analyzer.decoding import path_bytes, path_text
from analyzer.files import File
from analyzer.languages import language_of
from analyzer.mine import MiningOptions, mine
from analyzer.smells import providers
from analyzer.smells.bodies import Found
from analyzer.smells.findings import smells
from analyzer.smells.matching import match
from analyzer.smells.model import Examined, Smell
from analyzer.smells.standards import in_force

_SMELLS = """
SELECT smells.rule, path, symbol, ordinal, smells.subject, snapshot_files.role, snapshot_files.language,
    brought.sha, shown.sha,
    (SELECT commits.sha FROM snapshots JOIN commits ON seq = snapshot_seq
     WHERE snapshot_seq < first_snapshot ORDER BY seq DESC LIMIT 1)
FROM smell_lives JOIN commits brought ON brought.seq = born_seq
JOIN commits shown ON shown.seq = first_snapshot
JOIN smells USING (smell_id) JOIN snapshot_files USING (snapshot_seq, path_id) JOIN files USING (path_id)
WHERE healed_snapshot IS NULL AND snapshot_seq = first_snapshot AND smells.rule <> 'duplicated-block'
ORDER BY ALL
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = options.db or Path(folder) / "history.duckdb"
        mine(options.repository, database, MiningOptions(snapshots=60))
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute(_SMELLS).fetchall()
            files = connection.execute("SELECT path, language, role FROM files").fetchall()
    walk = Walk(options.repository, {path: File(language, role, "") for path, language, role in files})
    agreed: Counter[str] = Counter()
    for rule, path, symbol, ordinal, subject, role, language, brought, shown, former in rows:
        identity = rule, path_bytes(path), symbol, ordinal, subject
        found = walk.origin(identity, File(language, role, ""), shown, former)
        agreed[rule] += found == brought
        if found != brought:
            print(f"{rule} {path} {symbol} {subject[:40]!r}: {brought[:12]}, the walk says {str(found)[:12]}")
    print(f"{sum(agreed.values())} of {len(rows)} smells agree")
    sys.exit(sum(agreed.values()) != len(rows))


class Walk:
    def __init__(self, repository: Path, files: Mapping[str, File]) -> None:
        self._repository = repository
        self._files = files
        self._standards = in_force()
        self._find = cache(self._find)
        self._parents = cache(self._parents)
        self._blob = cache(self._blob)
        self._window = cache(self._window)

    def _git(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["git", "-C", str(self._repository), *arguments], capture_output=True, check=False
        )
        return ran.stdout.decode(errors="surrogateescape")

    def _parents(self, commit: str) -> list[str]:
        return self._git("rev-parse", f"{commit}^@").split()

    def _blob(self, commit: str, path: str) -> str:
        """The object of a regular file; empty for none."""
        told = self._git("--literal-pathspecs", "ls-tree", commit, "--", path).split()
        return told[2] if told and told[0] in {"100644", "100755"} else ""

    def _window(self, shown: str, former: str | None) -> frozenset[str]:
        """The commits that landed after the snapshot before."""
        return frozenset(self._git("rev-list", shown, *([f"^{former}"] if former else [])).split())

    def _find(self, path: str, blob: str, file: File, phantom: str) -> list[Found] | None:
        content = subprocess.run(
            ["git", "-C", str(self._repository), "cat-file", "blob", blob], capture_output=True, check=True
        ).stdout
        name = os.fsencode(path)
        language = language_of(name) or file.language
        (known,) = providers.examine([providers.Content(name, language, content)])
        if known.unparsable:
            return None
        lines = content.split(b"\n")
        if phantom:
            return [Found(smell, lines) for smell in _imports(name, known, phantom)]
        return [Found(smell, lines) for smell in smells(name, file.role, known, self._standards)]

    def origin(
        self, identity: tuple[str, bytes, str, int, str], file: File, shown: str, former: str | None
    ) -> str | None:
        """The commit whose version shows the smell first, walking back from a snapshot commit by commit."""
        window = self._window(shown, former)
        rule, name, *_, subject = identity
        phantom = subject if rule == "phantom-dependency" else ""
        commit, path = shown, os.fsdecode(name)
        # To the commit that made the version of the snapshot.
        while (before := self._unchanged(commit, path, window)) is not None:
            commit = before
        among = self._find(path, self._blob(commit, path), file, phantom)
        if among is None:
            return None
        place = [one.smell.identity for one in among].index(identity)
        while True:
            step = self._earlier(commit, path, window, file, phantom, (among, place))
            if step is None:
                return commit
            commit, path, (among, place) = step

    def _unchanged(self, commit: str, path: str, window: frozenset[str]) -> str | None:
        """The first parent, where it has the same version and landed since the snapshot before."""
        parents = self._parents(commit)
        if parents and parents[0] in window and self._blob(parents[0], path) == self._blob(commit, path):
            return parents[0]
        return None

    def _made(self, commit: str, path: str, window: frozenset[str]) -> str | None:
        """The commit that made the version which stands at a commit; None if it is older than the window."""
        while commit in window:
            parents = self._parents(commit)
            if not parents or self._blob(parents[0], path) != self._blob(commit, path):
                return commit
            commit = parents[0]
        return None

    def _sources(self, commit: str, path: str) -> Iterator[tuple[str, str]]:
        """Parents, and the path there."""
        parents = self._parents(commit)
        for number, parent in enumerate(parents):
            if self._blob(parent, path):
                yield parent, path
            elif not number and len(parents) == 1:
                limits = ("-c", "diff.renameLimit=1000", "-c", "diff.algorithm=myers")
                told = self._git(*limits, "diff-tree", "-r", "-z", "-M", "--diff-filter=R", parent, commit)
                records = told.split("\0")[:-1]
                for old, new in zip(records[1::3], records[2::3], strict=True):
                    if new == path:
                        yield parent, old

    def _file(self, old: str, path: str, file: File) -> File:
        known = file if old == path else self._files[path_text(os.fsencode(old))]
        return known if known.language else File(file.language, file.role, "")

    def _earlier(
        self,
        commit: str,
        path: str,
        window: frozenset[str],
        file: File,
        phantom: str,
        smell: tuple[list[Found], int],
    ) -> tuple[str, str, tuple[list[Found], int]] | None:
        """The version before that shows the smell; versions that can not be read are looked through."""
        among, place = smell
        seen = set()
        waiting = list(self._sources(commit, path))
        while waiting:
            parent, old = waiting.pop(0)
            made = self._made(parent, old, window)
            if made is None or made in seen:
                continue
            seen.add(made)
            # What a path is for decides which rules look at it.
            before = self._find(old, self._blob(made, old), self._file(old, path, file), phantom)
            if before is None:
                waiting = [*self._sources(made, old), *waiting]
                continue
            renamed = {} if old == path else {os.fsencode(old): os.fsencode(path)}
            for pair in match(before, among, renamed):
                if pair.after == place:
                    return made, old, (before, pair.before)
        return None


def _imports(path: bytes, known: Examined, subject: str) -> Iterator[Smell]:
    for one in known.imports:
        if not one.optional and one.name.partition(".")[0] == subject:
            yield Smell(
                "phantom-dependency", path, "", 0, one.line, one.line, None, None, subject, subject=subject
            )
            return


if __name__ == "__main__":
    main()
