"""Pictures as people make them: cropped to the ink, photographed, enlarged, one colour only."""

import io

import numpy as np
import pytest
from PIL import Image

from nn import mnist
from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_ink import ink_of
from nn.drawing.picture_to_pixels import prepare_picture
from nn.functions import Array
from nn.storage import network_files
from tests import photos
from tests.photos import cropped
from tests.thorough import THOROUGH, some

pytestmark = pytest.mark.slow

TEST = mnist.load().test
SHADES = {
    "dark": ((255, 255, 255), (0, 0, 0)),
    "light": ((0, 0, 0), (255, 255, 255)),
    "red on cream": ((250, 240, 215), (200, 30, 40)),
    "yellow on white": ((255, 255, 255), (240, 220, 40)),
    "yellow on navy": ((10, 20, 80), (250, 230, 60)),
}


def digit(number: int) -> Array:
    return mnist.to_floats(TEST.images[number]).reshape(28, 28)


def prepared(image: Image.Image) -> Array:
    return prepare_picture(ink_of(image))


def painted(ink: Array, shades: str) -> Image.Image:
    paper, pen = (np.array(colour) for colour in SHADES[shades])
    pixels = paper + (pen - paper) * ink[..., None]
    return Image.fromarray(np.rint(pixels).astype(np.uint8))


def answers(images: list[Array]) -> Array:
    network = network_files.open_network("draw").reader.network
    return network.feedforward(np.reshape(images, (len(images), 784))).argmax(axis=1)


@pytest.mark.parametrize("shades", SHADES)
def test_a_digit_cropped_to_its_ink_comes_out_as_it_was(shades: str) -> None:
    originals = [digit(k) for k in some(range(200))]
    images = [prepared(painted(cropped(original), shades)) for original in originals]
    # A few are moved by a pixel, or have a stroke that is broader than most of MNIST's.
    assert np.median(np.abs(np.subtract(images, originals)).mean(axis=(1, 2))) < 0.005
    assert (answers(images) == answers(originals)).mean() >= 0.98


def seven(dark: bool, margins: tuple[int, int, int, int]) -> Image.Image:
    ink = photos.drawn([np.array([[0.0, 0], [60, 0], [25, 100]])], 120, 12)
    left, top, right, bottom = margins
    return painted(np.pad(ink, ((top, bottom), (left, right))), "dark" if dark else "light")


@pytest.mark.parametrize("dark", [True, False])
def test_the_ink_may_touch_any_of_the_sides(dark: bool) -> None:
    plain = prepared(seven(True, (30, 30, 30, 30)))
    for sides in [*np.ndindex(2, 2, 2, 2)][: None if THOROUGH else 5]:
        left, top, right, bottom = (20 * side for side in sides)
        image = prepared(seven(dark, (left, top, right, bottom)))
        assert np.abs(image - plain).mean() < 0.01, sides


@pytest.mark.parametrize("shades", ["dark", "light"])
def test_an_upright_one_that_fills_its_crop_is_a_one(shades: str) -> None:
    crops = [cropped(digit(k)) for k in np.flatnonzero(TEST.labels == 1).tolist()]
    narrow = some([crop for crop in crops if crop.shape[1] <= 5][:20])
    assert narrow and (answers([prepared(painted(crop, shades)) for crop in narrow]) == 1).all()


def test_a_digit_at_the_lower_edge_is_read_whatever_the_picture_s_height() -> None:
    for height in some(range(930, 960)):
        ink = np.zeros((height, 1227), np.float32)
        ink[200:, 580:640] = 1.0
        assert prepare_picture(ink).any(), height


def photo_of(number: int, seed: int) -> io.BytesIO:
    conditions = photos.any_conditions(seed)
    ink = photos.enlarged(digit(number), conditions.height)
    return photos.jpeg(photos.photo(ink, conditions), conditions.quality)


def test_photos_of_digits_are_read() -> None:
    numbers = some(range(60))
    images = [prepare_picture(open_picture(photo_of(k, k)).ink) for k in numbers]
    wrong = answers(images) != TEST.labels[numbers]
    assert wrong.sum() <= len(numbers) / 30, f"misread: {np.flatnonzero(wrong).tolist()}"


@pytest.mark.parametrize("seed", some([123, 322, 653]))
def test_paper_that_is_lit_in_the_middle_is_not_taken_for_light_ink(seed: int) -> None:
    images = [prepare_picture(open_picture(photo_of(k, seed)).ink) for k in range(4)]
    assert (answers(images) == TEST.labels[:4]).all()
