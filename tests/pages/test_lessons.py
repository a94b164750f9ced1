"""The lessons below the answer, without a browser: every kind of network, every kind of digit."""

import re
from decimal import Decimal

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.beginning import initial_network
from nn.evaluation import evaluate
from nn.explain.evidence import evidence
from nn.mnist import Images, load, to_floats
from nn.network import Network
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.drawing_files import to_bytes
from pages.ui.app import digits, pictures, runs
from pages.ui.app.corrections import to_file
from pages.ui.app.numbers import percent
from pages.ui.app.state.corrections import as_images
from pages.ui.app.state.digit import Picture, Source
from pages.ui.app.state.network import Change
from pages.ui.app.state.views import Lesson, Part
from tests.pages.conftest import (
    NETWORKS,
    Sent,
    html_of,
    network_in_use,
    path,
    press,
    rerun,
    text,
    until,
    use_file,
    visitor,
    with_outputs,
)
from tests.pages.test_draw import ONE, SEVEN, answer

FOUR = {"objects": [path((200, 80), (120, 300), (400, 300)), path((330, 180), (310, 480))]}
# What the empty page says, what the ink adds, and both together, as a picture's words have them.
SUM = r"empty page (.[\d.]+),.*?ink (.[\d.]+):.*?together <b>(.[\d.]+)</b>"
BOOK = network_files.open_network("book").reader.network


@pytest.fixture
def draw(book_app: AppTest) -> AppTest:
    """Return the app at its Draw page."""
    return book_app


@pytest.fixture
def seven(draw: AppTest, send: Sent) -> AppTest:
    """Return the app after a 7 was drawn."""
    return send(draw, SEVEN)


def choose(app: AppTest, lesson: Lesson) -> None:
    rerun(app.segmented_control(key="lesson").set_value(lesson))


def say(app: AppTest, digit: int) -> None:
    rerun(app.button_group(key="it_was").set_value(digit))


def use(app: AppTest, network: Network) -> None:
    """Give the visitor a network from a file, and the first test digit."""
    use_file(app, network)
    visitor(app).digit.source = Source.TEST


def read_digit(app: AppTest) -> int:
    return int(answer(app)[0])


@pytest.fixture
def corrected(seven: AppTest) -> AppTest:
    """Return the app after the 7 was said to be a 2."""
    choose(seven, Lesson.CORRECTION)
    say(seven, 2)
    return seven


def test_with_nothing_drawn_a_lesson_says_what_it_will_show(draw: AppTest) -> None:
    for lesson in Lesson:
        choose(draw, lesson)
        assert "Nothing is drawn yet" in text(draw)
        assert "tn-figures" not in html_of(draw) and "tn-comparison" not in html_of(draw)


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_lesson_is_there_for_every_network(kind: str, draw: AppTest) -> None:
    use(draw, initial_network(TrainingConfig(**NETWORKS[kind])))
    choose(draw, Lesson.WHY)
    assert html_of(draw).count('class="tn-figure"') == 3 + 5
    hidden = len(NETWORKS[kind].get("sizes", (784, 30, 10))) - 2
    assert ("tn-votes" in html_of(draw)) == (hidden == 1)
    for lesson, said in (
        (Lesson.STEPS, "MNIST's makers have done"),
        (Lesson.GAP, "there is no gap"),
        (Lesson.ANY_DIGIT, "names one of ten to whatever it is shown"),
    ):
        choose(draw, lesson)
        assert said in text(draw)
    choose(draw, Lesson.CORRECTION)
    say(draw, (read_digit(draw) + 1) % 10)
    assert visitor(draw).network.choice == "corrected"
    assert "Of the 10,000 test digits" in text(draw)
    press(draw, "Undo the correction")
    assert visitor(draw).network.choice == "file" and not visitor(draw).corrections.records


def test_every_lesson_is_there_for_a_picture_a_drawing_and_a_changed_network(
    draw: AppTest, send: Sent
) -> None:
    visitor(draw).network.changes = {(0, 3): Change(off=True), (0, 5): Change(shift=9.0)}
    send(draw, SEVEN)
    image = to_floats(load().test.images[0]).reshape(28, 28)
    visitor(draw).digit.picture = Picture(np.pad(image, 40), "seven.png")
    for lesson in Lesson:
        visitor(draw).digit.source = Source.DRAWING
        choose(draw, lesson)
        drawn = html_of(draw)
        visitor(draw).digit.source = Source.PICTURE
        rerun(draw)
        assert html_of(draw) != drawn


