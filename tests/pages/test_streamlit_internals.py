"""Private parts of Streamlit: what an upgrade may have renamed, or made needless."""

import re
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

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
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState
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
        (AppSession, "_clear_queue"),  # tests/browser/test_white_page.py tests it
        (AppSession, "request_rerun"),
        (ScriptRequests, "_request_rerun_locked"),
        (SafeSessionState, "on_script_will_rerun"),
        (ScriptRunner, "_run_script"),
        (MemoryUploadedFileManager, "add_file"),
        (MediaFileManager, "remove_orphaned_files"),
        (PagesManager, "uses_pages_directory"),
    ]
    for owner, name in changed:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    internals.prepare()


def a_session(runner: object) -> Any:
    return type("Session", (), {"_scriptrunner": runner})()


def test_a_request_waits_until_the_session_has_heard_all_of_the_run_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, later = [], []
    monkeypatch.setattr(internals, "_ask", lambda session, asked: begun.append(asked))
    ended = ScriptRequests()
    ended.on_scriptrunner_ready()  # nothing more was asked for
    session = a_session(SimpleNamespace(_requests=ended))
    session._event_loop = SimpleNamespace(call_later=lambda _, *act: later.append(act))
    session._session_state = SessionState()
    stroke, page = ClientState(fragment_id="canvas"), ClientState(page_script_hash="inside")
    AppSession.request_rerun(session, stroke)
    assert begun == []
    session._scriptrunner = None  # the session has taken in that it has ended
    AppSession.request_rerun(session, page)  # comes first, and would lose the stroke
    [(ask, *given)] = later
    ask(*given)
    assert begun == [stroke, page]


@pytest.mark.parametrize("clock_comes_first", [True, False])
def test_a_clock_adds_nothing_to_what_somebody_does(clock_comes_first: bool) -> None:
    chosen = WidgetStates(widgets=[WidgetState(id="menu", string_value="new")])
    click = WidgetState(id="button", trigger_value=True)
    old = WidgetStates(widgets=[WidgetState(id="menu", string_value="old"), click])
    choice = RerunData(widget_states=chosen, fragment_id="menu")
    clock = RerunData(widget_states=old, fragment_id="clock", is_auto_rerun=True)
    requests = ScriptRequests()
    for asked in (clock, choice) if clock_comes_first else (choice, clock):
        assert requests.request_rerun(asked)
    joined = requests.on_scriptrunner_ready().rerun_data
    assert joined.widget_states == chosen
    assert set(joined.fragment_id_queue) == {"clock", "menu"}


def ask(requests: ScriptRequests, *told: WidgetState) -> None:
    """Ask for a run as a session does."""
    requests.request_rerun(RerunData(widget_states=WidgetStates(widgets=told)))


def heard_by_next_run(requests: ScriptRequests) -> list[WidgetState]:
    """Let the next run begin, and return what it hears."""
    asked = requests.on_scriptrunner_ready()
    told = asked.rerun_data.widget_states if asked.type is ScriptRequestType.RERUN else None
    return [*told.widgets] if told else []


def test_a_request_loses_no_value_of_one_that_still_waits() -> None:
    stroke = WidgetState(id="canvas", json_value="{}")
    old, new = (WidgetState(id="menu", string_value=value) for value in ("old", "new"))
    requests = ScriptRequests()
    ask(requests, stroke, old)
    ask(requests, new)
    assert heard_by_next_run(requests) == [stroke, new]  # of two the last counts


def test_a_click_counts_once_where_its_run_begins_while_the_next_request_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    click, choice = WidgetState(id="undo", trigger_value=True), WidgetState(id="menu")
    requests, heard = ScriptRequests(), list[WidgetState]()

    def just_after_the_run_has_begun(_: Any, asked: Any) -> None:
        heard.extend(heard_by_next_run(requests))
        ask(requests, *asked.widget_states.widgets)
        heard.extend(heard_by_next_run(requests))

    monkeypatch.setattr(internals, "_ask", just_after_the_run_has_begun)
    ask(requests, click)
    session = a_session(SimpleNamespace(_requests=requests))
    session._session_state = SessionState()
    AppSession.request_rerun(session, ClientState(widget_states=WidgetStates(widgets=[choice])))
    assert heard == [click, choice]


