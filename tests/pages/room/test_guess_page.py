"""The host asks the room, on the page Room and in a talk; a phone sends what it likes."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.mnist import load
from nn.runs.run_view import RunView
from nn.settings.config import TrainingConfig
from pages.ui.app import runs
from pages.ui.app.places import DRAW, EXPERIMENTS, ROOM
from pages.ui.app.room import questions
from pages.ui.app.room import room as rules
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.room import InRoom, Ticket, Tries, Wall
from pages.ui.app.state.session import Session
from pages.ui.join import requests
from pages.ui.talk import director, script
from tests.pages.conftest import Open, html_of, rerun, text, until, visitor
from tests.pages.experiments.conftest import said
from tests.pages.room.conftest import lose, question_of, seen

GUESS = next(k for k, step in enumerate(script.SHIPPED) if step.show == "guess")

pytestmark = pytest.mark.usefixtures("own_rooms")


@pytest.fixture
def app(open_app: Open) -> AppTest:
    """Return the app of a room's host."""
    app = open_app(DRAW)
    here = visitor(app).room
    here.host, here.wall = ROOMS.open(), Wall.GUESS
    return app


@pytest.fixture
def session(app: AppTest) -> Session:
    return visitor(app)


@pytest.fixture
def phones(session: Session) -> list[Ticket]:
    """Return the tickets of some phones."""
    assert session.room.host
    return [ROOMS.join(session.room.host.code, Tries()) for _ in range(3)]


def guesses_of(session: Session) -> list[float]:
    return seen(session.room.host).guesses


def press(app: AppTest, key: str) -> None:
    rerun(app.button(key=key).click())


def one_epoch(session: Session) -> RunView:
    """Wait until the visitor's run is past its first epoch."""
    run = session.training.run
    assert run
    until(lambda: run.snapshot().after_first_epoch)
    return run.snapshot()


