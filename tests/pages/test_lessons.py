"""The lessons below the answer, without a browser: every kind of network, every kind of digit."""

import base64
import io
import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from nn.answers import answer_of
from nn.evaluation import evaluate
from nn.explain.evidence import Evidence, evidence
from nn.mnist import Images, load, one_hot, to_floats
from nn.network import Network
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.drawing_files import to_bytes
from nn.training import initial_network
from pages.ui.app import networks, pictures, runs
from pages.ui.app.corrections import to_file
from pages.ui.app.numbers import a_digit, percent
from pages.ui.app.state.digit import Picture, Source
from pages.ui.app.state.network import Change
from pages.ui.app.state.views import Lesson, Part
from pages.ui.draw import gap, why
from tests.pages.conftest import (
    Sent,
    html_of,
    network_in_use,
    path,
    rerun,
    text,
    until,
    use_file,
    visitor,
)
from tests.pages.test_draw import ONE, SEVEN, answer, press

FOUR = {"objects": [path((200, 80), (120, 300), (400, 300)), path((330, 180), (310, 480))]}
BOOK = network_files.open_network("book").network
NETWORKS: dict[str, dict[str, Any]] = {
    "the book's": {},
    "no hidden layer": {"sizes": (784, 10)},
    "one neuron": {"sizes": (784, 1, 10)},
    "two hidden layers": {"sizes": (784, 20, 15, 10)},
    "relu and softmax": {"activation": "relu", "output": "softmax", "initialisation": "he"},
    "tanh": {"activation": "tanh", "initialisation": "sqrt-n"},
    "raw pixels": {"pixels": "raw"},
}


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
    for lesson in Lesson:
        choose(draw, lesson)
        shown = html_of(draw)
        match lesson:
            case Lesson.WHY:
                assert shown.count('class="tn-figure"') == 3 + 5
                hidden = len(NETWORKS[kind].get("sizes", (784, 30, 10))) - 2
                assert ("tn-votes" in shown) == (hidden == 1)
            case Lesson.STEPS:
                assert "MNIST's makers have done" in text(draw)
            case Lesson.GAP:
                assert "there is no gap" in text(draw)
            case Lesson.ANY_DIGIT:
                assert "names one of ten to whatever it is shown" in text(draw)
            case Lesson.CORRECTION:
                read = read_digit(draw)
                say(draw, (read + 1) % 10)
                assert visitor(draw).network.choice == "corrected"
                assert "Of the 10,000 test digits" in text(draw)
                say(draw, (read + 2) % 10)
                press(draw, "Undo the correction")
                press(draw, "Undo the correction")
                assert (
                    visitor(draw).network.choice == "file" and not visitor(draw).corrections.records
                )


@pytest.mark.parametrize("lesson", Lesson)
def test_every_lesson_is_there_for_a_picture_a_drawing_and_a_changed_network(
    lesson: Lesson, draw: AppTest, send: Sent
) -> None:
    visitor(draw).network.changes = {(0, 3): Change(off=True), (0, 5): Change(shift=9.0)}
    send(draw, SEVEN)
    choose(draw, lesson)
    drawn = html_of(draw)
    image = to_floats(load().test.images[0]).reshape(28, 28)
    visitor(draw).digit.picture = Picture(np.pad(image, 40), "seven.png")
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


def test_why_compares_with_the_runner_up_and_then_with_the_chosen_digit(seven: AppTest) -> None:
    pills = seven.button_group(key="rival_7")
    runner_up = pills.value
    assert answer(seven) == "7" != str(runner_up)
    assert f"A 7 rather than a {runner_up}" in html_of(seven)
    other = next(digit for digit in (1, 4) if digit != runner_up)
    rerun(pills.set_value(other))
    assert f"A 7 rather than a {other}" in html_of(seven)
    read = visitor(seven).visit.kept["subject"][1]
    lead = evidence(BOOK, read.x, 7, other)
    shown = html_of(seven)
    ink, together = re.findall(r"ink (.[\d.]+):.*?together <b>(.[\d.]+)</b>", shown)[0]
    assert float(ink.replace("−", "-")) == pytest.approx(lead.pixels.sum(), abs=0.05)
    assert float(together.replace("−", "-")) == pytest.approx(lead.z, abs=0.05)
    assert f"An empty page alone would lean to {7 if lead.z_blank >= 0 else other} by" in shown
    # An eight gets its article.
    assert [a_digit(digit) for digit in (1, 8)] == ["a 1", "an 8"]
    rerun(seven.button_group(key="rival_7").set_value(8))
    assert "A 7 rather than an 8" in html_of(seven) and "For an 8" in html_of(seven)
    assert "Why a 7 and not an" in text(seven)


