"""The claims that Linespan tests, as data: set down before anybody looks at a repository."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from metrics.sample import CAP, PER_COMMIT


class Direction(StrEnum):
    """On which side of nothing a claim says the difference lies."""

    below = "below"
    above = "above"


class Scale(StrEnum):
    """What a difference is of: shares, logarithms, or what a line has on average."""

    share = "share"
    logarithm = "logarithm"
    per_line = "per line"


@dataclass(frozen=True, slots=True)
class Kinds:
    """AI code against other code of the same quarter, role, language and, where possible, author.

    view: where the cells are; lines, hits: its columns, what is counted and what of it has the outcome;
    horizon_days: lines younger than this at `as_of` can not tell, 0 where all can; cap: lines that a commit
    counts for at most; clocks: whether the view tells the outcome by the committer's clock too; cluster: what
    is taken to share its fate, landing or file; scale: share, or per_line where a line can have several;
    snapshots: whether the view reads snapshots of smells, which a mining may have left out.
    """

    view: str
    lines: str
    hits: str
    horizon_days: int
    cap: float = CAP
    clocks: bool = False
    cluster: str = "landing"
    scale: Scale = Scale.share
    snapshots: bool = False


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A monthly figure before and after adoption. figure: its name in the view compared_months; least: how
    many lines or authors a month must have to have a figure; logarithm: whether ratios are compared;
    snapshots: as of Kinds.
    """

    figure: str
    least: int
    logarithm: bool = False
    snapshots: bool = False


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One claim. estimand: what is compared, to be followed by "is ... lower" or "higher"; margin: how large
    a difference matters, above 0, on the scale of the design; same_as: another one's interval.
    """

    id: str
    claim: str
    estimand: str
    direction: Direction
    margin: float
    design: Kinds | BeforeAfter
    primary: bool = False

    @property
    def scale(self) -> Scale:
        """What its differences are of."""
        if isinstance(self.design, Kinds):
            return self.design.scale
        return Scale.logarithm if self.design.logarithm else Scale.share


_STANDING = "the share of code lines that still stood 90 days after they landed"
_DURABLE = Kinds("compared_lines", "born_90", "durable_90", 90, clocks=True)

HYPOTHESES = (
    Hypothesis("durability", "AI code lasts less", _STANDING, Direction.below, 0.02, _DURABLE, primary=True),
    Hypothesis("longevity", "AI code lasts longer", _STANDING, Direction.above, 0.02, _DURABLE),
    Hypothesis(
        "churn",
        "AI code is redone more within two weeks",
        "the share of new code lines that were changed or removed within 14 days",
        Direction.above,
        0.02,
        Kinds("compared_lines", "born_14", "churned_14", 14),
    ),
    Hypothesis(
        "copying",
        "Commits with AI copy more",
        "the copied share of changed code lines",
        Direction.above,
        0.02,
        Kinds("compared_changes", "changed", "copied", 0),
    ),
    Hypothesis(
        "duplicate_blocks",
        "Commits with AI add duplicate blocks more often",
        "the share of commits that add a duplicate block",
        Direction.above,
        0.02,
        Kinds("compared_changes", "changed", "changed_with_block", 0, cap=PER_COMMIT),
    ),
    Hypothesis(
        "moving",
        "Since AI was adopted less code is moved",
        "the moved share of changed code lines",
        Direction.below,
        0.02,
        BeforeAfter("moving", least=20),
    ),
    Hypothesis(
        "young_revisions",
        "Since AI was adopted younger code is revised",
        "the share of revised code lines that were at most 30 days old",
        Direction.above,
        0.02,
        BeforeAfter("young_revisions", least=20),
    ),
    Hypothesis(
        "output",
        "Since AI was adopted people write more code that lasts",
        "the number of code lines per active author and month that stood 30 days",
        Direction.above,
        0.1,
        BeforeAfter("output", least=1, logarithm=True),
    ),
    Hypothesis(
        "smells",
        "AI code has more smells",
        "the number of smells that the code lines of the head have",
        Direction.above,
        0.005,
        Kinds("compared_smells", "lines", "smells", 0, cluster="file", scale=Scale.per_line, snapshots=True),
    ),
    Hypothesis(
        "weak_tests",
        "Tests written with AI test less",
        "the share of lines of tests that have no assertion, have nothing in them or mostly mock",
        Direction.above,
        0.02,
        Kinds("compared_smells", "test_lines", "weak_test_lines", 0, snapshots=True),
    ),
    Hypothesis(
        "smell_flow",
        "Since AI was adopted new code brings more smells",
        "the number of new smells per 1,000 new code lines",
        Direction.above,
        0.1,
        BeforeAfter("smell_flow", least=20, logarithm=True, snapshots=True),
    ),
    Hypothesis(
        "complexity_growth",
        "Since AI was adopted functions grow complex faster",
        "the monthly growth of the mean cyclomatic complexity of functions",
        Direction.above,
        0.005,
        BeforeAfter("complexity_growth", least=1, snapshots=True),
    ),
)
