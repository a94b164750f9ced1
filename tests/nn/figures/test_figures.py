import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures
from nn.explain.calibration import Bin
from nn.explain.confusion import Cautious
from nn.explain.firing import Firing
from nn.functions import Array, sigmoid, sigmoid_prime
from tests.nn.figures.experiments.made import COSTS, GRID, LOTTERY, POINTS, made

PRODUCT = ("pixel", "weight", "product")


def numbers(*shape: int) -> Array:
    return np.random.default_rng(2).standard_normal(shape)


def digit() -> Array:
    image = np.zeros((28, 28), np.float32)
    image[4:20, 10] = np.linspace(0.1, 1.0, 16)
    return image


def trace(figure: go.Figure, kind: str) -> Any:
    """Return the only trace of a kind."""
    (only,) = [entry for entry in figure.data if entry.type == kind]
    return only


def named(figure: go.Figure, name: str) -> Any:
    (only,) = [entry for entry in figure.data if entry.name == name]
    return only


def titles(figure: go.Figure) -> tuple[str, str]:
    return figure.layout.xaxis.title.text, figure.layout.yaxis.title.text


def walk(node: Any) -> list[tuple[str, Any]]:
    """Return every key and value in nested dictionaries, the template of plotly's own apart."""
    if isinstance(node, list):
        return [pair for entry in node for pair in walk(entry)]
    if not isinstance(node, dict):
        return []
    pairs = [(key, value) for key, value in node.items() if key != "template"]
    return pairs + [below for _, value in pairs for below in walk(value)]


def curve() -> go.Figure:
    z = figures.curve_range(20.0)
    return figures.activation_curve(z, sigmoid(z), 20.0, 1.0, "Neuron 1")


def slopes() -> go.Figure:
    z = np.array([-50.0, 0.0, 3.0])
    curve_z, names = figures.slope_range(z), ["output 0", "output 1", "output 2"]
    return figures.slope_curve(z, curve_z, sigmoid_prime(curve_z), sigmoid_prime(z), names, 1)


def counts() -> Any:
    """Return a confusion matrix in which 4 is read as 9 forty times, and 2 once as 7."""
    matrix = np.diag([960] * 11)[:10]
    matrix[4, 9], matrix[2, 7] = 40, 1
    return matrix


