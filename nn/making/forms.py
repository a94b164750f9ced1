"""Digits written by nobody: forms that many hands have and that few of the recorded people write.

    a family of forms, at random -> the corners of a digit, each a little aside -> smooth strokes

Thirty people write a 4 in two or three ways only. A form's spread is as wide as a reader still
reads at once. Where two digits come close, both have an end: a 1 and a 7 share STEEP. A digit is
about 1 tall; y points downwards.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from nn.functions import Array
from nn.making.pen_strokes import Strokes
from nn.making.scribbles import smooth

# Its width by its height. A broad pen fills a narrower one, and then it is a 1.
NARROWEST_ZERO = 0.34
JITTER = 0.02  # the standard deviation of a corner from its place
# The line that comes up to the top of a 1 or goes along the top of a 7, by how steep it is in
# degrees. Up to the first length, in stems, it is a flag, and from the second on a bar. What lies
# between, nobody can tell.
STEEP = (0.0, 10.0, 20.0, 30.0, 40.0, 80.0)
LONGEST_FLAG = (0.13, 0.16, 0.24, 0.48, 0.8, 0.9)
SHORTEST_BAR = (0.27, 0.42, 0.8, 1.0, 2.0, 2.0)
LONGEST_BAR = 0.95
LEAST_STEEP_BAR, STEEPEST_BAR = -6.0, 15.0
# How far the foot lies to the right of the top, in heights: the mean, since most hands lean to the
# right, and the standard deviation. A 1 leans farther: its flag stays steeper than a 7's bar.
LEAN, LEANS, LEANS_OF_A_ONE = -0.15, 0.16, 0.26

Point = tuple[float, float]
Form = Callable[[np.random.Generator], Strokes]


def drawn(family: str, rng: np.random.Generator, lean: float | None = None) -> Strokes:
    """Return the strokes of a digit of a family, (p, 2) each with p >= 2, as a hand leans them.

    `lean` is how far, where the hand is known.
    """
    label, form = FAMILIES[family]
    if lean is None:
        lean = rng.normal(LEAN, LEANS_OF_A_ONE if label == 1 else LEANS)
    return [points + np.outer(points[:, 1], (lean, 0.0)) for points in form(rng)]


def _through(rng: np.random.Generator, *corners: Point, sharp: Sequence[int] = ()) -> Array:
    """Return a curve through corners, each a little aside; those at `sharp` are not rounded."""
    places = np.array(corners) + rng.normal(0.0, JITTER, (len(corners), 2))
    return np.vstack(
        [smooth(places[a : b + 1]) for a, b in pairwise([0, *sharp, len(corners) - 1])]
    )


def _bent(start: Point, end: Point, bulge: float = 0.0) -> list[Point]:
    """Return the two ends, and between them a point to the left of the way, by `bulge` of it."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return [start, (x + bulge * (end[1] - start[1]), y - bulge * (end[0] - start[0])), end]


def _sometimes(rng: np.random.Generator, share: float, *corners: int) -> list[int]:
    """Return these corners, or none of them."""
    return list(corners) if rng.random() < share else []


def _zero(rng: np.random.Generator, narrowest: float = NARROWEST_ZERO) -> Strokes:
    """Draw a 0, narrow or wide, whose ends overlap or stay open."""
    width = rng.uniform(narrowest, 0.9)
    way = rng.choice([-1.0, 1.0], p=[0.8, 0.2])  # most hands begin to the left
    begin, round_ = np.deg2rad(rng.normal(-80.0, 25.0)), np.deg2rad(rng.uniform(330.0, 400.0))
    angle = begin + way * np.linspace(0.0, round_, 22)
    radius = 0.5 * (1 + rng.normal(0.0, 0.1) * np.linspace(-1.0, 1.0, 22))
    power = rng.uniform(0.75, 1.1)  # below 1 it is more of a rectangle

    def bowed(side: Array) -> Array:
        return radius * np.sign(side) * np.abs(side) ** power

    points = np.stack([width * bowed(np.cos(angle)), bowed(np.sin(angle))], axis=1)
    before = points[0] + (points[0] - points[1]) * rng.uniform(0.0, 1.2)
    after = points[-1] + (points[-1] - points[-2]) * rng.uniform(0.0, 1.2)
    return [smooth(np.vstack([before, points, after]))]


