from typing import Any

import numpy as np
import pytest

from nn import evaluation, mnist
from nn.errors import Refused
from nn.evaluation import evaluate, evaluate_in_blocks
from nn.explain import confusion
from nn.mnist import Images
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
@pytest.mark.parametrize("block", [1, 15, 20, 44, 46])
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


@pytest.mark.parametrize("threads", [1, 2, 50])
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
