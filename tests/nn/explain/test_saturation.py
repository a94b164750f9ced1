from math import exp

import numpy as np
import pytest

from nn.explain import saturation
from nn.mnist import load, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import one_hot


def test_a_saturated_neuron_is_hardly_reached_by_hand() -> None:
    # z of the hidden neurons is 0 and 5: slopes 1/4, and 0.0066, below a tenth of that.
    network = Network(
        [np.array([[0.0], [5.0]]), np.array([[2.0, 4.0]])], [np.zeros(2), np.zeros(1)]
    )
    x, y = np.array([[1.0]]), np.array([[0.0]])
    reach = saturation.reach(network, x, y, "cross-entropy")
    a = 1 / (1 + exp(-5))
    delta = 1 / (1 + exp(-(2 * 0.5 + 4 * a)))  # a - y of the output
    np.testing.assert_allclose(reach.errors, [[2 * delta / 4, 4 * delta * a * (1 - a)]])
    assert reach.flat.tolist() == [[False, True]]
    assert reach.reached.tolist() == [[True, False]]


def test_no_error_reaches_nobody() -> None:
    network = Network([np.ones((2, 1)), np.zeros((1, 2))], [np.zeros(2), np.zeros(1)])
    reach = saturation.reach(network, np.ones((1, 1)), np.zeros((1, 1)), "quadratic")
    assert not reach.reached.any()


def test_smaller_first_weights_let_errors_reach_more_neurons() -> None:
    network = TrainingConfig().first_network()
    test = load().test[:1_000]
    x, y = to_floats(test.images), one_hot(test.labels)
    reached, flat = [], []
    for first in ("normal", "sqrt-n"):
        begun = saturation.begun(network, first)
        assert begun and begun.sizes == network.sizes
        reach = saturation.reach(begun, x, y, "quadratic")
        reached.append(reach.reached.sum(axis=1).mean())
        flat.append(reach.flat.mean())
    assert reached[1] > 1.5 * reached[0] and flat[1] < flat[0]


@pytest.mark.parametrize(
    "config", [TrainingConfig(activation="relu"), TrainingConfig(sizes=(784, 101, 10))]
)
def test_none_where_there_is_no_comparison_in_time(config: TrainingConfig) -> None:
    assert saturation.begun(config.first_network(), "sqrt-n") is None
