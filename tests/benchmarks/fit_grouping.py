"""Fit the weights by which strokes are grouped into digits (WEIGHTS in nn/drawing/grouping.py).

    python tests/benchmarks/fit_grouping.py NETWORK PENDIGITS_FILE [--writers 18-23]
        [--numbers 1000] [--seed 1]

The numbers are those of composed_numbers.py, even and uneven, of people whose digits the network
has not seen. Among all ways of grouping the strokes of a number, the right one is to be as likely
as possible, where a way's likelihood goes with e^(sum of its groups' scores): a conditional logit.
Its minus log-likelihood is convex, so that it has one minimum.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from nn.answers import Reader
from nn.cli.predict import open_digit_network
from nn.drawing.grouping import WEIGHTS, Group
from nn.drawing.strokes_to_number import images_of, log_likelihoods, row_of
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS
from tests.benchmarks import composed_numbers, report
from tests.benchmarks.composed_numbers import Number

MOST_WAYS = 4000
RIDGE = 0.05  # holds weights that nothing determines near 0


def ways(count: int, groups: Sequence[Group]) -> Iterator[list[int]]:
    """Yield the ways to put each of `count` strokes into one group, as indices of groups."""
    bits = [sum(1 << place for place in group) for group in groups]
    firsts = [[k for k, group in enumerate(groups) if group[0] == first] for first in range(count)]

    def go_on(taken: int, way: list[int]) -> Iterator[list[int]]:
        first = next((place for place in range(count) if not taken >> place & 1), None)
        if first is None:
            yield way
            return
        for k in firsts[first]:
            if not bits[k] & taken:
                yield from go_on(taken | bits[k], [*way, k])

    return go_on(0, [])


def differences(reader: Reader, number: Number) -> Array | None:
    """Return how the features of each way differ from those of the right way, (ways, features).

    None for a number without a choice, or whose right way is none of them.
    """
    row = row_of(number.strokes, 0.0)
    groups, images = images_of(row, 0.0)
    forward = reader.network.forward(np.reshape(images, (-1, IMAGE_PIXELS)))
    likely = log_likelihoods(forward, reader.least_energy or 0.0)
    features = np.array(
        [
            [*row.features(group).values(), value]
            for group, value in zip(groups, likely, strict=True)
        ]
    )
    if reader.least_energy is None:
        features[:, -1] = 0.0
    places = np.array(number.places)[row.order]
    right = {tuple(np.flatnonzero(places == place).tolist()) for place in set(number.places)}
    sums, sum_of_right = [], None
    for way, _ in zip(ways(len(row), groups), range(MOST_WAYS), strict=False):
        sums.append(features[way].sum(axis=0))
        if {groups[k] for k in way} == right:
            sum_of_right = sums[-1]
    return None if sum_of_right is None or len(sums) < 2 else np.array(sums) - sum_of_right


def fitted(choices: Sequence[Array]) -> Array:
    """Return the weights of the features with which the right ways are most likely."""

    def loss(weights: Array) -> tuple[float, Array]:
        """Return minus the log-likelihood of the right ways, with the ridge, and its gradient."""
        sum_, gradient = RIDGE * float(weights @ weights) / 2, RIDGE * weights
        for ways in choices:
            scores = ways @ weights
            sum_ += float(logsumexp(scores))
            gradient = gradient + softmax(scores) @ ways
        return sum_, gradient

    weights: Array = minimize(loss, np.zeros(choices[0].shape[1]), jac=True).x
    return weights


if __name__ == "__main__":
    chosen = composed_numbers.command_line(__doc__).parse_args()
    choices = []
    with report.told():
        reader = open_digit_network(chosen.network).reader
        for chosen.uneven in (False, True):
            found = [differences(reader, number) for number in composed_numbers.composed(chosen)]
            choices += [each for each in found if each is not None]
    for name, weight in zip(WEIGHTS, fitted(choices), strict=True):
        print(f'    "{name}": {weight:.2f},')
