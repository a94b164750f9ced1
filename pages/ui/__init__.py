"""What the pages share; the only code besides the pages themselves that knows Streamlit."""