def test_weights_that_nothing_can_be_computed_with_get_a_sentence(draw: AppTest) -> None:
    huge = initial_network(TrainingConfig(activation="relu"))
    huge.weights = [w.astype(np.float64) * 1e200 for w in huge.weights]
    use(draw, huge)
    for lesson in Lesson:
        choose(draw, lesson)
        assert ("No answer: the weights are so large" in text(draw)) is (lesson is Lesson.WHY)
    choose(draw, Lesson.CORRECTION)
    say(draw, 3)
    assert "cannot be corrected" in draw.warning[0].value


def test_why_compares_with_the_runner_up_and_then_with_the_chosen_digit(
    seven: AppTest, send: Sent
) -> None:
    pills = seven.button_group(key="rival_7")
    runner_up = pills.value
    assert answer(seven) == "7" != str(runner_up)
    assert f"A 7 rather than a {runner_up}" in html_of(seven)
    other = next(digit for digit in (1, 4) if digit != runner_up)
    rerun(pills.set_value(other))
    assert f"A 7 rather than a {other}" in html_of(seven)
    lead = evidence(BOOK, visitor(seven).visit.kept["subject"][1].x, 7, other)
    shown = html_of(seven)
    assert f"An empty page alone would lean to {7 if lead.z_blank >= 0 else other} by" in shown
    sums = re.findall(SUM, shown.replace("−", "-"))
    assert len(sums) == 3
    for blank, ink, together in sums:
        assert Decimal(blank) + Decimal(ink) == Decimal(together)  # as they are written
    assert float(sums[0][1]) == pytest.approx(lead.pixels.sum(), abs=0.05)
    assert float(sums[0][2]) == pytest.approx(lead.z, abs=0.05)
    assert "decides for 7" in shown
    send(seven, FOUR)
    assert f"A {answer(seven)} rather than " in html_of(seven)


def test_a_neuron_that_speaks_for_the_answer_is_one_click_from_look_inside(seven: AppTest) -> None:
    pills = seven.button_group(key="why_neuron")
    neuron = int(pills.options[1])
    assert f"neuron {neuron}<" in html_of(seven)
    rerun(pills.set_value(neuron - 1))
    assert seven.title[0].value == "Look inside"
    assert f"Neuron {neuron}" in [element.value for element in seven.header]


def test_steps_end_with_what_the_network_sees(seven: AppTest) -> None:
    choose(seven, Lesson.STEPS)
    page = html_of(seven)
    assert page.count('class="tn-figure"') == 4
    seen = pictures.picture(digits.current(visitor(seven)).image).split('src="')[1].split('"')[0]
    assert page.split('src="')[-1].split('"')[0] == seen


def test_the_gap_shows_a_small_drawing_read_otherwise(draw: AppTest, send: Sent) -> None:
    small = path((60, 60), (40, 110), (90, 110), (75, 80), (70, 140), width=20)  # a four
    send(draw, {"objects": [small]})
    choose(draw, Lesson.GAP)
    spoken = [piece.split("<")[0] for piece in html_of(draw).split('class="tn-spoken')[1:] if piece]
    assert len(spoken) == 2 * len(network_files.SHIPPED)
    assert "not the same answer" in text(draw)
    assert "between drawing on a screen and MNIST" in text(draw)


def test_a_correction_is_learnt_shown_and_taken_back(seven: AppTest) -> None:
    session, changes = visitor(seven), {(0, 3): Change(off=True)}
    session.network.changes = dict(changes)
    choose(seven, Lesson.CORRECTION)
    say(seven, 2)
    assert answer(seven) == "2" and not session.network.changes
    records = session.corrections.records
    assert (records[0].answer, records[0].digit) == (7, 2)
    assert network_in_use(seven).value == "corrected"
    after = evaluate(records[0].correction.reader.network, load().test).accuracy
    assert f"it now reads **{percent(after)}**, and before " in text(seven)
    say(seven, 1)
    assert answer(seven) == "1"
    assert [record.number for record in records] == [1, 2]
    for digit in "2", "7":
        press(seven, "Undo the correction")
        assert answer(seven) == digit
    assert not records
    assert (session.network.choice, session.network.changes) == ("book", changes)


@pytest.mark.slow
def test_a_network_that_learns_is_corrected_and_undo_does_without_its_run(seven: AppTest) -> None:
    session = visitor(seven)
    run = session.training.run = Run(TrainingConfig(epochs=400))
    HOST.play(run)
    try:
        until(lambda: run.snapshot().position > 0)
        session.use("run")
        for lesson in Lesson:
            choose(seven, lesson)
        choose(seven, Lesson.CORRECTION)
        say(seven, (read_digit(seven) + 1) % 10)
        assert session.network.choice == "corrected"
        press(seven, "Undo the correction")
        assert (session.network.choice, session.network.moment) == ("run", None)
        say(seven, (read_digit(seven) + 1) % 10)
    finally:
        HOST.discard(run)
    runs.reset(session)
    session.use("corrected")
    rerun(seven)
    press(seven, "Undo the correction")
    assert (session.network.choice, session.network.moment) == ("run", None)
    assert "not there any more" in seven.warning[0].value


