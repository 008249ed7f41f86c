"""Which commits there are, in which order, and when each one landed on the mainline."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzer.sealed import SealedRepository

# %B is last; a commit message holds no NUL.
_FIELDS = "%H%x00%P%x00%aN%x00%aE%x00%at%x00%ct%x00%s%x00%B"
_FIELD_COUNT = 8
_NAME = re.compile(rb"\b[0-9a-f]{7,64}\b", re.IGNORECASE)
# One name, or several parted by commas and "and".
_REVERTS = re.compile(
    rb"\breverts?(?:ed|ing)?\s+(?:the\s+)?(?:commits?\s+)?((?:[0-9a-f]{7,64}\b(?:\s*,)?(?:\s+and)?\s*)+)",
    re.IGNORECASE,
)

DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. Times are seconds since 1970, UTC; text is what git printed, in bytes.

    seq: its place in the order, parents first, from 0; parents: their seqs; reverts: the object names
    (perhaps abbreviated) that its message says it reverts; author_name and author_email are merged by the
    .mailmap of the head.
    """

    seq: int
    sha: str
    parents: tuple[int, ...]
    author_name: bytes
    author_email: bytes
    author_time: int
    committer_time: int
    subject: bytes
    reverts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Landing:
    """When the commits of a history landed (METRICS.md, 1).

    mainline: seqs of the first-parent chain, oldest first; landed: for each seq the first mainline commit
    that contains it; times: for each seq the landing time, seconds; changed: mainline commits whose landing
    time is not their committer time.
    """

    mainline: tuple[int, ...]
    landed: tuple[int, ...]
    times: tuple[int, ...]
    changed: int


def read_commits(repository: SealedRepository, head: str) -> list[Commit]:
    """Every commit reachable from `head`, in the order they landed, parents before children.

    The order is told by the graph alone: along the mainline, and before each mainline commit those that it
    brought, as a walk from its first parent to its last leaves them. So a longer mainline only adds to it.
    """
    with repository.commits(head, _FIELDS) as stream:
        fields = list(stream.records(b"\0"))
    read = [fields[at : at + _FIELD_COUNT] for at in range(0, len(fields), _FIELD_COUNT)]
    places = {name: place for place, name in enumerate(fields[::_FIELD_COUNT])}
    parents = [[places[name] for name in names.split()] for names in fields[1::_FIELD_COUNT]]
    seqs = [0] * len(read)
    order = list(_landing_order(parents))
    for seq, place in enumerate(order):
        seqs[place] = seq
    return [
        _commit(seq, read[place], tuple(seqs[parent] for parent in parents[place]))
        for seq, place in enumerate(order)
    ]


def _landing_order(parents: Sequence[Sequence[int]]) -> Iterator[int]:
    """parents: by place, those of the head last."""
    done = bytearray(len(parents))
    for landing in _first_parents(parents, len(parents) - 1) if parents else ():
        stack = [landing]
        while stack:
            place = stack[-1]
            before = next((parent for parent in parents[place] if not done[parent]), None)
            if before is not None:
                stack.append(before)
                continue
            stack.pop()
            if not done[place]:
                done[place] = 1
                yield place


def _first_parents(parents: Sequence[Sequence[int]], head: int) -> list[int]:
    """The first-parent chain that ends with `head`, oldest first."""
    chain = [head]
    while parents[chain[-1]]:
        chain.append(parents[chain[-1]][0])
    return chain[::-1]


def _commit(seq: int, fields: Sequence[bytes], parents: tuple[int, ...]) -> Commit:
    sha, _, name, email, authored, committed, subject, message = fields
    return Commit(
        seq=seq,
        sha=sha.decode(),
        parents=parents,
        author_name=name,
        author_email=email,
        author_time=_seconds(authored),
        committer_time=_seconds(committed),
        subject=subject,
        reverts=_reverts(message),
    )


def _reverts(message: bytes) -> tuple[str, ...]:
    return tuple(
        name.decode().lower() for names in _REVERTS.findall(message) for name in _NAME.findall(names)
    )


def _seconds(digits: bytes) -> int:
    # Broken tools have written commits without a date, and with dates far beyond any calendar.
    latest = 253_402_300_799  # the end of the year 9999
    return min(max(int(digits or b"0"), -latest), latest)


def land(commits: Sequence[Commit], head: int, now: float) -> Landing:
    """Date every commit reachable from `head` by when the mainline got it.

    commits: in seq order, all of them reachable from `head`; now: seconds, the start of the mining. Committer
    times later than `now` plus a day are taken for landing times only where there are no others.
    """
    mainline = _first_parents([commit.parents for commit in commits], head)
    landed = [-1] * len(commits)
    for seq in mainline:
        stack = [seq]
        while stack:
            reached = stack.pop()
            if landed[reached] < 0:
                landed[reached] = seq
                stack.extend(commits[reached].parents)
    committed = [commits[seq].committer_time for seq in mainline]
    landing = dict(zip(mainline, landing_times(committed, now), strict=True))
    return Landing(
        mainline=tuple(mainline),
        landed=tuple(landed),
        times=tuple(landing[seq] for seq in landed),
        changed=sum(time != landing[seq] for seq, time in zip(mainline, committed, strict=True)),
    )


def landing_times(committed: Sequence[int], now: float) -> list[int]:
    """Committer times along the mainline, made to run forwards.

    committed: seconds, oldest commit first. Keeps a longest non-decreasing run of the times that are not
    later than `now` plus a day, of equally long runs the one whose commits come earlier; every other commit
    takes the time of its nearest kept predecessor, else of the first kept. Where nothing can be kept all take
    that of the first commit.
    """
    kept = list(_longest_run(committed, now + DAY))
    if not kept:
        return list(committed[:1]) * len(committed)
    times: list[int] = []
    current = committed[kept[0]]
    chosen = set(kept)
    for place, time in enumerate(committed):
        if place in chosen:
            current = time
        times.append(current)
    return times


def _longest_run(times: Sequence[int], latest: float) -> Iterator[int]:
    """Places of a longest non-decreasing run, of equally long ones the one that comes first in dictionary
    order.
    """
    # From the end: the length of the longest run that starts at each place (patience sorting on negated
    # times).
    heads: list[int] = []
    lengths = [0] * len(times)
    for place in range(len(times) - 1, -1, -1):
        if times[place] > latest:
            continue
        length = bisect_right(heads, -times[place])
        if length == len(heads):
            heads.append(-times[place])
        else:
            heads[length] = -times[place]
        lengths[place] = length + 1
    wanted, floor = len(heads), None
    for place, length in enumerate(lengths):
        if wanted and length == wanted and (floor is None or times[place] >= floor):
            yield place
            wanted, floor = wanted - 1, times[place]
