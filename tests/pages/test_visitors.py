"""Which visitor a browser tab gets back, and who is forgotten."""

import threading
import time
from typing import Any

import numpy as np
import pytest

from nn import time_limits
from nn.beginning import initial_network
from nn.drawing.strokes import Stroke
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from pages.ui.app import streamlit_internals
from pages.ui.app.memory import limit
from pages.ui.app.state.corrections import LoadedDrawing
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.app.tab import greeting, saved, visitors
from pages.ui.app.tab.visitors import Visitors
from tests.pages.conftest import greet

LINE = Stroke((("M", (10.0, 10.0)), ("Q", (10.0, 50.0, 10.0, 70.0)), ("L", (10.0, 90.0))), 34.0)


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return Streamlit's sessions whose browsers are gone; a test adds to them."""
    sessions: set[str] = set()
    monkeypatch.setattr(streamlit_internals, "is_connected", lambda who: who not in sessions)
    return sessions


@pytest.fixture
def known() -> Visitors:
    return Visitors()


@pytest.mark.parametrize(
    ("has_gone", "reloaded"),
    [(True, True), (False, True), (True, False)],
    ids=["reloaded", "sooner than the news that the old page has gone", "crashed"],
)
def test_a_tab_that_comes_back_gets_its_visitor(
    has_gone: bool, reloaded: bool, known: Visitors, gone: set[str]
) -> None:
    visitor = Session()
    token = known.add(visitor, "first")
    if has_gone:
        gone.add("first")
    assert known.back(token, "second", reloaded) == (token, visitor)
    assert known.back("made up", "third", reloaded=True) is None


def test_a_duplicated_tab_gets_a_copy_and_a_token_of_its_own(
    known: Visitors, gone: set[str]
) -> None:
    visitor = Session()
    visitor.digit.drawing.receive((LINE,))
    run = visitor.training.run = Run(TrainingConfig(sizes=(784, 10)))
    run.note(state=RunState.RUNNING)
    token = known.add(visitor, "first")
    found = known.back(token, "second", reloaded=False)
    assert found is not None
    other_token, other = found
    assert other_token != token and other is not visitor
    assert other.digit.drawing.strokes == (LINE,)
    other.digit.drawing.clear()
    other.views.inside.neuron = 7
    other.number.tell(b"image", 3)
    assert visitor.digit.drawing.strokes == (LINE,) and not visitor.number.told
    assert visitor.views.inside.neuron == 0
    copy = other.training.run
    assert copy and copy.state is RunState.FAILED and run.state is RunState.RUNNING
    assert copy.snapshot().newest is run.snapshot().newest
    assert known.back(token, "third", reloaded=True) == (token, visitor)


def test_who_was_forgotten_early_hears_why_and_is_known_again(
    known: Visitors, gone: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "VISITORS", known)
    monkeypatch.setattr(visitors, "MOST_ABSENT", 0)
    visitor = Session()
    token = visitor.visit.token = known.add(visitor, "first")
    gone.add("first")
    known.look_after_absent()
    assert not len(known)
    tab = hello(token=token, started=greeting.STARTED, kept=saved.of(visitor))
    assert "too many others" in greet(**tab).visit.trouble[0]
    gone.clear()
    for _ in range(2):
        known.see(visitor, "first")  # whose page was still there
    assert known.back(token, "second", reloaded=True) == (token, visitor)


