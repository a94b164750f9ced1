"""Which strokes of a row belong to one digit.

    strokes, from left to right -> groups that may be a digit -> a score of each
    -> the way of putting every stroke into one group whose scores add up to the most

A group's score is a weighted sum of a few numbers about it (`Row.features`), and of what the
network makes of it (`strokes_to_number.scored`). The weights are fitted such that e^(sum of a
way's scores), divided by the sum of the same over all ways, is how likely this way is.
"""

from collections.abc import Sequence
from functools import cache, cached_property

import numpy as np

from nn.drawing.strokes import arc_lengths, points_at
from nn.functions import Array

Group = tuple[int, ...]  # places in the row, ascending

MOST_IN_DIGIT = 4  # strokes; the pen digits have up to 3
WINDOW = 5  # the strokes of a group are among so many neighbours
# All lengths are in heights of the row.
SPECK = 0.12  # a stroke whose box is no larger is a speck
FARTHEST_APART = 0.4  # no stroke of a digit is farther away from the others
WIDEST_DIGIT, TALLEST_DIGIT = 2.0, 1.8  # a digit of several strokes
SAMPLING = 1 / 24  # between the points at which the distance of two strokes is measured
MOST_SAMPLES = 200
STACKED = 0.5  # boxes that overlap in x by this share of the narrower lie one above the other
FULL_HEIGHT = 0.8  # a group that is less tall has a part missing
FARTHEST_OFF = 0.5  # farther from the line of the others counts as much
NARROWEST = 0.1  # a stroke counts as so wide where an overlap is measured in its widths

# Fitted by tests/benchmarks/fit_grouping.py on numbers composed of the pen digits of the writers 18
# to 23, half of them --uneven, with a network that had learnt from the writers 0 to 23 and from
# made pictures of no digit. `network` is the logarithm of how likely it takes the group for the
# digit that it answers.
WEIGHTS = {
    "digit": 3.10,
    "short": -6.54,
    "width": -7.79,
    "apart": -1.03,
    "overlap": -1.88,
    "off": -6.09,
    "network": 2.18,
}
# For a network that cannot tell a digit from half of one, since it has only seen digits.
WEIGHTS_ALONE = {
    "digit": 1.64,
    "short": -11.01,
    "width": -13.87,
    "apart": -3.90,
    "overlap": -0.48,
    "off": -18.07,
    "network": 0.0,
}


class Row:
    """The strokes of a row of digits, from left to right by the middles of their boxes.

    Specks are left out. `strokes` are (p, 2) each with p >= 1, y downwards, in any unit; in the
    same unit, a stroke no longer than `dot` is a speck, too.
    """

    def __init__(self, strokes: Sequence[Array], dot: float) -> None:
        low = np.array([stroke.min(axis=0) for stroke in strokes])
        high = np.array([stroke.max(axis=0) for stroke in strokes])
        sizes = high - low
        tops, bottoms = _clusters(low, high)
        tall = bottoms - tops >= (bottoms - tops).max() / 2
        # A row of dashes alone has no height. Its unit is then the longest.
        self.height = float(np.median((bottoms - tops)[tall])) or float(sizes.max()) or 1.0
        self.top, self.bottom = float(np.median(tops[tall])), float(np.median(bottoms[tall]))
        kept = np.flatnonzero(sizes.max(axis=1) > max(SPECK * self.height, dot))
        middles = (low + high)[kept, 0]
        self.order = kept[np.argsort(middles, kind="stable")]  # which of the given strokes
        self.strokes = [strokes[index] for index in self.order]
        self.low, self.high = low[self.order], high[self.order]

    def __len__(self) -> int:
        return len(self.strokes)

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
        low, high = self.box(group)
        width, height = (high - low) / self.height
        return bool(
            width <= WIDEST_DIGIT
            and height <= TALLEST_DIGIT
            and self._apart(group) <= FARTHEST_APART
        )

    def box(self, group: Group) -> tuple[Array, Array]:
        """Return the upper left and the lower right corner of a group, (2,) each."""
        places = list(group)
        return self.low[places].min(axis=0), self.high[places].max(axis=0)

    def features(self, group: Group) -> dict[str, float]:
        """Return the numbers that tell digits from other groups, without the network's.

        `digit` is 1 for each group, so its weight is for or against many digits. `short` is the
        height that a digit has and the group lacks. `width` is squared, so that of two ways to
        divide a width the even one is better. `off` adds up the squares of how far the upper and
        the lower end are from those of the row.
        """
        low, high = self.box(group)
        width, height = (float(side) / self.height for side in high - low)
        ends = abs(low[1] - self.top), abs(high[1] - self.bottom)
        return {
            "digit": 1.0,
            "short": max(0.0, FULL_HEIGHT - height),
            "width": width**2,
            "apart": self._apart(group),
            "overlap": self._overlap(group),
            "off": sum(min(float(end) / self.height, FARTHEST_OFF) ** 2 for end in ends),
        }

    def _apart(self, group: Group) -> float:
        """Return the largest step from stroke to stroke by which all of a group are reached."""
        steps = self._distances[np.ix_(group, group)]
        for between in range(len(group)):
            steps = np.minimum(steps, np.maximum(steps[:, between, None], steps[between]))
        return float(steps.max())

    def _overlap(self, group: Group) -> float:
        """Return the largest overlap in x with another stroke's box, of the narrower: 0 to 1."""
        others = np.delete(np.arange(len(self)), group)
        low, high = self.box(group)
        left, right = self.low[others, 0], self.high[others, 0]
        both = np.minimum(high[0], right) - np.maximum(low[0], left)
        narrower = np.maximum(np.minimum(high[0] - low[0], right - left), NARROWEST * self.height)
        return float(np.clip(both / narrower, 0.0, 1.0).max(initial=0.0))

    @cached_property
    def _distances(self) -> Array:
        """How far the ink of two strokes is apart, (strokes, strokes)."""
        points = [_samples(stroke, SAMPLING * self.height) for stroke in self.strokes]
        distances = np.full((len(self), len(self)), np.inf)
        np.fill_diagonal(distances, 0.0)
        for i, here in enumerate(points):
            for j in range(max(0, i - WINDOW + 1), i):
                squared = ((here[:, None] - points[j]) ** 2).sum(axis=2).min()
                distances[i, j] = distances[j, i] = np.sqrt(squared) / self.height
        return distances


