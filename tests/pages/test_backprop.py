"""Backprop, without a browser: every number on the page against the network's own step."""

import operator
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import Reader
from nn.beginning import initial_network
from nn.explain import confusion
from nn.explain.gradient_check import Place, check_gradient, relative_error
from nn.explain.one_step import take_step
from nn.functions import Array
from nn.mnist import load, one_hot, to_floats
from nn.network import Backward, Forward, Network
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from pages.ui.app import networks
from pages.ui.app.numbers import as_printed, short
from pages.ui.app.places import BACKPROP
from pages.ui.app.state.digit import Source
from pages.ui.app.state.views import BackpropView
from pages.ui.backprop.material import misread
from pages.ui.backprop.page import STEPS, words_of
from tests.pages.conftest import (
    Sent,
    html_of,
    path,
    press,
    rerun,
    text,
    until,
    use_file,
    visitor,
)

NETWORKS: dict[str, dict[str, Any] | None] = {
    "the book's": None,
    "five neurons": {"sizes": (784, 5, 10)},
    "no hidden layer": {"sizes": (784, 10), "cost": "cross-entropy"},
    "two hidden layers": {"sizes": (784, 6, 12, 10), "activation": "tanh"},
    "quadratic softmax": {"sizes": (784, 5, 10), "output": "softmax", "initialisation": "sqrt-n"},
}
ONE = {"objects": [path((140, 60), (140, 220))]}
DIGIT = 8  # of the test images: the book's network is not sure of it
CELL = re.compile(r'<(td|th|span)( class="[\w-]+")?( title="([^"]+)")?>([^<]*)(?:<span.*?)?</\1>')
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
        return network_files.open_network("book").reader.network
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
    backward = after.backprop(x, y, cost)
    after.update_mini_batch(x, y, 3.0, cost)
    return x, y, after, backward


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


@pytest.mark.parametrize(("kind", "batch"), [("the book's", True), ("five neurons", False)])
def test_every_number_is_the_networks_own(
    backprop: AppTest, view: BackpropView, kind: str, batch: bool
) -> None:
    network = use(backprop, kind)
    x, y, after, backward = own_step(network, batch)
    image, neuron, forward = 3 if batch else 0, 4, backward.forward
    view.batch, view.image, view.neurons = batch, image, {0: neuron, 1: 2}

    z, hidden, outputs = forward.zs[0][image], *(a[image] for a in forward.activations[1:])
    hidden_delta, delta = (deltas[image] for deltas in backward.deltas)
    gradient = backward.nabla_w[0][neuron]
    moved = np.argsort(-np.abs(gradient), kind="stable")[:5]
    old, new = ([*net.weights[0][neuron][moved], net.biases[0][neuron]] for net in (network, after))

    columns: dict[tuple[str, int], dict[tuple[int, int], Any]] = {
        ("forward", 1): {(1, 1): forward.zs[1][image], (1, 2): outputs},
        ("cost", 0): {(0, 1): outputs, (0, 2): y[image]},
        ("bp1", 0): {
            (0, 3): outputs - y[image],
            (0, 5): delta,
            (1, 1): [delta[2], outputs[2] - y[image][2]],
        },
        ("bp2", 0): {(0, 1): network.weights[1][:, neuron], (0, 2): delta},
        ("bp4", 0): {(0, 2): np.full(4, hidden_delta[neuron])},
        ("update", 0): {(0, 1): old, (0, 3): new},
        ("after", 0): {(0, 2): outputs, (0, 3): after.feedforward(x)[image]},
    }
    for (step, layer), of_step in columns.items():
        shown = tables(at_step(backprop, step, layer))
        for (table, column), values in of_step.items():
            same(numbers(shown[table], column), values)

    results = {
        "forward": [z[neuron], hidden[neuron]],
        "bp1": [delta[2]],
        "bp2": [hidden_delta[neuron]],
        "bp3": [hidden_delta[neuron]],
        "update": [new[0]],
    }
    for step, values in results.items():
        at_step(backprop, step, 0)
        same(sums(backprop)[-len(values) :], values)

    (rows,) = tables(at_step(backprop, "forward", 0))
    products = x[image] * network.weights[0][neuron]
    same(numbers(rows, 3)[:5], products[np.argsort(-np.abs(products), kind="stable")[:5]])
    same(numbers(rows, 3)[-2:], [network.biases[0][neuron], z[neuron]])
    (rows,) = tables(at_step(backprop, "cost"))
    cost = network.cost(x[image : image + 1], y[image : image + 1])
    close(numbers(rows, 4)[-1], cost)
    at_step(backprop, "bp1").segmented_control(key="backprop_cost").set_value("cross-entropy").run()
    *_, other = own_step(network, batch, "cross-entropy")
    same(numbers(tables(backprop)[0], 5), other.deltas[1][image])


