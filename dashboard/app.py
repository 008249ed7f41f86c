"""The Streamlit app: which pages there are. `linespan dashboard` runs it, with the database as argument."""

import streamlit as st

st.navigation([st.Page("pages/overview.py", title="Overview")]).run()
