"""Habits of handwriting that few of the recorded writers have, added to their digits.

Thirty people write a digit in a few ways only. A network that learnt from them misreads a 1 with a
long flag, a 2 with a large loop, an open 0. So such forms are made from the digits that there are:

    strokes -> a habit of this digit, at random -> ends a little shorter or longer -> strokes

Lengths are in units of the digit's longer side; y points downwards.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from nn.drawing.strokes import arc_lengths, points_at
from nn.functions import Array
from nn.making.pen_strokes import Strokes, box

# Takes strokes, the longer side of the box around them, and the random generator.
Habit = Callable[[Strokes, float, np.random.Generator], Strokes]

HABIT = 0.5  # the share of the digits that get one, where there is one for this digit
ENDS = 0.4  # the share of the digits whose ends are moved
SHORTER, LONGER = 0.12, 0.08  # at most, of the stroke's length, at each end
NARROW = 0.45  # of the height: a 1 that is wider has a flag or a foot already
STRAIGHT_LEAN = 25.0  # degrees, at most: a 1 that is only a line
BAR_OF_A_SEVEN = 0.75  # of the digit's width: a second stroke that is longer is no bar
CURVE_POINTS = 12


def with_habits(strokes: Sequence[Array], label: int, rng: np.random.Generator) -> Strokes:
    """Return the strokes of a digit, (p, 2) each with p >= 1, with or without a habit."""
    changed = list(strokes)
    habits = HABITS.get(label)
    if habits and rng.random() < HABIT:
        changed = habits[rng.integers(len(habits))](changed, box(changed)[2], rng)
    if rng.random() < ENDS:
        changed = [_with_moved_ends(points, rng) for points in changed]
    return changed


def _curve(start: Array, end: Array, bulge: float) -> Array:
    """Return a curve of CURVE_POINTS points that bulges to the left of its way."""
    share = np.linspace(0.0, 1.0, CURVE_POINTS)[:, None]
    across = np.array([end[1] - start[1], start[0] - end[0]])
    return start + share * (end - start) + bulge * 4 * share * (1 - share) * across


def _with_moved_ends(points: Array, rng: np.random.Generator) -> Array:
    """Return a stroke with both ends cut off or drawn on a little."""
    distance = arc_lengths(points)
    length = float(distance[-1])
    if length <= 0:
        return points
    first, last = rng.uniform(-LONGER, SHORTER, 2) * length
    places = np.clip(np.linspace(first, length - last, max(len(points), 2)), 0.0, length)
    moved = points_at(places, points, distance)
    if first < 0:
        moved = np.vstack([_beyond(points, -first), moved])
    if last < 0:
        moved = np.vstack([moved, _beyond(points[::-1], -last)])
    return moved


def _beyond(points: Array, far: float) -> Array:
    """Return a point before the first one, in the direction from which the stroke comes."""
    way = points[0] - points[min(3, len(points) - 1)]
    size = float(np.hypot(*way))
    return points[0] + way * (far / size) if size > 0 else points[0]


def _is_plain_one(strokes: Strokes) -> bool:
    low, high, _ = box(strokes)
    return len(strokes) == 1 and high[0] - low[0] < NARROW * (high[1] - low[1])


def _flag(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Give a 1 a flag: the steeper, the longer it may be. A long level one would make it a 7."""
    if not _is_plain_one(strokes):
        return strokes
    stem = strokes[0]
    if stem[0, 1] > stem[-1, 1]:
        stem = stem[::-1]
    stem = stem[int(np.argmin(stem[:, 1])) :]  # without the little flag that it may have
    steep = rng.uniform(-5.0, 80.0)
    longest = 0.45 if steep < 15 else 0.65 if steep < 40 else 0.85
    length = rng.uniform(0.15, longest) * size
    angle = np.deg2rad(steep)
    start = stem[0] + length * np.array([-np.cos(angle), np.sin(angle)])
    flag = _curve(start, stem[0], rng.normal(0.0, 0.08))
    if rng.random() < 0.25:
        return [flag, stem]
    return [np.vstack([flag, stem])]


