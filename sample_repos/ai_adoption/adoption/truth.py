"""What the generator knows of the history it wrote."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

SHARES = ("added", "deleted", "updated", "moved", "copied", "replaced")


@dataclass(frozen=True, slots=True)
class Commit:
    """Times are seconds since 1970; `landed_sha` is the mainline commit that brought it in, often itself."""

    sha: str
    parents: tuple[str, ...]
    kind: str  # direct, squash, branch, merge, revert
    author: str
    time: int
    landed_sha: str
    landed_time: int
    agent: str | None  # the AI tool that wrote it and signed; None: a person


@dataclass(frozen=True, slots=True)
class Life:
    """A line as git sees it: from the diff that adds it to the diff that removes it.

    A move, an edit and a replacement each end one life and begin another of the same `identity`. Places are
    those of the birth; `line` is one-based. What is removed for good is `deleted`, rewritten or not.
    """

    identity: int
    birth_sha: str
    path: str
    line: int
    operation: str  # added, copied, moved, updated, replaced, restored
    death_sha: str | None
    death_operation: str | None  # deleted, reverted, moved, updated, replaced
    fate: str  # alive, dead, unlanded


@dataclass(frozen=True, slots=True)
class Line:
    """A line by identity: through moves, edits and replacements, until it is deleted or reverted."""

    identity: int
    written_by: str  # ai, human
    line_class: str  # code, comment, doc, prose, config
    operation: str  # added, copied, restored
    birth_sha: str
    death_sha: str | None
    death_operation: str | None  # deleted, reverted
    fate: str
    mortal: bool  # False: pyproject.toml and what was planted to stay, which the law of life leaves out


@dataclass(frozen=True, slots=True)
class Operation:
    """Lines of one commit, path and class with one operation. A pair counts once, at its new place."""

    sha: str
    path: str
    operation: str  # added, copied, moved, updated, replaced, restored, deleted, reverted
    line_class: str  # code, comment, doc, prose, config
    lines: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function when it was written."""

    sha: str
    path: str
    symbol: str
    written_by: str
    complexity: int  # cyclomatic, counted as radon does: an assertion is a decision


@dataclass(frozen=True, slots=True)
class Smell:
    sha: str
    path: str
    symbol: str
    rule: str  # test without an assertion, test that mostly mocks, phantom dependency


@dataclass(frozen=True, slots=True)
class Truth:
    head_sha: str
    as_of: int
    commits: tuple[Commit, ...]  # parents first; the last one is the head
    lives: tuple[Life, ...]
    lines: tuple[Line, ...]  # at its identity's place
    operations: tuple[Operation, ...]
    functions: tuple[Function, ...]
    smells: tuple[Smell, ...]


def operation_shares(truth: Truth, line_class: str = "code") -> dict[str, dict[str, float]]:
    """Month of landing ("2024-07") -> operation -> share of that month's changed lines of this class.

    What a revert takes away and brings back is left out.
    """
    landed = {commit.sha: commit.landed_time for commit in truth.commits}
    months: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SHARES, 0))
    for row in truth.operations:
        if row.line_class == line_class and row.operation in SHARES:
            month = datetime.fromtimestamp(landed[row.sha], UTC).strftime("%Y-%m")
            months[month][row.operation] += row.lines
    return {
        month: {operation: lines / sum(counts.values()) for operation, lines in counts.items()}
        for month, counts in sorted(months.items())
    }
