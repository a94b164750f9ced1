"""For those who hear the pages: headings, names of windows, and a sentence for every picture."""

import re

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import HeadingBase

from nn.settings.config import TrainingConfig
from pages.ui.app.places import BACKPROP, DRAW, HOW_IT_WORKS, INSIDE, MISTAKES, PLACES
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.views import Tab
from pages.ui.backprop.page import STEPS
from pages.ui.talk import director
from tests.pages.conftest import Open, html_of, line, rerun, send, text, use_file, visitor
from tests.pages.test_inside import open_statistics, trained

NAMED = r"<img\b[^>]*>|<[a-z]+\b[^>]*\brole=\"img\"[^>]*>"


def pictures_of(app: AppTest) -> list[tuple[str, str | None]]:
    """Return every figure and picture on the page, each with its alternative."""
    found = [(chart.proto.id, chart.proto.alt) for chart in app.get("plotly_chart")]
    drawn = html_of(app) + "".join(m.value for m in app.markdown if m.allow_html)
    for element in re.findall(NAMED, drawn):
        alt = re.search(r'\b(?:alt|aria-label)="([^"]*)"', element)
        found.append((re.sub(r'src="[^"]*"', "", element), alt and alt.group(1)))
    return found


def assert_all_are_named(app: AppTest) -> None:
    """Every picture has one sentence with a number, but for lines whose ends are read anyway."""
    for picture, alt in pictures_of(app):
        if 'class="tn-lines"' in picture:
            assert alt == ""
            continue
        assert alt, picture
        assert not re.search(r"[.!?] [A-Z]", alt), alt
        assert re.search(r"\d|nothing is measured yet|there is no", alt), (picture, alt)
        assert "by 1 pixels" not in alt


def assert_headings_are_in_order(app: AppTest) -> None:
    """The first heading is the only h1, and below it is h2 alone."""
    first, *parts = [element for element in app.main if isinstance(element, HeadingBase)]
    assert first.tag == "h1" and {part.tag for part in parts} <= {"h2"}


@pytest.mark.parametrize("reads", ["nothing", "a drawing", "a test digit"])
def test_every_picture_of_every_page_has_a_sentence(reads: str, open_app: Open) -> None:
    app = open_app(DRAW, "book")
    if reads == "a drawing":
        send(app, line((150, 120), (400, 120), (250, 450)))
    if reads == "a test digit":
        visitor(app).digit.source = Source.TEST
        trained(app)
    for place in PLACES:
        rerun(app.switch_page(place.path))
        assert_all_are_named(app)
        assert_headings_are_in_order(app)
    if reads == "a drawing":
        for step in ("pixels", "sum", "sigmoid", "neurons", "answer", "learning"):
            visitor(app).views.story.step = step
            rerun(app.switch_page(HOW_IT_WORKS.path))
            assert_all_are_named(app)
        for name in STEPS:
            visitor(app).views.backprop.step = name
            rerun(app.switch_page(BACKPROP.path))
            assert_all_are_named(app)
        for part in Tab:
            visitor(app).views.mistakes.tab = part
            rerun(app.switch_page(MISTAKES.path))
            assert_all_are_named(app)


def test_every_step_of_the_talk_has_a_heading_and_sentences(open_app: Open) -> None:
    app = open_app(DRAW, "book")
    director.begin(visitor(app))
    for step in (0, 1, 2, 3, 4, 9, 10, 11):
        director.go(visitor(app), step)
        rerun(app)
        assert html_of(app).count("<h1") == 1
        assert_all_are_named(app)


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_a_neuron_without_a_slope_is_called_dead_and_fires_most_for_nothing(
    activation: str, open_app: Open
) -> None:
    config = TrainingConfig(sizes=(784, 6, 10), activation=activation)
    network = config.first_network()
    network.weights[0][2], network.biases[0][2] = 0.0, -4.0
    app = open_app(INSIDE, "book")
    open_statistics(app)
    assert "Fires most for" in text(app)
    use_file(app, network, config)
    visitor(app).views.inside.neuron = 2
    rerun(app)
    assert "**1 of 6**: neuron 3." in text(app)
    assert "**It never fires**" in text(app) and "Fires most for" not in text(app)
    assert "It is dead." in text(app)
    assert_all_are_named(app)
    visitor(app).views.inside.neuron = 1
    rerun(app)
    assert "**It never fires**" not in text(app) and "Fires most for" in text(app)
    assert "It is dead." not in text(app)
