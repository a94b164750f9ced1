import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from nn.drawing.mnist_pen import BOX, MIDDLE, PEN, DrawingError, centre_of_mass, render
from nn.drawing.picture_to_pixels import (
    prepare_picture,
    shrink_picture_plainly,
    stages_of_picture,
)
from nn.drawing.strokes_to_pixels import prepare_strokes, shrink_plainly, stages_of_strokes
from nn.errors import Refused
from nn.functions import Array
from tests.nn.reference import memory_of
from tests.thorough import some

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


def test_the_ink_of_a_pixel_follows_from_its_distance_to_the_nearest_piece() -> None:
    random = np.random.default_rng(1)
    starts = np.sort(random.uniform(-20, 132, (200, 1, 2)), axis=0)
    line = starts + random.uniform(-9, 9, (200, 2, 2))
    middles = np.stack(np.meshgrid(np.arange(112) + 0.5, np.arange(112) + 0.5), axis=2)
    nearest: Array = np.full((112, 112), np.inf)
    for start, end in line:
        along = end - start
        share = np.clip((middles - start) @ along / (along @ along), 0, 1)
        off = middles - start - share[:, :, None] * along
        nearest = np.minimum(nearest, np.linalg.norm(off, axis=2))
    np.testing.assert_allclose(render(line, 112, 7.0), np.clip(4 - nearest, 0, 1), atol=1e-6)


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
        ([*ONE, np.zeros((4, 3))], r"Expected strokes of shape \(p, 2\)"),
    ],
)
def test_strokes_that_are_no_digit_give_a_sentence(strokes: list[Array], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        prepare_strokes(strokes, pen=20.0)


@pytest.mark.parametrize("shape", [(1, 20_000), (20_000, 1)])
def test_a_long_thin_picture_takes_no_more_memory_than_it_has_pixels(
    shape: tuple[int, int],
) -> None:
    assert memory_of(lambda: prepare_picture(np.ones(shape, np.float32))) < 19 * 2**20


@pytest.mark.parametrize("side", some([9, 1000, 28, 60, 333]))
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


# Stages, and the plain way


def test_the_stages_end_with_what_the_network_sees() -> None:
    stages = stages_of_strokes(FOUR, 20.0, 280.0)
    assert len(stages) == 4
    assert np.array_equal(stages[-1].image, prepare_strokes(FOUR, 20.0))
    # As drawn: 190 + 20 of 280 points are high, so are as many of 112 pixels.
    assert abs(box(stages[0].image)[0] - 112 * 210 / 280) <= 2
    assert max(box(stages[1].image)) >= 110
    assert abs(max(box(stages[2].image)) - 20) <= 1
    ink = picture_of(FOUR, 12)
    stages = stages_of_picture(ink)
    assert len(stages) == 4 and stages[0].image.shape == (112, 112)
    assert np.array_equal(stages[-1].image, prepare_picture(ink))


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


@given(curves, st.floats(0.05, 20), st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)))
def test_where_and_how_large_one_draws_does_not_matter(
    points: list[list[tuple[int, int]]], scale: float, shift: tuple[float, float]
) -> None:
    strokes = [np.array(stroke, float) for stroke in points]
    try:
        image = prepare_strokes(strokes, 20.0)
    except DrawingError:
        return
    moved = prepare_strokes([stroke * scale + shift for stroke in strokes], 20.0 * scale)
    # Sums of a few hundred floats near 1e4 keep 1e-10 of a pixel, and float32 keeps 1e-7.
    assert np.allclose(moved, image, atol=1e-5)
