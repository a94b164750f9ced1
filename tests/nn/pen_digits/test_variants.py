"""Pen strokes varied as hands vary them."""

import numpy as np
import pytest

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.pen_digits.variants import variants, varied
from tests.nn.drawing.test_strokes_to_pixels import FOUR, ONE

DOT = [np.array([[140.0, 40.0]])]
LABELS = np.array([4, 1], np.uint8)


def as_bytes(image: Array) -> Array:
    return np.round(image.ravel() * 255).astype(np.uint8)


def test_the_first_images_are_the_digits_as_they_were_written() -> None:
    learnt = variants([FOUR, ONE], LABELS, seed=1, of_each=3)
    assert np.array_equal(learnt.images[0], as_bytes(prepare_strokes(FOUR)))
    assert np.array_equal(learnt.images[1], as_bytes(prepare_strokes(ONE)))
    assert learnt.labels.tolist() == [4, 1] * 3
    assert learnt.images.shape == (6, 784)
    assert len(np.unique(learnt.images, axis=0)) == 6


def test_the_same_seed_gives_the_same_images() -> None:
    one, same, other = (variants([FOUR], LABELS[:1], seed) for seed in (1, 1, 2))
    assert np.array_equal(one.images, same.images)
    assert not np.array_equal(one.images, other.images)


@pytest.mark.parametrize("strokes", [DOT, [], [np.zeros((0, 2))]])
def test_a_dot_or_a_digit_without_ink_gives_no_image_but_is_counted(strokes: list[Array]) -> None:
    done: list[int] = []
    learnt = variants([strokes, ONE], LABELS, seed=1, of_each=2, drawn=lambda: done.append(1))
    assert learnt.labels.tolist() == [1, 1] and len(done) == 4
    nothing = variants([strokes], LABELS[:1], seed=1, of_each=2)
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


@pytest.mark.parametrize("width", [1.9, 3.2])
def test_a_broader_pen_leaves_more_ink_on_a_digit_of_the_same_size(width: float) -> None:
    image, usual = prepare_strokes(FOUR, width=width), prepare_strokes(FOUR)
    assert image.sum() / usual.sum() == pytest.approx(width / 2.4, rel=0.08)
    rows = np.flatnonzero((image > 0.05).any(axis=1))
    assert 20 <= np.ptp(rows) + 1 <= 22
    assert np.array_equal(prepare_strokes(FOUR, width=2.4), usual)
