import json

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures, mnist
from nn.answers import NO_ANSWER, Indices
from nn.evaluation import evaluate
from nn.explain import confusion
from nn.explain.confusion import Cautious, DigitReadings, Readings
from nn.figures import look
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.training import initial_network
from tests.nn.figures.test_figures import trace, walk


def readings(*images: tuple[int, dict[int, float]]) -> Readings:
    """Return readings of images, each its label and the outputs that are not 0."""
    outputs = np.zeros((len(images), 10))
    for row, (_, given) in zip(outputs, images, strict=True):
        for digit, output in given.items():
            row[digit] = output
    return confusion.readings_of(outputs, np.array([label for label, _ in images], np.uint8))


# In this order: wrong by 0.7, right, wrong by 0.1, no answer, right but hardly, wrong by 0.9.
SIX = readings(
    (4, {9: 0.9, 4: 0.2}),
    (4, {4: 0.8}),
    (4, {9: 0.5, 4: 0.4}),
    (7, {1: np.nan}),
    (9, {9: 0.3, 4: 0.2}),
    (9, {4: 0.95, 9: 0.05}),
)


def test_the_largest_output_is_the_answer_and_how_sure_it_is() -> None:
    assert SIX.answers.tolist() == [9, 4, 9, NO_ANSWER, 9, 4]
    assert SIX.sure.tolist() == pytest.approx([0.9, 0.8, 0.5, 0.0, 0.3, 0.95])
    assert SIX.correct == 2
    assert SIX.wrongness.tolist() == pytest.approx([0.7, 0.0, 0.1, 0.0, 0.0, 0.9])


def test_an_output_that_is_no_number_leaves_none_behind() -> None:
    for bad in (np.nan, np.inf, -np.inf):
        one = readings((3, {3: 1.0, 5: bad}))
        assert one.answers.tolist() == [NO_ANSWER]
        assert not one.outputs.any()


def test_the_matrix_counts_who_is_read_as_whom() -> None:
    counts = confusion.confusion_matrix(SIX)
    assert counts.shape == (10, 11)
    assert counts.sum() == 6
    assert (counts[4, 4], counts[4, 9], counts[9, 9], counts[9, 4]) == (1, 2, 1, 1)
    assert counts[7, NO_ANSWER] == 1


@pytest.mark.parametrize(
    "settings",
    [{}, {"output": "softmax", "activation": "relu"}, {"pixels": "raw"}, {"sizes": (784, 10)}],
)
def test_reading_agrees_with_evaluate(settings: dict[str, object]) -> None:
    network = initial_network(TrainingConfig(**settings))  # type: ignore[arg-type]
    # In float64, since a float32 sum depends on how many images are multiplied at once.
    network = network.with_parameters(
        [w.astype(np.float64) for w in network.weights],
        [b.astype(np.float64) for b in network.biases],
    )
    test = mnist.load().test[:4_500]
    found = confusion.read(network, test)
    assert found.correct == evaluate(network, test).correct
    assert confusion.confusion_matrix(found).trace() == found.correct
    floats = network.feedforward(mnist.to_floats(test.images, np.float64))
    np.testing.assert_allclose(found.outputs, floats, rtol=1e-6, atol=1e-7)


def test_weights_beyond_all_bounds_give_no_answers_and_no_warnings() -> None:
    weights = [np.full((10, 784), 1e38, np.float32)]
    weights[0][::2] *= -1
    network = Network([*weights, np.ones((10, 10), np.float32)], [np.zeros(10, np.float32)] * 2)
    network.weights[1][:] = np.inf
    network.weights[1][:, 1] = -np.inf
    found = confusion.read(network, mnist.load().test[:20])
    assert set(found.answers) == {NO_ANSWER}
    assert found.correct == evaluate(network, mnist.load().test[:20]).correct == 0


def test_drawings_are_read_one_by_one() -> None:
    network = initial_network(TrainingConfig())
    images = [np.eye(28, dtype=np.float32), np.ones((28, 28), np.float32)]
    found = confusion.read_one_by_one(network, images, [7, 0])
    assert found.labels.tolist() == [7, 0]
    for image, outputs in zip(images, found.outputs, strict=True):
        alone = network.feedforward(image.reshape(1, -1))[0]
        np.testing.assert_allclose(outputs, alone, rtol=1e-5, atol=1e-7)


def test_each_digit_is_named_with_its_most_frequent_mistake() -> None:
    results = confusion.by_digit(confusion.confusion_matrix(SIX))
    assert results[4] == DigitReadings(4, total=3, right=1, taken_for=9, times=2)
    assert results[9] == DigitReadings(9, total=2, right=1, taken_for=4, times=1)
    assert results[7] == DigitReadings(7, total=1, right=0, taken_for=NO_ANSWER, times=1)
    assert results[0] == DigitReadings(0, total=0, right=0, taken_for=None, times=0)


def test_the_most_wrong_come_first_and_then_the_least_sure() -> None:
    assert confusion.ranking(SIX).tolist() == [5, 0, 2, 3, 4, 1]


@pytest.mark.parametrize(
    ("digit", "answer", "found"),
    [
        (None, None, [5, 0, 2, 3]),
        (4, 9, [0, 2]),
        (4, None, [0, 2]),
        (None, 4, [5]),
        (4, 4, [1]),
        (7, NO_ANSWER, [3]),
        (None, NO_ANSWER, [3]),
        (0, 1, []),
    ],
)
def test_a_cell_a_row_or_a_column_is_picked(
    digit: int | None, answer: int | None, found: list[int]
) -> None:
    assert confusion.pick(SIX, digit, answer).tolist() == found


def test_who_answers_only_when_sure_answers_less_and_better() -> None:
    assert confusion.cautious(SIX, 0.0) == Cautious(total=6, answered=5, right=2)
    some = confusion.cautious(SIX, 0.4)
    assert (some.answered, some.right, some.left) == (4, 1, 2)
    assert some.accuracy == 1 / 4
    assert some.share == 4 / 6
    nothing = confusion.cautious(SIX, 1.0)
    assert (nothing.answered, nothing.left) == (0, 6)
    assert np.isnan(nothing.accuracy)


# The figures.


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
