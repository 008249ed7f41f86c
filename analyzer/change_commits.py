"""The commits of a change, and which of them an AI tool had a hand in, as they and the merges of their
branches say (AI_SIGNALS.md). Notes on lines are not read: they tell of lines, and few clones that judge a
change have fetched any.
"""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from analyzer.agent_patterns import Additions, patterns
from analyzer.agents import AI, Detector, Evidence
from analyzer.authorship import judge
from analyzer.base import Compared
from analyzer.decoding import decoded
from analyzer.history import land, read_change
from analyzer.sealed import SealedRepository


class WithAI(NamedTuple):
    """A commit that an AI tool had a hand in. agents: the tools; evidence: what gives it the label; squash,
    branch_only: as in agents.py.
    """

    sha: str
    subject: str
    agents: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    squash: bool
    branch_only: bool


@dataclass(frozen=True, slots=True)
class ChangeCommits:
    """The commits that are no merges. count: how many; with_ai: those that show a sign of an AI tool, in the
    order they land; what shows none may be one's all the same.
    """

    count: int
    with_ai: tuple[WithAI, ...]


def change_commits(sealed: SealedRepository, compared: Compared, additions: Additions) -> ChangeCommits:
    """The commits between the merge base and the head; none where the index is compared.

    additions: what a configuration knows of tools. Raises GitError, as where a shallow clone ends among them.
    """
    if not compared.head:
        return ChangeCommits(0, ())
    looked_for = patterns(additions)
    history = read_change(sealed, compared.head, compared.merge_base, Detector(looked_for).examine)
    # When they land is of no matter, only with what.
    landing = land(history.commits, len(history.commits) - 1, inf)
    judged = judge(history, landing, looked_for, {}, {}, {}).judged
    told = zip(history.commits[history.known :], history.new, judged, strict=True)
    single = [one for one in told if len(one[0].parents) < 2]
    return ChangeCommits(
        len(single),
        tuple(
            WithAI(
                commit.sha,
                decoded(said.subject),
                found.agents,
                tuple(sign for sign in found.evidence if sign.gives_label),
                found.squash,
                found.branch_only,
            )
            for commit, said, found in single
            if found.authorship == AI
        ),
    )