def _crossed(rng: np.random.Generator) -> Strokes:
    """Draw a 0 whose ends cross near its top. A crossing farther down makes it an 8 or a 6."""
    w, left, right = rng.uniform(NARROWEST_ZERO, 0.75), *rng.uniform(0.0, 0.45, 2)
    low, high = rng.uniform(-0.1, 0.12, 2)
    side = rng.uniform(0.15, 0.3)
    line = [
        (w * (0.5 + right), high),
        (w * 0.15, side),
        (0.0, 0.5),
        (w * 0.15, 0.85),
        (w * 0.5, 1.0),
        (w * 0.85, 0.85),
        (w, 0.5),
        (w * 0.85, side),
        (w * (0.5 - left), low),
    ]
    return [_through(rng, *line)]


def _slashed(rng: np.random.Generator) -> Strokes:
    """Draw a 0 with a line through it, from the lower left to the upper right."""
    strokes = _zero(rng, narrowest=0.5)
    reach = np.ptp(strokes[0], axis=0) / 2 * rng.uniform(0.45, 1.15)
    x, y = reach * (rng.uniform(0.4, 1.0), rng.uniform(0.6, 1.0))
    return [*strokes, _through(rng, *_bent((-x, y), (x, -y), rng.normal(0.0, 0.05)))]


def _line(rng: np.random.Generator) -> Strokes:
    """Draw a 1 that is only a line, upright or leaning to either side."""
    return [_through(rng, *_bent((rng.normal(0.0, 0.2), 0.0), (0.0, 1.0), rng.normal(0.0, 0.03)))]


def _one(rng: np.random.Generator, foot: bool) -> Strokes:
    """Draw a 1: its flag may be long where it is steep; a level one is short."""
    steep = rng.uniform(5.0, 75.0)
    length = float(np.interp(steep, STEEP, LONGEST_FLAG)) * rng.uniform(0.35, 1.0)
    if foot:  # no 7 has one
        length = min(1.3 * length, 0.9)
    angle = np.deg2rad(steep)
    top, bottom = (0.0, 0.0), (rng.normal(0.0, 0.06), 1.0)
    start = (-length * np.cos(angle), length * np.sin(angle))
    flag, stem = _bent(start, top, rng.normal(0.0, 0.1)), _bent(top, bottom, rng.normal(0.0, 0.03))
    if rng.random() < 0.15:
        strokes = [_through(rng, *flag), _through(rng, *stem)]
    else:
        strokes = [_through(rng, *flag, *stem[1:], sharp=_sometimes(rng, 0.8, 2))]
    if foot and rng.random() < 0.3:  # to one side, without lifting the pen
        side = rng.choice([-1.0, 1.0]) * rng.uniform(0.2, 0.5)
        end = (bottom[0] + side, 1 + rng.normal(0.0, 0.06))
        strokes[-1] = np.vstack([strokes[-1], _through(rng, bottom, end)])
    elif foot:
        left, right, tilt = *rng.uniform(0.15, 0.45, 2), rng.normal(0.0, 0.04)
        ends = (bottom[0] - left, 1 + tilt), (bottom[0] + right, 1 - tilt)
        strokes.append(_through(rng, *ends))
    return strokes


def _two(rng: np.random.Generator, flat: bool) -> Strokes:
    """Draw a 2 that leans a little or far, with a head that is round or flat like a Z's."""
    wide, tail, head = rng.uniform(0.4, 1.0), rng.uniform(0.55, 1.4), rng.uniform(0.18, 0.4)
    if flat:  # a narrow one would be a 1 with a foot
        wide = max(wide, 0.55)
        top = [(0.0, rng.uniform(-0.02, 0.12)), (0.5 * wide, 0.0), (wide, rng.uniform(-0.05, 0.1))]
    else:
        top = [
            (rng.uniform(-0.1, 0.2) * wide, head * rng.uniform(0.4, 1.1)),
            (rng.uniform(0.35, 0.6) * wide, 0.0),
            (wide, head * rng.uniform(0.7, 1.1)),
        ]
    inside = (0.6 * wide + rng.normal(0.0, 0.05), rng.uniform(0.55, 0.7))
    turn = (rng.uniform(-0.1, 0.15) * wide, 1.0)
    end = (turn[0] + tail * max(wide, 0.6), 1.0 + rng.normal(0.0, 0.06))
    line, sharp = [*top, inside, turn], [4]
    if rng.random() < 0.25:  # a loop where it turns
        size = rng.uniform(0.05, 0.15)
        line += [(turn[0] - size, 1 - size / 2), (turn[0] + size, 1 - 1.5 * size)]
        sharp = []
    line += _bent(turn, end, rng.normal(0.0, 0.07))[1:]
    angle = rng.normal(0.0, 0.17)
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [_through(rng, *line, sharp=sharp) @ turned]


