"""Train and the talk for the host of a room: the third curve, and a run that learns from it."""

from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import Reader
from nn.evaluation import evaluate
from nn.mnist import load
from nn.runs.run_view import RunState
from pages.ui.app.places import ROOM, TRAIN
from pages.ui.app.state.room import Ticket
from pages.ui.app.visitor import networks
from pages.ui.class_room import sent_digits, steering
from pages.ui.class_room.store import CLOSED, GONE
from pages.ui.class_room.who_may import ROOMS
from pages.ui.talk import script
from pages.ui.train import on_room
from tests.pages.class_room.conftest import hang, lose, seen
from tests.pages.conftest import Open, html_of, rerun, text, until, visitor
from tests.pages.test_talk import talk_at
from tests.pages.test_train import begin, curve, press, run_of, small, train_to_the_end

pytestmark = pytest.mark.slow
DIGITS = on_room.ALL.format("digits")


@pytest.fixture
def ticket(own_rooms: None) -> Ticket:
    """Return the ticket of a room with 30 digits, of six phones."""
    ticket = ROOMS.open()
    for first in range(0, 30, 5):
        hang(ticket, *range(first, first + 5))
    return ticket


@pytest.fixture
def train(open_app: Open, ticket: Ticket) -> AppTest:
    """Return the host's Train page."""
    app = open_app(TRAIN)
    visitor(app).room.host = ticket
    begin(app, small())
    return app


def learn_from_it(app: AppTest) -> None:
    app.checkbox(key="learn_room").check().run()
    assert not app.exception


def names(app: AppTest) -> str:
    """Return all that the page says, with ordinary spaces."""
    return unescape(text(app) + html_of(app)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_third_curve_and_its_number_are_those_of_evaluate(
    train: AppTest, ticket: Ticket
) -> None:
    assert "the room's 30 digits" in names(train)  # before there is a run
    train_to_the_end(train, small())
    rerun(train)
    digits, checkpoints = load().test[:30], run_of(train).snapshot().checkpoints
    expected = [(c.position, 100 * evaluate(c.network, digits).accuracy) for c in checkpoints]
    np.testing.assert_allclose(curve(train, DIGITS), expected, rtol=1e-3)
    assert f"{expected[-1][1]:.0f} %" in names(train)
    hang(ticket, 30)
    rerun(train)
    assert "the room's 31 digits" in names(train)


def test_a_store_that_is_gone_gets_a_sentence_and_the_run_goes_on(
    train: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(train, "One mini-batch")
    assert len(curve(train, DIGITS)) == 2  # the first epoch has the third curve

    with monkeypatch.context() as meanwhile:
        lose(ROOMS.store, meanwhile)
        press(train, "One mini-batch")
        assert GONE in text(train)
        assert run_of(train).snapshot().progress.step == 2
    rerun(train)
    assert GONE not in text(train) and "the room's 30 digits" in names(train)


@pytest.mark.parametrize("by_host", [True, False], ids=["the host", "somebody else"])
def test_a_run_that_learns_from_the_room_ends_with_it(
    by_host: bool, train: AppTest, ticket: Ticket
) -> None:
    press(train, "One mini-batch")
    learn_from_it(train)
    assert "none of the room's digits (you chose to learn from them)" in text(train)
    press(train, "Reset")
    if not by_host:  # and not just where it is ready to begin
        press(train, "One mini-batch")
    run = run_of(train)
    assert run.extra is not None
    if by_host:
        rerun(train.switch_page(ROOM.path))
        rerun(train.button(key="end_room").click())
    else:
        ROOMS.end(ticket)
        rerun(train)
        assert CLOSED in text(train) and steering.ENDED in text(train)
    assert run.extra is None and run.state is RunState.FAILED
    assert not visitor(train).room.learn
    rerun(train.switch_page(TRAIN.path))
    press(train, "Reset")
    assert run_of(train).extra is None and run_of(train).state is RunState.READY


def test_a_run_learns_from_two_thirds_and_the_curve_is_of_the_others(
    train: AppTest, ticket: Ticket
) -> None:
    learn_from_it(train)
    assert "Each run learns from two phones in three" in text(train)
    train_to_the_end(train, small())
    run = run_of(train)
    lesson = visitor(train).training.lessons[run]
    assert run.extra is None and run.extra_count == lesson.images == 40  # forgotten at the end
    held_out = [it for it in seen(ticket).digits.values() if it.phone not in lesson.phones]
    assert f"the room's {len(held_out)} held-out digits" in names(train) and len(held_out) == 10
    images, newest = sent_digits.images_of(held_out), run.snapshot().newest
    share = 100 * sent_digits.read(Reader(newest), images).correct / 10
    assert curve(train, on_room.HELD_OUT.format("digits"))[-1][1] == pytest.approx(share, rel=1e-3)
    visitor(train).use("run")  # which does not read half of the test images
    assert networks.in_use(visitor(train)).origin.data == "MNIST and 20 digits of a room"


def test_the_talk_shows_the_room_while_the_network_learns(open_app: Open, ticket: Ticket) -> None:
    here = visitor(open_app(TRAIN)).room
    here.host, here.learn = ticket, True  # the talk's run learns from what its text says alone
    step = next(k for k, it in enumerate(script.SHIPPED) if it.show == "training")
    talk = talk_at(open_app, step)
    until(lambda: len(run_of(talk).snapshot().checkpoints) > 1)
    rerun(talk)
    assert "% of the room's 30 digits" in names(talk)
    until(lambda: rerun(talk) and len(curve(talk, DIGITS)) > 1)
    assert not visitor(talk).training.lessons and visitor(talk).room.learn
