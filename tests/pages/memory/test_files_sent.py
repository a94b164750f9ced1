"""Files that are sent without a page that reads them: they do not fill the memory."""

import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from pages.ui.app import uploads
from pages.ui.app.state.session import Session
from pages.ui.app.streamlit_internals import bound_uploads
from pages.ui.app.streamlit_internals import uploads as internals


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryUploadedFileManager]:
    """Return Streamlit's keeper of files, bounded as in the app, with 1,000 bytes for all."""
    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", MemoryUploadedFileManager.add_file)
    monkeypatch.setattr(internals, "MOST_BYTES", 1_000)
    bound_uploads.cache_clear()
    bound_uploads()
    yield MemoryUploadedFileManager("/upload")
    bound_uploads.cache_clear()


def send(manager: MemoryUploadedFileManager, session_id: str, size: int = 100) -> str:
    """Send a file and return its id."""
    file_id = str(uuid.uuid4())
    manager.add_file(session_id, UploadedFileRec(file_id, "a.png", "image/png", b"x" * size))
    return file_id


def kept(manager: MemoryUploadedFileManager, session_id: str, *files: str) -> list[str]:
    return [record.file_id for record in manager.get_files(session_id, files)]


def test_of_sixty_files_the_last_three_are_kept(manager: MemoryUploadedFileManager) -> None:
    files = [send(manager, "greedy") for _ in range(60)]
    assert kept(manager, "greedy", *files) == files[-3:]


def test_all_sessions_together_have_a_limit_too(manager: MemoryUploadedFileManager) -> None:
    sent = [(f"{k}", send(manager, f"{k}", 300)) for k in range(10)]
    assert [who for who, file in sent if kept(manager, who, file)] == ["7", "8", "9"]


def test_what_was_read_or_whose_session_is_over_no_longer_counts(
    manager: MemoryUploadedFileManager,
) -> None:
    read, waits = send(manager, "a", 400), send(manager, "b", 400)
    manager.remove_file("a", read)
    again = send(manager, "c", 400)
    assert kept(manager, "b", waits) and kept(manager, "c", again)
    manager.remove_session_files("b")
    last = send(manager, "d", 500)
    assert kept(manager, "c", again) and kept(manager, "d", last)


def test_who_sent_a_file_that_had_to_go_hears_so(
    manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [send(manager, "me") for _ in range(4)]
    visitor, told = Session(), list[Any]()

    def choose(file: Any) -> None:
        """Stand for Streamlit's field, in which somebody has just chosen a file."""

        def widget(label: str, *, key: str, on_change: Any) -> None:
            monkeypatch.setattr(st, "session_state", {key: file})
            on_change()

        uploads.place(widget, "A file", "picture", visitor.digit, visitor.visit, told.append)

    choose(SimpleNamespace(file_id="one that was cut off"))
    assert not visitor.visit.trouble
    choose(SimpleNamespace(file_id=files[0]))
    assert visitor.visit.trouble == [uploads.DROPPED] and not told
