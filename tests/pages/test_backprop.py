"""Backprop, without a browser: every number on the page against the network's own step."""

import re
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import Reader
from nn.explain import confusion, saturation
from nn.explain.gradient_check import Place, check_gradient, relative_error
from nn.explain.one_step import take_step
from nn.functions import Array
from nn.mnist import load, to_floats
from nn.network import Backward, Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images, one_hot
from nn.storage import network_files
from pages.ui.app.formats import as_printed, short
from pages.ui.app.places import BACKPROP
from pages.ui.app.state.drawing import Picture, Source
from pages.ui.app.state.views import BackpropView, GoesIn
from pages.ui.app.visitor import digits, networks
from pages.ui.backprop.page import STEPS
from pages.ui.talk.setting_up import HARD
from tests.pages.conftest import (
    BOOK,
    NETWORKS,
    data_of,
    html_of,
    line,
    press,
    rerun,
    send,
    text,
    use_file,
    visitor,
)

ONE = line((140, 60), (140, 220))
DIGIT = 8  # of the test images: the book's network is not sure of it
MISREAD = 33  # a 4 that it reads as a 2
NUMBER = re.compile(r'<span class="tn-bp-num" title="([^"]+)">([^<]*)</span>')
same = partial(np.testing.assert_allclose, rtol=1e-8, atol=0)  # to the nine digits on the page
close = partial(np.testing.assert_allclose, rtol=1e-4, atol=1e-9)  # added up in another order


@pytest.fixture
def view(book_app: AppTest) -> BackpropView:
    return visitor(book_app).views.backprop


@pytest.fixture
def backprop(book_app: AppTest) -> AppTest:
    """Return the app at Backprop, with a test digit that the visitor wants to see there."""
    visitor(book_app).digit.source, visitor(book_app).digit.test_number = Source.TEST, DIGIT
    visitor(book_app).views.backprop.goes_in = GoesIn.ONE
    rerun(book_app.switch_page(BACKPROP.path))
    return book_app


def use(app: AppTest, kind: str, **settings: Any) -> Network:
    """Use an untrained network of a kind, and return it."""
    config = visitor(app).training.config = TrainingConfig(**NETWORKS[kind], **settings)
    network = config.first_network()
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


def examples(images: Images) -> tuple[Array, Array]:
    return to_floats(images.images).astype(np.float64), one_hot(images.labels, np.float64)


def own_step(cost: str = "quadratic") -> tuple[Array, Array, Network, Backward]:
    """Return the first mini-batch, the book's network after a step with it, and its backprop."""
    x, y = examples(load().train[:10])
    after = BOOK.astype(np.float64)
    backward = after.backprop(x, y, cost)
    after.update_mini_batch(x, y, 3.0, cost)
    return x, y, after, backward


class Shown(float):
    """A number on the page, with ten digits, as where somebody points at it."""

    printed: Decimal

    def __new__(cls, title: str, printed: str) -> "Shown":
        exact = as_printed(title)
        number = super().__new__(cls, exact)
        if printed != "–":  # a number without end
            number.printed = as_printed(printed)
            assert agrees(exact, number.printed)
        return number


def agrees(worked_out: Decimal, result: Decimal) -> bool:
    """Tell whether a result is right to the last digit that it is printed with."""
    unit = Decimal(1).scaleb(int(result.as_tuple().exponent))
    return abs(worked_out - result) * 2 <= unit


def numbers(html: str) -> list[Shown]:
    return [Shown(*number) for number in NUMBER.findall(html)]


