import numpy as np
import pytest

from nn.explain.any_digit import any_digit, energies
from nn.mnist import load, to_floats
from nn.network import Network
from nn.storage.network_files import open_network


def test_the_energy_is_the_logarithm_of_what_speaks_for_all_ten() -> None:
    z = np.log([1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    network = Network([np.zeros((10, 784))], [z])
    found = any_digit(network, np.zeros(784, np.float32))
    assert found.z == pytest.approx(z)
    assert found.powers == pytest.approx(np.exp(z))
    assert found.energy == pytest.approx(np.log(20.0))


def test_all_images_at_once_have_the_same_energies() -> None:
    network, data = open_network("book").network, load().test[:1200]
    one_by_one = [any_digit(network, to_floats(image)).energy for image in data.images[::100]]
    np.testing.assert_allclose(energies(network, data)[::100], one_by_one, rtol=1e-4)
