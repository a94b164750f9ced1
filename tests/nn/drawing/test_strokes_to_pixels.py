import os
import time
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from nn import mnist
from nn.drawing.paper import ink_of
from nn.drawing.pen import BOX, MIDDLE, PEN, DrawingError, centre_of_mass
from nn.drawing.picture_to_pixels import (
    prepare_picture,
    shrink_picture_plainly,
    stages_of_picture,
)
from nn.drawing.strokes_to_pixels import prepare_strokes, shrink_plainly, stages_of_strokes
from nn.errors import Refused
from nn.functions import Array
from nn.pen_digits import recordings
from nn.storage import network_files
from tests.nn.storage.test_network_files import at_most

SEVEN = [np.array([[60.0, 60.0], [200.0, 60.0], [120.0, 240.0]])]
FOUR = [
    np.array([[100.0, 50.0], [60.0, 150.0], [200.0, 150.0]]),
    np.array([[160.0, 80.0], [150.0, 240.0]]),
]
ONE = [np.array([[140.0, 40.0], [140.0, 240.0]])]
DASH = [np.array([[40.0, 140.0], [240.0, 141.0]])]


def box(image: Array) -> tuple[int, int]:
    """Return the height and width of the ink in pixels."""
    marked = image > 0.05
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


@pytest.mark.parametrize("strokes", [SEVEN, FOUR, ONE, DASH])
def test_the_longer_side_is_twenty_pixels_and_the_centre_of_mass_in_the_middle(
    strokes: list[Array],
) -> None:
    image = prepare_strokes(strokes)
    assert image.shape == (28, 28) and image.dtype == np.float32
    assert image.min() == 0.0 and 0.9 < image.max() <= 1.0
    assert abs(max(box(image)) - 20) <= 1
    assert np.allclose(centre_of_mass(image), MIDDLE, atol=0.1)


@pytest.mark.parametrize("scale", [0.3, 1.0, 1.7])
@pytest.mark.parametrize("shift", [(-50.0, 80.0), (0.0, 0.0), (33.3, -7.7)])
def test_where_and_how_large_one_draws_does_not_matter(
    scale: float, shift: tuple[float, float]
) -> None:
    moved = [stroke * scale + np.array(shift) for stroke in FOUR]
    assert np.allclose(prepare_strokes(moved), prepare_strokes(FOUR), atol=1e-3)


def test_a_seven_has_ink_where_it_was_drawn_and_none_elsewhere() -> None:
    image = prepare_strokes(SEVEN)
    top = np.flatnonzero(image.any(axis=1))[0]
    assert (image[top + 1] > 0.5).sum() > 12  # the bar
    assert image[top + 12, :8].sum() == 0.0


def test_how_many_points_a_stroke_has_does_not_matter() -> None:
    dense = np.concatenate([np.linspace(a, b, 50_000) for a, b in pairwise(SEVEN[0])])
    assert np.allclose(prepare_strokes([dense]), prepare_strokes(SEVEN), atol=0.15)
    tripled = [np.repeat(stroke, 3, axis=0) for stroke in FOUR]
    assert np.allclose(prepare_strokes(tripled), prepare_strokes(FOUR), atol=1e-6)


def test_a_dot_beside_a_stroke_is_drawn() -> None:
    with_dot = [*ONE, np.array([[60.0, 140.0]])]
    assert prepare_strokes(with_dot).sum() > prepare_strokes(ONE).sum() + 3


@pytest.mark.parametrize("dot", [[[400.0, 140.0]], [[140.0, 350.0], [150.0, 352.0]]])
def test_a_dot_far_from_the_digit_is_left_out(dot: list[list[float]]) -> None:
    with_dot = [np.array(dot), *ONE]
    np.testing.assert_array_equal(prepare_strokes(with_dot), prepare_strokes(ONE))
    stages = stages_of_strokes(with_dot, 20.0, 560.0)
    np.testing.assert_array_equal(stages[-1].image, prepare_strokes(ONE))


