"""Backprop, without a browser: every number on the page against the network's own step."""

import inspect
import math
import operator
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.explain import confusion
from nn.explain.gradient_check import Place, check_gradient, relative_error
from nn.explain.one_step import take_step
from nn.functions import Array
from nn.mnist import load, one_hot, to_floats
from nn.network import Backward, Forward, Network
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.training import initial_network
from pages.ui.app import networks
from pages.ui.app.numbers import as_printed, short
from pages.ui.app.places import BACKPROP
from pages.ui.app.state.digit import Source
from pages.ui.app.state.views import BackpropView
from pages.ui.backprop.material import material_for, misread
from pages.ui.backprop.page import STEPS, steps_of, words_of
from pages.ui.backprop.symbols import explained
from tests.pages.conftest import ROOT, Sent, html_of, path, rerun, text, until, use_file, visitor
from tests.pages.test_draw import press

NETWORKS: dict[str, dict[str, Any] | None] = {
    "the book's": None,
    "five neurons": {"sizes": (784, 5, 10)},
    "no hidden layer": {"sizes": (784, 10), "cost": "cross-entropy"},
    "two hidden layers": {"sizes": (784, 6, 12, 10), "activation": "tanh"},
    "relu and softmax": {
        "sizes": (784, 256, 128, 10),
        "activation": "relu",
        "output": "softmax",
        "initialisation": "he",
        "cost": "cross-entropy",
    },
    "quadratic softmax": {"sizes": (784, 5, 10), "output": "softmax", "initialisation": "sqrt-n"},
    "raw pixels": {"sizes": (784, 5, 10), "pixels": "raw"},
}
DIGIT = 8  # of the test images: the book's network is not sure of it
CELL = re.compile(r'<(td|th|span)( class="[\w-]+")?( title="([^"]+)")?>([^<]*)(?:<span.*?)?</\1>')
LINES = re.compile(r'<pre>(.*?)</pre><div class="tn-bp-from">(\S+), line (\d+)', re.DOTALL)
Row = list[str | float]
same = partial(np.testing.assert_allclose, rtol=1e-8, atol=0)  # to the nine digits on the page
close = partial(np.testing.assert_allclose, rtol=1e-4, atol=1e-9)  # added up in another order


@pytest.fixture
def view(book_app: AppTest) -> BackpropView:
    return visitor(book_app).views.backprop


@pytest.fixture
def backprop(book_app: AppTest) -> AppTest:
    """Return the app at Backprop, with a test digit."""
    visitor(book_app).digit.source, visitor(book_app).digit.test_number = Source.TEST, DIGIT
    rerun(book_app.switch_page(BACKPROP.path))
    return book_app


def use(app: AppTest, kind: str) -> Network:
    """Use one of the networks, and return it."""
    settings = NETWORKS[kind]
    if settings is None:
        return network_files.open_network("book").network
    config = TrainingConfig(**settings)
    network = initial_network(config)
    visitor(app).training.config = config
    use_file(app, network, config)
    return network


def at_step(app: AppTest, step: str, layer: int = 0, neuron: int | None = None) -> AppTest:
    view = visitor(app).views.backprop
    view.step, view.layer = step, layer
    if neuron is not None:
        view.neurons[layer] = neuron
    rerun(app)
    assert not app.error
    assert view.step == step
    return app


def mini_batch(batch: bool, start: int = 0) -> tuple[Array, Array]:
    images = load().train[start : start + 10] if batch else load().test[DIGIT : DIGIT + 1]
    return to_floats(images.images).astype(np.float64), one_hot(images.labels, np.float64)


def own_step(
    network: Network, batch: bool, cost: str = "quadratic"
) -> tuple[Array, Array, Network, Backward]:
    x, y = mini_batch(batch)
    after = network.astype(np.float64)
    return x, y, after, after.update_mini_batch(x, y, 3.0, cost=cost)


def cells(html: str) -> list[str | float]:
    """Return what stands in cells and sums: text, and numbers with nine digits."""
    contents: list[str | float] = []
    for _, kind, _, title, content in CELL.findall(html):
        if "tn-bp-num" in kind and content != "–":
            printed = as_printed(content)
            assert abs(printed - Decimal(title)) <= last_digit(printed) / 2
        contents.append(float(title) if title else unescape(content))
    return contents


def last_digit(number: Decimal) -> Decimal:
    """Return the unit of the last digit of a printed number."""
    return Decimal(1).scaleb(int(number.as_tuple().exponent))


