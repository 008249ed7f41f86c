"""Verdicts as frames, for charts."""

from __future__ import annotations

from math import expm1
from typing import TYPE_CHECKING

import pandas as pd

from metrics.hypotheses import BeforeAfter
from metrics.verdicts import boundary

if TYPE_CHECKING:
    from dashboard.judgement import Judgement
    from metrics.verdict import Verdict


def differences(judgement: Judgement) -> pd.DataFrame:
    """Columns claim, outcome, estimate, low, high, boundary: points of a share, or percent of a figure."""
    return pd.DataFrame(
        [
            {
                "claim": verdict.hypothesis.claim,
                "outcome": verdict.outcome.value,
                "estimate": _points(verdict, verdict.trial.estimate),
                "low": _points(verdict, verdict.trial.low),
                "high": _points(verdict, verdict.trial.high),
                "boundary": _points(verdict, boundary(verdict.hypothesis)),
            }
            for verdict in judgement.verdicts
        ]
    )


def contaminated(primary: Verdict) -> pd.DataFrame:
    """The primary difference if a share of the unlabelled lines were AI's too.

    Columns share (0 to 1), estimate, low, high (points); empty where there is no estimate.
    """
    return pd.DataFrame(
        [
            (row.share, 100 * row.estimate, 100 * row.low, 100 * row.high)
            for row in primary.trial.contaminated
        ],
        columns=["share", "estimate", "low", "high"],
    )


def margin(primary: Verdict) -> float:
    """From where on the primary claim holds, in points."""
    return 100 * boundary(primary.hypothesis)


def _points(verdict: Verdict, value: float | None) -> float | None:
    if value is None:
        return None
    design = verdict.hypothesis.design
    return 100 * (expm1(value) if isinstance(design, BeforeAfter) and design.logarithm else value)
