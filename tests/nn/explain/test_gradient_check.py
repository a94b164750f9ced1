import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from nn.errors import Refused
from nn.explain import gradient_check
from nn.explain.gradient_check import Place, check_gradient, random_places, relative_error
from nn.functions import COSTS, OUTPUTS
from nn.mnist import load, one_hot, to_floats
from nn.network import Network
from nn.settings.presets import preset
from nn.storage import network_files
from nn.training import initial_network
from tests.nn.reference import initialised, some_images


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("rows", [slice(0, 1), slice(8, 9), slice(18, 19), slice(0, 10)])
def test_backprop_of_the_books_network_is_right(rows: slice, cost: str) -> None:
    test = load().test[rows]
    x, y = to_floats(test.images), one_hot(test.labels)
    network = network_files.open_network("book").network
    places = random_places(network, x, y, cost, 200, np.random.default_rng(1))
    assert len(set(places)) == 200
    checks = check_gradient(network, x, y, cost, places)
    assert 0.0 < relative_error(checks) < 1e-6


@pytest.mark.parametrize("cost", COSTS)
def test_with_raw_pixels_a_weight_is_moved_less(cost: str) -> None:
    config = replace(preset("r-version").config, initialisation="sqrt-n")
    network = initial_network(config)
    test = load().test[:10]
    x, y = to_floats(test.images), one_hot(test.labels)
    places = random_places(network, x, y, cost, 60, np.random.default_rng(1))
    checks = check_gradient(network, x, y, cost, places)
    assert 0.0 < relative_error(checks) < 1e-6
    assert {check.epsilon for check in checks if check.place.layer == 0 and check.place.source} == {
        gradient_check.EPSILON / 255
    }


@pytest.mark.slow
def test_a_sure_network_s_cross_entropy_has_digits_enough() -> None:
    network = network_files.open_network("draw").network
    for k in range(20):
        test = load().test[k : k + 1]
        x, y = to_floats(test.images), one_hot(test.labels)
        places = random_places(network, x, y, "cross-entropy", 6, np.random.default_rng(k))
        checks = check_gradient(network, x, y, "cross-entropy", places)
        assert relative_error(checks) < 1e-6


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize(
    "activation, cost, sizes",
    [*product(("sigmoid", "tanh", "relu"), COSTS, [(4, 3), (4, 6, 5, 3)])],
)
def test_every_kind_of_network(
    activation: str, cost: str, sizes: tuple[int, ...], output: str
) -> None:
    network = initialised(*sizes, activation=activation, output=output)
    x, y = some_images(sizes, 5, 2)
    places = random_places(network, x, y, cost, 40, np.random.default_rng(1))
    assert relative_error(check_gradient(network, x, y, cost, places)) < 1e-6


def test_one_weight_worked_by_hand() -> None:
    # C = (wx + b as z, a = sigma(z), y = 1): w = 0 gives a = 1/2, delta = -1/2 * 1/4.
    network = Network([np.zeros((1, 1))], [np.zeros(1)])
    x, y = np.array([[0.5]]), np.array([[1.0]])
    weight, bias = check_gradient(network, x, y, "quadratic", [Place(0, 0, 0), Place(0, 0, None)])
    assert (weight.backprop, bias.backprop) == (-0.0625, -0.125)
    assert weight.numerical == pytest.approx(-0.0625, rel=1e-8)
    above = 1 / (1 + math.exp(-0.5 * gradient_check.EPSILON))
    assert weight.cost_above == pytest.approx(0.5 * (above - 1) ** 2, rel=1e-14)
    assert weight.cost_below > 0.125 > weight.cost_above
    assert weight.error == abs(weight.numerical + 0.0625) / (0.0625 + abs(weight.numerical))


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    network = initialised(4, 3)
    x, y = some_images((4, 3), 5, 2)
    places = random_places(network, x, y, "quadratic", 10, np.random.default_rng(1))
    wrong = "nn.network.output_delta"
    monkeypatch.setattr(wrong, lambda z, a, y, cost, output: a - y)  # sigma'(z) forgotten
    assert relative_error(check_gradient(network, x, y, "quadratic", places)) > 0.1


def test_the_network_stays_as_it_was_and_two_zeros_agree() -> None:
    network = initialised(4, 3, dtype=np.float32)
    before = network.copy()
    x, y = np.zeros((1, 4)), np.array([[1.0, 0.0, 0.0]])
    (check,) = check_gradient(network, x, y, "quadratic", [Place(0, 1, 2)])
    assert (check.numerical, check.backprop, check.error) == (0.0, 0.0, 0.0)
    np.testing.assert_array_equal(network.weights[0], before.weights[0])
    assert network.weights[0].dtype == np.float32
    assert all(place.source is None for place in random_places(network, x, y, "quadratic", 9, RNG))


RNG = np.random.default_rng(1)


@pytest.mark.parametrize(
    "place, message",
    [
        (Place(1, 0, 0), "no weight or bias in layer 3.* the network has 2"),
        (Place(0, 3, 0), "no neuron 4 in layer 2, it has 3"),
        (Place(0, 0, 4), "no weight from 5: the layer before has 4"),
    ],
)
def test_a_weight_that_is_not_there(place: Place, message: str) -> None:
    network = initialised(4, 3)
    with pytest.raises(Refused, match=message):
        check_gradient(network, *some_images((4, 3), 1, 2), "quadratic", [place])
