"""How far the classes of lines, told from the lines of one hunk, are those a lexer sees in the whole file.

python -m bench.line_classes REPO [--rev REV] [--files N --seed S] [--show N]

Every line of the head is classified where history has it: in the added hunk of the commit that git blame
names, without the rest of the file. Lines that a merge wrote stand for themselves, run by run.
"""

import argparse
import random
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from analyzer.languages import language_of, syntaxes
from analyzer.line_class import NAMES, classes
from bench.borrowed import ask, borrowed
from bench.lexed import VALUE, line_classes

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_BLAMED = re.compile(rb"([0-9a-f]{40,64}) (\d+) (\d+)(?: (\d+))?$")
_LOG = (
    *("-c", "core.quotePath=false", "-c", "diff.renameLimit=1000"),
    *("log", "-p", "-U0", "-M", "--no-merges", "--no-ext-diff", "--no-textconv", "--format=%x01%H"),
)


class Written(NamedTuple):
    """The place at which a line of the head was last written."""

    commit: bytes
    path: bytes
    line: int


class Case(NamedTuple):
    """A line of the head: its class as the lexer and as we see it, and where it stands."""

    language: str
    truth: str
    ours: str
    place: str
    text: bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--rev", default="HEAD")
    parser.add_argument("--files", type=int, help="take a sample of so many files")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--show", type=int, default=0, help="print so many disagreements of each kind")
    options = parser.parse_args()
    head = ask(options.repository, "rev-parse", f"{options.rev}^{{commit}}")
    unread: Counter[str] = Counter()
    with borrowed(options.repository, head) as repository:
        paths = commented_files(repository)
        if options.files and options.files < len(paths):
            paths = random.Random(options.seed).sample(paths, options.files)  # noqa: S311  a sample, no secret
        cases = list(compare(repository, paths, unread))
    report(cases, unread)
    show(cases, options.show)


def commented_files(repository: Path) -> list[bytes]:
    """The head's files in languages that have comments."""
    listed = git(repository, "ls-tree", "-r", "-z", "--name-only", "master").split(b"\0")[:-1]
    known = {
        name for name, syntax in syntaxes().items() if (syntax.comment or syntax.blocks) and not syntax.prose
    }
    return [path for path in listed if language_of(path) in known]


def compare(repository: Path, paths: list[bytes], unread: Counter[str]) -> Iterator[Case]:
    """Every line of these files of the head; the files that no lexer can read are counted in `unread`."""
    files: dict[bytes, tuple[list[bytes], list[str]]] = {}
    for path in paths:
        content = git(repository, "cat-file", "blob", b"master:" + path)
        text = content.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n")
        truth = line_classes(path.decode("utf-8", "replace"), text) if text and "\0" not in text else None
        if truth is None:
            unread[language_of(path)] += 1
        else:
            files[path] = content.removesuffix(b"\n").split(b"\n"), truth
    written = {path: blame(repository, path) for path in files}
    ours = classes_when_written(repository, {place for places in written.values() for place in places})
    for path, (lines, truth) in files.items():
        language = language_of(path)
        named = [ours.get(place) for place in written[path]]
        for begin, end in runs(written[path], named):
            named[begin:end] = [NAMES[number] for number in classes(lines[begin:end], language)]
        for number, (line, expected, found) in enumerate(zip(lines, truth, named, strict=True), 1):
            assert found is not None
            yield Case(language, expected, found, f"{path.decode(errors='backslashreplace')}:{number}", line)


def blame(repository: Path, path: bytes) -> list[Written]:
    """Where each line of a file of the head was last written."""
    places: list[Written] = []
    names: dict[bytes, bytes] = {}
    commit, line = b"", 0
    for row in git(repository, "blame", "--porcelain", "master", "--", path).split(b"\n"):
        if row.startswith(b"\t"):
            places.append(Written(commit, names[commit], line))
        elif row.startswith(b"filename "):
            names[commit] = row.removeprefix(b"filename ")
        elif found := _BLAMED.match(row):
            commit, line = found[1], int(found[2])
    return places