def _clusters(low: Array, high: Array) -> tuple[Array, Array]:
    """Return upper and lower ends of strokes one above the other: most are whole digits."""
    right, width = -np.inf, 0.0
    tops: list[float] = []
    bottoms: list[float] = []
    for index in np.argsort(low[:, 0], kind="stable"):
        (left, top), (end, bottom) = low[index], high[index]
        if min(right, end) - left >= STACKED * min(width, end - left):
            tops[-1], bottoms[-1] = min(tops[-1], top), max(bottoms[-1], bottom)
            width += max(0.0, end - right)
        else:
            tops.append(top)
            bottoms.append(bottom)
            right, width = end, end - left
        right = max(right, end)
    return np.array(tops), np.array(bottoms)


def _samples(stroke: Array, spacing: float) -> Array:
    """Return points along a stroke, at most `spacing` apart where MOST_SAMPLES allows it."""
    way = arc_lengths(stroke)
    count = min(int(way[-1] / spacing) + 2, MOST_SAMPLES)
    return points_at(np.arange(count) * (way[-1] / (count - 1)), stroke, way)


def best_grouping(
    count: int, groups: Sequence[Group], scores: Sequence[float]
) -> tuple[list[int], Array]:
    """Return the groups with the largest sum of scores that take each of `count` strokes once.

    With them comes how likely each of the groups is one of the right ones, (groups,), 0 to 1. Every
    stroke alone is a group. The strokes of a group are among `WINDOW` neighbours.
    """
    by_first: list[list[int]] = [[] for _ in range(count)]
    for index, group in enumerate(groups):
        by_first[group[0]].append(index)

    @cache
    def best(first: int, taken: int) -> tuple[float, float, tuple[int, ...], Array]:
        """Do it for the strokes from `first` on, without those whose bit is in `taken`.

        Returns the largest sum, the logarithm of e^(sum) added up for all ways, the groups with
        that sum, and how likely each is.
        """
        while taken & 1:
            first, taken = first + 1, taken >> 1
        if first == count:
            return 0.0, 0.0, (), np.zeros(len(groups))
        ways = []
        for index in by_first[first]:
            bits = sum(1 << place - first for place in groups[index])
            if not bits & taken:
                largest, total, others, likely = best(first, taken | bits)
                here = np.arange(len(groups)) == index
                score = scores[index]
                ways.append((largest + score, total + score, (index, *others), likely + here))
        totals = np.array([total for _, total, _, _ in ways])
        total = float(np.logaddexp.reduce(totals))
        likely = np.exp(totals - total) @ np.array([likely for *_, likely in ways])
        largest, _, chosen, _ = max(ways, key=lambda way: way[0])
        return largest, total, chosen, likely

    _, _, chosen, likely = best(0, 0)
    return list(chosen), likely
