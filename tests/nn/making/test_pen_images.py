"""Pen strokes as images: on a canvas, and varied as hands vary them."""

import numpy as np
import pytest

from nn.making.pen_images import rendered, variants, varied
from nn.making.pen_strokes import PenDigits, Strokes
from tests.nn.drawing.test_strokes_to_pixels import FOUR, ONE

DOT = [np.array([[140.0, 40.0]])]


def pen_digits(*digits: tuple[Strokes, int]) -> PenDigits:
    strokes, labels = zip(*digits, strict=True)
    return PenDigits(list(strokes), np.array(labels, np.uint8), np.zeros(len(labels), np.int64))


def test_digits_are_rendered_as_images() -> None:
    images = rendered([FOUR, ONE, DOT])
    assert images.shape == (3, 784) and images.dtype == np.uint8
    assert images.max() == 255 and not images[2].any()
    # Prepared, the size does not matter; shrunk plainly, it does.
    half: list[Strokes] = [[stroke / 2 for stroke in FOUR]]
    assert np.abs(rendered(half)[0].astype(int) - images[0]).max() <= 1
    assert rendered(half, plain=True).sum() < rendered([FOUR], plain=True).sum() / 1.5


def test_the_first_images_are_the_digits_as_they_were_written() -> None:
    digits = pen_digits((FOUR, 4), (ONE, 1))
    learnt = variants(digits, seed=1, of_each=3)
    assert np.array_equal(learnt.images[:2], rendered([FOUR, ONE]))
    assert np.array_equal(variants(digits, seed=1, of_each=3).images, learnt.images)
    assert not np.array_equal(variants(digits, seed=2, of_each=3).images, learnt.images)
    assert learnt.labels.tolist() == [4, 1] * 3
    assert learnt.images.shape == (6, 784)
    assert len(np.unique(learnt.images, axis=0)) == 6


@pytest.mark.parametrize("strokes", [DOT, []])
def test_a_dot_or_a_digit_without_ink_gives_no_image(strokes: Strokes) -> None:
    learnt = variants(pen_digits((strokes, 4), (ONE, 1)), seed=1, of_each=2)
    assert learnt.labels.tolist() == [1, 1]
    nothing = variants(pen_digits((strokes, 4)), seed=1, of_each=2)
    assert nothing.images.shape == (0, 784) and len(nothing) == 0


def test_variations_differ_and_stay_the_digit() -> None:
    rng = np.random.default_rng(3)
    again = [varied(FOUR, rng) for _ in range(200)]
    sizes = [np.ptp(np.concatenate(strokes), axis=0).max() for strokes in again]
    assert 0.5 < min(sizes) < max(sizes) < 2.0
    # On average each point is where it was: nothing is turned or mirrored for good.
    low, high = (extreme(np.concatenate(FOUR), axis=0) for extreme in (np.min, np.max))
    mean = np.mean([np.concatenate(strokes) for strokes in again], axis=0)
    written = (np.concatenate(FOUR) - (low + high) / 2) / (high - low).max()
    np.testing.assert_allclose(mean, written, atol=0.05)