def test_what_the_step_did_is_said_in_numbers(backprop: AppTest, view: BackpropView) -> None:
    network = use(backprop, "the book's")
    view.batch = True
    x, y, after, backward = own_step(network, batch=True)
    pairs = list(zip(network.weights, after.weights, strict=True))
    largest = short(max(np.abs(new - old).max() for old, new in pairs))
    for step in ("update", "after"):
        assert f"largest change of a weight is {largest};" in text(at_step(backprop, step))
    close(sums(backprop)[-2:], [network.cost(x, y), after.cost(x, y)])
    answers = (net.feedforward(x).argmax(axis=1) for net in (network, after))
    right = [(answer == y.argmax(axis=1)).sum() for answer in answers]
    assert f"{right[0]} were read right before, and {right[1]} are now" in text(backprop)

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
    costs = zip(printed(backprop, 1), printed(backprop, 2), strict=True)
    differences = [float(above - below) for above, below in costs]  # seen in what is printed
    assert differences == pytest.approx(numbers(tables(backprop)[0], 3), rel=0.02)

    backprop.selectbox(key="backprop_source").set_value(7).run()
    trace = take_step(network, *mini_batch(False), 3.0, "quadratic")
    (check,) = check_gradient(trace, [Place(1, 5, 7)])
    own = tables(backprop)[0][1]
    above, below = check.cost_above, check.cost_below
    same(own[1:6], [above, below, above - below, check.numerical, check.backprop])
    assert own[6] == pytest.approx(relative_error([check]), rel=1e-6)
    before = tables(backprop)[0][2:]
    press(backprop, "Take 6 other weights")
    assert tables(backprop)[0][2:] != before


def test_the_learning_rate_is_that_of_the_training_until_the_visitor_chooses(
    backprop: AppTest,
) -> None:
    visitor(backprop).use("draw")
    config = network_files.open_network("draw").provenance.config
    assert config and config.eta != visitor(backprop).training.config.eta
    at_step(backprop, "update", 1)
    assert backprop.number_input(key="backprop_eta").value == config.eta
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
    for neuron in (0, 3):
        for step in ("forward", "bp2"):
            *parts, total = printed(at_step(backprop, step, 0, neuron), 3)
            assert agrees(sum(parts, Decimal()), total)
        at_step(backprop, "average", 0, neuron)
        for column in (1, 3):
            *parts, total, mean = printed(backprop, column)
            assert agrees(sum(parts, Decimal()), total) and agrees(total / 10, mean)
        at_step(backprop, "update", 1, neuron)
        moves = [printed(backprop, column) for column in (1, 2, 3)]
        assert all(agrees(old + change, new) for old, change, new in zip(*moves, strict=True))
        view.image = neuron
        *parts, total = printed(at_step(backprop, "cost"), 4)
        assert agrees(sum(parts, Decimal()), total)


PRODUCTS: dict[tuple[str, int], Callable[..., Decimal]] = {
    ("bp1", 1): operator.mul,
    ("bp2", 0): operator.mul,
    ("update", 1): lambda w, nabla: w - 3 * nabla,
}


def test_products_are_right_as_they_are_printed(backprop: AppTest) -> None:
    use(backprop, "five neurons")
    for neuron in range(5):
        for (step, layer), rule in PRODUCTS.items():
            *factors, result = printed_sums(at_step(backprop, step, layer, neuron))
            assert agrees(rule(*factors), result)


