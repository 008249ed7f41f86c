"""answers -> people: command line, formats, Streamlit pages."""
