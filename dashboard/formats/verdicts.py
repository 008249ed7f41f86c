"""The verdicts in words and tables, and for a program."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from math import expm1
from typing import Any

from dashboard.formats.document import Section, Table, said
from dashboard.formats.numbers import MISSING, count, percent, points
from dashboard.judgement import Judgement
from metrics.curves import Hazard, Survival
from metrics.hypotheses import Scale
from metrics.verdict import Arm, Interval, Verdict

SCHEMA = 1
TITLE = "Verdicts on a history by Linespan"


def sections(judgement: Judgement) -> Iterator[Section]:
    """The report, the primary claim first."""
    primary = judgement.primary
    yield Section("Verdicts", (said(primary.sentence),), (_overview(judgement.verdicts),))
    others = (verdict for verdict in judgement.verdicts if not verdict.hypothesis.primary)
    yield Section("The other claims", tuple(said(verdict.sentence) for verdict in others))
    if primary.trial.ai is not None:
        yield Section("What the primary claim rests on", (), tuple(_grounds(primary)))
    if judgement.survival is not None:
        yield _survival(judgement.survival)
    yield Section("What to keep in mind", tuple(map(said, _caveats(judgement))))


def as_json(judgement: Judgement) -> str:
    """The verdicts as JSON in ASCII. The shape is fixed by its `schema`; keys may be added, never changed."""
    run = judgement.run
    document = {
        "schema": SCHEMA,
        "run": asdict(run) | {"as_of": f"{run.as_of:%Y-%m-%dT%H:%M:%SZ}"},
        "adopted": f"{judgement.adopted:%Y-%m}" if judgement.adopted else None,
        "verdicts": [fields(verdict) for verdict in judgement.verdicts],
        "survival": asdict(judgement.survival) if judgement.survival else None,
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def fields(verdict: Verdict) -> dict[str, Any]:
    """One verdict as an object of JSON."""
    hypothesis, trial = verdict.hypothesis, verdict.trial
    return {
        "id": hypothesis.id,
        "claim": hypothesis.claim,
        "primary": hypothesis.primary,
        "estimand": hypothesis.estimand,
        "direction": hypothesis.direction.value,
        "margin": hypothesis.margin,
        "scale": hypothesis.scale.value,
        "outcome": verdict.outcome.value,
        "estimate": trial.estimate,
        "low": trial.low,
        "high": trial.high,
        "p": verdict.p,
        "q": verdict.q,
        "reason": verdict.reason,
        "sentence": verdict.sentence,
        "ai": trial.ai and asdict(trial.ai),
        "others": trial.others and asdict(trial.others),
        "clustered": trial.interval and _ends(trial.interval.clustered, trial.interval.clustered_p),
        "permuted": trial.interval and _ends(trial.interval.permuted, trial.interval.permuted_p),
        "other_ways": [asdict(row) for row in trial.rows],
        "contamination": [asdict(row) for row in trial.contaminated],
    }


def _ends(interval: tuple[float, float], p: float) -> dict[str, float]:
    return {"low": interval[0], "high": interval[1], "p_of_no_difference": p}


def _overview(verdicts: tuple[Verdict, ...]) -> Table:
    return Table(
        ("claim", "verdict", "difference", "95 % interval", "p", "q"),
        tuple(
            (
                verdict.hypothesis.claim,
                verdict.outcome.value,
                _amount(verdict, verdict.trial.estimate),
                _interval(verdict),
                _probability(verdict.p),
                _probability(verdict.q),
            )
            for verdict in verdicts
        ),
        "In points of a share where no unit stands. p: of the difference being just as large as it must be "
        "to matter; q: the same for claims other than the first, adjusted for their number (Benjamini and "
        "Hochberg). A claim is decided by an interval wholly on one side and, but for the first, by a q of "
        "at most 0.05.",
    )


def _grounds(verdict: Verdict) -> Iterator[Table]:
    trial = verdict.trial
    sides = [(name, side) for name, side in (("AI", trial.ai), ("other", trial.others)) if side is not None]
    yield Table(
        ("code", "commits", "lines", "effective clusters", "largest landing", "author spells"),
        tuple((name, *_arm(side)) for name, side in sides),
        "In quarters, roles and languages that hold both kinds. A commit weighs its lines, 50 at most; what "
        "landed together is one cluster; a spell is a run of one author's commits of one kind.",
    )
    if trial.interval is not None:
        yield Table(
            ("method", "95 % interval", "p of no difference"),
            tuple(_methods(trial.interval)),
            "The verdict takes the end that is further out on either side.",
        )
    yield Table(
        ("figured another way", "difference", "95 % interval"),
        tuple((row.way, points(row.estimate), _range(row.low, row.high)) for row in trial.rows),
        "In points, by landings alone. line-weighted: commits weigh all of their lines. uncertain labels: "
        "squashed commits and labels that rest on a branch's name, left out of the verdict.",
    )
    if trial.contaminated:
        yield Table(
            ("unlabelled lines that are AI's", "difference", "95 % interval"),
            tuple(
                (f"{100 * row.share:.0f} %", points(row.estimate), _range(row.low, row.high))
                for row in trial.contaminated
            ),
            "What the difference would be if so many of the lines without a label were AI's too.",
        )


def _arm(arm: Arm) -> tuple[str, ...]:
    return (
        count(arm.commits),
        count(arm.lines),
        f"{arm.effective:.1f}",
        percent(arm.largest),
        count(arm.spells),
    )


def _methods(interval: Interval) -> Iterator[tuple[str, str, str]]:
    yield "clustered by landing", _range(*interval.clustered), _probability(interval.clustered_p)
    yield "labels dealt anew by author spells", _range(*interval.permuted), _probability(interval.permuted_p)


def _survival(found: Survival) -> Section:
    at = {point.age_days: point for point in found.others}
    rows = tuple(
        (
            count(point.age_days, "day"),
            percent(point.survival),
            count(point.at_risk),
            percent(at[point.age_days].survival) if point.age_days in at else MISSING,
            count(at[point.age_days].at_risk) if point.age_days in at else MISSING,
        )
        for point in found.ai
    )
    return Section(
        "Survival, for description only",
        tuple(map(said, _tests(found))),
        (Table(("age", "AI lines standing", "watched", "other lines standing", "watched"), rows),),
    )


def _tests(found: Survival) -> Iterator[str]:
    yield _hazard(found.hazard) if found.hazard else f"No hazard ratio: {found.why_no_hazard}."
    if found.log_rank_p is not None:
        yield (
            f"Log-rank test: p {_probability(found.log_rank_p)}; it takes every line for itself, "
            "which they are not, and so finds differences everywhere."
        )


def _hazard(ratio: Hazard) -> str:
    told = (
        f"The hazard of AI lines is {ratio.ratio:.2f} times that of others of the same quarter, role and "
        "language (Cox"
    )
    if ratio.low is None or ratio.high is None:
        return (
            f"{told}); how sure that is can not be told: what keeps the first claim undecided would make an "
            "interval too narrow, and a p too small."
        )
    return f"{told}, clustered by landing, 95 % interval {ratio.low:.2f} to {ratio.high:.2f})."


def _caveats(judgement: Judgement) -> Iterator[str]:
    yield (
        "Lines count as written with AI where a commit, a note or a branch says so; completion leaves no "
        "trace, so some of the other lines are AI's too, and a difference is rather too small than too large."
    )
    yield (
        "Whoever uses a tool chooses what for: the comparison is of like quarters, roles, languages and "
        "authors, and no experiment."
    )
    if judgement.adopted is not None:
        yield f"AI counts as adopted in {judgement.adopted:%B %Y}."


def _amount(verdict: Verdict, value: float | None) -> str:
    if value is None or verdict.hypothesis.scale is Scale.share:
        return points(value)
    if verdict.hypothesis.scale is Scale.per_line:
        return f"{1000 * value:+.1f} per 1,000"
    return f"{100 * expm1(value):+.0f} %"


def _interval(verdict: Verdict) -> str:
    low, high = verdict.trial.low, verdict.trial.high
    return MISSING if low is None or high is None else f"{_amount(verdict, low)} to {_amount(verdict, high)}"


def _range(low: float | None, high: float | None) -> str:
    return MISSING if low is None or high is None else f"{points(low)} to {points(high)}"


def _probability(value: float | None) -> str:
    if value is None:
        return MISSING
    return "<0.001" if value < 0.001 else f"{value:.3f}"
