"""Which branches a merge names, and which commits were written on them."""

import pytest

from analyzer.agent_patterns import patterns
from analyzer.merged_branches import branch_evidence, merged_branches

BRANCHES = patterns().branches


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("Merge pull request #7 from acme/claude/fix", ["claude/fix"]),
        ("Merge pull request #7 from claude/fix", ["fix"]),
        ("Merge pull request 'Fix it' (#7) from claude/fix into main", ["claude/fix"]),
        ("Merge branch 'Claude/Fix'", ["claude/fix"]),
        ("Merge branch 'claude/fix' into main", ["claude/fix"]),
        ("Merge branch 'main' into claude/fix", ["main"]),
        ("Merge branch 'main' of github.com:claude/fix", ["main"]),
        ("Merge branch 'claude/fix' of github.com:acme/it into claude/fix", ["claude/fix"]),
        ("Merge branches 'claude/a', 'b' and 'codex/c'", ["claude/a", "b", "codex/c"]),
        ("Merge remote-tracking branch 'origin/claude/fix'", ["claude/fix"]),
        ("Merge remote-tracking branch 'claude/main'", ["main"]),
        ("Merged in claude/fix (pull request #3)", ["claude/fix"]),
        ("Merge commit '0123abc'", []),
        ("Merge claude/fix", []),
        ("Revert \"Merge branch 'claude/fix'\"", []),
        ("Merge branch ''", []),
        ("Merge branch 'claude/fix", []),
        ("", []),
    ],
)
def test_the_branches_that_a_subject_names(subject, names):
    assert [name.decode() for name in merged_branches(subject.encode())] == names


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda branch: branch.tool)
def test_branches_say_what_their_examples_say(branch):
    def tools(subject):
        found = branch_evidence([(), (0,), (0,), (1, 2)], [0, 1, 3, 3], {3: subject.encode()}, BRANCHES)
        return {seq: [sign.tool for sign in signs] for seq, signs in found.items()}

    for example in branch.example:
        assert tools(example) == {2: [branch.tool]}
    for counter in branch.counter:
        assert tools(counter) == {}


def landings(parents):
    """By seq, of a history whose head is the last commit."""
    mainline = [len(parents) - 1]
    while parents[mainline[-1]]:
        mainline.append(parents[mainline[-1]][0])
    landed = {}
    for commit in reversed(mainline):
        stack = [commit]
        while stack:
            reached = stack.pop()
            if reached not in landed:
                landed[reached] = commit
                stack.extend(parents[reached])
    return [landed[seq] for seq in range(len(parents))]


def labelled(parents, **subjects):
    merges = {int(name[1:]): subject.encode() for name, subject in subjects.items()}
    return sorted(branch_evidence(parents, landings(parents), merges, BRANCHES))


def test_commits_of_the_branch_and_no_others_are_labelled():
    #  0 - 1 - - - - 5    a branch of three commits, the second of them a merge of the mainline
    #   \   \       /
    #    2 - 3 - 4 -
    parents = [(), (0,), (0,), (2, 1), (3,), (1, 4)]

    assert labelled(parents, m5="Merge branch 'claude/fix'") == [2, 4]


def test_what_the_branch_merged_in_is_another_branchs():
    #  0 - - - - - 4      3 merged 1, which no other merge names
    #   \         /
    #    1   2 - 3 -
    parents = [(), (0,), (0,), (2, 1), (0, 3)]

    assert labelled(parents, m4="Merge branch 'claude/fix'") == [2]


def test_a_branch_that_is_merged_twice_is_labelled_once():
    parents = [(), (0,), (0, 1), (1,), (2, 3)]

    merges = {2: b"Merge branch 'claude/fix'", 4: b"Merge branch 'claude/fix'"}
    found = branch_evidence(parents, landings(parents), merges, BRANCHES)

    assert {seq: len(signs) for seq, signs in found.items()} == {1: 1, 3: 1}


def test_what_landed_before_landed_under_another_name():
    #  0 - 1 - 4 - - 6    the mainline merged 3 at 4; 5, on a branch from 0, merges it by a tool's name
    #   \\    /       /
    #    2-3 - - - 5 -
    parents = [(), (0,), (0,), (2,), (1, 3), (0, 3), (4, 5)]

    assert labelled(parents, m4="Merge branch 'plain'", m5="Merge branch 'claude/fix'") == []


def test_each_branch_of_an_octopus_is_its_own():
    parents = [(), (0,), (0,), (0,), (1, 2, 3)]

    assert labelled(parents, m4="Merge branches 'plain' and 'codex/fix'") == [3]


def test_a_branch_without_a_common_beginning():
    assert labelled([(), (), (1,), (0, 2)], m3="Merge branch 'claude/anew'") == [1, 2]


def test_a_subject_of_a_commit_that_is_no_merge_says_nothing():
    assert labelled([(), (0,)], m1="Merge branch 'claude/fix'") == []
