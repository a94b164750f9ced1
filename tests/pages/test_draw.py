import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import answer_of
from nn.mnist import load
from pages.ui.app import digits, readout
from pages.ui.app.canvas.sent_strokes import ERASER, for_canvas
from pages.ui.app.state.digit import PEN, Drawing, Source
from tests.pages.conftest import Sent, html_of, path, press, rerun, visitor

SEVEN_POINTS = (154, 126), (406, 126), (266, 462)
SEVEN = {"objects": [path(*SEVEN_POINTS)]}
ONE = {"objects": [path((280, 84), (273, 476))]}


def answer(app: AppTest) -> str:
    """Return what stands in big type: a digit, "?", or a digit with a question mark."""
    return re.findall(r'class="tn-digit">(?:<span class="tn-unsure">)?(.*?)<', html_of(app))[0]


def drawing(app: AppTest) -> Drawing:
    return visitor(app).digit.drawing


def choose(app: AppTest, source: Source) -> None:
    rerun(app.button_group(key="digit_from").set_value(source))


def there_and_back(app: AppTest) -> None:
    """Open another page, and come back."""
    rerun(app.switch_page("pages/train.py"))
    rerun(app.switch_page("pages/draw.py"))


@pytest.mark.parametrize(("network", "hidden"), [("draw", "640 and then 320"), ("book", "30")])
def test_a_seven_is_read(network: str, hidden: str, app: AppTest, send: Sent) -> None:
    assert visitor(app).network.choice == "draw"  # what the app opens with
    visitor(app).use(network)
    assert answer(app) == "?"
    assert "Nothing is drawn yet" in html_of(app)
    send(app, SEVEN)
    assert answer(app) == "7"
    captions = " ".join(element.value for element in app.caption)
    assert f"Its {hidden} hidden neurons" in captions
    assert ("the ten add up to 1" in captions) is (network == "draw")
    parts = " ".join(part.proto.json for part in app.main.get("bidi_component"))
    assert all(f'"part": "{name}"' in parts for name in ("outputs", "seen", "hidden"))


def test_a_small_output_is_not_called_zero() -> None:
    sure = np.array([0, 0.003, 0, 0, 0, 0, 0, 0.994, 0.0, 0])
    assert "next best is 1: below\xa00.01" in readout.verdict(sure)
    assert "next 1: below\xa00.01" in readout.short_verdict(answer_of(sure))


@pytest.mark.parametrize(
    ("stroke", "sentence"),
    [
        (path((200, 200)), "only a dot"),
        (path((200, 200), (201, 201)), "only a dot"),
        (path(*[(560 * (k % 2), k * 7) for k in range(80)]), "ink everywhere"),
    ],
)
def test_a_dot_and_a_filled_canvas_get_a_sentence(
    stroke: dict[str, Any], sentence: str, app: AppTest, send: Sent
) -> None:
    send(app, {"objects": [stroke]})
    assert answer(app) == "?"
    assert sentence in html_of(app)


def test_undo_takes_back_the_last_stroke_and_the_last_clear(app: AppTest, send: Sent) -> None:
    send(app, SEVEN)
    send(app, {"objects": [*SEVEN["objects"], path((200, 260), (380, 260))]})
    press(app, "Undo")
    assert len(drawing(app).strokes) == 1 == len(drawing(app).canvas_shows)
    assert answer(app) == "7"
    press(app, "Clear")
    assert drawing(app).strokes == () == drawing(app).canvas_shows
    assert answer(app) == "?"
    press(app, "Undo")
    assert answer(app) == "7"
    press(app, "Undo")
    assert answer(app) == "?"
    assert all(button.disabled for button in app.button if button.label in ("Clear", "Undo"))


def test_ink_over_the_canvas_edge_does_not_count(app: AppTest, send: Sent) -> None:
    outside = [(500, 60), (900, 60), (900, 900), (60, 900)]
    send(app, {"objects": [*ONE["objects"], path(*outside)]})
    seen, _ = digits.visible(drawing(app))
    assert max(piece.max() for piece in seen) <= 560


