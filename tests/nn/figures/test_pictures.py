"""Pictures of pixels, one or three, and matrices of weights."""

import numpy as np
import pytest

from nn.figures.matrices import weight_matrix
from nn.figures.pictures import pixel_picture, signed_picture
from nn.figures.side_by_side import weighted_sum
from nn.functions import Array
from tests.nn.figures.test_figures import EARLIER, LATER, digit, numbers, titles, trace

WEIGHTS = numbers(784)


def test_pointing_at_a_pixel_says_its_place_and_both_its_numbers() -> None:
    heatmap = trace(pixel_picture(digit()), "heatmap")
    np.testing.assert_array_equal(heatmap.z, digit())
    assert (heatmap.x0, heatmap.y0) == (1, 1)
    assert heatmap.customdata[19][10] == 255
    for text in ("row %{y}, column %{x}", "%{z:.3f}", "%{customdata} of 255"):
        assert text in heatmap.hovertemplate
    assert heatmap.text is None


def test_from_near_every_number_is_printed_where_it_belongs() -> None:
    light, dark = pixel_picture(digit(), (2, 4, 20)).data  # black letters, and white ones
    for pixels in (light, dark):
        assert (pixels.x0, pixels.y0) == (5, 3) and pixels.hoverongaps is False
    text = np.char.add(light.text, dark.text)  # each pixel is in one of the two
    assert [text[y, x] for y, x in ((2, 6), (17, 6), (0, 0))] == [".10", "1", "0"]
    assert [dark.text[17][6], light.text[17][6]] == ["1", ""]


@pytest.mark.parametrize(
    ("w", "name", "largest"),
    [(WEIGHTS, "weight", np.abs(WEIGHTS).max()), (np.zeros(784), "weight × pixel", 1.0)],
)
def test_a_signed_picture_is_symmetric_about_0_and_says_what_it_shows(
    w: Array, name: str, largest: float
) -> None:
    heatmap = trace(signed_picture(w, name), "heatmap")
    np.testing.assert_allclose(heatmap.z, w.reshape(28, 28), rtol=1e-6)
    assert -heatmap.zmin == heatmap.zmax == pytest.approx(largest)
    assert f"{name} %{{z:+.4g}}" in heatmap.hovertemplate
    assert heatmap.colorbar.title.text == name


def test_the_sum_shows_pixels_weights_and_their_products() -> None:
    figure = weighted_sum(digit().ravel(), WEIGHTS, WEIGHTS * digit().ravel())
    pixels, weights, products = figure.data
    np.testing.assert_allclose(weights.z, WEIGHTS.reshape(28, 28), rtol=1e-6)
    np.testing.assert_allclose(products.z, np.multiply(pixels.z, weights.z), rtol=1e-5)
    all_three = [digit()[10, 10], weights.z[10][10], products.z[10][10]]
    for picture in figure.data:
        np.testing.assert_allclose(picture.customdata[10][10], all_three)


def test_a_matrix_says_error_and_activation_and_frames_its_row() -> None:
    delta, a = numbers(3), numbers(4)
    figure = weight_matrix(np.outer(delta, a), LATER, EARLIER, "gradient", 2, (delta, a))
    heatmap = trace(figure, "heatmap")
    np.testing.assert_allclose(heatmap.customdata[1, 3], [delta[1], a[3]], rtol=1e-6)
    assert (list(heatmap.y), list(heatmap.x)) == (LATER, EARLIER)
    assert titles(figure) == ("from neuron", "to output")
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (1.5, 2.5)