def tables(app: AppTest) -> list[list[Row]]:
    return [
        [cells(row) for row in table.split("</table>")[0].split("<tr")[1:]]
        for table in html_of(app).split("<table")[1:]
    ]


def numbers(rows: list[Row], column: int) -> list[float]:
    """Return a column of a table, its head and the cells without a number left out."""
    return [row[column] for row in rows[1:] if isinstance(row[column], float)]  # type: ignore[misc]


def sentences(app: AppTest) -> str:
    return " ".join(re.findall(r'tn-bp-sum".*?</div>', html_of(app)))


def sums(app: AppTest) -> list[float]:
    """Return the numbers in what is written out, in order."""
    return [cell for cell in cells(sentences(app)) if isinstance(cell, float)]


def printed_sums(app: AppTest) -> list[Decimal]:
    """Return the numbers in what is written out, as they are printed."""
    return [as_printed(text) for text in re.findall(r'">([^<]*)</span>', sentences(app))]


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("kind", ["the book's", "five neurons"])
def test_every_number_is_the_networks_own(
    backprop: AppTest, view: BackpropView, kind: str, batch: bool
) -> None:
    network = use(backprop, kind)
    x, y, after, backward = own_step(network, batch)
    forward, image, neuron = backward.forward, 3 if batch else 0, 4
    view.batch, view.image = batch, image
    pairs = list(zip(network.weights, after.weights, strict=True))
    largest_change = short(max(np.abs(new - old).max() for old, new in pairs))
    hidden, outputs = (a[image] for a in forward.activations[1:])

    (rows,) = tables(at_step(backprop, "forward", 0, neuron))
    *terms, bias, z = numbers(rows, 3)
    close(sum(terms) + bias, z)
    same([bias, z], [network.biases[0][neuron], forward.zs[0][image][neuron]])
    same(sums(backprop)[-2:], [forward.zs[0][image][neuron], hidden[neuron]])
    products = x[image] * network.weights[0][neuron]
    same(terms[:5], products[np.argsort(-np.abs(products), kind="stable")[:5]])

    _, rows = tables(at_step(backprop, "forward", 1, 2))
    same(numbers(rows, 1), forward.zs[1][image])
    same(numbers(rows, 2), outputs)

    (rows,) = tables(at_step(backprop, "cost"))
    same(numbers(rows, 1), outputs)
    same(numbers(rows, 2), y[image])
    cost = network.cost(x[image : image + 1], y[image : image + 1])
    close(numbers(rows, 4)[-1], cost)
    close(sum(numbers(rows, 4)[:-1]), cost)

    rows, both = tables(at_step(backprop, "bp1"))
    delta = backward.deltas[1][image]
    same(numbers(rows, 3), outputs - y[image])
    close(np.multiply(numbers(rows, 3), numbers(rows, 4)), delta)
    same(numbers(rows, 5), delta)
    same(numbers(both, 1), [delta[2], outputs[2] - y[image][2]])
    same(sums(backprop)[-1], delta[2])
    for cost_name in ("cross-entropy", "quadratic"):
        backprop.segmented_control(key="backprop_cost").set_value(cost_name).run()
        *_, other = own_step(network, batch, cost_name)
        same(numbers(tables(backprop)[0], 5), other.deltas[1][image])

    (rows,) = tables(at_step(backprop, "bp2", 0, neuron))
    same(numbers(rows, 1), network.weights[1][:, neuron])
    same(numbers(rows, 2), delta)
    close(sum(numbers(rows, 3)[:-1]), numbers(rows, 3)[-1])
    back, slope, hidden_delta = sums(backprop)[-3:]
    same(hidden_delta, backward.deltas[0][image][neuron])
    close(back * slope, hidden_delta)

    at_step(backprop, "bp3", 0, neuron)
    same(sums(backprop)[-1], backward.deltas[0][image][neuron])

    (rows,) = tables(at_step(backprop, "bp4", 0, neuron))
    close(np.multiply(numbers(rows, 1), numbers(rows, 2)), numbers(rows, 3))
    same(numbers(rows, 2), np.full(4, backward.deltas[0][image][neuron]))
    if not batch:
        strongest = np.sort(np.abs(backward.nabla_w[0][neuron]))[::-1][:4]
        same(np.abs(numbers(rows, 3)), strongest)

    (rows,) = tables(at_step(backprop, "update", 0, neuron))
    before, change, new = (numbers(rows, column) for column in (1, 2, 3))
    moved = np.argsort(-np.abs(backward.nabla_w[0][neuron]), kind="stable")[:5]
    same(before, [*network.weights[0][neuron][moved], network.biases[0][neuron]])
    same(new, [*after.weights[0][neuron][moved], after.biases[0][neuron]])
    close(np.add(before, change), new)
    same(sums(backprop)[-1], after.weights[0][neuron][moved[0]])
    assert f"The largest change of a weight is {largest_change};" in text(backprop)

    (rows,) = tables(at_step(backprop, "after"))
    same(numbers(rows, 2), outputs)
    same(numbers(rows, 3), after.feedforward(x)[image])
    close(sums(backprop)[-2:], [network.cost(x, y), after.cost(x, y)])
    assert f"The largest change of a weight is {largest_change};" in text(backprop)
    if batch:
        nets = (network, after)
        right = [(net.feedforward(x).argmax(axis=1) == y.argmax(axis=1)).sum() for net in nets]
        expected = f"Of the 10 images, {right[0]} were read right before, and {right[1]} are now."
        assert expected in text(backprop)


