"""What is guessed before a run or an experiment tells it: by a visitor alone, and by a room."""

import time
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState
from nn.mnist import load
from nn.settings.config import TrainingConfig
from pages.ui.app.places import DRAW, EXPERIMENTS, ROOM, TRAIN
from pages.ui.app.state.experiments import Asked, form_of
from pages.ui.app.state.room import InRoom, Ticket, Wall
from pages.ui.app.state.session import Session
from pages.ui.class_room import rules
from pages.ui.class_room.guessing import questions, the_truth
from pages.ui.class_room.who_may import ROOMS
from pages.ui.every_page import run_control
from pages.ui.join import requests
from pages.ui.room import guess
from pages.ui.talk import director, script
from tests.pages.class_room.conftest import lose, question_of, seen
from tests.pages.conftest import Open, button, html_of, rerun, text, until, visitor
from tests.pages.experiments.conftest import said
from tests.pages.experiments.made import results_of, varied

BOOK = TrainingConfig()
LOTTERY = Experiment(TrainingConfig(epochs=1), seeds=(1, 2, 3))
COMPARE = Experiment(BOOK, varied(eta=(0.1, 0.5, 3.0)), (1, 2))
PAIRS = Experiment(BOOK, varied(cost=("quadratic", "cross-entropy"), eta=(3.0, 0.5)), (1, 2), True)
PATIENT = Experiment(BOOK, varied(eta=(3.0, 0.5), mini_batch_size=(5, 10)), (1, 2), True)
MANY = Experiment(BOOK, varied(eta=tuple(0.1 * k for k in range(1, 13))))
SHOWN = next(k for k, step in enumerate(script.SHIPPED) if step.show == "guess")

pytestmark = pytest.mark.usefixtures("own_rooms")


@pytest.fixture
def app(open_app: Open) -> AppTest:
    app = open_app(DRAW)
    visitor(app).training.config = replace(BOOK, epochs=1, training_images=1000)
    return app


@pytest.fixture
def session(app: AppTest) -> Session:
    return visitor(app)


@pytest.fixture
def phones(session: Session) -> list[Ticket]:
    """Have this visitor open a room, and return the tickets of three phones."""
    here = session.room
    here.host, here.wall = ROOMS.open(), Wall.GUESS
    return [ROOMS.join(here.host.code) for _ in range(3)]


def press(app: AppTest, key: str) -> None:
    rerun(app.button(key=key).click())


def all_guess(phones: list[Ticket], *values: float) -> None:
    for ticket, value in zip(phones, values, strict=True):
        ROOMS.guess(ticket, value)


def train(session: Session) -> float:
    """Have a new run end, and return how much it reads, in per cent."""
    run_control.reset(session)
    run_control.play(session)
    run = session.training.run
    assert run
    until(lambda: run.state.over)
    end = run.snapshot().after_first_epoch
    assert end
    return round(100 * end.test.accuracy, 1)


def begin(session: Session, experiment: Experiment) -> Study:
    study = session.experiments.study = Study(experiment)
    study.note(state=StudyState.RUNNING)
    return study


def end(study: Study, *shares: float) -> None:
    """Have an experiment end with what its runs read."""
    study.note(results=tuple(results_of(study.snapshot().experiment, *shares)))
    study.note(state=StudyState.FINISHED)


# A visitor alone


def test_a_guess_on_train_stands_beside_the_result(app: AppTest, session: Session) -> None:
    rerun(app.switch_page(TRAIN.path))
    assert "Of 100 digits, how many will it read right after seeing all 1,000 once?" in said(app)
    rerun(app.number_input(key="guess_epoch").set_value(30.0))
    result = train(session)
    rerun(app)
    assert f"Your guess: 30 %. Result: {result:g} %, " in said(app)
    run_control.reset(session)
    rerun(app)
    assert app.number_input(key="guess_epoch").value == 30.0


