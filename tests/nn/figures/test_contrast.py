"""Figures can be read on a light page and on a dark one; axe-core does not look into them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.colors
import plotly.graph_objects as go
import pytest

from nn.figures import accuracy, colours
from nn.functions import Array
from tests.contrast import GROUNDS, LETTERS, SHAPES, contrast
from tests.nn.figures.test_figures import EVERY_FIGURE

PAGES = [GROUNDS["light"][0], GROUNDS["dark"][0]]


def written_cells(figure: go.Figure) -> Iterator[tuple[str, str]]:
    """Yield the colours of the text and of the cell, for each number that is written in a cell."""
    for trace in figure.data:
        if trace.type != "heatmap" or not trace.texttemplate:
            continue
        z = np.array(trace.z, float)
        share = (z - trace.zmin) / (trace.zmax - trace.zmin)
        for at, text in np.ndenumerate(np.array(trace.text)):
            if text and np.isfinite(share[at]):
                scale = [list(stop) for stop in trace.colorscale]
                (cell,) = plotly.colors.sample_colorscale(scale, [share[at]])
                assert trace.textfont.color, "plotly writes grey on grey by itself"
                yield trace.textfont.color, cell


@pytest.mark.parametrize("name", ["confusion_matrix", "search_map"])
def test_numbers_in_cells_can_be_read(name: str) -> None:
    cells = list(written_cells(EVERY_FIGURE[name]()))
    assert len(cells) >= 6
    assert min(contrast(*cell) for cell in cells) >= LETTERS


@pytest.mark.parametrize("name", EVERY_FIGURE)
def test_what_is_written_beside_cells_has_the_page_s_own_colour(name: str) -> None:
    figure = EVERY_FIGURE[name]()
    own: list[Any] = [trace.textfont.color for trace in figure.data if trace.type == "scatter"]
    own += [note.font.color for note in figure.layout.annotations]
    own += [shape.label.font.color for shape in figure.layout.shapes]
    if name == "accuracy_chart":  # which can be saved: then the ground is its own as well
        assert set(own) == {None, accuracy.LETTERS}
        assert contrast(accuracy.LETTERS, figure.layout.paper_bgcolor) >= LETTERS
    else:
        assert set(own) <= {None}


THEMES = {"light": 0, "dark": 1}
# What somebody sees who lacks one kind of cone: Machado, Oliveira and Fernandes (2009), table 1.
CONES = {
    "all": np.eye(3),
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
# Björn Ottosson's Oklab (2020): in it, what looks twice as different is twice as far apart.
TO_LMS = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
TO_LAB = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]


def apart(one: str, other: str, cones: str) -> float:
    """Return how far two colours are apart for somebody; black and white are 100 apart."""

    def seen(colour: str) -> Array:
        share = np.array(colours.rgb(colour)) / 255
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        light = np.clip(np.array(CONES[cones]) @ linear, 0, 1)
        return np.array(TO_LAB) @ np.cbrt(np.array(TO_LMS) @ light)

    return 100 * float(np.linalg.norm(seen(one) - seen(other)))


@pytest.mark.parametrize("theme", THEMES)
def test_letters_in_a_colour_that_means_something_can_be_read(theme: str) -> None:
    meanings = (
        colours.POSITIVE,
        colours.NEGATIVE,
        colours.TOO_MUCH,
        colours.TOO_LITTLE,
        colours.HERE,
    )
    ground, which = GROUNDS[theme][0], THEMES[theme]
    assert min(contrast(meaning[which], ground) for meaning in meanings) >= LETTERS


@pytest.mark.parametrize("theme", THEMES)
def test_the_two_of_what_flows_back_are_told_apart_by_everybody_and_are_not_red_and_blue(
    theme: str,
) -> None:
    much, little, red, blue = (
        pair[THEMES[theme]]
        for pair in (colours.TOO_MUCH, colours.TOO_LITTLE, colours.POSITIVE, colours.NEGATIVE)
    )
    as_red_and_blue = min(apart(red, blue, cones) for cones in CONES)
    assert min(apart(much, little, cones) for cones in CONES) > 0.9 * as_red_and_blue
    assert min(apart(one, other, "all") for one in (much, little) for other in (red, blue)) > 15


@pytest.mark.parametrize("name", ["ACCENT", "OTHER", "THIRD", "FOURTH", "WORST", "GREY"])
def test_bars_and_lines_stand_out_from_both_pages(name: str) -> None:
    assert min(contrast(getattr(colours, name), page) for page in PAGES) >= SHAPES
