"""The accuracy in the first epoch as an SVG."""

import math
from xml.etree import ElementTree

import pytest

from nn.figures import Curve, accuracy_svg, look

POINTS = [(0.0, 0.1, 0.12), (0.5, 0.8, 0.81), (1.0, 0.9127, 0.92)]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(
    points: list[tuple[float, float, float]], guess: float | None = None
) -> ElementTree.Element:
    return ElementTree.fromstring(accuracy_svg(points, guess))


def dots(svg: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in svg.iter(f"{SVG}circle")]


def texts(svg: ElementTree.Element) -> list[str]:
    return [str(text.text).replace("\N{NO-BREAK SPACE}", " ") for text in svg.iter(f"{SVG}text")]


def test_the_points_stand_between_the_axes() -> None:
    svg = drawn(POINTS)
    assert svg.attrib["viewBox"] == "0 0 640 340" and svg.attrib["fill"] == "currentColor"
    (x0, y0), (x1, y1), (x2, y2) = dots(svg)
    assert x1 - x0 == pytest.approx(x2 - x1)
    # 80 % stands where its label says.
    label = next(t for t in svg.iter(f"{SVG}text") if str(t.text).startswith("80"))
    assert float(label.attrib["y"]) - 6 == pytest.approx(y1)
    assert y0 > y1 > y2
    said = svg.attrib["aria-label"]
    assert "91.27 % of the test images after 100 % of the epoch" in said and "guess" not in said


def test_a_guess_is_a_line_with_its_number() -> None:
    svg = drawn(POINTS, guess=80.0)
    assert texts(svg)[-2:] == ["guess", "80 %"]
    dashed = [p for p in svg.iter(f"{SVG}path") if "stroke-dasharray" in p.attrib]
    assert len(dashed) == 1
    # At the height of 80 %, which the middle point has as well.
    height = float(dashed[0].attrib["d"].split("H")[0].split()[1])
    assert height == pytest.approx(dots(svg)[1][1])
    assert svg.attrib["aria-label"].endswith("; the guess is 80 %.")


def test_what_is_not_known_is_left_out() -> None:
    svg = drawn([(0.0, 0.1, math.nan)])
    assert len(dots(svg)) == 1 and "nan" not in ElementTree.tostring(svg, "unicode")
    assert svg.attrib["data-points"] == "1"


def test_a_third_curve_has_its_name_and_its_own_points() -> None:
    third = Curve("the room's digits", [(0.0, 0.05), (0.5, 0.4), (1.0, 0.6), (2.0, 0.9)])
    svg = ElementTree.fromstring(accuracy_svg(POINTS, None, (380, 340), third))
    squares = [rect for rect in svg.iter(f"{SVG}rect") if rect.attrib["fill"] == look.THIRD]
    assert len(squares) == 3  # what comes after the first epoch is left out
    # At the height of 40 %, where its label says.
    label = next(t for t in svg.iter(f"{SVG}text") if str(t.text).startswith("40"))
    assert float(squares[1].attrib["y"]) + 5 == pytest.approx(float(label.attrib["y"]) - 6)
    assert "of the room's digits, 90.0 % are read right at epoch 2" in svg.attrib["aria-label"]
    assert "the room's digits" in texts(svg)
