"""How it works, without a browser: every number on it is the network's own."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn import mnist
from nn.answers import answers_of
from nn.beginning import initial_network
from nn.evaluation import evaluate
from nn.explain import source_code
from nn.functions import ACTIVATIONS, COSTS, OUTPUTS, Array
from nn.mini_batches import mini_batches
from nn.mnist import load, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.storage import network_files
from nn.training import train
from pages.ui.app import numbers
from pages.ui.app.numbers import fixed, percent, short
from pages.ui.app.places import HOW_IT_WORKS
from pages.ui.app.state.digit import Source
from tests.pages.conftest import NETWORKS, Open, Sent, html_of, path, rerun, use_file, visitor

STEPS = 6
BOOK = network_files.open_network("book")
Code = tuple[Callable[..., Any], str]


@pytest.fixture
def story(open_app: Open) -> AppTest:
    """Return the app at How it works, with nothing drawn."""
    return open_app(HOW_IT_WORKS, "book")


def step(app: AppTest, number: int) -> str:
    """Go to a step, counted from 1; return what can be read there."""
    app.segmented_control(key="story_at").set_value(number - 1).run()
    assert not app.exception and not app.error
    return said(app)


def use(app: AppTest, network: Network | None = None, **settings: Any) -> Network:
    """Let the visitor load a network, an untrained one in float64 if there is none."""
    config = TrainingConfig(**settings)
    network = network or initial_network(config).astype(np.float64)
    use_file(app, network, config)
    rerun(app)
    return network


def unmoved(z: float, outputs: dict[int, float]) -> Network:
    """Return a network whose hidden neurons all have this z, and its outputs these or 0."""
    last = np.array([outputs.get(digit, 0.0) for digit in range(10)])
    return Network([np.zeros((3, 784)), np.zeros((10, 3))], [np.full(3, z), last])


def said(app: AppTest) -> str:
    """Return all that can be read on the page, and all that pointing at a piece of it says."""
    elements = (*app.markdown, *app.latex, *app.caption)
    return unescape(" ".join(str(element.value) for element in elements) + html_of(app))


def digit(number: int) -> Array:
    return to_floats(load().test.images[number], np.float64)[None]


def test_next_and_back_walk_through_the_steps_and_stay_within_them(story: AppTest) -> None:
    assert story.button(key="story_back").disabled
    for number in range(1, STEPS):
        rerun(story.button(key="story_next").click())
        assert visitor(story).views.story.step == number
    assert story.button(key="story_next").disabled
    story.button(key="story_back").click().run()
    story.switch_page("pages/inside.py").run()
    story.switch_page("pages/how-it-works.py").run()
    assert visitor(story).views.story.step == STEPS - 2


def test_with_nothing_drawn_a_test_digit_stands_in_until_it_is_taken(story: AppTest) -> None:
    assert "Nothing is drawn yet." in said(story)
    assert "test digit 0, a 7" in said(story)
    assert visitor(story).digit.source is Source.DRAWING
    story.button(key="story_take").click().run()
    assert visitor(story).digit.source is Source.TEST
    assert "Nothing is drawn yet." not in said(story)


def test_a_drawing_is_told_instead(story: AppTest, send: Sent) -> None:
    send(story, {"objects": [path((280, 100), (280, 450))]})
    assert "Nothing is drawn yet." not in said(story)
    (greys,) = re.findall(r"a\^1 = x = \(0,\\; \\ldots,\\; (.*),\\; \\ldots", said(story))
    assert "1.000" in greys  # an example of ink, and not of the paper beside it


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_step_holds_for_every_network(kind: str, story: AppTest) -> None:
    network = use(story, **NETWORKS[kind])
    words = [step(story, number) for number in range(1, STEPS + 1)][3]
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
    step(story, 2)
    story.selectbox(key="story_neuron").set_value(neuron).run()
    forward = network.forward(digit(number))
    z, a = forward.zs[0][0, neuron], forward.activations[1][0, neuron]
    bias, products = network.biases[0][neuron], network.weights[0][neuron] * digit(number)[0]
    words = said(story)
    for exact in (z, bias, products[products > 0].sum(), products[products < 0].sum()):
        assert f'title="{fixed(exact, 4)}' in words
    assert f"= {fixed(z, places_of_the_sum(words))}" in words
    assert f"z = {fixed(z)}, so **a {numbers.equals(a, 3)}**" in step(story, 3)
    words = step(story, 4)
    for output, value in enumerate(forward.output[0]):
        assert f"output {output}: a = {short(value)}" in words
    if sizes != (784, 10):
        for k, value in enumerate(forward.activations[1][0], start=1):
            assert f"neuron {k}: a = {short(value)}" in words
    words = step(story, 5)
    for output, value in enumerate(forward.output[0]):
        assert f"output {output}: {value:.4f}" in words
    rerun(story.switch_page("pages/inside.py"))
    assert story.selectbox(key="neuron").value == neuron


def places_of_the_sum(words: str) -> int:
    """Return to how many places the sum is written; it has to hold as it is written."""
    match = re.search(r"a_k \+ b = \(?([-\d.]+)\)? \+ \(?([-\d.]+)\)? = ([-\d.]+)", words)
    assert match
    dot, bias, z = map(Decimal, match.groups())
    assert dot + bias == z
    written = re.findall(r">(?:= )?([+−]?[\d.]+)<small>", words)
    parts = [Decimal(text.replace("−", "-")) for text in written]
    assert sum(parts[:3]) == parts[3] == z
    return len(match[3].split(".")[1])


@pytest.mark.parametrize("z", [0.0, -2000.0])
def test_ten_equal_outputs_are_said_as_such(z: float, story: AppTest) -> None:
    use(story, unmoved(0.0, dict.fromkeys(range(10), z)))
    output = "below\N{NO-BREAK SPACE}0.01" if z else "0.50"
    for number in (4, 5):
        assert f"All ten outputs are {output}" in step(story, number)
        assert "tn-largest" not in said(story)


@pytest.mark.parametrize(("z", "written"), [(-6.0, "= 0.002"), (-900.0, "< 0.001")])
def test_what_is_not_0_is_not_written_as_0(z: float, written: str, story: AppTest) -> None:
    use(story, unmoved(z, {}))
    words = step(story, 3)
    assert f"so **a {written}**" in words
    use(story, sizes=(784, 10), output="softmax")
    words = step(story, 3)
    assert "<b>< 0.001</b>" in words and "<b>0.000</b>" not in words


def test_the_layers_are_counted_as_in_the_book(story: AppTest) -> None:
    assert "a^1 = x = (0," in step(story, 1)
    rules = r"a^{2} = \sigma(w^{2} a^{1} + b^{2}),\quad a^{3} = \sigma(w^{3} a^{2} + b^{3})"
    assert rules in step(story, 4)
    use(story, sizes=(784, 20, 15, 10), activation="relu", output="softmax")
    words = step(story, 4)
    assert r"a^{l} = \sigma(w^{l} a^{l-1} + b^{l})" in words
    assert r"a^{4} = \mathrm{softmax}(w^{4} a^{3} + b^{4})" in words
    assert "σ: the curve of step 3, ReLU." in words


def test_the_untrained_network_answers_beside_the_trained_one(story: AppTest) -> None:
    words = step(story, 5)
    assert BOOK.provenance.config
    before = initial_network(BOOK.provenance.config)
    for network, title in ((before, "Untrained"), (BOOK.reader.network, "In use: book")):
        accuracy = evaluate(network, load().test).accuracy
        assert f"**{title}**: reads {percent(accuracy)} of 10,000 test images" in words
        for output, value in enumerate(network.feedforward(digit(0))[0]):
            assert f"output {output}: {value:.4f}" in words
    visitor(story).use("untrained")  # beside which the book's stands
    assert f"reads {percent(evaluate(BOOK.reader.network, load().test).accuracy)}" in step(story, 5)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_words_fit_the_networks_own_curve(activation: str, story: AppTest) -> None:
    use(story, activation=activation)
    words = step(story, 3).lower()
    assert [name for name in ACTIVATIONS if f"**{name}**" in words] == [activation]
    assert_code(story, (ACTIVATIONS[activation].function, "    return"))


LEARNING: tuple[Code, ...] = (
    (mini_batches, "yield x"),
    (Network.update_mini_batch, "w -="),
    (train, "run.shuffle()"),
)


def assert_code(app: AppTest, *markers: Code) -> None:
    excerpts = [source_code.statement(function, marker) for function, marker in markers]
    assert [element.value for element in app.main.code] == [excerpt.text for excerpt in excerpts]
    for excerpt in excerpts:
        assert f"{excerpt.file}, line {excerpt.line}" in said(app)


def test_the_code_beside_a_step_is_the_code_that_runs(story: AppTest) -> None:
    of_step: dict[int, Code] = {
        1: (mnist.to_floats, "return"),
        2: (Network.forward, "z = a @ w.T + b"),
        4: (Network.forward, "a = function(z)"),
        5: (answers_of, "argmax"),
    }
    for number, code in of_step.items():
        step(story, number)
        assert_code(story, code)


@pytest.mark.parametrize(
    ("cost", "output", "formula", "code"),
    [
        ("quadratic", "sigmoid", r"\frac{1}{2n}", COSTS["quadratic"].fn),
        ("cross-entropy", "sigmoid", r"\ln(1 - a_j)", OUTPUTS["sigmoid"].cross_entropy),
        ("cross-entropy", "softmax", r"\sum_j y_j \ln a_j", OUTPUTS["softmax"].cross_entropy),
    ],
)
def test_the_cost_is_the_one_that_the_network_learnt_with(
    cost: str, output: str, formula: str, code: Callable[..., Any], story: AppTest
) -> None:
    network = use(story, sizes=(784, 4, 10), cost=cost, output=output)
    value = network.cost(digit(0), mnist.one_hot(load().test.labels[:1]), cost)
    words = step(story, 6)
    assert f"a 7, the {cost} cost of the network in use is **{short(value)}**" in words
    assert formula in words
    assert_code(story, (code, "return "), *LEARNING)


@pytest.mark.parametrize(
    ("key", "config"),
    [("1", TrainingConfig(mini_batch_size=1, epochs=1)), ("book", PRESETS["book"].config)],
)
def test_one_click_takes_an_idea_to_the_train_page(
    key: str, config: TrainingConfig, story: AppTest
) -> None:
    visitor(story).training.config = TrainingConfig(seed=77, lmbda=1.0, eta=0.1)
    step(story, 6)
    rerun(story.button(key=f"story_try_{key}").click())
    assert story.title[0].value == "Train"
    assert visitor(story).training.config == replace(config, seed=77)


def test_the_learning_rate_explains_all_letters_of_its_line_of_code(story: AppTest) -> None:
    words = step(story, 6)
    assert "w -= eta / m * nabla + decay * w" in [code.value for code in story.main.code]
    assert "decay, the weight decay, is 0 here" in words and "lmbda" not in words


def test_from_near_the_picture_has_its_numbers_in_it(story: AppTest) -> None:
    def spec() -> str:
        (chart,) = story.get("plotly_chart")
        return str(chart.proto.spec)

    assert '"texttemplate":"%{text}"' not in spec()
    rerun(story.toggle(key="story_numbers").set_value(True))
    assert '"texttemplate":"%{text}"' in spec()
    assert f"{np.count_nonzero(digit(0))} of the 784 are not 0" in said(story)
