"""One hypothesis put to a mined history: the estimate, its interval, and what other ways of figuring give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from metrics import cells, placebo
from metrics.clusters import clustered, concentration
from metrics.comparison import LEVEL, Comparison, compare
from metrics.contamination import SHARES, corrected
from metrics.estimate import contrast, difference
from metrics.guards import admitted
from metrics.permutation import DEALS
from metrics.sample import NO_CAP, sample
from metrics.strata import strata
from metrics.verdict import Contaminated, Row, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from metrics.cells import Columns
    from metrics.hypotheses import BeforeAfter, Kinds
    from metrics.sample import Floats, Sample

SEED = 20210629  # of the labels dealt out anew: the same history gives the same verdicts
_COMMITTER = "committer clock"
_NO_SNAPSHOT = "no snapshot was looked through for smells; linespan mine --snapshots 60 does"
_UNBOUNDED = (
    "the other ways to deal the labels out are too few, or too like the real one, to bound the difference"
)
_UNBOUNDED_MONTHS = "the months around adoption are too like it to bound the change"
NO_SIGN = 0.0005  # a difference of shares below this is shown as 0.0 points, and lies on no side of nothing


def between_kinds(
    columns: Columns, by_committer: Columns | None, design: Kinds, *, deals: int = DEALS
) -> Trial:
    """Compare AI code with other code. by_committer: the same cells by that clock, where it can be told."""
    if why := _nothing_to_compare(columns, design):
        return Trial(reasons=(why,))
    found = compare(
        strata(_sample(cells.certain(columns), design), cap=design.cap),
        np.random.default_rng(SEED),
        cluster=design.cluster,
        deals=deals,
    )
    trial = _told(found)
    rows = tuple(_rows(columns, by_committer, design))
    return replace(trial, rows=rows, reasons=trial.reasons + tuple(_workflow(found.difference, rows)))


def before_after(con: duckdb.DuckDBPyConnection, design: BeforeAfter, adoption: date | None) -> Trial:
    """Compare the months before adoption, the first day of its month, with those from it on."""
    if adoption is None:
        return Trial(reasons=("no month is known in which AI was adopted",))
    series, first = cells.months(con, design)
    if first is None:
        return Trial(reasons=(_NO_SNAPSHOT if design.snapshots else "no month has a figure",))
    return _against_placebos(series, 12 * (adoption.year - first.year) + adoption.month - first.month)


def _against_placebos(series: Floats, month: int) -> Trial:
    why = placebo.missing(series, month)
    reference = placebo.reference(series, month)
    if why or reference is None:
        return Trial(estimate=placebo.rough_change(series, month), reasons=why)
    low, high = reference.interval(LEVEL)
    if not np.isfinite((low, high)).all():
        return Trial(reference.observed, reasons=(_UNBOUNDED_MONTHS,))
    return Trial(reference.observed, low, high, tests=(reference,))


def _told(found: Comparison) -> Trial:
    interval = found.interval
    trial = Trial(estimate=found.difference, reasons=found.refusals, ai=found.ai, others=found.others)
    if found.difference is None or interval is None or found.by_cluster is None or found.by_spell is None:
        return trial
    if not np.isfinite((interval.low, interval.high)).all():
        return replace(trial, reasons=(_UNBOUNDED,))
    return replace(
        trial,
        low=interval.low,
        high=interval.high,
        tests=(found.by_cluster, found.by_spell),
        interval=interval,
        contaminated=tuple(
            Contaminated(
                share, *(corrected(value, share) for value in (found.difference, interval.low, interval.high))
            )
            for share in SHARES
        ),
    )


def _sample(columns: Columns, design: Kinds) -> Sample:
    return sample(cells.compared(columns, design))


def _nothing_to_compare(columns: Columns, design: Kinds) -> str:
    """Why there is nothing to compare, empty where there is; the plainest reason first."""
    ai, sure = columns["ai"], ~(columns["squash"] | columns["branch_only"])
    if design.snapshots and not len(ai):
        return _NO_SNAPSHOT
    if not ai.any():
        return "no commit shows a sign of an AI tool"
    if not (ai & sure).any():
        return "every AI label rests on a squash or on a branch's name alone"
    if not columns[design.lines][ai & sure].any():
        if not design.horizon_days:
            return "no line of this kind is known to be written with AI"
        return f"AI lines are too young for {design.horizon_days} days"
    return ""


def _rows(columns: Columns, by_committer: Columns | None, design: Kinds) -> Iterator[Row]:
    chosen = _sample(cells.certain(columns), design)
    yield _row("line-weighted", chosen, cap=NO_CAP)
    yield _row("without author strata", chosen, cap=design.cap, by_author=False)
    yield _row("uncertain labels included", _sample(columns, design), cap=design.cap)
    if by_committer is not None:
        yield _row(_COMMITTER, _sample(cells.certain(by_committer), design), cap=design.cap)


def _row(way: str, taken: Sample, *, cap: float, by_author: bool = True) -> Row:
    sorted_in = strata(taken, cap=cap, by_author=by_author)
    weights = contrast(sorted_in, taken.ai[:, np.newaxis])
    if not len(taken) or not np.isfinite(weights).all():
        return Row(way, None)
    if not admitted(concentration(sorted_in, weights))[0]:
        return Row(way, difference(sorted_in, taken.ai))
    told = clustered(sorted_in)
    return Row(way, told.estimate, *told.interval(LEVEL))


def _workflow(figure: float | None, rows: tuple[Row, ...]) -> Iterator[str]:
    by_committer = next((row.estimate for row in rows if row.way == _COMMITTER), None)
    if figure is None or by_committer is None or min(abs(figure), abs(by_committer)) < NO_SIGN:
        return
    if figure * by_committer < 0:
        yield "depends on the merge workflow: by the committer's clock the difference changes its sign"