def test_the_canvas_is_not_told_to_load_while_somebody_draws(app: AppTest, send: Sent) -> None:
    send(app, ONE)
    assert drawing(app).canvas_shows == ()
    told = drawing(app).canvas_told
    send(app, SEVEN)
    assert drawing(app).canvas_told == told


def rubber(*points: tuple[float, float]) -> dict[str, Any]:
    return {**path(*points, width=60), "stroke": ERASER}


def test_what_is_erased_is_not_read_and_undo_brings_it_back(app: AppTest, send: Sent) -> None:
    foot = path((180, 440), (380, 440))
    send(app, {"objects": [*SEVEN["objects"], foot]})
    send(app, {"objects": [*SEVEN["objects"], foot, rubber((170, 440), (390, 440))]})
    seen, pen = digits.visible(drawing(app))
    assert max(piece[:, 1].max() for piece in seen) < 440 - 25 and pen == 24
    assert answer(app) == "7"
    press(app, "Undo")
    seen, _ = digits.visible(drawing(app))
    assert any(piece[:, 1].max() == 440 for piece in seen)
    over = rubber(*SEVEN_POINTS)
    send(app, {"objects": [*SEVEN["objects"], over]})
    assert "Nothing is drawn yet" in html_of(app)
    send(app, {"objects": [*SEVEN["objects"], over, *ONE["objects"]]})
    assert answer(app) == "1"


def test_the_drawing_and_what_is_erased_are_there_after_another_page(
    app: AppTest, send: Sent
) -> None:
    send(app, {"objects": [*SEVEN["objects"], rubber((60, 400), (60, 500))]})
    there_and_back(app)
    assert answer(app) == "7"
    assert drawing(app).canvas_shows == drawing(app).strokes != ()
    given_back = for_canvas(drawing(app).canvas_shows, "#123456")
    assert [stroke["stroke"] for stroke in given_back] == ["#123456", ERASER]


def test_strokes_that_arrive_together_are_taken_back_one_by_one(app: AppTest, send: Sent) -> None:
    send(app, SEVEN)
    send(app, {"objects": [*SEVEN["objects"], *[path((9 * k, 9), (9 * k, 99)) for k in (1, 2, 3)]]})
    for left in (3, 2, 1, 0):
        press(app, "Undo")
        assert len(drawing(app).strokes) == left


def test_the_pen_s_width_and_the_eraser_leave_the_drawing_as_it_is(
    app: AppTest, send: Sent
) -> None:
    send(app, SEVEN)
    told = drawing(app).canvas_told
    assert app.slider(key="pen").value == PEN
    app.slider(key="pen").set_value(12).run()
    app.button_group(key="erasing").set_value(True).run()
    assert drawing(app).pen == 12 and drawing(app).erasing
    app.button_group(key="erasing").set_value(None).run()  # a browser may say so, if it is late
    assert drawing(app).erasing is True
    assert drawing(app).canvas_told == told and answer(app) == "7"
    there_and_back(app)
    assert app.slider(key="pen").value == 12
    press(app, "Clear")
    assert not drawing(app).erasing  # on empty paper there is nothing to erase
    app.button_group(key="erasing").set_value(True).run()
    assert not drawing(app).erasing and app.button_group(key="erasing").value is False


# Test digits


def test_a_test_digit_stands_in_the_canvas_s_place_with_what_it_is(app: AppTest) -> None:
    choose(app, Source.TEST)
    app.number_input(key="test_digit").set_value(18).run()
    assert "It is a <b>3</b>" in html_of(app) and 'class="tn-board"' in html_of(app)
    press(app, "Random")
    assert visitor(app).digit.test_number != 18
    there_and_back(app)
    label = load().test.labels[visitor(app).digit.test_number]
    assert visitor(app).digit.source is Source.TEST and f"It is a <b>{label}</b>" in html_of(app)


def test_a_misread_one_is_misread_by_the_network_in_use(app: AppTest) -> None:
    choose(app, Source.TEST)
    seen = set()
    for _ in range(3):
        press(app, "A misread one")
        label = load().test.labels[visitor(app).digit.test_number]
        assert answer(app)[0] != str(label)
        seen.add(visitor(app).digit.test_number)
    assert len(seen) > 1
