"""Where a network sees no digit: all pages say so, and a lesson says why."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import Reader, energy
from nn.evaluation import weighted_inputs
from nn.mnist import load
from nn.storage import network_files
from pages.ui.app import digits, networks, numbers
from pages.ui.app.places import BACKPROP, HOW_IT_WORKS, INSIDE
from pages.ui.app.state.digit import Source
from pages.ui.app.state.views import Lesson
from tests.pages.conftest import Sent, html_of, press, rerun, text, use_file, visitor
from tests.pages.test_draw import SEVEN, answer
from tests.pages.test_lessons import choose, say

BOOK = network_files.open_network("book").reader.network
SAYS_NONE = "I see no digit<br>If I had to say: 7, output "


@pytest.fixture
def strict(book_app: AppTest, send: Sent) -> AppTest:
    """Return the app after a 7 was drawn for a network that sees no digit in anything."""
    use_file(book_app, BOOK, least_energy=1000.0)
    return send(book_app, SEVEN)


def test_draw_says_that_it_sees_no_digit_and_what_it_would_say(strict: AppTest) -> None:
    assert answer(strict) == "–"
    assert SAYS_NONE in html_of(strict)
    visitor(strict).digit.source = Source.TEST  # 7 is the first test digit, too
    rerun(strict)
    assert SAYS_NONE in html_of(strict)
    visitor(strict).digit.source = Source.DRAWING
    use_file(strict, BOOK, least_energy=-1000.0)
    rerun(strict)
    assert answer(strict) == "7"
    assert "no digit" not in html_of(strict)
    use_file(strict, BOOK, least_energy=1000.0)
    press(strict, "Clear")
    assert answer(strict) == "?"
    assert "no digit" not in html_of(strict)


def test_other_pages_say_the_same(strict: AppTest) -> None:
    rerun(strict.switch_page(INSIDE.path))
    assert SAYS_NONE in html_of(strict)
    visitor(strict).views.story.step = 3
    rerun(strict.switch_page(HOW_IT_WORKS.path))
    assert "It sees no digit here, so no output is the answer." in text(strict)
    assert "tn-largest" not in html_of(strict)
    visitor(strict).views.story.step = 4
    rerun(strict)
    assert SAYS_NONE in html_of(strict)
    visitor(strict).views.backprop.step = "cost"
    rerun(strict.switch_page(BACKPROP.path))
    assert SAYS_NONE in html_of(strict)


@pytest.mark.parametrize("lesson", [Lesson.WHY, Lesson.ANY_DIGIT])
def test_the_lesson_says_how_one_can_tell(lesson: Lesson, strict: AppTest) -> None:
    choose(strict, lesson)
    mine = energy(BOOK.forward(digits.current(visitor(strict)).x[None]).zs[-1])[0]
    shown = html_of(strict)
    assert f"<b>{numbers.fixed(mine)}</b> (the energy)" in shown
    assert "A digit has at least 1,000.00, <b>so it sees no digit</b>" in shown
    assert "10,000 of these (100.0\xa0%) lie to the left" in text(strict)
    least_energy = float(np.quantile(energy(weighted_inputs(BOOK, load().test)), 0.01))
    use_file(strict, BOOK, least_energy=least_energy)
    choose(strict, Lesson.ANY_DIGIT)
    assert "100 of these (1.0\xa0%) lie to the left" in text(strict)


@pytest.mark.parametrize(
    ("least_energy", "said"),
    [(-1000.0, "as the network **draw** does"), (None, "No network here can tell")],
)
def test_for_a_network_that_cannot_tell_another_one_does_if_any_can(
    least_energy: float | None, said: str, strict: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = {name: networks.shipped(name) for name in ("draw", "book")}
    saved["draw"] = replace(
        saved["draw"], reader=Reader(saved["draw"].reader.network, least_energy)
    )
    monkeypatch.setattr(networks, "shipped", saved.__getitem__)
    use_file(strict, BOOK)
    choose(strict, Lesson.ANY_DIGIT)
    assert said in text(strict)
    assert ("<b>so it sees a digit</b>" in html_of(strict)) is (least_energy is not None)


def test_a_refused_drawing_is_taught_and_is_a_digit_from_then_on(strict: AppTest) -> None:
    choose(strict, Lesson.CORRECTION)
    say(strict, 7)  # what it would have said, so the digit alone is nothing new
    assert answer(strict) == "7"
    assert "**It has learnt this 7**" in text(strict)
    shown = html_of(strict)
    assert "no digit<br>if it had to: 7, " in shown
    assert "– → 7" in shown
    say(strict, 7)
    assert "It reads 7 already" in text(strict)
    press(strict, "Undo the correction")
    assert answer(strict) == "–"
