import numpy as np
import pytest

from nn import mnist
from nn.explain import neighbours
from nn.explain.neighbours import nearest
from nn.functions import Array
from nn.mnist import to_floats
from nn.sgd import Images


def images(*rows: list[int]) -> Images:
    return Images(np.array(rows, np.uint8), np.arange(len(rows), dtype=np.uint8))


def brute_force(x: Array, data: Images, count: int) -> list[int]:
    """Return the indices, one pixel-wise difference after the other."""
    distances = [
        float(np.linalg.norm(x.astype(float) - image.astype(float) / 255)) for image in data.images
    ]
    return sorted(range(len(data)), key=lambda k: distances[k])[:count]


def test_neighbours_by_hand() -> None:
    data = images([255, 255], [0, 0], [0, 255], [0, 204])
    # The distance is 0 for the same image, 0.2 for 204 of 255, and 1 for the first, whose other
    # pixel is ink; the blank page is as far away and comes later.
    assert nearest(np.array([0.0, 1.0]), data, 3).tolist() == [2, 3, 0]


@pytest.mark.parametrize("block", [7, 601, 5000])
def test_it_is_brute_force(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "BLOCK", block)
    data = mnist.load()
    some = data.train[:601]
    for k in range(3):
        x = to_floats(data.test.images[k])
        assert nearest(x, some, 7).tolist() == brute_force(x, some, 7)


def test_shades_between_the_bytes_count() -> None:
    data = images([100, 0], [101, 0])
    assert nearest(np.array([100.4, 0.0]) / 255, data, 1).tolist() == [0]
    assert nearest(np.array([100.6, 0.0]) / 255, data, 1).tolist() == [1]


def test_equally_near_ones_stay_in_their_order() -> None:
    data = images([9, 9], *[[5, 5]] * 60)
    assert nearest(np.zeros(2), data, 2).tolist() == [1, 2]
