"""Compose numbers of pen digits, to measure with how well numbers are read.

    python tests/benchmarks/compose_numbers.py PENDIGITS_FILE|forms --out numbers.npz
        [--writers 24-29] [--numbers 1000] [--seed 1] [--uneven]
    python -m nn evaluate draw --numbers numbers.npz

Each number has two to six digits by one person, in a row: similar in height, not quite on one line,
with gaps from 0.05 to 0.6 of the height. One gap in ten is negative, so that boxes overlap. Some
numbers are crowded: all their gaps are small. In some the last stroke of a digit is drawn late,
after all other digits. With `--uneven` the digits differ more in height and leave the line farther.
With `forms` nobody wrote the digits (nn/making/forms.py).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.functions import Array
from nn.making.forms import FAMILIES, LEAN, LEANS, drawn
from nn.making.pen_strokes import PenDigits, Strokes, load_digits
from nn.mnist import DIGITS
from tests.benchmarks import report

HEIGHT = 100.0
FEWEST, MOST = 2, 6  # digits
# In heights.
SIZES, UNEVEN_SIZES = (0.85, 1.15), (0.65, 1.35)
LINE, UNEVEN_LINE = 0.05, 0.12  # the standard deviation of a digit's middle from the line
GAPS, CROWDED_GAPS, OVERLAPS = (0.05, 0.6), (0.02, 0.2), (-0.15, -0.02)
# How often.
OVERLAPPING, CROWDED, LATE = 0.1, 0.15, 0.15
HANDS, OF_EACH = 100, 3  # that write forms, and how many of each digit


def by_hands(seed: int) -> PenDigits:
    """Return digits that nobody wrote: a hand leans one way, and has one form of each digit."""
    rng = np.random.default_rng(seed)
    families = [
        [name for name, (label, _) in FAMILIES.items() if label == k] for k in range(DIGITS)
    ]
    digits = list[Strokes]()
    for _ in range(HANDS):
        lean = rng.normal(LEAN, LEANS)
        for of_digit in families:
            family = of_digit[rng.integers(len(of_digit))]
            digits += [drawn(family, rng, lean) for _ in range(OF_EACH)]
    labels = np.tile(np.repeat(np.arange(DIGITS, dtype=np.uint8), OF_EACH), HANDS)
    return PenDigits(digits, labels, np.repeat(np.arange(HANDS), DIGITS * OF_EACH))


def composed(data: PenDigits, count: int, seed: int, uneven: bool = False) -> dict[str, Any]:
    """Return the arrays of a file of `count` numbers of digits in `data`, each by one person."""
    rng = np.random.default_rng(seed)
    people = np.unique(data.writers)
    strokes, digits, starts, labels = list[Array](), list[int](), [0], list[str]()
    for _ in range(count):
        writer = rng.choice(people)
        rows = rng.choice(np.flatnonzero(data.writers == writer), rng.integers(FEWEST, MOST + 1))
        row = _in_a_row([data.digits[k] for k in rows], rng, uneven)
        for digit, stroke in _in_time(row, rng):
            strokes.append(stroke)
            digits.append(digit)  # of each stroke, from 0 in each number
        starts.append(len(strokes))
        labels.append("".join(map(str, data.labels[rows])))
    return {
        "points": np.concatenate(strokes).astype(np.float32),
        "stroke_start": np.cumsum([0, *map(len, strokes)]),
        "number_start": starts,
        "label": labels,
        "digit": digits,
    }


def _in_a_row(digits: list[Strokes], rng: np.random.Generator, uneven: bool) -> list[list[Array]]:
    """Return the digits' strokes, side by side; the gaps are those between the boxes of ink."""
    sizes, line = (UNEVEN_SIZES, UNEVEN_LINE) if uneven else (SIZES, LINE)
    usual = CROWDED_GAPS if rng.random() < CROWDED else GAPS
    right, row = 0.0, list[list[Array]]()
    for strokes in digits:
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = HEIGHT * rng.uniform(*sizes) / (high[1] - low[1] or 1.0)
        gap = HEIGHT * rng.uniform(*(OVERLAPS if rng.random() < OVERLAPPING else usual))
        left = right + gap if row else 0.0
        middle = HEIGHT * rng.normal(0.0, line)
        origin, place = np.array([low[0], (low[1] + high[1]) / 2]), np.array([left, middle])
        row.append([(stroke - origin) * scale + place for stroke in strokes])
        right = left + float(high[0] - low[0]) * scale
    return row


def _in_time(row: list[list[Array]], rng: np.random.Generator) -> list[tuple[int, Array]]:
    """Return all strokes with the places of their digits, in the order in which they are drawn."""
    strokes = [(place, stroke) for place, digit in enumerate(row) for stroke in digit]
    can_be_late = [place for place, digit in enumerate(row[:-1]) if len(digit) > 1]
    if can_be_late and rng.random() < LATE:
        late = int(rng.choice(can_be_late))
        last = max(k for k, (place, _) in enumerate(strokes) if place == late)
        strokes.append(strokes.pop(last))
    return strokes


if __name__ == "__main__":
    options = report.strokes_parser(__doc__)
    options.add_argument("--numbers", type=report.at_least(1), default=1000, help="how many (1000)")
    options.add_argument("--uneven", action="store_true", help="less alike in height and line")
    chosen = options.parse_args()
    with report.told():
        if str(chosen.pen_digits) == "forms":
            data = by_hands(chosen.seed)
        else:
            data = load_digits(chosen.pen_digits, chosen.writers)
    numbers = composed(data, chosen.numbers, chosen.seed, chosen.uneven)
    np.savez_compressed(chosen.out, **numbers)
