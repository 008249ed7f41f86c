"""How far the origin of every line agrees with git blame -w -M -C, and why not where it does not.

python -m bench.origins REPO [--db FILE] [--files N --seed S] [--examples N]

Looked at are lines of the head that git can be expected to trace: text lines that were added or restored,
neither copied nor born by a merge, and that read today as they read at their origin, but for white space (a
line that was edited has an origin that blame does not look for). Every line on which the two differ is put
under a cause that is checked in git's own objects:

- nothing to tell it by: no letter or digit; git hands such a line to whatever block it stands in.
- git follows a copy: git has an older commit, and our origin removed no such line, so that it stands there
  twice. git's -M and -C do not ask whether the first one went; a run of five code lines is a copy to us too.
- git follows a short move: git has an older commit, and our origin removed such a line elsewhere. Its run has
  fewer letters than a move needs, or another line took it.
- we follow a move: git's commit removed such a line, which is where ours came from; -M wants 20 letters in a
  file, -C 40 from one to another, and both pass over what a longer block has claimed.
- another line that reads alike: neither commit is older, or nothing of the above was found.
"""

import argparse
import random
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.oracles import Touch, ask, blame, head_of, mined, rows, text_files, text_of
from bench.planted.wording import letters

_TRACED = ("-w", "-M", "-C")
_UNTELLABLE = "nothing to tell it by"
_COPY = "git follows a copy"
_SHORT = "git follows a short move"
_MOVE = "we follow a move"
_TWIN = "another line that reads alike"
CAUSES = (_UNTELLABLE, _COPY, _SHORT, _MOVE, _TWIN)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the head whose origin is another commit to us than to git."""

    path: str
    line: int
    text: bytes
    ours: Touch
    theirs: Touch
    cause: str


@dataclass(frozen=True, slots=True)
class OriginsAgreement:
    """Lines of the files, those looked at, those with the same commit, and the rest."""

    files: int
    lines: int
    compared: int
    agreeing: int
    differences: list[Difference]


def compare_origins(repository: Path, database: Path, paths: list[bytes]) -> OriginsAgreement:
    """The origin of every line of these files of the head (see `text_files`) against git blame's."""
    head = head_of(database)
    wanted = {text_of(path) for path in paths}
    ours = {
        (path, line): Touch(*birth) for path, line, *birth in rows(database, "line_origins") if path in wanted
    }
    objects = _Objects(repository)
    lines = compared = agreeing = 0
    differences: list[Difference] = []
    for path in paths:
        name = text_of(path)
        texts = objects.lines(head, name)
        traced = blame(repository, head, path, *_TRACED)
        lines += len(traced)
        for line, their in enumerate(traced, start=1):
            our = ours.get((name, line))
            text = _form(texts[line - 1])
            if our is None or _form(objects.line(our)) != text:
                continue
            compared += 1
            if our.commit == their.commit:
                agreeing += 1
            else:
                cause = _cause(objects, our, their, text)
                differences.append(Difference(name, line, text, our, their, cause))
    return OriginsAgreement(len(paths), lines, compared, agreeing, differences)


def _cause(objects: "_Objects", our: Touch, their: Touch, text: bytes) -> str:
    if not letters(text.decode("utf-8", "replace")):
        return _UNTELLABLE
    if objects.is_older(their.commit, our.commit):
        if text in objects.removed(our.commit):
            return _SHORT
        return _COPY if objects.stands_twice(our.commit, text) else _TWIN
    if objects.is_older(our.commit, their.commit) and text in objects.removed(their.commit):
        return _MOVE
    return _TWIN


class _Objects:
    """What git has of one repository; every answer is remembered."""

    def __init__(self, repository: Path) -> None:
        self._repository = repository
        self.lines = cache(self._lines)
        self.removed = cache(self._removed)
        self.is_older = cache(self._is_older)
        self.stands_twice = cache(self._stands_twice)

    def line(self, touch: Touch) -> bytes:
        assert touch.path is not None
        assert touch.line is not None
        return self.lines(touch.commit, touch.path)[touch.line - 1]

    def _lines(self, commit: str, path: str) -> list[bytes]:
        return ask(self._repository, "cat-file", "blob", f"{commit}:{path}").split(b"\n")

    def _removed(self, commit: str) -> frozenset[bytes]:
        """Normal forms of the lines that a commit removed, wherever."""
        patch = ask(self._repository, "show", "--format=", "-p", "-U0", "-M", "--no-textconv", commit)
        return frozenset(
            _form(row[1:]) for row in patch.split(b"\n") if row[:1] == b"-" and row[:4] != b"--- "
        )

    def _is_older(self, commit: str, other: str) -> bool:
        """Whether one commit is an ancestor of the other."""
        return ask(self._repository, "rev-list", "-1", commit, f"^{other}") == b""

    def _stands_twice(self, commit: str, text: bytes) -> bool:
        """Whether a commit's tree has such a line in two places or more."""
        return sum(_form(row) == text for row in self._found(commit, text)) > 1

    def _found(self, commit: str, text: bytes) -> list[bytes]:
        """The lines of a commit's tree that hold the longest word of this text."""
        word = max(text.split(), key=len)
        found = ask(self._repository, "grep", "-h", "-I", "-F", "-e", word, commit)
        return found.split(b"\n")[:-1]


def _form(line: bytes) -> bytes:
    return b" ".join(line.split())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("--db", type=Path, help="mined before; without it the repository is mined now")
    parser.add_argument("--files", type=int, help="take a sample of so many files")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--examples", type=int, default=0, help="of each cause")
    options = parser.parse_args()
    with mined(options.repository, options.db) as database:
        paths = sorted(text_files(options.repository, database))
        if options.files and options.files < len(paths):
            paths = random.Random(options.seed).sample(paths, options.files)  # noqa: S311  a sample, no secret
        report(compare_origins(options.repository, database, paths), options.examples)


def report(agreement: OriginsAgreement, examples: int) -> None:
    print(f"{agreement.lines:,} lines of {agreement.files:,} files, {agreement.compared:,} looked at")
    print(f"same commit: {agreement.agreeing / max(agreement.compared, 1):.4%}")
    counts = Counter(difference.cause for difference in agreement.differences)
    for cause in CAUSES:
        print(f"{counts[cause]:8,} lines  {cause}")
        alike = [difference for difference in agreement.differences if difference.cause == cause]
        for one in alike[:: max(len(alike) // examples, 1)][:examples] if examples else ():
            commits = f"ours {one.ours.commit[:12]}  git {one.theirs.commit[:12]}"
            print(f"          {commits}  {one.path!r}:{one.line}  {one.text[:80]!r}")


if __name__ == "__main__":
    main()
