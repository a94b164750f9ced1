import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.fast_network import fast
from nn.functions import Array
from nn.network import Network
from tests.nn.reference import (
    COMBINATIONS,
    BookNetwork,
    assert_same_parameters,
    initialised,
    some_images,
)

SIZES = (6, 5, 4, 3)
X4, Y4 = some_images(SIZES, 4, seed=0)


def small_network(activation: str = "sigmoid", output: str = "sigmoid", seed: int = 0) -> Network:
    options = {"activation": activation, "output": output, "initialisation": "sqrt-n"}
    return initialised(*SIZES, seed=seed, **options)


def close(array: Array, expected: object) -> bool:
    """Equal to the six decimals that the hand calculation gives."""
    return bool(np.allclose(array, np.array(expected), rtol=0, atol=6e-7))


# A 2-2-1 network worked by hand: sigmoid everywhere, quadratic cost, two images.
#
#            |  1.0  -2.0 |        |  0.0 |
#   layer 2: |  0.5   1.0 |        | -0.5 |
#   layer 3: |  2.0  -1.0 |        | -0.5 |
#
# Image A is (1, 0.5) and its output should be 1; image B is (0, 1), its output should be 0.
X = np.array([[1.0, 0.5], [0.0, 1.0]])
Y = np.array([[1.0], [0.0]])


W = [np.array([[1.0, -2.0], [0.5, 1.0]]), np.array([[2.0, -1.0]])]
B = [np.array([0.0, -0.5]), np.array([-0.5])]


def hand_worked() -> Network:
    return Network(W, B).copy()


def test_hand_worked_forward_pass() -> None:
    # Image A
    #   z^1 = (1.0*1 - 2.0*0.5 + 0.0,  0.5*1 + 1.0*0.5 - 0.5) = (0, 0.5)
    #   a^1 = (1/(1 + e^0), 1/(1 + e^-0.5))                   = (0.5, 0.622459)
    #   z^2 = 2.0*0.5 - 1.0*0.622459 - 0.5                    = -0.122459
    #   a^2 = 1/(1 + e^0.122459)                              = 0.469423
    # Image B
    #   z^1 = (1.0*0 - 2.0*1 + 0.0,  0.5*0 + 1.0*1 - 0.5)     = (-2, 0.5)
    #   a^1 = (1/(1 + e^2), 1/(1 + e^-0.5))                   = (0.119203, 0.622459)
    #   z^2 = 2.0*0.119203 - 1.0*0.622459 - 0.5               = -0.884053
    #   a^2 = 1/(1 + e^0.884053)                              = 0.292339
    forward = hand_worked().forward(X)
    assert (len(forward.zs), len(forward.activations)) == (2, 3)
    assert np.array_equal(forward.activations[0], X)
    assert close(forward.zs[0], [[0.0, 0.5], [-2.0, 0.5]])
    assert close(forward.activations[1], [[0.5, 0.622459], [0.119203, 0.622459]])
    assert close(forward.zs[1], [[-0.122459], [-0.884053]])
    assert close(forward.activations[2], [[0.469423], [0.292339]])
    assert np.array_equal(forward.output, forward.activations[2])
    assert np.array_equal(hand_worked().feedforward(X), forward.output)