@pytest.mark.parametrize(
    ("experiment", "shares", "truth"),
    [
        (LOTTERY, (0.7344, 0.9123, 0.8), (17.8,)),
        (COMPARE, (0.8, 0.95, 0.96, 0.9, 0.953, 0.972), (2.0,)),
        # Two that are printed alike are both right.
        (COMPARE, (0.9512, 0.9514, 0.9, 0.9512, 0.9514, 0.9), (0.0, 1.0)),
        (MANY, (*[0.9] * 5, 0.95, *[0.8] * 6), (95.0,)),
    ],
)
def test_what_is_right_is_known_at_the_end(
    experiment: Experiment, shares: tuple[float, ...], truth: tuple[float, ...]
) -> None:
    study = Study(experiment)
    study.note(state=StudyState.RUNNING, results=tuple(results_of(experiment, *shares[:2])))
    assert the_truth.truth_of(study.snapshot()) == ()
    end(study, *shares)
    assert the_truth.truth_of(study.snapshot()) == truth


@pytest.mark.parametrize(
    ("experiment", "choices"),
    [
        (COMPARE, ("A: 0.1", "B: 0.5", "C: 3")),
        (PAIRS, ("A: quadratic, η 3", "B: cross-entropy, η 0.5")),
        (PATIENT, ("A: η 3, mini-batch size 5", "B: η 0.5, mini-batch size 10")),
        (MANY, ()),
    ],
)
def test_the_choices_are_the_cells_where_they_are_few(
    experiment: Experiment, choices: tuple[str, ...]
) -> None:
    question = questions.of_experiment(Asked(form_of(experiment)))
    assert question and question.choices == choices
    rules.asked(rules.Room("", "", 0, 0), question)  # not refused
    assert questions.of_experiment(Asked(form_of(Experiment(BOOK)))) is None


# The room, on the host's page