def test_the_average_is_what_the_step_takes(backprop: AppTest, view: BackpropView) -> None:
    network = use(backprop, "the book's")
    view.batch = True
    *_, backward = own_step(network, batch=True)
    for layer in (0, 1):
        (rows,) = tables(at_step(backprop, "average", layer, 4))
        source = int(np.abs(backward.nabla_w[layer][4]).argmax())
        a, delta = backward.forward.activations[layer][:, source], backward.deltas[layer][:, 4]
        nabla_b, nabla_w = backward.nabla_b[layer][4], backward.nabla_w[layer][4, source]
        same(numbers(rows, 1), [*delta, nabla_b, nabla_b / 10])
        same(numbers(rows, 2), a)
        same(numbers(rows, 3), [*(delta * a), nabla_w, nabla_w / 10])


def test_the_gradient_check_agrees_and_says_how_well(backprop: AppTest) -> None:
    network = use(backprop, "the book's")
    at_step(backprop, "check", 1, 5)
    assert sums(backprop)[-1] < 1e-6
    backprop.selectbox(key="backprop_source").set_value(7).run()
    (check,) = check_gradient(network, *mini_batch(False), "quadratic", [Place(1, 5, 7)])
    own = tables(backprop)[0][1]
    above, below = check.cost_above, check.cost_below
    same(own[1:6], [above, below, above - below, check.numerical, check.backprop])
    assert own[6] == pytest.approx(relative_error([check]), rel=1e-6)
    backprop.selectbox(key="backprop_source").set_value(-1).run()
    assert tables(backprop)[0][1][0] == "bias of output 5"
    before = tables(backprop)[0][2:]
    press(backprop, "Take 6 other weights")
    assert tables(backprop)[0][2:] != before
    assert sums(backprop)[-1] < 1e-6


@pytest.mark.parametrize("choice", ["book", "draw"])
def test_the_costs_of_the_check_are_seen_to_differ_by_their_difference(
    choice: str, backprop: AppTest
) -> None:
    visitor(backprop).use(choice)
    (rows,) = tables(at_step(backprop, "check"))
    costs = zip(printed(backprop, 1), printed(backprop, 2), strict=True)
    differences = [float(above - below) for above, below in costs]
    assert differences == pytest.approx(numbers(rows, 3), rel=0.02)
    assert len(differences) == 7


def test_the_learning_rate_is_that_of_the_training_until_the_visitor_chooses(
    backprop: AppTest,
) -> None:
    visitor(backprop).use("draw")
    config = network_files.open_network("draw").provenance.config
    assert config and config.eta != visitor(backprop).training.config.eta
    at_step(backprop, "update", 1)
    assert backprop.number_input(key="backprop_eta").value == config.eta
    visitor(backprop).use("untrained")
    visitor(backprop).training.config = TrainingConfig(eta=0.7)
    backprop.run()
    assert backprop.number_input(key="backprop_eta").value == 0.7
    network = use(backprop, "five neurons").astype(np.float64)
    at_step(backprop, "update", 1, 3).number_input(key="backprop_eta").set_value(0.5).run()
    network.update_mini_batch(*mini_batch(False), 0.5)
    same(numbers(tables(backprop)[0], 3)[-1], network.biases[1][3])


def printed(app: AppTest, column: int) -> list[Decimal]:
    """Return a column of numbers of the first table as they are printed, without its head."""
    rows = html_of(app).split("</table>")[0].split("<tr")[2:]
    texts = [re.findall(r"<td.*?</td>", row)[column] for row in rows]
    return [as_printed(re.sub("<.*?>", "", text)) for text in texts if "tn-bp-num" in text]


