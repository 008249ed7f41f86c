"""What the names of branches, as merges tell them, say of the commits that came with them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from analyzer.agent_patterns import CO_AUTHORED, Branch
from analyzer.agents import BRANCH, Evidence
from analyzer.decoding import decoded

_LONGEST_SUBJECT = 500
# GitHub names the owner before the branch; a remote stands before the branch that tracks it.
_PULL_REQUEST = re.compile(rb"merge pull request #\d+ from [^/\s]+/(\S+)")
_NAMED_PULL_REQUEST = re.compile(rb"merge pull request .*\(#\d+\) from (\S+) into ")  # Gitea
_BRANCHES = re.compile(rb"merge (remote-tracking )?branch(?:es)? ((?:'[^']+'(?:, | and )?)+)")
_MERGED_IN = re.compile(rb"merged in (\S+) \(pull request #\d+\)")  # Bitbucket
_QUOTED = re.compile(rb"'([^']+)'")


def merged_branches(subject: bytes) -> tuple[bytes, ...]:
    """The branches that a merge's subject says it brought in, in lower case; never the one it went into."""
    subject = subject[:_LONGEST_SUBJECT].lower()
    for form in (_PULL_REQUEST, _NAMED_PULL_REQUEST, _MERGED_IN):
        if found := form.match(subject):
            return (found[1],)
    if found := _BRANCHES.match(subject):
        names = _QUOTED.findall(found[2])
        return tuple(name.partition(b"/")[2] for name in names) if found[1] else tuple(names)
    return ()


def branch_evidence(
    parents: Sequence[Sequence[int]],
    landed: Sequence[int],
    subjects: Mapping[int, bytes],
    branches: Sequence[Branch],
) -> dict[int, list[Evidence]]:
    """The evidence for commits that were written on branches named after a tool, by seq.

    parents, landed: by seq, in the order of history.read_commits; subjects: of some commits, by seq. What a
    branch had merged in from elsewhere was not written on it, so the first parents alone are followed; and
    what landed before the merge did landed under another name.
    """
    found: dict[int, list[Evidence]] = {}
    for merge, subject in sorted(subjects.items()):
        if len(parents[merge]) < 2:
            continue
        for name, tip in zip(merged_branches(subject), parents[merge][1:], strict=False):
            branch = next((branch for branch in branches if name.startswith(branch.match)), None)
            if branch is None:
                continue
            sign = Evidence(
                branch.tool, "", BRANCH, CO_AUTHORED, branch.strength, decoded(subject[:_LONGEST_SUBJECT])
            )
            for seq in _written(parents, parents[merge][0], tip):
                if landed[seq] != landed[merge]:
                    break
                if len(parents[seq]) < 2:
                    found.setdefault(seq, []).append(sign)
    return found


def _written(parents: Sequence[Sequence[int]], into: int, tip: int) -> Iterator[int]:
    """The first-parent chain from `tip` down to what was there before the merge.

    In that order a commit's ancestors come before it, and what a merge brings comes after its first parent,
    unless it had landed by another way already.
    """
    seq = tip
    while seq > into:
        yield seq
        if not parents[seq]:
            return
        seq = parents[seq][0]
