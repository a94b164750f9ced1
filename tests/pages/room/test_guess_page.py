"""The host asks the room, on the page Room and in a talk; a phone sends what it likes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.mnist import load
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from pages.ui.app import runs
from pages.ui.app.places import DRAW, EXPERIMENTS, ROOM
from pages.ui.app.room import questions
from pages.ui.app.room import room as rules
from pages.ui.app.room.codes import Tries
from pages.ui.app.room.room import Question, Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import InProcess, StoreGone
from pages.ui.app.room.ticket import Ticket
from pages.ui.app.state.room import InRoom, Wall
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import Step
from pages.ui.join import phone as phone_page
from pages.ui.join import requests
from pages.ui.talk import director, script
from tests.pages.conftest import Open, html_of, rerun, text, until, visitor

GUESS = next(k for k, step in enumerate(script.SHIPPED) if step.show == "guess")


@pytest.fixture(autouse=True)
def always_looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no test see what another one looked at."""
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 0.0)
    monkeypatch.setattr(ROOMS, "store", InProcess())
    yield


def hosting(open_app: Open, phones: int = 3) -> tuple[AppTest, list[Ticket]]:
    """Return the host's page at “Guess”, and the tickets of some phones."""
    app = open_app(DRAW)
    here = visitor(app).room
    here.host, here.wall = ROOMS.open(), Wall.GUESS
    return app, [ROOMS.join(here.host.code, Tries()) for _ in range(phones)]


def room_of(session: Session) -> Room:
    """Return the room of this host, which must be there."""
    assert session.room.host
    known = ROOMS.look(session.room.host.code)
    assert known is not None
    return known


def question_of(session: Session) -> Question:
    """Return the open question, which must be there."""
    question = room_of(session).question
    assert question is not None
    return question


def said(app: AppTest) -> str:
    """Return what the page says, with ordinary spaces."""
    return (html_of(app) + text(app)).replace("\N{NO-BREAK SPACE}", " ")


def words_for(ticket: Ticket, session: Session) -> dict[str, Any]:
    """Return what a phone's page gets of the question."""
    words = phone_page._question(ticket, room_of(session))
    assert words is not None
    return words


def test_the_host_asks_counts_and_reveals(open_app: Open) -> None:
    app, phones = hosting(open_app)
    app.switch_page(ROOM.path)
    rerun(app)
    app.radio(key="question_listed").set_value("eta")
    rerun(app)
    session = rerun(app.button(key="ask").click())
    for ticket, choice in zip(phones, (0, 0, 2), strict=True):
        ROOMS.guess(ticket, choice)
    rerun(app)
    assert "3 of 3 phones have guessed" in said(app)
    assert "tn-choice" not in html_of(app)
    rerun(app.button(key="reveal_guesses").click())
    assert html_of(app).count("tn-choice-count") == 3
    questions.answer(session, question_of(session), [2])
    rerun(app)
    assert "The truth: about the same. 1 phone was right." in said(app)
    rerun(app.button(key="ask_another").click())
    assert room_of(session).question is None and room_of(session).guesses == []


def test_a_question_of_ones_own_that_cannot_be_asked_gets_a_sentence(open_app: Open) -> None:
    app, _ = hosting(open_app)
    draft = visitor(app).room.draft
    draft.listed, draft.text, draft.has_choices, draft.choices = "own", "Which?", True, "one"
    app.switch_page(ROOM.path)
    rerun(app)
    rerun(app.button(key="ask").click())
    assert "Give 2 to 10 answers" in text(app)
    draft.has_choices, draft.unit, draft.text = False, "s", "<b>How</b> long?"
    rerun(app)
    session = rerun(app.button(key="ask").click())
    assert question_of(session).unit == "s"
    assert "&lt;b&gt;How&lt;/b&gt; long?" in html_of(app)
    rerun(app.button(key="reveal_guesses").click())
    app.number_input(key="truth_number").set_value(12.5)
    rerun(app)
    rerun(app.button(key="say_truth").click())
    assert "The truth: 12.5 s. Nobody has guessed." in said(app)


