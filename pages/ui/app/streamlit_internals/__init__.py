"""Everything that reaches into private parts of Streamlit, in one place.

The next release may rename any of it. Each use is guarded: what is missing costs one
convenience, and the log says which.
"""

from pages.ui.app.streamlit_internals.guard import or_else
from pages.ui.app.streamlit_internals.marks import CONNECTION, check_test_ids
from pages.ui.app.streamlit_internals.server import (
    digests_of_inline_scripts,
    is_outside_the_app,
    stay_offline,
)
from pages.ui.app.streamlit_internals.sessions import (
    forget_the_page_before,
    hear_a_click_once,
    is_connected,
    is_outdated,
    is_running,
    let_runs_finish_before_a_fragment,
    send_all_before_a_fragment,
    session_id,
)
from pages.ui.app.streamlit_internals.uploads import bound_uploads, forget_upload, was_dropped
from pages.ui.app.streamlit_internals.widgets import drop_what_no_widget_sends

__all__ = [
    "CONNECTION",
    "bound_uploads",
    "check_test_ids",
    "digests_of_inline_scripts",
    "drop_what_no_widget_sends",
    "forget_the_page_before",
    "forget_upload",
    "hear_a_click_once",
    "is_connected",
    "is_outdated",
    "is_outside_the_app",
    "is_running",
    "let_runs_finish_before_a_fragment",
    "or_else",
    "send_all_before_a_fragment",
    "session_id",
    "stay_offline",
    "was_dropped",
]
