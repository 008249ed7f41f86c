"""Survival curves of AI code and other code, beside the verdicts: they describe and decide nothing.

Kaplan-Meier, log-rank and Cox are lifelines'. Lines of one commit die together, so the log-rank p, which
takes every line for itself, is far too small; the hazard ratio's interval is clustered by landing.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.exceptions import ConvergenceError, ConvergenceWarning
from lifelines.statistics import logrank_test

from metrics.curves import Hazard, Point, Survival
from metrics.sample import CAP, codes

if TYPE_CHECKING:
    from metrics.cells import Columns
    from metrics.sample import Flags, Floats, Ints

AGES = (30, 90, 180, 365)  # days


@dataclass(frozen=True, slots=True)
class Lives:
    """n groups of lines, shapes (n,). age: days until death or the end of the watch; died: whether it is
    death; lines: how many; capped: the same, a commit counting for CAP at most; stratum, landing: codes.
    """

    age: Ints
    died: Flags
    lines: Floats
    capped: Floats
    ai: Flags
    stratum: Ints
    landing: Ints


def lives(columns: Columns) -> Lives:
    """From the columns of the view compared_lives; strata are those of the verdicts without the author."""
    lines = columns["lines"].astype(np.float64)
    commit = codes(columns["seq"])
    return Lives(
        age=columns["age_days"].astype(np.int64),
        died=columns["died"].astype(np.bool_),
        lines=lines,
        capped=lines * np.minimum(1.0, CAP / np.bincount(commit, lines))[commit],
        ai=columns["ai"],
        stratum=codes(
            columns["quarter"], columns["role"].astype(np.str_), columns["language"].astype(np.str_)
        ),
        landing=codes(columns["landed_seq"]),
    )


def survival(lives: Lives) -> Survival:
    """Both curves, their log-rank test and the stratified hazard ratio."""
    hazard = hazard_ratio(lives)
    return Survival(
        curve(lives, lives.ai),
        curve(lives, ~lives.ai),
        log_rank(lives),
        hazard if isinstance(hazard, Hazard) else None,
        hazard if isinstance(hazard, str) else "",
    )


def curve(lives: Lives, chosen: Flags) -> tuple[Point, ...]:
    """Kaplan-Meier of the chosen groups, shape (n,), at each of AGES that some line reached."""
    if not chosen.any():
        return ()
    age, lines = lives.age[chosen], lives.lines[chosen]
    fitted = KaplanMeierFitter().fit(age, lives.died[chosen], weights=lines)
    reached = [days for days in AGES if days <= age.max()]
    shares = fitted.survival_function_at_times(reached)
    return tuple(
        Point(days, round(lines[age >= days].sum()), float(share))
        for days, share in zip(reached, shares, strict=True)
    )


def log_rank(lives: Lives) -> float | None:
    """The p of equal curves, None where one kind is missing."""
    ai = lives.ai
    if ai.all() or not ai.any():
        return None
    tested = logrank_test(
        lives.age[ai],
        lives.age[~ai],
        lives.died[ai],
        lives.died[~ai],
        weights_A=lives.lines[ai],
        weights_B=lives.lines[~ai],
    )
    return float(tested.p_value)


def hazard_ratio(lives: Lives) -> Hazard | str:
    """Cox's, stratified, with errors clustered by landing; or why there is none.

    Overlap is looked for first: a covariate that the strata determine has coefficient 0 and p 1.
    """
    ai_lines = np.bincount(lives.stratum, lives.ai)
    shared = (ai_lines > 0) & (ai_lines < np.bincount(lives.stratum))
    used = shared[lives.stratum]
    if not used.any():
        return "no stratum holds lines of both kinds"
    if any(not (used & lives.died & kind).any() for kind in (lives.ai, ~lives.ai)):
        return "of one kind no line died in a stratum that holds both"
    frame = pd.DataFrame(
        {
            "age": lives.age[used],
            "died": lives.died[used],
            "capped": lives.capped[used],
            "ai": lives.ai[used].astype(np.float64),
            "stratum": lives.stratum[used],
            "landing": lives.landing[used],
        }
    )
    with warnings.catch_warnings():
        # Weights are lines up to the cap, fractions among them; the errors are robust, as lifelines asks for.
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            fitted = CoxPHFitter().fit(
                frame,
                "age",
                "died",
                weights_col="capped",
                strata=["stratum"],
                cluster_col="landing",
                robust=True,
            )
        except (ConvergenceError, ConvergenceWarning):
            return "the model found no stable answer"
    row = fitted.summary.loc["ai"]
    return Hazard(
        float(row["exp(coef)"]),
        float(row["exp(coef) lower 95%"]),
        float(row["exp(coef) upper 95%"]),
        float(row["p"]),
    )