def test_a_phone_learns_nothing_of_others_before_the_reveal(open_app: Open) -> None:
    app, (one, other, _) = hosting(open_app)
    session = visitor(app)
    questions.ask(session, questions.LISTED["epoch"])
    before = words_for(other, session)
    ROOMS.guess(one, 61)
    assert words_for(other, session) == before
    assert "61" not in str(before["says"]) and before["guess"] is None


@pytest.mark.parametrize(
    "junk", [None, "60", True, [60], {"a": 1}, float("nan"), float("inf"), 1e308, 10**400, -1, 101]
)
def test_a_phone_may_send_anything_for_a_guess(junk: Any, open_app: Open) -> None:
    app, phones = hosting(open_app)
    session = visitor(app)
    questions.ask(session, questions.LISTED["epoch"])
    here = InRoom(phone=phones[0])
    asked = question_of(session).asked
    requests.guess(here, {"name": "1", "guess": junk, "question": asked})
    assert "number" in here.refused and room_of(session).guesses == []
    for other in (None, "x", asked - 1, [asked]):
        requests.guess(here, {"name": str(other), "guess": 60, "question": other})
        assert "another question" in here.refused
    requests.guess(here, {"name": "2", "guess": 60, "question": asked})
    assert here.refused == "" and room_of(session).guesses == [60.0]


def test_the_truth_after_one_epoch_is_that_of_a_run_after_the_question(open_app: Open) -> None:
    app, phones = hosting(open_app)
    session = visitor(app)
    session.training.config = replace(session.training.config, epochs=1, training_images=1000)

    def one_epoch() -> None:
        runs.reset(session)
        runs.play(session)
        until(lambda: runs.after_first_epoch(session.training.run.snapshot()))  # type: ignore[union-attr]

    one_epoch()
    questions.ask(session, questions.LISTED["epoch"])
    ROOMS.guess(phones[0], 60)
    app.switch_page(ROOM.path)
    rerun(app)
    rerun(app.button(key="reveal_guesses").click())
    assert question_of(session).truth == ()  # the room could know that one
    assert "after the first epoch of your next run" in text(app)
    one_epoch()
    rerun(app)
    assert session.training.run
    end = runs.after_first_epoch(session.training.run.snapshot())
    assert end and question_of(session).truth == (round(100 * end.test.accuracy, 1),)
    assert "1 phone was nearest, with 60 %" in said(app)
    HOST.discard(session.training.run)


def test_the_most_misread_digit_is_counted_on_the_rooms_own(open_app: Open) -> None:
    app, phones = hosting(open_app)
    session = visitor(app)
    questions.ask(session, questions.LISTED["misread"])
    session.network.choice = "book"
    truth, how = questions.most_misread(session, room_of(session))
    assert len(truth) == 1 and "10,000 test images" in how  # there is none of the room's own
    three = load().test.images[load().test.labels == 3][0]
    for ticket, meant in zip(phones, (5, 8, 3), strict=True):  # two of them say that it is none
        ROOMS.send(ticket, three, meant)
    truth, how = questions.most_misread(session, room_of(session))
    assert truth == [5, 8] and "1 time among the room's 3 digits" in how
    steered = [digit.id for digit in room_of(session).digits.values() if digit.meant != 3]
    assert session.room.host
    ROOMS.change(session.room.host, lambda known: rules.without(known, set(steered)))
    app.switch_page(ROOM.path)
    rerun(app)
    rerun(app.button(key="reveal_guesses").click())
    rerun(app.button(key="count_misread").click())
    assert "It reads all of the room's 1 digit right" in text(app)


