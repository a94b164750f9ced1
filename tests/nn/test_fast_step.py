from typing import Any

import numpy as np
import pytest

from nn.fast_step import Workspace
from nn.functions import Array
from nn.network import Network
from tests.nn.reference import (
    COMBINATIONS,
    BookNetwork,
    assert_same_parameters,
    initialised,
    memory_of,
    some_images,
)

SIZES = (12, 8, 7, 5)
# The same sums in another order: how far two ways of computing them may be apart.
TOLERANCE: dict[type, dict[str, float]] = {
    np.float64: {"rtol": 0.0, "atol": 1e-12},
    np.float32: {"rtol": 1e-4, "atol": 1e-5},
}


def initialise(
    activation: str = "sigmoid",
    output: str = "sigmoid",
    sizes: tuple[int, ...] = SIZES,
    dtype: type[Any] = np.float64,
) -> Network:
    return initialised(
        *sizes, activation=activation, output=output, initialisation="sqrt-n", dtype=dtype
    )


def parts(network: Network) -> list[Array]:
    return [*network.weights, *network.biases]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", [(12, 5), (12, 8, 5), SIZES])
@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_steps_equal_update_mini_batch(
    activation: str, output: str, cost: str, sizes: tuple[int, ...], dtype: type
) -> None:
    fast = initialise(activation, output, sizes, dtype)
    plain = fast.copy()
    workspace = Workspace(fast, cost)
    # Mini-batches of 1, of 10, a smaller last one, and 10 again, whose places are used again.
    for seed, m in enumerate([1, 10, 10, 3, 10, 1]):
        x, y = some_images(sizes, m, seed, dtype)
        workspace.step(x, y, 0.5, decay=0.5 * 4.0 / 100)
        plain.update_mini_batch(x, y, 0.5, cost=cost, lmbda=4.0, n=100)
    assert_same_parameters(fast, plain, **TOLERANCE[dtype])
    assert {part.dtype for part in parts(fast)} == {np.dtype(dtype)}


@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_momentum_equals_the_book_s_velocity(activation: str, output: str, cost: str) -> None:
    network = initialise(activation, output)
    book = BookNetwork(network, cost)
    workspace = Workspace(network, cost)
    # It stays, changes from one step to the next, and is off in between.
    for seed, momentum in enumerate((0.9, 0.9, 0.9, 0.5, 0.5, 0.99, 0.0, 0.0, 0.9)):
        x, y = some_images(SIZES, 4, seed)
        workspace.step(x, y, 0.1, decay=0.1 * 6.0 / 50, momentum=momentum)
        assert all(map(np.array_equal, (x, y), some_images(SIZES, 4, seed)))  # left as they were
        book.update_mini_batch(x, y, 0.1, lmbda=6.0, n=50, momentum=momentum)
    assert_same_parameters(network, book, atol=1e-12)


def test_the_gradient_times_eta_over_m_is_there_to_be_seen() -> None:
    network = initialise("tanh", "softmax")
    x, y = some_images(SIZES, 10, seed=0)
    backward = network.copy().backprop(x, y)
    workspace = Workspace(network)
    workspace.step(x, y, 0.5)
    ours = (*workspace.step_w, *workspace.step_b)
    for nabla, expected in zip(ours, (*backward.nabla_w, *backward.nabla_b), strict=True):
        np.testing.assert_allclose(nabla, 0.05 * expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_a_step_makes_no_large_array(activation: str, output: str, cost: str, dtype: type) -> None:
    sizes = (784, 30, 10)
    workspace = Workspace(initialise(activation, output, sizes, dtype), cost)
    x, y = some_images(sizes, 10, 0, dtype)
    workspace.step(x, y, 0.1, 0.001, 0.5)  # the first of its size makes room
    # A copy of the mini-batch would be 10 x 784 x 4 = 31,360 bytes, one of the gradient 95,440.
    # numpy itself takes a few thousand for a moment, wherever a vector is added to each row.
    assert memory_of(lambda: workspace.step(x, y, 0.1, 0.001, 0.5)) < 8_000


@pytest.mark.parametrize("part", range(6))
def test_one_number_that_is_not_finite_is_found(part: int) -> None:
    for bad in (np.nan, np.inf, -np.inf):
        network = initialise()
        workspace = Workspace(network)
        assert workspace.finite()
        parts(network)[part].flat[-1] = bad
        assert not workspace.finite()


def test_a_plain_step_in_between_is_seen_too() -> None:
    network = initialise()
    plain, workspace = network.copy(), Workspace(network)
    x, y = some_images(SIZES, 5, seed=0)
    workspace.step(x, y, 0.5)
    network.update_mini_batch(x, y, 0.5)
    workspace.step(x, y, 0.5)
    for _ in range(3):
        plain.update_mini_batch(x, y, 0.5)
    assert_same_parameters(network, plain)
    assert all(np.shares_memory(part, workspace.parameters) for part in parts(network))


def test_put_back_undoes_the_steps_since_keep() -> None:
    network = initialise()
    workspace = Workspace(network)
    x, y = some_images(SIZES, 5, seed=0)
    workspace.step(x, y, 0.5, momentum=0.9)
    copies, start = workspace.keep(), workspace.parameters.copy()
    workspace.step(x, y, 0.5, momentum=0.9)
    end = workspace.parameters.copy()
    workspace.step(x, y, 0.5, momentum=0.9)

    # The velocity is back as well: the same step leads to the same place every time.
    for _ in range(2):
        workspace.put_back(copies)
        assert np.array_equal(workspace.parameters, start)
        workspace.step(x, y, 0.5, momentum=0.9)
        assert np.array_equal(workspace.parameters, end)
