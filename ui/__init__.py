"""What the pages are built from; with ``pages/`` the only code that knows Streamlit."""