def test_the_room_may_guess_what_the_next_experiment_tells(open_app: Open) -> None:
    app, _ = hosting(open_app)
    session = visitor(app)
    session.experiments.now.draft = Experiment(TrainingConfig(), seeds=(1, 2))
    session.room.draft.listed = questions.EXPERIMENT
    app.switch_page(ROOM.path)
    rerun(app)
    assert "points will lie between the best and the worst" in str(app.radio[0].options)
    rerun(app.button(key="ask").click())
    assert question_of(session).kind == "lottery"
    rerun(app.button(key="reveal_guesses").click())
    assert "The truth comes here when the experiment has ended." in text(app)
    rerun(app.button(key="to_experiments").click())
    assert app.title[0].value == EXPERIMENTS.title


def test_a_question_that_is_no_secret_any_more_leaves_the_list(open_app: Open) -> None:
    app, _ = hosting(open_app)
    session = visitor(app)
    session.room.draft.listed = questions.EXPERIMENT  # there is no experiment by now
    app.switch_page(ROOM.path)
    rerun(app)
    assert session.room.draft.listed == questions.EPOCH


# In a talk


def test_the_talk_asks_the_phones_once(open_app: Open) -> None:
    app, phones = hosting(open_app)
    session = visitor(app)
    director.begin(session, GUESS)
    rerun(app)
    assert question_of(session).text == "How many will it read after one epoch?"
    for ticket, guess in zip(phones, (50, 60, 95), strict=True):
        ROOMS.guess(ticket, guess)
    rerun(app)
    assert "of 3 phones have guessed" in said(app)
    director.go(session, GUESS - 1)
    director.go(session, GUESS)
    rerun(app)
    assert len(room_of(session).guesses) == 3
    rerun(app.button(key="talk_show_guesses").click())
    assert "tn-histogram" in html_of(app) and session.views.train.guess == 60
    director.go(session, GUESS + 1)
    rerun(app)
    assert "The room said 60 %" in said(app)


@pytest.mark.slow
def test_whoever_goes_on_without_the_reveal_ends_the_guessing(open_app: Open) -> None:
    app, phones = hosting(open_app)
    session = visitor(app)
    director.begin(session, GUESS)
    ROOMS.guess(phones[0], 70)
    director.go(session, GUESS + 1)
    rerun(app)
    assert question_of(session).revealed and session.views.train.guess == 70
    assert session.training.run
    run = session.training.run
    until(lambda: runs.after_first_epoch(run.snapshot()))
    rerun(app)
    assert "1 phone was nearest, with 70 %" in said(app)


def test_without_phones_the_speaker_asks_by_hand(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = hosting(open_app)
    session = visitor(app)
    director.begin(session, GUESS)
    assert session.room.host
    ROOMS.end(session.room.host)
    rerun(app)
    assert "The room with the phones is closed" in html_of(app)
    assert app.number_input(key="talk_guess_number")
    session.room.host = ROOMS.open()
    rerun(app)
    rerun(app.button(key="talk_ask").click())
    assert "of 0 phones have guessed" in html_of(app)

    def gone(*_: object) -> None:
        raise StoreGone("gone")

    monkeypatch.setattr(ROOMS.store, "get", gone)
    monkeypatch.setattr(ROOMS.store, "change", gone)
    rerun(app)
    assert "cannot be reached just now" in html_of(app)
    assert app.number_input(key="talk_guess_number")
    director.go(session, GUESS + 1)
    rerun(app)
    assert "tn-talk-learns" in html_of(app)


def test_a_talk_may_have_the_wall_on_its_stage(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)
    session.talk.steps = (Step("room", "Draw on your phone"),)
    director.begin(session)
    rerun(app)
    rerun(app.button(key="talk_open_room").click())
    assert session.room.host and "tn-join-code" in html_of(app)
    ticket = ROOMS.join(session.room.host.code, Tries())
    ROOMS.send(ticket, load().test.images[0], 7)
    rerun(app)
    assert "tn-join-code" not in html_of(app)  # the wall, since there is a digit
    rerun(app.button(key="pause_room").click())
    assert room_of(session).paused
    rerun(app.button(key="talk_room_part").click())
    assert "tn-join-code" in html_of(app)
    ROOMS.end(session.room.host)
    rerun(app)
    assert app.button(key="talk_open_room")
