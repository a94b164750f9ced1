"""The book's experiments: what each is, and how our runs are set beside the book's figures."""

import re

import pytest

from nn.experiments import records, texts
from nn.experiments.measuring import Measured
from nn.experiments.presets import (
    END,
    PEAK,
    PRESETS,
    TEST_ACCURACY,
    TRAINING_COST,
    BookFigure,
    ExperimentPreset,
    preset,
)
from nn.settings.setting import ConfigError
from tests.nn.experiments.made import result

ALL = list(PRESETS.values())


@pytest.mark.parametrize("one", ALL, ids=list(PRESETS))
def test_an_experiment_of_the_book_is_whole(one: ExperimentPreset) -> None:
    assert PRESETS[one.name] is one is preset(one.name)
    assert one.experiment.seeds == (1, 2, 3, 4, 5)
    assert len(one.cells) == len(one.experiment.cells) == len(set(one.cells))
    assert one.question.endswith("?")
    for text in one.book, one.source, one.ours, one.why:
        assert len(text) > 40 and text.endswith(".")
    assert "chapter" in one.source
    assert {figure.cell for figure in one.figures} == set(range(len(one.cells)))
    for figure in one.figures:
        config = one.experiment.cells[figure.cell].config
        assert figure.what in (TEST_ACCURACY, TRAINING_COST)
        assert figure.when in (PEAK, END) or 1 <= int(figure.when) <= config.epochs
        assert 0 < figure.value < 1


@pytest.mark.parametrize("one", ALL, ids=list(PRESETS))
def test_an_experiment_of_the_book_has_a_link_and_a_file(one: ExperimentPreset) -> None:
    assert records.from_link(records.to_link(one.experiment)) == one.experiment
    assert texts.from_file(texts.to_file(one.experiment)) == one.experiment


@pytest.mark.parametrize("one", ALL, ids=list(PRESETS))
def test_the_book_s_figures_are_those_that_its_text_tells(one: ExperimentPreset) -> None:
    told = {float(number) for number in re.findall(r"\d+\.\d+", one.book)}
    for figure in one.figures:
        if figure.what == TEST_ACCURACY:
            assert min(abs(100 * figure.value - number) for number in told) < 0.051, figure


def test_every_experiment_learns_from_the_book_s_images() -> None:
    images = {one.name: one.experiment.base.training_images for one in ALL}
    assert images.pop("l2") == 1_000
    assert set(images.values()) == {50_000}


def test_only_what_the_book_compares_differs() -> None:
    quadratic, cross_entropy = (cell.config for cell in PRESETS["cost"].experiment.cells)
    assert (quadratic.cost, quadratic.eta) == ("quadratic", 3.0)
    assert (cross_entropy.cost, cross_entropy.eta) == ("cross-entropy", 0.5)
    assert {cell.config.lmbda for cell in PRESETS["l2"].experiment.cells} == {0.0, 0.1}
    assert PRESETS["eta"].experiment.base.lmbda == 5.0
    assert PRESETS["eta"].experiment.base.initialisation == "sqrt-n"


def test_an_unknown_experiment_is_refused_with_the_known() -> None:
    with pytest.raises(ConfigError, match="no experiment 'depth'; choose one of eta, hidden"):
        preset("depth")


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
