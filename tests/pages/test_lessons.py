"""The lessons below the answer, without a browser: every kind of network, every kind of digit."""

import re
from base64 import b64decode

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.evaluation import evaluate
from nn.explain.evidence import evidence
from nn.explain.smallest_change import smallest_change
from nn.mnist import load, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images
from nn.storage import network_files
from nn.storage.drawing_files import to_bytes
from pages.ui.app.formats import percent
from pages.ui.app.places import DRAW, MISTAKES
from pages.ui.app.state.corrections import as_images
from pages.ui.app.state.drawing import Picture, Source
from pages.ui.app.state.views import Change, Lesson
from pages.ui.app.visitor import digits, networks
from tests.pages.conftest import (
    BOOK,
    NETWORKS,
    html_of,
    line,
    network_in_use,
    press,
    rerun,
    send,
    text,
    upload,
    use_file,
    visitor,
    with_outputs,
)
from tests.pages.test_draw import SEVEN, answer

FOUR = line((200, 80), (120, 300), (400, 300)), line((330, 180), (310, 480))
# z without the ink, and with it, as a picture's words have them.
ZS = r"without ink (.[\d.]+),.*?with it <b>(.[\d.]+)</b>"


@pytest.fixture
def seven(book_app: AppTest) -> AppTest:
    """Return the app after a 7 was drawn."""
    return send(book_app, SEVEN)


def choose(app: AppTest, lesson: Lesson) -> None:
    rerun(app.segmented_control(key="lesson").set_value(lesson))


def open_teaching(app: AppTest) -> None:
    """Open "Teach it" beside the answer, as a browser does."""
    app.session_state["teach_it"] = True
    rerun(app)


def say(app: AppTest, digit: int) -> None:
    rerun(app.button_group(key="it_was").set_value(digit))


def use(app: AppTest, network: Network) -> None:
    """Give the visitor a network from a file, and the first test digit."""
    use_file(app, network)
    visitor(app).digit.source = Source.TEST


@pytest.fixture
def corrected(seven: AppTest) -> AppTest:
    """Return the app after the 7 was said to be a 2."""
    open_teaching(seven)
    say(seven, 2)
    return seven


def test_with_nothing_drawn_a_lesson_says_what_it_will_show(book_app: AppTest) -> None:
    for lesson in Lesson:
        choose(book_app, lesson)
        assert "Nothing is drawn yet" in text(book_app)
        assert "tn-figures" not in html_of(book_app) and "tn-comparison" not in html_of(book_app)


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_lesson_is_there_for_every_network(kind: str, book_app: AppTest) -> None:
    use(book_app, TrainingConfig(**NETWORKS[kind]).first_network())
    choose(book_app, Lesson.WHY)
    assert html_of(book_app).count('class="tn-figure"') == 3 + 5
    for lesson, said in (
        (Lesson.HOW_LITTLE, "one layer further"),
        (Lesson.STEPS, "MNIST's makers have done"),
        (Lesson.GAP, "there is no gap"),
        (Lesson.ANY_DIGIT, "name one of ten to whatever they are shown"),
    ):
        choose(book_app, lesson)
        assert said in text(book_app)
        assert "this drawing" not in text(book_app) + html_of(book_app).lower()
    open_teaching(book_app)
    say(book_app, (int(answer(book_app)[0]) + 1) % 10)
    assert visitor(book_app).network.choice == "corrected"
    assert "learnt this" in text(book_app) and "It has forgotten" in text(book_app)
    press(book_app, "Undo the correction")
    assert visitor(book_app).network.choice == "file" and not visitor(book_app).corrections.records


@pytest.mark.parametrize("is_empty", [False, True])
def test_how_little_it_takes_is_said_in_the_numbers_of_nn(
    is_empty: bool, book_app: AppTest
) -> None:
    digit = visitor(book_app).digit
    digit.source, digit.test_number = Source.TEST, 4
    visitor(book_app).views.draw.is_blank = is_empty
    choose(book_app, Lesson.HOW_LITTLE)
    digit_of_page = int(BOOK.feedforward(np.zeros((1, 784))).argmax())
    key = f"rival_{digit_of_page if is_empty else 4}"
    rerun(book_app.button_group(key=key).set_value(9))
    said = html_of(book_app)
    image = np.zeros(784, np.float32) if is_empty else to_floats(load().test.images[4])
    for name in network_files.SHIPPED:
        network = network_files.open_network(name).reader.network
        changed = smallest_change(network, image, 9, 0.995 if is_empty else 0.0)
        ink = f"As much ink as {changed.ink:.1f} black pixels"
        if not is_empty:
            ink = f"{percent(changed.ink / image.sum())} of the ink, added or removed"
        assert f"<b>{ink}</b>, at most {changed.largest:.2f} on a pixel" in said
    assert "explains? **No**: the one for drawings takes it for a digit." in text(book_app)
    assert "**none** of a hundred tries makes it a 9" in text(book_app)


