import math
from dataclasses import replace

import numpy as np
import pytest

from nn.explain import gradient_check
from nn.explain.gradient_check import Place, check_gradient, random_places, relative_error
from nn.explain.one_step import take_step
from nn.functions import COSTS, Array, difference
from nn.mnist import load, to_floats
from nn.network import Network
from nn.settings.presets import PRESETS
from nn.sgd import one_hot
from nn.storage import network_files
from tests.nn.reference import initialised, some_images


def gradient_error(network: Network, x: Array, y: Array, cost: str, count: int) -> float:
    """Return how far backprop and the numerical gradient are apart at places by chance."""
    trace = take_step(network, x, y, 1.0, cost)
    places = random_places(trace, count, np.random.default_rng(1))
    assert len(set(places)) == count
    return relative_error(check_gradient(trace, places))


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize(
    ("network", "count"),
    [
        (network_files.open_network("book").reader.network, 200),
        (network_files.open_network("draw").reader.network, 6),
        (replace(PRESETS["r-version"].config, initialisation="sqrt-n").first_network(), 60),
    ],
    ids=["book", "draw", "raw pixels"],
)
def test_backprop_of_real_networks_is_right(network: Network, count: int, cost: str) -> None:
    for rows in (slice(8, 9), slice(0, 10)):
        test = load().test[rows]
        x, y = to_floats(test.images), one_hot(test.labels)
        assert 0.0 < gradient_error(network, x, y, cost, count) < 1e-6


def test_one_weight_worked_by_hand() -> None:
    # C = (wx + b as z, a = sigma(z), y = 1): w = 0 gives a = 1/2, delta = -1/2 * 1/4.
    network = Network([np.zeros((1, 1))], [np.zeros(1)])
    x, y = np.array([[0.5]]), np.array([[1.0]])
    trace = take_step(network, x, y, 1.0, "quadratic")
    weight, bias = check_gradient(trace, [Place(0, 0, 0), Place(0, 0, None)])
    assert (weight.backprop, bias.backprop) == (-0.0625, -0.125)
    assert weight.numerical == pytest.approx(-0.0625, rel=1e-8)
    above = 1 / (1 + math.exp(-0.5 * gradient_check.EPSILON))
    assert weight.cost_above == pytest.approx(0.5 * (above - 1) ** 2, rel=1e-14)
    assert weight.cost_below > 0.125 > weight.cost_above
    relative = abs(weight.numerical + 0.0625) / (0.0625 + abs(weight.numerical))
    assert relative_error([weight]) == relative


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    network = initialised(4, 3)
    x, y = some_images((4, 3), 5, 2)
    right = COSTS["quadratic"]["sigmoid"]
    wrong = replace(right, delta=difference)  # sigma'(z) forgotten
    monkeypatch.setitem(COSTS["quadratic"], "sigmoid", wrong)
    trace = take_step(network, x, y, 1.0, "quadratic")
    places = random_places(trace, 10, np.random.default_rng(1))
    assert relative_error(check_gradient(trace, places)) > 0.1
