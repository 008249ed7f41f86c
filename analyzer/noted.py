"""Everything that a repository says of single lines: git-ai's notes, Agent Trace in notes and in the tree."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer import agent_trace, authorship_notes, notes
from analyzer.authorship import Added
from analyzer.fold import Fold
from analyzer.line_evidence import Attested, Range
from analyzer.repository import Repository
from analyzer.sealed import SealedRepository
from analyzer.touches import Touches

_LARGEST = {
    authorship_notes.REF: authorship_notes.LARGEST_NOTE,
    agent_trace.REF: agent_trace.LARGEST_FILE,
}


@dataclass(frozen=True, slots=True)
class Noted:
    """What there is to be read. tips: the state of the references; here: (commit, blob) of each note, by
    reference; elsewhere: notes on commits that are not in the history; unread: too large, or absent; trace:
    the blob of the tree's own trace file, empty where there is none.
    """

    tips: str
    here: dict[str, dict[str, str]]
    elsewhere: int
    unread: int
    trace: str

    def fingerprint(self, commits: Collection[str]) -> str:
        """One hash over the notes on some commits."""
        entries = sorted(
            f"{ref} {commit} {blob}"
            for ref, blobs in self.here.items()
            for commit, blob in blobs.items()
            if commit in commits
        )
        return hashlib.sha256("\n".join(entries).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Attestations:
    """What is said of new commits. by_seq: what is attested of each; added: all that each of these added;
    read: notes and records; malformed: those among them that say nothing, and lines of notes that do.
    """

    by_seq: dict[int, list[Attested]]
    added: dict[int, Added]
    read: int
    malformed: int


@dataclass(frozen=True, slots=True)
class _Contents:
    """by_commit: what notes attest, by the name of their commit; traces: records of the tree."""

    by_commit: dict[str, list[Attested]]
    traces: tuple[agent_trace.Trace, ...]
    read: int
    malformed: int


def tips(repository: Repository) -> str:
    """The state of all references with notes on lines, as one text."""
    return " ".join(f"{ref} {name}" for ref, name in sorted(notes.tips(repository, list(_LARGEST)).items()))


def find(
    tips: str,
    sealed: SealedRepository,
    tree: Sequence[tuple[bytes, bytes, bytes]],
    commits: Collection[str],
) -> Noted:
    """What a repository says of the lines of some commits, the last of which has this tree."""
    words = tips.split(" ")
    named = dict(zip(words[::2], words[1::2], strict=False))
    found = {
        ref: notes.find(sealed, named.get(ref, ""), commits, largest) for ref, largest in _LARGEST.items()
    }
    trace = next(
        (name.decode() for mode, name, path in tree if path == agent_trace.PATH and mode == b"100644"), ""
    )
    return Noted(
        tips,
        {ref: one.blobs for ref, one in found.items()},
        sum(one.elsewhere for one in found.values()),
        sum(one.unread for one in found.values()),
        trace,
    )


def attested(sealed: SealedRepository, noted: Noted, fold: Fold) -> Attestations:
    """What is said of the new commits of a history, and of their lines. Raises GitError."""
    commits = fold.commits[fold.known :]
    seqs = {commit.sha: commit.seq for commit in commits}
    found = _read(sealed, noted, seqs)
    children: dict[int, list[int]] = {}
    for commit in commits if found.traces else ():
        for parent in commit.parents:
            children.setdefault(parent, []).append(commit.seq)
    by_seq = {seqs[name]: one for name, one in found.by_commit.items()}
    added = _added_lines(fold.touches, by_seq.keys() | _candidates(found.traces, seqs, children))
    for seq, traced in _placed(found.traces, seqs, children, added, fold.paths).items():
        by_seq[seq] = [*traced, *by_seq.get(seq, ())]
    return Attestations(by_seq, added, found.read, found.malformed)


def _read(sealed: SealedRepository, noted: Noted, commits: Collection[str]) -> _Contents:
    """The notes on some commits, and the trace file where there are any."""
    by_commit: dict[str, list[Attested]] = {}
    count = malformed = 0
    for commit, content in notes.contents(sealed, noted.here[agent_trace.REF], commits):
        traces = agent_trace.parse(content)
        count, malformed = count + 1, malformed + traces.malformed
        # On a note, the commit is the one that it is on, whatever the record says.
        by_commit.setdefault(commit, []).extend(one for trace in traces.records for one in trace.attested)
    for commit, content in notes.contents(sealed, noted.here[authorship_notes.REF], commits):
        note = authorship_notes.parse(content)
        count += 1
        malformed += 1 if note is None else note.malformed
        by_commit.setdefault(commit, []).extend(note.attested if note else ())
    records: tuple[agent_trace.Trace, ...] = ()
    if noted.trace and commits:
        (content,) = sealed.blobs([noted.trace])
        traces = agent_trace.parse(content)
        records = traces.records
        count, malformed = count + len(records) + traces.malformed, malformed + traces.malformed
    return _Contents(by_commit, records, count, malformed)


def _added_lines(touches: Touches, seqs: Iterable[int]) -> dict[int, Added]:
    """What some commits added, by seq."""
    added: dict[int, Added] = {seq: {} for seq in seqs}
    if not added:
        return {}
    column = np.array(touches.seq, dtype=np.int64)
    for run in np.flatnonzero(np.isin(column, np.array(sorted(added)))).tolist():
        first = touches.line[run]
        ranges = added[touches.seq[run]].setdefault(touches.path[run], [])
        ranges.append((first, first + touches.count[run] - 1))
    return added


def _candidates(
    records: Sequence[agent_trace.Trace], seqs: Mapping[str, int], children: Mapping[int, Sequence[int]]
) -> set[int]:
    """The commits that records may mean: the one that each names, and those made upon it."""
    named = {seqs[record.revision] for record in records if record.revision in seqs}
    return named | {child for seq in named for child in children.get(seq, ())}


def _placed(
    records: Sequence[agent_trace.Trace],
    seqs: Mapping[str, int],
    children: Mapping[int, Sequence[int]],
    added: Mapping[int, Added],
    paths: Mapping[bytes, int],
) -> dict[int, list[Attested]]:
    """What records attest, by the seq of the commit that they mean.

    By the specification a record names the commit that has its lines; the reference writer names the one
    that was checked out when the lines were written, so they came with one made upon it. The commit that
    added most of the lines is taken, of equals the named one.
    """
    found: dict[int, list[Attested]] = {}
    for record in records:
        named = seqs.get(record.revision)
        if named is None:
            continue
        for one in record.attested:
            path = paths.get(one.path, -1)
            there = [
                (_common(added.get(seq, {}).get(path, ()), one.ranges), -place, seq)
                for place, seq in enumerate((named, *children.get(named, ())))
            ]
            most, _, seq = max(there)
            if most:
                found.setdefault(seq, []).append(one)
    return found


def _common(some: Sequence[Range], others: Sequence[Range]) -> int:
    """How many lines are in both."""
    return sum(
        max(0, min(last, end) - max(first, start) + 1) for first, last in some for start, end in others
    )
