import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from nn.errors import Refused
from nn.fast_step import Workspace
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
RNG = np.random.default_rng(0)
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


def hand_worked() -> Network:
    return Network(
        [np.array([[1.0, -2.0], [0.5, 1.0]]), np.array([[2.0, -1.0]])],
        [np.array([0.0, -0.5]), np.array([-0.5])],
    )


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
    backward = network.update_mini_batch(X, Y, eta=4.0)
    assert close(network.weights[1], [[2.117730, -0.910777]])
    assert close(network.biases[1], [-0.356660])
    assert close(network.weights[0], [[1.132148, -1.959325], [0.437889, 0.997370]])
    assert close(network.biases[0], [0.106749, -0.533685])
    assert close(backward.nabla_b[1], [-0.071670])  # what it returns is the gradient it took


def test_hand_worked_costs() -> None:
    # Quadratic:     A 1/2 (0.469423 - 1)^2 = 0.140756    B 1/2 (0.292339)^2    = 0.042731
    # Cross-entropy: A -ln 0.4694234        = 0.756250    B -ln(1 - 0.2923385)  = 0.345789
    network = hand_worked()
    assert network.cost(X, Y) == pytest.approx((0.140756 + 0.042731) / 2, abs=1e-6)
    assert network.cost(X, Y, "quadratic") == network.cost(X, Y)
    assert network.cost(X, Y, "cross-entropy") == pytest.approx((0.756250 + 0.345789) / 2, abs=1e-6)


def numerical_gradient(network: Network, parameter: Array, x: Array, y: Array, cost: str) -> Array:
    """Move each number of `parameter` a little up and down: d(sum of the costs)/d(number)."""
    h = 1e-5
    gradient = np.empty_like(parameter)
    for index in np.ndindex(parameter.shape):
        middle = parameter[index]
        parameter[index] = middle + h
        above = network.cost(x, y, cost)
        parameter[index] = middle - h
        below = network.cost(x, y, cost)
        parameter[index] = middle
        gradient[index] = len(x) * (above - below) / (2 * h)
    return gradient


@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_backprop_equals_the_numerical_gradient(activation: str, output: str, cost: str) -> None:
    network = small_network(activation, output, seed=5)
    x, y = some_images(SIZES, 7, seed=6)
    backward = network.backprop(x, y, cost)
    if activation == "relu":
        # The slope jumps at z = 0; no z may come near it, and both sides must occur.
        hidden = np.concatenate([z.ravel() for z in backward.forward.zs[:-1]])
        assert np.abs(hidden).min() > 1e-3
        assert 0.2 < (hidden > 0).mean() < 0.8
    for parameter, gradient in (
        *zip(network.weights, backward.nabla_w, strict=True),
        *zip(network.biases, backward.nabla_b, strict=True),
    ):
        numerical = numerical_gradient(network, parameter, x, y, cost)
        size = np.linalg.norm(gradient) + np.linalg.norm(numerical)
        assert size > 1e-3
        assert np.linalg.norm(gradient - numerical) / size < 1e-6


@pytest.mark.parametrize("sizes", [(6, 3), (6, 5, 3), SIZES])
@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
def test_feedforward_and_the_step_equal_a_loop_over_single_images(
    activation: str, output: str, cost: str, sizes: tuple[int, ...]
) -> None:
    network = initialised(*sizes, activation=activation, output=output)
    book = BookNetwork(network, cost)
    x, _ = some_images(sizes, 4, seed=3)
    columns = [book.feedforward(image[:, None]).ravel() for image in x]
    np.testing.assert_allclose(network.feedforward(x), columns, rtol=0, atol=1e-14)
    for step in range(3):
        x, y = some_images(sizes, 10, seed=step)
        network.update_mini_batch(x, y, 0.3, cost=cost, lmbda=5.0, n=100)
        book.update_mini_batch(x, y, 0.3, lmbda=5.0, n=100)
    assert_same_parameters(network, book, atol=1e-12)


def test_regularisation_needs_the_number_of_training_images() -> None:
    with pytest.raises(Refused, match="needs n, the number of training images"):
        small_network().update_mini_batch(X4, Y4, 0.5, lmbda=0.4)


@pytest.mark.parametrize("shape", [(784,), (3, 783), (3, 28, 28)])
def test_feedforward_says_what_shape_it_expected_and_what_came(shape: tuple[int, ...]) -> None:
    network = initialised(784, 5, 10)
    with pytest.raises(Refused, match=f"784 pixels.*{re.escape(str(shape))}"):
        network.feedforward(np.zeros(shape))


