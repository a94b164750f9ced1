"""Numbers, without a browser: reading, asking, what a person says, and the stack of cheques."""

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from nn.drawing.picture_files import open_picture
from nn.drawing.strokes import Stroke
from pages.ui.app.canvas.sent_strokes import strokes_of_canvas
from pages.ui.app.places import DRAW, NUMBERS, TRAIN
from pages.ui.app.state.digit import Picture, Source
from pages.ui.app.state.views import Shown
from pages.ui.numbers import sheet
from tests.browser.driving import STROKES
from tests.pages.conftest import Open, Sent, html_of, path, rerun, text, visitor
from tests.pages.conftest import press as press_once

HEIGHT = 300.0


@pytest.fixture
def numbers(open_app: Open) -> AppTest:
    """Return the app at Numbers."""
    return open_app(NUMBERS)


def row(*digits: int) -> list[dict[str, Any]]:
    """Return a row of digits as the canvas sends it."""
    objects: list[dict[str, Any]] = []
    left = 60.0
    for digit in digits:
        points = [np.array(stroke) for stroke in STROKES[digit]]
        low, high = (f(np.concatenate(points), axis=0) for f in (np.min, np.max))
        scale = HEIGHT / (high[1] - low[1])
        for stroke in points:
            placed = (stroke - low) * scale + (left, 120)
            objects.append(path(*map(tuple, placed.tolist())))
        left += (high[0] - low[0]) * scale + 40
    return objects


def strokes_of(objects: list[dict[str, Any]]) -> tuple[Stroke, ...]:
    return strokes_of_canvas(objects) or ()


def write(app: AppTest, *digits: int) -> AppTest:
    visitor(app).number.drawing.receive(strokes_of(row(*digits)))
    rerun(app)
    return app


def said(app: AppTest) -> str:
    """Return the number as it is read, "?" where it is not."""
    reading = sheet.read(visitor(app))
    return "".join(digit.label for digit in reading.digits) or "?"


def press(app: AppTest, label: str) -> None:
    rerun(app)
    press_once(app, label)


def say(app: AppTest, digit: int) -> None:
    """Say that the digit in question is another one than the two that are offered."""
    buttons = [button for button in app.main.button if f"it_is_any_{digit}" in (button.key or "")]
    rerun(buttons[0].click())


def ask_below(app: AppTest, least: float) -> None:
    rerun(app.slider(key="cheques_least").set_value(least))


def test_a_row_of_digits_is_read(numbers: AppTest) -> None:
    reading = sheet.read(visitor(numbers))
    assert not reading.digits and "Write a number of up to ten digits" in reading.trouble
    write(numbers, 4, 0, 2)
    assert said(numbers).replace("?", "") == "402"
    parts = " ".join(part.proto.json for part in numbers.main.get("bidi_component"))
    assert all(f'"part": "{name}"' in parts for name in ("boxes", "said", "cut"))


def test_the_number_is_there_after_another_page_and_beside_the_digit_of_draw(
    numbers: AppTest, send: Sent
) -> None:
    write(numbers, 1, 7)
    rerun(numbers.switch_page(DRAW.path))
    send(numbers, {"objects": row(3)})
    rerun(numbers.switch_page(NUMBERS.path))
    drawing = visitor(numbers).number.drawing
    assert said(numbers).replace("?", "") == "17"
    assert drawing.canvas_shows == drawing.strokes != ()
    rerun(numbers.button(key="undo").click())
    assert said(numbers).replace("?", "") == "1"
    assert len(visitor(numbers).digit.drawing.strokes) == 1


def test_it_asks_below_the_bound_and_what_a_person_says_settles_it(numbers: AppTest) -> None:
    write(numbers, 1, 7)
    ask_below(numbers, 1.0)  # of which no digit is sure
    assert said(numbers) == "1?7?"
    assert "Digit 1: is it a 1 or" in text(numbers)
    press(numbers, "1")
    assert said(numbers) == "17?"
    assert "Digit 2: is it a 7 or" in text(numbers)
    say(numbers, 9)
    assert said(numbers) == "19"
    press(numbers, "Take it back")
    assert said(numbers) == "17?"
    rerun(numbers.button_group(key="number_digit").set_value(0))
    assert "You said: a 1." in text(numbers)  # and it is read surely, so there is nothing to learn
    assert not [b for b in numbers.main.button if b.label.startswith("Let the network learn")]


def test_what_a_person_said_holds_until_the_strokes_of_that_digit_change(numbers: AppTest) -> None:
    write(numbers, 1, 7)
    ask_below(numbers, 1.0)
    press(numbers, "1")
    write(numbers, 1, 7, 3)
    assert said(numbers).startswith("17?")
    drawing = visitor(numbers).number.drawing
    across = strokes_of([path((20, 300), (170, 300))])
    drawing.receive((*drawing.strokes, *across))
    rerun(numbers)
    assert not said(numbers).startswith("17?3")


