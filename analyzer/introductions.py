"""Which commit brought a smell: the one whose version of the file shows it first, since the snapshot before.

From the snapshot the versions of the file are walked back, through renames and through the branches that were
merged; the smell is followed from each version to the one before by the matching of smells/matching.py. A
version that can not be read is looked through. A merge brought what none of its parents has. The code of a
function or class that stands in the version before as it does in this one need not be measured again: most
versions are passed over so, and the answer is that of looking at each.

Blocks that stand twice take more than one file to see. They are there since the last of their lines was
written, in either place, which the ledger knows.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, NamedTuple

from analyzer import patches
from analyzer.files import Classifier, File
from analyzer.history import Commit, Landing
from analyzer.sealed import SealedRepository
from analyzer.smell_lives import Birth
from analyzer.smells.bodies import Found
from analyzer.smells.examine import Blob
from analyzer.smells.findings import smells
from analyzer.smells.matching import match
from analyzer.smells.model import Examined, Function, Import, Smell
from analyzer.smells.rules import CLASS, DUPLICATED, FUNCTION, PHANTOM, RULES
from analyzer.smells.standards import Standards
from analyzer.surveys import Surveyor, TextLines

_NO_OBJECT = frozenset({b"0" * 40, b"0" * 64})
_FILE_MODE = b"100"
_AT_ONCE = 1000  # smells: together enough to examine, apart little to hold
# Rules about a line that no line outside of the function around it has a say in.
_WITHIN_A_FUNCTION = frozenset(
    (
        *("swallowed-error", "mutable-default", "late-binding", "unused-variable"),
        *("unused-argument", "boolean-trap"),
    )
)

_Window = tuple[int | None, int]
"""A snapshot and the one before."""


class Step(NamedTuple):
    """What a commit made of a path. old_path, before: where its first parent has the file, and the object
    there, None where it has none; after: None where the commit has none.
    """

    old_path: bytes
    before: str | None
    after: str | None


class _Version(NamedTuple):
    """A version of a file: the commit that made it, and the object."""

    seq: int
    path: bytes
    blob: str


class _Ask(NamedTuple):
    """What a walk has to know to go on. blob: an object; examined: whether its content is not enough."""

    blob: Blob
    examined: bool


class _Told(NamedTuple):
    content: bytes
    known: Examined | None


_Walk = Generator[_Ask, _Told, int | None]


@dataclass(frozen=True, slots=True)
class Introductions:
    """Finds the commits that brought smells, in one history."""

    sealed: SealedRepository
    surveyor: Surveyor
    classifier: Classifier
    commits: Sequence[Commit]
    landing: Landing

    def of(self, births: Iterable[Birth]) -> dict[int, int | None]:
        """By smell the seq; None where no commit since the snapshot before touched the file."""
        asked = [birth for birth in births if birth.found.smell.rule != DUPLICATED]
        windows = self._windows({(birth.former, birth.seq) for birth in asked})
        wanted: dict[_Window, set[bytes]] = {}
        for birth in asked:
            wanted.setdefault((birth.former, birth.seq), set()).add(birth.found.smell.path)
        steps = self._steps(windows, wanted)
        found: dict[int, int | None] = {}
        walks: dict[int, _Walk] = {}
        for window, seqs in sorted(windows.items(), key=lambda item: item[0][1]):
            here = [birth for birth in asked if (birth.former, birth.seq) == window]
            rules = {birth.found.smell.rule for birth in here}
            standards = self.surveyor.standards.only(rules)
            walker = _Walker(self.commits, seqs, steps, standards, self.classifier)
            walks |= {birth.smell: walker.walk(birth) for birth in here}
            # What one window's walks know of its versions is of no use to another's.
            if len(walks) > _AT_ONCE:
                found |= self._walked(walks)
                walks = {}
        return found | self._walked(walks)

    def _windows(self, wanted: AbstractSet[_Window]) -> dict[_Window, frozenset[int]]:
        """The commits that landed after the one snapshot and by the other."""
        ends = {seq: (former, seq) for former, seq in wanted}
        found: dict[_Window, set[int]] = {window: set() for window in wanted}
        following: dict[int, _Window | None] = {}
        current: _Window | None = None
        for seq in reversed(self.landing.mainline):
            current = ends.get(seq, None if current and current[0] == seq else current)
            following[seq] = current
        for seq, landed in enumerate(self.landing.landed):
            if window := following[landed]:
                found[window].add(seq)
        return {window: frozenset(seqs) for window, seqs in found.items()}

    def _steps(
        self, windows: Mapping[_Window, AbstractSet[int]], paths: Mapping[_Window, set[bytes]]
    ) -> dict[int, dict[bytes, Step]]:
        """What each commit made of some paths, and of those that they were renamed from."""
        wanted = {seq: paths[window] for window, seqs in windows.items() for seq in seqs}
        newest_first = sorted(wanted, reverse=True)
        steps: dict[int, dict[bytes, Step]] = {}
        single = [seq for seq in newest_first if len(self.commits[seq].parents) < 2]
        for seq, records in self._records(single, merges=False):
            for record in records:
                if record.path in wanted[seq]:
                    if record.old_path:
                        wanted[seq].add(record.old_path)
                    steps.setdefault(seq, {})[record.path] = _step(record)
        merges = [seq for seq in newest_first if len(self.commits[seq].parents) > 1]
        for seq, records in self._records(merges, merges=True):
            for record in records:
                if record.path in wanted[seq]:
                    steps.setdefault(seq, {})[record.path] = _step(record)
        return steps

    def _records(self, seqs: Sequence[int], *, merges: bool) -> Iterable[tuple[int, list[patches.RawRecord]]]:
        if not seqs:
            return
        read = self.sealed.first_parent_changes if merges else self.sealed.changes
        with read([self.commits[seq].sha for seq in seqs]) as stream:
            for seq, (_, records, _) in zip(seqs, patches.log(stream.read), strict=True):
                yield seq, records

    def _walked(self, walks: Mapping[int, _Walk]) -> dict[int, int | None]:
        """Let all walks go on side by side, so that what they ask for is examined together."""
        found: dict[int, int | None] = {}
        asking: dict[int, _Ask] = {}

        def go_on(smell: int, told: _Told | None) -> None:
            try:
                asking[smell] = walks[smell].send(told) if told else next(walks[smell])
            except StopIteration as end:
                asking.pop(smell, None)
                found[smell] = end.value

        for smell in walks:
            go_on(smell, None)
        contents: dict[str, bytes] = {}
        while asking:
            examined = list(dict.fromkeys(ask.blob for ask in asking.values() if ask.examined))
            known = dict(zip(examined, self.surveyor.examined(examined), strict=True))
            names = {ask.blob.name for ask in asking.values()}
            # A version that turns out to need measuring is asked for twice in a row.
            contents = {name: contents[name] for name in names & contents.keys()}
            there = sorted(name for name in names - contents.keys() if not self.surveyor.is_absent(name))
            contents.update(zip(there, self.sealed.blobs(there), strict=True))
            for smell, ask in list(asking.items()):
                content = contents.get(ask.blob.name, b"")
                go_on(smell, _Told(content, known.get(ask.blob) if ask.examined else None))
        return found


def _step(record: patches.RawRecord) -> Step:
    def file(place: int) -> str | None:
        is_file = record.modes[place].startswith(_FILE_MODE) and record.shas[place] not in _NO_OBJECT
        return record.shas[place].decode() if is_file else None

    return Step(record.old_path or record.path, file(0), file(-1))


_Name = tuple[str, str, str]
"""Rule, symbol and subject: what identifies a smell in its file, but for those of one name."""


class _Measured:
    """A version that could be read: its smells, where each is by identity and name, its functions."""

    def __init__(self, found: Sequence[Found], functions: Sequence[Function]) -> None:
        self.found = found
        self.functions = functions
        self.places = {one.smell.identity: place for place, one in enumerate(found)}
        self.named: dict[_Name, list[int]] = {}
        for place, one in enumerate(found):
            self.named.setdefault(_name(one.smell), []).append(place)


class _Smell(NamedTuple):
    """A smell on its way back, as the last version that was measured shows it. text: the code that it is in,
    all that decides whether it is a smell; empty where more does.
    """

    among: _Measured
    place: int
    text: bytes


class _Walker:
    """Walks among the versions that one window's commits made. standards: with the rules of the smells that
    are asked about, and no others: smells are told apart from those of their own rule alone.
    """

    def __init__(
        self,
        commits: Sequence[Commit],
        window: AbstractSet[int],
        steps: Mapping[int, Mapping[bytes, Step]],
        standards: Standards,
        classifier: Classifier,
    ) -> None:
        self._commits = commits
        self._window = window
        self._steps = steps
        self._standards = standards
        self._classifier = classifier
        self._known_versions: dict[tuple[int, bytes], _Version | None] = {}
        self._measured: dict[tuple[Blob, str, str], _Measured | None] = {}
        # With the versions, so that no other object takes the place in memory by which they are known.
        self._pairs: dict[tuple[int, int, _Name | None], tuple[_Measured, _Measured, Mapping[int, int]]] = {}

    def walk(self, birth: Birth) -> _Walk:
        """The commit that brought a smell."""
        version = self._version(birth.seq, birth.found.smell.path)
        if version is None:
            return None
        among = yield from self._look(version, birth.file, birth.found.smell)
        place = among.places.get(birth.found.smell.identity) if among else None
        if among is None or place is None:
            return None
        smell = _smell(among, place)
        first = yield from self._first(version, smell, birth, measured=False)
        # Of the versions that nobody needed to measure the oldest may be one that can not be read. It shows
        # nothing then, and what a merge has from elsewhere may be older.
        if (yield from self._look(first, birth.file, birth.found.smell)) is None:
            first = yield from self._first(version, smell, birth, measured=True)
        return first.seq

    def _first(
        self, version: _Version, smell: _Smell, birth: Birth, *, measured: bool
    ) -> Generator[_Ask, _Told, _Version]:
        """The first version with the smell. measured: whether to measure also those that have its code."""
        while former := (yield from self._former(version, smell, birth, measured=measured)):
            version, smell = former
        return version

    def _former(
        self, version: _Version, smell: _Smell, birth: Birth, *, measured: bool
    ) -> Generator[_Ask, _Told, tuple[_Version, _Smell] | None]:
        """The version before that shows the smell, too; None where the smell begins with this one."""
        seen: set[_Version] = set()
        candidates = list(self._before(version))
        while candidates:
            former, is_older = candidates.pop(0)
            told = yield from self._shown(smell, version.path, former, birth, measured=measured)
            if told and not is_older:
                return former, told
            if told is None and not is_older and former not in seen:
                # Not to be read: what came before it tells.
                seen.add(former)
                candidates = [*self._before(former), *candidates]
        return None

    def _before(self, version: _Version) -> Iterator[tuple[_Version, bool]]:
        """What stood before a version, at each parent, and whether that is older than the window."""
        step = self._steps[version.seq][version.path]
        parents = self._commits[version.seq].parents
        if step.before:
            known = self._version(parents[0], step.old_path)
            yield known or _Version(parents[0], step.old_path, step.before), known is None
        for parent in parents[1:]:
            if other := self._version(parent, version.path):
                yield other, False

    def _version(self, seq: int, path: bytes) -> _Version | None:
        """The version of a path at a commit, if one of the window's commits made it."""
        key = seq, path
        if key not in self._known_versions:
            at: int | None = seq
            while at is not None and at in self._window:
                step = self._steps.get(at, {}).get(path)
                if step is not None:
                    self._known_versions[key] = _Version(at, path, step.after) if step.after else None
                    break
                at = next(iter(self._commits[at].parents), None)
            else:
                self._known_versions[key] = None
        return self._known_versions[key]

    def _shown(
        self, smell: _Smell, path: bytes, former: _Version, birth: Birth, *, measured: bool
    ) -> Generator[_Ask, _Told, _Smell | Literal[False] | None]:
        """The smell in an older version; False where that has it not, None where that can not be read."""
        file = birth.file if former.path == path else self._file(former.path, birth.file)
        if smell.text and former.path == path and not measured:
            told = yield _Ask(Blob(former.blob, path, file.language), examined=False)
            if smell.text in b"\n" + told.content + b"\n":
                return smell
        among = yield from self._look(former, file, birth.found.smell)
        if among is None:
            return None
        renamed = {} if former.path == path else {former.path: path}
        place = self._same(among, smell.among, renamed, smell.place)
        return False if place is None else _smell(among, place)

    def _same(
        self, before: _Measured, after: _Measured, renamed: Mapping[bytes, bytes], place: int
    ) -> int | None:
        """Where the older of two versions shows a smell of the newer one; None where it does not.

        As to match all that the versions show, without most of it: what is named alike goes first there, and
        where it stands as often in both there is nothing left of it.
        """
        name = _name(after.found[place].smell)
        old, new = before.named.get(name, ()), after.named[name]
        if len(old) == len(new) == 1:
            return old[0]
        if len(old) == len(new):
            names = {name}
        else:
            names = {
                name
                for name in {**before.named, **after.named}
                if len(before.named.get(name, ())) != len(after.named.get(name, ()))
            }
        key = id(before), id(after), name if len(names) == 1 else None
        if key not in self._pairs:
            olds, news = (
                [one for name in sorted(names) for one in version.named.get(name, ())]
                for version in (before, after)
            )
            pairs = match([before.found[one] for one in olds], [after.found[one] for one in news], renamed)
            found = {news[pair.after]: olds[pair.before] for pair in pairs}
            self._pairs[key] = before, after, found
        return self._pairs[key][2].get(place)

    def _look(self, version: _Version, file: File, wanted: Smell) -> Generator[_Ask, _Told, _Measured | None]:
        """The smells of one version; None where it can not be read."""
        subject = wanted.subject if wanted.rule == PHANTOM else ""
        asked = Blob(version.blob, version.path, file.language)
        key = asked, file.role, subject
        if key not in self._measured:
            content, known = yield _Ask(asked, examined=True)
            # Another walk may have asked the same in the meantime; they share what it led to.
            if key not in self._measured:
                self._measured[key] = self._measure(version.path, file.role, known, content, wanted)
        return self._measured[key]

    def _measure(
        self, path: bytes, role: str, known: Examined | None, content: bytes, wanted: Smell
    ) -> _Measured | None:
        if known is None or known.unparsable:
            return None
        if wanted.rule == PHANTOM:
            return _Measured(_imports(path, known.imports, content, wanted), ())
        lines = TextLines(content)
        found = [Found(smell, lines) for smell in smells(path, role, known, self._standards)]
        return _Measured(found, known.functions)

    def _file(self, path: bytes, now: File) -> File:
        named = self._classifier.named(path)
        return named if named.language else File(now.language, now.role, "")


