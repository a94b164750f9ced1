"""Private parts of Streamlit: there today, and no disaster where they are missing tomorrow."""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit import config, net_util
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from pages.ui.app import streamlit_internals as internals
from pages.ui.app.streamlit_internals import guard, marks, sessions

HERE = Path(guard.__file__).parent
UI = HERE.parents[1]
FILES = [path for pattern in ("*.css", "*.js") for path in UI.rglob(pattern)]
SOURCE = "".join(path.read_text("utf-8") for path in FILES)


@pytest.fixture(autouse=True)
def nothing_said_yet() -> Iterator[None]:
    yield
    guard.say_once.cache_clear()
    marks.check_test_ids.cache_clear()


def test_everything_is_there_in_this_release() -> None:
    assert isinstance(PagesManager.uses_pages_directory, bool | None)
    assert callable(net_util.get_external_ip)
    assert list(inspect.signature(Runtime.is_active_session).parameters) == ["self", "session_id"]
    parameters = inspect.signature(MemoryUploadedFileManager.remove_file).parameters
    assert list(parameters) == ["self", "session_id", "file_id"]
    assert marks.missing_test_ids() == []


def test_styles_and_scripts_look_for_no_other_marks_of_streamlit() -> None:
    assert set(re.findall(r"""data-testid=["']?(\w+)""", SOURCE)) == set(marks.TEST_IDS)


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


@pytest.fixture
def hosts() -> Iterator[Callable[[], list[str]]]:
    """Return who is let in, and put it back afterwards."""
    option = "server.allowedHosts"
    before = config.get_option(option), config.get_where_defined(option)
    config.set_option(option, ["localhost", "*.5"], "config.toml")
    yield lambda: config.get_option(option)
    config.set_option(option, *before)


def test_this_computers_names_are_let_in_and_foreign_ones_are_not(
    hosts: Callable[[], list[str]],
) -> None:
    for _ in range(2):  # as at every run of a page
        internals.also_answer_to(["laptop", "laptop.local", "192.168.1.5", "[fd00::5]"])
    assert hosts() == ["localhost", "*.5", "laptop", "laptop.local", "fd00::5"]
    assert all(map(internals.answers_to, ["laptop.local:8501", "[fd00::5]:8501"]))
    assert not any(map(internals.answers_to, ["evil.example", "laptop.evil.example"]))


def test_a_list_given_at_the_start_is_left_alone(hosts: Callable[[], list[str]]) -> None:
    config.set_option("server.allowedHosts", ["digits.example.org"], config._DEFINED_BY_FLAG)
    internals.also_answer_to(["laptop"])
    assert hosts() == ["digits.example.org"]
    config.set_option("server.allowedHosts", [], "config.toml")  # which lets everybody in
    internals.also_answer_to(["laptop"])
    assert hosts() == []


@pytest.mark.parametrize(("fragments", "waits"), [(["one"], True), (["one"], False), ([], True)])
def test_a_fragment_is_outdated_when_something_waits(
    fragments: list[str], waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = ScriptRequests()
    if waits:
        requests.request_rerun(RerunData(fragment_id="another"))
    context = SimpleNamespace(fragment_ids_this_run=fragments, script_requests=requests)
    monkeypatch.setattr(sessions, "context", lambda: context)
    assert internals.is_outdated() == (waits and bool(fragments))
    assert set(vars(context)) < set(ScriptRunContext.__dataclass_fields__)


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


LOST = {
    "pages": ("runtime.pages_manager.PagesManager.uses_pages_directory", "without the sidebar"),
    "address": ("net_util.get_external_ip", "public address"),
    "hosts": ("web.server.starlette.starlette_websocket.is_host_allowed", "before they come"),
    "names": ("config.get_where_defined", "not to its name"),
    "session": ("runtime.scriptrunner.get_script_run_ctx", "goes on after its page was closed"),
    "runtime": ("runtime.exists", "goes on after its page was closed"),
    "requests": ("runtime.scriptrunner.get_script_run_ctx", "to its end even if somebody draws"),
    "before": ("runtime.scriptrunner.get_script_run_ctx", "a page may be empty"),
    "upload": ("runtime.scriptrunner.get_script_run_ctx", "stays in memory"),
}
USES: dict[str, tuple[Callable[[], object], object]] = {
    "pages": (lambda: internals.is_outside_the_app(knows_visitor=False), False),
    "address": (internals.stay_offline, None),
    "hosts": (lambda: internals.answers_to("laptop"), True),
    "names": (lambda: internals.also_answer_to(["laptop"]), None),
    "session": (internals.session_id, ""),
    "runtime": (lambda: internals.is_connected("somebody"), True),
    "requests": (internals.is_outdated, False),
    "before": (internals.forget_the_page_before, None),
    "upload": (lambda: internals.forget_upload(object()), None),
}


@pytest.mark.parametrize("what", LOST)
def test_what_is_missing_costs_one_convenience_and_is_said_once(
    what: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name, sentence = LOST[what]
    use, without = USES[what]
    monkeypatch.delattr(f"streamlit.{name}")
    assert use() == without
    assert use() == without
    said = [record.message for record in caplog.records if record.name == guard.__name__]
    assert len(said) == 1 and sentence in said[0]


def test_a_mark_that_is_gone_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(marks, "SECONDS_TO_DRAW", 0.0)
    monkeypatch.setattr(marks, "TEST_IDS", (*marks.TEST_IDS, "stNoSuchMark"))
    marks.check_test_ids().join()
    assert ["stNoSuchMark" in record.message for record in caplog.records] == [True]


def test_nothing_else_reaches_into_streamlit() -> None:
    root = Path(st.__file__).parent.name
    private = re.compile(
        rf"(from|import) {root}\.(runtime|net_util|web|elements|proto)|from {root} "
    )
    for path in UI.parent.rglob("*.py"):
        if path.parent != HERE:
            assert not private.search(path.read_text("utf-8")), path
