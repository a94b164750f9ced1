"""How it works, without a browser: what its picture is told, and its words, formulas and code."""

from collections.abc import Callable
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import answers_of
from nn.functions import ACTIVATIONS
from nn.mnist import load, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from pages.ui.app.places import HOW_IT_WORKS
from pages.ui.app.steps import statement
from pages.ui.app.visitor import digits
from pages.ui.live.reading.reader import which
from tests.pages.conftest import (
    BOOK,
    NETWORKS,
    Open,
    as_read,
    data_of,
    html_of,
    line,
    rerun,
    send,
    use_file,
    visitor,
)

# The steps, and the zoom of the picture in each; the last one has no such picture.
ZOOMS = {
    "pixels": "pixels",
    "sum": "neuron",
    "sigmoid": "activation",
    "neurons": "neurons",
    "answer": "answer",
}


@pytest.fixture
def story(open_app: Open) -> AppTest:
    """Return the app at How it works, with nothing drawn."""
    return open_app(HOW_IT_WORKS, "book")


def step(app: AppTest, name: str) -> str:
    """Go to a step; return what can be read there."""
    app.segmented_control(key="steps_at").set_value(name).run()
    assert not app.exception and not app.error
    return said(app)


def use(app: AppTest, **settings: Any) -> None:
    """Let the visitor load an untrained network."""
    config = TrainingConfig(**settings)
    use_file(app, config.first_network(), config)
    rerun(app)


def said(app: AppTest) -> str:
    """Return all that can be read on the page, and all that pointing at a piece of it says."""
    elements = (*app.markdown, *app.latex, *app.caption)
    written = " ".join(str(element.value) for element in elements)
    return as_read(unescape(written + html_of(app)))


def test_with_nothing_drawn_a_test_digit_stands_in_and_a_drawing_is_told(story: AppTest) -> None:
    assert "Nothing is drawn yet. Draw a digit from 0 to 9. Until then" in said(story)
    assert data_of(story, "digit_reader")["image"] == to_floats(load().test.images[0]).tolist()
    send(story, line((280, 100), (280, 450)))
    assert "Nothing is drawn yet." not in said(story)
    assert data_of(story, "digit_reader")["image"] == digits.current(visitor(story)).x.tolist()


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_step_is_a_zoom_of_one_picture_for_every_network(kind: str, story: AppTest) -> None:
    use(story, **NETWORKS[kind])
    visitor(story).views.neuron = 0  # chosen in the picture
    network = which(visitor(story)).name
    for name, zoom in ZOOMS.items():
        step(story, name)
        reads = data_of(story, "digit_reader")
        assert reads["network"] == network
        assert reads["picture"] == {"zoom": zoom, "neuron": 0, "layer": 0}


@pytest.mark.parametrize(
    ("settings", "name", "words"),
    [
        ({"sizes": (784, 10)}, "sum", ["**One output**"]),
        ({"sizes": (784, 10)}, "neurons", ["no hidden layer", "**ten outputs**"]),
        ({"sizes": (784, 10)}, "answer", ["adds up its pixels"]),
        (
            {"sizes": (784, 10), "output": "softmax"},
            "sigmoid",
            ["**softmax**", "a_j = \\frac{"],
        ),
        ({"output": "softmax"}, "neurons", ["**All 30 neurons**", "shares that add up to 1"]),
        ({"sizes": (784, 20, 15, 10)}, "sum", ["**One hidden neuron**"]),
        ({"sizes": (784, 20, 15, 10)}, "neurons", ["**All 15 neurons**", "for the layer before"]),
        ({"sizes": (784, 256, 10)}, "neurons", ["**All 256 neurons**", "thirty that count most"]),
        ({"activation": "relu"}, "neurons", ["σ: the curve of step 3, ReLU."]),
        ({"activation": "tanh"}, "sigmoid", ["a blue circle is below 0."]),
        ({"activation": "tanh"}, "neurons", ["Blue ones are below 0 and do not fire."]),
        ({}, "pixels", [f"{np.count_nonzero(load().test.images[0])} of the 784 are not 0"]),
        ({"pixels": "raw"}, "sum", ["takes its pixels from 0 to 255."]),
    ],
)
def test_the_words_are_about_the_network_in_use(
    settings: dict[str, Any], name: str, words: list[str], story: AppTest
) -> None:
    use(story, **settings)
    read = step(story, name)
    assert [part for part in words if part not in read] == []


def test_it_says_how_many_neurons_fire_for_the_digit(story: AppTest) -> None:
    hidden = BOOK.forward(to_floats(load().test.images[:1])).activations[1][0]
    assert f"For this digit, **{(hidden > 0.5).sum()} of 30** fire." in step(story, "neurons")


def test_each_step_of_reading_has_its_formula_and_line_of_code(story: AppTest) -> None:
    sigmoid = ACTIVATIONS["sigmoid"].function
    formulas: dict[str, tuple[str, Callable[..., Any], str]] = {
        "pixels": ("a^1 = x = (x_1,", to_floats, "return"),
        "sum": (r"z = \sum_{k=1}^{784} w_k a_k + b", Network.forward, "z = "),
        "sigmoid": (r"a = \sigma(z) = \frac{1}{1 + e^{-z}}", sigmoid, "return"),
        "neurons": (r"a^l = \sigma(w^l a^{l-1} + b^l)", Network.forward, "a = function(z)"),
        "answer": (r"\operatorname{arg\,max}}\; a_j", answers_of, "argmax"),
    }
    for name, (latex, function, marker) in formulas.items():
        words, excerpt = step(story, name), statement(function, marker)
        assert latex in words
        assert f"<pre>{excerpt.text}</pre>" in words
        assert f"{excerpt.file}, line {excerpt.line}" in words


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_words_and_the_code_fit_the_networks_own_curve(activation: str, story: AppTest) -> None:
    use(story, activation=activation)
    words = step(story, "sigmoid")
    titles = {name: entry.said.title for name, entry in ACTIVATIONS.items()}
    assert [name for name, title in titles.items() if f"**{title}**" in words] == [activation]
    excerpt = statement(ACTIVATIONS[activation].function, "    return")
    assert f"<pre>{excerpt.text}</pre>" in words
    assert f"{excerpt.file}, line {excerpt.line}" in words