def test_a_network_of_another_precision_sends_the_browser_the_same_numbers(
    book_app: AppTest,
) -> None:
    use(book_app, BOOK.astype(np.float64))
    choose(book_app, Lesson.HOW_LITTLE)
    (arrays,) = re.findall('data-arrays="(.*?)"', html_of(book_app))
    before, change = (np.frombuffer(b64decode(each), "<f4") for each in arrays.split())
    assert np.array_equal(before, digits.test_digit(0).x) and 0 < abs(change).max() < 1


def test_what_is_asked_on_mistakes_is_answered_on_draw(book_app: AppTest) -> None:
    rerun(book_app.switch_page(MISTAKES.path))
    view = visitor(book_app).views.mistakes
    view.digit, view.answer = 4, 9
    rerun(book_app)
    press(book_app, "What would make it a 4?")
    rerun(book_app.switch_page(DRAW.path))
    assert visitor(book_app).views.draw.lesson is Lesson.HOW_LITTLE
    assert book_app.button_group(key="rival_9").value == 4
    assert "here 4 takes the lead" in html_of(book_app)


def test_every_lesson_is_there_for_a_picture_a_drawing_and_a_changed_network(
    book_app: AppTest,
) -> None:
    visitor(book_app).network.changes = {(0, 3): Change(off=True), (0, 5): Change(shift=9.0)}
    send(book_app, SEVEN)
    image = to_floats(load().test.images[0]).reshape(28, 28)
    visitor(book_app).digit.picture = Picture(np.pad(image, 40), "seven.png")
    for lesson in Lesson:
        visitor(book_app).digit.source = Source.DRAWING
        choose(book_app, lesson)
        drawn = html_of(book_app)
        visitor(book_app).digit.source = Source.PICTURE
        rerun(book_app)
        assert html_of(book_app) != drawn


def test_weights_that_nothing_can_be_computed_with_get_a_sentence(book_app: AppTest) -> None:
    huge = TrainingConfig(activation="relu").first_network()
    huge.weights = [w.astype(np.float64) * 1e200 for w in huge.weights]
    use(book_app, huge)
    for lesson in Lesson:
        choose(book_app, lesson)
        assert ("No answer: the weights are so large" in text(book_app)) is (
            lesson in (Lesson.WHY, Lesson.HOW_LITTLE)
        )
    open_teaching(book_app)
    say(book_app, 3)
    assert "cannot be corrected" in book_app.warning[0].value


def test_why_compares_with_the_runner_up_and_then_with_the_chosen_digit(seven: AppTest) -> None:
    pills = seven.button_group(key="rival_7")
    assert answer(seven) == "7" != str(pills.value)
    title = f"or a 7 rather than a {pills.value}"
    assert html_of(seven).count(title) == 2  # also to a screen reader
    other = next(digit for digit in (1, 4) if digit != pills.value)
    rerun(pills.set_value(other))
    shown = html_of(seven)
    assert f"For a 7 rather than a {other}" in shown and "above 0 it speaks for 7" in shown
    x = digits.current(visitor(seven)).x
    seven_z, other_z = evidence(BOOK, x, 7, other)
    parts = seven_z - other_z, seven_z, other_z
    exact = [z for part in parts for z in (part.z_blank, part.z)]
    places = 1 if max(map(abs, exact)) >= 10 else 2  # the same for all numbers of the lesson
    said = [z for pair in re.findall(ZS, shown.replace("−", "-")) for z in pair]
    assert said == [f"{z:+.{places}f}" for z in exact]
    send(seven, *FOUR)
    assert f"For a {answer(seven)} rather than " in html_of(seven)


