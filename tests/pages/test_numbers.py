"""Numbers, without a browser: reading, asking, what a person says, and the stack of cheques."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.drawing.strokes import Stroke
from pages.ui.app.places import NUMBERS
from pages.ui.app.state.drawing import WIDE, Source
from pages.ui.app.state.views import Shown
from pages.ui.numbers import asking, sheet
from tests.browser.test_numbers import row as in_a_row
from tests.pages.conftest import Open, html_of, line, press, rerun, text, visitor


@pytest.fixture
def numbers(open_app: Open) -> AppTest:
    return open_app(NUMBERS)


def row(*digits: int) -> tuple[Stroke, ...]:
    """Return a row of digits as it is drawn."""
    points = np.array(WIDE)
    return tuple(line(*(points * stroke).tolist()) for stroke in in_a_row(*digits))


def write(app: AppTest, *digits: int) -> None:
    visitor(app).number.drawing.receive(row(*digits))
    rerun(app)


def said(app: AppTest) -> str:
    """Return the number as it is read, "?" where it is not."""
    digits, _ = sheet.read(visitor(app))
    return "".join(digit.label for digit in digits) or "?"


def say(app: AppTest, digit: int) -> None:
    """Say that the digit in question is another one than the two that are offered."""
    buttons = [button for button in app.main.button if f"it_is_any_{digit}" in (button.key or "")]
    rerun(buttons[0].click())


def ask_below(app: AppTest, least: float) -> None:
    rerun(app.slider(key="least").set_value(least))


def test_it_asks_below_the_bound_and_what_a_person_says_settles_it(numbers: AppTest) -> None:
    write(numbers, 1, 7)
    ask_below(numbers, 1.0)  # of which no digit is sure
    assert said(numbers) == "1?7?"
    assert "First digit: is it a 1 or" in text(numbers)
    press(numbers, "1")
    assert said(numbers) == "17?"
    assert "Second digit: is it a 7 or" in text(numbers)
    say(numbers, 9)
    assert said(numbers) == "19"
    press(numbers, "Take it back")
    assert said(numbers) == "17?"
    rerun(numbers.button_group(key="number_digit").set_value(0))
    assert "You said: a 1." in text(numbers)  # and it is read surely, so there is nothing to learn
    assert not [b for b in numbers.main.button if b.label.startswith("Let the network learn")]


def test_ink_in_which_it_sees_no_digit_is_left_out_of_the_number(numbers: AppTest) -> None:
    zigzag = [(700, 150), (1000, 170), (720, 260), (990, 300), (730, 400), (1010, 420)]
    visitor(numbers).number.drawing.receive((*row(1), line(*zigzag)))
    rerun(numbers)
    assert "Second digit: I see none here. Is it a" in text(numbers) and "or no digit?" in text(
        numbers
    )
    press(numbers, "Not a digit")
    assert said(numbers) == "1–" and "It is left out of the number." in text(numbers)
    press(numbers, "Take it back")
    assert said(numbers).startswith("1") and said(numbers).endswith("?")


def test_what_a_person_said_holds_until_the_strokes_of_that_digit_change(numbers: AppTest) -> None:
    write(numbers, 1, 7)
    ask_below(numbers, 1.0)
    press(numbers, "1")
    write(numbers, 1, 7, 3)
    assert said(numbers).startswith("17?")
    drawing = visitor(numbers).number.drawing
    drawing.receive((*drawing.strokes, line((20, 300), (170, 300))))
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
    press(numbers, "Take it back")
    assert said(numbers) == "17"
    assert "Second digit: is it a 7 or" in text(numbers)  # which is sure, and still talked about


def test_what_was_said_first_of_very_many_digits_is_forgotten(numbers: AppTest) -> None:
    named = visitor(numbers).number.named
    named |= {bytes([k // 256, k % 256]): 0 for k in range(asking.MOST_NAMED)}
    write(numbers, 1)
    ask_below(numbers, 1.0)
    press(numbers, "1")
    assert said(numbers) == "1" and len(named) == asking.MOST_NAMED and bytes(2) not in named


def test_the_stack_of_cheques_follows_the_bound(numbers: AppTest) -> None:
    def counts() -> list[int]:
        found = re.findall(
            r'class="tn-count"><span class="tn-score-number">([\d,]+)<', html_of(numbers)
        )
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
    rerun(numbers.button_group(key="cheques_shown").set_value(Shown.ALL))
    assert "Cheque 1<" in html_of(numbers)
    rerun(numbers.pagination(key="cheque_page").set_value(1_000))
    assert "Cheque 1000<" in html_of(numbers)
    rerun(numbers.button_group(key="cheques_shown").set_value(Shown.WRONG))
    assert "Read without asking, and :red[**wrong**]." in text(numbers)
    assert "tn-misread" in html_of(numbers)
    last = numbers.pagination(key="cheque_page")
    assert last.value == last.num_pages
