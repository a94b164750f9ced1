"""The book's experiments: what each is, and how our runs are set beside the book's figures."""

import re

import pytest

from nn.experiments.of_the_book import PRESETS, ExperimentPreset
from tests.benchmarks.book_figures import (
    END,
    FIGURES,
    PEAK,
    TEST_ACCURACY,
)

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
