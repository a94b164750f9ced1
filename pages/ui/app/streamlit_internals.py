"""All uses of Streamlit's private parts; its version is pinned, and each use has a test."""

import base64
import hashlib
import re
from collections import deque
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState

MOST_FILES, MOST_BYTES = 1_000, 100_000_000  # that were sent, of all sessions
LINGERS = 30.0  # seconds: so long a file that no page shows any more can be saved
_unshown = dict[tuple[str, object], float]()  # such files, and since when
_sent = dict[tuple[str, str], int]()  # bytes by session and id of each file, the oldest first
_waiting = WeakKeyDictionary[AppSession, deque[Any]]()  # requests, the oldest first
_clear_queue, _ask = AppSession._clear_queue, AppSession.request_rerun
_note, _run = ScriptRequests._request_rerun_locked, ScriptRunner._run_script
_hear = SafeSessionState.on_script_will_rerun
_add_file = MemoryUploadedFileManager.add_file


def prepare() -> None:
    """Change what Streamlit does, before the first visitor comes."""
    # `st.navigation` does this too late: a first visitor to /train would get that file alone.
    PagesManager.uses_pages_directory = False
    AppSession._clear_queue = clear_queue  # type: ignore[assignment, method-assign]
    AppSession.request_rerun = ask_when_all_is_heard  # type: ignore[assignment, method-assign]
    ScriptRequests._request_rerun_locked = note_and_lose_nothing  # type: ignore[assignment, method-assign]
    SafeSessionState.on_script_will_rerun = hear_to_the_end  # type: ignore[assignment, method-assign]
    ScriptRunner._run_script = run_on_the_open_page  # type: ignore[assignment, method-assign]
    MemoryUploadedFileManager.add_file = add_file  # type: ignore[assignment, method-assign]
    MediaFileManager.remove_orphaned_files = forget_late  # type: ignore[assignment, method-assign]


def clear_queue(session: AppSession, fragment_ids: list[str] | None = None) -> None:
    """Keep what is still to be sent when a fragment begins to run, and answers to clicks always.

    Streamlit drops what the page's run has sent for the fragment, but not the end of that run. So
    the browser removes the fragment's place, and the page may turn white.
    """
    if fragment_ids is None:
        said = session._browser_queue._queue  # and in it how to fetch what somebody saves
        _clear_queue(session)
        answers = (it for it in said if it.HasField("backend_operation_response"))
        session._browser_queue._queue.extend(answers)
    else:  # the fragment's messages follow those in the queue, and replace none
        session._browser_queue._delta_index_map.clear()


def ask_when_all_is_heard(session: AppSession, asked: Any) -> None:
    """Start the next run once the end of the last one is handled; requests keep their order.

    Streamlit would start a new thread, and ignore the end of the last run.
    """
    _waiting.setdefault(session, deque()).append(asked)
    _ask_next(session)


def _ask_next(session: AppSession) -> None:
    waiting = _waiting[session]
    while waiting:
        runner = session._scriptrunner
        if runner and runner._requests._state is ScriptRequestType.STOP:
            session._event_loop.call_later(0.001, _ask_next, session)
            return
        ask_for_all(session, waiting.popleft())


def ask_for_all(session: AppSession, asked: Any) -> None:
    """Pass a request on; run the whole page if it has a trigger from outside its fragment.

    The browser sends what happens at once, such as a stroke and a click, as one request for the
    fragment of the first.
    """
    if asked and asked.fragment_id:
        told = asked.widget_states.widgets
        tell = [it.id for it in told if "trigger" in (it.WhichOneof("value") or "")]
        known = session._session_state._new_widget_state.widget_metadata
        if any(known[it].fragment_id != asked.fragment_id for it in tell if it in known):
            asked.fragment_id = ""
    _ask(session, asked)


def note_and_lose_nothing(requests: ScriptRequests, asked: RerunData) -> bool:
    """Keep the values of a request that still waits; take none from a fragment's clock.

    Else the next request drops a stroke that was drawn just before a change of page. A clock brings
    back a value that the app has just changed, or a click whose own message follows. Streamlit
    holds its lock here: a run that began meanwhile would count the kept values twice.
    """
    told, waiting = asked.widget_states, requests._rerun_data.widget_states
    if asked.is_auto_rerun:
        told = None
    elif told and waiting and requests._state is ScriptRequestType.RERUN:
        told = type(told)(widgets=[*waiting.widgets, *told.widgets])  # the last counts
    return _note(requests, replace(asked, widget_states=told))


def hear_to_the_end(state: SafeSessionState, *told: Any, **how: Any) -> None:
    """Run all callbacks of a request before the next request.

    Streamlit would interrupt them, and lose what the browser has sent, such as a stroke that was
    drawn just before a change of page.
    """
    break_off = state._yield_callback
    object.__setattr__(state, "_yield_callback", lambda: None)  # `=` would set a visitor's value
    try:
        _hear(state, *told, **how)
    finally:
        object.__setattr__(state, "_yield_callback", break_off)


def run_on_the_open_page(runner: ScriptRunner, asked: RerunData) -> None:
    """Run a fragment under the name of the open page.

    A browser that has not heard of a change of page names the old one, and would go back to it.
    """
    if asked.fragment_id_queue:
        asked = replace(asked, page_script_hash=runner._pages_manager.current_page_script_hash)
    _run(runner, asked)


def add_file(manager: MemoryUploadedFileManager, session_id: str, file: Any) -> None:
    """Keep a file until too many others have come.

    Streamlit takes any number of files from a visitor, even where a page has no field for one, and
    keeps those that a page has read.
    """
    _add_file(manager, session_id, file)
    _sent[session_id, file.file_id] = len(file.data)
    while len(_sent) > MOST_FILES or sum(_sent.values()) > MOST_BYTES:
        oldest = next(iter(_sent))
        del _sent[oldest]
        manager.remove_file(*oldest)


def forget_late(manager: MediaFileManager) -> None:
    """Drop what no page shows any more, after a while: a click on it may be on its way."""
    global _unshown
    with manager._lock:
        shown = {it for of in manager._files_by_session_and_coord.values() for it in of.values()}
        files = {**dict.fromkeys(manager._deferred_callables), **manager._file_metadata}.items()
        _unshown = {it: _unshown.get(it, monotonic()) for it in files if it[0] not in shown}
        late = [it for it, since in _unshown.items() if since < monotonic() - LINGERS]
        for name, is_made in late:
            manager._drop_deferred_id(name)
            if is_made:
                manager._delete_file(name)


def stop() -> NoReturn:
    """End a page's run; `st.stop` would drop requests made since it last showed something."""
    raise StopException


def session_id() -> str:
    """Return which of Streamlit's sessions runs this page; "" outside of a run."""
    return here.session_id if (here := get_script_run_ctx()) else ""


def is_back_or_forward() -> bool:
    """Tell whether this run was asked for by the browser's Back or Forward."""
    return (here := get_script_run_ctx()) is not None and here.is_history_navigation


def is_connected(session_id: str) -> bool:
    """Tell whether a browser is connected to a session; True where no server runs."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session_id)


def digests_of_inline_scripts() -> tuple[str, ...]:
    """Return the digests by which a Content-Security-Policy allows the scripts of the page."""
    page = Path(st.__file__).with_name("static").joinpath("index.html").read_bytes()
    digests = map(hashlib.sha256, re.findall(rb"<script>(.*?)</script>", page, re.DOTALL))
    return tuple(f"sha256-{base64.b64encode(it.digest()).decode()}" for it in digests)