@pytest.mark.parametrize(
    ("answers", "costs", "said"),
    [
        ([4, 4], [0.9, 0.8], "fell; the answer is still wrong"),
        ([4, 3], [0.9, 0.3], "fell; the answer is right now"),
        ([3, 4], [0.3, 0.9], "rose, since the step went too far; the answer was right"),
        ([3, None], [0.3, 0.9], "there is no answer"),
    ],
)
def test_whether_the_step_was_worth_it(
    answers: list[int | None], costs: list[float], said: str
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
    assert said in words_of("after", trace, 0).sentence


def test_the_cost_explained_is_the_one_that_the_network_learnt_with(backprop: AppTest) -> None:
    assert "learnt with the quadratic cost" in text(at_step(backprop, "cost"))
    at_step(backprop, "bp1").segmented_control(key="backprop_cost").set_value("quadratic").run()
    use(backprop, "no hidden layer")
    at_step(backprop, "cost")
    assert backprop.segmented_control(key="backprop_cost").value == "cross-entropy"
    assert "learnt with the cross-entropy cost" in text(backprop)
    assert any(r"\ln" in latex.value for latex in backprop.main.latex)
    visitor(backprop).use("untrained")
    assert "learnt with the" not in text(backprop.run())


def test_equal_outputs_are_no_answer(backprop: AppTest, view: BackpropView, send: Sent) -> None:
    network = use(backprop, "no hidden layer")
    network.weights[0][:], network.biases[0][:] = 0.0, 0.0
    assert "The network cannot tell the digits apart" in html_of(at_step(backprop, "cost"))
    visitor(backprop).digit.source = Source.DRAWING
    send(backprop, ONE)
    note = "the network has no answer. Until you say, this counts as a 0."
    assert note in text(at_step(backprop, "in"))
    view.batch = True
    assert "all equal → " in html_of(at_step(backprop, "after"))


@pytest.mark.parametrize(
    "kind, batch",
    [("five neurons", False), ("no hidden layer", True), ("two hidden layers", True)],
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
        assert not step.startswith("bp") or f"# {step.upper()}" in html_of(backprop)
        following = backprop.button(key="backprop_next")
        assert following.disabled == (number == len(steps))
        view.layer = (last, 0)[number % 2]
        if not following.disabled:
            rerun(following.click())
    rerun(backprop.button(key="backprop_back").click())
    assert f"Step {len(steps) - 1} of {len(steps)}" in text(backprop)
    arrays = (network.weights + network.biases, before.weights + before.biases)
    for ours, theirs in zip(*arrays, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_with_nothing_drawn_there_is_something_to_learn_from(book_app: AppTest) -> None:
    rerun(book_app.switch_page(BACKPROP.path))
    assert "Nothing is drawn yet." in text(book_app)
    assert "which the network reads wrong" in text(book_app)
    network, test = network_files.open_network("book").reader.network, load().test
    first = confusion.read(Reader(network), test).misread[0]
    same(numbers(tables(at_step(book_app, "after"))[0], 1), np.eye(10)[test.labels[first]])


def test_a_drawing_is_what_the_visitor_says_it_is(app: AppTest, send: Sent) -> None:
    send(app, ONE)
    rerun(app.switch_page(BACKPROP.path))
    label = app.segmented_control(key="backprop_label")
    network = network_files.open_network("book").reader.network
    image = visitor(app).visit.kept["subject"][1].x
    assert label.value == network.feedforward(image[None])[0].argmax()
    label.set_value(7).run()
    same(numbers(tables(at_step(app, "cost"))[0], 2), np.eye(10)[7])
    assert "It is a **7**" in text(app)


def test_another_ten_images(backprop: AppTest) -> None:
    backprop.segmented_control(key="backprop_mode").set_value(True).run()
    press(backprop, "Another ten")
    assert backprop.number_input(key="backprop_start").value == 10
    network, (x, y) = use(backprop, "the book's"), mini_batch(True, start=10)
    worst = (0.5 * ((network.feedforward(x) - y) ** 2).sum(axis=1)).argmax()
    (rows,) = tables(at_step(backprop, "cost"))
    same(numbers(rows, 1), network.backprop(x, y).forward.output[worst])
    same(numbers(rows, 2), y[worst])


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
    training.config, training.run = config, (run := Run(config))
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
    backprop.button(key="take_newest").click().run()
    assert "learnt on since" not in text(backprop)
    same(numbers(tables(backprop)[0], 1)[-1], newest.biases[1][3])


def test_numbers_without_end_are_a_sentence_with_a_way_out(backprop: AppTest) -> None:
    use(backprop, "five neurons").weights[0][0, 0] = np.inf
    rerun(backprop)
    assert "grow beyond what the computer can write" in backprop.error[0].value
    press(backprop, f"Use {networks.name_of('book')}")
    assert not backprop.error and tables(at_step(backprop, "bp1"))


def test_a_misread_one_is_taken_on_this_page_alone_until_something_is_drawn(
    backprop: AppTest, send: Sent
) -> None:
    session = visitor(backprop)
    session.use("draw")
    session.digit.source = Source.DRAWING
    send(backprop, ONE)  # which it reads well
    assert "The drawing, a **1**" in text(backprop)
    press(backprop, "Take a misread one")
    wrong = set(confusion.read(networks.in_use(session).reader, load().test).misread.tolist())
    taken = misread(session)
    assert taken in wrong
    assert f"Test digit {taken}, a" in text(backprop)
    assert "on this page alone" in text(backprop)
    press(backprop, "Another misread one")
    assert misread(session) in wrong - {taken}
    assert session.digit.source is Source.DRAWING
    press(backprop, "Use the digit in use again")
    assert "The drawing, a **1**" in text(backprop)
    press(backprop, "Take a misread one")
    send(backprop, {"objects": [path((100, 60), (100, 220))]})
    assert misread(session) is None
    assert "The drawing, a **" in text(backprop)
