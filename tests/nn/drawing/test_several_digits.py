"""More than one digit is noticed, in strokes and in an image; one digit in two parts is one."""

import numpy as np
import pytest

from nn.drawing.picture_to_pixels import prepare_picture
from nn.drawing.several_digits import several_drawn, several_pictured, side_by_side
from nn.functions import Array
from nn.mnist import load, to_floats
from nn.storage.network_files import open_network
from tests.browser.driving import STROKES
from tests.nn.drawing.test_picture_to_digits import row

DRAW = open_network("draw").reader


def strokes(digit: int, across: float = 0.0, scale: float = 300.0) -> list[Array]:
    return [np.array(stroke) * scale + (across, 0) for stroke in STROKES[digit]]


@pytest.mark.parametrize("digit", range(10))
def test_one_digit_is_one(digit: int) -> None:
    assert not several_drawn(DRAW, strokes(digit), 20)


@pytest.mark.parametrize(("first", "second"), [(1, 3), (4, 2), (7, 5), (0, 0)])
def test_two_digits_are_noticed(first: int, second: int) -> None:
    assert several_drawn(DRAW, [*strokes(first), *strokes(second, 180)], 20)


def test_nothing_and_a_dot_beside_a_digit_are_not_several() -> None:
    assert not several_drawn(DRAW, [], 20)
    assert not several_drawn(DRAW, [np.zeros((0, 2)), *strokes(3)], 20)
    assert not several_drawn(DRAW, [*strokes(3), np.array([[290.0, 250.0], [291.0, 251.0]])], 20)
    assert not several_pictured(DRAW, np.zeros((60, 60)))


def test_two_digits_on_a_picture_are_noticed() -> None:
    assert several_pictured(DRAW, np.pad(row(range(2), gap=50), 30))
    assert not several_pictured(DRAW, np.pad(row(range(1, 2)), 30))


def test_few_single_digits_look_like_two_and_nearly_all_pairs_do() -> None:
    images = to_floats(load().test.images[:1000]).reshape(-1, 28, 28)
    assert sum(side_by_side(image) for image in images) <= 5
    pairs = [np.pad(row(range(k, k + 2), gap=50), 30) for k in range(0, 100, 2)]
    assert sum(side_by_side(prepare_picture(pair)) for pair in pairs) >= 48
