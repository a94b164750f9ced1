"""All uses of Streamlit's private parts; its version is pinned, and each use has a test."""

import asyncio
import base64
import hashlib
import re
from collections import deque
from pathlib import Path
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

MOST_FILES, MOST_BYTES = 1_000, 100_000_000  # that were sent, of all sessions
MOST_REQUESTS = 100  # that wait, of a session
LOOKS_EVERY = 0.005  # seconds, for the end of a run
LINGERS = 30.0  # seconds: so long at least a file that no page shows any more can be saved
LATELY = "lately"  # stands for a session
_shown = dict[str, float]()  # files that a page has shown lately, and when
_cleared = 0.0  # when files were dropped last
_sent = dict[tuple[str, str], int]()  # bytes by session and id of each file, the oldest first
_waiting = WeakKeyDictionary[AppSession, deque[Any]]()  # requests, the oldest first
_ask, _clear = AppSession.request_rerun, ForwardMsgQueue.clear
_add_file = MemoryUploadedFileManager.add_file
_forget = MediaFileManager.remove_orphaned_files


def prepare() -> None:
    """Change what Streamlit does, before the first visitor comes."""
    # `st.navigation` does this too late: a first visitor to /train would get that file alone.
    PagesManager.uses_pages_directory = False
    AppSession.request_rerun = ask_in_turn  # type: ignore[assignment, method-assign]
    # Asked when a line is cut: it would end a run before it has heard what came last.
    AppSession.request_script_stop = lambda session: None  # type: ignore[assignment, method-assign]
    ForwardMsgQueue.clear = keep_in_queue  # type: ignore[assignment, method-assign]
    MemoryUploadedFileManager.add_file = add_file  # type: ignore[assignment, method-assign]
    MediaFileManager.remove_orphaned_files = forget_late  # type: ignore[assignment, method-assign]


def ask_in_turn(session: AppSession, asked: Any) -> None:
    """Have each request run to its end, and all it says be heard, before the next one begins.

    Streamlit would break a run off, also in a callback, or join requests that wait. Then it loses
    what the browser sends once: a stroke just before a change of page, one of two clicks.
    """
    waiting = _waiting.setdefault(session, deque(maxlen=MOST_REQUESTS))
    last = waiting[-1] if waiting else None
    if asked.is_auto_rerun:
        asked.ClearField("widget_states")  # a clock brings back what the app has just changed
        if any(_runs_all_of(it, asked) for it in waiting):
            return
    if last and not _triggers(last) and _runs_all_of(asked, last):
        waiting[-1] = asked  # a page sends all its values with each request
    else:
        waiting.append(asked)
    if not last:
        _ask_next(session)


def _runs_all_of(asked: Any, other: Any) -> bool:
    """Tell whether one request runs all that another does, of the same page."""
    pages = [(it.page_script_hash, it.page_name) for it in (asked, other)]
    return pages[0] == pages[1] and asked.fragment_id in ("", other.fragment_id)


def _triggers(asked: Any) -> list[str]:
    sent = asked.widget_states.widgets
    return [it.id for it in sent if "trigger" in (it.WhichOneof("value") or "")]


def _ask_next(session: AppSession) -> None:
    waiting = _waiting[session]
    asked = None if session._scriptrunner else waiting.popleft()
    if waiting:
        asyncio.get_running_loop().call_later(LOOKS_EVERY, _ask_next, session)
    if asked and asked.fragment_id:
        # A browser that has not heard of a change of page names the old one, and would go back.
        asked.page_script_hash = session.page_script_hash
        # It sends what happens at once, such as a stroke and a click, as one request for the
        # fragment of the first.
        known = session.session_state._new_widget_state.widget_metadata
        heard_by = [known[it].fragment_id for it in _triggers(asked) if it in known]
        # What a fragment sent that is gone by now is heard all the same.
        is_gone = not (asked.is_auto_rerun or session.has_fragment(asked.fragment_id))
        if is_gone or heard_by.count(asked.fragment_id) < len(heard_by):
            asked.fragment_id = ""
    if asked:
        _ask(session, asked)


def keep_in_queue(
    queue: ForwardMsgQueue,
    retain_lifecycle_msgs: bool = False,
    fragment_ids_this_run: list[str] | None = None,
) -> None:
    """Keep what is still to be sent when a fragment begins to run, and answers to clicks always.

    Streamlit drops what the page's run has sent for the fragment, but not the end of that run. So
    the browser removes the fragment's place, and the page may turn white.
    """
    said = queue._queue
    if fragment_ids_this_run is not None:
        _clear(queue)
        queue._queue = said  # the fragment's messages follow them, and replace none
    else:  # and in an answer is how to fetch what somebody saves
        _clear(queue, retain_lifecycle_msgs)
        if retain_lifecycle_msgs:
            queue._queue += (it for it in said if it.HasField("backend_operation_response"))


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
    """Drop what no page shows any more, after a while: a click on it may be on its way.

    Streamlit drops a file that was made after a click the second time that it is asked to.
    """
    global _cleared
    now, shown = monotonic(), manager._files_by_session_and_coord
    with manager._lock:
        shown.pop(LATELY, None)
        for files in shown.values():
            _shown.update(dict.fromkeys(files.values(), now))
        if now < _cleared + LINGERS:
            return
        _cleared = now
        for name in [name for name, when in _shown.items() if when < now - LINGERS]:
            del _shown[name]
        shown[LATELY] = {name: name for name in _shown}
    _forget(manager)


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
