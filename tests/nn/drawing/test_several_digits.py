"""More than one digit is noticed on a picture; of strokes, test_reading_numbers.py says it."""

import numpy as np

from nn.drawing.several_digits import several_pictured
from nn.storage.network_files import open_network
from tests.nn.drawing.test_picture_to_digits import row

DRAW = open_network("draw").reader


def test_two_digits_on_a_picture_are_noticed() -> None:
    assert several_pictured(DRAW, np.pad(row(range(2), gap=50), 30))
    assert not several_pictured(DRAW, np.pad(row(range(1, 2)), 30))


def test_an_empty_picture_is_not_several() -> None:
    assert not several_pictured(DRAW, np.zeros((60, 60)))
