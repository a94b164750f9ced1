from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.errors import Refused
from nn.explain import evidence as module
from nn.explain.evidence import evidence, secant_slopes, strongest, through_hidden
from nn.functions import ACTIVATIONS, Array
from nn.mnist import to_floats
from nn.network import Network
from nn.storage.network_files import open_network
from tests.nn.reference import initialised

SIZES = [(6, 10), (6, 5, 10), (6, 5, 4, 10), (6, 5, 4, 3, 10)]


def network(sizes: tuple[int, ...], activation: str = "sigmoid", **options: Any) -> Network:
    net = initialised(*sizes, seed=4, activation=activation, **options)
    for w in net.weights:
        w *= 2.0  # well into the bends of every activation
    return net


def drawing() -> Array:
    return np.array([0.0, 1.0, 0.25, 0.0, 0.75, 1.0])


def z_of(net: Network, x: Array) -> Array:
    return net.forward(x[None]).zs[-1][0]


def relu_network() -> Network:
    return Network(
        [np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([[2.0, 3.0], [0.0, 1.0]])],
        [np.array([-1.0, 0.0]), np.array([0.5, 0.0])],
        "relu",
    )


def test_evidence_alone_and_against_a_rival_by_hand() -> None:
    # With a share t of the ink the hidden z are 1.5 t - 1 and 0.5 t. The first neuron fires from
    # t = 2/3 on, so its slope is 1/3 on average; the second one always does. Per pixel:
    #   2 * 1/3 * (1, 1) + 3 * 1 * (1, -1) = (11/3, -7/3), times the ink (1, 0.5).
    result = evidence(relu_network(), np.array([1.0, 0.5]), 0)
    np.testing.assert_allclose(result.pixels, [11 / 3, -7 / 6])
    # The blank page has the bias, 0.5; the drawing 2 * 0.5 + 3 * 0.5 + 0.5.
    assert (result.z_blank, result.z) == (0.5, 3.0)
    # For output 1 only the second neuron counts: 1 * (1, -1) * (1, 0.5) = (1, -0.5), z = 0.5.
    result = evidence(relu_network(), np.array([1.0, 0.5]), 0, 1)
    np.testing.assert_allclose(result.pixels, [11 / 3 - 1, -7 / 6 + 0.5])
    assert (result.z_blank, result.z) == (0.5, 2.5)


def test_a_sigmoid_neuron_shares_its_rise_out_by_weight_times_ink() -> None:
    # z goes from -1 to 1 - three quarters of the way by the first pixel - and a from 0.2689 to
    # 0.7311, which counts 4 times.
    net = Network([np.array([[1.5, 1.0]]), np.array([[4.0]])], [np.array([-1.0]), np.array([0.0])])
    result = evidence(net, np.array([1.0, 0.5]), 0)
    rise = 4 * (1 / (1 + np.exp(-1)) - 1 / (1 + np.exp(1)))
    np.testing.assert_allclose(result.pixels, [0.75 * rise, 0.25 * rise])


def test_a_secant_where_z_moves_and_a_tangent_where_it_rests() -> None:
    z = np.array([[0.0, -1.0], [0.0, 3.0], [0.0, 3.0]])
    # Sigmoid rises by 1/4 at 0 and by sigma(3) sigma(-3) at 3; ReLU goes from 0 to 3 over 4.
    slopes = secant_slopes(ACTIVATIONS["relu"], z)
    assert slopes.tolist() == [[0.0, 0.75], [0.0, 1.0]]
    at_rest = secant_slopes(ACTIVATIONS["sigmoid"], z)
    np.testing.assert_allclose(at_rest[:, 0], [0.25, 0.25])
    assert at_rest[1, 1] == pytest.approx(1 / (1 + np.exp(-3)) / (1 + np.exp(3)))


# It adds up.


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("steps", [1, 32])
def test_contributions_and_the_blank_page_are_z(
    steps: int,
    sizes: tuple[int, ...],
    activation: str,
    output: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "STEPS", steps)
    net, x = network(sizes, activation, output=output), drawing()
    for digit in range(10):
        result = evidence(net, x, digit)
        assert result.pixels.shape == (6,)
        assert result.z == pytest.approx(z_of(net, x)[digit])
        assert result.z_blank == pytest.approx(z_of(net, 0 * x)[digit])
        assert result.z_blank + result.pixels.sum() == pytest.approx(result.z, abs=1e-9)
        assert not result.pixels[x == 0.0].any()
        blank = evidence(net, 0 * x, digit)
        assert not blank.pixels.any()
        assert blank.z == blank.z_blank


@pytest.mark.parametrize("scale", [1.0, 255.0])
def test_without_a_hidden_layer_it_is_weight_times_pixel(scale: float) -> None:
    net, x = network((6, 10), input_scale=scale), drawing()
    np.testing.assert_allclose(evidence(net, x, 4).pixels, net.weights[0][4] * x * scale)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SIZES)
