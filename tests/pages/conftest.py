"""AppTest for the pages, with the canvas's messages put in its place."""

import asyncio
import json
import re
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partialmethod
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Selectbox

from nn.answers import Reader
from nn.drawing.strokes import Stroke
from nn.network import Network
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.provenance import Provenance
from pages.ui.app import glossary
from pages.ui.app.places import DRAW, Place
from pages.ui.app.server import start
from pages.ui.app.state import session as sessions
from pages.ui.app.visitor import digits, networks
from pages.ui.every_page import run_control
from pages.ui.live.take_home import take_home
from tests import verdicts
from tests.nn.runs.conftest import until as until

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Session-scoped caches are shared between the AppTests of one process."""
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> None:
    """Every AppTest looks through all installed packages, which takes longer than a page does."""
    manifests = manifest_scanner.scan_component_manifests()
    manifest_scanner.scan_component_manifests = lambda max_workers=None: manifests


@pytest.fixture(scope="session", autouse=True)
def the_app_names_its_pages() -> None:
    """Before each run, AppTest forgets it, and would take each file in `pages` for an app."""
    begin = PagesManager.__init__

    def begin_named(manager: PagesManager, *given: Any, **named: Any) -> None:
        begin(manager, *given, **named)
        PagesManager.uses_pages_directory = False

    PagesManager.__init__ = begin_named  # type: ignore[assignment, method-assign]


@pytest.fixture(autouse=True)
def what_is_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest is a server without the app's own handler of errors."""
    told = partialmethod(ScriptRunner.__init__, on_script_error=start.tell)
    monkeypatch.setattr(ScriptRunner, "__init__", told)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the worker answers late; a test is quicker than a browser's messages."""
    monkeypatch.setattr(run_control, "ANSWER_SECONDS", 30.0)


BOOK = network_files.open_network("book").reader.network
# Settings of the kinds of networks that a page has to show.
NETWORKS: dict[str, dict[str, Any]] = {
    "no hidden layer": {"sizes": (784, 10)},
    "one neuron": {"sizes": (784, 1, 10), "pixels": "raw"},
    "two hidden layers": {"sizes": (784, 20, 15, 10), "activation": "tanh"},
    "many neurons": {"sizes": (784, 256, 10)},
    "relu and softmax": {"activation": "relu", "output": "softmax", "initialisation": "he"},
}


def visitor(app: AppTest) -> sessions.Session:
    """Return the session of the one who looks at the app."""
    session: sessions.Session = app.session_state["thirty_neurons"]
    return session


Open = Callable[..., AppTest]


@pytest.fixture
def open_app() -> Iterator[Open]:
    """Return a function that opens the app at a page; the app's run ends with the test.

    Without a network, the app opens as for a new visitor.
    """
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)

    def open_app(place: Place, network: str = "") -> AppTest:
        if "thirty_neurons" not in app.session_state:  # no browser names its tab
            session = app.session_state["thirty_neurons"] = sessions.Session()
            if network:
                session.use(network)
        rerun(app.switch_page(place.path))
        return app

    yield open_app
    if "thirty_neurons" in app.session_state and (run := visitor(app).training.run):
        HOST.discard(run)


def rerun(page: Any) -> sessions.Session:
    """Run the page, or what a widget does to it; it has to go well. Return the session."""
    app = page.run()
    assert not app.exception
    return visitor(app)


def follow_link(app: AppTest, query: dict[str, str]) -> AppTest:
    """Have the open page read a link."""
    app.query_params.update(query)
    rerun(app)
    return app


def button(app: AppTest, label: str) -> Button:
    """Return the first button with this label, outside the sidebar."""
    found: Button = next(button for button in app.main.button if button.label == label)
    return found


def press(app: AppTest, label: str) -> None:
    rerun(button(app, label).click())


def upload(app: AppTest, content: bytes, name: str = "mine.npz") -> None:
    """Give a file to the page's first place for one."""
    rerun(app.file_uploader[0].set_value((name, content, "application/octet-stream")))


