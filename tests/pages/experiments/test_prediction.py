"""What is predicted of an experiment: by the visitor, by a room, and how far it was off."""

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState
from nn.settings.config import TrainingConfig
from pages.ui.app import studies
from pages.ui.app.room import predictions, questions
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import InProcess
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.room import Ticket, Tries
from pages.ui.app.state.session import Session
from tests.pages.conftest import rerun
from tests.pages.experiments.conftest import said
from tests.pages.experiments.made import results_of, varied
from tests.pages.room.conftest import lose, question_of, seen

BOOK = TrainingConfig()
LOTTERY = Experiment(TrainingConfig(epochs=1), seeds=(1, 2, 3))
COMPARE = Experiment(BOOK, varied(eta=(0.1, 0.5, 3.0)), (1, 2))
SEARCH = Experiment(BOOK, varied(cost=("quadratic", "cross-entropy"), eta=(3.0, 0.5)))

PAGE = """
from pages.ui.app import frame
from pages.ui.app.state import session
from pages.ui.experiments import prediction

visitor = session.get()
frame.show_trouble(visitor.visit)
study = visitor.experiments.now.study
if study:
    prediction.beside(visitor, study.snapshot())
else:
    prediction.ask(visitor)
"""


@pytest.fixture(autouse=True)
def a_store_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ROOMS, "store", InProcess())


def page_of(way: Way, experiment: Experiment) -> tuple[AppTest, Session]:
    """Return a page with nothing but the prediction, before the start."""
    app = AppTest.from_string(PAGE, default_timeout=30)
    session = app.session_state["thirty_neurons"] = Session()
    session.experiments.set_up(experiment, way)
    rerun(app)
    return app, session


def begin(session: Session) -> Study:
    """Have the experiment under way."""
    now = session.experiments.now
    assert now.experiment
    now.study = Study(now.experiment)
    now.study.note(state=StudyState.RUNNING)
    return now.study


def guess(session: Session, value: float) -> None:
    """Have the visitor answer the first question."""
    now = session.experiments.now
    now.guesses[predictions.of(session.experiments.way, now)[0]] = value


def end(study: Study, *shares: float) -> None:
    """Have the experiment end with what its runs read."""
    study.note(results=())
    for result in results_of(study.snapshot().experiment, *shares):
        study.add(result)
    study.note(state=StudyState.FINISHED)


def test_points_between_best_and_worst() -> None:
    app, session = page_of(Way.LOTTERY, LOTTERY)
    assert "How many points will lie between the best and the worst network" in said(app)
    rerun(app.number_input[0].set_value(12.0))
    study = begin(session)
    rerun(app)
    assert "Your guess: 12 points" in said(app) and not app.number_input
    study.add(results_of(LOTTERY, 0.8)[0])
    rerun(app)
    assert "Your guess: 12 points. So far: 0 points." in said(app)
    end(study, 0.7344, 0.9123, 0.8)
    rerun(app)
    # 91.2 - 73.4, as they are printed
    assert "Your guess: 12 points. Result: 17.8 points, 5.8 more." in said(app)
    studies.new(session)
    rerun(app)
    assert not session.experiments.now.guesses and app.number_input


def test_a_guess_for_the_first_epoch_says_so_where_the_page_shows_a_later_one() -> None:
    app, session = page_of(Way.LOTTERY, Experiment(TrainingConfig(epochs=3), seeds=(1, 2, 3)))
    guess(session, 12.0)
    end(begin(session), 0.7344, 0.9123, 0.8)
    rerun(app)
    assert "Your guess for epoch 1: 12 points. Result: 17.8 points" in said(app)


def test_which_one_reads_most() -> None:
    app, session = page_of(Way.COMPARE, COMPARE)
    (question,) = predictions.of(Way.COMPARE, session.experiments.now)
    assert question.text == "Learning rate η: which one will read most at the end?"
    assert question.choices == ("A: 0.1", "B: 0.5", "C: 3")
    guess(session, 0)
    study = begin(session)
    *first_two, third = results_of(COMPARE, 0.8, 0.95, 0.96)
    for result in first_two:
        study.add(result)
    rerun(app)
    assert "Your guess “A: 0.1”." in said(app) and "so far" not in said(app)
    study.add(third)
    rerun(app)
    assert "so far “C: 3” reads most, 96" in said(app)
    end(study, 0.80, 0.95, 0.96, 0.90, 0.953, 0.972)
    rerun(app)
    assert "Your guess “A: 0.1” is 11.6 points behind “C: 3”, which reads most" in said(app)
    guess(session, 2)
    rerun(app)
    assert "Your guess “C: 3” is right: it reads most, 96.6 %." in said(app)


def test_choices_are_told_apart_on_the_phones() -> None:
    several = varied(cost=("quadratic", "cross-entropy"), eta=(3.0, 0.5))
    (question,) = predictions.questions(Way.COMPARE, Experiment(BOOK, several, (1, 2), paired=True))
    assert question.choices == ("A: quadratic, η 3", "B: cross-entropy, η 0.5")
    named = ("a name that is rather long for a phone", "a name that is rather long for others")
    pair = Experiment(BOOK, varied(eta=(0.1, 0.5)), (1, 2))
    (question,) = predictions.questions(Way.COMPARE, pair, named)
    rules.asked(Room("", "", 0, 0), question)  # not refused
    assert [choice[:10] for choice in question.choices] == ["A: a name ", "B: a name "]