def test_the_dot_of_an_i_stays() -> None:
    letter_i = [np.array([[140.0, 100.0], [140.0, 240.0]]), np.array([[140.0, 50.0]])]
    assert not np.array_equal(prepare_strokes(letter_i), prepare_strokes(letter_i[:1]))


def test_far_dots_alone_are_all_drawn() -> None:
    dots = [np.array([[x, 50.0]]) for x in (50.0, 300.0)]
    assert prepare_strokes(dots).sum() > 3


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ([], "Nothing is drawn"),
        ([np.empty((0, 2))], "Nothing is drawn"),
        ([np.array([[5.0, 5.0]])], "only a dot"),
        ([np.array([[5.0, 5.0], [9.0, 9.0]])], "only a dot"),
        *(
            ([np.array([[far, 5.0], [90.0, 9.0]])], "outside any canvas")
            for far in (np.nan, 1e300, -np.inf, 1e12)
        ),
        ([np.array([[0.0, y], [280.0, y]]) for y in np.linspace(0, 280, 60)], "ink everywhere"),
        ([np.random.default_rng(0).uniform(0, 560, (40_000, 2))], "ink everywhere"),
    ],
)
def test_strokes_that_are_no_digit_give_a_sentence(strokes: list[Array], sentence: str) -> None:
    start = time.perf_counter()
    with pytest.raises(DrawingError, match=sentence):
        prepare_strokes(strokes, pen=20.0)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("shape", [(4, 3), (6,), (2,), (2, 2, 2)])
def test_points_that_are_not_pairs_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match=r"Expected strokes of shape \(p, 2\), got one of shape"):
        prepare_strokes([*ONE, np.arange(float(np.prod(shape))).reshape(shape)])


def test_a_picture_and_its_negative_are_prepared_alike() -> None:
    dark_on_light = Image.new("L", (300, 200), 240)
    ImageDraw.Draw(dark_on_light).line([(100, 40), (160, 40), (120, 160)], fill=20, width=14)
    light_on_dark = Image.eval(dark_on_light, lambda grey: 255 - grey)
    image = prepare_picture(ink_of(dark_on_light))
    assert abs(max(box(image)) - 20) <= 1
    assert np.allclose(image, prepare_picture(ink_of(light_on_dark)), atol=0.01)


def test_a_full_picture_is_answered_with_a_sentence_that_fits_a_file() -> None:
    with pytest.raises(DrawingError, match="one digit on plain paper") as refusal:
        prepare_picture(np.ones((50, 50)))
    assert "Clear" not in str(refusal.value)


@pytest.mark.slow
def test_digits_of_mnist_are_read_as_well_when_they_come_as_pictures() -> None:
    test = mnist.load().test[:500]
    network = network_files.open_network("book").network
    right = network.feedforward(mnist.to_floats(test.images)).argmax(axis=1) == test.labels
    pictures = test.images.reshape(-1, 28, 28) / 255
    for enlargement in (1, 4):
        cell = np.ones((enlargement, enlargement))
        prepared = [prepare_picture(np.kron(picture, cell)) for picture in pictures]
        answers = network.feedforward(np.reshape(prepared, (500, 784))).argmax(axis=1)
        assert (answers == test.labels).mean() > right.mean() - 0.015


def test_the_middle_is_where_mnist_has_it() -> None:
    images = mnist.load().train.images[:2000].reshape(-1, 28, 28) / 255
    centres = [centre_of_mass(image) for image in images]
    assert np.allclose(np.mean(centres, axis=0), MIDDLE, atol=0.05)


def test_nothing_is_cut_however_unevenly_the_ink_lies() -> None:
    heavy = [np.array([[x, 0.0], [x, 20.0]]) for x in np.linspace(0, 30, 20)]
    far = [np.array([[0.0, 10.0], [300.0, 10.0]])]
    image = prepare_strokes([*heavy, *far])
    assert box(image)[1] >= 19
    picture = np.zeros((100, 300), np.float32)
    picture[20:80, 10:60], picture[48:52, 10:290] = 1.0, 1.0
    assert box(prepare_picture(picture))[1] >= 20


