"""The claims: what was found, how sure it is, why some are undecided, and what else could explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.charts import claims
from dashboard.data import claims as found
from dashboard.data import judgements
from dashboard.formats import verdicts as told
from dashboard.pages import exhibit, frame, prose
from dashboard.pages.reading import reading

if TYPE_CHECKING:
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
    shown = found.differences(judgement)
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


def contamination(primary: Verdict) -> None:
    shown = found.contaminated(primary)
    if not shown.empty:
        exhibit.chart(claims.contamination(shown, found.margin(primary)), shown, "contamination")


frame.show("Verdicts", page)