def _straight(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Write a 1 as one straight line, upright or leaning to either side."""
    lean = np.deg2rad(rng.uniform(-STRAIGHT_LEAN, STRAIGHT_LEAN))
    top = size * np.array([np.sin(lean), -np.cos(lean)])
    return [_curve(top, np.zeros(2), rng.normal(0.0, 0.02))]


def _foot(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Give a 1 a line to stand on."""
    if not _is_plain_one(strokes):
        return strokes
    points = strokes[0]
    bottom = points[int(np.argmax(points[:, 1]))]
    left, right = rng.uniform(0.12, 0.45, 2) * size
    tilt = rng.normal(0.0, 0.06) * size
    ends = bottom + np.array([[-left, tilt], [right, -tilt]])
    return [*strokes, _curve(ends[0], ends[1], rng.normal(0.0, 0.04))]


def _flag_and_foot(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    with_foot = _foot(strokes, size, rng)
    return [*_flag(strokes, size, rng), *with_foot[len(strokes) :]]


def _hook(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Let a 7 begin with a short stroke up to the left end of its bar."""
    first = strokes[0]
    start = first[0] - size * np.array([rng.normal(0.0, 0.04), -rng.uniform(0.08, 0.28)])
    return [np.vstack([_curve(start, first[0], rng.normal(0.0, 0.1)), first]), *strokes[1:]]


def _bar(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Take a 7's bar through the stem away, or give it one."""
    low, high, _ = box(strokes)
    width = high[0] - low[0]
    if len(strokes) == 2 and np.ptp(strokes[1][:, 0]) < BAR_OF_A_SEVEN * width:
        return strokes[:1]
    if len(strokes) != 1:
        return strokes
    points = strokes[0]
    height = low[1] + rng.uniform(0.4, 0.65) * (high[1] - low[1])
    stem = points[len(points) // 2 :]
    x = float(stem[int(np.argmin(np.abs(stem[:, 1] - height))), 0])
    half, tilt = rng.uniform(0.12, 0.35) * size, rng.normal(0.0, 0.05) * size
    return [*strokes, np.array([[x - half, height + tilt], [x + half, height - tilt]])]


def _loop(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Give a 2 a loop where it turns at the lower left."""
    points = strokes[-1]
    third = len(points) // 3
    turn = third + int(np.argmax(points[third:, 1] - points[third:, 0]))
    radius, angle = rng.uniform(0.04, 0.16) * size, rng.uniform(0.0, 2 * np.pi)
    round_ = angle - np.linspace(0.0, 2 * np.pi, 2 * CURVE_POINTS) * rng.choice([-1.0, 1.0])
    circle = radius * np.stack([np.cos(round_), rng.uniform(0.5, 1.0) * np.sin(round_)], axis=1)
    loop = points[turn] + circle - circle[0]
    return [*strokes[:-1], np.vstack([points[:turn], loop, points[turn:]])]


def _open(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Leave a round digit open, at its start or its end."""
    points = strokes[0]
    count = int(rng.uniform(0.03, 0.11) * len(points))
    cut = points[count:] if rng.random() < 0.5 else points[: len(points) - count]
    return [cut if len(cut) > 2 else points, *strokes[1:]]


def _slash(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Draw a line through a 0 from the lower left to the upper right."""
    low, high, _ = box(strokes)
    middle, half = (low + high) / 2, (high - low) / 2
    reach, tilt = rng.uniform(0.45, 1.15), rng.uniform(0.4, 1.0)
    way = reach * half * np.array([tilt, -rng.uniform(0.6, 1.0)])
    slash = _curve(middle - way, middle + way, rng.normal(0.0, 0.05))
    if rng.random() < 0.4:  # without lifting the pen
        return [*strokes[:-1], np.vstack([strokes[-1], slash[::-1]])]
    return [*strokes, slash]


def _twice_round(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Go round a 0 a second time, in part and a little aside."""
    again = strokes[0][: int(rng.uniform(0.2, 0.8) * len(strokes[0])) + 1]
    aside = rng.normal(0.0, 0.06, 2) * size
    return [*strokes, again + aside]


def _curl(strokes: Strokes, size: float, rng: np.random.Generator) -> Strokes:
    """Let a 9's tail end in a curve to the left, or cut it short."""
    points = strokes[-1]
    if rng.random() < 0.3:
        return [*strokes[:-1], points[: len(points) - int(rng.uniform(0.05, 0.2) * len(points))]]
    end = points[-1] + size * np.array([-rng.uniform(0.1, 0.45), rng.uniform(-0.15, 0.1)])
    return [*strokes[:-1], np.vstack([points, _curve(points[-1], end, rng.uniform(-0.5, 0.0))])]


def _smaller_loop(strokes: Strokes, size: float, rng: np.random.Generator, upper: bool) -> Strokes:
    """Make the upper or lower loop smaller, or so narrow that it nearly closes."""
    across, down = rng.uniform(0.25, 1.0), rng.uniform(0.3, 1.0)
    low, high, _ = box(strokes)
    middle = (low[1] + high[1]) / 2
    edge = low[1] if upper else high[1]
    points = np.concatenate(strokes)
    part = points[(points[:, 1] < middle) == upper]
    centre = float(part[:, 0].mean()) if len(part) else 0.0

    def shrunk(points: Array) -> Array:
        # From 0 in the middle to 1 at a quarter of the way: the halves stay connected.
        inside = np.clip(4 * (points[:, 1] - middle) / ((edge - middle) or 1.0), 0.0, 1.0)
        x = centre + (points[:, 0] - centre) * (1 + inside * (across - 1))
        y = middle + (points[:, 1] - middle) * (1 + inside * (down - 1))
        return np.stack([x, y], axis=1)

    return [shrunk(points) for points in strokes]


SMALLER_TOP, SMALLER_BOTTOM = (partial(_smaller_loop, upper=upper) for upper in (True, False))
HABITS: dict[int, tuple[Habit, ...]] = {
    0: (_open, _slash, _slash, _twice_round),
    1: (_flag, _flag, _flag, _straight, _straight, _foot, _flag_and_foot),
    2: (_loop,),
    6: (_open, SMALLER_BOTTOM),
    7: (_hook, _bar),
    8: (_open, SMALLER_BOTTOM, SMALLER_TOP),
    9: (_open, _curl, SMALLER_TOP, SMALLER_TOP),
}