@pytest.mark.parametrize("shape", [(1, 20_000), (20_000, 1), (10, 4000)])
def test_a_long_thin_picture_takes_no_more_memory_than_it_has_pixels(
    shape: tuple[int, int],
) -> None:
    with at_most(19):
        prepare_picture(np.ones(shape, np.float32))


@pytest.mark.parametrize("side", [9, 28, 60, 333, 1000])
def test_a_picture_is_scaled_as_if_it_lay_on_endless_paper(side: int) -> None:
    random = np.random.default_rng(side)
    cells = np.tri(3) > random.random((3, 3)) / 2
    ink = np.kron(cells, np.ones((side // 3, side // 3))).astype(np.float32)
    # Not to the last digit: where the pixels of the overview begin depends on the paper's size.
    difference = prepare_picture(ink) - prepare_picture(np.pad(ink, 2 * side))
    assert np.abs(difference).mean() < 0.02


# Pictures: any pen, any light


def picture_of(strokes: list[Array], pen: int) -> Array:
    """Return strokes as a picture's ink, drawn large and made smaller."""
    picture = Image.new("L", (1200, 1200), 0)
    brush = ImageDraw.Draw(picture)
    for stroke in strokes:
        points = [(4 * x, 4 * y) for x, y in stroke]
        brush.line(points, fill=255, width=4 * pen)
        for x, y in points:
            brush.ellipse([x - 2 * pen, y - 2 * pen, x + 2 * pen, y + 2 * pen], fill=255)
    small = picture.resize((300, 300), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / 255


@pytest.mark.parametrize("pen", [6, 12, 20, 32])  # 3 % to 18 % of the digit's height
@pytest.mark.parametrize("strokes", [SEVEN, FOUR, ONE])
def test_a_picture_comes_out_as_its_strokes_do_whatever_the_pen(
    strokes: list[Array], pen: int
) -> None:
    prepared = prepare_picture(picture_of(strokes, pen))
    # A width that MNIST has is left alone, so it may be another than MNIST's mean.
    length = max(np.ptp(np.concatenate(strokes), axis=0)) + pen
    widths = {PEN, pen * BOX / length}
    differences = [np.abs(prepared - prepare_strokes(strokes, width=w)).mean() for w in widths]
    assert min(differences) < 0.02


def test_specks_are_left_out_and_a_separate_bar_is_kept() -> None:
    bar = np.array([[220.0, 60.0], [260.0, 60.0]])
    speck = np.array([[20.0, 20.0], [21.0, 20.0]])
    clean = prepare_picture(picture_of([*FOUR, bar], 8))
    assert np.abs(clean - prepare_picture(picture_of([*FOUR, bar, speck], 8))).max() < 0.15
    assert np.abs(clean - prepare_picture(picture_of(FOUR, 8))).max() > 0.9


@pytest.mark.parametrize("negative", [False, True])
@pytest.mark.parametrize("shadow", [0.0, 0.4])
@pytest.mark.parametrize("lines", [0.0, 0.15])
def test_a_photo_of_a_digit_is_found_on_its_paper(
    lines: float, shadow: float, negative: bool
) -> None:
    random = np.random.default_rng(0)
    y, x = np.mgrid[0:300, 0:300]
    light = 0.95 - 0.4 * x / 300
    light *= 1 - shadow / (1 + np.exp((x - 0.5 * y - 100) / 12))
    squared = 1 - lines * ((y % 28 < 2) | (x % 28 < 2))
    photo = light * squared * (1 - 0.8 * picture_of(FOUR, 12)) + random.normal(0, 0.02, x.shape)
    pixels = np.clip(255 * (1 - photo if negative else photo), 0, 255).astype(np.uint8)
    image = prepare_picture(ink_of(Image.fromarray(pixels)))
    assert np.abs(image - prepare_strokes(FOUR)).mean() < 0.035


# Stages, and the plain way


def test_the_stages_of_a_drawing_end_with_what_the_network_sees() -> None:
    stages = stages_of_strokes(FOUR, 20.0, 280.0)
    assert [stage.title.split()[0] for stage in stages] == ["As", "Cut", "Drawn", "Moved"]
    assert np.array_equal(stages[-1].image, prepare_strokes(FOUR, 20.0))
    # As drawn: 190 + 20 of 280 points are high, so are as many of 112 pixels.
    assert abs(box(stages[0].image)[0] - 112 * 210 / 280) <= 2
    assert max(box(stages[1].image)) >= 110
    assert abs(max(box(stages[2].image)) - 20) <= 1


def test_the_stages_of_a_picture_end_with_what_the_network_sees() -> None:
    ink = picture_of(FOUR, 12)
    stages = stages_of_picture(ink)
    assert [stage.title.split()[0] for stage in stages] == ["As", "Cut", "Made", "Moved"]
    assert np.array_equal(stages[-1].image, prepare_picture(ink))
    assert stages[0].image.shape == (112, 112)


def test_shrunk_plainly_a_drawing_stays_where_and_as_large_as_it_was() -> None:
    # From x = 20 to 100 of 280, so from pixel 2 to 10 of 28, and with a pen of 20 from 1 to 11.
    dash = [np.array([[20.0, 45.0], [100.0, 45.0]])]
    image = shrink_plainly(dash, 20.0, 280.0)
    assert box(image)[1] in (10, 11) and image[4, 2:10].min() == 1.0
    picture = np.zeros((280, 280), np.float32)
    picture[35:55, 10:110] = 1.0
    assert np.abs(shrink_picture_plainly(picture) - image).mean() < 0.005
    assert shrink_picture_plainly(np.ones((1, 20_000), np.float32)).shape == (28, 28)


# Moved and scaled

points = st.tuples(st.integers(0, 280), st.integers(0, 280))
curves = st.lists(st.lists(points, min_size=2, max_size=12), min_size=1, max_size=3)


def prepared_twice(
    strokes: Sequence[Array], scale: float, shift: tuple[float, float], pen: float = 0.0
) -> list[Array]:
    """Return a drawing prepared as it is and moved, [] if it is no digit; both must agree."""
    try:
        image = prepare_strokes(strokes, pen)
    except DrawingError:
        return []
    moved = prepare_strokes([stroke * scale + shift for stroke in strokes], pen * scale)
    # Sums of a few hundred floats near 1e4 keep 1e-10 of a pixel, and float32 keeps 1e-7.
    assert np.allclose(moved, image, atol=1e-5)
    return [image, moved]


shifts = st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))


@settings(max_examples=60, deadline=None)
@given(curves, st.floats(0.05, 20), shifts)
def test_moving_and_scaling_changes_nothing_but_the_last_digits(
    points: list[list[tuple[int, int]]], scale: float, shift: tuple[float, float]
) -> None:
    prepared_twice([np.array(stroke, float) for stroke in points], scale, shift, 20.0)


@cache
def pen_digits() -> recordings.PenDigits:
    return recordings.load(Path(os.environ["PEN_DIGITS"]))


@pytest.mark.skipif("PEN_DIGITS" not in os.environ, reason="PEN_DIGITS names no pen digit file")
@given(st.integers(0, 10**6), st.floats(0.1, 3), shifts)
@settings(max_examples=400, deadline=None)
def test_real_digits_are_read_alike_wherever_and_however_large_they_were_written(
    number: int, scale: float, shift: tuple[float, float]
) -> None:
    digits = pen_digits().digits
    images = prepared_twice(digits[number % len(digits)], scale, shift)
    for name in network_files.SHIPPED if images else ():
        network = network_files.open_network(name).network
        answers = network.feedforward(np.reshape(images, (2, 784))).argmax(axis=1)
        assert answers[0] == answers[1]