def test_another_drawing_is_compared_with_its_own_runner_up(draw: AppTest, send: Sent) -> None:
    for drawing in SEVEN, FOUR, SEVEN, FOUR:
        send(draw, drawing)
        outputs = networks.read(BOOK, visitor(draw).visit.kept["subject"][1].image)[-1]
        first, second = answer_of(outputs)[:2]
        assert f"A {first} rather than {a_digit(second)}" in html_of(draw)
        other = next(digit for digit in range(2, 10) if digit not in (first, second))
        draw.button_group(key=f"rival_{first}").set_value(other).run()
        assert f"A {first} rather than {a_digit(other)}" in html_of(draw)


@pytest.mark.parametrize(
    ("blank", "ink", "page", "ink_and_sum"),
    [
        (15.0, -6.3, "4 by 15.0", "takes away 6.3; what remains, 8.7, decides for 4"),
        (-3.3, 17.8, "8 by 3.3", "adds 17.8 for 4; what remains, 14.5, decides for 4"),
        (2.0, 11.0, "4 by 2.0", "adds 11.0 for 4; the sum, 13.0, decides for 4"),
        (-2.0, -11.0, "8 by 2.0", "adds 11.0 for 8; the sum, 13.0, would speak for 8"),
    ],
)
def test_why_is_told_in_one_sentence(blank: float, ink: float, page: str, ink_and_sum: str) -> None:
    words = why._in_words(Evidence(np.array([ink]), blank + ink, blank), 4, 8)
    assert f"lean to {page} (through the biases); this ink {ink_and_sum}" in words


def test_the_parts_of_every_sum_add_up_as_they_are_written() -> None:
    for image in to_floats(load().test.images[:100]):
        words = re.sub("<.*?>", "", why._sum(evidence(BOOK, image, 3))).replace("−", "-")
        blank, ink, z = (Decimal(number) for number in re.findall(r"[+-][\d.]+", words))
        assert blank + ink == z, words


def test_the_legend_has_the_grey_of_the_picture() -> None:
    faint = pictures.signed_picture(np.zeros(784), np.ones((28, 28)), 1.0, "ink")
    data = faint.split("base64,")[1].split('"')[0]
    grey = Image.open(io.BytesIO(base64.b64decode(data))).getpixel((5, 5))
    assert f"rgb{grey}" in pictures.legend("for", "against")


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
    seen = page.split('class="tn-picture"')[1].split('src="')[1].split('"')[0]
    assert page.split('src="')[-1].split('"')[0] == seen


def test_the_gap_shows_a_small_drawing_read_otherwise(draw: AppTest, send: Sent) -> None:
    small = path((60, 60), (40, 110), (90, 110), (75, 80), (70, 140), width=20)  # a four
    send(draw, {"objects": [small]})
    choose(draw, Lesson.GAP)
    spoken = [piece.split("<")[0] for piece in html_of(draw).split('class="tn-spoken')[1:] if piece]
    assert len(spoken) == 2 * len(network_files.SHIPPED)
    assert "not the same answer" in text(draw)
    assert "between drawing on a screen and MNIST" in text(draw)