def test_the_host_asks_counts_reveals_and_says_the_truth(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    draft = session.room.draft
    draft.listed, draft.text, draft.has_choices, draft.choices = "own", "<b>Which?</b>", True, "one"
    rerun(app.switch_page(ROOM.path))
    press(app, "ask")
    assert "Give 2 to 10 answers" in text(app)
    draft.choices = "less\nmore\nabout the same"
    rerun(app)
    press(app, "ask")
    assert "&lt;b&gt;Which?&lt;/b&gt;" in html_of(app)
    for ticket, choice in zip(phones, (0, 0, 2), strict=True):
        ROOMS.guess(ticket, choice)
    rerun(app)
    assert "3 of 3 phones have guessed" in said(app)
    assert "tn-choice" not in html_of(app)
    press(app, "reveal_guesses")
    assert html_of(app).count("tn-choice-count") == 3
    questions.answer(session, question_of(session), [2])
    rerun(app)
    assert "The truth: about the same. 1 phone was right." in said(app)
    press(app, "ask_another")
    assert seen(session.room.host).question is None and guesses_of(session) == []


@pytest.mark.parametrize(
    "junk", [None, "60", True, [60], {"a": 1}, float("nan"), float("inf"), 1e308, 10**400, -1, 101]
)
def test_a_phone_may_send_anything_for_a_guess(
    junk: Any, session: Session, phones: list[Ticket]
) -> None:
    questions.ask(session, questions.LISTED["epoch"])
    here, asked = InRoom(phone=phones[0]), question_of(session).asked
    requests.guess(here, {"name": "1", "guess": junk, "question": asked})
    assert "number" in here.refused and guesses_of(session) == []
    requests.guess(here, {"name": "2", "guess": 60, "question": asked})
    assert here.refused == "" and guesses_of(session) == [60.0]


def test_the_truth_after_one_epoch_is_that_of_a_run_after_the_question(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    session.training.config = replace(session.training.config, epochs=1, training_images=1000)
    runs.play(session)
    one_epoch(session)
    questions.ask(session, questions.LISTED["epoch"])
    ROOMS.guess(phones[0], 60)
    rerun(app.switch_page(ROOM.path))
    press(app, "reveal_guesses")
    assert question_of(session).truth == ()  # the room could know that one
    assert "after the first epoch of your next run" in text(app)
    runs.reset(session)
    runs.play(session)
    end = one_epoch(session).after_first_epoch
    rerun(app)
    assert end and question_of(session).truth == (round(100 * end.test.accuracy, 1),)
    assert "1 phone was nearest, with 60 %" in said(app)


def test_the_most_misread_digit_is_counted_on_the_rooms_own(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    questions.ask(session, questions.LISTED["misread"])
    session.network.choice = "book"
    truth, how = questions.most_misread(session, seen(session.room.host))
    assert len(truth) == 1 and "10,000 test images" in how  # there is none of the room's own
    three = load().test.images[load().test.labels == 3][0]
    for ticket, meant in zip(phones, (5, 8, 3), strict=True):  # two of them say that it is none
        ROOMS.send(ticket, three, meant)
    room = seen(session.room.host)
    truth, how = questions.most_misread(session, room)
    assert truth == [5, 8] and "1 time among the room's 3 digits" in how
    steered = {digit.id for digit in room.digits.values() if digit.meant != 3}
    assert session.room.host
    ROOMS.change(session.room.host, lambda known: rules.without(known, steered))
    rerun(app.switch_page(ROOM.path))
    press(app, "reveal_guesses")
    press(app, "count_misread")
    assert "It reads all of the room's 1 digit right" in text(app)


def test_the_room_may_guess_what_the_next_experiment_tells(app: AppTest, session: Session) -> None:
    session.room.draft.listed = questions.EXPERIMENT
    rerun(app.switch_page(ROOM.path))
    assert session.room.draft.listed == questions.EPOCH  # there is no experiment yet
    session.experiments.set_up(Experiment(TrainingConfig(), seeds=(1, 2)), Way.LOTTERY)
    session.room.draft.listed = questions.EXPERIMENT
    rerun(app)
    assert "points will lie between the best and the worst" in str(app.radio[0].options)
    press(app, "ask")
    assert question_of(session).kind == "lottery"
    press(app, "reveal_guesses")
    assert "The truth comes here when the experiment has ended." in text(app)
    press(app, "to_experiments")
    assert app.title[0].value == EXPERIMENTS.title


# In a talk


def test_the_talk_asks_the_phones_once(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    director.begin(session, GUESS)
    rerun(app)
    assert question_of(session).text == "What will it read after one epoch?"
    for ticket, guess in zip(phones, (50, 60, 95), strict=True):
        ROOMS.guess(ticket, guess)
    rerun(app)
    assert "of 3 phones have guessed" in said(app)
    director.go(session, GUESS - 1)
    director.go(session, GUESS)
    rerun(app)
    assert len(guesses_of(session)) == 3
    press(app, "talk_show_guesses")
    assert "tn-histogram" in html_of(app) and session.views.train.guess == 60
    director.go(session, GUESS + 1)
    rerun(app)
    assert "The room said 60 %" in said(app)


def test_whoever_goes_on_without_the_reveal_ends_the_guessing(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    director.begin(session, GUESS)
    ROOMS.guess(phones[0], 70)
    session.training.config = replace(session.training.config, training_images=1000)
    director.go(session, GUESS + 1)
    rerun(app)
    assert question_of(session).revealed and session.views.train.guess == 70


def test_without_phones_the_speaker_asks_by_hand(
    app: AppTest, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    director.begin(session, GUESS)
    assert session.room.host
    ROOMS.end(session.room.host)
    rerun(app)
    assert "The room with the phones is closed" in html_of(app)
    assert app.number_input(key="talk_guess_number")
    session.room.host = ROOMS.open()
    rerun(app)
    press(app, "talk_ask")
    assert "of 0 phones have guessed" in html_of(app)
    lose(ROOMS.store, monkeypatch)
    rerun(app)
    assert "cannot be reached just now" in html_of(app)
    assert app.number_input(key="talk_guess_number")
    director.go(session, GUESS + 1)
    rerun(app)
    assert "tn-talk-learns" in html_of(app)


def test_a_talk_may_have_the_wall_on_its_stage(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)
    session.talk.text = b"[[step]]\nshow = 'room'\nline = 'Draw on your phone'"
    director.begin(session)
    rerun(app)
    press(app, "talk_open_room")
    assert session.room.host and "tn-join-code" in html_of(app)
    ticket = ROOMS.join(session.room.host.code, Tries())
    ROOMS.send(ticket, load().test.images[0], 7)
    rerun(app)
    assert "tn-join-code" not in html_of(app)  # the wall, since there is a digit
    press(app, "pause_room")
    assert seen(session.room.host).paused
    press(app, "talk_room_part")
    assert "tn-join-code" in html_of(app)
    ROOMS.end(session.room.host)
    rerun(app)
    assert app.button(key="talk_open_room")
