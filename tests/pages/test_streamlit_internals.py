"""Private parts of Streamlit: there today, and no disaster where they are missing tomorrow."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from types import MethodType, SimpleNamespace

import pytest
from streamlit import net_util
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)

from pages.ui.app import streamlit_internals as internals
from pages.ui.app.streamlit_internals import guard, marks, sessions
from tests.pages.conftest import run_apart


@pytest.fixture(autouse=True)
def nothing_said_yet() -> Iterator[None]:
    yield
    guard.say_once.cache_clear()


def test_everything_is_there_in_this_release() -> None:
    assert isinstance(PagesManager.uses_pages_directory, bool | None)
    assert callable(net_util.get_external_ip)
    assert list(inspect.signature(Runtime.is_active_session).parameters) == ["self", "session_id"]
    parameters = inspect.signature(MemoryUploadedFileManager.remove_file).parameters
    assert list(parameters) == ["self", "session_id", "file_id"]
    assert marks.missing_test_ids() == []


def test_a_page_opened_by_its_address_is_taken_into_the_app_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    assert internals.is_outside_the_app(knows_visitor=False)
    assert internals.is_outside_the_app(knows_visitor=False)  # who came at the same moment
    assert not internals.is_outside_the_app(knows_visitor=True)


def test_the_server_does_not_ask_for_its_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_util, "get_external_ip", lambda: "203.0.113.1")
    internals.stay_offline()
    assert net_util.get_external_ip() is None


@pytest.mark.parametrize(
    ("asked", "drops"),
    [
        (RerunData(fragment_id="clock", page_script_hash="before"), True),
        (RerunData(fragment_id="clock", page_script_hash="here"), False),
        (RerunData(page_script_hash="another"), False),  # a whole page
    ],
)
def test_only_a_part_of_the_page_before_is_dropped(
    asked: RerunData, drops: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = ScriptRequests()
    requests.request_rerun(asked)
    context = SimpleNamespace(script_requests=requests, page_script_hash="here")
    monkeypatch.setattr(sessions, "context", lambda: context)
    internals.forget_the_page_before()
    left = requests.on_scriptrunner_ready()
    assert (left.type is ScriptRequestType.STOP) == drops


def test_a_fragment_waits_until_the_run_before_has_said_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(AppSession, "request_rerun", lambda self, asked: begun.append(asked.name))
    internals.let_runs_finish_before_a_fragment()

    async def click() -> None:
        here = SimpleNamespace(page_script_hash="here")
        ended = ScriptRequests()
        ended.on_scriptrunner_ready()  # nothing more was asked for
        session = SimpleNamespace(
            _client_state=here, _scriptrunner=SimpleNamespace(_requests=ended)
        )
        session.request_rerun = MethodType(AppSession.request_rerun, session)
        part = SimpleNamespace(name="part", fragment_id="clock", page_script_hash="before")
        session.request_rerun(part)
        session.request_rerun(SimpleNamespace(name="page", fragment_id=""))
        assert begun == ["page"]
        session._scriptrunner = None  # the session has taken in that it has ended
        while len(begun) < 2:
            await asyncio.sleep(0)
        assert part.page_script_hash == "here"

    run_apart(click())


Part = tuple[str, str, Callable[[], object], object]
CONTEXT = "runtime.scriptrunner.get_script_run_ctx"
# What may be missing, what is said then, and a use of it with what it gives without.
LOST: tuple[Part, ...] = (
    (
        "runtime.pages_manager.PagesManager.uses_pages_directory",
        "without the sidebar",
        lambda: internals.is_outside_the_app(knows_visitor=False),
        False,
    ),
    ("net_util.get_external_ip", "public address", internals.stay_offline, None),
    (CONTEXT, "goes on after its page was closed", internals.session_id, ""),
    (CONTEXT, "to its end even if somebody draws", internals.is_outdated, False),
    (CONTEXT, "a page may be empty", internals.forget_the_page_before, None),
    ("runtime.exists", "its page was closed", lambda: internals.is_connected("somebody"), True),
)


@pytest.mark.parametrize(("name", "sentence", "use", "without"), LOST)
def test_what_is_missing_costs_one_convenience_and_is_said_once(
    name: str,
    sentence: str,
    use: Callable[[], object],
    without: object,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.delattr(f"streamlit.{name}")
    assert use() == without
    assert use() == without
    said = [record.message for record in caplog.records if record.name == guard.__name__]
    assert len(said) == 1 and sentence in said[0]
