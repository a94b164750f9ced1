"""Which visitor a browser tab gets back, who waits for a core, and who is forgotten."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass
from typing import Any
from weakref import WeakSet

import numpy as np
import pytest

from nn.drawing.strokes import Stroke
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study
from nn.runs.host import Host
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from pages.ui.app import streamlit_internals
from pages.ui.app.state.copies import copied
from pages.ui.app.state.corrections import NamedDrawing
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.room import RoomLesson
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import Step
from pages.ui.app.visitor import digits, runs
from pages.ui.every_page import run_control
from pages.ui.every_page.tab import greeting, kept_by_tab, whose_tab
from pages.ui.every_page.tab.whose_tab import Visitors
from pages.ui.live.pen.sent_strokes import as_sent
from pages.ui.talk.setting_up import as_left, set_up

CODE = "346ACD"  # of a room
LINE = Stroke(((10.0, 10.0), (10.0, 50.0), (10.0, 90.0)), 34.0)
SMALL = TrainingConfig(sizes=(784, 10), epochs=1)
DRAWING = NamedDrawing(np.zeros((28, 28), np.float32), 3, Source.DRAWING)


def greet(**words: Any) -> Session:
    """Return the visitor of a tab that greets the server with these words."""
    return greeting._visitor_of(words)


# The names by which a browser keeps the networks of an app that has just started.
NAMES_OF = """
import sys
from pages.ui.live.reading import reader
from pages.ui.app.state.session import Session

for choice in sys.argv[1:]:
    visitor = Session()
    visitor.network.choice = choice
    print(choice, reader.which(visitor).name)
"""


def test_a_network_has_the_same_name_in_every_process_and_no_other_has_it() -> None:
    def named(*choices: str) -> dict[str, str]:
        command = [sys.executable, "-c", NAMES_OF, *choices]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return dict(line.split() for line in lines.splitlines())

    one, other = named("book", "draw"), named("draw", "untrained")
    assert one["draw"] == other["draw"]
    assert len({*one.values(), *other.values()}) == 3


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
    assert known.back(token, "second", reloaded) is visitor and visitor.visit.token == token
    assert known.back("made up", "third", reloaded=True) is None


def test_a_duplicated_tab_gets_a_copy_and_a_token_of_its_own(
    known: Visitors, gone: set[str]
) -> None:
    visitor = Session()
    run = visitor.training.run = Run(SMALL)
    run.note(state=RunState.RUNNING)
    token = known.add(visitor, "first")
    other = known.back(token, "second", reloaded=False)
    assert other is not None and other is not visitor and other.visit.token != token
    copy = other.training.run
    assert copy and copy.state is RunState.FAILED and run.state is RunState.RUNNING
    assert copy.snapshot().newest is run.snapshot().newest
    assert known.back(token, "third", reloaded=True) is visitor


def test_nothing_that_a_copy_does_changes_the_first_visitor() -> None:
    """A copy shares with the first visitor only what never changes."""
    first = Session()
    run = first.training.run = Run(SMALL)
    study = first.experiments.study = Study(Experiment(SMALL, seeds=(1, 2)))
    first.training.lessons[run] = lesson = RoomLesson(frozenset("p"), 0.0, 3, 12)
    first.room.too_early |= {run, study}
    first.corrections.loaded = [DRAWING]
    first.talk.left[2] = as_left(first)
    copy = copied(first, still={})
    of_first = {id(part) for part in parts(first)}
    assert not [part for part in parts(copy) if id(part) in of_first]
    assert copy.training.run and list(copy.training.lessons.items()) == [
        (copy.training.run, lesson)
    ]
    assert set(copy.room.too_early) == {copy.training.run, copy.experiments.study}
    assert copy.corrections.loaded[0] is DRAWING
    assert not copy.talk.left


def parts(state: Any) -> Iterator[object]:
    """Return whatever of a visitor's state can change."""
    if isinstance(state, Mapping):
        for part in (*state.keys(), *state.values()):
            yield from parts(part)
    elif isinstance(state, list | set | WeakSet):
        for part in state:
            yield from parts(part)
    elif isinstance(state, Run | Study | type(threading.RLock())):
        yield state
    elif is_dataclass(state) and not state.__dataclass_params__.frozen:  # type: ignore[union-attr]
        yield state
        for field in fields(state):
            yield from parts(getattr(state, field.name))


@pytest.mark.parametrize("stays", [False, True])
def test_of_too_many_the_one_who_was_idle_longest_goes_and_hears_so(
    stays: bool, known: Visitors, gone: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "VISITORS", known)
    monkeypatch.setattr(whose_tab, "MOST_VISITORS", 3)
    idle, away, busy = Session(), Session(), Session()
    for moment, one in enumerate((idle, away, busy)):
        one.visit.used = float(moment)
        one.training.config = TrainingConfig(epochs=moment + 2)
        known.add(one, f"session {moment}")
    run = idle.training.run = Run(SMALL)
    tab = hello(token=idle.visit.token, kept=kept_by_tab.of(idle))
    if not stays:
        gone.add("session 1")
        known.add(Session(), "one more")
        assert away.visit.forgotten and not idle.visit.forgotten and len(known._known) == 3
    known.add(Session(), "and one more")
    assert idle.visit.forgotten and not busy.visit.forgotten
    assert run.state is RunState.FAILED and not idle.runs and len(known._known) == 3
    back = greet(**tab)
    assert back.training.config.epochs == 2
    assert back.visit.trouble == [kept_by_tab.FORGOTTEN]


