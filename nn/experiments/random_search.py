"""Points of a random search, drawn by a seeded generator: the same seed draws the same points.

A grid of 4 x 4 tries four values of each setting, sixteen points drawn at random try sixteen.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nn.errors import Refused
from nn.experiments.experiment import Varied
from nn.experiments.typed_values import MOST_VALUES, as_values, check_span, has_equal_ratios
from nn.settings.config import SETTING
from nn.settings.setting import Value

TRIES = 20  # for each point, where those drawn are there already


class Span(NamedTuple):
    """Where the values of a setting are drawn."""

    name: str  # of the setting
    start: float
    end: float


def points(axes: Sequence[Span | Varied], count: int, seed: int) -> tuple[Varied, ...]:
    """Return settings that go together: `count` points, all different.

    From a `Span` numbers are drawn, at equal chances for equal ratios where its end is ten times
    its start or more; from a `Varied` one of its values. Where there are fewer different points,
    there are fewer. Raises `Refused` for an empty range, or for no points.
    """
    if not 1 <= count <= MOST_VALUES:
        raise Refused(f"Expected 1 to {MOST_VALUES:,} points, got {count:,}.")
    for axis in axes:
        if isinstance(axis, Span):
            check_span(SETTING[axis.name], axis.start, axis.end, 2)
    rng = np.random.default_rng(seed)
    drawn: dict[tuple[Value, ...], None] = {}
    for _ in range(TRIES * count):
        drawn[tuple(_draw(axis, rng) for axis in axes)] = None
        if len(drawn) == count:
            break
    columns = zip(*drawn, strict=True)
    return tuple(Varied(axis.name, column) for axis, column in zip(axes, columns, strict=True))


def _draw(axis: Span | Varied, rng: np.random.Generator) -> Value:
    if isinstance(axis, Varied):
        return axis.values[int(rng.integers(len(axis.values)))]
    share = rng.random()
    if has_equal_ratios(axis.start, axis.end):
        number = math.exp(math.log(axis.start) + share * math.log(axis.end / axis.start))
    else:
        number = axis.start + share * (axis.end - axis.start)
    (value,) = as_values(SETTING[axis.name], [number])
    # Rounding may have led out of the range.
    return type(value)(min(max(float(str(value)), axis.start), axis.end))  # type: ignore[arg-type]