def test_what_is_read_right_needs_no_correction(seven: AppTest, send: Sent) -> None:
    choose(seven, Lesson.CORRECTION)
    say(seven, 7)
    assert visitor(seven).network.choice == "book" and not visitor(seven).corrections.records
    assert "It reads 7 already" in text(seven)
    visitor(seven).use("draw")
    rerun(seven)
    assert "already" not in text(seven)  # another network
    visitor(seven).use("book")
    send(seven, ONE)
    assert "already" not in text(seven)  # another drawing


def test_corrected_drawings_are_saved_loaded_and_learnt_from(corrected: AppTest) -> None:
    own = visitor(corrected).corrections
    kept, file = as_images(own.drawings), to_file(own)
    upload(corrected, file)
    assert "already" in corrected.warning[0].value
    press(corrected, "Undo the correction")
    assert not own.drawings and not corrected.main.get("download_button")
    upload(corrected, file)
    assert not corrected.warning
    assert [drawing.digit for drawing in own.drawings] == [2]
    assert np.array_equal(as_images(own.drawings).images, kept.images)
    assert "? → 2" in html_of(corrected) and corrected.main.get("download_button")

    corrected.switch_page("pages/mistakes.py").run()
    corrected.segmented_control(key="mistakes_part").set_value(Part.DRAWINGS).run()
    assert "loaded from a file" in text(corrected)
    corrected.button(key="drawings_Draw").click().run()
    assert read_digit(corrected) == 7

    rerun(corrected.switch_page("pages/train.py"))
    small = TrainingConfig(sizes=(784, 5, 10), training_images=100, epochs=1)
    visitor(corrected).training.config = small
    corrected.checkbox(key="learn_corrections").check().run()
    assert "101 images" in text(corrected)
    press(corrected, "One mini-batch")
    run = visitor(corrected).training.run
    assert run and run.extra and run.extra.labels.tolist() == [2]
    corrected.checkbox(key="learn_corrections").uncheck().run()
    assert "with 1 of your corrected drawings (you chose none)" in text(corrected)


def upload(app: AppTest, content: bytes) -> None:
    rerun(app.file_uploader[0].set_value(("mine.npz", content, "application/zip")))


def test_a_file_that_holds_no_drawings_gets_a_sentence_and_nothing_is_lost(
    corrected: AppTest,
) -> None:
    many = Images(np.zeros((9_600, 784), np.uint8), np.zeros(9_600, np.uint8))
    many.images[:, :2] = np.arange(9_600, dtype=">u2").view(np.uint8).reshape(-1, 2)
    foreign, too_many = "holds no drawings saved by Thirty Neurons", "There is room for 9,500"
    for file, sentence in (
        (b"Buy milk.", foreign),
        (to_bytes(many)[:9_000], foreign),
        (to_bytes(many), too_many),
    ):
        upload(corrected, file)
        assert sentence in corrected.warning[0].value
        assert len(visitor(corrected).corrections.drawings) == 1 and answer(corrected) == "2"


def test_no_run_learns_from_a_test_digit_saved_or_not(draw: AppTest) -> None:
    visitor(draw).digit.source = Source.TEST
    choose(draw, Lesson.CORRECTION)
    say(draw, 2)
    own = visitor(draw).corrections
    assert len(own.drawings) == 1
    upload(draw, to_file(own))
    press(draw, "Undo the correction")
    upload(draw, to_bytes(Images(load().test.images[:1], np.array([2], np.uint8))))
    assert len(own.loaded) == 1 and not own.for_a_run
    rerun(draw.switch_page("pages/train.py"))
    assert not draw.checkbox


def test_of_all_outputs_equal_every_lesson_makes_sense(draw: AppTest) -> None:
    use(draw, with_outputs(*[-200.0] * 10))
    rerun(draw)
    assert "All ten outputs are below" in html_of(draw)
    assert "there is no answer to explain" in text(draw) and "not a" not in text(draw)
    assert "The five training digits most like it" in html_of(draw)
    choose(draw, Lesson.CORRECTION)
    say(draw, 7)
    assert answer(draw) == "7" and "It has learnt this 7" in text(draw)


def test_of_equal_outputs_draw_and_mistakes_name_the_same_digit(draw: AppTest) -> None:
    use(draw, with_outputs(-9, -9, -9, 2, -9, -9, -9, -9, 2, -9))
    rerun(draw)
    assert read_digit(draw) == 3
    assert "Not sure: 3 or 8?" in html_of(draw) and "Why a 3 and not an" in text(draw)
    rerun(draw.switch_page("pages/mistakes.py"))
    assert "It is a **7**, read as **3**" in text(draw)