def test_both_values_of_a_search() -> None:
    app, session = page_of(Way.SEARCH, SEARCH)
    cost, eta = predictions.of(Way.SEARCH, session.experiments.now)
    assert cost.choices == ("quadratic", "cross-entropy") and eta.choices == ("0.5", "3")
    app.button_group[0].set_value(1)
    app.button_group[1].set_value(0)
    rerun(app)
    end(begin(session), 0.94, 0.95, 0.93, 0.96)
    rerun(app)
    assert "Cost: your guess cross-entropy is right." in said(app)
    assert "Learning rate η: your guess 0.5 is right." in said(app)


def test_a_search_at_random_asks_for_a_number() -> None:
    etas = tuple(0.1 * k for k in range(1, 13))
    drawn = Experiment(BOOK, varied(eta=etas))
    (question,) = predictions.questions(Way.SEARCH, drawn)
    assert not question.choices and (question.least, question.most) == (etas[0], etas[-1])
    results = results_of(drawn, *[0.9] * 5, 0.95)
    assert predictions.truths(Way.SEARCH, drawn, results) == ((etas[5],),)


def test_two_that_are_printed_alike_are_both_right() -> None:
    results = results_of(COMPARE, 0.9512, 0.9514, 0.90, 0.9512, 0.9514, 0.90)
    assert predictions.truths(Way.COMPARE, COMPARE, results) == ((0.0, 1.0),)


@pytest.mark.parametrize("way", Way)
def test_what_is_not_there_to_guess_is_not_asked(way: Way) -> None:
    app, _ = page_of(way, Experiment(BOOK))  # one network, and no room
    assert not app.number_input and not app.button_group and not app.button and not said(app)


def test_a_guess_goes_with_its_question() -> None:
    app, session = page_of(Way.COMPARE, COMPARE)
    guess(session, 2)
    rerun(app)
    assert app.button_group[0].value == 2
    session.experiments.set_up(Experiment(BOOK, varied(eta=(0.1, 0.5)), (1, 2)), Way.COMPARE)
    rerun(app)
    assert app.button_group[0].value is None


# The room


def hosting(session: Session, phones: int = 1) -> list[Ticket]:
    """Have this visitor open a room, and return the tickets of some phones."""
    here = session.room
    here.host = ROOMS.open()
    return [ROOMS.join(here.host.code, Tries()) for _ in range(phones)]


def test_the_room_guesses_and_hears_the_truth() -> None:
    app, session = page_of(Way.COMPARE, COMPARE)
    assert not app.button
    one, other, third = hosting(session, 3)
    rerun(app)
    rerun(app.button(key="prediction_ask_room").click())
    assert question_of(session).choices == ("A: 0.1", "B: 0.5", "C: 3")
    ROOMS.guess(one, 1)
    ROOMS.guess(other, 1)
    study = begin(session)
    ROOMS.guess(third, 2)  # in time: no result is there yet
    rerun(app)
    assert "3 of 3 phones have guessed" in said(app) and not question_of(session).revealed
    study.add(results_of(COMPARE, 0.8)[0])
    rerun(app)
    assert question_of(session).revealed and not question_of(session).truth
    end(study, 0.80, 0.95, 0.96, 0.90, 0.953, 0.972)
    rerun(app)
    assert question_of(session).truth == (2.0,)
    assert "The room: most said B: 0.5 (2 of 3). 1 phone was right." in said(app)
    questions.ask(session, questions.LISTED["eta"])
    rerun(app)
    assert "1 phone was right." in said(app), "it stays with its experiment"


def test_the_room_page_hears_of_an_experiment_too() -> None:
    _, session = page_of(Way.LOTTERY, LOTTERY)
    (phone,) = hosting(session)
    questions.ask(session, questions.listed(session)[questions.EXPERIMENT])
    ROOMS.guess(phone, 20)
    end(begin(session), 0.7, 0.9, 0.8)
    question = questions.with_truth(session, seen(session.room.host)).question
    assert question and question.revealed and question.truth == (20.0,)
    assert questions.EXPERIMENT not in questions.listed(session), "everybody could know it"


@pytest.mark.parametrize("was_known", [True, False])
def test_a_question_gets_no_truth_known_before_it_or_of_another_experiment(
    was_known: bool,
) -> None:
    _, session = page_of(Way.COMPARE, COMPARE)
    hosting(session)
    (question,) = predictions.of(Way.COMPARE, session.experiments.now)
    if was_known:
        end(begin(session), 0.8, 0.9, 0.7, 0.8, 0.9, 0.7)
        questions.ask(session, question)
    else:
        questions.ask(session, question)
        session.experiments.set_up(Experiment(BOOK, varied(eta=(0.2, 0.4)), (1, 2)), Way.COMPARE)
        end(begin(session), 0.8, 0.9, 0.7, 0.9)
    questions.with_truth(session, seen(session.room.host))
    assert not question_of(session).truth and not question_of(session).revealed


def test_without_the_rooms_store_there_is_still_ones_own_guess(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, session = page_of(Way.LOTTERY, LOTTERY)
    hosting(session)
    lose(ROOMS.store, monkeypatch)
    rerun(app)
    guess(session, 10.0)
    end(begin(session), 0.7, 0.9, 0.8)
    rerun(app)
    assert "Result: 20 points, 10 more." in said(app)
