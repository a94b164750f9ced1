"""How it works, without a browser: every number on it is the network's own."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn import mnist
from nn.beginning import initial_network
from nn.evaluation import evaluate
from nn.explain import source_code
from nn.functions import ACTIVATIONS, COSTS, OUTPUTS, Array
from nn.mnist import load, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from pages.ui.app import numbers
from pages.ui.app.numbers import as_printed, fixed, percent, short
from pages.ui.app.places import HOW_IT_WORKS
from pages.ui.app.state.digit import Source
from tests.pages.conftest import (
    NETWORKS,
    Open,
    as_read,
    html_of,
    line,
    rerun,
    send,
    use_file,
    visitor,
    with_outputs,
)

STEPS = ("pixels", "sum", "sigmoid", "neurons", "answer", "learning")
BOOK = network_files.open_network("book")


@pytest.fixture
def story(open_app: Open) -> AppTest:
    """Return the app at How it works, with nothing drawn."""
    return open_app(HOW_IT_WORKS, "book")


def step(app: AppTest, name: str) -> str:
    """Go to a step; return what can be read there."""
    app.segmented_control(key="steps_at").set_value(name).run()
    assert not app.exception and not app.error
    return said(app)


def use(app: AppTest, **settings: Any) -> Network:
    """Let the visitor load an untrained network in float64."""
    config = TrainingConfig(**settings)
    network = initial_network(config).astype(np.float64)
    use_file(app, network, config)
    rerun(app)
    return network


def said(app: AppTest) -> str:
    """Return all that can be read on the page, and all that pointing at a piece of it says."""
    elements = (*app.markdown, *app.latex, *app.caption)
    written = " ".join(str(element.value) for element in elements)
    return as_read(unescape(written + html_of(app)))


def digit(number: int) -> Array:
    return to_floats(load().test.images[number], np.float64)[None]


def test_with_nothing_drawn_a_test_digit_stands_in_until_it_is_taken(story: AppTest) -> None:
    assert "Nothing is drawn yet." in said(story)
    assert "test digit 0, a 7" in said(story)
    assert visitor(story).digit.source is Source.DRAWING
    story.button(key="story_take").click().run()
    assert visitor(story).digit.source is Source.TEST
    assert "Nothing is drawn yet." not in said(story)


def test_a_drawing_is_told_instead(story: AppTest) -> None:
    send(story, line((280, 100), (280, 450)))
    assert "Nothing is drawn yet." not in said(story)
    (greys,) = re.findall(r"a\^1 = x = \(0,\\; \\ldots,\\; (.*),\\; \\ldots", said(story))
    assert "1.000" in greys  # an example of ink, and not of the paper beside it


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_step_holds_for_every_network(kind: str, story: AppTest) -> None:
    network = use(story, **NETWORKS[kind])
    words = [step(story, name) for name in STEPS][3]
    hidden = network.sizes[1:-1]
    assert ("no hidden layer" in words) is (not hidden)
    assert ("30 of 256" in words) is (256 in hidden)


@pytest.mark.parametrize(
    ("sizes", "neuron", "number"), [(None, 0, 0), ((784, 4, 10), 3, 18), ((784, 10), 3, 0)]
)
def test_the_numbers_are_those_of_the_network(
    sizes: tuple[int, ...] | None, neuron: int, number: int, story: AppTest
) -> None:
    network = BOOK.reader.network if sizes is None else use(story, sizes=sizes)
    visitor(story).digit.test_number, visitor(story).digit.source = number, Source.TEST
    step(story, "sum")
    story.selectbox(key="story_neuron").set_value(neuron).run()
    forward = network.forward(digit(number))
    z, a = forward.zs[0][0, neuron], forward.activations[1][0, neuron]
    bias, products = network.biases[0][neuron], network.weights[0][neuron] * digit(number)[0]
    words = said(story)
    for exact in (z, bias, products[products > 0].sum(), products[products < 0].sum()):
        assert f'title="{fixed(exact, 4)}' in words
    assert f"= {fixed(z)}<small>" in words
    match = re.search(r"a_k \+ b = \(?([-\d.]+)\)? \+ \(?([-\d.]+)\)? = ([-\d.]+)", words)
    written = re.findall(r">([+−][\d.]+)<small>", words)
    assert match and len(written) == 3
    for parts in match.groups()[:2], written:
        together = sum(map(as_printed, parts))
        assert fixed(float(together)) == fixed(z)  # as they are written
    verdict = "it fires" if a > 0.5 else "it does not fire"
    said_of_a = f"z = {fixed(z)}, so **a {numbers.equals(a, 3)}**: {verdict}."
    assert said_of_a in step(story, "sigmoid")
    words = step(story, "neurons")
    for output, value in enumerate(forward.output[0]):
        assert f"output {output}: a = {short(value)}" in words
    if sizes != (784, 10):
        for k, value in enumerate(forward.activations[1][0], start=1):
            assert f"neuron {k}: a = {short(value)}" in words
    words = step(story, "answer")
    for output, value in enumerate(forward.output[0]):
        assert f"output {output}: {value:.4f}" in words
    rerun(story.switch_page("pages/inside.py"))
    assert story.selectbox(key="neuron").value == neuron


def test_what_is_not_0_is_not_written_as_0(story: AppTest) -> None:
    use_file(story, with_outputs(*[-2000.0] * 10))
    for name in ("neurons", "answer"):
        assert "All ten outputs are below\N{NO-BREAK SPACE}0.01" in step(story, name)
        assert "tn-largest" not in said(story)
    use(story, sizes=(784, 10), output="softmax")
    words = step(story, "sigmoid")
    assert "<b>< 0.001</b>" in words and "<b>0.000</b>" not in words


def test_the_layers_are_counted_as_in_the_book(story: AppTest) -> None:
    assert "a^1 = x = (0," in step(story, "pixels")
    rules = r"a^{2} = \sigma(w^{2} a^{1} + b^{2}),\quad a^{3} = \sigma(w^{3} a^{2} + b^{3})"
    assert rules in step(story, "neurons")
    use(story, sizes=(784, 20, 15, 10), activation="relu", output="softmax")
    words = step(story, "neurons")
    assert r"a^{l} = \sigma(w^{l} a^{l-1} + b^{l})" in words
    assert r"a^{4} = \mathrm{softmax}(w^{4} a^{3} + b^{4})" in words
    assert "σ: the curve of step 3, ReLU." in words


def test_the_untrained_network_answers_beside_the_trained_one(story: AppTest) -> None:
    assert BOOK.provenance.config
    before, book = initial_network(BOOK.provenance.config), BOOK.reader.network
    words = step(story, "answer")
    for network, title in ((before, "Untrained"), (book, "In use: book")):
        accuracy = percent(evaluate(network, load().test).accuracy)
        assert f"**{title}**: reads {accuracy} of 10,000 test images" in words
        for output, value in enumerate(network.feedforward(digit(0))[0]):
            assert f"output {output}: {value:.4f}" in words
    visitor(story).use("untrained")
    assert f"**Trained: the book's**: reads {accuracy}" in step(story, "answer")


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_words_and_the_code_fit_the_networks_own_curve(activation: str, story: AppTest) -> None:
    use(story, activation=activation)
    words = step(story, "sigmoid")
    assert [name for name in ACTIVATIONS if f"**{name}**" in words.lower()] == [activation]
    excerpt = source_code.statement(ACTIVATIONS[activation].function, "    return")
    assert f"<pre>{excerpt.text}</pre>" in words
    assert f"{excerpt.file}, line {excerpt.line}" in words


@pytest.mark.parametrize(
    ("cost", "output", "formula", "code"),
    [
        ("quadratic", "sigmoid", r"\tfrac{1}{2} \sum_j", COSTS["quadratic"].fn),
        ("cross-entropy", "sigmoid", r"\ln (1 - a^L_j)", OUTPUTS["sigmoid"].cross_entropy),
        ("cross-entropy", "softmax", r"\sum_j y_j \ln a^L_j", OUTPUTS["softmax"].cross_entropy),
    ],
)
def test_the_cost_is_the_one_that_the_network_learnt_with(
    cost: str, output: str, formula: str, code: Callable[..., Any], story: AppTest
) -> None:
    network = use(story, sizes=(784, 4, 10), cost=cost, output=output)
    value = network.cost(digit(0), mnist.one_hot(load().test.labels[:1]), cost)
    words = step(story, "learning")
    assert f"a 7, the {cost} cost of the network in use is **{short(value)}**" in words
    assert formula in words
    assert f"<pre>{source_code.statement(code, 'return ').text}</pre>" in words
    assert "decay, the weight decay, is 0 here" in words  # all letters of its line of code


def test_one_click_takes_an_idea_to_the_train_page(story: AppTest) -> None:
    visitor(story).training.config = TrainingConfig(seed=77, lmbda=1.0, eta=0.1)
    step(story, "learning")
    rerun(story.button(key="story_try_1").click())
    assert story.title[0].value == "Train"
    config = TrainingConfig(mini_batch_size=1, epochs=1, seed=77)
    assert visitor(story).training.config == config


def test_from_near_the_picture_has_its_numbers_in_it(story: AppTest) -> None:
    def spec() -> str:
        (chart,) = story.get("plotly_chart")
        return str(chart.proto.spec)

    assert '"texttemplate":"%{text}"' not in spec()
    rerun(story.toggle(key="story_numbers").set_value(True))
    assert '"texttemplate":"%{text}"' in spec()
    assert f"{np.count_nonzero(digit(0))} of the 784 are not 0" in said(story)
