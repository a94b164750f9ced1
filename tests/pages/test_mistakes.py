"""Mistakes, without a browser: every kind of network, cells, the gallery, and what is corrected."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import NO_ANSWER, Reader, energy
from nn.evaluation import weighted_inputs
from nn.explain import calibration, confusion
from nn.explain.calibration import Bin
from nn.mnist import load
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from pages.ui.app.formats import percent
from pages.ui.app.places import MISTAKES
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.views import Change, GoesIn, Tab
from pages.ui.app.visitor import correcting, digits, networks
from pages.ui.mistakes import matrix
from tests.pages.conftest import (
    BOOK,
    Open,
    html_of,
    press,
    rerun,
    saved_file,
    text,
    until,
    use_file,
    visitor,
    with_outputs,
)

READINGS = confusion.read(Reader(BOOK), load().test)


@pytest.fixture
def mistakes(open_app: Open) -> AppTest:
    return open_app(MISTAKES, "book")


def options(app: AppTest, key: str) -> list[str]:
    return list(app.selectbox(key=key).options)


def show_part(app: AppTest, part: Tab) -> None:
    rerun(app.segmented_control(key="mistakes_part").set_value(part))


def choose_cell(app: AppTest, digit: int, answer: int) -> None:
    app.selectbox(key="cell_digit").set_value(digit)
    rerun(app.selectbox(key="cell_answer").set_value(answer))


def test_the_page_says_how_many_are_misread_and_shows_the_worst_first(mistakes: AppTest) -> None:
    said = text(mistakes)
    wrong = 10_000 - READINGS.correct
    assert f"of the 10,000 test images and misreads **{wrong:,}**" in said
    assert f"Digits misread: {wrong:,} images, the most wrong first" in said
    worst = int(confusion.pick(READINGS)[0])
    label, answer = READINGS.labels[worst], READINGS.answers[worst]
    a = "an" if label == 8 else "a"
    assert f"Test image no. {worst}. It is {a} **{label}**, read as **{answer}**" in said
    assert options(mistakes, "cell_answer")[-1] == "9"
    show_part(mistakes, Tab.DRAWINGS)
    assert "choose “Teach it” beside the answer on Draw" in text(mistakes)


def test_each_digit_has_its_share_and_a_bar_of_honest_length(mistakes: AppTest) -> None:
    show_part(mistakes, Tab.WHEN_SURE)
    results = confusion.by_digit(READINGS)
    zero, hardest = results[0], min(results, key=lambda result: result.right / result.total)
    assert len(zero.taken_for) == 2  # equally often, so both are named
    named = "</b>, <b>".join(map(str, zero.taken_for))
    assert f"<b>{named}</b> ({zero.times} times)" in html_of(mistakes)
    share = percent(1 - hardest.right / hardest.total)
    wrong = 1 - hardest.right / hardest.total
    assert f"<span>{share}</span>" in html_of(mistakes)
    assert "The bars go from 0 to 10\xa0% misread" in text(mistakes)
    assert f'style="width:{100 * wrong / 0.1:.1f}%"' in html_of(mistakes)
    use_file(mistakes, with_outputs(*[0.0] * 9, 1.0))  # each digit is read as 9
    rerun(mistakes)
    assert "The bars go from 0 to 100\xa0% misread" in text(mistakes)
    assert html_of(mistakes).count('style="width:100.0%"') == 9


def test_equal_outputs_are_said_to_be_equal(mistakes: AppTest) -> None:
    use_file(mistakes, with_outputs(*[-300.0] * 10))
    rerun(mistakes)
    assert "For 10,000 of 10,000 test images all ten outputs are equal." in text(mistakes)
    assert "*all equal*" in mistakes.pills(key="image_card").options[0]
    visitor(mistakes).use("book")
    rerun(mistakes)
    assert "outputs are equal" not in text(mistakes)


def test_outputs_that_are_no_numbers_are_no_answers_until_another_network_is_used(
    mistakes: AppTest,
) -> None:
    use_file(mistakes, with_outputs(*[np.nan] * 10))
    rerun(mistakes)
    assert f"It reads **{percent(0)}** of the 10,000 test images" in text(mistakes)
    assert "They count as no answer." in text(mistakes)
    assert options(mistakes, "cell_answer")[-1] == "no answer"
    rerun(mistakes.selectbox(key="cell_answer").set_value(NO_ANSWER))
    assert "Digits without an answer: 10,000 images" in text(mistakes)
    show_part(mistakes, Tab.WHEN_SURE)
    assert "Nothing is answered." in text(mistakes)
    show_part(mistakes, Tab.MATRIX)
    visitor(mistakes).use("book")
    rerun(mistakes)
    assert options(mistakes, "cell_answer")[-1] == "9"
    assert "Digits misread: " in text(mistakes)


def test_a_cell_is_chosen_and_paged_through(mistakes: AppTest) -> None:
    images = confusion.pick(READINGS, 4, 9).tolist()
    assert 2 * matrix.AT_A_TIME < len(images) < 3 * matrix.AT_A_TIME
    choose_cell(mistakes, 4, 9)
    assert f"4 read as 9: {len(images)} images, the most wrong first" in text(mistakes)
    assert f"Test image no. {images[0]}. It is a **4**, read as **9**" in text(mistakes)
    rerun(mistakes.pagination(key="cell_page").set_value(2))
    assert f"Test image no. {images[matrix.AT_A_TIME]}. " in text(mistakes)
    rerun(mistakes.pagination(key="cell_page").set_value(3))
    rerun(mistakes.pills(key="image_card").set_value(images[-1]))
    assert f"Test image no. {images[-1]}. " in text(mistakes)
    rerun(mistakes.selectbox(key="cell_answer").set_value(None))
    assert f"Test image no. {images[-1]}. " in text(mistakes)  # it is among all misread fours, too
    choose_cell(mistakes, 9, 4)
    assert mistakes.pagination(key="cell_page").value == 1


def test_a_misread_digit_is_sent_to_another_page(mistakes: AppTest) -> None:
    worst = int(confusion.pick(READINGS)[0])
    session = visitor(mistakes)
    session.views.backprop.goes_in, session.views.backprop.step = GoesIn.BATCH, "average"
    rerun(mistakes.button(key="misread_Backprop").click())
    assert f"Test image no. {worst}, a {load().test.labels[worst]}, goes in;" in text(mistakes)
    assert (session.digit.source, session.digit.test_number) == (Source.TEST, worst)


def test_the_network_answers_only_when_it_is_sure(mistakes: AppTest) -> None:
    show_part(mistakes, Tab.WHEN_SURE)
    rerun(mistakes.slider(key="least").set_value(0.6))
    some = READINGS.cautious(0.6)
    assert f"**{some.answered:,}** of 10,000 images" in text(mistakes)
    assert f"**{percent(some.right / some.answered, 2)}** of them right" in text(mistakes)
    assert f"Left to a person: **{some.left:,}** images." in text(mistakes)


@pytest.mark.slow
def test_a_learning_network_is_shown_as_it_was_found_until_one_looks_again(
    mistakes: AppTest,
) -> None:
    session, config = visitor(mistakes), TrainingConfig(training_images=60_000, epochs=500)
    run = session.training.run = Run(config)
    session.training.config = config
    session.use("run")
    HOST.play(run)
    until(lambda: run.snapshot().checkpoints)
    mistakes.run()
    assert "The network as it was" in text(mistakes)
    first = session.visit.kept["networks.readings"][0]
    newest = networks.in_use(session).network
    until(lambda: run.snapshot().newest is not newest)
    mistakes.run()
    assert session.visit.kept["networks.readings"][0] is first
    assert "It has learnt on since." in text(mistakes)
    HOST.pause(run)
    until(lambda: not run.snapshot().busy)  # what its process sent before has arrived
    press(mistakes, "Use the latest weights")
    assert session.visit.kept["networks.readings"][0] is not first
    assert "The network as it was" not in text(mistakes)


def test_a_saved_network_says_how_it_was_changed_after_its_training(mistakes: AppTest) -> None:
    session = visitor(mistakes)
    session.network.changes = {(0, 1): Change(off=True)}
    for number in (7, 8):
        correcting.correct(session, digits.test_digit(number).image, Source.TEST, 0)
    session.network.changes = {(0, 2): Change(off=True)}
    origin = network_files.load(saved_file(session)).provenance
    assert origin.note.endswith(
        "Neurons were changed. Corrected by 2 drawings. Neurons were changed."
    )
    assert origin.calibration is None


def figure_in_words(app: AppTest) -> str:
    (chart,) = app.get("plotly_chart")
    return str(chart.proto)


def test_how_sure_it_is_stands_beside_how_often_it_is_right(mistakes: AppTest) -> None:
    show_part(mistakes, Tab.HOW_SURE)
    bins = calibration.reliability(READINGS.sure, READINGS.right)
    error = 100 * calibration.calibration_error(bins)
    assert f"**{percent(READINGS.correct / 10_000)}** of its answers are right" in text(mistakes)
    assert f"differ by **{error:.2f} points** on average" in text(mistakes)
    surest = f"of the {bins[-1].answers:,} with an output from 0.9 to 1.0"
    assert surest in figure_in_words(mistakes)
    with pytest.raises(KeyError):  # nobody has measured it on other people's digits
        mistakes.segmented_control(key="how_sure_people")


def test_what_was_measured_on_people_it_never_met_is_shown(mistakes: AppTest) -> None:
    bins = (*[Bin(0, 0.0, 0.0)] * 8, Bin(100, 0.85, 0.8), Bin(900, 0.99, 0.98))
    use_file(mistakes, BOOK, calibration=bins)
    rerun(mistakes)
    show_part(mistakes, Tab.HOW_SURE)
    assert "surer than it should be" in text(mistakes)
    assert "Measured on 1,000 digits by people from whom" in text(mistakes)
    assert "of the 900 with an output from 0.9 to 1.0" in figure_in_words(mistakes)
    rerun(mistakes.segmented_control(key="how_sure_people").set_value(False))
    assert "Measured on" not in text(mistakes)
    assert f"**{percent(READINGS.correct / 10_000)}** of its answers are right" in text(mistakes)
    rerun(mistakes.segmented_control(key="how_sure_people").set_value(True))
    visitor(mistakes).network.changes = {(0, 0): Change(off=True)}  # it was measured without
    rerun(mistakes)
    assert "Measured on" not in text(mistakes)


def test_images_in_which_it_sees_no_digit_are_left_to_a_person(mistakes: AppTest) -> None:
    least_energy = float(np.quantile(energy(weighted_inputs(BOOK, load().test)), 0.01))
    use_file(mistakes, BOOK, least_energy=least_energy)
    rerun(mistakes)
    assert "It sees no digit in 100 images." in text(mistakes)
    assert f"misreads **{10_000 - READINGS.correct:,}**" in text(mistakes)
    show_part(mistakes, Tab.WHEN_SURE)
    rerun(mistakes.slider(key="least").set_value(0.0))
    assert "Left to a person: **100** images." in text(mistakes)
