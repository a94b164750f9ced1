"""Mean, spread and the test that tells cells apart, with sums that are worked by hand."""

from math import sqrt

import numpy as np
import pytest

from nn.experiments.experiment import Experiment, Varied
from nn.experiments.summary import accuracies, differences, fewest_seeds, summaries
from tests.nn.experiments.made import QUICK, ended, result


def experiment(cells: int, seeds: int) -> Experiment:
    etas = tuple(0.5 * (k + 1) for k in range(cells))
    return Experiment(QUICK, (Varied("eta", etas),), tuple(range(1, seeds + 1)))


def test_mean_and_spread_by_hand() -> None:
    two = experiment(2, 3)
    first, second = summaries(two, ended(two, [[0.90, 0.93, 0.96], [0.5, 0.5, 0.5]]))
    # 0.93 is the mean; the deviations are -0.03, 0 and 0.03; their squares over n - 1 are 0.0009.
    assert first.mean == pytest.approx(0.93)
    assert first.spread == pytest.approx(0.03)
    assert (first.lowest, first.highest, first.runs, first.diverged) == (0.90, 0.96, 3, 0)
    assert first.best.config.seed == 3
    assert (second.mean, second.spread) == (0.5, 0.0)


def test_a_cell_with_one_run_has_no_spread_and_one_without_a_run_no_summary() -> None:
    three = experiment(3, 2)
    results = ended(three, [[0.9, 0.8], [0.7, 0.6], [0.5, 0.4]])
    only, pair = summaries(three, [results[0], results[2], results[3 + 2]])
    assert (only.cell, only.runs, only.mean, only.spread) == (0, 1, 0.9, 0.0)
    assert (pair.cell, pair.runs) == (2, 2)
    assert pair.mean == pytest.approx(0.45)
    assert pair.spread == pytest.approx(0.1 / sqrt(2))
    assert summaries(three, []) == []


def test_the_accuracies_after_an_epoch_and_the_best_one_on_the_way() -> None:
    alone = experiment(1, 2)
    first, second = alone.runs()
    results = [result(first, 0.1, 0.8, 0.97, 0.95), result(second, 0.1, 0.9, 0.92, 0.93)]
    (at_end,) = summaries(alone, results)
    assert at_end.mean == pytest.approx(0.94)
    assert at_end.best.config.seed == 1
    assert accuracies(results, 0) == [0.1, 0.1]
    assert accuracies(results, 2) == [0.97, 0.92]
    assert accuracies(results) == accuracies(results, 99) == [0.95, 0.93]


@pytest.mark.parametrize(
    ("a", "b", "p"),
    [
        ([0.1], [0.9], 1.0),  # 2 of 2 orders
        ([0.1, 0.2], [0.8, 0.9], 2 / 6),
        ([0.1, 0.2, 0.3], [0.7, 0.8, 0.9], 2 / 20),
        # One of each group is out of place: 2 of 20 orders are so, and 2 more lie further apart.
        ([0.1, 0.2, 0.75], [0.7, 0.8, 0.9], 4 / 20),
        ([0.5, 0.5], [0.5, 0.5], 1.0),  # ties
        # 4 of 8 can be chosen in 70 ways; in 2 of them all of one group are above all of the other.
        ([0.95, 0.96, 0.97, 0.98], [0.91, 0.92, 0.93, 0.94], 2 / 70),
        # Ten thousand images leave few accuracies to differ by: two equal ones hide no difference.
        ([0.95, 0.951, 0.951, 0.952, 0.953], [0.90, 0.901, 0.902, 0.903, 0.904], 2 / 252),
    ],
)
def test_small_groups_by_hand(a: list[float], b: list[float], p: float) -> None:
    two = experiment(2, len(a))
    (only,) = differences(ended(two, [a, b]))
    assert abs(only.means) == pytest.approx(abs(np.mean(a) - np.mean(b)))
    assert only.p == pytest.approx(p)
    assert only.told_apart == (p < 0.05)


def test_of_many_pairs_one_differs_by_chance_so_each_has_to_differ_more() -> None:
    apart = [[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]]
    three = experiment(3, 4)
    pairs = differences(ended(three, [*apart, [0.15, 0.25, 0.65, 0.75]]))
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1), (0, 2), (1, 2)]
    assert pairs[0].p == pytest.approx(3 * 2 / 70)
    assert not pairs[0].told_apart
    assert max(pair.p for pair in pairs) <= 1.0


@pytest.mark.parametrize(
    ("cells", "seeds"),
    # 2 / C(2n, n) times the pairs: 2/20 is too much with 3 seeds, 2/70 is not with 4.
    [(1, 2), (2, 4), (3, 5), (4, 5), (10, 7)],
)
def test_so_many_seeds_can_tell_cells_apart_and_fewer_cannot(cells: int, seeds: int) -> None:
    assert fewest_seeds(cells) == seeds
    if cells == 1:
        return
    for count, apart in ((seeds, True), (seeds - 1, False)):
        steps = np.linspace(0.1, 0.9, cells * count).reshape(cells, count)
        pairs = differences(ended(experiment(cells, count), steps.tolist()))
        assert {pair.told_apart for pair in pairs} == {apart}