def table(app: AppTest, number: int = 0) -> list[list[Any]]:
    """Return the cells of a table's rows, text and numbers, the head with them."""
    rows = html_of(app).split("<table")[1 + number].split("</table>")[0].split("<tr")[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    return [[next(iter(numbers(cell)), cell) for cell in row] for row in cells]


def column(app: AppTest, number: int, of: int = 0) -> list[Shown]:
    """Return the numbers of a column of a table."""
    return [row[number] for row in table(app, of) if isinstance(row[number], Shown)]


def sums(app: AppTest) -> list[Shown]:
    """Return the numbers in what is written out, in order."""
    return numbers(" ".join(re.findall(r'tn-bp-sum".*?</div>', html_of(app))))


def pictured(app: AppTest) -> dict[str, Any]:
    """Return what the picture shows of the step."""
    return dict(data_of(app, "digit_reader")["picture"]["back"])


def test_a_pictures_name_is_written_as_it_is(backprop: AppTest) -> None:
    session = visitor(backprop)
    session.digit.picture = Picture(np.pad(digits.test_digit(0).image, 40), "IMG <Seven>.PNG")
    session.digit.source = Source.PICTURE
    at_step(backprop, "in")
    assert r"IMG \<Seven\>.PNG, a 7, goes in." in text(backprop)


@pytest.mark.parametrize("kind", [None, "no hidden layer", "two hidden layers"])
def test_the_picture_has_the_numbers_of_backprop(
    backprop: AppTest, view: BackpropView, kind: str | None
) -> None:
    network = (use(backprop, kind) if kind else BOOK).astype(np.float64)
    x, y = examples(load().train[:10])
    image, last = 3, len(network.weights) - 1
    column = max(last - 1, 0)
    view.goes_in, view.images = GoesIn.BATCH, {0: image}
    for step, rows, m in (("bp4", slice(image, image + 1), 1), ("average", slice(None), 10)):
        back = pictured(at_step(backprop, step, column, 4))
        own = network.backprop(x[rows], y[rows])
        for shown, errors in zip(back["deltas"], own.nabla_b[column:], strict=True):
            close(shown, errors / m)
        close(back["slopes"], own.nabla_w[last] / m)
        if column == 0:
            close(back["pixels"], own.nabla_w[0][4] / np.abs(own.nabla_w[0]).max())
    before = network.cost(x, y)
    network.update_mini_batch(x, y, visitor(backprop).training.config.eta)
    back = pictured(at_step(backprop, "update"))
    assert back["costs"] == [short(cost, 3) for cost in (before, network.cost(x, y))]
    close(back["after"]["activations"][-1], network.feedforward(x)[image])
    close(back["after"]["weights"], network.weights[-1])


def test_most_errors_reach_few_neurons_and_the_page_says_why(
    backprop: AppTest, view: BackpropView
) -> None:
    visitor(backprop).digit.test_number = MISREAD
    at_step(backprop, "bp2")
    # 29 of the thirty neurons are saturated, one of the two that are reached among them.
    assert "The error reaches 2 of 30 neurons: the others are saturated." in text(backprop)
    assert "the error reaches 3 of them, and 2 with the quadratic cost." in text(backprop)
    x, y = examples(load().test[:1_000])
    for first in ("sqrt-n", "normal"):
        network = saturation.begun(BOOK, first)
        assert network
        reached = saturation.reach(network, x, y, "quadratic").reached.sum(axis=1).mean()
        assert f"{reached:.1f}" in text(backprop)
    compared = {tuple(each["name"])[0]: each["errors"] for each in pictured(backprop)["compared"]}
    for name, cost in (("quadratic", "quadratic"), ("cross-", "cross-entropy")):
        misread = slice(MISREAD, MISREAD + 1)
        errors = BOOK.astype(np.float64).backprop(x[misread], y[misread], cost)
        close(compared[name], errors.deltas[0][0])
    assert list(compared) == ["quadratic", "cross-", "smaller first"]


def test_every_number_is_the_networks_own(backprop: AppTest, view: BackpropView) -> None:
    x, y, after, backward = own_step()
    image, neuron, forward = 3, 4, backward.forward
    view.goes_in, view.images, view.neurons = GoesIn.BATCH, {0: image}, {0: neuron, 1: 2}
    z, hidden, outputs = forward.zs[0][image], *(a[image] for a in forward.activations[1:])
    hidden_delta, delta = (deltas[image] for deltas in backward.deltas)
    products = x[image] * BOOK.weights[0][neuron]
    strongest = products[np.argsort(-np.abs(products), kind="stable")[:5]]
    moved = np.argsort(-np.abs(backward.nabla_w[0][neuron]), kind="stable")[:5]
    old, new = ([*net.weights[0][neuron][moved], net.biases[0][neuron]] for net in (BOOK, after))
    other = own_step("cross-entropy")[-1].deltas[1][image]

    in_words = -1
    shown: dict[tuple[str, int], dict[tuple[int, int], Any]] = {  # step, layer; table, column
        ("forward", 0): {(in_words, 2): [z[neuron], hidden[neuron]]},
        ("forward", 1): {(1, 1): forward.zs[1][image], (1, 2): outputs},
        ("cost", 0): {(0, 1): outputs, (0, 2): y[image]},
        ("bp1", 0): {(0, 3): outputs - y[image], (0, 5): delta, (1, 1): [delta[2], other[2]]},
        ("bp2", 0): {(0, 1): BOOK.weights[1][:, neuron], (0, 2): delta},
        ("bp3", 0): {(in_words, 1): [hidden_delta[neuron]]},
        ("bp4", 0): {(0, 2): np.full(5, hidden_delta[neuron])},
        ("update", 0): {(0, 1): old, (0, 3): new, (in_words, 1): [new[0]]},
        ("after", 0): {(0, 2): outputs, (0, 3): after.feedforward(x)[image]},
    }
    shown["bp1", 0][in_words, 1], shown["bp2", 0][in_words, 1] = [delta[2]], [hidden_delta[neuron]]
    for (step, layer), parts in shown.items():
        at_step(backprop, step, layer)
        for (of, place), values in parts.items():
            numbers = sums(backprop)[-place:] if of == in_words else column(backprop, place, of)
            same(numbers, values)
    sum_of_z = column(at_step(backprop, "forward"), 3)
    same([*sum_of_z[:5], *sum_of_z[-2:]], [*strongest, BOOK.biases[0][neuron], z[neuron]])
    cost = BOOK.cost(x[image : image + 1], y[image : image + 1])
    close(column(at_step(backprop, "cost"), 4)[-1], cost)
    at_step(backprop, "bp1").segmented_control(key="backprop_cost").set_value("cross-entropy").run()
    same(column(backprop, 5), other)


def test_what_the_step_did_is_said_in_numbers(backprop: AppTest, view: BackpropView) -> None:
    view.goes_in = GoesIn.BATCH
    x, y, after, backward = own_step()
    pairs = list(zip(BOOK.weights, after.weights, strict=True))
    largest = short(max(np.abs(new - old).max() for old, new in pairs))
    assert f"largest change of a weight is {largest};" in text(at_step(backprop, "update"))
    at_step(backprop, "after")
    close(sums(backprop)[-2:], [BOOK.cost(x, y), after.cost(x, y)])
    answers = (net.feedforward(x).argmax(axis=1) for net in (BOOK, after))
    right = [(answer == y.argmax(axis=1)).sum() for answer in answers]
    assert f"The cost fell. Read right: {right[0]} of 10 before, {right[1]}" in text(backprop)
    rerun(backprop.number_input(key="backprop_eta").set_value(1000.0))
    assert "The cost rose, since the step went too far" in text(backprop)

    at_step(backprop, "average", 1, 4)
    source = int(np.abs(backward.nabla_w[1][4]).argmax())
    a, delta = backward.forward.activations[1][:, source], backward.deltas[1][:, 4]
    nabla_b, nabla_w = backward.nabla_b[1][4], backward.nabla_w[1][4, source]
    same(column(backprop, 1), [*delta, nabla_b, nabla_b / 10])
    same(column(backprop, 2), a)
    same(column(backprop, 3), [*(delta * a), nabla_w, nabla_w / 10])


def test_the_gradient_check_agrees_and_says_how_well(backprop: AppTest) -> None:
    at_step(backprop, "check", 1, 5)
    assert sums(backprop)[-1] < 1e-6
    backprop.selectbox(key="backprop_source").set_value(7).run()
    trace = take_step(BOOK, *examples(load().test[DIGIT : DIGIT + 1]), 3.0, "quadratic")
    (check,) = check_gradient(trace, [Place(1, 5, 7)])
    _, own, *others = table(backprop)
    above, below = check.cost_above, check.cost_below
    same(own[1:6], [above, below, above - below, check.numerical, check.backprop])
    assert own[6] == pytest.approx(relative_error([check]), rel=1e-6)
    assert own[1].printed != own[2].printed
    press(backprop, "Take 6 other weights")
    assert table(backprop)[2:] != others


def test_the_learning_rate_is_that_of_the_training_until_the_visitor_chooses(
    backprop: AppTest,
) -> None:
    visitor(backprop).use("draw")
    config = network_files.open_network("draw").provenance.config
    assert config and config.eta != visitor(backprop).training.config.eta
    at_step(backprop, "update", 1)
    assert backprop.number_input(key="backprop_eta").value == config.eta
    network = use(backprop, "one neuron").astype(np.float64)
    at_step(backprop, "update", 1, 3).number_input(key="backprop_eta").set_value(0.5).run()
    network.update_mini_batch(*examples(load().test[DIGIT : DIGIT + 1]), 0.5)
    same(column(backprop, 3)[-1], network.biases[1][3])


@pytest.mark.parametrize("kind", ["two hidden layers", "relu and softmax"])
def test_sums_add_up_as_they_are_printed(backprop: AppTest, view: BackpropView, kind: str) -> None:
    def printed(place: int) -> list[Decimal]:
        return [number.printed for number in column(backprop, place)]

    use(backprop, kind)
    view.goes_in = GoesIn.BATCH
    for step in ("forward", "bp2"):
        at_step(backprop, step, 0, 3)
        *parts, total = printed(3)
        assert agrees(sum(parts, Decimal()), total)
    at_step(backprop, "average", 0, 3)
    for place in (1, 3):
        *parts, total, mean = printed(place)
        assert agrees(sum(parts, Decimal()), total) and agrees(total / 10, mean)
    at_step(backprop, "update", 1, 3)
    for before, change, after in zip(*map(printed, (1, 2, 3)), strict=True):
        assert agrees(before + change, after)
    weight, slope, moved = (number.printed for number in sums(backprop))
    assert agrees(weight - Decimal("0.3") * slope, moved)


def test_the_cost_explained_is_the_one_that_the_network_learnt_with(backprop: AppTest) -> None:
    assert "learnt with the quadratic cost" in text(at_step(backprop, "cost"))
    at_step(backprop, "bp1").segmented_control(key="backprop_cost").set_value("quadratic").run()
    use(backprop, "no hidden layer", cost="cross-entropy")
    at_step(backprop, "cost")
    assert backprop.segmented_control(key="backprop_cost").value == "cross-entropy"
    assert "learnt with the cross-entropy cost" in text(backprop)
    assert any(r"\ln" in latex.value for latex in backprop.main.latex)
    visitor(backprop).use("untrained")
    assert "learnt with the" not in text(backprop.run())


@pytest.mark.parametrize(
    "kind, batch",
    [("one neuron", False), ("no hidden layer", True), ("two hidden layers", True)],
)
def test_every_step_of_every_network(
    backprop: AppTest, view: BackpropView, kind: str, batch: bool
) -> None:
    network = use(backprop, kind)
    before, last = network.copy(), len(network.weights) - 1
    view.goes_in, view.layer = GoesIn.BATCH if batch else GoesIn.ONE, last
    rerun(backprop)
    for step in STEPS:
        if (last or step != "bp2") and (batch or step != "average"):
            assert view.step == step
            assert not backprop.error
            assert not step.startswith("bp") or f"# {step.upper()}" in html_of(backprop)
            if step != "check":
                rerun(backprop.button(key="steps_next").click())
            view.layer = 0
    assert backprop.button(key="steps_next").disabled
    for ours, theirs in zip(network.parameters, before.parameters, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_with_nothing_drawn_there_is_something_to_learn_from(book_app: AppTest) -> None:
    rerun(book_app.switch_page(BACKPROP.path))
    assert "Nothing is drawn yet." in text(book_app)
    assert "which the network reads wrong" in text(book_app)
    first = confusion.read(Reader(BOOK), load().test).misread[0]
    same(column(at_step(book_app, "after"), 1), np.eye(10)[load().test.labels[first]])


def test_it_begins_with_what_is_read_wrong_and_ends_with_what_one_chooses(app: AppTest) -> None:
    def mode() -> object:
        return app.segmented_control(key="backprop_mode").value

    rerun(app.switch_page(BACKPROP.path))
    assert mode() is GoesIn.MISREAD and "Nothing is drawn yet" in text(app)
    begins = re.search(r"Test image no. (\d+), an? (\d), goes in; the network reads it", text(app))
    assert begins and load().test.labels[int(begins[1])] == int(begins[2])
    send(app, ONE)
    assert "The drawing is read right, so there is little to learn from it." in text(app)
    assert begins[0] in text(app)
    send(app, *HARD)  # a 1 that the book's network reads as a 4
    assert mode() is GoesIn.ONE and app.segmented_control(key="backprop_label").value == 1
    assert "The drawing, a 1, goes in; the network reads it as a 4." in text(app)
    send(app, line((100, 100), (400, 400)), line((400, 100), (100, 400)))
    assert mode() is GoesIn.MISREAD and "Which digit the drawing is, is unclear." in text(app)
    send(app, ONE)
    assert mode() is GoesIn.MISREAD
    rerun(app.segmented_control(key="backprop_mode").set_value(GoesIn.ONE))
    assert "The drawing, a 1, goes in." in text(app)
    send(app, line((150, 60), (150, 220)))
    assert mode() is GoesIn.ONE


def test_a_drawing_is_what_the_visitor_says_it_is(app: AppTest) -> None:
    send(app, ONE)
    visitor(app).views.backprop.goes_in = GoesIn.ONE
    rerun(app.switch_page(BACKPROP.path))
    label = app.segmented_control(key="backprop_label")
    image = visitor(app).visit.kept["digits.subject"][1].x
    assert label.value == BOOK.feedforward(image[None])[0].argmax()
    label.set_value(7).run()
    same(column(at_step(app, "cost"), 2), np.eye(10)[7])
    assert pictured(app)["label"] == 7


def test_another_ten_images(backprop: AppTest) -> None:
    backprop.segmented_control(key="backprop_mode").set_value(GoesIn.BATCH).run()
    press(backprop, "Another ten")
    assert backprop.number_input(key="backprop_start").value == 10
    x, y = examples(load().train[10:20])
    outputs = BOOK.feedforward(x)
    worst = ((outputs - y) ** 2).sum(axis=1).argmax()
    at_step(backprop, "cost")
    same(column(backprop, 1), outputs[worst])
    same(column(backprop, 2), y[worst])


def test_numbers_without_end_are_a_sentence_with_a_way_out(backprop: AppTest) -> None:
    use(backprop, "one neuron").weights[0][0, 0] = np.inf
    rerun(backprop)
    assert "grow beyond what the computer can write" in backprop.error[0].value
    press(backprop, f"Use {networks.NAMES['book']}")
    assert not backprop.error and table(at_step(backprop, "bp1"))


def test_a_misread_one_goes_in_on_this_page_alone_until_something_is_drawn(
    backprop: AppTest, view: BackpropView
) -> None:
    session = visitor(backprop)
    session.use("draw")
    session.digit.source = Source.DRAWING
    send(backprop, ONE)
    assert "reads this one well" in text(backprop)
    rerun(backprop.segmented_control(key="backprop_mode").set_value(GoesIn.MISREAD))
    wrong = set(confusion.read(networks.in_use(session).reader, load().test).misread.tolist())
    taken = view.misread[1]
    assert taken in wrong
    assert f"Here test image no. {taken} goes in, on this page alone." in text(backprop)
    press(backprop, "Another misread one")
    assert view.misread[1] in wrong - {taken}
    assert session.digit.source is Source.DRAWING
    send(backprop, line((100, 60), (100, 220)))
    assert view.goes_in is None and f"image no. {taken} goes in" not in text(backprop)
