import json

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures
from nn.answers import NO_ANSWER, Indices
from nn.explain.confusion import Cautious
from nn.figures import look
from tests.nn.figures.test_figures import trace, walk


def counts() -> Indices:
    """Return a matrix in which 4 is often taken for 9, and nothing else happens but 2 for 7."""
    matrix = np.zeros((10, 11), np.intp)
    matrix[np.arange(10), np.arange(10)] = 960
    matrix[4, 9], matrix[2, 7] = 40, 1
    return matrix


LEVELS = [0.0, 0.5, 1.0]
RESULTS = [Cautious(200, 200, 190), Cautious(200, 150, 147), Cautious(200, 0, 0)]


@pytest.mark.parametrize(
    "figure",
    [
        figures.confusion_matrix(counts()),
        figures.confusion_matrix(counts(), shares=True, chosen=(4, 9)),
        figures.caution_curve(LEVELS, RESULTS, 0.5),
    ],
    ids=["confusion_matrix", "shares", "caution_curve"],
)
def test_a_figure_fits_on_any_page(figure: go.Figure) -> None:
    layout = figure.layout
    assert layout.title.text is None
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.color is None
    assert layout.height is None
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True
    text = figure.to_json()
    assert "NaN" not in text
    assert len(text) < 30_000
    assert min(value for key, value in walk(json.loads(text)) if key == "size") >= 14


def test_the_diagonal_does_not_drown_the_mistakes() -> None:
    mistakes, diagonal = (t for t in figures.confusion_matrix(counts()).data if t.type == "heatmap")
    assert mistakes.zmax == 40
    assert mistakes.z[4][9] == 40 and mistakes.z[0][1] == 0 and mistakes.z[4][4] is None
    assert diagonal.z[4][4] == 960 and diagonal.z[4][9] is None
    assert diagonal.colorscale[0][1] == diagonal.colorscale[1][1]


def test_cells_say_counts_or_percentages_of_their_row() -> None:
    written = [t.text for t in figures.confusion_matrix(counts()).data if t.type == "heatmap"]
    assert (written[0][4][9], written[0][0][1], written[1][4][4]) == ("40", "", "960")
    shares = figures.confusion_matrix(counts(), shares=True).data
    written = [t.text for t in shares if t.type == "heatmap"]
    assert (written[0][4][9], written[1][4][4], written[1][0][0]) == ("4.0", "96.0", "100")
    assert written[0][2][7] == "0.1"


def test_a_marker_over_each_cell_carries_its_digit_and_its_answer() -> None:
    markers = trace(figures.confusion_matrix(counts()), "scatter")
    assert len(markers.customdata) == 100
    at = list(map(tuple, markers.customdata)).index((4, 9))
    assert (markers.x[at], markers.y[at]) == (9, 4)
    assert markers.text[at] == "4 read as 9: 40<br>4.0% of the 1,000"


def test_no_answer_is_a_column_only_where_there_is_one() -> None:
    matrix = counts()
    assert list(figures.confusion_matrix(matrix).layout.xaxis.ticktext) == list("0123456789")
    matrix[3, NO_ANSWER] = 5
    figure = figures.confusion_matrix(matrix)
    assert figure.layout.xaxis.ticktext[-1] == "none"
    assert len(figure.data[-1].customdata) == 110
    assert "3 without an answer: 5<br>0.5% of the 965" in figure.data[-1].text


@pytest.mark.parametrize(
    ("chosen", "edges"),
    [
        ((4, 9), (8.5, 9.5, 3.5, 4.5)),
        ((4, None), (-0.5, 9.5, 3.5, 4.5)),
        ((None, 9), (8.5, 9.5, -0.5, 9.5)),
        ((None, None), None),
        ((3, NO_ANSWER), None),
    ],
)
def test_what_is_chosen_is_framed(
    chosen: tuple[int | None, int | None], edges: tuple[float, ...] | None
) -> None:
    shapes = figures.confusion_matrix(counts(), chosen=chosen).layout.shapes
    assert [(s.x0, s.x1, s.y0, s.y1) for s in shapes] == ([edges] if edges else [])


def test_numbers_of_four_digits_are_smaller() -> None:
    matrix = counts()
    assert figures.confusion_matrix(matrix).data[0].textfont.size == look.LARGE
    matrix[1, 8] = 1_135
    assert figures.confusion_matrix(matrix).data[0].textfont.size == look.SMALL


def test_a_matrix_without_any_mistake_has_a_scale() -> None:
    matrix = np.zeros((10, 11), np.intp)
    assert figures.confusion_matrix(matrix).data[0].zmax == 1.0


def test_the_curves_are_percentages_and_end_where_nothing_is_answered() -> None:
    right, answered = figures.caution_curve(LEVELS, RESULTS, 0.5).data
    assert list(right.y) == [95.0, 98.0, None]
    assert list(answered.y) == [100.0, 75.0, 0.0]


@pytest.mark.parametrize(("right", "bottom"), [(190, 80), (150, 50), (20, 0)])
def test_the_axis_begins_where_the_mistakes_can_be_told_apart(right: int, bottom: int) -> None:
    figure = figures.caution_curve([0.0], [Cautious(200, 200, right)], 0.0)
    assert figure.layout.yaxis.range[0] == bottom
