"""The pictures of the notebook."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from nn.export import drawn


def test_a_png_has_the_pixels() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (3, 5, 3), np.uint8)
    with Image.open(io.BytesIO(drawn.png(pixels))) as image:
        image.load()
        assert image.format == "PNG"
        assert np.array_equal(np.asarray(image), pixels)


def test_red_is_above_0_and_blue_below() -> None:
    red, _, blue = drawn.colours_of(np.array([[-1.0, -0.3, 0.0, 0.3, 1.0]]))[0].T.astype(int)
    assert [int(side) for side in np.sign(red - blue)] == [-1, -1, 0, 1, 1]


@pytest.mark.parametrize("scale", [0.0, 1e-6, 1.0, 500.0])
def test_maps_are_drawn_on_one_scale(scale: float) -> None:
    weights = scale * np.random.default_rng(1).standard_normal((40, 784)).astype(np.float32)
    html = drawn.weight_maps(weights, "neuron", 1)
    assert re.findall(r"<figcaption>neuron (\d+)</figcaption>", html) == [
        str(k) for k in range(1, 31)
    ]
    minus, nothing, plus = re.findall(r"<span>(.*?)</span>", html)
    assert (minus, nothing) == (f"−{plus}", "0")
    assert float(plus) == pytest.approx(2.8 * scale or 1.0, rel=0.1)


def test_each_output_is_a_bar() -> None:
    html = drawn.digit_and_outputs(np.ones((1, 784), np.float32), np.linspace(0.0, 0.9, 10))
    assert re.findall(r"width: (\d+)px; height", html) == [str(30 * k) for k in range(10)]
    assert "<span>0.900</span>" in html


@pytest.mark.parametrize(
    "accuracies", [[], [0.0], [1.0], [0.91, 0.95], [0.098] * 30, list(np.linspace(0.5, 1.0, 700))]
)
def test_a_curve_stays_within_its_axes(accuracies: list[float]) -> None:
    svg = ElementTree.fromstring(drawn.accuracy_plot(accuracies))
    dots = svg.findall("circle")
    assert len(dots) == len(accuracies)
    assert all(80 <= float(dot.attrib["cx"]) <= 680 for dot in dots)
    assert all(30 <= float(dot.attrib["cy"]) <= 320 for dot in dots)
    labels = [text.text or "" for text in svg.findall("text")]
    assert "100 %" in labels and "epochs" in labels and "test images read right" in labels
    assert len(labels) <= 8 + 11