def classes_when_written(repository: Path, wanted: set[Written]) -> dict[Written, str]:
    """The class of each wanted line in the hunk that added it; none of a merge's."""
    commits = {place.commit for place in wanted}
    paths = {(place.commit, place.path) for place in wanted}
    found: dict[Written, str] = {}
    commit = path = b""
    with subprocess.Popen(["git", "-C", repository, *_LOG, "master"], stdout=subprocess.PIPE) as log:
        assert log.stdout
        for row in log.stdout:
            if row.startswith(b"\1"):
                commit = row[1:-1]
            elif commit not in commits:
                continue
            elif row.startswith(b"+++ "):
                path = row[4:-1].removesuffix(b"\t").removeprefix(b"b/")
            elif hunk := _HUNK.match(row):
                removed, start, added = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
                lines = [read_line(log.stdout) for _ in range(removed + added)][removed:]
                if (commit, path) in paths:
                    named = classes(lines, language_of(path))
                    for number, kind in enumerate(named, start):
                        found[Written(commit, path, number)] = NAMES[kind]
    return {place: found[place] for place in wanted & found.keys()}


def read_line(log: IO[bytes]) -> bytes:
    """The next line of a hunk, without its sign and its end."""
    row = log.readline()
    while row.startswith(b"\\"):
        row = log.readline()
    return row[1:].removesuffix(b"\n")


def runs(places: list[Written], named: list[str | None]) -> Iterator[tuple[int, int]]:
    """(begin, end) of the lines without a class that one commit wrote one after the other."""
    begin = 0
    for end in range(1, len(places) + 1):
        before = places[end - 1]
        if end == len(places) or places[end] != before._replace(line=before.line + 1):
            if named[begin] is None:
                yield begin, end
            begin = end


def report(cases: list[Case], unread: Counter[str]) -> None:
    """Precision and recall of each class, language by language and in all; doc in strings that are values."""
    languages = Counter(case.language for case in cases)
    print("| language | lines | " + " | ".join(f"{name}: lines, precision, recall" for name in NAMES) + " |")
    print("|---|" + "---|" * (1 + len(NAMES)))
    for language, lines in [*languages.most_common(), ("all", len(cases))]:
        chosen = [case for case in cases if language in {case.language, "all"}]
        pairs = Counter((true_class(case), case.ours) for case in chosen)
        print(f"| {language} | {lines:,} | " + " | ".join(quality(pairs, name) for name in NAMES) + " |")
    wrong = [case for case in cases if case.ours == "doc" != true_class(case)]
    values = sum(case.truth == VALUE for case in wrong)
    print(f"\n{values} of the {len(wrong)} lines called doc that are not stand in a string that is a value")
    for language, files in unread.most_common():
        print(f"{files} files in {language} that no lexer reads")


def true_class(case: Case) -> str:
    return "code" if case.truth == VALUE else case.truth


def quality(pairs: Counter[tuple[str, str]], name: str) -> str:
    right = pairs[name, name]
    truly = sum(count for (truth, _), count in pairs.items() if truth == name)
    called = sum(count for (_, ours), count in pairs.items() if ours == name)
    precision, recall = (f"{right / whole:.3f}" if whole else "-" for whole in (called, truly))
    return f"{truly:,} {precision} {recall}"


def show(cases: list[Case], most: int) -> None:
    """Disagreements to read, the most frequent kind first."""
    kinds: defaultdict[tuple[str, str, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.ours != true_class(case):
            kinds[case.language, case.truth, case.ours].append(case)
    for (language, truth, ours), found in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        print(f"\n{len(found)} lines in {language}: {truth} to the lexer, {ours} to us")
        for case in found[:: max(len(found) // most, 1)][:most] if most else ():
            print(f"    {case.place}: {case.text.decode(errors='backslashreplace')}")


def git(repository: Path, *arguments: str | bytes) -> bytes:
    return subprocess.run(["git", "-C", repository, *arguments], capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
