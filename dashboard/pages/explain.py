"""What each measure means: definition, formula, unit, source, and the SQL that computes it."""

from __future__ import annotations

import streamlit as st

from metrics.views import measures

LABELS = {
    "definition": "Definition",
    "formula": "Formula",
    "unit": "Unit",
    "better": "Better",
    "source": "Source",
    "grain": "Grain",
}


def page() -> None:
    st.title("Explain")
    by_name = {measure.name: measure for measure in measures()}
    name = st.selectbox("Measure", list(by_name), key="measure", bind="query-params")
    measure = by_name[name]
    for field, label in LABELS.items():
        st.markdown(f"**{label}**")
        st.text(getattr(measure, field))
    st.markdown("**SQL**")
    st.code(measure.sql, language="sql", wrap_lines=True)


page()