def network_in_use(app: AppTest) -> Selectbox[str]:
    """Return the sidebar's menu, which is another one after the app has changed what it says."""
    return next(box for box in app.sidebar.selectbox if box.label == "Network in use")


def text(app: AppTest) -> str:
    """Return all that the page writes as text, also in its sidebar."""
    notes = (*app.info, *app.success, *app.warning, *app.error)
    elements = (*app.markdown, *app.header, *app.caption, *notes)
    return as_read(" ".join(element.value for element in elements))


def as_read(written: str) -> str:
    """Return Markdown without what its words mean (`glossary.marked`)."""
    return re.sub(rf"\[([^]]*)\]\({glossary.LINK} [^)]*\)", r"\1", written)


def use_file(
    app: AppTest,
    network: Network,
    config: TrainingConfig | None = None,
    least_energy: float | None = None,
    **more: Any,
) -> None:
    """Let the visitor use a network as if it came from a file."""
    about = Provenance(config, 1, 0.1, "MNIST", "0", **more)
    visitor(app).network.loaded = network_files.Saved(Reader(network, least_energy), about)
    visitor(app).use("file")


def saved_file(session: sessions.Session) -> bytes:
    """Return what "Save the network" gives a visitor."""
    name = take_home.SAVES["Save the network"]
    return take_home.content(name, session.visit, lambda: networks.in_use(session))


def with_outputs(*biases: float) -> Network:
    """Return a network whose ten outputs have these z, whatever it reads."""
    network = TrainingConfig().first_network()
    network.weights[1][:] = 0
    network.biases[1][:] = biases
    return network


@pytest.fixture
def app(open_app: Open) -> AppTest:
    """Return the app at Draw, as it opens for a new visitor."""
    return open_app(DRAW)


@pytest.fixture
def book_app(open_app: Open) -> AppTest:
    """Return the app at Draw with the book's network in use."""
    return open_app(DRAW, "book")


def send(app: AppTest, *strokes: Stroke) -> AppTest:
    """Put these strokes on the drawing, and run the page again."""
    visitor(app).digit.drawing.receive(strokes)
    rerun(app)
    return app


def html_of(app: AppTest) -> str:
    """Return all that the page has written as HTML, but for its styles.

    With it come the answers that the browser shows, in the words of the same function in Python.
    """
    bodies = [PLACE.sub(_written, str(element.proto.body)) for element in app.main.get("html")]
    written = [part.proto.json for part in app.main.get("bidi_component")]
    bodies += [json.loads(one) for one in written if "tn-curve" in one]
    if any('data-part="answer"' in body for body in bodies):
        bodies.append(answer_shown(visitor(app)))
    return "\n".join(body for body in bodies if "<style>" not in body)


PLACE = re.compile('<div class="tn-part" data-part="verdict" data-says="(.*?)"></div>')


def _written(place: re.Match[str]) -> str:
    """Return what the browser writes in a place for a verdict."""
    says = json.loads(unescape(place[1]))
    return verdicts.verdict(np.array(says["outputs"], float), says["no_digit"])


def data_of(app: AppTest, name: str) -> dict[str, Any]:
    """Return what a component on the page is told, {} if it is not there."""
    for element in app.main.get("bidi_component"):
        if element.proto.component_name == f"thirty_neurons_{name}":
            data: dict[str, Any] = json.loads(element.proto.json)
            return data
    return {}


def answer_shown(session: sessions.Session) -> str:
    """Return what stands beside the canvas in big type, and below that."""
    subject = digits.current(session)
    if subject.trouble:
        return verdicts.answer("?", subject.trouble)
    _, outputs, no_digit = networks.in_use(session).reader.see(subject.image)
    return verdicts.verdict(outputs, no_digit=no_digit)


def line(*points: tuple[float, float], width: float = 24, erases: bool = False) -> Stroke:
    """Return a stroke straight from point to point."""
    return Stroke(points, width, erases)


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in another thread, since Playwright leaves a running loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