def _three(rng: np.random.Generator, flat: bool) -> Strokes:
    """Draw a 3 whose upper bow is round or flat; its lower one may be long, its waist a loop."""
    waist, wide = rng.uniform(0.28, 0.55), rng.uniform(0.45, 0.9)
    upper = rng.uniform(0.65, 1.05) * wide
    if flat:
        left, right = (rng.uniform(-0.1, 0.1), rng.normal(0.0, 0.04)), rng.uniform(0.0, 0.06)
    else:
        left = (rng.uniform(-0.1, 0.2) * wide, rng.uniform(0.02, 0.2))
        right = waist * rng.uniform(0.35, 0.6)
    x, sharp = rng.uniform(0.15, 0.6) * wide, [2] if flat else []
    middle = [(x, waist)]
    if rng.random() < 0.25:
        size = rng.uniform(0.04, 0.12)
        middle = [(x, waist - size / 2), (x - size, waist), (x, waist + size / 2)]
    else:
        sharp += _sometimes(rng, 0.6, 3)
    below = 1 - waist
    bow = [
        (wide, waist + below * rng.uniform(0.3, 0.55)),
        (rng.uniform(0.35, 0.6) * wide, 1.0),
        (rng.uniform(-0.35, 0.15), 1 - below * rng.uniform(0.02, 0.4)),
    ]
    return [_through(rng, left, (0.5 * upper, 0.0), (upper, right), *middle, *bow, sharp=sharp)]


def _four(rng: np.random.Generator, open_: bool) -> Strokes:
    """Draw a 4, open at its top or closed, square or slanted; its bar may be high."""
    bar, wide = rng.uniform(0.32, 0.78), rng.uniform(0.3 if open_ else 0.4, 0.9)
    beyond = rng.uniform(0.0, 0.45) if rng.random() < 0.8 else 0.0
    left, right = (0.0, bar), (wide + beyond, bar + rng.normal(0.0, 0.05))
    below = (wide + rng.normal(0.0, 0.06), 1.0)
    if open_:
        start = (rng.uniform(-0.05, 0.3) * wide, rng.uniform(-0.05, 0.12))
        top = rng.uniform(-0.12, bar - 0.12) if rng.random() < 0.85 else bar - 0.05
        stem = _bent((wide + rng.normal(0.03, 0.05), top), below, rng.normal(0.0, 0.03))
    else:
        start = (wide * rng.uniform(0.75, 1.0), 0.0)
        if rng.random() < 0.3:  # without lifting the pen
            line = [*_bent(right, left), *_bent(left, start)[1:], below]
            return [_through(rng, *line, sharp=[2, 4])]
        stem = _bent((wide, rng.uniform(-0.05, 0.2)), below, rng.normal(0.0, 0.03))
    side = _bent(start, left, rng.normal(0.0, 0.06))
    base = _bent(left, right, rng.normal(0.0, 0.05))
    sharp = _sometimes(rng, 0.6 if open_ else 0.85, 2)
    return [_through(rng, *side, *base[1:], sharp=sharp), _through(rng, *stem)]


