"""Files that Streamlit keeps for a session, until a page has read them."""

import threading
from collections import deque
from functools import cache
from importlib import import_module
from typing import Any

from pages.ui.app.streamlit_internals.guard import or_else
from pages.ui.app.streamlit_internals.sessions import context

MOST_OF_ONE = 3  # files of a session; a page reads each at once
MOST_BYTES = 100_000_000  # of all sessions

_dropped: deque[str] = deque(maxlen=1_000)  # ids of files


def forget_upload(file: Any) -> None:
    """Free the memory of a file that has been read; Streamlit would keep it with the session."""
    with or_else("a picture that was read stays in memory until its page is closed."):
        if here := context():
            here.uploaded_file_mgr.remove_file(here.session_id, file.file_id)


def was_dropped(file: Any) -> bool:
    """Tell whether a file that a page cannot read has had to go since others came after it."""
    return getattr(file, "file_id", None) in _dropped


@cache
def bound_uploads() -> None:
    """Keep no more files than somebody could be about to read; the oldest ones go.

    Streamlit takes files from everybody who has a session, also without a field on a page, and
    would keep all of them until the session ends.
    """
    with or_else("files that no page asked for stay in memory until their session ends."):
        module = import_module("streamlit.runtime.memory_uploaded_file_manager")
        manager = module.MemoryUploadedFileManager
        add_file, get_files, remove_file = manager.add_file, manager.get_files, manager.remove_file
        kept: dict[tuple[str, str], int] = {}  # bytes of each, by session and id, oldest first
        lock = threading.Lock()

        def drop(self: Any, session_id: str, file_id: str) -> None:
            del kept[session_id, file_id]
            _dropped.append(file_id)
            remove_file(self, session_id, file_id)

        def add(self: Any, session_id: str, file: Any) -> None:
            with lock:
                add_file(self, session_id, file)
                for old in [key for key in kept if not get_files(self, key[0], [key[1]])]:
                    del kept[old]  # read by a page, or its session is over
                kept.pop((session_id, file.file_id), None)
                kept[session_id, file.file_id] = len(file.data)
                of_one = [key for key in kept if key[0] == session_id]
                for old in of_one[:-MOST_OF_ONE]:
                    drop(self, *old)
                while sum(kept.values()) > MOST_BYTES:
                    drop(self, *next(iter(kept)))

        manager.add_file = add
