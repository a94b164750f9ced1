from typing import Any

import numpy as np
import pytest

from nn import evaluation, mnist
from nn.errors import Refused
from nn.evaluation import evaluate, evaluate_in_blocks
from nn.explain import confusion
from nn.mnist import Images, one_hot, to_floats
from nn.network import Network
from tests.nn.reference import BookNetwork, initialised, numbers


@pytest.fixture(scope="module")
def images() -> Images:
    return mnist.load().test[:45]


def network(**options: Any) -> Network:
    return initialised(784, 12, 10, initialisation="sqrt-n", **options)


def plain_loop(network: Network, images: Images, cost: str) -> tuple[list[int], float]:
    """Show one image after the other; return the answers and the average cost."""
    book = BookNetwork(network, cost)
    read, costs = [], []
    for image, label in zip(images.images, images.labels, strict=True):
        a = book.feedforward(image[:, None] / 255.0 * network.input_scale).ravel()
        y = np.eye(10)[label]
        read.append(int(np.argmax(a)))
        if cost == "quadratic":
            costs.append(0.5 * ((a - y) ** 2).sum())
        elif network.output == "softmax":
            costs.append(-np.log(a[label]))
        else:
            costs.append(-(y * np.log(a) + (1 - y) * np.log(1 - a)).sum())
    return read, float(np.mean(costs))


@pytest.mark.parametrize("cost", ["quadratic", "cross-entropy"])
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("scale", [1.0, 255.0])
def test_evaluate_is_a_plain_loop(images: Images, output: str, cost: str, scale: float) -> None:
    net = network(output=output, input_scale=scale)
    read, average = plain_loop(net, images, cost)
    before = numbers(net)
    result = evaluate(net, images, cost)
    assert result.total == 45
    assert result.correct == sum(a == b for a, b in zip(read, images.labels, strict=True))
    assert result.cost == pytest.approx(average, rel=1e-12)
    assert np.array_equal(numbers(net), before)


# 45 images: in one block, in blocks that divide them, that do not, and that leave one.
@pytest.mark.parametrize("block", [1, 15, 20, 44, 45, 46])
def test_where_the_blocks_end_makes_no_difference(
    images: Images, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = network()
    whole = evaluate(net, images, "cross-entropy")
    monkeypatch.setattr(mnist, "BLOCK", block)
    monkeypatch.setattr(evaluation, "BLOCK_BESIDE", block)
    for in_blocks in (evaluate(net, images, "cross-entropy", beside=b) for b in (False, True)):
        assert (in_blocks.correct, in_blocks.total) == (whole.correct, whole.total)
        assert in_blocks.cost == pytest.approx(whole.cost, rel=1e-12)


def test_more_images_than_a_block() -> None:
    some = mnist.load().test[: 2 * mnist.BLOCK + 1]
    net = network(dtype=np.float32)
    outputs = net.feedforward(to_floats(some.images))
    result = evaluate(net, some)
    assert result.total == 2 * mnist.BLOCK + 1
    assert result.correct == int((outputs.argmax(axis=1) == some.labels).sum())
    assert result.cost == pytest.approx(
        net.cost(to_floats(some.images), one_hot(some.labels)), rel=1e-5
    )


@pytest.mark.parametrize("threads", [1, 2, 5, 50])
def test_the_number_of_threads_makes_no_difference(
    images: Images, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "BLOCK", 4)
    net = network(dtype=np.float32)
    expected = list(evaluate_in_blocks(net, images, "cross-entropy"))
    assert [so_far.total for so_far in expected] == [*range(4, 45, 4), 45]
    monkeypatch.setattr(evaluation, "MOST_THREADS", threads)
    monkeypatch.setattr(evaluation, "cores", lambda: threads)
    assert list(evaluate_in_blocks(net, images, "cross-entropy")) == expected


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("layer", [0, 1])
def test_an_output_that_is_not_finite_is_a_wrong_answer(
    images: Images, layer: int, bad: float
) -> None:
    net = network(activation="relu")
    net.weights[layer][3, 0] = bad  # one neuron's: times a pixel of paper, 0, or a silent neuron
    result = evaluate(net, images)
    with np.errstate(invalid="ignore"):
        plain = net.feedforward(to_floats(images.images, np.float64))
    right = np.isfinite(plain).all(axis=1) & (plain.argmax(axis=1) == images.labels)
    assert result.correct == int(right.sum()) < 45
    assert (result.cost == np.inf) == (not np.isfinite(plain).all())


def test_the_cost_is_the_quadratic_one_unless_another_is_named(images: Images) -> None:
    net = network()
    assert evaluate(net, images) == evaluate(net, images, "quadratic")
    assert evaluate(net, images).cost != evaluate(net, images, "cross-entropy").cost


def test_a_network_in_float32_reads_as_one_in_float64(images: Images) -> None:
    double, single = evaluate(network(), images), evaluate(network(dtype=np.float32), images)
    assert single.correct == double.correct
    assert single.cost == pytest.approx(double.cost, rel=1e-5)


def test_a_network_that_always_says_seven() -> None:
    seven = Network([np.zeros((10, 784))], [np.eye(10)[7]])
    test = mnist.load().test
    result = evaluate(seven, test)
    assert (result.correct, result.total) == (1028, 10_000)
    assert result.accuracy == 0.1028


def test_an_unknown_cost_and_no_images_are_refused(images: Images) -> None:
    with pytest.raises(Refused, match="Cost 'crossentropy' is unknown.*quadratic.*cross-entropy"):
        evaluate(network(), images, "crossentropy")
    with pytest.raises(Refused, match="at least one image to evaluate"):
        evaluate(network(), images[:0])
    with pytest.raises(Refused, match="at least one image to read"):
        confusion.read(network(), images[:0])


@pytest.mark.parametrize("block", [1, 20, 2_000])
def test_misread_are_those_of_a_plain_loop(
    images: Images, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = network()
    read, _ = plain_loop(net, images, "quadratic")
    monkeypatch.setattr(mnist, "BLOCK", block)
    wrong = confusion.read(net, images).misread
    assert wrong.tolist() == [k for k, label in enumerate(images.labels) if read[k] != label]
    assert len(images) - len(wrong) == evaluate(net, images).correct