def _five(rng: np.random.Generator, strokes: int) -> Strokes:
    """Draw a 5 in one stroke, or with its roof drawn last; its bow may come round to the stem.

    A 6 has no roof, and no corner where its bow begins.
    """
    wide, neck = rng.uniform(0.45, 0.9), rng.uniform(0.28, 0.5)
    top, foot = (rng.normal(0.05, 0.05), 0.0), (rng.normal(0.0, 0.05), neck)
    roof = (top[0] + rng.uniform(0.3, 1.1) * wide, rng.normal(-0.02, 0.05))
    below = 1 - neck
    bow = [
        (0.5 * wide, neck - rng.uniform(0.0, 0.12)),
        (wide, neck + below * rng.uniform(0.3, 0.55)),
        (0.45 * wide, 1.0),
    ]
    if rng.random() < 0.35:  # it closes
        end = (rng.uniform(-0.08, 0.15), 1 - below * rng.uniform(0.3, 0.8))
        bow += [(rng.uniform(-0.1, 0.1), 0.9), end]
    else:
        bow += [(rng.uniform(-0.25, 0.1), 1 - below * rng.uniform(0.02, 0.3))]
    stem = [*_bent(top, foot), *bow]
    if strokes == 1:
        over = _bent(roof, top, rng.normal(0.0, 0.05))
        return [_through(rng, *over, *stem[1:], sharp=_sometimes(rng, 0.6, 2, 4))]
    aside = (top[0] + rng.normal(0.0, 0.05), rng.normal(0.0, 0.05))
    over = _bent(aside, roof, rng.normal(0.0, 0.06))
    return [_through(rng, *stem, sharp=_sometimes(rng, 0.6, 2)), _through(rng, *over)]


def _six(rng: np.random.Generator) -> Strokes:
    """Draw a 6: its stem straight or bowed, its loop small or large, closed or not quite."""
    wide, loop = rng.uniform(0.4, 0.85), rng.uniform(0.32, 0.6)
    start = (rng.uniform(0.15, 0.95) * wide, 0.0)
    line = [
        start,
        (start[0] * rng.uniform(0.25, 0.5), rng.uniform(0.3, 0.45)),
        (0.0, 1 - loop / 2),
        (0.45 * wide, 1.0),
        (wide, 1 - 0.45 * loop),
        (0.5 * wide, 1 - loop),
        (rng.uniform(0.0, 0.3) * wide, 1 - loop * rng.uniform(0.3, 0.75)),
    ]
    return [_through(rng, *line)]


def _seven(rng: np.random.Generator, hook: bool) -> Strokes:
    """Draw a 7, tall and narrow or wide, with or without a hook before it and a line through it."""
    steep = rng.uniform(LEAST_STEEP_BAR, STEEPEST_BAR)
    shortest = float(np.interp(steep, STEEP, SHORTEST_BAR))
    length = rng.uniform(shortest, max(shortest + 0.1, LONGEST_BAR))
    angle = np.deg2rad(steep)
    left = (-length * np.cos(angle), length * np.sin(angle))
    bottom = (-rng.uniform(0.0, 0.8) * max(length, 0.4), 1.0)
    bar = _bent(left, (0.0, 0.0), rng.normal(0.0, 0.06))
    stem = _bent((0.0, 0.0), bottom, rng.normal(0.0, 0.06))
    line, sharp = [*bar, *stem[1:]], _sometimes(rng, 0.85, 2)
    if hook:
        start = (left[0] + rng.normal(0.0, 0.04), left[1] + rng.uniform(0.07, 0.28))
        line, sharp = [start, *line], [*_sometimes(rng, 0.7, 1), *(place + 1 for place in sharp)]
    strokes = [_through(rng, *line, sharp=sharp)]
    if rng.random() < 0.3:
        y, half, tilt = rng.uniform(0.4, 0.65), rng.uniform(0.12, 0.35), rng.normal(0.0, 0.05)
        x = y * bottom[0]
        strokes.append(_through(rng, (x - half, y + tilt), (x + half, y - tilt)))
    return strokes


def _eight(rng: np.random.Generator) -> Strokes:
    """Draw an 8 of one line that crosses itself."""
    wide, waist = rng.uniform(0.4, 0.8), rng.uniform(0.36, 0.55)
    upper, low = wide * rng.uniform(0.55, 1.0), (1 + waist) / 2
    start = (upper * rng.uniform(0.1, 0.5), rng.uniform(0.02, 0.2))
    line = [
        start,
        (0.0, 0.0),
        (-upper / 2, waist / 2),
        (0.0, waist),
        (wide / 2, low),
        (0.0, 1.0),
        (-wide / 2, low),
        (0.0, waist),
        (upper / 2, waist * rng.uniform(0.4, 0.6)),
        (start[0] + rng.normal(0.0, 0.07), start[1] + rng.normal(0.0, 0.07)),
    ]
    way = -1 if rng.random() < 0.25 else 1
    return [_through(rng, *line) * (way, 1.0)]


