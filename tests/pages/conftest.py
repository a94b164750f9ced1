"""AppTest for the pages, with the canvas's messages put in its place."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nn.runs.host import HOST
from pages.ui.app.canvas_payload import strokes_in
from pages.ui.app.state import session as sessions

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Session-scoped caches are shared between the AppTests of one process."""
    yield
    st.cache_resource.clear()


def visitor(app: AppTest) -> sessions.Session:
    """Return the session of the one who looks at the app."""
    session: sessions.Session = app.session_state["thirty_neurons"]
    return session


@pytest.fixture
def app() -> Iterator[AppTest]:
    """Return the app, opened at its first page; its run is ended after the test."""
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30).run()
    yield app
    if "thirty_neurons" in app.session_state and (run := visitor(app).training.run):
        HOST.discard(run)


@pytest.fixture
def book_app(app: AppTest) -> AppTest:
    """Return the app with the book's network in use."""
    visitor(app).use("book")
    return app.run()


Sent = Callable[[AppTest, dict[str, Any]], AppTest]


@pytest.fixture
def send() -> Sent:
    """Return a function that does what a message of the canvas does, and runs the page again."""

    def send(app: AppTest, raw: dict[str, Any]) -> AppTest:
        visitor(app).digit.drawing.receive(strokes_in(raw["objects"]))
        return app.run()

    return send


def html_of(app: AppTest) -> str:
    """Return all that the page has written as HTML, but for its styles."""
    bodies = [str(element.proto.body) for element in app.main.get("html")]
    return "\n".join(body for body in bodies if "<style>" not in body)


def path(*points: tuple[float, float], width: Any = 24) -> dict[str, Any]:
    """Return a canvas object with one straight stroke through the points."""
    commands = [["M", *points[0]], *(["L", *point] for point in points[1:])]
    return {"type": "Path", "path": commands, "strokeWidth": width}


def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.01)
