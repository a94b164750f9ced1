"""How well a network reads numbers that are composed of pen digits.

    python tests/benchmarks/composed_numbers.py NETWORK PENDIGITS_FILE|forms
        [--writers 24-29] [--numbers 1000] [--seed 1] [--uneven]

Of the numbers, `answered` are the nine in ten of which the network is surest, and `threshold` is
how sure it is of these at least.

Each number has two to six digits by one person, in a row: similar in height, not quite on one line,
with gaps from 0.05 to 0.6 of the height. One gap in ten is negative, so that boxes overlap. Some
numbers are crowded: all their gaps are small. In some the last stroke of a digit is drawn late,
after all other digits. With `--uneven` the digits differ more in height and leave the line farther.
With `forms` nobody wrote the digits (nn/making/forms.py).
"""

import argparse
import math
import sys
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.answers import Reader
from nn.cli.predict import open_digit_network
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.strokes_to_number import least_sure, read_number, text_of
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
ANSWERED = 0.9  # the share of the numbers; the others are asked about


class Number(NamedTuple):
    """A number as somebody draws it."""

    label: str
    strokes: Strokes
    places: list[int]  # of which digit each stroke is, from 0


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


def composed(options: argparse.Namespace) -> list[Number]:
    """Return the numbers that the options ask for, each of digits by one person."""
    rng = np.random.default_rng(options.seed)
    if str(options.pen_digits) == "forms":
        data = by_hands(options.seed)
    else:
        data = load_digits(options.pen_digits, options.writers)
    people = np.unique(data.writers)
    numbers = []
    for _ in range(options.numbers):
        writer = rng.choice(people)
        rows = rng.choice(np.flatnonzero(data.writers == writer), rng.integers(FEWEST, MOST + 1))
        row = _in_a_row([data.digits[k] for k in rows], rng, options.uneven)
        places, strokes = zip(*_in_time(row, rng), strict=True)
        numbers.append(Number("".join(map(str, data.labels[rows])), [*strokes], [*places]))
    return numbers


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


def text_in(reader: Reader, strokes: Strokes) -> tuple[str, float]:
    """Return how a number is read, "" where it cannot be, and how sure the network is."""
    try:
        number = read_number(reader, strokes)
    except DrawingError:
        return "", 0.0
    return text_of(number), least_sure(number)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    reader, numbers = open_digit_network(options.network).reader, composed(options)
    texts, sure = zip(*(text_in(reader, number.strokes) for number in numbers), strict=True)
    right = np.array([text == number.label for text, number in zip(texts, numbers, strict=True)])
    threshold = sorted(sure)[-math.ceil(ANSWERED * len(numbers))]
    answered = np.array([text != "" for text in texts]) & (np.array(sure) >= threshold)
    lengths = np.array([len(number.label) for number in numbers])
    return {
        "correct": int(right.sum()),
        "total": len(numbers),
        "correct by length": {str(n): float(right[lengths == n].mean()) for n in set(lengths)},
        "unreadable": texts.count(""),
        "threshold": threshold,
        "answered": int(answered.sum()),
        "answered correct": int((answered & right).sum()),
    }


def command_line(text: str | None) -> argparse.ArgumentParser:
    arguments = report.strokes_parser(text, ("numbers", 1, 1000, "how many"))
    arguments.add_argument("--uneven", action="store_true", help="less alike in height and line")
    return arguments


if __name__ == "__main__":
    report.run(command_line(__doc__), measure)
