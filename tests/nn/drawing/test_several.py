"""More than one digit in strokes is noticed; one digit in two strokes is one."""

import numpy as np
import pytest

from nn.drawing.several import several_drawn, several_pictured
from nn.functions import Array
from nn.storage.network_files import open_network
from tests.browser.driving import STROKES

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
