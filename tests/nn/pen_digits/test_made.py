"""Made drawings that are no digits."""

from pathlib import Path

import numpy as np
import pytest

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.errors import Refused
from nn.functions import Array
from nn.no_digit import NONE
from nn.pen_digits import not_digits
from nn.pen_digits.made import KINDS, no_digits
from nn.pen_digits.variants import no_digit_images
from tests.nn.pen_digits.test_habits import RING, SEVEN, STEM

FOUR = [np.array([[30.0, 0.0], [0.0, 60.0], [70.0, 60.0]]), np.array([[50.0, 30.0], [50.0, 100.0]])]
DIGITS = [RING, STEM, *[[*RING, *SEVEN]] * 2, FOUR, *[RING] * 2, SEVEN, RING, RING]
LABELS = np.arange(10, dtype=np.uint8)


def made(kind: str, count: int = 40) -> list[list[Array]]:
    drawings = no_digits(DIGITS, LABELS, count * len(KINDS), seed=5)
    return [drawing.strokes for drawing in drawings if drawing.kind == kind]


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_as_many_of_each_kind_and_all_can_be_prepared(kind: str) -> None:
    images = [prepare_strokes(strokes) for strokes in made(kind)]
    assert len(images) == 40
    assert len({image.tobytes() for image in images}) >= 4


def test_pen_digits_whose_halves_are_all_narrow_are_refused() -> None:
    with pytest.raises(Refused, match="all halves of these pen digits are so narrow"):
        no_digits([STEM] * 10, LABELS, 24, seed=1)


def test_the_same_seed_gives_the_same_images_labelled_none() -> None:
    one, same, other = (no_digit_images(DIGITS, LABELS, 16, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.images, same.images)
    assert not np.array_equal(one.images, other.images)
    assert set(one.labels.tolist()) == {NONE} and len(one) > 12


def test_a_file_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "made.npz"
    drawings = no_digits(DIGITS, LABELS, 16, seed=1)
    not_digits.save(path, drawings)
    loaded = not_digits.load(path)
    assert loaded.kinds == tuple(drawing.kind for drawing in drawings)
    for strokes, drawing in zip(loaded.drawings, drawings, strict=True):
        assert all(map(np.array_equal, strokes, drawing.strokes))
