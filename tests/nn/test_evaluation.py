from typing import Any

import numpy as np
import pytest

from nn import evaluation, mnist
from nn.answers import Reader
from nn.errors import Refused
from nn.evaluation import evaluate, evaluate_in_blocks, finite_or_none, weighted_inputs
from nn.explain import confusion
from nn.functions import COSTS
from nn.mnist import to_floats
from nn.network import Network
from nn.sgd import Images, one_hot
from tests.nn.reference import COMBINATIONS, initialised, numbers


@pytest.fixture(scope="module")
def images() -> Images:
    return mnist.load().test[:45]


def network(*hidden: int, **options: Any) -> Network:
    return initialised(784, *(hidden or (12,)), 10, initialisation="sqrt-n", **options)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1.0, 255.0])
@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_it_is_the_plain_forward_pass(
    images: Images, activation: str, output: str, cost: str, scale: float, dtype: type
) -> None:
    options: dict[str, Any] = {"activation": activation, "output": output, "dtype": dtype}
    net = network(17, 30, input_scale=scale, **options)
    before, result, z = numbers(net), evaluate(net, images, cost), weighted_inputs(net, images)
    assert np.array_equal(numbers(net), before) and z.dtype == dtype

    plain = net.astype(np.float64).forward(to_floats(images.images, np.float64))
    tolerance = 1e-12 if dtype is np.float64 else 2e-5 * scale
    np.testing.assert_allclose(z, plain.zs[-1], rtol=tolerance, atol=tolerance)
    y = one_hot(images.labels, np.float64)
    costs = COSTS[cost][output].fn(plain.zs[-1], plain.output, y)
    assert result.cost == pytest.approx(costs.mean(), rel=tolerance)
    correct = (plain.output.argmax(axis=1) == images.labels).sum()
    assert (result.correct, result.total, result.accuracy) == (correct, 45, correct / 45)


# 45 images: in one block, in blocks that divide them, that do not, and that leave one.
@pytest.mark.parametrize("block", [1, 15, 20, 44, 46])
def test_where_the_blocks_end_makes_no_difference(
    images: Images, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = evaluate(network(), images, "cross-entropy")
    monkeypatch.setattr(evaluation, "BLOCK", block)
    monkeypatch.setattr(evaluation, "BLOCK_BESIDE", block)
    for beside in (False, True):
        in_blocks = evaluate(network(), images, "cross-entropy", beside=beside)
        assert (in_blocks.correct, in_blocks.total) == (whole.correct, whole.total)
        assert in_blocks.cost == pytest.approx(whole.cost, rel=1e-12)


def test_beside_a_run_a_larger_network_reads_fewer_images_at_once(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "NUMBERS_BESIDE", 20_000)
    for hidden, first in ((12, 24), (112, 19)):
        block = next(evaluate_in_blocks(network(hidden), images, "quadratic", beside=True))
        assert block.total == first


@pytest.mark.parametrize("threads", [1, 2, 50])
def test_the_number_of_threads_makes_no_difference(
    images: Images, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "BLOCK", 4)
    net = network(dtype=np.float32)
    expected = list(evaluate_in_blocks(net, images, "cross-entropy"))
    assert [so_far.total for so_far in expected] == [*range(4, 45, 4), 45]
    monkeypatch.setattr(evaluation, "MOST_THREADS", threads)
    monkeypatch.setattr(evaluation, "cores", lambda: threads)
    assert list(evaluate_in_blocks(net, images, "cross-entropy")) == expected


def test_a_network_that_always_says_seven() -> None:
    seven = Network([np.zeros((10, 784))], [np.eye(10)[7]])
    result = evaluate(seven, mnist.load().test)
    assert (result.correct, result.total) == (1028, 10_000)
    assert result.accuracy == 0.1028


@pytest.mark.parametrize("too_large", [np.inf, np.nan, 3e38])
@pytest.mark.parametrize("cost", COSTS)
def test_outputs_that_are_not_finite_are_wrong_and_cost_infinitely_much(
    images: Images, cost: str, too_large: float
) -> None:
    options: dict[str, Any] = {"activation": "relu", "output": "softmax", "dtype": np.float32}
    net = network(12, 12, **options)
    for w in net.weights:
        w[:] = too_large
    result = evaluate(net, images, cost)
    assert (result.correct, result.cost, finite_or_none(result.cost)) == (0, np.inf, None)


def test_no_images_are_refused(images: Images) -> None:
    with pytest.raises(Refused, match="at least one image"):
        evaluate(network(), images[:0])
    with pytest.raises(Refused, match="at least one image"):
        confusion.read(Reader(network()), images[:0])