FIRING = Firing(np.array([0.0, 0.8, 0.3]), np.array([0.9, 0.1, 0.2]))
BINS = [Bin(0.0, 0.5, 4, 0.4, 0.5), Bin(0.5, 1.0, 80, 0.9, 0.95)]
EVERY_BUILDER: dict[str, Callable[[], go.Figure]] = {
    "weight_maps": lambda: figures.weight_maps(np.full((30, 784), -0.5), selected=3),
    "signed_picture": lambda: figures.signed_picture(np.linspace(-1, 2, 784), "weight × pixel"),
    "weight_matrix": lambda: figures.weight_matrix(np.linspace(-1, 2, 300).reshape(10, 30)),
    "accuracy_curve": lambda: figures.accuracy_curve(
        [(0, 0.1, 0.1), (2, 0.95, 0.97)], [(0.5, "η 3")]
    ),
    "cost_curve": lambda: figures.cost_curve([1, 2], [0.5, 0.4], [(1, "η 3")]),
    "outputs_over_time": lambda: figures.outputs_over_time([0, 1], np.mgrid[0:2, 0:1:0.1][1], 1),
    "output_weights": lambda: figures.output_weights(np.linspace(-1, 2, 10)),
    "activation_by_digit": lambda: figures.activation_by_digit(np.mgrid[0:1:10j, 0:5][0]),
    "ink_picture": lambda: figures.ink_picture(digit().ravel(), "pixel"),
    "product_picture": lambda: figures.product_picture(digit().ravel(), -digit().ravel(), PRODUCT),
    "gradient_maps": lambda: figures.gradient_maps(np.ones((10, 784)), list("abcdefghij")),
    "gradient_matrix": lambda: figures.gradient_matrix(
        np.ones((3, 4)), list("abc"), list("defg"), 2, (numbers(3), numbers(4))
    ),
    "slope_curve": slopes,
    "before_change_after": lambda: figures.before_change_after(
        *np.array([[1.0], [-2.0], [-1.0]]) * np.ones(784)
    ),
    "pixel_picture": lambda: figures.pixel_picture(digit()),
    "weighted_sum": lambda: figures.weighted_sum(*np.array([[0.5], [-2.0], [-1.0]]) * np.ones(784)),
    "activation_curve": curve,
    "confusion_matrix": lambda: figures.confusion_matrix(counts()),
    "caution_curve": lambda: figures.caution_curve(
        [0.0, 0.5, 1.0],
        [Cautious(200, 200, 190), Cautious(200, 150, 147), Cautious(200, 0, 0)],
        0.5,
    ),
    "asking_curve": lambda: figures.asking_curve(
        [0.0, 0.5, 1.0],
        [Cautious(200, 200, 180), Cautious(200, 150, 147), Cautious(200, 0, 0)],
        0.5,
    ),
    "reliability_diagram": lambda: figures.reliability_diagram(BINS),
    "firing_chart": lambda: figures.firing_chart(FIRING, 1),
    "lottery": lambda: figures.lottery(LOTTERY, made(LOTTERY, 3), chosen=1),
    "comparison": lambda: figures.comparison(COSTS, made(COSTS, 5), ["quadratic", "c-e"]),
    "search_map": lambda: figures.search_map(GRID, made(GRID, 7), chosen=2),
    "cell_curves": lambda: figures.cell_curves(COSTS, made(COSTS, 5), 0, chosen=2),
}
EVERY_FIGURE = EVERY_BUILDER | {
    "shares": lambda: figures.confusion_matrix(counts(), shares=True, chosen=(4, 9)),
    "numbers": lambda: figures.pixel_picture(digit(), (2, 4, 20)),
    "nothing changes": lambda: figures.before_change_after(*np.zeros((3, 784))),
    "no gradient": lambda: figures.gradient_maps(np.zeros((30, 784)), ["a"] * 30, bar=False),
    "no points": lambda: figures.accuracy_curve([]),
    "no costs": lambda: figures.cost_curve([], []),
    "no checkpoint": lambda: figures.outputs_over_time([], np.empty((0, 10))),
    "no images": lambda: figures.activation_by_digit(np.full((10, 5), np.nan)),
    "all dead": lambda: figures.firing_chart(Firing(np.zeros(3), np.ones(3)), 0, False),
    "no answers": lambda: figures.reliability_diagram([]),
    "costs": lambda: figures.comparison(COSTS, made(COSTS), ["q", "c"], "train_cost", chosen=1),
    "one setting": lambda: figures.search_map(COSTS, made(COSTS), chosen=0),
    "points": lambda: figures.search_map(POINTS, made(POINTS, 2), chosen=0),
    "no network": lambda: figures.lottery(LOTTERY, []),
    "no configuration": lambda: figures.comparison(COSTS, [], ["q", "c"]),
    "no cell": lambda: figures.search_map(GRID, []),
    "no run": lambda: figures.cell_curves(COSTS, [], 1),
    "no mistakes": lambda: figures.confusion_matrix(np.eye(10, 11, dtype=int)),
}
# What the text alternative says, among other things.
ALT = {
    "weight_maps": "30 neurons from the pixels, −0.5 to −0.5",
    "signed_picture": "Weight × pixel for each of 28 × 28 pixels, −1 to 2",
    "weight_matrix": "10 neurons and a column for each of the 30 before them: weight −1 to 2",
    "accuracy_curve": "epoch 2: at the end 95.00 % of the test images and 97.00 % of the tr",
    "cost_curve": "up to mini-batch 2: at first 0.5000, at the end 0.4000",
    "outputs_over_time": "at epoch 1 the output for 9 is the largest, 0.90, and the one for 8 is",
    "output_weights": "speaks most for 9, 2, and most against 0, −1",
    "activation_by_digit": "median is highest for 9, 1, and lowest for 0, 0",
    "ink_picture": "black on white; pixel 0 to 1",
    "product_picture": "−1 to 0: red is positive, blue negative; it is pixel times weight",
    "gradient_maps": "gradient for the weights from the pixels, 1 to 1, in 10 pictures",
    "gradient_matrix": "3 neurons and a column for each of the 4 before them: gradient 1 to 1",
    "slope_curve": "3 neurons on it: output 1 has z = 0 and σ′(z) = 0.25",
    "before_change_after": "1 to 1; what it adds, −2 to −2; and after it, −1 to −1",
    "pixel_picture": "The digit as 28 × 28 pixels, black on white: 16 of the 784 have ink",
    "weighted_sum": "which are −1 to −1 and add up to −784",
    "activation_curve": "Neuron 1 on it: z = 20.0000, a = 1.0000",
    "confusion_matrix": "9,600 of 9,641 images are read right; the most frequent mistake is 4 r",
    "caution_curve": "at 0.50 or more, 150 of 200 images are answered, 147 of them right",
    "asking_curve": "at 0.50, 50 of 200 are left, and 3 of the other 150 are read wrong",
    "reliability_diagram": "of the 80 with an output from 0.5 to 1.0, in the mean 0.900, 95.0% are",
    "firing_chart": "of the images, and neuron 1 least often, for 0.0 %; 1 never fires: 1.",
    "lottery": "3 of 4 networks: after epoch 1 90.00 % in the mean, 89.00 to 91.00 %; after epoch ",
    "comparison": "quadratic (3 runs, 3 epochs) 93.00 % in the mean, 91.00 to 95.00 %; c-e (2 run",
    "search_map": "in 6 of 6 cells: 92.00 to 96.00 %, the best with Learning rate η 10, Cost cros",
    "cell_curves": "each run: after epoch 3 93.00 % in the mean, 91.00 to 95.00 %",
}


@pytest.mark.parametrize("name", EVERY_FIGURE)
def test_a_figure_fits_on_any_page_and_has_a_text_alternative(name: str) -> None:
    figure = EVERY_FIGURE[name]()
    layout = figure.layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.color is layout.height is None
    # Dragging scrolls the page on a phone instead of zooming.
    assert layout.dragmode is False
    assert all(layout[key].fixedrange is True for key in layout if key[1:5] == "axis")
    text = figure.to_json()
    assert "NaN" not in text
    assert min(font["size"] for key, font in walk(json.loads(text)) if key.endswith("font")) >= 14
    said = layout.meta["alt"]
    assert ALT.get(name, "") in said and said.endswith(".")
    # It has a number, or says that there is none, and not as 1e-05.
    assert re.search(r"\d|nothing|there (is|are) no", said) and not re.search(r"\de[-−+]?\d", said)


def test_every_builder_is_tried_and_has_its_text_alternative() -> None:
    others = ("_range", "_svg", "NEURONS", "FEW", "Curve")
    builders = {name for name in figures.__all__ if not name.endswith(others)}
    assert set(EVERY_BUILDER) == set(ALT) == builders
