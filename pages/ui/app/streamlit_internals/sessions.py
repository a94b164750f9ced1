"""Sessions: whose run of a page this is, and what waits for it to end."""

from importlib import import_module
from typing import Any

from pages.ui.app.streamlit_internals.guard import or_else


def session_id() -> str:
    """Return which of Streamlit's sessions this run of the page belongs to; "" if unknown."""
    with or_else("a run goes on after its page was closed, and pictures stay in memory."):
        here = context()
        return str(here.session_id) if here else ""
    return ""


def context() -> Any:
    """Return what Streamlit knows of this run of a page; None outside of one."""
    return import_module("streamlit.runtime.scriptrunner").get_script_run_ctx()


def is_outdated() -> bool:
    """Tell whether this run is one of a fragment, and the visitor has already done something more.

    Streamlit lets such a run end before it turns to what comes next.
    """
    with or_else("a lesson is computed to its end even if somebody draws on."):
        here = context()
        waiting = here.script_requests._state.name == "RERUN"
        return bool(here.fragment_ids_this_run) and waiting
    return False


def forget_the_page_before() -> None:
    """Drop what the browser has asked of the page before; call it at the end of every page.

    Until the browser hears of the new page, a part of the old one may ask to run again, as a clock
    does. Streamlit would answer under the old page's name, and the browser take the new one away.
    """
    with or_else("a page may be empty, if the one before it was left while something changed."):
        here = context()
        requests, page = here.script_requests, here.page_script_hash
        with requests._lock:
            waiting = requests._rerun_data
            is_part = bool(waiting.fragment_id_queue) and waiting.page_script_hash != page
            if requests._state.name == "RERUN" and is_part:
                requests._state = type(requests._state).CONTINUE


def is_connected(session_id: str) -> bool:
    """Tell whether a browser is connected to a session; True where that cannot be told."""
    with or_else("a run goes on after its page was closed."):
        runtime = import_module("streamlit.runtime")
        return bool(runtime.exists() and runtime.get_instance().is_active_session(session_id))
    return True


def is_running(session_id: str) -> bool:
    """Tell whether a page of a session is being run just now; False where that cannot be told."""
    with or_else("if memory is short, something may go while a page shows it."):
        runtime = import_module("streamlit.runtime")
        if runtime.exists():
            info = runtime.get_instance()._session_mgr.get_session_info(session_id)
            return info is not None and info.session._state.name == "APP_IS_RUNNING"
    return False
