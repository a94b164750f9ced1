"""Private parts of Streamlit: what an upgrade may have renamed, or made needless."""

import asyncio
import re
import threading
import uuid
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
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


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Change Streamlit as the app does, until the test ends."""
    changed: list[tuple[Any, str]] = [
        (AppSession, "request_rerun"),
        (AppSession, "request_script_stop"),
        (ForwardMsgQueue, "clear"),  # tests/browser/test_white_page.py tests it
        (MemoryUploadedFileManager, "add_file"),
        (MediaFileManager, "remove_orphaned_files"),
        (PagesManager, "uses_pages_directory"),
    ]
    for owner, name in changed:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    internals.prepare()


BEGUN, GO_ON = threading.Event(), threading.Event()


def pause() -> None:
    """Wait in the app, in a callback for one, until whoever visits it has done all."""
    BEGUN.set()
    assert GO_ON.wait(30)


APP = """
import streamlit as st
from tests.pages.test_streamlit_internals import pause

state = st.session_state
heard, runs = state.setdefault("heard", []), state.setdefault("runs", [])


def note(name):
    pause()
    state["heard"].append(state[name])


@st.fragment
def part():
    state["runs"].append("part")
    st.text_input("Stroke", key="stroke", on_change=note, args=["stroke"])
    st.button("Undo", key="undo", on_click=note, args=["undo"])


def first():
    part()
    st.button("Clear", key="clear", on_click=note, args=["clear"])


def stops():
    pause()
    st.stop()


@st.fragment
def status():
    st.text("on all pages")


page = st.navigation([st.Page(first), st.Page(stops), st.Page(lambda: None, url_path="second")])
status()
runs.append("page")
page.run()
"""


class Visit:
    """A visit to a small app, in a session of Streamlit's own."""

    def __init__(self, script: Path) -> None:
        files = MemoryUploadedFileManager("/files")
        data = ScriptData(str(script), False)
        self.session = AppSession(data, files, ScriptCache(), lambda: None, {})
        self.sent: list[ForwardMsg] = []

    def ask(self, page: str = "", part: str = "", clock: bool = False, **told: str | bool) -> None:
        """Ask for a run as a browser does that shows a page: with all values, and what is new."""
        widgets = []
        for name, value in told.items():
            new: Any = {"trigger_value" if value is True else "string_value": value}
            widgets.append(WidgetState(id=self.ids[name], **new))
        asked = ClientState(
            page_script_hash=self.pages.get(page, ""),
            fragment_id=self.fragments[part] if part else "",
            widget_states=WidgetStates(widgets=widgets),
            is_auto_rerun=clock,
        )
        self.session.request_rerun(asked)

    async def begun(self) -> None:
        """Wait until the app waits."""
        while not BEGUN.is_set():
            await asyncio.sleep(0.005)

    async def end(self) -> None:
        """Wait until all has run that was asked for."""
        while self.session._scriptrunner or internals._waiting.get(self.session):
            await asyncio.sleep(0.01)
        self.sent += self.session.flush_browser_queue()

    def elements(self) -> Iterator[tuple[str, Any]]:
        """Yield each element that was sent, and the fragment that it is in."""
        for message in self.sent:
            if kind := message.delta.new_element.WhichOneof("type"):
                yield message.delta.fragment_id, getattr(message.delta.new_element, kind)

    @property
    def ids(self) -> dict[str, str]:
        """How Streamlit names the widgets, by their labels."""
        named = [it for _, it in self.elements() if hasattr(it, "label")]
        return {it.label.lower(): it.id for it in named}

    @property
    def fragments(self) -> dict[str, str]:
        """How Streamlit names the two fragments."""
        return {
            "part" if hasattr(it, "label") else "status": name
            for name, it in self.elements()
            if name
        }

    @property
    def pages(self) -> dict[str, str]:
        """How Streamlit names the pages, by their addresses."""
        pages = (it for message in self.sent for it in message.navigation.app_pages)
        return {it.url_pathname or "first": it.page_script_hash for it in pages}

    @property
    def page(self) -> str:
        """The page that is open."""
        open_now = self.session.page_script_hash
        return next(name for name, mark in self.pages.items() if mark == open_now)

    def made(self, what: str) -> list[Any]:
        """Return what the app has noted: "heard" values and clicks, or "runs"."""
        noted: list[Any] = self.session.session_state[what]
        return noted


Act = Callable[[Visit], Coroutine[Any, Any, None]]
Visited = Callable[[Act], Visit]


