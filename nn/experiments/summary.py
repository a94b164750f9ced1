"""What the runs of an experiment say together: mean, spread, and which cells can be told apart."""

from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result

CHANCE = 0.05  # cells whose difference chance alone makes as often, or more, are not told apart
TEST = "Mann–Whitney U test"
MOST_EXACT = 20  # runs of the cell with fewer, for which all orders are counted


class Summary(NamedTuple):
    """The test accuracies of one cell's runs, as shares from 0 to 1."""

    cell: int
    runs: int  # that have ended
    diverged: int  # of them
    mean: float
    spread: float  # the standard deviation over the seeds, dividing by n - 1; 0 for one run
    lowest: float
    highest: float
    best: Result  # the run with the highest accuracy


class Difference(NamedTuple):
    """Whether the accuracies of two cells differ by more than chance explains."""

    first: int  # the cells
    second: int
    means: float  # the first's mean accuracy less the second's, as a share
    ahead: float  # the share of pairs of runs in which the first's reads more, ties half, 0 to 1
    # How often chance alone would make a difference as clear as this one, times the pairs; at most
    # 1. It is not how likely it is that the cells are equal.
    p: float
    told_apart: bool


def summaries(experiment: Experiment, results: Sequence[Result]) -> list[Summary]:
    """Return a summary for each cell that has a run, in their order."""
    by_cell = _by_cell(results)
    numbers = [cell.number for cell in experiment.cells if cell.number in by_cell]
    return [_summary(number, by_cell[number]) for number in numbers]


def differences(results: Sequence[Result], of: int | None = None) -> list[Difference]:
    """Return for each two cells, or for the cell `of` and each other, if they can be told apart.

    Two cells are compared by the Mann-Whitney U test (scipy), which asks how often the runs of one
    read more than the runs of the other, and needs no bell curve: accuracies have none. Its p is
    multiplied by the number of all pairs (Bonferroni), since of many one differs by chance.

    With few runs all orders are counted, as `fewest_seeds` does, also where two runs read equally
    many. The test takes the runs for independent, though cells share their seeds: where a seed is
    good for both, p is rather too large.
    """
    by_cell = {cell: accuracies(runs) for cell, runs in _by_cell(results).items()}
    pairs = list(combinations(sorted(by_cell), 2))
    return [
        _difference(a, b, by_cell[a], by_cell[b], len(pairs))
        for a, b in (pair if pair[1] != of else pair[::-1] for pair in pairs)
        if of in (None, a)
    ]


def p_in_words(p: float) -> str:
    """Return p with three places: "p = 0.008", "p < 0.001", "p = 1"."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}".removesuffix(".000")


def fewest_seeds(cells: int) -> int:
    """Return how many seeds each of so many cells needs before any two can be told apart."""
    pairs = cells * (cells - 1) // 2
    seeds = 2
    while 2 * pairs / comb(2 * seeds, seeds) >= CHANCE:
        seeds += 1
    return seeds


def accuracies(results: Sequence[Result], epoch: int | None = None) -> list[float]:
    """Return the test accuracies of runs after an epoch, or else at their end, as shares."""
    measured = [r.final if epoch is None else r.after(epoch) for r in results]
    return [each.test_accuracy for each in measured]


def _by_cell(results: Sequence[Result]) -> dict[int, list[Result]]:
    by_cell: dict[int, list[Result]] = {}
    for result in sorted(results, key=lambda result: result.number):
        by_cell.setdefault(result.cell, []).append(result)
    return by_cell


def _summary(cell: int, results: list[Result]) -> Summary:
    values = np.array(accuracies(results))
    return Summary(
        cell=cell,
        runs=len(results),
        diverged=sum(result.diverged for result in results),
        mean=float(values.mean()),
        spread=float(values.std(ddof=1)) if len(values) > 1 else 0.0,
        lowest=float(values.min()),
        highest=float(values.max()),
        best=max(results, key=lambda result: result.final.test_accuracy),
    )


def _difference(first: int, second: int, a: list[float], b: list[float], pairs: int) -> Difference:
    from scipy.stats import mannwhitneyu  # a second to import: only where cells are compared

    method = "exact" if min(len(a), len(b)) <= MOST_EXACT else "asymptotic"
    test = mannwhitneyu(a, b, method=method)
    p, ahead = min(1.0, pairs * float(test.pvalue)), float(test.statistic) / (len(a) * len(b))
    return Difference(first, second, float(np.mean(a) - np.mean(b)), ahead, p, p < CHANCE)
