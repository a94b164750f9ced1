"""What an experiment varies, its runs in their order, and what no experiment can be made of."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.experiments.experiment import MOST_RUNS, Experiment, Varied, in_words
from nn.settings.config import TrainingConfig
from nn.settings.setting import Value

BOOK = TrainingConfig()
ETAS = Varied("eta", (0.1, 0.5, 3.0))
SIZES = Varied("sizes", ((784, 30, 10), (784, 100, 10)))
MANY = ("eta", "lmbda", "mini_batch_size", "training_images", "held_back")
COSTS = Varied("cost", ("quadratic", "cross-entropy"))


def test_crossed_settings_give_every_combination() -> None:
    experiment = Experiment(BOOK, (ETAS, COSTS), seeds=(7, 8))
    assert len(experiment) == 3 * 2 * 2
    every = product(ETAS.values, COSTS.values)
    assert [cell.values for cell in experiment.cells] == [*every]
    last = experiment.cells[-1].config
    assert (last.eta, last.cost, last.seed) == (3.0, "cross-entropy", 7)


def test_of_paired_settings_only_the_combination_has_to_be_new() -> None:
    etas, costs = (3.0, 0.5, 0.5), ("quadratic", "quadratic", "cross-entropy")
    experiment = Experiment(BOOK, (Varied("eta", etas), Varied("cost", costs)), paired=True)
    assert [cell.values for cell in experiment.cells] == [*zip(etas, costs, strict=True)]


def test_the_runs_are_all_cells_with_one_seed_after_another() -> None:
    runs = list(Experiment(BOOK, (COSTS,), seeds=(5, 3)).runs())
    assert [(run.number, run.cell, run.config.cost, run.config.seed) for run in runs] == [
        (0, 0, "quadratic", 5),
        (1, 1, "cross-entropy", 5),
        (2, 0, "quadratic", 3),
        (3, 1, "cross-entropy", 3),
    ]


def test_experiments_that_do_the_same_are_equal() -> None:
    plain = Experiment(TrainingConfig(eta=0.1), (COSTS,))
    # A setting with one value is part of the base, and what varies in the base does not count.
    other = TrainingConfig(eta=5.0, cost="cross-entropy", seed=9)
    assert Experiment(other, (Varied("eta", (0.1,)), COSTS)) == plain
    # One setting alone has nothing to be paired with.
    assert Experiment(TrainingConfig(eta=0.1), (COSTS,), paired=True) == plain
    assert Experiment(TrainingConfig(eta=0.1), (COSTS,), seeds=(2,)) != plain


def test_cells_are_named_by_what_varies() -> None:
    experiment = Experiment(BOOK, (Varied("eta", (0.5, 0.025)), COSTS))
    assert experiment.named(3) == "learning rate η 0.025, cost cross-entropy"
    alone = Experiment(BOOK)
    assert alone.named(0) == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("eta", 0.025, "0.025"),
        ("sizes", (784, 100, 50, 10), "100, 50"),
        ("sizes", (784, 10), "none"),
        ("initialisation", "sqrt-n", "narrow: 1/√n"),
        ("activation", "relu", "ReLU"),
    ],
)
def test_a_value_is_said_as_a_person_reads_it(name: str, value: Value, words: str) -> None:
    assert in_words(name, value) == words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"varied": (Varied("speed", (1,)),)}, "Setting 'speed' is unknown"),
        ({"varied": (Varied("seed", (1, 2)),)}, "Seed varies twice"),
        ({"varied": (Varied("eta", ()),)}, "Learning rate η: expected at least one value"),
        (
            {"varied": (Varied("eta", (0.5, 3, 0.5)),)},
            "Combinations 1 and 3 are the same, learning rate η 0.5;",
        ),
        ({"seeds": ()}, "Seed: expected at least one value"),
        ({"seeds": (1, 2, 1)}, "Seed 1 is there twice"),
        ({"varied": (ETAS, COSTS), "paired": True}, "as many values each, got 3 and 2"),
        ({"seeds": tuple(range(MOST_RUNS + 1))}, "has 10,001 runs, and at most 10,000"),
        (  # more than a sequence can have
            {
                "varied": tuple(Varied(name, tuple(range(1, 1001))) for name in MANY),
                "seeds": tuple(range(100_000)),
            },
            "has 100,000,000,000,000,000,000 runs, and at most 10,000",
        ),
        (
            {"varied": (Varied("mini_batch_size", (10, 900)), Varied("training_images", (800,)))},
            "No run can be made with mini-batch size 900. A mini-batch of",
        ),
    ],
)
def test_what_no_experiment_can_be_made_of(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        Experiment(BOOK, **changes)


# From the same initial weights, where the shapes allow it


def initial(config: TrainingConfig) -> list[np.ndarray[Any, Any]]:
    network = config.first_network()
    return [*network.weights, *network.biases]


def test_cells_with_the_same_layers_start_from_the_same_network_seed_for_seed() -> None:
    varied = ETAS, COSTS, Varied("lmbda", (0.0, 5.0)), Varied("activation", ("tanh", "relu"))
    first, *others = Experiment(BOOK, varied, seeds=(4,)).cells
    for cell in others:
        for one, other in zip(initial(first.config), initial(cell.config), strict=True):
            np.testing.assert_array_equal(one, other)
    another_seed = Experiment(BOOK, varied, seeds=(5,)).cells[0].config
    assert (initial(first.config)[0] != initial(another_seed)[0]).any()


def test_with_more_neurons_the_first_ones_start_with_the_same_weights() -> None:
    small, large = (cell.config for cell in Experiment(BOOK, (SIZES,)).cells)
    np.testing.assert_array_equal(initial(small)[0], initial(large)[0][:30])
