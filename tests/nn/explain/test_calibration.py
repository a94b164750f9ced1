"""Is the output how often it is right? Bins worked by hand, and a temperature that is known."""

import numpy as np
import pytest

from nn.errors import Refused
from nn.explain import calibration
from nn.explain.calibration import Bin, fit_temperature
from nn.functions import softmax
from nn.mnist import load
from nn.storage.network_files import open_network


def test_answers_go_into_bins_by_their_output() -> None:
    sure = np.array([0.0, 0.3, 0.55, 0.85, 0.95, 1.0], np.float32)
    right = np.array([0, 0, 1, 0, 1, 1], bool)
    bins = calibration.reliability(sure, right, bins=2)
    assert [(part.low, part.high, part.count, part.right) for part in bins] == [
        (0.0, 0.5, 2, 0.0),
        (0.5, 1.0, 4, 0.75),
    ]
    assert [part.mean for part in bins] == pytest.approx([0.15, 0.8375])


def test_the_error_is_the_mean_distance_between_sure_and_right() -> None:
    bins = [Bin(0.0, 0.5, 1, 0.4, 0.0), Bin(0.5, 1.0, 3, 0.9, 1.0)]
    assert calibration.calibration_error(bins) == pytest.approx((1 * 0.4 + 3 * 0.1) / 4)
    assert calibration.overall(bins) == pytest.approx(((0.4 + 2.7) / 4, 0.75))
    assert calibration.calibration_error([Bin(0.0, 1.0, 0, 0.0, 0.0)]) == 0.0


def test_a_temperature_worked_by_hand() -> None:
    # z differs by 2, and three of four are right: 1 / (1 + e^(-2/T)) = 3/4 for T = 2 / ln 3.
    z, labels = np.tile([2.0, 0.0], (4, 1)), np.array([0, 0, 0, 1], np.uint8)
    assert fit_temperature(z, labels) == pytest.approx(2 / np.log(3), rel=1e-5)


@pytest.mark.parametrize("temperature", [0.5, 3.0])
def test_the_temperature_that_labels_were_drawn_with_is_found(temperature: float) -> None:
    rng = np.random.default_rng(4)
    z = rng.normal(0, 4, (20_000, 10))
    chance = softmax(z / temperature)
    labels = (chance.cumsum(axis=1) > rng.random((len(z), 1))).argmax(axis=1).astype(np.uint8)
    found = fit_temperature(z, labels)
    assert found == pytest.approx(temperature, rel=0.03)
    outputs = softmax(z / found)
    bins = calibration.reliability(outputs.max(axis=1), outputs.argmax(axis=1) == labels)
    assert calibration.calibration_error(bins) < 0.015


def test_what_a_temperature_cannot_be_found_for_is_refused() -> None:
    labels = np.zeros(2, np.uint8)
    with pytest.raises(Refused, match="at least one image"):
        fit_temperature(np.zeros((0, 10)), labels[:0])
    with pytest.raises(Refused, match="finite z"):
        fit_temperature(np.full((2, 10), np.nan), labels)


def test_a_network_with_a_temperature_has_the_same_answers_and_other_outputs() -> None:
    network = open_network("draw").network
    warmer = calibration.with_temperature(network, 2.0)
    x = load().test.images[:5] / np.float32(255)
    before, after = network.forward(x), warmer.forward(x)
    np.testing.assert_allclose(after.zs[-1], before.zs[-1] / 2, rtol=1e-5, atol=1e-5)
