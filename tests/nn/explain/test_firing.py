"""How often neurons fire, worked by hand."""

import numpy as np
import pytest

from nn.explain.firing import firing_of, meaning
from nn.functions import ACTIVATIONS


@pytest.mark.parametrize(
    ("activation", "column", "fires", "saturated"),
    [
        ("sigmoid", [0.2, 0.5, 0.6, 0.99], 0.5, 0.25),
        ("sigmoid", [0.0, 0.01, 0.5, 0.5], 0.0, 0.5),
        ("tanh", [-0.99, 0.0, 0.1, 0.99], 0.5, 0.5),
        ("relu", [0.0, 0.0, 0.0, 2.0], 0.25, 0.75),
        ("relu", [0.0, 0.0, 0.0, 0.0], 0.0, 1.0),
    ],
)
def test_a_neuron_fires_above_the_middle_of_what_it_can_say(
    activation: str, column: list[float], fires: float, saturated: float
) -> None:
    other = [1.0, 1.0, 1.0, 1.0]
    firing = firing_of(np.array([column, other]).T, activation)
    assert firing.fires.tolist() == [fires, 1.0]
    assert firing.saturated[0] == saturated
    assert firing.dead.tolist() == [fires == 0.0, False]
    assert ("silent" in meaning(ACTIVATIONS[activation])) is (activation == "relu")


def test_what_is_not_a_number_does_not_fire() -> None:
    firing = firing_of(np.array([[np.nan], [np.inf]]), "relu")
    assert firing.fires.tolist() == [0.5]