def test_the_host_asks_counts_reveals_and_says_the_truth(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    draft = session.room.draft
    draft.listed, draft.text, draft.choices = "", "<b>Which?</b>", "one"
    rerun(app.switch_page(ROOM.path))
    press(app, "ask")
    assert "Give 2 to 10 answers" in text(app)
    draft.choices = " less \n\nmore\nabout the same"
    rerun(app)
    press(app, "ask")
    assert "&lt;b&gt;Which?&lt;/b&gt;" in html_of(app)
    all_guess(phones, 0, 0, 2)
    rerun(app)
    assert "3 of 3 phones have guessed" in said(app)
    assert "tn-choice" not in html_of(app)
    press(app, "reveal_guesses")
    assert html_of(app).count("tn-choice-count") == 3
    the_truth.reveal(session, question_of(session), [2])
    rerun(app)
    assert "The truth: about the same. 1 phone was right." in said(app)
    press(app, "ask_another")
    assert seen(session.room.host).question is None and seen(session.room.host).guesses == []


def test_phones_that_have_gone_are_not_waited_for(
    app: AppTest, session: Session, phones: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    the_truth.ask(session, questions.MISREAD)
    for phone in phones:
        ROOMS.look(phone.code, phone.name)
    ROOMS.guess(phones[0], 5)
    rerun(app.switch_page(ROOM.path))
    assert "1 of 3 phones have guessed" in said(app)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 600)
    ROOMS.look(phones[1].code, phones[1].name)
    rerun(app)
    assert "1 of 2 phones have guessed" in said(app), "one sleeps; one has guessed before"
    the_truth.ask(session, questions.MISREAD)
    rerun(app)
    assert "0 of 1 phone has guessed" in said(app)
    session.room.wall = Wall.CODE
    rerun(app)
    assert "1 phone · 0 digits" in said(app)


@pytest.mark.parametrize(
    "junk", [None, "60", True, [60], {"a": 1}, float("nan"), float("inf"), 1e308, 10**400, -1, 101]
)
def test_a_phone_may_send_anything_for_a_guess(
    junk: Any, session: Session, phones: list[Ticket]
) -> None:
    the_truth.ask(session, questions.of_epoch(session.training.config))
    here, asked = InRoom(phone=phones[0]), question_of(session).asked
    requests.guess(here, {"name": "1", "guess": junk, "question": asked})
    assert "number" in here.refused and seen(session.room.host).guesses == []
    requests.guess(here, {"name": "2", "guess": 60, "question": asked})
    assert here.refused == "" and seen(session.room.host).guesses == [60.0]


def test_the_most_misread_digit_is_counted_on_the_rooms_own(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    the_truth.ask(session, questions.MISREAD)
    session.use("book")
    truth, how = guess.most_misread(session, seen(session.room.host))
    assert len(truth) == 1 and "10,000 test images" in how  # there is none of the room's own
    three = load().test.images[load().test.labels == 3][0]
    for ticket, meant in zip(phones, (5, 8, 3), strict=True):  # two of them say that it is none
        ROOMS.send(ticket, three, meant)
    room = seen(session.room.host)
    truth, how = guess.most_misread(session, room)
    assert truth == [5, 8] and "1 time among the room's 3 digits" in how
    steered = {digit.id for digit in room.digits.values() if digit.meant != 3}
    assert session.room.host
    ROOMS.change(session.room.host, lambda known: rules.without(known, steered))
    rerun(app.switch_page(ROOM.path))
    press(app, "reveal_guesses")
    press(app, "count_misread")
    assert "It reads all of the room's 1 digit right" in text(app)


# The room, and what tells it the truth


def test_the_truth_after_one_epoch_is_that_of_a_run_after_the_question(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    train(session)
    the_truth.ask(session, questions.of_epoch(session.training.config))
    all_guess(phones, 60, 60, 0)
    rerun(app.switch_page(TRAIN.path))
    assert not question_of(session).revealed and "The room" not in said(app)  # it knows that one
    rerun(app.switch_page(ROOM.path))
    press(app, "reveal_guesses")
    assert question_of(session).truth == ()
    assert "after the first epoch of your next run" in text(app)
    run_control.reset(session)  # or else the last run says what it read
    rerun(app.switch_page(TRAIN.path))
    assert "3 of 3 phones have guessed." in said(app)
    assert not any(button.key == "ask_room" for button in app.button), "it would forget them"
    result = train(session)
    rerun(app)
    assert question_of(session).truth == (result,)
    nearest = "2 phones were nearest, with 60 %." if result > 30 else "1 phone was nearest"
    assert nearest in said(app)
    rerun(app.switch_page(TRAIN.path))
    assert f"the middle of 3 guesses is 60 %. The truth: {result:g} %." in said(app)
    assert "the guess is 60 %" in html_of(app)
    train(session)
    session.training.config = replace(session.training.config, seed=7)
    assert train(session) != result
    rerun(app)
    assert "The room" not in said(app), "that was another run"


def test_a_visitor_and_the_room_guess_an_experiment_before_its_start(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    session.experiments.form = form_of(LOTTERY)
    rerun(app.switch_page(EXPERIMENTS.path))
    assert "How many points will lie between the best and the worst network" in said(app)
    rerun(app.number_input(key="guess_experiment").set_value(12.0))
    press(app, "ask_room")
    all_guess(phones, 20, 30, 17)
    rerun(app)
    assert "3 of 3 phones have guessed" in said(app) and not question_of(session).revealed
    study = begin(session, LOTTERY)
    rerun(app)
    assert question_of(session).revealed and not question_of(session).truth
    assert "Your guess: 12 points." in said(app) and "Result" not in said(app)
    assert "The room: the middle of 3 guesses is 20 points." in said(app)
    end(study, 0.7344, 0.9123, 0.8)
    rerun(app)
    # 91.2 - 73.4, as they are printed
    assert "Your guess: 12 points. Result: 17.8 points, 5.8 points more." in said(app)
    assert "3 guesses is 20 points. 1 phone was nearest, with 17 points." in said(app)
    assert "The truth" not in said(app), "the result says it"
    rerun(button(app, "New experiment").click())
    assert not session.guesses and app.number_input(key="guess_experiment").value is None


def test_the_room_page_proposes_what_the_next_experiment_tells(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    session.experiments.form = form_of(COMPARE)
    session.room.draft.listed = questions.EXPERIMENT
    rerun(app.switch_page(ROOM.path))
    proposed = "About your experiment: Learning rate η: which one will read most at the end?"
    assert proposed in str(app.radio[0].options)
    press(app, "ask")
    all_guess(phones, 1, 1, 2)
    press(app, "reveal_guesses")
    assert "The answer appears here when the experiment has ended." in text(app)
    end(begin(session, COMPARE), 0.80, 0.95, 0.96, 0.90, 0.953, 0.972)
    rerun(app)
    assert "The truth: C: 3. 1 phone was right." in said(app)
    press(app, "ask_another")
    assert session.room.draft.listed == questions.EPOCH, "everybody could know it"


def test_a_question_gets_no_truth_of_another_experiment(
    session: Session, phones: list[Ticket]
) -> None:
    session.experiments.form = form_of(COMPARE)
    the_truth.ask(session, the_truth.proposed(session)[questions.EXPERIMENT])
    end(begin(session, LOTTERY), 0.8, 0.9, 0.7)
    the_truth.seen(session)
    assert not question_of(session).truth and not question_of(session).revealed


# In a talk


def test_the_talk_asks_the_phones_once(
    app: AppTest, session: Session, phones: list[Ticket]
) -> None:
    director.begin(session, SHOWN)
    rerun(app)
    assert question_of(session) == questions.of_epoch(BOOK)
    all_guess(phones, 50, 60, 95)
    rerun(app)
    assert "of 3 phones have guessed" in said(app)
    director.go(session, SHOWN - 1)
    director.go(session, SHOWN)
    rerun(app)
    assert len(seen(session.room.host).guesses) == 3
    press(app, "talk_show_guesses")
    assert "tn-histogram" in html_of(app)
    director.go(session, SHOWN + 1)
    rerun(app)
    assert "The room: the middle of 3 guesses is 60 %." in said(app)


def test_without_phones_the_speaker_asks_by_hand(
    app: AppTest, session: Session, phones: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    director.begin(session, SHOWN)
    assert session.room.host
    ROOMS.end(session.room.host)
    rerun(app)
    session.guesses[questions.of_epoch(session.training.config)] = 65.0  # typed
    rerun(app)
    assert "left:65%" in html_of(app)
    session.room.host = ROOMS.open()
    rerun(app)
    press(app, "talk_ask_phones")
    assert "of 0 phones have guessed" in said(app)
    press(app, "talk_show_guesses")  # nobody has
    assert "tn-talk-scale" in html_of(app)
    lose(ROOMS.store, monkeypatch)
    rerun(app)
    assert "tn-talk-scale" in html_of(app)
    director.go(session, SHOWN + 1)
    rerun(app)
    assert "The room said 65 %" in said(app)


def test_a_talk_may_have_the_wall_on_its_stage(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)
    session.talk.text = b"[[step]]\nshow = 'room'\nline = 'Draw on your phone'"
    director.begin(session)
    rerun(app)
    press(app, "talk_open_room")
    assert session.room.host and "tn-join-code" in html_of(app)
    ROOMS.send(ROOMS.join(session.room.host.code), load().test.images[0], 7)
    rerun(app)
    assert "tn-join-code" not in html_of(app)  # the wall, since there is a digit
    press(app, "paused_room")
    assert seen(session.room.host).paused
    press(app, "talk_room_part")
    assert "tn-join-code" in html_of(app)
    ROOMS.end(session.room.host)
    rerun(app)
    assert app.button(key="talk_open_room")
