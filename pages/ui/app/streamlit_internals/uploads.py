"""Files that Streamlit keeps for a session."""

from typing import Any

from pages.ui.app.streamlit_internals.guard import or_else
from pages.ui.app.streamlit_internals.sessions import context


def forget_upload(file: Any) -> None:
    """Free the memory of a file that has been read; Streamlit would keep it with the session."""
    with or_else("a picture that was read stays in memory until its page is closed."):
        if here := context():
            here.uploaded_file_mgr.remove_file(here.session_id, file.file_id)