def agrees(worked_out: Decimal, result: Decimal) -> bool:
    """Tell whether a result is right to the last digit that it is printed with."""
    return abs(worked_out - result) * 2 < last_digit(result)


@pytest.mark.parametrize("kind", ["the book's", "quadratic softmax"])
def test_sums_add_up_as_they_are_printed(backprop: AppTest, view: BackpropView, kind: str) -> None:
    use(backprop, kind)
    view.batch = True
    for neuron in range(5):
        for step in ("forward", "bp2"):
            *parts, total = printed(at_step(backprop, step, 0, neuron), 3)
            assert agrees(sum(parts, Decimal()), total)
        for column in (1, 3):
            *parts, total, mean = printed(at_step(backprop, "average", 0, neuron), column)
            assert agrees(sum(parts, Decimal()), total) and agrees(total / 10, mean)
        at_step(backprop, "update", 1, neuron)
        moves = [printed(backprop, column) for column in (1, 2, 3)]
        assert all(agrees(old + change, new) for old, change, new in zip(*moves, strict=True))
        view.image = neuron
        *parts, total = printed(at_step(backprop, "cost"), 4)
        assert agrees(sum(parts, Decimal()), total)


def test_products_are_right_as_they_are_printed(backprop: AppTest) -> None:
    network = use(backprop, "five neurons")
    rules: dict[tuple[str, int], Callable[..., Decimal]] = {
        ("bp1", 1): operator.mul,
        ("bp2", 0): operator.mul,
        ("update", 1): lambda w, nabla: w - 3 * nabla,
    }
    for neuron in range(len(network.biases[0])):
        for (step, layer), rule in rules.items():
            *factors, result = printed_sums(at_step(backprop, step, layer, neuron))
            assert agrees(rule(*factors), result)


@pytest.mark.parametrize("z", [-16.0, -18.5, -21.0, -25.0])
def test_the_smallest_slopes_and_errors_are_right(backprop: AppTest, z: float) -> None:
    network = use(backprop, "five neurons")
    network.weights[0][2], network.biases[0][2] = 0.0, z
    _, slope, delta = printed_sums(at_step(backprop, "bp2", 0, 2))
    *_, backward = own_step(network, batch=False)
    back = float(backward.deltas[1][0] @ network.weights[1][:, 2])
    expected = math.exp(z) / (1.0 + math.exp(z)) ** 2
    assert slope and agrees(Decimal(expected), slope)
    assert delta and agrees(Decimal(back * expected), delta)


@pytest.mark.parametrize(
    ("answers", "costs", "sentence"),
    [
        ([4, 4], [0.9, 0.8], "The cost fell; the answer is still wrong."),
        ([4, 3], [0.9, 0.3], "The cost fell; the answer is right now."),
        ([3, 4], [0.3, 0.9], "The cost rose, since the step went too far; the answer was right"),
        ([3, 3], [0.3, 0.3], "The cost is the same as before; the answer is still right."),
        ([3, None], [0.3, 0.9], "all ten outputs are equal: there is no answer."),
    ],
)
def test_whether_the_step_was_worth_it(
    answers: list[int | None], costs: list[float], sentence: str
) -> None:
    before, after = (np.eye(10)[[a]] if a is not None else np.full((1, 10), 0.5) for a in answers)
    network = initial_network(TrainingConfig(sizes=(784, 10)))
    trace = take_step(network, np.zeros((1, 784)), np.eye(10)[[3]], 1.0, "quadratic")
    trace = replace(
        trace,
        backward=replace(trace.backward, forward=Forward([before], [])),
        forward_after=Forward([after], []),
        cost_before=np.array(costs[:1]),
        cost_after=np.array(costs[1:]),
    )
    assert sentence in words_of("after", trace, 0).sentence


def test_the_cost_explained_is_the_one_that_the_network_learnt_with(backprop: AppTest) -> None:
    assert "The network learnt with the quadratic cost." in text(at_step(backprop, "cost"))
    at_step(backprop, "bp1").segmented_control(key="backprop_cost").set_value("quadratic").run()
    for kind in ("no hidden layer", "relu and softmax"):
        use(backprop, kind)
        at_step(backprop, "cost")
        assert backprop.segmented_control(key="backprop_cost").value == "cross-entropy"
        assert "The network learnt with the cross-entropy cost." in text(backprop)
        assert any(r"\ln" in latex.value for latex in backprop.main.latex)
    visitor(backprop).use("untrained")
    assert "The network learnt with" not in text(backprop.run())