W1, B1, W2, B2 = np.zeros((5, 6)), np.zeros(5), np.zeros((3, 5)), np.zeros(3)


@pytest.mark.parametrize(
    ("weights", "biases", "message"),
    [
        ([], [], "0 weight matrices and 0 bias vectors"),
        ([W1, W2], [B1], "2 weight matrices and 1 bias vectors"),
        ([W1, W2], [B1, B2[:, None]], r"Layer 3: expected .*, got shapes \(3, 5\) and \(3, 1\)"),
        ([np.zeros(5)], [B1], r"Layer 2: expected .*, got shapes \(5,\)"),
        ([W1, np.zeros((3, 4))], [B1, B2], "Layer 2 has 5 neurons, but layer 3 has weights for 4"),
    ],
)
def test_shapes_that_do_not_follow_on_are_refused(
    weights: list[Array], biases: list[Array], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        Network(weights, biases)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda: Network([W1], [B1], "step"), "'step' is unknown.*sigmoid.*tanh.*relu"),
        (lambda: Network([W1], [B1], output="linear"), "'linear' is unknown.*sigmoid.*softmax"),
        (lambda: small_network().backprop(X4, Y4, "hinge"), "Cost 'hinge' is unknown"),
        (lambda: Workspace(small_network(), "hinge"), "Cost 'hinge' is unknown"),
        (lambda: Network.initialise(SIZES, RNG, initialisation="xavier"), "'xavier' is unknown"),
        (lambda: Network.initialise((784,), RNG), "0 weight matrices"),
    ],
)
def test_unknown_names_and_a_network_without_layers_are_refused(
    use: Callable[[], object], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        use()


def test_raw_pixels_are_what_the_first_layer_learns_from() -> None:
    network = small_network()
    network.weights[0] = network.weights[0] / 255.0  # or every hidden neuron is saturated
    network.input_scale = 255.0
    book = BookNetwork(network, "quadratic")
    backward = network.update_mini_batch(X4, Y4, 0.5)
    book.update_mini_batch(X4 * 255.0, Y4, 0.5)
    assert np.array_equal(backward.forward.activations[0], X4 * 255.0)
    assert_same_parameters(network, book)


def test_float32_stays_float32() -> None:
    network = initialised(*SIZES, input_scale=255.0, dtype=np.float32)
    x, y = some_images(SIZES, 4, seed=1, dtype=np.float32)
    backward = network.update_mini_batch(x, y, 0.5, lmbda=1.0, n=10)
    arrays = (*network.weights, *network.biases, *backward.nabla_w, *backward.forward.activations)
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_the_book_network_has_23860_numbers_to_learn() -> None:
    # 784 * 30 + 30 * 10 weights and 30 + 10 biases.
    network = initialised(784, 30, 10)
    assert network.sizes == (784, 30, 10)
    assert network.parameter_count == 23_860
    assert [w.shape for w in network.weights] == [(30, 784), (10, 30)]
    assert [b.shape for b in network.biases] == [(30,), (10,)]


def test_a_copy_is_its_own_and_answers_the_same() -> None:
    network = small_network("tanh", "softmax")
    network.input_scale = 2.0
    answer = network.feedforward(X4)
    copy = network.copy()
    assert np.array_equal(copy.feedforward(X4), answer)
    for array in (*copy.weights, *copy.biases):
        array += 1.0
    assert np.array_equal(network.feedforward(X4), answer)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        # Some of these would broadcast, and give a gradient that nobody asked for.
        *((X4, np.zeros(shape), r"\(4, 3\)") for shape in ((4, 1), (1, 3), (5, 3), (3,))),
        (X4[:0], Y4[:0], "mini-batch of at least one image, got none"),
    ],
)
def test_desired_outputs_of_a_wrong_shape_and_no_images_are_refused(
    x: Array, y: Array, message: str
) -> None:
    network = small_network()
    before = network.copy()
    for use in (network.backprop, network.cost, partial(network.update_mini_batch, eta=0.5)):
        with pytest.raises(Refused, match=message):
            use(x, y)
    assert_same_parameters(network, before, atol=0.0)
    assert network.feedforward(X4[:0]).shape == (0, 3)


def test_a_step_moves_the_arrays_that_the_network_has_down_the_slope() -> None:
    network = small_network()
    parts = [*network.weights, *network.biases]
    cost = network.cost(X4, Y4)
    network.update_mini_batch(X4, Y4, 0.1)
    assert network.cost(X4, Y4) < cost
    after = [*network.weights, *network.biases]
    assert all(a is b for a, b in zip(after, parts, strict=True))
