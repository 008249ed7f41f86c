"""The Streamlit app: which pages there are. `linespan dashboard` runs it, with the databases as arguments.

It stands among its pages because Streamlit takes a folder `pages` beside it for an app of the older kind
without an entry: the first to open any page but the overview would get that page without its sidebar.

A process that a page starts to work for it reads this file as well: there it is to do nothing.
"""

if __name__ == "__main__":
    import streamlit as st

    from dashboard.pages import sidebar

    page = st.navigation(
        [
            st.Page("overview.py", title="Overview", default=True),
            st.Page("verdicts.py", title="Verdicts"),
            st.Page("durability.py", title="Durability"),
            st.Page("operations.py", title="Operations"),
            st.Page("churn.py", title="Churn and hotspots"),
            st.Page("smells.py", title="Smells"),
            st.Page("adoption.py", title="AI adoption"),
            st.Page("team.py", title="Team"),
            st.Page("commit.py", title="Commit"),
            st.Page("compare.py", title="Compare"),
            st.Page("explain.py", title="Explain"),
        ],
        expanded=True,
    )
    sidebar.draw()
    page.run()