def test_a_digit_that_is_wrong_is_chosen_named_and_learnt_and_the_correction_undone(
    numbers: AppTest,
) -> None:
    write(numbers, 1, 7)
    session = visitor(numbers)
    ask_below(numbers, 0.0)
    rerun(numbers.button_group(key="number_digit").set_value(1))
    say(numbers, 2)
    assert said(numbers) == "12"
    assert session.network.choice == "draw"  # to say so is not yet to teach
    press(numbers, "Let the network learn this 2")
    assert session.network.choice == "corrected"
    (record,) = session.corrections.records
    assert record.digit == 2 and record.source is Source.DRAWING
    assert "has forgotten" in text(numbers)
    press(numbers, "Undo the correction")
    assert session.network.choice == "draw" and session.corrections.drawings == []
    assert said(numbers) == "12"


def photo(*digits: int) -> bytes:
    """Return a picture of a row of digits."""
    image = Image.new("RGB", (900, 450), "white")
    pen = ImageDraw.Draw(image)
    for stroke in strokes_of(row(*digits)):
        points = [(float(x), float(y)) for x, y in stroke.points()]
        pen.line(points, "black", 20, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def test_a_picture_of_a_number_is_read_and_marked(numbers: AppTest) -> None:
    session = visitor(numbers)
    rerun(numbers.button_group(key="number_from").set_value(Source.PICTURE))
    assert "No picture is loaded yet" in sheet.read(session).trouble
    opened = open_picture(io.BytesIO(photo(1, 7, 3)))
    session.number.picture = Picture(opened.ink, "a number", photo(1, 7, 3))
    rerun(numbers)
    assert said(numbers).replace("?", "") == "173"
    assert "tn-pictured" in html_of(numbers)
    rerun(numbers.switch_page(TRAIN.path))
    rerun(numbers.switch_page(NUMBERS.path))
    assert said(numbers).replace("?", "") == "173"


def test_draw_offers_numbers_for_two_digits_and_not_for_one(numbers: AppTest, send: Sent) -> None:
    rerun(numbers.switch_page(DRAW.path))
    label = "Read it as a number"
    send(numbers, {"objects": row(4)})
    assert not [button for button in numbers.main.button if button.label == label]
    two = [item | {"path": [[c, x * 0.8, y] for c, x, y in item["path"]]} for item in row(1, 3)]
    send(numbers, {"objects": two})
    session = visitor(numbers)
    assert [button for button in numbers.main.button if button.label == label]
    session.number.drawing.receive(strokes_of(row(5)))
    button = next(button for button in numbers.main.button if button.label == label)
    button.click().run()
    drawing = session.number.drawing
    low = min(stroke.points()[:, 0].min() for stroke in drawing.strokes)
    assert low == pytest.approx(60 * 0.8 + 280)
    drawing.undo()
    assert len(drawing.strokes) == 2  # the 5 that was there before


def test_the_stack_of_cheques_follows_the_bound(numbers: AppTest) -> None:
    def counts() -> list[int]:
        found = re.findall(r'class="tn-count"><b>([\d,]+)<', html_of(numbers))
        return [int(number.replace(",", "")) for number in found]

    assert "tn-cheque" in html_of(numbers) and "Thirty Neurons Bank" in html_of(numbers)
    read, wrong, left = counts()
    assert read + left == 1000 and 0 < left and wrong < read
    ask_below(numbers, 0.99)
    assert counts()[0] < read and counts()[1] <= wrong
    ask_below(numbers, 0.0)
    assert read < counts()[0] < 1000 and counts()[1] >= wrong  # in some digits it sees none
    assert "It asks a person" in text(numbers)
    assert re.search(r"% for one digit is \*\*\d+\.\d.%\*\* for ten", text(numbers))


def test_cheques_are_looked_through_one_by_one(numbers: AppTest) -> None:
    view = visitor(numbers).views.numbers

    def shown() -> str:
        return re.findall(r"Cheque \d+", html_of(numbers))[0]

    rerun(numbers.button_group(key="cheques_shown").set_value(Shown.ALL))
    assert shown() == "Cheque 1"
    press(numbers, "Next cheque")
    assert shown() == "Cheque 2" and view.cheque == 1
    press(numbers, "Previous")
    press(numbers, "Previous")
    assert shown() == "Cheque 1000"
    rerun(numbers.button_group(key="cheques_shown").set_value(Shown.WRONG))
    assert "Read without asking, and :red[**wrong**]." in text(numbers)
    assert "tn-misread" in html_of(numbers)
