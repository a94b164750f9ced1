"""Where a network sees no digit: all pages say so, and a lesson says why."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import energy
from nn.evaluation import weighted_inputs
from nn.mnist import load
from pages.ui.app import formats
from pages.ui.app.places import BACKPROP, HOW_IT_WORKS, INSIDE
from pages.ui.app.state.views import Lesson
from pages.ui.app.visitor import digits
from tests.pages.conftest import BOOK, html_of, press, rerun, send, text, use_file, visitor
from tests.pages.test_draw import SEVEN, answer
from tests.pages.test_lessons import choose, open_teaching, say

SAYS_NONE = "I see no digit<br>Best guess: 7 (output "


@pytest.fixture
def strict(book_app: AppTest) -> AppTest:
    """Return the app after a 7 was drawn for a network that sees no digit in anything."""
    use_file(book_app, BOOK, least_energy=1000.0)
    return send(book_app, SEVEN)


def test_other_pages_say_the_same(strict: AppTest) -> None:
    rerun(strict.switch_page(INSIDE.path))
    assert SAYS_NONE in html_of(strict)
    visitor(strict).views.story.step = "neurons"
    rerun(strict.switch_page(HOW_IT_WORKS.path))
    assert "It sees no digit here, so no output is the answer." in text(strict)
    visitor(strict).views.backprop.step = "forward"
    rerun(strict.switch_page(BACKPROP.path))
    assert "It sees no digit here, so no output is the answer." in text(strict)


@pytest.mark.parametrize("lesson", [Lesson.WHY, Lesson.ANY_DIGIT])
def test_the_lesson_says_how_one_can_tell(lesson: Lesson, strict: AppTest) -> None:
    choose(strict, lesson)
    mine = energy(BOOK.forward(digits.current(visitor(strict)).x[None]).zs[-1])[0]
    shown = html_of(strict)
    assert f"<b>{formats.fixed(mine)}</b>" in shown
    assert "A digit has at least 1,000.00, <b>so it sees no digit</b>" in shown
    assert "10,000 of these (100.0\xa0%) lie to the left" in text(strict)
    least_energy = float(np.quantile(energy(weighted_inputs(BOOK, load().test)), 0.01))
    use_file(strict, BOOK, least_energy=least_energy)
    choose(strict, Lesson.ANY_DIGIT)
    assert "100 of these (1.0\xa0%) lie to the left" in text(strict)


def test_for_a_network_that_cannot_tell_another_one_does(strict: AppTest) -> None:
    use_file(strict, BOOK)
    choose(strict, Lesson.ANY_DIGIT)
    assert "as the one for drawings does" in text(strict)
    assert "<b>so it sees a digit</b>" in html_of(strict)


def test_a_refused_drawing_is_taught_and_is_a_digit_from_then_on(strict: AppTest) -> None:
    open_teaching(strict)
    say(strict, 7)  # what it would have said, so the digit alone is nothing new
    assert answer(strict) == "7"
    assert "**It has learnt this 7**" in text(strict)
    shown = html_of(strict)
    assert "I see no digit<br>Best guess: 7 (output " in shown
    say(strict, 7)
    assert strict.toast[0].value.startswith("It reads 7 already")
    press(strict, "Undo the correction")
    assert answer(strict) == "–"
