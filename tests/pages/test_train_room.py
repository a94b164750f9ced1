"""Train and the talk for the host of a room: the third curve, and a run that learns from it."""

from collections.abc import Callable, Iterator
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import Reader
from nn.evaluation import evaluate
from nn.mnist import load
from nn.runs.run_view import RunState
from pages.ui.app import networks, runs
from pages.ui.app.places import ROOM, TRAIN
from pages.ui.app.room import learning, lesson, steering
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import CLOSED, GONE, InProcess, StoreGone
from pages.ui.app.state.room import Ticket, Tries
from pages.ui.talk import script
from pages.ui.train import live
from tests.pages.conftest import Open, html_of, rerun, text, until, visitor
from tests.pages.test_talk import talk_at
from tests.pages.test_train import begin, curve, press, run_of, small, train_to_the_end

pytestmark = pytest.mark.slow


@pytest.fixture
def ticket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ticket]:
    """Return the ticket of a room with 30 digits; its phones may be as fast as they like."""
    monkeypatch.setattr(rules, "PHONE_RESTS", 0.0)
    monkeypatch.setattr(live, "CHARTS_SECONDS", 1e-3)
    ticket = ROOMS.open(each=1_000)
    send(ticket, 30)
    yield ticket
    if ROOMS.look(ticket.code):
        ROOMS.end(ticket)


def send(ticket: Ticket, count: int, first: int = 0) -> None:
    """Send test digits into the room."""
    phone, test = ROOMS.join(ticket.code, Tries()), load().test
    for k in range(first, first + count):
        ROOMS.send(phone, test.images[k], int(test.labels[k]))


@pytest.fixture
def train(open_app: Open, ticket: Ticket) -> AppTest:
    """Return the host's Train page."""
    app = open_app(TRAIN)
    visitor(app).room.host = ticket
    begin(app, small())
    return app


class Gone(InProcess):
    """A store that cannot be reached."""

    def get(self, code: str) -> Room | None:
        """Say so."""
        raise StoreGone(GONE)


def learn_from_it(app: AppTest) -> None:
    app.checkbox(key="learn_room").check().run()
    assert not app.exception


def names(app: AppTest) -> str:
    """Return all that the page says, with ordinary spaces."""
    return unescape(text(app) + html_of(app)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_third_curve_and_its_number_are_those_of_evaluate(train: AppTest) -> None:
    assert "the room's 30 digits" in names(train)  # before there is a run
    train_to_the_end(train, small())
    rerun(train)
    digits, checkpoints = load().test[:30], run_of(train).snapshot().checkpoints
    expected = [(c.position, 100 * evaluate(c.network, digits).accuracy) for c in checkpoints]
    np.testing.assert_allclose(curve(train, learning.ALL), expected)
    assert f"{expected[-1][1]:.0f} %" in names(train)
    send(visitor(train).room.host or Ticket("", ""), 1, first=30)
    rerun(train)
    assert "the room's 31 digits" in names(train)


def test_a_store_that_is_gone_gets_a_sentence_and_the_run_goes_on(
    train: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(train, "One mini-batch")
    assert len(curve(train, learning.ALL)) == 2  # the first epoch has the third curve

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ROOMS, "store", Gone())
        press(train, "One mini-batch")
        assert GONE in text(train) and "the room's 30 digits" in names(train)
        assert run_of(train).snapshot().progress.step == 2
    rerun(train)
    assert GONE not in text(train)


def test_a_room_that_ends_in_mid_run_leaves_the_run(train: AppTest, ticket: Ticket) -> None:
    press(train, "One mini-batch")
    ROOMS.end(ticket)
    rerun(train)
    assert CLOSED in text(train) and "the room's 30" not in names(train)
    press(train, "One mini-batch")
    assert run_of(train).snapshot().progress.step == 2


def end_on_its_page(app: AppTest) -> None:
    rerun(app.switch_page(ROOM.path))
    rerun(app.button(key="end_room").click())


def end_elsewhere(app: AppTest) -> None:
    ROOMS.end(visitor(app).room.host or Ticket("", ""))
    rerun(app)
    assert CLOSED in text(app) and steering.ENDED in text(app)


@pytest.mark.parametrize("end", [end_on_its_page, end_elsewhere])
def test_a_run_that_learns_from_the_room_ends_with_it(
    end: Callable[[AppTest], None], train: AppTest
) -> None:
    press(train, "One mini-batch")
    learn_from_it(train)
    assert "This run goes on without the room's digits." in text(train)
    press(train, "Reset")
    if end is end_elsewhere:  # and not just where it is ready to begin
        press(train, "One mini-batch")
    run = run_of(train)
    assert run.extra is not None
    end(train)
    assert run.extra is None and run.state is RunState.FAILED
    assert not visitor(train).room.learn
    rerun(train.switch_page(TRAIN.path))
    press(train, "Reset")
    assert run_of(train).extra is None and run_of(train).state is RunState.READY


def test_a_run_learns_from_two_thirds_and_says_before_and_after(train: AppTest) -> None:
    used = networks.shipped("book").reader.network  # since `draw`, in use, has other layers
    learn_from_it(train)
    digits = lesson.look(visitor(train)).digits
    assert digits
    count = len(digits.to_learn)
    assert f"It learns from {count} of the room's 30 digits" in text(train)
    images = 500 + count * lesson.times_of_each(count, 500)
    assert f"{images} images" in text(train)
    train_to_the_end(train, small())
    run, held_out = run_of(train), digits.held_out
    assert run.extra is None and run.extra_count == images - 500  # forgotten at the end
    said, newest = names(train), run.snapshot().newest
    assert f"the room's {len(held_out)} held-out digits" in said
    for network in (used, newest):
        right = learning.score(Reader(network), held_out)
        assert f"{right.right} of {right.total} held-out digits, MNIST" in said
    share = learning.score(Reader(newest), held_out).share
    assert curve(train, learning.HELD_OUT)[-1][1] == pytest.approx(100 * share)
    origin = networks.in_use(visitor(train)).origin
    assert origin.data == f"MNIST and {count} digits of a room"


def test_the_same_run_without_the_room_is_what_it_is_compared_with(train: AppTest) -> None:
    press(train, "One mini-batch")
    learn_from_it(train)
    press(train, "Reset")
    taught = visitor(train).training.lessons[run_of(train)]
    assert taught.before is networks.shipped("book").reader  # since none came to its end
    rerun(train.checkbox(key="learn_room").uncheck())
    press(train, "Reset")
    train_to_the_end(train, small())
    first = run_of(train).snapshot().newest
    learn_from_it(train)
    for _ in range(2):
        press(train, "Reset")
        taught = visitor(train).training.lessons[run_of(train)]
        assert taught.before == Reader(first) and taught.named == runs.WITHOUT_THE_ROOM


def test_the_talk_shows_the_room_while_the_network_learns(open_app: Open, ticket: Ticket) -> None:
    visitor(open_app(TRAIN)).room.host = ticket
    step = next(k for k, it in enumerate(script.SHIPPED) if it.show == "training")
    talk = talk_at(open_app, step)
    until(lambda: len(run_of(talk).snapshot().checkpoints) > 1)
    rerun(talk)
    assert "% of the room's 30 digits" in names(talk)
    until(lambda: rerun(talk) and len(curve(talk, learning.ALL)) > 1)
