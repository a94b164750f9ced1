import re

import pytest
from streamlit.testing.v1 import AppTest

from nn.mnist import load
from pages.ui.app.state.drawing import Drawing, Source
from tests.pages.conftest import html_of, line, press, rerun, send, text, visitor

SEVEN_POINTS = (154, 126), (406, 126), (266, 462)
SEVEN = line(*SEVEN_POINTS)
ONE = line((280, 84), (273, 476))


def answer(app: AppTest) -> str:
    """Return what stands in big type: a digit, "?", or a digit with a question mark."""
    return re.findall(r'class="tn-digit">(?:<span class="tn-unsure">)?(.*?)<', html_of(app))[-1]


def drawing(app: AppTest) -> Drawing:
    return visitor(app).digit.drawing


def choose(app: AppTest, source: Source) -> None:
    rerun(app.button_group(key="digit_from").set_value(source))


def there_and_back(app: AppTest) -> None:
    """Open another page, and come back."""
    rerun(app.switch_page("pages/train.py"))
    rerun(app.switch_page("pages/draw.py"))


@pytest.mark.parametrize("network", ["draw", "book"])
def test_a_seven_is_read(network: str, app: AppTest) -> None:
    assert visitor(app).network.choice == "draw"  # what the app opens with
    visitor(app).use(network)
    assert answer(app) == "?"
    assert "Nothing is drawn yet" in html_of(app)
    send(app, SEVEN)
    assert answer(app) == "7"
    which = "**: of its last 400 neurons, the 30 that count most"
    assert (which in text(app)) is (network == "draw")
    assert 'data-part="picture"' in html_of(app)


def test_the_eraser_is_taken_where_there_is_something_to_erase(app: AppTest) -> None:
    send(app, SEVEN)
    app.button_group(key="erasing").set_value(True).run()
    app.button_group(key="erasing").set_value(None).run()  # a browser may say so, if it is late
    assert drawing(app).erasing is True and answer(app) == "7"
    press(app, "Clear")
    app.button_group(key="erasing").set_value(True).run()
    assert not drawing(app).erasing and app.button_group(key="erasing").value is False


def test_a_test_digit_stands_in_the_canvas_s_place_with_what_it_is(app: AppTest) -> None:
    choose(app, Source.TEST)
    app.number_input(key="test_digit").set_value(18).run()
    assert "It is a <b>3</b>" in html_of(app) and 'class="tn-board"' in html_of(app)
    press(app, "Random")
    assert visitor(app).digit.test_number != 18
    there_and_back(app)
    label = load().test.labels[visitor(app).digit.test_number]
    assert visitor(app).digit.source is Source.TEST
    assert f"It is {'an' if label == 8 else 'a'} <b>{label}</b>" in html_of(app)


def test_a_misread_one_is_misread_by_the_network_in_use(app: AppTest) -> None:
    choose(app, Source.TEST)
    seen = set()
    for _ in range(3):
        press(app, "A misread one")
        label = load().test.labels[visitor(app).digit.test_number]
        assert answer(app)[0] != str(label)
        seen.add(visitor(app).digit.test_number)
    assert len(seen) > 1
