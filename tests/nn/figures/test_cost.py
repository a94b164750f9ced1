"""The cost of the mini-batches, as SVG."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from nn.figures.cost import MOST_DOTS, cost_curve
from tests.nn.figures.test_accuracy import texts

Place = tuple[float, float]


def drawn(picture: str, kind: str) -> tuple[list[Place], list[Place], list[str]]:
    """Return a curve's dots and its line, in per cent from the lower left, and what dots say."""
    root = ElementTree.fromstring(f"<p>{picture}</p>")
    (group,) = (it for it in root.iter("g") if it.get("class") == f"tn-curve-{kind}")
    dots = [(it.get("cx", "")[:-1], it.get("cy", "")[:-1]) for it in group.iter("circle")]
    places = [it.get("points", "").split() for it in group.iter("polyline")]
    line = [tuple(place.split(",")) for it in places for place in it]
    said = [it.text or "" for it in group.iter("title")]
    from_below = [[(float(x), 100 - float(y)) for x, y in it] for it in (dots, line)]
    return from_below[0], from_below[1], said


def test_the_line_through_the_costs_is_a_moving_average() -> None:
    costs = np.random.default_rng(2).random(MOST_DOTS)
    costs[0] = 1.0  # the highest, to which all others are drawn
    picture = cost_curve(range(1, MOST_DOTS + 1), costs, [(150, "η 3 → 1 & more")], smooth=25)
    dots, no_line, said = drawn(picture, "batch")
    assert no_line == []
    expected = [(100 * k / MOST_DOTS, 100 * cost) for k, cost in enumerate(costs, 1)]
    np.testing.assert_allclose(dots, expected, atol=0.006)
    assert said[2] == f"cost of mini-batch 3: {costs[2]:.4f}"
    no_dots, line, _ = drawn(picture, "mean")
    assert no_dots == []
    averages = [100 * np.mean(costs[max(0, k - 24) : k + 1]) for k in range(MOST_DOTS)]
    np.testing.assert_allclose([y for _, y in line], averages, atol=0.006)
    assert [text for text in texts(picture) if text[0].isdigit()] == [
        *("0", "0.2", "0.4", "0.6", "0.8", "1"),
        *("0", "100", "200", "300"),
    ]
    assert "η 3 → 1 & more" in texts(picture) and "mini-batches" in texts(picture)
    assert "one mini-batch<" in picture and "mean of the latest 25<" in picture


def test_of_many_costs_some_are_drawn_from_the_first_to_the_last() -> None:
    costs = np.linspace(2.0, 0.5, 20_000)
    dots, _, said = drawn(cost_curve(range(1, 20_001), costs), "batch")
    assert len(dots) == MOST_DOTS
    assert said[0] == "cost of mini-batch 1: 2.0000"
    np.testing.assert_allclose(dots[-1], (100, 25))


def test_a_cost_that_is_no_number_is_left_out() -> None:
    costs = [0.5, math.inf, math.nan, *[0.3] * 19]
    picture = cost_curve(range(1, 23), costs, smooth=2)
    assert drawn(picture, "batch")[2][1] == "cost of mini-batch 4: 0.3000"
    assert [y for _, y in drawn(picture, "mean")[1][:3]] == pytest.approx([100, 80, 60])


def test_a_short_curve_joins_its_dots() -> None:
    picture = cost_curve([1, 2], [0.5, 0.4])
    dots, line, _ = drawn(picture, "batch")
    assert dots == line
    np.testing.assert_allclose(dots, [(50, 100), (100, 80)])
    assert "tn-curve-mean" not in picture
    assert "up to mini-batch 2: at first 0.5000, at the end 0.4000." in picture


@pytest.mark.parametrize("costs", [[], [math.inf]])
def test_without_a_cost_there_are_axes_alone(costs: list[float]) -> None:
    picture = cost_curve(range(1, len(costs) + 1), costs)
    assert drawn(picture, "batch") == ([], [], [])
    assert "nothing is measured yet" in picture and texts(picture)[0] == "0"


@pytest.mark.parametrize("top", [0.3, 0.999, 1.0, 2.6, 7.9, 9.99, 48.0])
def test_the_numbers_beside_the_curve_are_few_and_round(top: float) -> None:
    picture = cost_curve([1], [top])
    numbers = [float(text) for text in texts(picture)[:-1]][:-2]  # without 0 and 1 mini-batches
    steps = np.diff(numbers)
    assert 2 <= len(numbers) <= 6 and steps.max() == pytest.approx(steps.min())
    assert top - steps[0] < numbers[-1] <= top
    assert f"{steps[0]:.0e}"[0] in "125"
