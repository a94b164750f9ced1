from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.explain.evidence import evidence
from nn.functions import ACTIVATIONS, OUTPUTS, Array
from nn.network import Network
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
    result, other = evidence(relu_network(), np.array([1.0, 0.5]), 0, 1)
    np.testing.assert_allclose(result.pixels, [11 / 3, -7 / 6])
    # The blank page has the bias, 0.5; the drawing 2 * 0.5 + 3 * 0.5 + 0.5.
    assert (result.z_blank, result.z) == (0.5, 3.0)
    # For output 1 only the second neuron counts: 1 * (1, -1) * (1, 0.5) = (1, -0.5), z = 0.5.
    result -= other
    np.testing.assert_allclose(result.pixels, [11 / 3 - 1, -7 / 6 + 0.5])
    assert (result.z_blank, result.z) == (0.5, 2.5)


# It adds up.


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SIZES)
def test_contributions_and_the_blank_page_are_z(
    sizes: tuple[int, ...], activation: str, output: str
) -> None:
    net, x = network(sizes, activation, output=output), drawing()
    of_blank = evidence(net, 0 * x, *range(10))
    for digit, result in enumerate(evidence(net, x, *range(10))):
        assert result.pixels.shape == (6,)
        assert result.z == pytest.approx(z_of(net, x)[digit])
        assert result.z_blank == pytest.approx(z_of(net, 0 * x)[digit])
        assert result.z_blank + result.pixels.sum() == pytest.approx(result.z, abs=1e-9)
        assert not result.pixels[x == 0.0].any()
        blank = of_blank[digit]
        assert not blank.pixels.any()
        assert blank.z == blank.z_blank


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
    [result] = evidence(net, x, 7)
    # In 32 steps a deep network's secants are a little off; a shallow one's are exact, and what
    # is left there are the 1,000 points.
    np.testing.assert_allclose(result.pixels, integral, atol=0.02 * np.abs(integral).max())


def test_weights_too_large_to_compute_with_are_refused() -> None:
    net = network((6, 5, 10), "relu")
    for w in net.weights:
        w *= 1e200
    with pytest.raises(Refused, match="weights are so large"):
        evidence(net, drawing(), 4)