def test_hand_worked_deltas_and_the_gradient_summed_over_the_mini_batch() -> None:
    # BP1: delta^2 = (a - y) a (1 - a)
    #   A: (0.469423 - 1) * 0.469423 * 0.530577 = -0.132148
    #   B: (0.292339 - 0) * 0.292339 * 0.707661 =  0.060478
    # BP2: delta^1_j = w^2_j delta^2 a_j (1 - a_j)
    #   A:  2.0 * -0.132148 * 0.5 * 0.5           = -0.066074
    #      -1.0 * -0.132148 * 0.622459 * 0.377541 =  0.031055
    #   B:  2.0 *  0.060478 * 0.119203 * 0.880797 =  0.012700
    #      -1.0 *  0.060478 * 0.622459 * 0.377541 = -0.014213
    backward = hand_worked().backprop(X, Y)
    assert close(backward.deltas[1], [[-0.132148], [0.060478]])
    assert close(backward.deltas[0], [[-0.066074, 0.031055], [0.012700, -0.014213]])
    # BP3: nabla_b is delta, summed over A and B
    #   layer 3: -0.132148 + 0.060478                 = -0.071670
    #   layer 2: (-0.066074 + 0.012700, 0.031055 - 0.014213) = (-0.053374, 0.016843)
    # BP4: nabla_w[j, k] is delta_j times the a_k it was fed with, summed over A and B
    #   layer 3: -0.132148 * 0.5      + 0.060478 * 0.119203 = -0.058865
    #            -0.132148 * 0.622459 + 0.060478 * 0.622459 = -0.044612
    #   layer 2: -0.066074 * 1        + 0.012700 * 0        = -0.066074
    #            -0.066074 * 0.5      + 0.012700 * 1        = -0.020337
    #             0.031055 * 1        - 0.014213 * 0        =  0.031055
    #             0.031055 * 0.5      - 0.014213 * 1        =  0.001315
    assert close(backward.nabla_b[1], [-0.071670])
    assert close(backward.nabla_b[0], [-0.053374, 0.016843])
    assert close(backward.nabla_w[1], [[-0.058865, -0.044612]])
    assert close(backward.nabla_w[0], [[-0.066074, -0.020337], [0.031055, 0.001315]])


def test_hand_worked_step_with_eta_4() -> None:
    # Each number goes down by eta/m = 4/2 = 2 times its gradient.
    #   layer 3:  2.0 + 2 * 0.058865 =  2.117730      -1.0 + 2 * 0.044612 = -0.910777
    #            -0.5 + 2 * 0.071670 = -0.356660
    #   layer 2:  1.0 + 2 * 0.066074 =  1.132148      -2.0 + 2 * 0.020337 = -1.959325
    #             0.5 - 2 * 0.031055 =  0.437889       1.0 - 2 * 0.001315 =  0.997370
    #             0.0 + 2 * 0.053374 =  0.106749      -0.5 - 2 * 0.016843 = -0.533685
    network = hand_worked()
    network.update_mini_batch(X, Y, eta=4.0)
    assert close(network.weights[1], [[2.117730, -0.910777]])
    assert close(network.biases[1], [-0.356660])
    assert close(network.weights[0], [[1.132148, -1.959325], [0.437889, 0.997370]])
    assert close(network.biases[0], [0.106749, -0.533685])


def test_hand_worked_costs() -> None:
    # Quadratic:     A 1/2 (0.469423 - 1)^2 = 0.140756    B 1/2 (0.292339)^2    = 0.042731
    # Cross-entropy: A -ln 0.4694234        = 0.756250    B -ln(1 - 0.2923385)  = 0.345789
    network = hand_worked()
    assert network.cost(X, Y) == pytest.approx((0.140756 + 0.042731) / 2, abs=1e-6)
    assert network.cost(X, Y, "quadratic") == network.cost(X, Y)
    assert network.cost(X, Y, "cross-entropy") == pytest.approx((0.756250 + 0.345789) / 2, abs=1e-6)


@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_backprop_equals_the_numerical_gradient(activation: str, output: str, cost: str) -> None:
    network = small_network(activation, output, seed=5)
    x, y = some_images(SIZES, 7, seed=6)
    backward, h = network.backprop(x, y, cost), 1e-5
    if activation == "relu":
        # The slope jumps at z = 0; no z may come near it, and both sides must occur.
        hidden = np.concatenate([z.ravel() for z in backward.forward.zs[:-1]])
        assert np.abs(hidden).min() > 1e-3
        assert 0.2 < (hidden > 0).mean() < 0.8
    gradients = [*backward.nabla_w, *backward.nabla_b]
    for parameter, gradient in zip(network.parameters, gradients, strict=True):
        numerical = np.empty_like(parameter)
        for index in np.ndindex(parameter.shape):  # move each number a little up and down
            middle = parameter[index]
            parameter[index] = middle + h
            above = network.cost(x, y, cost)
            parameter[index] = middle - h
            numerical[index] = len(x) * (above - network.cost(x, y, cost)) / (2 * h)
            parameter[index] = middle
        size = np.linalg.norm(gradient) + np.linalg.norm(numerical)
        assert size > 1e-3
        assert np.linalg.norm(gradient - numerical) / size < 1e-6


