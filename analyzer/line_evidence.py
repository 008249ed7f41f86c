"""What notes and traces say of single lines: the form both are read into, and how it meets a commit.

Line numbers are one-based, and ranges hold both their ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from analyzer.agent_patterns import tool_aliases
from analyzer.model_names import normalised

Range = tuple[int, int]

GIT_AI, AGENT_TRACE = "git-ai", "agent-trace"

LAST_LINE = 100_000_000  # no file that anybody wrote has as many
MOST_RANGES = 100_000  # a note; a hostile one could say the same line a million times
_LONGEST_NAME, _LONGEST_MODEL = 60, 200
_OF_TESTS = frozenset({"mock_ai", "test-agent"})


class Attested(NamedTuple):
    """Lines of one path that a person or a tool wrote.

    authorship: ai or human; agent, model: as in the evidence of commits, empty where they are not known;
    source: GIT_AI or AGENT_TRACE.
    """

    path: bytes
    ranges: tuple[Range, ...]
    authorship: str
    agent: str
    model: str
    source: str


class Attributed(NamedTuple):
    """A run of lines that a commit added, and who wrote them, as in Attested."""

    first: int
    last: int
    authorship: str
    agent: str
    model: str
    source: str


def tool_name(tool: str) -> str | None:
    """A tool as the evidence of commits names it, from how its notes do; None for those that test a writer of
    notes.
    """
    name = _whole(tool).strip().lower()[:_LONGEST_NAME]
    return None if name in _OF_TESTS else tool_aliases().get(name, name)


def model_name(model: str) -> str:
    """A model as the evidence of commits names it."""
    return normalised(_whole(model)[:_LONGEST_MODEL])


def _whole(text: str) -> str:
    """JSON can hold halves of surrogate pairs, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def attributed(added: Iterable[Range], attested: Sequence[Attested]) -> list[Attributed]:
    """Who wrote the lines that a commit adds to one path, as far as it is attested, in their order.

    added: disjoint; attested: all for this path; where two speak of one line the later holds. Lines that the
    commit does not add are left out: notes attest whole files, most of whose lines other commits wrote.
    """
    known = list(_latest([(*lines, place) for place, one in enumerate(attested) for lines in one.ranges]))
    found: list[Attributed] = []
    at = 0
    for start, end in sorted(added):
        while at < len(known) and known[at][1] < start:
            at += 1
        for first, last, place in known[at:]:
            if first > end:
                break
            found.append(Attributed(max(first, start), min(last, end), *attested[place][2:]))
    return found


def _latest(ranges: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Disjoint (first, last, place) in order: of ranges that overlap the one with the highest place."""
    waiting = sorted(ranges, reverse=True)
    open_: list[tuple[int, int]] = []
    edges = sorted({edge for first, last, _ in ranges for edge in (first, last + 1)})
    for start, after in pairwise(edges):
        while waiting and waiting[-1][0] <= start:
            _, last, place = waiting.pop()
            heappush(open_, (-place, last))
        while open_ and open_[0][1] < start:
            heappop(open_)
        if open_:
            yield start, after - 1, -open_[0][0]