@pytest.fixture
def visited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visited:
    """Return a function that opens the app, does something, and waits for all runs."""
    script = tmp_path / "app.py"
    script.write_text(APP)
    server = MagicMock(spec=Runtime, media_file_mgr=MediaFileManager(MemoryMediaFileStorage("/")))
    monkeypatch.setattr(Runtime, "_instance", server)

    async def visit(act: Act) -> Visit:
        here = Visit(script)
        here.session.request_rerun(ClientState())
        await here.end()
        BEGUN.clear()
        GO_ON.clear()
        await act(here)
        GO_ON.set()
        await here.end()
        return here

    return lambda act: run_apart(visit(act))


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_stroke_just_before_a_change_of_page_is_heard(has_begun: bool, visited: Visited) -> None:
    async def act(here: Visit) -> None:
        here.ask("first")
        here.ask("first", "part", stroke="a line")
        if has_begun:
            await here.begun()
        here.ask("second")

    here = visited(act)
    assert here.made("heard") == ["a line"] and here.page == "second"


@pytest.mark.parametrize("has_changed", [False, True])
def test_a_stroke_just_after_a_change_of_page_is_heard(has_changed: bool, visited: Visited) -> None:
    async def act(here: Visit) -> None:
        here.ask("second")
        if has_changed:
            await here.end()
        here.ask("first", "part", stroke="a line")

    here = visited(act)
    assert here.made("heard") == ["a line"] and here.page == "second"


def test_a_stroke_just_before_the_line_is_cut_is_heard(visited: Visited) -> None:
    async def act(here: Visit) -> None:
        here.ask("first", "part", stroke="a line")
        await here.begun()
        here.session.request_script_stop()  # as Streamlit does then

    assert visited(act).made("heard") == ["a line"]


def test_a_request_during_a_run_that_stops_is_heard(visited: Visited) -> None:
    async def act(here: Visit) -> None:
        here.ask("stops")
        await here.begun()
        here.ask("first", stroke="a line")

    assert visited(act).made("heard") == ["a line"]


def test_all_is_sent_that_a_run_says_though_the_next_request_comes_sooner(visited: Visited) -> None:
    async def act(here: Visit) -> None:
        here.ask("first")
        runner = here.session._scriptrunner
        assert runner and runner._script_thread
        runner._script_thread.join()  # the server is busy while the run ends
        here.ask("first", "part")

    said = [it for it in visited(act).sent if it.HasField("script_finished")]
    page, part = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    assert [it.script_finished for it in said] == [page, page, part]


def test_each_of_two_quick_clicks_counts_once(visited: Visited) -> None:
    async def act(here: Visit) -> None:
        here.ask("first")
        for _ in range(2):
            here.ask("first", "part", undo=True)

    assert visited(act).made("heard") == [True, True]


@pytest.mark.parametrize("clock_comes_first", [True, False])
def test_a_clock_adds_nothing_to_what_somebody_does(
    clock_comes_first: bool, visited: Visited
) -> None:
    async def act(here: Visit) -> None:
        here.ask("first", "part", stroke="old")
        for clock in (clock_comes_first, not clock_comes_first):
            if clock:
                here.ask("first", "status", clock=True, stroke="old", undo=True)
            else:
                here.ask("first", "part", stroke="new", undo=True)

    here = visited(act)
    assert here.made("heard") == ["old", "new", True]
    assert here.made("runs").count("part") == 3


def test_of_many_values_that_wait_the_last_counts_and_clocks_do_not_pile_up(
    visited: Visited,
) -> None:
    async def act(here: Visit) -> None:
        here.ask("first")
        for k in range(20):
            here.ask("first", "part", stroke=f"{k}")
            here.ask("first", "part", clock=True, stroke="old")

    here = visited(act)
    assert here.made("heard") == ["19"] and here.made("runs") == [*["page", "part"] * 2, "part"]


@pytest.mark.parametrize(("click", "runs"), [("undo", ["part"]), ("clear", ["page", "part"])])
def test_what_a_stroke_and_a_button_elsewhere_tell_at_once_is_shown_by_both(
    click: str, runs: list[str], visited: Visited
) -> None:
    async def act(here: Visit) -> None:
        here.ask("first", "part", stroke="a line", **{click: True})

    here = visited(act)
    assert here.made("heard") == ["a line", True] and here.made("runs")[2:] == runs


