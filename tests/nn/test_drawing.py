import time
import tracemalloc

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nn import drawing, mnist
from nn.drawing import DrawingError, ink_of, prepare_picture, prepare_strokes
from nn.functions import Array

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
    assert np.allclose(drawing.centre_of_mass(image), drawing.MIDDLE, atol=0.1)


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
    dense = [
        np.concatenate([np.linspace(a, b, 50_000) for a, b in zip(way[:-1], way[1:], strict=True)])
        for way in SEVEN
    ]
    assert np.allclose(prepare_strokes(dense), prepare_strokes(SEVEN), atol=0.15)


def test_a_dot_beside_a_stroke_is_drawn() -> None:
    with_dot = [*ONE, np.array([[40.0, 140.0]])]
    assert prepare_strokes(with_dot).sum() > prepare_strokes(ONE).sum() + 3


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ([], "Nothing is drawn"),
        ([np.empty((0, 2))], "Nothing is drawn"),
        ([np.array([[5.0, 5.0]])], "only a dot"),
        ([np.array([[5.0, 5.0], [9.0, 9.0]])], "only a dot"),
        ([np.array([[np.nan, 5.0], [90.0, 9.0]])], "nowhere"),
    ],
)
def test_what_is_no_digit_is_answered_with_a_sentence(strokes: list[Array], sentence: str) -> None:
    with pytest.raises(DrawingError, match=sentence):
        prepare_strokes(strokes, pen=20.0)


def test_a_filled_canvas_is_answered_with_a_sentence() -> None:
    lines = [np.array([[0.0, y], [280.0, y]]) for y in np.linspace(0, 280, 60)]
    with pytest.raises(DrawingError, match="ink everywhere"):
        prepare_strokes(lines)


def test_a_long_scribble_all_over_the_canvas_is_refused_at_once() -> None:
    scribble = np.random.default_rng(0).uniform(0, 560, (40_000, 2))
    start = time.perf_counter()
    with pytest.raises(DrawingError, match="ink everywhere"):
        prepare_strokes([scribble])
    assert time.perf_counter() - start < 1


def test_a_picture_and_its_negative_are_prepared_alike() -> None:
    dark_on_light = Image.new("L", (300, 200), 240)
    ImageDraw.Draw(dark_on_light).line([(100, 40), (160, 40), (120, 160)], fill=20, width=14)
    light_on_dark = Image.eval(dark_on_light, lambda grey: 255 - grey)
    image = prepare_picture(ink_of(dark_on_light))
    assert abs(max(box(image)) - 20) <= 1
    assert np.allclose(image, prepare_picture(ink_of(light_on_dark)), atol=0.01)


def test_transparent_paper_is_paper() -> None:
    picture = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(50, 10), (50, 90)], fill=(0, 0, 0, 255), width=8)
    assert box(prepare_picture(ink_of(picture)))[0] >= 19


def test_an_empty_picture_is_answered_with_a_sentence() -> None:
    with pytest.raises(DrawingError, match="empty"):
        prepare_picture(ink_of(Image.new("L", (50, 50), 200)))


def test_a_full_picture_is_answered_with_a_sentence_that_fits_a_file() -> None:
    with pytest.raises(DrawingError, match="one digit on plain paper") as refusal:
        prepare_picture(np.ones((50, 50)))
    assert "Clear" not in str(refusal.value)


def test_digits_of_mnist_pass_nearly_unchanged() -> None:
    alike = []
    for pixels in mnist.load().test.images[:100]:
        prepared = prepare_picture(ink_of(Image.fromarray(pixels.reshape(28, 28))))
        alike.append(np.corrcoef(prepared.ravel(), pixels)[0, 1])
    assert np.mean(alike) > 0.98


def test_the_middle_is_where_mnist_has_it() -> None:
    images = mnist.load().train.images[:2000].reshape(-1, 28, 28) / 255
    centres = [drawing.centre_of_mass(image) for image in images]
    assert np.allclose(np.mean(centres, axis=0), drawing.MIDDLE, atol=0.05)


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
    tracemalloc.start()
    prepare_picture(np.ones(shape, np.float32))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


@pytest.mark.parametrize("side", [9, 28, 60, 333, 1000])
def test_a_picture_is_scaled_as_if_it_lay_on_endless_paper(side: int) -> None:
    random = np.random.default_rng(side)
    ink = np.kron(random.random((3, 3)) > 0.5, np.ones((side // 3, side // 3))).astype(np.float32)
    ink *= random.uniform(0.5, 1.0, ink.shape).astype(np.float32)
    assert np.allclose(prepare_picture(ink), prepare_picture(np.pad(ink, 2 * side)), atol=1e-5)
