"""Numbers in a picture: the digits in it, from left to right."""

import numpy as np
import pytest

from nn import mnist
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_digits import digits_of_picture, read_picture, several_pictured
from nn.drawing.picture_to_pixels import prepare_picture
from nn.drawing.strokes_to_number import MOST_DIGITS
from nn.functions import Array
from nn.storage import network_files
from tests import photos
from tests.thorough import some

TEST = mnist.load().test
READER = network_files.open_network("draw").reader
HEIGHT = 120


def row(numbers: range, gap: int = 30) -> Array:
    """Return test digits side by side as ink."""
    pieces = []
    for number in numbers:
        image = mnist.to_floats(TEST.images[number]).reshape(28, 28)
        ink = photos.enlarged(image, HEIGHT)
        above = (HEIGHT - len(ink)) // 2
        pieces.append(np.pad(ink, ((above, HEIGHT - len(ink) - above), (0, gap))))
    return np.concatenate(pieces, axis=1)[:, :-gap]


@pytest.mark.parametrize(
    ("count", "paper", "light"),
    [(2, "white", "lamp"), (4, "squared", "even"), (6, "lined", "shadow")],
)
def test_the_digits_of_a_photo_are_found_and_read(count: int, paper: str, light: str) -> None:
    counted = read = total = 0
    for first in range(0, 6 * count, count):
        ink = row(range(first, first + count))
        size = (ink.shape[1] + 150, HEIGHT + 160)
        conditions = photos.Conditions(
            first, paper, light, 12.0, HEIGHT, size, "black", 0.0, 0.8, 0.02, 80
        )
        file = photos.jpeg(photos.photo(ink, conditions), 80)
        digits = read_picture(READER, open_picture(file).ink)
        total += count
        if len(digits) == count:
            counted += 1
            answers = np.array([digit.answer.digit for digit in digits])
            read += int((answers == TEST.labels[first : first + count]).sum())
    assert counted >= 5 and read >= 0.8 * total


def test_one_digit_is_prepared_as_a_picture_of_one_is() -> None:
    for number in some(range(20)):
        ink = np.pad(row(range(number, number + 1)), 30)
        digits = digits_of_picture(ink)
        assert len(digits) == 1
        assert np.array_equal(digits[0].image, prepare_picture(ink))


def test_parts_of_a_digit_stay_together_and_specks_and_lines_are_left_out() -> None:
    ink = np.zeros((200, 400), np.float32)
    ink[40:50, 60:110] = 1  # the bar of a 5, to the right of the rest
    ink[60:150, 40:52] = ink[140:150, 40:100] = 1
    ink[40:150, 200:212] = 1  # a 1
    ink[180:182, :] = 1  # a ruled line
    ink[100:103, 300:303] = 1  # a speck
    digits = digits_of_picture(ink)
    assert [round(float(digit.low[0])) for digit in digits] == [40, 200]
    assert digits[0].low[1] == 40 and digits[0].high[0] == 110


def test_nothing_and_too_much_get_a_sentence() -> None:
    with pytest.raises(DrawingError, match="empty"):
        digits_of_picture(np.zeros((50, 50), np.float32))
    sticks = np.zeros((60, 30 * (MOST_DIGITS + 1)), np.float32)
    sticks[10:50, 10::30] = 1
    with pytest.raises(DrawingError, match="11 pieces of ink.* at most 10 digits"):
        digits_of_picture(sticks)
    sticks[:, :30] = 0
    assert len(digits_of_picture(sticks)) == MOST_DIGITS
    specks = np.zeros((400, 400), np.float32)
    specks[::20, ::20] = 1.0
    with pytest.raises(DrawingError, match="400 pieces of ink side by side"):
        digits_of_picture(specks)


def test_two_digits_on_a_picture_are_noticed() -> None:
    assert several_pictured(READER, np.pad(row(range(2), gap=50), 30))
    assert not several_pictured(READER, np.pad(row(range(1, 2)), 30))


def test_an_empty_picture_is_not_several() -> None:
    assert not several_pictured(READER, np.zeros((60, 60)))
