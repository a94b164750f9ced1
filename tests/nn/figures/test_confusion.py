from typing import Any

import pytest

from nn.answers import NO_ANSWER, Indices
from nn.figures.confusion import confusion_matrix
from tests.nn.figures.test_figures import counts, trace


def heatmaps(matrix: Indices) -> list[Any]:
    return [t for t in confusion_matrix(matrix).data if t.type == "heatmap"]


def test_the_diagonal_does_not_drown_the_mistakes() -> None:
    mistakes, diagonal = heatmaps(counts())
    assert mistakes.zmax == 40
    assert mistakes.z[4][9] == 40 and mistakes.z[0][1] == 0 and mistakes.z[4][4] is None
    assert diagonal.z[4][4] == 960 and diagonal.z[4][9] is None
    assert diagonal.colorscale[0][1] == diagonal.colorscale[1][1]


def test_cells_say_their_counts() -> None:
    mistakes, diagonal = (t.text for t in heatmaps(counts()))
    assert (mistakes[4][9], mistakes[0][1], diagonal[4][4]) == ("40", "", "960")


def test_a_marker_over_each_cell_carries_its_digit_and_its_answer() -> None:
    markers = trace(confusion_matrix(counts()), "scatter")
    assert len(markers.customdata) == 100
    at = list(map(tuple, markers.customdata)).index((4, 9))
    assert (markers.x[at], markers.y[at]) == (9, 4)
    assert markers.text[at] == "4 read as 9: 40<br>4.0% of the 1,000"


def test_no_answer_is_a_column_only_where_there_is_one() -> None:
    matrix = counts()
    assert list(confusion_matrix(matrix).layout.xaxis.ticktext) == list("0123456789")
    matrix[3, NO_ANSWER] = 5
    figure = confusion_matrix(matrix)
    assert figure.layout.xaxis.ticktext[-1] == "none"
    assert len(figure.data[-1].customdata) == 110
    assert "3 without an answer: 5<br>0.5% of the 965" in figure.data[-1].text


@pytest.mark.parametrize(
    ("chosen", "edges"),
    [
        ((4, 9), (8.5, 9.5, 3.5, 4.5)),
        ((4, None), (-0.5, 9.5, 3.5, 4.5)),
        ((None, 9), (8.5, 9.5, -0.5, 9.5)),
        ((3, NO_ANSWER), None),
    ],
)
def test_what_is_chosen_is_framed(
    chosen: tuple[int | None, int | None], edges: tuple[float, ...] | None
) -> None:
    shapes = confusion_matrix(counts(), chosen=chosen).layout.shapes
    assert [(s.x0, s.x1, s.y0, s.y1) for s in shapes] == ([edges] if edges else [])