def test_what_is_told_is_heard_before_the_next_request_has_its_turn() -> None:
    class NextRequest(Exception):
        """What Streamlit raises wherever a run may be broken off."""

    class State(dict[str, str]):
        def on_script_will_rerun(self, told: dict[str, str], **_: object) -> None:
            self.update(told)  # and the callbacks run
            heard.append(safe["pen"])

    def break_off() -> None:
        raise NextRequest

    heard: list[str] = []
    state: Any = State()
    safe = SafeSessionState(state, break_off)
    told: Any = {"pen": "a stroke"}
    safe.on_script_will_rerun(told)
    assert heard == ["a stroke"]
    with pytest.raises(NextRequest):
        safe["pen"]


@pytest.mark.parametrize("event", [{"json_trigger_value": "[]"}, {"trigger_value": True}])
@pytest.mark.parametrize(("told", "runs"), [("canvas", "canvas"), ("canvas weights", "")])
def test_what_two_components_or_buttons_tell_at_once_is_heard_by_both(
    told: str, runs: str, event: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[ClientState] = []
    monkeypatch.setattr(internals, "_ask", lambda session, asked: passed.append(asked))
    state = SessionState()
    for name in ("canvas", "weights"):
        known = WidgetMetadata(name, str, str, "json_trigger_value", fragment_id=name)
        state._new_widget_state.set_widget_metadata(known)
    events = [WidgetState(id=name, **event) for name in told.split()]
    session = a_session(None)
    session._session_state = state
    asked = ClientState(fragment_id="canvas", widget_states=WidgetStates(widgets=events))
    AppSession.request_rerun(session, asked)
    assert [asked.fragment_id for asked in passed] == [runs]


@pytest.mark.parametrize(("queue", "page"), [(["clock"], "open"), ([], "before")])
def test_a_fragment_runs_under_the_name_of_the_open_page(
    queue: list[str], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[RerunData] = []
    monkeypatch.setattr(internals, "_run", lambda runner, asked: runs.append(asked))
    manager = PagesManager("app.py")
    manager.set_current_page_script_hash("open")
    runner: Any = SimpleNamespace(_pages_manager=manager)
    asked = RerunData(fragment_id_queue=queue, page_script_hash="before")
    ScriptRunner._run_script(runner, asked)
    assert [run.page_script_hash for run in runs] == [page]


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

    def shows(self, data: Any) -> str:
        """Show a page with a download, and return by which name the browser asks for it."""
        self.files.clear_session_refs("dontcare")  # the session where no run is
        return self.files.add_deferred(data, None, "here", "a.txt", element_id="a")

    def runs_end(self) -> None:
        for _ in range(3):
            self.files.remove_orphaned_files()

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
    server.now += internals.LINGERS + 1
    server.runs_end()
    assert server.fetch(url) is None


def test_a_click_on_what_the_browser_still_shows_makes_the_file(server: Server) -> None:
    old = server.shows(lambda: "old")
    new = server.shows(lambda: "new")
    server.runs_end()
    assert server.fetch(server.click(old).deferred_file.url) == b"old"
    server.now += internals.LINGERS + 1
    server.runs_end()
    assert server.fetch(server.click(new).deferred_file.url) == b"new"
    assert server.click(old).error_msg


def test_what_is_answered_to_a_click_is_sent_though_a_page_begins_anew() -> None:
    session: Any = SimpleNamespace(_browser_queue=ForwardMsgQueue())
    answer = ForwardMsg(backend_operation_response=BackendOperationResponse(request_id="1"))
    session._browser_queue.enqueue(answer)
    session._browser_queue.enqueue(ForwardMsg(delta=Delta()))
    AppSession._clear_queue(session)
    assert session._browser_queue.flush() == [answer]


def test_a_run_knows_its_session() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.app.streamlit_internals import session_id

        st.text(session_id())

    assert internals.session_id() == ""
    assert AppTest.from_function(page).run().text[0].value
