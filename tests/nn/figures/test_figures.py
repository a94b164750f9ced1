import inspect
import json
import re
from collections.abc import Callable
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import nn.figures
from nn.explain.calibration import Bin
from nn.explain.confusion import Read
from nn.figures.accuracy import accuracy_chart
from nn.figures.confusion import confusion_matrix
from nn.figures.experiments.comparison import comparison
from nn.figures.experiments.dots import dots
from nn.figures.experiments.search import search_map
from nn.figures.how_sure import asking_curve, reliability_diagram
from nn.figures.maps import weight_maps, weight_matrix
from nn.figures.neurons import activation_by_digit, lost_chart
from nn.functions import Array
from tests.nn.experiments.made import COSTS, GRID, LOTTERY, POINTS, made
from tests.nn.figures.test_accuracy import RUN

MATRIX = np.linspace(-1, 2, 12).reshape(3, 4)
LATER, EARLIER = [f"output {k}" for k in range(3)], [f"neuron {k}" for k in range(1, 5)]


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


def counts() -> Any:
    """Return a confusion matrix in which 4 is read as 9 forty times, and 2 once as 7."""
    matrix = np.diag([960] * 11)[:10]
    matrix[4, 9], matrix[2, 7] = 40, 1
    return matrix


BINS = [Bin(4, 0.4, 0.5), Bin(80, 0.9, 0.95)]
EVERY_BUILDER: dict[str, Callable[[], go.Figure]] = {
    "weight_maps": lambda: weight_maps(np.full((30, 784), -0.5), selected=3),
    "weight_matrix": lambda: weight_matrix(MATRIX, LATER, EARLIER),
    "accuracy_chart": lambda: accuracy_chart(RUN),
    "activation_by_digit": lambda: activation_by_digit(np.mgrid[0:1:10j, 0:5][0]),
    "confusion_matrix": lambda: confusion_matrix(counts()),
    "asking_curve": lambda: asking_curve(
        Read(np.repeat([0.2, 0.7], [50, 150]), np.ones(200, bool), np.arange(200) % 197 >= 17),
        0.5,
        "cheques",
    ),
    "reliability_diagram": lambda: reliability_diagram(BINS),
    "lost_chart": lambda: lost_chart(np.array([3, 9]), 1),
    "dots": lambda: dots(LOTTERY, made(LOTTERY, 3), [""], chosen=1),
    "comparison": lambda: comparison(COSTS, made(COSTS, 5), ["quadratic", "c-e"]),
    "search_map": lambda: search_map(GRID, made(GRID, 7), chosen=2),
}
EVERY_FIGURE = EVERY_BUILDER | {
    "a mistake": lambda: confusion_matrix(counts(), chosen=(4, 9)),
    "no weights": lambda: weight_maps(np.zeros((10, 784)), 5),
    "a cell": lambda: comparison(COSTS, made(COSTS, 5), ["mean"], chosen=2, cells=[0]),
    "no images": lambda: activation_by_digit(np.full((10, 5), np.nan)),
    "no answers": lambda: reliability_diagram([]),
    "costs": lambda: comparison(COSTS, made(COSTS), ["q", "c"], "train_cost", chosen=1),
    "cells": lambda: dots(COSTS, made(COSTS), ["q", "c"], "train_cost", chosen=0),
    "points": lambda: search_map(POINTS, made(POINTS, 2), chosen=0),
    "no network": lambda: dots(LOTTERY, [], [""]),
    "no configuration": lambda: comparison(COSTS, [], ["q", "c"]),
    "no cell": lambda: search_map(GRID, []),
    "no run": lambda: comparison(COSTS, [], ["mean"], cells=[1]),
    "no mistakes": lambda: confusion_matrix(np.eye(10, 11, dtype=int)),
}
# What the text alternative says, among other things.
ALT = {
    "weight_maps": "The weight for each pixel in 30 pictures, −0.5 to −0.5",
    "weight_matrix": "3 neurons and a column for each of the 4 before them: weight −1 to 2",
    "accuracy_chart": "at the end 95.00 % of the test images and 97.00 % of the training images",
    "activation_by_digit": "median is highest for 9, 1, and lowest for 0, 0",
    "confusion_matrix": "9,600 of 9,641 images are read right; the most frequent mistake is 4 r",
    "asking_curve": "at 0.50, 50 of 200 are left, and 3 of the other 150 are read wrong",
    "no weights": "The weight for each pixel in 10 pictures, 0 to 0",
    "a cell": "mean (3 runs, 3 epochs) 93.00 % in the mean, 91.00 to 95.00 %",
    "reliability_diagram": "of the 80 with an output from 0.5 to 1.0, in the mean 0.900, 95.0% are",
    "lost_chart": "Neuron 2 costs most: without it, 9 test images fewer are read right.",
    "dots": "3 of 4 networks: after epoch 1 90.00 % in the mean, 89.00 to 91.00 %; after epoch ",
    "comparison": "quadratic (3 runs, 3 epochs) 93.00 % in the mean, 91.00 to 95.00 %; c-e (2 run",
    "search_map": "in 6 of 6 cells: 92.00 to 96.00 %, the best with learning rate η 10, cost cros",
}


@pytest.mark.parametrize("name", EVERY_FIGURE)
def test_a_figure_fits_on_any_page_and_has_a_text_alternative(name: str) -> None:
    figure = EVERY_FIGURE[name]()
    layout = figure.layout
    # One alone is saved, and zoomed into.
    is_fixed = name != "accuracy_chart"
    assert layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.paper_bgcolor == ("rgba(0,0,0,0)" if is_fixed else "#ffffff")
    assert layout.font.color is layout.height is None
    # Dragging scrolls the page on a phone instead of zooming.
    assert layout.dragmode == (False if is_fixed else "zoom")
    assert all(layout[key].fixedrange is is_fixed for key in layout if key[1:5] == "axis")
    text = figure.to_json()
    assert "NaN" not in text
    assert min(font["size"] for key, font in walk(json.loads(text)) if key.endswith("font")) >= 14
    said = layout.meta["alt"]
    assert ALT.get(name, "") in said and said.endswith(".")
    # It has a number, or says that there is none, and not as 1e-05.
    assert re.search(r"\d|nothing|there (is|are) no", said) and not re.search(r"\de[-−+]?\d", said)


def test_every_builder_is_tried_and_has_its_text_alternative() -> None:
    builders = {
        name
        for module in walk_packages(nn.figures.__path__, "nn.figures.")
        for name, made in vars(import_module(module.name)).items()
        if inspect.isfunction(made)
        and made.__module__ == module.name
        and not name.startswith("_")
        and inspect.signature(made).return_annotation is go.Figure
    }
    assert builders - {"canvas"} == set(EVERY_BUILDER) <= set(ALT)
