"""Sessions: whose run of a page this is, and what waits for it to end."""

import asyncio
from importlib import import_module
from typing import Any

from pages.ui.app.streamlit_internals.guard import or_else

SOON = 0.001  # seconds
COUNTS_TWICE = "a click may count twice, on a page that looks at something again and again."
MAY_GO_WHITE = "where the server has much to do, two quick clicks may turn a page white."


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


def send_all_before_a_fragment() -> None:
    """Let a fragment's run drop nothing that is not sent yet.

    Streamlit drops what the run before said of the fragment, and not that this run has ended. Then
    the browser takes away what did not come, what stands below moves up, and the fragment writes
    into a place that is another's or gone: the page loses parts, or is white until a reload.
    """
    with or_else(MAY_GO_WHITE):
        session = import_module("streamlit.runtime.app_session").AppSession
        clear = session._clear_queue

        def clear_queue(self: Any, fragment_ids: list[str] | None = None) -> None:
            if fragment_ids is not None:
                with or_else(MAY_GO_WHITE):
                    # What comes now follows what is there, and does not take its place in the line.
                    self._browser_queue._delta_index_map.clear()
                    return
            clear(self, fragment_ids)

        session._clear_queue = clear_queue


def let_runs_finish_before_a_fragment() -> None:
    """Let a fragment run only when all that the run before has said is taken in.

    What a run says reaches the session a little later than it is said. A fragment that is asked for
    in between gets a thread of its own, and from then on Streamlit takes nothing more from the one
    before: what it said last, and that it has ended, is lost. And a part of the sidebar that is
    asked for under the old page's name, when the new page is there, would bring the old one back.
    """
    with or_else(MAY_GO_WHITE):
        session = import_module("streamlit.runtime.app_session").AppSession
        request = session.request_rerun

        def request_rerun(self: Any, asked: Any) -> None:
            with or_else(MAY_GO_WHITE):
                runner = self._scriptrunner
                if asked and asked.fragment_id and runner is None:
                    asked.page_script_hash = self._client_state.page_script_hash
                elif asked and asked.fragment_id and runner._requests._state.name == "STOP":
                    loop = asyncio.get_running_loop()
                    loop.call_later(SOON, self.request_rerun, asked)
                    return
            request(self, asked)

        session.request_rerun = request_rerun


def hear_a_click_once() -> None:
    """Take a click from the message that is sent for it, and not from a clock's.

    A clock of the page that strikes between a click and its message sends the click along. It would
    count twice: two mini-batches, or a tile that is chosen and let go.
    """
    with or_else(COUNTS_TWICE):
        session = import_module("streamlit.runtime.app_session").AppSession
        request = session.request_rerun

        def request_rerun(self: Any, asked: Any) -> None:
            with or_else(COUNTS_TWICE):
                if asked and asked.is_auto_rerun:
                    states = asked.widget_states.widgets
                    for one in list(states):
                        if "trigger" in (one.WhichOneof("value") or ""):
                            states.remove(one)
            request(self, asked)

        session.request_rerun = request_rerun


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
