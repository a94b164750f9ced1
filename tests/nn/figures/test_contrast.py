"""Figures can be read on a light page and on a dark one; axe-core does not look into them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.colors
import plotly.graph_objects as go
import pytest

from nn.figures import colours
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
    assert set(own) <= {None}


@pytest.mark.parametrize(
    "name", ["ACCENT", "OTHER", "THIRD", "FOURTH", "WORST", "GREY", "BAR_ABOVE", "BAR_BELOW"]
)
def test_bars_and_lines_stand_out_from_both_pages(name: str) -> None:
    assert min(contrast(getattr(colours, name), page) for page in PAGES) >= SHAPES
