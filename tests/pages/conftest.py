"""AppTest for the pages, with the canvas's messages put in its place."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.ui import session as sessions
from pages.ui.strokes import from_canvas

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Session-scoped caches are shared between the AppTests of one process."""
    yield
    st.cache_resource.clear()


@pytest.fixture
def app() -> AppTest:
    """Return the app, opened at its first page."""
    return AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30).run()


Sent = Callable[[AppTest, object], AppTest]


@pytest.fixture
def send() -> Sent:
    """Return a function that does what a message of the canvas does, and runs the page again."""

    def send(app: AppTest, raw: object) -> AppTest:
        visitor: sessions.Session = app.session_state["thirty_neurons"]
        visitor.drawn(from_canvas(raw))
        return app.run()

    return send


def path(*points: tuple[float, float], width: float = 24) -> dict[str, Any]:
    """Return a canvas object with one straight stroke through the points."""
    commands = [["M", *points[0]], *(["L", *point] for point in points[1:])]
    return {"type": "Path", "path": commands, "strokeWidth": width}


def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.01)