@pytest.mark.parametrize("sizes", [(6, 3), (6, 5, 3), SIZES])
@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_the_answers_and_the_steps_are_those_of_a_loop_over_single_images(
    activation: str, output: str, cost: str, sizes: tuple[int, ...]
) -> None:
    network = initialised(*sizes, activation=activation, output=output)
    book = BookNetwork(network, cost)
    x, _ = some_images(sizes, 4, seed=3)
    columns = [book.feedforward(image[:, None]).ravel() for image in x]
    np.testing.assert_allclose(network.feedforward(x), columns, rtol=0, atol=1e-14)
    # L2 alone, both, momentum that changes from one step to the next, and neither.
    for seed, (lmbda, momentum) in enumerate([(5, 0), (5, 0.9), (0, 0.5), (0, 0), (5, 0.9)]):
        x, y = some_images(sizes, 10, seed)
        network.update_mini_batch(x, y, 0.3, cost, lmbda, 100, momentum)
        book.update_mini_batch(x, y, 0.3, lmbda, 100, momentum)
    assert_same_parameters(network, book, atol=1e-12)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda: Network(W, B, "step").forward(X), "'step' is unknown.*sigmoid.*tanh.*relu"),
        (lambda: Network(W, B, output="linear").forward(X), "'linear' is unknown.*softmax"),
        (lambda: Network(W, B).cost(X, Y, "hinge"), "Cost 'hinge' is unknown.*quadratic"),
        (lambda: fast(Network(W, B), "hinge").update_mini_batch(X, Y, 1, "hinge"), "'hinge'"),
        (lambda: fast(Network(W, B, "step"), "quadratic").update_mini_batch(X, Y, 1), "'step'"),
        (lambda: initialised(2, 1, initialisation="xavier"), "'xavier' is unknown.*normal"),
    ],
)
def test_unknown_names_are_refused(use: Callable[[], object], message: str) -> None:
    with pytest.raises(Refused, match=message):
        use()


def test_a_copy_is_its_own_and_answers_the_same() -> None:
    network = small_network("tanh", "softmax")
    network.input_scale = 2.0
    answer = network.feedforward(X4)
    for copy in (network.copy(), pickle.loads(pickle.dumps(network))):
        assert np.array_equal(copy.feedforward(X4), answer)
        for array in copy.parameters:
            array += 1.0
    assert np.array_equal(network.feedforward(X4), answer)
    other = network.astype(np.float32)
    assert {p.dtype for p in other.parameters} == {np.dtype(np.float32)}
    np.testing.assert_allclose(other.feedforward(X4), answer, atol=1e-6)


@pytest.mark.parametrize("part", range(4))
def test_one_number_that_is_not_finite_is_found(part: int) -> None:
    for bad in (np.nan, np.inf, -np.inf):
        network = hand_worked()
        assert network.is_finite
        network.parameters[part].flat[-1] = bad
        assert not network.is_finite


@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_weights_beyond_all_bounds_warn_of_nothing(activation: str, output: str, cost: str) -> None:
    x, y = some_images(SIZES, 4, seed=1, dtype=np.float32)
    for eta in (1e10, 1e25, 1e38):
        options: dict[str, Any] = {"activation": activation, "output": output, "dtype": np.float32}
        network = initialised(*SIZES, **options)
        for step in (network, fast(network, cost)):
            for _ in range(5):
                step.update_mini_batch(x, y, eta, cost, 1.0, 4, 0.9)
                network.cost(x, y, cost)
                network.backprop(x, y, cost)
    assert not network.is_finite
