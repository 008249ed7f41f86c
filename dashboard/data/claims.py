"""Verdicts as frames, for charts."""

from __future__ import annotations

from math import expm1
from typing import TYPE_CHECKING

import pandas as pd

from metrics.hypotheses import Scale
from metrics.verdicts import boundary

if TYPE_CHECKING:
    from dashboard.judgement import Judgement
    from metrics.verdict import Verdict


_UNITS = {Scale.share: "points", Scale.logarithm: "%", Scale.per_line: "per 1,000 lines"}


def differences(judgement: Judgement) -> pd.DataFrame:
    """Columns claim, outcome, unit, and in this unit estimate, low, high, boundary."""
    return pd.DataFrame(
        [
            {
                "claim": verdict.hypothesis.claim,
                "outcome": verdict.outcome.value,
                "unit": _UNITS[verdict.hypothesis.scale],
                "estimate": _told(verdict, verdict.trial.estimate),
                "low": _told(verdict, verdict.trial.low),
                "high": _told(verdict, verdict.trial.high),
                "boundary": _told(verdict, boundary(verdict.hypothesis)),
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


def _told(verdict: Verdict, value: float | None) -> float | None:
    if value is None:
        return None
    match verdict.hypothesis.scale:
        case Scale.logarithm:
            return 100 * expm1(value)
        case Scale.per_line:
            return 1000 * value
        case Scale.share:
            return 100 * value