def _name(smell: Smell) -> _Name:
    return smell.rule, smell.symbol, smell.subject


def _smell(among: _Measured, place: int) -> _Smell:
    found = among.found[place]
    smell, lines = found.smell, found.lines
    if RULES[smell.rule].about in {FUNCTION, CLASS}:
        return _Smell(among, place, _text(lines, smell.start_line, smell.end_line))
    if smell.rule in _WITHIN_A_FUNCTION:
        for function in among.functions:
            if (
                function.symbol == smell.symbol
                and function.start_line <= smell.start_line <= function.end_line
            ):
                return _Smell(among, place, _text(lines, function.start_line, function.end_line))
    return _Smell(among, place, b"")


def _text(lines: Sequence[bytes], first: int, last: int) -> bytes:
    """Some lines, and the decorators above them."""
    while first > 1 and lines[first - 2].lstrip().startswith(b"@"):
        first -= 1
    return b"\n" + b"\n".join(lines[first - 1 : last]) + b"\n"


def _imports(path: bytes, imports: Iterable[Import], content: bytes, wanted: Smell) -> list[Found]:
    """The import that a phantom dependency is about, as the finding that it may be one day."""
    text = TextLines(content)
    for one in imports:
        if not one.optional and one.name.partition(".")[0] == wanted.subject:
            smell = Smell(
                *(PHANTOM, path, "", 0, one.line, one.line, None, None, wanted.message, wanted.subject)
            )
            return [Found(smell, text)]
    return []
