"""Which commits there are, in which order, and when each one landed on the mainline."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analyzer.agents import NOTHING, Examined, Signed
from analyzer.sealed import SealedRepository

# %B is last; a commit message holds no NUL. Who signed is asked for as it stands: a .mailmap that gives a
# tool's commits to whoever ran it would hide the tool.
_FIELDS = "%H%x00%P%x00%aN%x00%aE%x00%at%x00%ct%x00%an <%ae>%x00%cn <%ce>%x00%s%x00%B"
_FIELD_COUNT = 10
_NAME = re.compile(rb"\b[0-9a-f]{7,64}\b", re.IGNORECASE)
# One name, or several parted by commas and "and".
_REVERTS = re.compile(
    rb"\breverts?(?:ed|ing)?\s+(?:the\s+)?(?:commits?\s+)?((?:[0-9a-f]{7,64}\b(?:\s*,)?(?:\s+and)?\s*)+)",
    re.IGNORECASE,
)

DAY = 24 * 60 * 60


class Commit(NamedTuple):
    """One commit in the graph.

    seq: its place in the order, parents first, from 0; parents: their seqs; committer_time: seconds since
    1970, UTC.
    """

    seq: int
    sha: str
    parents: tuple[int, ...]
    committer_time: int


class Description(NamedTuple):
    """What a commit says of itself, in the bytes that git printed.

    author_name, author_email: merged by the .mailmap of the head; author_time: seconds since 1970, UTC;
    reverts: the object names (perhaps abbreviated) that its message says it reverts; agents: what it says of
    its author's tools.
    """

    author_name: bytes
    author_email: bytes
    author_time: int
    subject: bytes
    reverts: tuple[str, ...]
    agents: Examined


@dataclass(frozen=True, slots=True)
class History:
    """commits: all of them, in the order they landed; new: of those that were read, which are the last."""

    commits: list[Commit]
    new: list[Description]

    @property
    def known(self) -> int:
        """How many commits were not read, because an earlier mining knew them."""
        return len(self.commits) - len(self.new)


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


def read_commits(
    repository: SealedRepository,
    head: str,
    known: Sequence[Commit] = (),
    examine: Callable[[Signed], Examined] = lambda _: NOTHING,
) -> History:
    """Every commit reachable from `head`, in the order they landed, parents before children.

    The order is told by the graph alone: along the mainline, and before each mainline commit those that it
    brought, as a walk from its first parent to its last leaves them. So a longer mainline only adds to it.

    known: the commits of a history read before; they are read again only where its head is not on this one's
    mainline; examine: says of a message what it tells of tools, so that no message need be kept. Raises
    GitError.
    """
    read = _read(repository, head, known[-1].sha if known else "")
    parents, last = _graph(read, known, head)
    mainline = _first_parents(parents, last)
    if known and len(known) - 1 not in mainline:
        return read_commits(repository, head, (), examine)
    return _in_order(read, known, parents, mainline, examine)


def read_change(
    repository: SealedRepository, head: str, base: str, examine: Callable[[Signed], Examined]
) -> History:
    """The commits that `head` reaches and `base` does not, in the order of read_commits, as new ones.

    base: empty for none; known commits are the parents of these that `base` reaches: without time or parents
    of their own. Raises GitError.
    """
    read = _read(repository, head, base)
    here = {fields[0] for fields in read}
    outside = dict.fromkeys(name for fields in read for name in fields[1].split() if name not in here)
    known = [Commit(seq, name.decode(), (), 0) for seq, name in enumerate(outside)]
    parents, last = _graph(read, known, head)
    return _in_order(read, known, parents, _first_parents(parents, last), examine)


def _read(repository: SealedRepository, head: str, without: str) -> list[Sequence[bytes]]:
    """_FIELDS of each commit."""
    with repository.commits(head, _FIELDS, without=without) as stream:
        fields = list(stream.records(b"\0"))
    return [fields[at : at + _FIELD_COUNT] for at in range(0, len(fields), _FIELD_COUNT)]


def _graph(
    read: Sequence[Sequence[bytes]], known: Sequence[Commit], head: str
) -> tuple[list[Sequence[int]], int]:
    """The parents of each commit, known ones first, and the head, all as places in that order."""
    names = [commit.sha.encode() for commit in known] + [fields[0] for fields in read]
    places = {name: place for place, name in enumerate(names)}
    parents: list[Sequence[int]] = [commit.parents for commit in known]
    parents += ([places[name] for name in fields[1].split()] for fields in read)
    return parents, places[head.encode()]


def _in_order(
    read: Sequence[Sequence[bytes]],
    known: Sequence[Commit],
    parents: Sequence[Sequence[int]],
    mainline: Sequence[int],
    examine: Callable[[Signed], Examined],
) -> History:
    count = len(known)
    seqs = list(range(len(parents)))
    order = list(_landing_order(parents, mainline, count))
    for seq, place in enumerate(order, count):
        seqs[place] = seq
    commits = [
        Commit(
            seq,
            read[place - count][0].decode(),
            tuple(seqs[parent] for parent in parents[place]),
            _seconds(read[place - count][5]),
        )
        for seq, place in enumerate(order, count)
    ]
    return History([*known, *commits], [_description(read[place - count], examine) for place in order])


def _landing_order(parents: Sequence[Sequence[int]], mainline: Sequence[int], known: int) -> Iterator[int]:
    """Places of the commits that are not among the first ones, which are known."""
    done = bytearray(b"\1" * known) + bytearray(len(parents) - known)
    for landing in mainline:
        stack = [] if done[landing] else [landing]
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


def _description(fields: Sequence[bytes], examine: Callable[[Signed], Examined]) -> Description:
    _, _, name, email, authored, _, author, committer, subject, message = fields
    time = _seconds(authored)
    agents = examine(Signed(author, committer, time, message))
    return Description(name, email, time, subject, _reverts(message), agents)


def _reverts(message: bytes) -> tuple[str, ...]:
    if b"revert" not in message.lower():  # as in most, and told in a fifth of the time
        return ()
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