@pytest.mark.parametrize("has_changed", [False, True])
def test_a_clock_of_the_page_before_does_not_go_back_to_it(
    has_changed: bool, visited: Visited
) -> None:
    async def act(here: Visit) -> None:
        here.ask("first")
        here.ask("second")
        if has_changed:
            await here.end()
        here.ask("first", "status", clock=True)

    assert visited(act).page == "second"


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """Return Streamlit's keeper of files, with 1,000 bytes for all."""
    monkeypatch.setattr(internals, "MOST_BYTES", 1_000)
    monkeypatch.setattr(internals, "_sent", {})
    return MemoryUploadedFileManager("/upload")


def send(manager: MemoryUploadedFileManager, session_id: str, size: int) -> tuple[str, list[str]]:
    file = UploadedFileRec(str(uuid.uuid4()), "a.png", "image/png", b"x" * size)
    manager.add_file(session_id, file)
    return session_id, [file.file_id]


def test_the_oldest_files_of_all_visitors_go_first(manager: MemoryUploadedFileManager) -> None:
    files = [send(manager, f"{k}", 300) for k in range(10)]
    assert [who for who, file in files if manager.get_files(who, file)] == ["7", "8", "9"]
    first, second = [send(manager, "greedy", 1) for _ in range(internals.MOST_FILES + 1)][:2]
    assert not manager.get_files(*first) and manager.get_files(*second)


def test_a_file_that_is_sent_again_or_was_taken_back_takes_no_other_s_place(
    manager: MemoryUploadedFileManager,
) -> None:
    (session_id, [first]), second = send(manager, "a", 400), send(manager, "b", 400)
    for size in (500, 600):
        manager.add_file(session_id, UploadedFileRec(first, "a.png", "image/png", b"x" * size))
    assert manager.get_files(*second)
    manager.remove_file(session_id, first)
    third, fourth = send(manager, "c", 400), send(manager, "d", 100)
    assert all(manager.get_files(*file) for file in (second, third, fourth))


class Server:
    """The files of a server, and a class whose runs of a page end all the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files, self.now = MediaFileManager(MemoryMediaFileStorage("/media")), 100.0
        monkeypatch.setattr(internals, "monotonic", lambda: self.now)
        monkeypatch.setattr(internals, "_shown", {})
        monkeypatch.setattr(internals, "_cleared", 0.0)

    def shows(self, data: Any) -> str:
        """Show a page with a download, and return by which name the browser asks for it."""
        self.files.clear_session_refs("dontcare")  # the session where no run is
        name = self.files.add_deferred(data, None, "here", "a.txt", element_id="a")
        self.files.remove_orphaned_files()
        return name

    def runs_end(self) -> None:
        for _ in range(3):
            self.files.remove_orphaned_files()

    def lasts(self) -> None:
        """Let so much time go by that no browser shows any more what the page does not."""
        for _ in range(2):
            self.now += internals.LINGERS
            self.runs_end()

    def click(self, name: str) -> BackendOperationResponse:
        asked = BackendOperationRequest(request_id="1")
        asked.deferred_file.file_id = name
        return run_apart(DeferredFileHandler(lambda: self.files).handle(asked, ""))

    def fetch(self, url: str) -> bytes | None:
        file = self.files.read_file(url.rpartition("/")[2].partition(".")[0])
        return file and file.content


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(monkeypatch)


def test_a_file_made_after_a_click_is_there_until_the_browser_has_fetched_it(
    server: Server,
) -> None:
    url = server.click(server.shows(lambda: "text")).deferred_file.url
    server.runs_end()
    assert server.fetch(url) == b"text"
    server.lasts()
    assert server.fetch(url) is None


def test_a_click_on_what_the_browser_still_shows_makes_the_file(server: Server) -> None:
    old = server.shows(lambda: "old")
    new = server.shows(lambda: "new")
    server.runs_end()
    assert server.fetch(server.click(old).deferred_file.url) == b"old"
    server.lasts()
    assert server.fetch(server.click(new).deferred_file.url) == b"new"
    assert server.click(old).error_msg


def test_what_is_answered_to_a_click_is_sent_though_a_page_begins_anew() -> None:
    queue = ForwardMsgQueue()
    answer = ForwardMsg(backend_operation_response=BackendOperationResponse(request_id="1"))
    queue.enqueue(answer)
    queue.enqueue(ForwardMsg(delta=Delta()))
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.flush() == [answer] and queue.is_empty()


def test_a_run_knows_its_session() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.app.streamlit_internals import session_id

        st.text(session_id())

    assert internals.session_id() == ""
    assert AppTest.from_function(page).run().text[0].value
