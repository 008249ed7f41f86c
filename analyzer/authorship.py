"""Who wrote each commit, and each line where that is known: evidence of commits, of branches and of lines,
brought together.

A line's label is its commit's, except where a note or a trace attests the line: then it is what these say.
Lines that nobody attested, in a commit whose label rests on what is attested of others, keep what the message
alone makes them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analyzer.agent_patterns import AUTHORED, CO_AUTHORED, EXPLICIT, Patterns
from analyzer.agents import AI, PERSON, Evidence, agents, branch_only, label
from analyzer.history import History, Landing
from analyzer.line_evidence import Attested, Range, attributed
from analyzer.merged_branches import branch_evidence

Added = dict[int, list[Range]]
"""The lines that one commit added, by path number."""


class Label(NamedTuple):
    """Who wrote a line. agent: the tools, joined by `+`; empty for none or an unknown one."""

    authorship: str
    agent: str


class LineLabel(NamedTuple):
    """A run of lines that one commit added, whose label may not be the commit's.

    line: number of the first one, from 1; source: what says so, empty where nothing is attested of them.
    """

    seq: int
    path: int
    line: int
    lines: int
    authorship: str
    agent: str
    model: str
    source: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What one commit's evidence makes it."""

    evidence: tuple[Evidence, ...]
    authorship: str
    agents: tuple[str, ...]
    squash: bool
    branch_only: bool

    @property
    def label(self) -> Label:
        """That of its lines, where nothing else is known of them."""
        return Label(self.authorship, "+".join(self.agents) if self.authorship == AI else "")


@dataclass(frozen=True, slots=True)
class Authorship:
    """commits: the label of each, by seq; judged: the new ones, which are the last; lines: of all commits, in
    the order of their seqs; new_lines: how many of these are of new commits.
    """

    commits: list[Label]
    judged: list[Judged]
    lines: list[LineLabel]
    new_lines: int


def judge(
    history: History,
    landing: Landing,
    patterns: Patterns,
    attested: Mapping[int, Sequence[Attested]],
    added: Mapping[int, Added],
    paths: Mapping[bytes, int],
    earlier: tuple[Sequence[Label], Sequence[LineLabel]] = ((), ()),
) -> Authorship:
    """Label the new commits of a history, and their lines.

    attested: of new commits, by seq; added: of all of these; paths: number of each; earlier: the labels of
    the commits that are known, and of their lines.
    """
    parents = [commit.parents for commit in history.commits]
    subjects = {
        seq: said.subject for seq, said in enumerate(history.new, history.known) if len(parents[seq]) > 1
    }
    branches = branch_evidence(parents, landing.landed, subjects, patterns.branches)
    judged: list[Judged] = []
    lines: list[LineLabel] = []
    for seq, said in enumerate(history.new, history.known):
        evidence = (*said.agents.evidence, *branches.get(seq, ()))
        squash = said.agents.squash and len(parents[seq]) < 2
        alone = _judged(evidence, said.author_time, patterns, squash=squash)
        if seq not in attested:
            judged.append(alone)
            continue
        runs = _attested_lines(seq, attested[seq], added.get(seq, {}), paths)
        total = sum(last - first + 1 for ranges in added.get(seq, {}).values() for first, last in ranges)
        together = _judged((*evidence, *_as_evidence(runs, total)), said.author_time, patterns, squash=squash)
        judged.append(together)
        lines += runs
        if together.label != alone.label:
            lines += _rest(seq, runs, added.get(seq, {}), alone.label)
    labels, line_labels = earlier
    return Authorship([*labels, *(one.label for one in judged)], judged, [*line_labels, *lines], len(lines))


def _judged(evidence: tuple[Evidence, ...], author_time: int, patterns: Patterns, *, squash: bool) -> Judged:
    return Judged(
        evidence,
        label(evidence, author_time, patterns.human_before),
        agents(evidence),
        squash,
        branch_only(evidence),
    )


def _attested_lines(
    seq: int, attested: Sequence[Attested], added: Added, paths: Mapping[bytes, int]
) -> list[LineLabel]:
    by_path: dict[int, list[Attested]] = {}
    for one in attested:
        path = paths.get(one.path, -1)
        if path in added:
            by_path.setdefault(path, []).append(one)
    return [
        LineLabel(seq, path, run.first, run.last - run.first + 1, *run[2:])
        for path in sorted(by_path)
        for run in attributed(added[path], by_path[path])
    ]


def _as_evidence(runs: Sequence[LineLabel], total: int) -> list[Evidence]:
    """What the attested lines say of their commit; total: how many lines it added."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for run in runs:
        counts[run.agent, run.model, run.source, run.authorship] += run.lines
    return [
        Evidence(
            agent,
            model,
            source,
            PERSON if authorship != AI else AUTHORED if lines == total else CO_AUTHORED,
            EXPLICIT,
            f"{lines} of {total} added lines",
        )
        for (agent, model, source, authorship), lines in sorted(counts.items())
    ]


def _rest(seq: int, runs: Sequence[LineLabel], added: Added, unsaid: Label) -> list[LineLabel]:
    """The added lines of a commit that are in none of the runs."""
    rest = []
    for path, ranges in sorted(added.items()):
        known = sorted((run.line, run.line + run.lines) for run in runs if run.path == path)
        for first, last in sorted(ranges):
            start = first
            for begin, end in known:
                if end <= start or begin > last:
                    continue
                if begin > start:
                    rest.append(LineLabel(seq, path, start, begin - start, *unsaid, "", ""))
                start = end
            if start <= last:
                rest.append(LineLabel(seq, path, start, last - start + 1, *unsaid, "", ""))
    return rest