def _rings(rng: np.random.Generator) -> Strokes:
    """Draw an 8 of two rings."""
    wide, waist = rng.uniform(0.4, 0.8), rng.uniform(0.36, 0.55)
    rings = []
    for across, top, bottom in (wide * rng.uniform(0.55, 1.0), 0.0, waist), (wide, waist, 1.0):
        begin, way = rng.uniform(0.0, 2 * np.pi), rng.choice([-1.0, 1.0])
        angle = begin + way * np.linspace(0.0, np.deg2rad(rng.uniform(345.0, 390.0)), 14)
        ring = np.stack([across * np.cos(angle), (bottom - top) * np.sin(angle)], axis=1) / 2
        middle = (0.0, (top + bottom) / 2)
        rings.append(smooth(ring + middle + rng.normal(0.0, JITTER, ring.shape)))
    return rings


def _nine(rng: np.random.Generator, straight: bool) -> Strokes:
    """Draw a 9 whose loop is small, narrow or not quite closed, on a straight or curled stem."""
    wide, loop = rng.uniform(0.35, 0.8), rng.uniform(0.28, 0.55)
    start = (wide * rng.uniform(0.75, 1.05), loop * rng.uniform(0.1, 0.4))
    line = [
        start,
        (0.55 * wide, 0.0),
        (0.0, 0.5 * loop),
        (0.45 * wide, loop),
        (wide + rng.normal(0.0, 0.04), loop * rng.uniform(0.3, 0.6)),
    ]
    sharp = _sometimes(rng, 0.5, 5)
    if rng.random() < 0.15:  # it stays open, less than a 5 or an S
        line[0] = (wide * rng.uniform(0.85, 1.05), loop * rng.uniform(0.25, 0.45))
        line[4] = (wide, loop * rng.uniform(0.75, 1.0))
        sharp = []
    if sharp:  # up to the start, and down from there
        line.append((start[0] + rng.normal(0.03, 0.03), start[1] + rng.normal(-0.03, 0.05)))
    if straight:
        end = (rng.uniform(0.1, 1.1) * wide, 1.0)
        line += _bent(line[-1], end, rng.normal(0.0, 0.05))[1:]
    else:
        end = (rng.uniform(-0.1, 0.3), rng.uniform(0.88, 1.0))
        line += [(0.95 * wide, rng.uniform(0.65, 0.8)), (0.6 * wide, 1.0), end]
    return [_through(rng, *line, sharp=sharp)]


# Of each family: the digit, and how to draw one upright.
FAMILIES: dict[str, tuple[int, Form]] = {
    "0, its ends overlap or stay open": (0, _zero),
    "0, its ends cross": (0, _crossed),
    "0 with a line through it": (0, _slashed),
    "1, only a line": (1, _line),
    "1 with a flag": (1, partial(_one, foot=False)),
    "1 with a flag and a foot": (1, partial(_one, foot=True)),
    "2 with a round head": (2, partial(_two, flat=False)),
    "2 like a Z": (2, partial(_two, flat=True)),
    "3 with a round upper bow": (3, partial(_three, flat=False)),
    "3 with a flat upper bow": (3, partial(_three, flat=True)),
    "4, open": (4, partial(_four, open_=True)),
    "4, closed": (4, partial(_four, open_=False)),
    "5 in one stroke": (5, partial(_five, strokes=1)),
    "5, its roof drawn last": (5, partial(_five, strokes=2)),
    "6": (6, _six),
    "7": (7, partial(_seven, hook=False)),
    "7 with a hook": (7, partial(_seven, hook=True)),
    "8 of one line": (8, _eight),
    "8 of two rings": (8, _rings),
    "9 on a straight stem": (9, partial(_nine, straight=True)),
    "9 on a curled stem": (9, partial(_nine, straight=False)),
}