def test_a_look_that_fails_is_not_the_last_one(
    known: Visitors, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    again = threading.Event()

    def look() -> None:
        if "no luck" not in caplog.text:
            raise RuntimeError("no luck")
        again.set()

    monkeypatch.setattr(visitors, "LOOKS_EVERY", 0.01)
    monkeypatch.setattr(known, "look_after_absent", look)
    known.add(Session(), "first")
    assert again.wait(60)


def test_all_visitors_together_stay_under_the_ceiling(
    known: Visitors, gone: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamlit_internals, "is_running", lambda who: who == "runs")
    monkeypatch.setattr(limit, "ceiling", lambda: 300)
    there, runs = Session(), Session()
    for visitor, session_id in ((there, "there"), (runs, "runs")):
        visitor.digit.drawing.receive((LINE,))
        known.add(visitor, session_id)
    known.keep_under_ceiling()
    assert runs.digit.drawing.strokes, "taken while a page of theirs was running"
    assert not there.digit.drawing.strokes and "memory was full" in there.visit.trouble[0]


def hello(**words: Any) -> dict[str, Any]:
    return {"token": "of another server", "started": "another", "reloaded": True} | words


def as_kept(strokes: tuple[Stroke, ...]) -> dict[str, Any]:
    """Return strokes as the browser keeps them."""
    described = [
        {"points": s.points().tolist(), "width": s.width, "erases": s.erases} for s in strokes
    ]
    return {"told": 0, "strokes": described}


def test_drawing_settings_and_network_come_back_from_the_tab() -> None:
    before = Session()
    before.training.config = TrainingConfig(epochs=7)
    before.network.choice = "book"
    before.digit.source, before.digit.test_number = Source.TEST, 18
    number = as_kept((LINE, LINE))
    visitor = greet(**hello(kept=saved.of(before), drawing=as_kept((LINE,)), number=number))
    assert len(visitor.number.drawing.strokes) == 2
    assert visitor.training.config.epochs == 7
    assert visitor.network.choice == "book"
    assert (visitor.digit.source, visitor.digit.test_number) == (Source.TEST, 18)
    np.testing.assert_array_equal(visitor.digit.drawing.strokes[0].points(), LINE.points())
    (sentence,) = visitor.visit.trouble
    assert "started again" in sentence and "are back" in sentence
    assert all(what in sentence for what in ("drawing", "number", "settings", "network"))
    assert greet().visit.trouble == []  # a first visit hears of nothing


def test_a_network_of_the_visitors_own_comes_back_too() -> None:
    before = Session()
    before.training.run = Run(TrainingConfig(epochs=1))
    before.training.run.note(state=RunState.FINISHED)
    before.network.choice = "run"
    visitor = greet(**hello(kept=saved.of(before)))
    assert visitor.network.choice == "file" and visitor.network.loaded
    network = initial_network(TrainingConfig(epochs=1))
    np.testing.assert_array_equal(
        visitor.network.loaded.reader.network.weights[0], network.weights[0]
    )


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"kept": "junk", "drawing": 3},
        {"kept": {"only_here": [{}, 3, "made up"]}},
        {"kept": {"settings": {"eta": 3}, "network": [], "file": "?", "test": "x"}},
        {"kept": {"settings": {"eta": "nan"}, "network": "run", "file": "QUJD", "test": -1}},
        {"drawing": {"strokes": [{"points": [], "width": 3, "erases": False}]}},
        {"drawing": {"strokes": [{"points": [[1, "b"], ["a"]], "width": 3, "erases": 0}]}},
        {"drawing": {"strokes": [{"points": [[1e9, 2]], "width": 3, "erases": 0}, 4]}},
        {"number": {"strokes": [{"points": [[10**400, 1]] * 4, "width": 3, "erases": 0}]}},
        {"token": {"a": 1}, "started": 5, "reloaded": "yes"},
    ],
)
def test_junk_from_a_browser_gives_a_new_visitor(junk: dict[str, Any]) -> None:
    visitor = greet(**hello(**junk))
    assert visitor.digit.drawing.strokes == visitor.number.drawing.strokes == ()
    assert visitor.training.config == TrainingConfig()
    assert visitor.network.choice == "draw"


def test_who_was_away_for_more_than_ten_minutes_hears_what_is_lost_and_why(
    known: Visitors, gone: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(greeting, "VISITORS", known)
    before = Session()
    before.training.run = Run(TrainingConfig(sizes=(784, 10)))
    before.corrections.loaded = [LoadedDrawing(np.zeros((28, 28), np.float32), 3, Source.DRAWING)]
    token = known.add(before, "first")
    tab = hello(token=token, started=greeting.STARTED, kept=saved.of(before))
    gone.add("first")
    now += time_limits.FORGOTTEN - 1
    known.look_after_absent()
    assert greet(**tab) is before and before.visit.trouble == []
    gone.add(streamlit_internals.session_id())
    now += time_limits.FORGOTTEN + 1
    known.look_after_absent()
    after = greet(**tab)
    assert after is not before
    (sentence,) = after.visit.trouble
    assert "away for more than ten minutes" in sentence
    assert "settings and the network in use are back" in sentence
    assert "Your run and your corrected drawings are lost" in sentence


def test_the_newest_strokes_come_from_the_tab_that_was_reloaded(gone: set[str]) -> None:
    visitor = Session()
    visitor.digit.drawing.receive((LINE,))
    token = visitors.VISITORS.add(visitor, "first")
    drawing = as_kept((LINE, LINE))
    assert greet(**hello(token=token, drawing=drawing)) is visitor
    assert len(visitor.digit.drawing.strokes) == 2
    number = as_kept((LINE,)) | {"told": visitor.number.drawing.canvas_told}
    greet(**hello(token=token, number=number))
    assert len(visitor.number.drawing.strokes) == 1 and len(visitor.digit.drawing.strokes) == 2
    stale = drawing | {"told": visitor.digit.drawing.canvas_told}  # from before the last Clear
    visitor.digit.drawing.clear()
    greet(**hello(token=token, drawing=stale))
    assert not visitor.digit.drawing.strokes
