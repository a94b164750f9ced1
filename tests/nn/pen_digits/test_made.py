"""Made drawings that are no digits."""

from pathlib import Path

import numpy as np
import pytest

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.errors import Refused
from nn.functions import Array
from nn.no_digit import NONE
from nn.pen_digits import not_digits
from nn.pen_digits.drawn_by_chance import SHAPES
from nn.pen_digits.made import HALVES, KINDS, no_digits
from nn.pen_digits.variants import no_digit_images
from tests.nn.pen_digits.test_habits import RING, SEVEN, STEM

FOUR = [np.array([[30.0, 0.0], [0.0, 60.0], [70.0, 60.0]]), np.array([[50.0, 30.0], [50.0, 100.0]])]
DIGITS = [RING, STEM, *[[*RING, *SEVEN]] * 2, FOUR, *[RING] * 2, SEVEN, RING, RING]
LABELS = np.arange(10, dtype=np.uint8)


def made(kind: str, count: int = 40) -> list[list[Array]]:
    drawings = no_digits(DIGITS, LABELS, count * len(KINDS), seed=5)
    return [drawing.strokes for drawing in drawings if drawing.kind == kind]


def test_there_are_as_many_of_each_kind() -> None:
    kinds = [drawing.kind for drawing in no_digits(DIGITS, LABELS, 24, seed=1)]
    assert {kind: kinds.count(kind) for kind in KINDS} == dict.fromkeys(KINDS, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_each_of_them_can_be_prepared(kind: str) -> None:
    images = [prepare_strokes(strokes) for strokes in made(kind)]
    assert len({image.tobytes() for image in images}) >= 4


def test_a_half_is_a_half_and_no_line() -> None:
    for strokes in made("half"):
        width, height = np.ptp(np.concatenate(strokes), axis=0)
        assert min(width, height) < 0.9 and width > 0.3 * height


def test_pen_digits_whose_halves_are_all_narrow_are_refused() -> None:
    with pytest.raises(Refused, match="all halves of these pen digits are so narrow"):
        no_digits([STEM] * 10, LABELS, 24, seed=1)


def test_no_half_of_a_one_and_no_round_half_of_an_eight_or_a_nine_is_taken() -> None:
    assert not {1, 8} & set(HALVES)
    assert HALVES[9] == "left"


def test_a_turned_digit_lies_on_its_side() -> None:
    flat = [np.ptp(np.concatenate(strokes), axis=0) for strokes in made("turned")]
    assert np.mean([width > height for width, height in flat]) > 0.5


def test_digits_in_a_row_go_on_to_the_right() -> None:
    for strokes in made("pair"):
        assert np.ptp(np.concatenate(strokes)[:, 0]) > 0.9 * np.ptp(strokes[0][:, 0])
        assert len(strokes) >= 2


def test_every_shape_is_drawn() -> None:
    assert len(SHAPES) == 16
    for shape in SHAPES:
        assert np.isfinite(np.concatenate(shape(np.random.default_rng(1)))).all()


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