def test_a_look_that_fails_is_not_the_last_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    again = threading.Event()

    def look(_: Visitors) -> None:
        if "no luck" not in caplog.text:
            raise RuntimeError("no luck")
        again.set()

    monkeypatch.setattr(whose_tab, "LOOKS_EVERY", 0.01)
    monkeypatch.setattr(Visitors, "look_after_absent", look)
    Visitors()
    assert again.wait(60)


def hello(**words: Any) -> dict[str, Any]:
    return {"token": "of another server", "reloaded": True} | words


def as_kept(strokes: tuple[Stroke, ...]) -> dict[str, Any]:
    """Return strokes as the browser keeps them."""
    return {"told": 0, "strokes": as_sent(strokes)}


def test_drawing_settings_and_network_come_back_from_the_tab() -> None:
    before = Session()
    before.training.config = TrainingConfig(epochs=7)
    before.use("book")
    before.digit.source, before.digit.test_number = Source.TEST, 18
    number = as_kept((LINE, LINE))
    visitor = greet(**hello(kept=kept_by_tab.of(before), drawing=as_kept((LINE,)), number=number))
    assert len(visitor.number.drawing.strokes) == 2
    assert visitor.training.config.epochs == 7
    assert visitor.network.choice == "book"
    assert (visitor.digit.source, visitor.digit.test_number) == (Source.TEST, 18)
    assert visitor.digit.drawing.strokes[0] == LINE
    assert visitor.visit.trouble == [kept_by_tab.FORGOTTEN]
    assert greet().visit.trouble == []  # a first visit hears of nothing


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        ("test", 10_000),
        ("test", -1),
        ("test", 18.0),
        ("test", True),
        ("test", [18]),
        ("secret", 7),
        ("host", [CODE, 7]),
        ("phone", [[*CODE], "token"]),
        ("phone", [CODE]),
    ],
)
def test_what_no_tab_can_have_kept_does_not_come_back(name: str, junk: Any) -> None:
    visitor = greet(**hello(kept=kept_by_tab.of(Session()) | {name: junk}))
    assert kept_by_tab.of(visitor)[name] != junk and digits.current(visitor).trouble


@pytest.mark.parametrize("drawn_since", [(), (LINE,)])
def test_a_talk_clears_the_canvas_but_for_a_drawing_that_the_tab_has_just_given_back(
    drawn_since: tuple[Stroke, ...],
) -> None:
    visitor = greet(**hello(kept=kept_by_tab.of(Session()), drawing=as_kept((LINE,))))
    drawing = visitor.digit.drawing
    drawing.receive((*drawing.strokes, *drawn_since))
    set_up(visitor, Step("drawing", "Draw a digit", digit="clear"))
    assert len(drawing.strokes) == (0 if drawn_since else 1)


def test_who_was_away_for_more_than_ten_minutes_hears_what_is_lost(
    known: Visitors, gone: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(greeting, "VISITORS", known)
    before = Session()
    before.use("book")
    before.corrections.loaded = [DRAWING]
    tab = hello(token=known.add(before, "first"), kept=kept_by_tab.of(before))
    gone.add("first")
    now += whose_tab.FORGOTTEN - 1
    known.look_after_absent()
    assert greet(**tab) is before and before.visit.trouble == []
    gone.add(streamlit_internals.session_id())
    now += whose_tab.FORGOTTEN + 1
    known.look_after_absent()
    assert not known._known and not before.corrections.drawings
    after = greet(**tab)
    assert after is not before and after.network.choice == "book"
    assert after.visit.trouble == [kept_by_tab.FORGOTTEN]


def test_the_newest_strokes_come_from_the_tab_that_was_reloaded(gone: set[str]) -> None:
    visitor = Session()
    visitor.digit.drawing.receive((LINE,))
    token = whose_tab.VISITORS.add(visitor, "first")
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


def test_all_who_press_play_wait_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Host(slots=0)) as host:
        monkeypatch.setattr(run_control, "HOST", host)
        line = first, second, other = greet(), greet(), greet()
        first.training.owner = second.training.owner = "one browser"
        for visitor in line:
            run_control.play(visitor)
        assert [waits(visitor) for visitor in line] == [
            f"Waiting: number {place} in line; a turn ends after five minutes"
            for place in (1, 2, 3)
        ]
        run_control.pause(first.training)
        assert waits(second).startswith("Waiting: number 1 in line")


def waits(visitor: Session) -> str:
    return runs.state_in_words(visitor.training.run.snapshot()) if visitor.training.run else ""


def test_all_tabs_of_a_browser_are_one_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    new, another = greet(), greet()
    assert new.training.owner != another.training.owner
    monkeypatch.setattr(greeting, "_browser", lambda: "one browser")
    visitor = greet()
    assert visitor.training.owner == "one browser"
    back = greet(token=visitor.visit.token, reloaded=True)
    assert back is visitor and copied(visitor, still={}).training.owner == "one browser"
