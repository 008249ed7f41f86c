"""The claims: what was found, how sure it is, why some are undecided, and what else could explain it."""

from __future__ import annotations

from math import expm1
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.charts import claims
from dashboard.data import judgements
from dashboard.formats import verdicts as told
from dashboard.pages import exhibit, frame, prose
from dashboard.pages.reading import reading
from metrics.hypotheses import BeforeAfter
from metrics.verdicts import boundary

if TYPE_CHECKING:
    from dashboard.judgement import Judgement
    from dashboard.pages.reading import Reader
    from dashboard.pages.sidebar import View
    from metrics.verdict import Verdict


def page(view: View, _ask: Reader) -> None:
    st.caption(
        "Judged on the whole history: filters do not count here, for a part chosen by eye proves nothing."
    )
    with reading(view.database) as whole, st.spinner("Weighing the evidence ..."):
        judgement = whole(judgements.judgement)
    sections = list(told.sections(judgement))
    prose.sentences(sections[0].sentences)
    shown = differences(judgement)
    if shown["estimate"].notna().any():
        left, right = st.columns([3, 2], gap="medium")
        with left:
            exhibit.chart(claims.forest(shown), shown, "verdicts")
        with right:
            contamination(judgement.primary)
    else:
        st.info("No claim could be estimated: there is no AI code to compare, or nothing to compare it with.")
    for table in sections[0].tables:
        prose.table(table, "claims")
    for place, section in enumerate(sections[1:]):
        prose.section(section, f"verdicts-{place + 1}")


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


def contamination(primary: Verdict) -> None:
    rows = [
        {
            "share": row.share,
            "estimate": 100 * row.estimate,
            "low": 100 * row.low,
            "high": 100 * row.high,
        }
        for row in primary.trial.contaminated
    ]
    if rows:
        shown = pd.DataFrame(rows)
        exhibit.chart(claims.contamination(shown, 100 * boundary(primary.hypothesis)), shown, "contamination")


def _points(verdict: Verdict, value: float | None) -> float | None:
    if value is None:
        return None
    design = verdict.hypothesis.design
    return 100 * (expm1(value) if isinstance(design, BeforeAfter) and design.logarithm else value)


frame.show("Verdicts", page)
