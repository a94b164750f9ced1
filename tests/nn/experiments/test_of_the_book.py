"""The book's experiments: what each is, and how our runs are set beside the book's figures."""

import re

import pytest

from nn.experiments.of_the_book import PRESETS, ExperimentPreset
from nn.experiments.one_run import Measured
from tests.benchmarks.book_figures import (
    END,
    FIGURES,
    PEAK,
    TEST_ACCURACY,
    TRAINING_COST,
    BookFigure,
)
from tests.nn.experiments.made import result

ALL = list(PRESETS.values())


@pytest.mark.parametrize("one", ALL, ids=list(PRESETS))
def test_an_experiment_has_the_figures_that_its_text_tells(one: ExperimentPreset) -> None:
    told = {float(number) for number in re.findall(r"\d+\.\d+", one.book)}
    assert one.experiment.seeds == (1, 2, 3, 4, 5)
    assert len(one.cells) == len(one.experiment.cells) == len(set(one.cells))
    figures = FIGURES[one.name]
    assert {figure.cell for figure in figures} == set(range(len(one.cells)))
    for figure in figures:
        config = one.experiment.cells[figure.cell].config
        assert figure.when in (PEAK, END) or 1 <= int(figure.when) <= config.epochs
        if figure.what == TEST_ACCURACY:
            assert min(abs(100 * figure.value - number) for number in told) < 0.051, figure


def test_our_figure_is_of_the_same_moment_as_the_book_s() -> None:
    run = next(PRESETS["cost"].experiment.runs())
    columns = [(0.1, 3.0), (0.5, 2.0), (0.9, 0.5), (0.8, 0.7)]
    measured = tuple(Measured(accuracy, 9.0, 0.9, cost, 0.25) for accuracy, cost in columns)
    ended = result(run)._replace(measured=measured, final=measured[-1])
    assert BookFigure(0, 0.5, PEAK).of(ended) == 0.9
    assert BookFigure(0, 0.5, END).of(ended) == 0.8
    assert BookFigure(0, 0.5, 1).of(ended) == 0.5
    assert BookFigure(0, 0.5, 30).of(ended) == 0.8
    # The book's cost has L2's term.
    assert BookFigure(0, 0.5, 1, TRAINING_COST).of(ended) == 2.25
    assert BookFigure(0, 0.5, PEAK, TRAINING_COST).of(ended) == 0.75