def test_an_answer_that_is_sure_in_one_way_only_is_not_the_same_answer(
    seven: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = np.eye(10)[9]
    for other, said in ((sure, "all answers are the same"), (sure / 100, "not the same answer")):
        rows = [("Title", np.zeros((28, 28)), [answer_of(sure), answer_of(other)])]
        monkeypatch.setattr(gap, "_rows", lambda _, rows=rows: rows)
        visitor(seven).digit.drawing.strokes = visitor(seven).digit.drawing.strokes * 2
        choose(seven, Lesson.GAP)
        assert said in text(seven)


def test_a_correction_is_learnt_shown_and_taken_back(corrected: AppTest) -> None:
    assert answer(corrected) == "2"
    records = visitor(corrected).corrections.records
    assert (records[0].answer, records[0].digit) == (7, 2)
    assert network_in_use(corrected).value == "corrected"
    after = evaluate(records[0].correction.network, load().test).accuracy
    assert f"it now reads **{percent(after)}**, and before {percent(0.954)}" in text(corrected)
    say(corrected, 1)
    assert answer(corrected) == "1"
    assert [record.number for record in records] == [1, 2]
    for digit in "2", "7":
        press(corrected, "Undo the correction")
        assert answer(corrected) == digit
    assert visitor(corrected).network.choice == "book" and not records


@pytest.mark.slow
def test_undo_after_a_reset_says_what_has_become_of_the_network(seven: AppTest) -> None:
    session = visitor(seven)
    session.training.config = TrainingConfig(training_images=200, epochs=1)
    seven.switch_page("pages/train.py").run()
    runs.play(session)
    until(lambda: session.training.run and session.training.run.state.over)
    session.use("run", 3)
    seven.switch_page("pages/draw.py").run()
    choose(seven, Lesson.CORRECTION)
    say(seven, 3)
    assert session.network.choice == "corrected"
    runs.reset(session)
    session.use("corrected")
    seven.run()
    press(seven, "Undo the correction")
    assert (session.network.choice, session.network.moment) == ("run", None)
    assert "The network that was corrected is not there any more" in seven.warning[0].value
    for page in "train", "inside", "mistakes", "backprop", "how-it-works":
        rerun(seven.switch_page(f"pages/{page}.py"))


def test_undo_puts_changes_by_hand_back(seven: AppTest) -> None:
    changes = {(0, 3): Change(off=True)}
    visitor(seven).network.changes = dict(changes)
    choose(seven, Lesson.CORRECTION)
    say(seven, 2)
    assert not visitor(seven).network.changes
    press(seven, "Undo the correction")
    assert (visitor(seven).network.choice, visitor(seven).network.changes) == ("book", changes)


@pytest.mark.slow
def test_a_network_that_learns_is_corrected_and_undo_does_without_its_run(seven: AppTest) -> None:
    run = visitor(seven).training.run = HOST.new_run(TrainingConfig(epochs=400))
    HOST.play(run)
    try:
        until(lambda: run.snapshot().position > 0)
        visitor(seven).use("run")
        for lesson in Lesson:
            choose(seven, lesson)
        say(seven, (read_digit(seven) + 1) % 10)
        assert visitor(seven).network.choice == "corrected"
        press(seven, "Undo the correction")
        assert (visitor(seven).network.choice, visitor(seven).network.moment) == ("run", None)
        say(seven, (read_digit(seven) + 1) % 10)
    finally:
        HOST.discard(run)
    visitor(seven).training.run = None
    press(seven, "Undo the correction")
    assert visitor(seven).network.choice == "draw"


def test_what_is_read_right_needs_no_correction(seven: AppTest, send: Sent) -> None:
    choose(seven, Lesson.CORRECTION)
    say(seven, 7)
    assert visitor(seven).network.choice == "book" and not visitor(seven).corrections.records
    assert "It reads 7 already" in text(seven)
    visitor(seven).use("draw")
    seven.run()
    assert "already" not in text(seven)  # another network
    visitor(seven).use("book")
    send(seven, ONE)
    assert "already" not in text(seven)  # another drawing
    send(seven, SEVEN)
    assert "It reads 7 already" in text(seven)


def test_nothing_is_learnt_where_it_is_sure_without_a_clear_lead(
    seven: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(seven, Lesson.CORRECTION)
    outputs = np.array([0, 0.4, 0, 0, 0, 0, 0, 0.85, 0, 0])
    layers = networks.read(BOOK, np.zeros((28, 28)))
    monkeypatch.setattr("pages.ui.app.networks.read", lambda *_: [*layers[:-1], outputs])
    say(seven, 7)
    assert not visitor(seven).corrections.records
    assert "It reads 7 already" in text(seven)


def test_corrected_drawings_are_saved_loaded_and_learnt_from(corrected: AppTest) -> None:
    own = visitor(corrected).corrections
    kept, file = own.as_images(), to_file(own)
    upload(corrected, file)
    assert "You have all drawings of this file already" in corrected.warning[0].value
    press(corrected, "Undo the correction")
    assert not own.drawings and not corrected.main.get("download_button")
    upload(corrected, file)
    assert not corrected.warning
    upload(corrected, file)
    assert "You have all drawings of this file already" in corrected.warning[0].value
    assert [drawing.digit for drawing in own.drawings] == [2]
    assert np.array_equal(own.as_images().images, kept.images)
    assert "? → 2" in html_of(corrected) and corrected.main.get("download_button")
    corrected.switch_page("pages/mistakes.py").run()
    corrected.segmented_control(key="mistakes_part").set_value(Part.DRAWINGS).run()
    assert "It was loaded from a file." in text(corrected)
    corrected.button(key="drawings_Draw").click().run()
    assert read_digit(corrected) == 7
    rerun(corrected.switch_page("pages/train.py"))
    visitor(corrected).training.config = TrainingConfig(
        sizes=(784, 5, 10), training_images=100, epochs=1
    )
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
    refused = {
        "holds no drawings saved by Thirty Neurons": [b"", b"Buy milk.", to_bytes(many)[:9_000]],
        "There is room for 9,500 drawings from files": [to_bytes(many)],
    }
    for sentence, files in refused.items():
        for file in files:
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


# A network whose outputs are equal


def constant(*biases: float) -> Network:
    """Return a network whose ten outputs are the same for every digit."""
    network = initial_network(TrainingConfig())
    network.weights[1][:] = 0
    network.biases[1][:] = biases
    return network


def test_of_equal_outputs_draw_and_mistakes_name_the_same_digit(draw: AppTest) -> None:
    use(draw, constant(-9, -9, -9, 2, -9, -9, -9, -9, 2, -9))
    draw.run()
    assert "Not sure: 3 or 8?" in html_of(draw) and "Why a 3 and not an" in text(draw)
    rerun(draw.switch_page("pages/mistakes.py"))
    assert "It is a **7**, read as **3**" in text(draw)
    draw.switch_page("pages/draw.py").run()
    assert read_digit(draw) == 3


def test_of_all_outputs_equal_every_lesson_makes_sense(draw: AppTest) -> None:
    use(draw, constant(*[-200.0] * 10))
    draw.run()
    assert "All ten outputs are below\N{NO-BREAK SPACE}0.01" in html_of(draw)
    assert html_of(draw).count('title="output ') == 10  # not as where nothing is drawn
    assert "there is no answer to explain" in text(draw) and "not a" not in text(draw)
    assert "The five training digits most like it" in html_of(draw)
    choose(draw, Lesson.GAP)
    assert "there is no gap" in text(draw)
    choose(draw, Lesson.CORRECTION)
    say(draw, 7)
    assert answer(draw) == "7" and "It has learnt this 7" in text(draw)
    assert "all ten outputs below" in html_of(draw)


def test_a_learning_rate_far_too_large_makes_all_outputs_zero(draw: AppTest) -> None:
    config = TrainingConfig(activation="relu", eta=100.0, mini_batch_size=10_000)
    network = initial_network(config)
    images = load().train[:10_000]
    network.update_mini_batch(
        to_floats(images.images), one_hot(images.labels, np.float32), config.eta, cost=config.cost
    )
    use(draw, network)
    draw.run()
    assert "The network cannot tell the digits apart" in html_of(draw)