def test_it_is_the_integral_of_the_gradient(sizes: tuple[int, ...], activation: str) -> None:
    """Against the paper's formula, with numerical slopes at 1,000 points along the way."""
    net, x = network(sizes, activation), drawing()
    h = 1e-5
    integral = np.zeros(6)
    points = (np.arange(1_000) + 0.5)[:, None] / 1_000 * x
    for k in range(6):
        up, down = points.copy(), points.copy()
        up[:, k] += h
        down[:, k] -= h
        rise = net.forward(up).zs[-1][:, 7] - net.forward(down).zs[-1][:, 7]
        integral[k] = x[k] * (rise / (2 * h)).mean()
    pixels = evidence(net, x, 7).pixels
    # In 32 steps a deep network's secants are a little off; a shallow one's are exact, and what
    # is left there are the 1,000 points.
    np.testing.assert_allclose(pixels, integral, atol=0.02 * np.abs(integral).max())


def test_against_a_rival_it_is_one_evidence_less_the_other() -> None:
    net, x = network((6, 5, 4, 10), "tanh", output="softmax"), drawing()
    four, nine = evidence(net, x, 4), evidence(net, x, 9)
    result = evidence(net, x, 4, 9)
    np.testing.assert_allclose(result.pixels, four.pixels - nine.pixels)
    assert result.z == pytest.approx(four.z - nine.z)
    a = net.feedforward(x[None])[0]
    assert result.z == pytest.approx(np.log(a[4] / a[9]))


def test_the_book_s_network_on_real_digits() -> None:
    net, test = open_network("book").network, mnist.load().test
    for k in range(20):
        x = to_floats(test.images[k])
        for digit in (int(test.labels[k]), 9 - int(test.labels[k])):
            result = evidence(net, x, digit)
            assert result.z == pytest.approx(z_of(net, x)[digit], abs=1e-4)
            assert result.z_blank + result.pixels.sum() == pytest.approx(result.z, abs=1e-9)
            votes = through_hidden(net, x, digit)
            assert votes.z == pytest.approx(result.z, abs=1e-9)


# Through the hidden layer.


def test_hidden_votes_by_hand() -> None:
    # The hidden neurons give 0.5 and 0.5: 2 * 0.5 and 3 * 0.5, and the bias is 0.5.
    votes = through_hidden(relu_network(), np.array([1.0, 0.5]), 0)
    assert votes.contributions.tolist() == [1.0, 1.5]
    assert (votes.bias, votes.z) == (0.5, 3.0)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_hidden_votes_and_the_bias_are_z(activation: str, dtype: type) -> None:
    net, x = network((6, 5, 10), activation, input_scale=255.0, dtype=dtype), drawing()
    votes = through_hidden(net, x, 8)
    assert votes.contributions.shape == (5,)
    assert votes.bias + votes.contributions.sum() == pytest.approx(votes.z)
    assert votes.z == pytest.approx(z_of(net, x)[8])


@pytest.mark.parametrize(("sizes", "hidden"), [((6, 10), 0), ((6, 5, 4, 10), 2)])
def test_votes_need_one_hidden_layer(sizes: tuple[int, ...], hidden: int) -> None:
    with pytest.raises(Refused, match=f"one hidden layer, this one has {hidden}"):
        through_hidden(network(sizes), drawing(), 8)


def test_the_strongest_votes_come_first_whatever_their_sign() -> None:
    votes = np.array([0.5, -3.0, 0.0, 2.0, -0.5])
    assert strongest(votes, 3).tolist() == [1, 3, 0]
    assert strongest(votes).tolist() == [1, 3, 0, 4, 2]


# What is refused.


@pytest.mark.parametrize(
    ("use", "arguments", "message"),
    [
        *[
            (use, (drawing(), *digits), f"a digit from 0 to 9, got {digits[-1]}")
            for use, *digits in (
                (evidence, -1),
                (evidence, 10),
                (through_hidden, -1),
                (through_hidden, 10),
                (evidence, 0, -1),
                (evidence, 0, 10),
            )
        ],
        (evidence, (drawing(), 4, 4), "two digits to compare, got 4 twice"),
        (evidence, (np.zeros(7), 4), "one drawing of 6 pixels"),
        (evidence, (np.zeros((1, 6)), 4), "one drawing of 6 pixels"),
    ],
)
def test_what_is_no_digit_and_no_drawing_is_refused(
    use: Callable[..., object], arguments: tuple[object, ...], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        use(network((6, 5, 10)), *arguments)


def test_weights_too_large_to_compute_with_are_refused() -> None:
    net = network((6, 5, 10), "relu")
    for w in net.weights:
        w *= 1e200
    with pytest.raises(Refused, match="weights are so large"):
        evidence(net, drawing(), 4)
