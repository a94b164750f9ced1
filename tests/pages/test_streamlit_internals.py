"""Private parts of Streamlit: what an upgrade may have renamed, or made needless."""

import asyncio
import re
import uuid
from pathlib import Path
from types import MethodType, SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest

from pages.ui.app import streamlit_internals as internals
from tests.pages.conftest import ROOT, run_apart

TEST_ID = re.compile(r"data-testid[\^$*]?=\\?[\"']?(\w+)")
STATE = "data-test-connection-state"


def test_what_styles_and_scripts_look_for_is_in_streamlits_own_scripts() -> None:
    files = [*ROOT.glob("pages/ui/**/*.css"), *ROOT.glob("pages/ui/**/*.js")]
    marks = {mark for file in files for mark in TEST_ID.findall(file.read_text())}
    assert len(marks) > 10
    static = Path(st.__file__).parent.joinpath("static").rglob("*.js")
    source = "\n".join(file.read_text("utf-8", "replace") for file in static)
    assert [mark for mark in sorted({*marks, STATE}) if mark not in source] == []


def test_everything_is_changed_before_the_first_visitor_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    changed = {
        (AppSession, "_clear_queue"): internals.clear_queue,
        (AppSession, "request_rerun"): internals.ask_when_all_is_heard,
        (ScriptRequests, "request_rerun"): internals.note_a_clock_without_values,
        (ScriptRunner, "_run_script"): internals.run_on_the_open_page,
        (MemoryUploadedFileManager, "add_file"): internals.add_file,
    }
    for owner, name in changed:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    internals.prepare()
    assert PagesManager.uses_pages_directory is False
    assert {(owner, name): getattr(owner, name) for owner, name in changed} == changed


def element(text: str, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, 3])
    message.delta.fragment_id = fragment
    message.delta.new_element.text.body = text
    return message


def test_what_a_page_said_of_a_fragment_is_sent_before_what_the_fragment_says() -> None:
    queue = ForwardMsgQueue()
    session: Any = SimpleNamespace(_browser_queue=queue)
    queue.enqueue(element("of the page", "clock"))
    internals.clear_queue(session, ["clock"])
    queue.enqueue(element("of the fragment", "clock"))
    texts = [message.delta.new_element.text.body for message in queue.flush()]
    assert texts == ["of the page", "of the fragment"]


def test_a_request_waits_until_the_session_has_heard_all_of_the_run_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(internals, "_ask", lambda session, asked: begun.append(asked.name))

    async def click() -> None:
        ended = ScriptRequests()
        ended.on_scriptrunner_ready()  # nothing more was asked for
        session = SimpleNamespace(
            _event_loop=asyncio.get_running_loop(),
            _scriptrunner=SimpleNamespace(_requests=ended),
        )
        session.request_rerun = MethodType(internals.ask_when_all_is_heard, session)
        session.request_rerun(SimpleNamespace(name="part", fragment_id="clock"))
        session.request_rerun(SimpleNamespace(name="page", fragment_id=""))
        assert begun == []
        session._scriptrunner = None  # the session has taken in that it has ended
        while len(begun) < 2:
            await asyncio.sleep(0)

    run_apart(click())


@pytest.mark.parametrize("clock_comes_first", [True, False])
def test_a_clock_adds_nothing_to_what_somebody_does(clock_comes_first: bool) -> None:
    chosen = WidgetStates(widgets=[WidgetState(id="menu", string_value="new")])
    click = WidgetState(id="button", trigger_value=True)
    old = WidgetStates(widgets=[WidgetState(id="menu", string_value="old"), click])
    choice = RerunData(widget_states=chosen, fragment_id="menu")
    clock = RerunData(widget_states=old, fragment_id="clock", is_auto_rerun=True)
    requests = ScriptRequests()
    for asked in (clock, choice) if clock_comes_first else (choice, clock):
        assert internals.note_a_clock_without_values(requests, asked)
    joined = requests.on_scriptrunner_ready().rerun_data
    assert joined.widget_states == chosen
    assert set(joined.fragment_id_queue) == {"clock", "menu"}


def test_a_request_loses_no_value_of_one_that_still_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    stroke = WidgetState(id="canvas", json_value="{}")
    old, new = (WidgetState(id="menu", string_value=value) for value in ("old", "new"))
    requests, passed = ScriptRequests(), []
    monkeypatch.setattr(internals, "_ask", lambda session, asked: passed.append(asked))
    requests.request_rerun(RerunData(widget_states=WidgetStates(widgets=[stroke, old])))
    session: Any = SimpleNamespace(_scriptrunner=SimpleNamespace(_requests=requests))
    internals.ask_when_all_is_heard(session, ClientState(widget_states=WidgetStates(widgets=[new])))
    assert [*passed[0].widget_states.widgets] == [stroke, old, new]  # of two the last counts


@pytest.mark.parametrize(("queue", "page"), [(["clock"], "open"), ([], "before")])
def test_a_fragment_runs_under_the_name_of_the_open_page(
    queue: list[str], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[RerunData] = []
    monkeypatch.setattr(internals, "_run", lambda runner, asked: runs.append(asked))
    manager = PagesManager("app.py")
    manager.set_current_page_script_hash("open")
    runner: Any = SimpleNamespace(_pages_manager=manager)
    internals.run_on_the_open_page(
        runner, RerunData(fragment_id_queue=queue, page_script_hash="before")
    )
    assert [run.page_script_hash for run in runs] == [page]


class Sent:
    """Streamlit's keeper of files, with 1,000 bytes for all."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(internals, "MOST_BYTES", 1_000)
        internals._unread.clear()
        self.manager = MemoryUploadedFileManager("/upload")

    def send(self, session_id: str, size: int = 100) -> str:
        file_id = str(uuid.uuid4())
        record = UploadedFileRec(file_id, "a.png", "image/png", b"x" * size)
        internals.add_file(self.manager, session_id, record)
        return file_id

    def has(self, session_id: str, file_id: str) -> bool:
        return bool(self.manager.get_files(session_id, [file_id]))


def test_files_that_no_page_reads_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent(monkeypatch)
    files = [(f"{k}", sent.send(f"{k}", 300)) for k in range(10)]
    assert [who for who, file in files if sent.has(who, file)] == ["7", "8", "9"]
    files = [("greedy", sent.send("greedy", 1)) for _ in range(internals.MOST_FILES + 1)]
    assert [sent.has(*file) for file in files[:2]] == [False, True]


def test_a_file_that_was_read_no_longer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent(monkeypatch)
    read, waits = sent.send("a", 400), sent.send("b", 400)
    here = SimpleNamespace(uploaded_file_mgr=sent.manager, session_id="a")
    monkeypatch.setattr(internals, "get_script_run_ctx", lambda: here)
    internals.forget_file(SimpleNamespace(file_id=read))
    assert not sent.has("a", read)
    sent.send("c", 400)
    assert sent.has("b", waits)


def test_a_run_knows_its_session_and_who_is_connected() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.app import streamlit_internals

        here = streamlit_internals.session_id()
        st.text(f"{here}, {streamlit_internals.is_connected(here)}")

    assert internals.session_id() == ""
    text = AppTest.from_function(page).run().text[0].value
    assert re.fullmatch(r".+, .+", text)
