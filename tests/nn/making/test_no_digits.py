"""Made drawings that are no digits."""

import numpy as np
import pytest

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.errors import Refused
from nn.functions import Array
from nn.making.no_digits import KINDS, no_digits
from nn.making.pen_images import no_digit_images
from nn.making.pen_strokes import PenDigits, Strokes, of_writers
from nn.mnist import NONE
from tests.nn.drawing.test_strokes_to_pixels import FOUR

STEM: list[Array] = [
    np.stack([np.linspace(105.0, 100.0, 40), np.linspace(20.0, 220.0, 40)], axis=1)
]
SEVEN: list[Array] = [
    np.array([[60.0, 60.0], [200.0, 60.0], [170.0, 120.0], [140.0, 180.0], [120.0, 240.0]])
]
ANGLE = np.linspace(-np.pi / 2, 1.5 * np.pi, 60)
RING: list[Array] = [100 + 80 * np.stack([0.7 * np.cos(ANGLE), np.sin(ANGLE)], axis=1)]
SHAPES = [RING, STEM, *[[*RING, *SEVEN]] * 2, FOUR, *[RING] * 2, SEVEN, RING, RING]
DIGITS = PenDigits(SHAPES, np.arange(10, dtype=np.uint8), np.arange(10))


def made(kind: str, count: int = 40) -> list[Strokes]:
    drawings = no_digits(DIGITS, count * len(KINDS), seed=5)
    return [strokes for strokes, its_kind in drawings if its_kind == kind]


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_as_many_of_each_kind_and_all_can_be_prepared(kind: str) -> None:
    images = [prepare_strokes(strokes) for strokes in made(kind)]
    assert len(images) == 40
    assert len({image.tobytes() for image in images}) >= 4


def test_they_are_made_from_all_ten_digits() -> None:
    with pytest.raises(Refused, match="pen digits of all ten kinds"):
        no_digits(of_writers(DIGITS, range(9)), 8, seed=1)


def test_the_same_seed_gives_the_same_images_labelled_none() -> None:
    one, same, other = (no_digit_images(DIGITS, 16, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.images, same.images)
    assert not np.array_equal(one.images, other.images)
    assert set(one.labels.tolist()) == {NONE} and len(one) > 12