def test_the_gap_shows_a_small_drawing_read_otherwise(book_app: AppTest) -> None:
    send(book_app, line((60, 60), (40, 110), (90, 110), (75, 80), (70, 140), width=20))  # a four
    choose(book_app, Lesson.GAP)
    assert html_of(book_app).count('class="tn-digit') == 2 * len(network_files.SHIPPED) + 1
    for name in ("The one for drawings", "The book&#x27;s thirty"):
        assert f"<b>{name}</b>" in html_of(book_app)
    assert "not the same answer" in text(book_app)


def test_a_correction_is_learnt_shown_and_taken_back(seven: AppTest) -> None:
    session, changes = visitor(seven), {(0, 3): Change(off=True)}
    session.network.changes = dict(changes)
    open_teaching(seven)
    say(seven, 2)
    assert answer(seven) == "2" and not session.network.changes
    records = session.corrections.records
    assert records[0].answer and (records[0].answer.digit, records[0].digit) == (7, 2)
    assert network_in_use(seven).value == "corrected"
    after = evaluate(records[0].correction.reader.network, load().test).accuracy
    assert f"now **{percent(after)}** of all" in text(seven)
    say(seven, 1)
    assert answer(seven) == "1"
    assert networks.in_use(session).story == "The book's thirty: corrected by 2 drawings."
    for digit in "2", "7":
        press(seven, "Undo the correction")
        assert answer(seven) == digit
        assert "in use now" not in text(seven)
    assert not records
    assert (session.network.choice, session.network.changes) == ("book", changes)


def test_undo_does_without_the_network_that_was_corrected(seven: AppTest) -> None:
    session = visitor(seven)
    use_file(seven, BOOK)
    open_teaching(seven)
    say(seven, 2)
    session.network.loaded = None
    press(seven, "Undo the correction")
    assert session.network.choice == "draw" and answer(seven) == "7"
    assert seven.warning[0].value.endswith("this one is in use now: the one for drawings.")


def test_corrected_drawings_are_saved_loaded_and_learnt_from(corrected: AppTest) -> None:
    own = visitor(corrected).corrections
    kept, file = as_images(own.drawings), to_bytes(as_images(own.drawings))
    upload(corrected, file)
    assert "already" in corrected.warning[0].value
    press(corrected, "Undo the correction")
    assert not own.drawings and not corrected.main.get("download_button")
    upload(corrected, file)
    assert not corrected.warning
    assert [drawing.digit for drawing in own.drawings] == [2]
    assert np.array_equal(as_images(own.drawings).images, kept.images)
    assert corrected.main.get("download_button")

    press(corrected, "Your 1 corrected drawing")
    assert "reads **0 of 1** as they were meant" in text(corrected)
    assert "loaded from a file" in text(corrected)
    corrected.button(key="drawings_Draw").click().run()
    assert answer(corrected)[0] == "7"

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


def test_a_file_with_too_many_drawings_gets_a_sentence_and_nothing_is_lost(
    corrected: AppTest,
) -> None:
    many = Images(np.zeros((9_600, 784), np.uint8), np.zeros(9_600, np.uint8))
    many.images[:, :2] = np.arange(9_600, dtype=">u2").view(np.uint8).reshape(-1, 2)
    upload(corrected, to_bytes(many))
    assert "There is room for 9,500" in corrected.warning[0].value
    assert len(visitor(corrected).corrections.drawings) == 1 and answer(corrected) == "2"


def test_no_run_learns_from_a_test_digit_saved_or_not(book_app: AppTest) -> None:
    visitor(book_app).digit.source = Source.TEST
    open_teaching(book_app)
    say(book_app, 2)
    own = visitor(book_app).corrections
    assert len(own.drawings) == 1
    upload(book_app, to_bytes(as_images(own.drawings)))
    press(book_app, "Undo the correction")
    upload(book_app, to_bytes(Images(load().test.images[:1], np.array([2], np.uint8))))
    assert len(own.loaded) == 1 and not own.for_a_run
    rerun(book_app.switch_page("pages/train.py"))
    assert not book_app.checkbox


def test_of_all_outputs_equal_every_lesson_makes_sense(book_app: AppTest) -> None:
    use(book_app, with_outputs(*[-200.0] * 10))
    rerun(book_app)
    assert "All ten outputs are below" in html_of(book_app)
    assert "there is no answer to explain" in text(book_app) and "not a" not in text(book_app)
    assert "The five training digits most like it" in text(book_app)
    open_teaching(book_app)
    say(book_app, 7)
    assert answer(book_app) == "7" and "It has learnt this 7" in text(book_app)
