"""Which strokes of a row belong to one digit.

    strokes, from left to right -> groups that may be a digit -> how well each would do
    -> the way of putting every stroke into one group that does best

A group is described by a few numbers (`Row.features`). What the network makes of it is added by
`numbers`, which also knows the weights of these numbers.
"""

from collections.abc import Sequence
from functools import cache, cached_property

import numpy as np

from nn.drawing.strokes import arc_lengths
from nn.functions import Array

Group = tuple[int, ...]  # places in the row, ascending

MOST_IN_DIGIT = 4  # strokes
WINDOW = 5  # strokes from left to right that a group's strokes are among
# In heights of the row.
SPECK = 0.12  # a stroke whose box is no larger is a speck
FARTHEST_APART = 0.4  # no stroke of a digit is farther away from the others
WIDEST, TALLEST = 2.0, 1.8
SAMPLING = 1 / 24  # between the points at which the distance of two strokes is measured
MOST_SAMPLES = 200


class Row:
    """The strokes of a row of digits, from left to right by the middles of their boxes.

    Specks are left out. `strokes` are (p, 2) each with p >= 1, y downwards, in any unit.
    """

    def __init__(self, strokes: Sequence[Array]) -> None:
        low = np.array([stroke.min(axis=0) for stroke in strokes])
        high = np.array([stroke.max(axis=0) for stroke in strokes])
        sizes = high - low
        tall = sizes[:, 1] >= sizes[:, 1].max() / 2
        # A row of dashes alone has no height; its strokes are as long as a digit is tall.
        self.height = float(np.median(sizes[tall, 1])) or float(sizes.max()) or 1.0
        kept = np.flatnonzero(sizes.max(axis=1) > SPECK * self.height)
        middles = (low + high)[:, 0] / 2
        self.order = kept[np.argsort(middles[kept], kind="stable")]  # indices of the strokes
        self.strokes = [strokes[index] for index in self.order]
        self.low, self.high = low[self.order], high[self.order]
        self.middle = float(np.median((low + high)[tall, 1])) / 2

    def __len__(self) -> int:
        return len(self.strokes)

    @cached_property
    def distances(self) -> Array:
        """How far the ink of two strokes is apart, (strokes, strokes), in heights of the row."""
        points = [_samples(stroke, SAMPLING * self.height) for stroke in self.strokes]
        distances = np.zeros((len(self), len(self)))
        for i, here in enumerate(points):
            for j, there in enumerate(points[:i]):
                squared = ((here[:, None] - there[None]) ** 2).sum(axis=2).min()
                distances[i, j] = distances[j, i] = np.sqrt(squared) / self.height
        return distances

    def groups(self) -> list[Group]:
        """Return the groups that may be a digit; every stroke alone is one of them."""
        groups: list[Group] = []
        for first in range(len(self)):
            later = range(first + 1, min(first + WINDOW, len(self)))
            for subset in range(1 << len(later)):
                group = (first, *(place for k, place in enumerate(later) if subset >> k & 1))
                if len(group) == 1 or self._may_be_digit(group):
                    groups.append(group)
        return groups

    def _may_be_digit(self, group: Group) -> bool:
        if len(group) > MOST_IN_DIGIT:
            return False
        width, height = self.size(group)
        return width <= WIDEST and height <= TALLEST and self.apart(group) <= FARTHEST_APART

    def size(self, group: Group) -> tuple[float, float]:
        """Return width and height of a group's box, in heights of the row."""
        places = list(group)
        size = self.high[places].max(axis=0) - self.low[places].min(axis=0)
        width, height = (float(side) / self.height for side in size)
        return width, height

    def apart(self, group: Group) -> float:
        """Return the largest step from stroke to stroke by which all of a group are reached."""
        reached, rest, largest = [group[0]], list(group[1:]), 0.0
        while rest:
            steps = self.distances[np.ix_(reached, rest)].min(axis=0)
            nearest = int(steps.argmin())
            largest = max(largest, float(steps[nearest]))
            reached.append(rest.pop(nearest))
        return largest


def _samples(stroke: Array, spacing: float) -> Array:
    """Return points along a stroke, at most `spacing` apart where MOST_SAMPLES allows it."""
    way = arc_lengths(stroke)
    count = min(int(way[-1] / spacing) + 2, MOST_SAMPLES)
    places = np.arange(count) * (way[-1] / (count - 1))
    return np.stack([np.interp(places, way, coordinate) for coordinate in stroke.T], axis=1)


def best_grouping(count: int, groups: Sequence[Group], scores: Sequence[float]) -> list[int]:
    """Return which groups put each of `count` strokes into one of them, with the largest sum.

    The strokes of a group are among `WINDOW` neighbours, and every stroke alone is a group.
    """
    by_first: list[list[int]] = [[] for _ in range(count)]
    for index, group in enumerate(groups):
        by_first[group[0]].append(index)

    @cache
    def best(first: int, taken: int) -> tuple[float, tuple[int, ...]]:
        """Return the best for the strokes from `first` on, without those whose bit is taken."""
        while taken & 1:
            first, taken = first + 1, taken >> 1
        if first == count:
            return 0.0, ()
        found: tuple[float, tuple[int, ...]] = (-np.inf, ())
        for index in by_first[first]:
            bits = sum(1 << place - first for place in groups[index])
            if not bits & taken:
                score, others = best(first, taken | bits)
                if score + scores[index] > found[0]:
                    found = score + scores[index], (index, *others)
        return found

    return list(best(0, 0)[1])