def test_equal_outputs_are_no_answer(backprop: AppTest, view: BackpropView, send: Sent) -> None:
    network = use(backprop, "no hidden layer")
    network.weights[0][:], network.biases[0][:] = 0.0, 0.0
    assert "The network cannot tell the digits apart" in html_of(at_step(backprop, "cost"))
    visitor(backprop).digit.source = Source.DRAWING
    send(backprop, {"objects": [path((140, 60), (140, 220))]})
    note = "the network has no answer. Until you say, this counts as a 0."
    assert note in text(at_step(backprop, "in"))
    view.batch = True
    assert "all equal → " in html_of(at_step(backprop, "after"))


@pytest.mark.parametrize(
    "kind, batch", [*((kind, True) for kind in NETWORKS), ("the book's", False)]
)
def test_every_step_of_every_network(
    backprop: AppTest, view: BackpropView, kind: str, batch: bool
) -> None:
    network = use(backprop, kind)
    before, last = network.copy(), len(network.weights) - 1
    view.batch, view.layer = batch, last
    rerun(backprop)
    steps = [step for step in STEPS if (last or step != "bp2") and (batch or step != "average")]
    assert len(backprop.segmented_control(key="backprop_at").options) == len(steps)
    for number, step in enumerate(steps, start=1):
        assert view.step == step
        assert not backprop.error
        assert f"Step {number} of {len(steps)}" in text(backprop)
        check_lines_of_code(unescape(html_of(backprop)), step)
        following = backprop.button(key="backprop_next")
        assert following.disabled == (number == len(steps))
        view.layer = (last, 0)[number % 2]
        if not following.disabled:
            rerun(following.click())
    rerun(backprop.button(key="backprop_previous").click())
    assert f"Step {len(steps) - 1} of {len(steps)}" in text(backprop)
    arrays = (network.weights + network.biases, before.weights + before.biases)
    for ours, theirs in zip(*arrays, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def check_lines_of_code(html: str, step: str) -> None:
    """Check that the lines of code are the source's own."""
    excerpts = LINES.findall(html)
    assert excerpts
    for excerpt, file, first in excerpts:
        lines = excerpt.splitlines()
        source = Path(ROOT, file).read_text().splitlines()[int(first) - 1 :][: len(lines)]
        assert [line.strip() for line in lines] == [line.strip() for line in source]
    if step.startswith("bp"):
        source = inspect.getsource(Network.backprop).splitlines()
        (own,) = [line for line in source if f"# {step.upper()}" in line]
        assert own.strip() in html


NOT_SYMBOLS = {"frac", "tfrac", "partial", "qquad", "ldots", "left", "right", "big", "Big", "text"}


@pytest.mark.parametrize("kind", NETWORKS)
def test_no_symbol_is_left_unexplained(backprop: AppTest, view: BackpropView, kind: str) -> None:
    network = use(backprop, kind)
    view.batch = True
    trace = material_for(visitor(backprop)).trace
    explanations: set[str] = set()
    for step in steps_of(trace):
        for layer in range(len(network.weights) - (step == "bp2")):
            words = words_of(step, trace, layer)
            symbols = explained(words.symbols, trace, layer)
            explanations |= tokens(" ".join(symbols))
            assert tokens(words.equation) <= explanations, step
            assert not any("{" in text for text in symbols.values())


def tokens(latex: str) -> set[str]:
    """Return the letters and commands of an equation that mean something."""
    plain = re.sub(r"\\text\{([^}]*)\}", r"\\\1 ", latex)
    letters = re.findall(r"[A-Za-z]", re.sub(r"\\[A-Za-z]+", " ", plain))
    return {*re.findall(r"\\([A-Za-z]+)", plain), *letters} - NOT_SYMBOLS


def test_with_nothing_drawn_there_is_something_to_learn_from(book_app: AppTest) -> None:
    rerun(book_app.switch_page(BACKPROP.path))
    assert "Nothing is drawn yet." in text(book_app)
    assert "which the network reads wrong" in text(book_app)
    network, test = network_files.open_network("book").network, load().test[:500]
    answers = network.feedforward(to_floats(test.images)).argmax(axis=1)
    first = int(np.argmax(answers != test.labels))
    same(numbers(tables(at_step(book_app, "after"))[0], 1), np.eye(10)[test.labels[first]])


def test_a_drawing_is_what_the_visitor_says_it_is(app: AppTest, send: Sent) -> None:
    send(app, {"objects": [path((140, 60), (140, 220))]})
    rerun(app.switch_page(BACKPROP.path))
    label = app.segmented_control(key="backprop_label")
    network = network_files.open_network("book").network
    image = visitor(app).visit.kept["subject"][1].x
    assert label.value == network.feedforward(image[None])[0].argmax()
    label.set_value(7).run()
    same(numbers(tables(at_step(app, "cost"))[0], 2), np.eye(10)[7])
    assert "It is a **7**" in text(app)


def test_another_ten_images(backprop: AppTest, view: BackpropView) -> None:
    backprop.segmented_control(key="backprop_mode").set_value(True).run()
    press(backprop, "Another ten")
    assert backprop.number_input(key="backprop_start").value == 10
    network, (x, y) = use(backprop, "the book's"), mini_batch(True, start=10)
    costs = 0.5 * ((network.feedforward(x) - y) ** 2).sum(axis=1)
    assert view.image == costs.argmax()
    view.image = 6
    (rows,) = tables(at_step(backprop, "cost"))
    same(numbers(rows, 1), network.backprop(x, y).forward.output[6])
    same(numbers(rows, 2), y[6])


def test_a_layer_has_a_neuron_of_its_own(backprop: AppTest) -> None:
    at_step(backprop, "bp4", 0)
    backprop.selectbox(key="backprop_neuron").set_value(20).run()
    rerun(backprop.segmented_control(key="backprop_layer").set_value(1))
    assert backprop.selectbox(key="backprop_neuron").value == load().test.labels[DIGIT]
    backprop.segmented_control(key="backprop_layer").set_value(0).run()
    assert backprop.selectbox(key="backprop_neuron").value == 20


@pytest.mark.slow
def test_a_network_that_learns_on_is_shown_as_it_was_until_asked(backprop: AppTest) -> None:
    config = TrainingConfig(sizes=(784, 5, 10), training_images=500, epochs=1)
    training = visitor(backprop).training
    training.config, training.run = config, (run := HOST.new_run(config))
    visitor(backprop).use("run")
    first = initial_network(config)
    same(numbers(tables(at_step(backprop, "update", 1, 3))[0], 1)[-1], first.biases[1][3])
    HOST.play(run)
    until(lambda: run.state.over)
    newest = run.snapshot().newest
    assert newest.biases[1][3] != first.biases[1][3]
    backprop.run()
    assert "It has learnt on since." in text(backprop)
    same(numbers(tables(backprop)[0], 1)[-1], first.biases[1][3])
    backprop.button(key="backprop_newest").click().run()
    assert "learnt on since" not in text(backprop)
    same(numbers(tables(backprop)[0], 1)[-1], newest.biases[1][3])


def test_numbers_without_end_are_a_sentence_with_a_way_out(backprop: AppTest) -> None:
    use(backprop, "five neurons").weights[0][0, 0] = np.inf
    rerun(backprop)
    assert "grow beyond what the computer can write" in backprop.error[0].value
    press(backprop, f"Use {networks.NAMES['book']}")
    assert not backprop.error and tables(at_step(backprop, "bp1"))


def test_a_misread_one_is_taken_on_this_page_alone(backprop: AppTest, send: Sent) -> None:
    session = visitor(backprop)
    session.use("draw")
    session.digit.source = Source.DRAWING
    send(backprop, {"objects": [path((140, 60), (140, 220))]})  # a 1, which it reads well
    assert "The drawing, a **1**" in text(backprop)
    press(backprop, "Take a misread one")
    wrong = set(confusion.read(networks.in_use(session).network, load().test).misread.tolist())
    taken = misread(session)
    assert taken in wrong
    assert f"Test digit {taken}, a" in text(backprop)
    assert "on this page alone. The other pages still read your drawing." in text(backprop)
    press(backprop, "Another misread one")
    assert misread(session) in wrong - {taken}
    assert session.digit.source is Source.DRAWING
    press(backprop, "Use the digit in use again")
    assert "The drawing, a **1**" in text(backprop)


def test_a_new_drawing_goes_in_and_not_the_misread_one(backprop: AppTest, send: Sent) -> None:
    session = visitor(backprop)
    session.use("draw")
    session.digit.source = Source.DRAWING
    send(backprop, {"objects": [path((140, 60), (140, 220))]})
    press(backprop, "Take a misread one")
    send(backprop, {"objects": [path((100, 60), (100, 220))]})
    assert misread(session) is None
    assert "The drawing, a **" in text(backprop)
