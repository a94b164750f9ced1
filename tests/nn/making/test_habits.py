"""Habits of handwriting: what a digit gets, and that it stays the digit that it is."""

from collections.abc import Sequence

import numpy as np
import pytest

from nn.functions import Array
from nn.making.habits import HABITS, Habit, with_habits
from nn.making.pen_strokes import box

STEM: list[Array] = [
    np.stack([np.linspace(105.0, 100.0, 40), np.linspace(20.0, 220.0, 40)], axis=1)
]
SEVEN: list[Array] = [
    np.array([[60.0, 60.0], [200.0, 60.0], [170.0, 120.0], [140.0, 180.0], [120.0, 240.0]])
]
ANGLE = np.linspace(-np.pi / 2, 1.5 * np.pi, 60)
RING: list[Array] = [100 + 80 * np.stack([0.7 * np.cos(ANGLE), np.sin(ANGLE)], axis=1)]
SEEDS = range(30)


def all_of(habit: Habit, strokes: list[Array]) -> list[list[Array]]:
    return [habit(strokes, box(strokes)[2], np.random.default_rng(seed)) for seed in SEEDS]


def size_of(strokes: Sequence[Array]) -> Array:
    return np.asarray(np.ptp(np.concatenate(strokes), axis=0))


@pytest.mark.parametrize("label", HABITS)
def test_every_habit_changes_a_digit(label: int) -> None:
    strokes = {1: STEM, 7: SEVEN}.get(label, RING)
    for habit in HABITS[label]:
        for made in all_of(habit, strokes):
            assert len(made) != len(strokes) or not np.array_equal(made[0], strokes[0])


@pytest.mark.parametrize("label", range(10))
def test_whatever_happens_strokes_stay_strokes(label: int) -> None:
    for strokes in (STEM, SEVEN, RING, [*SEVEN, *STEM], [np.array([[3.0, 4.0]])]):
        for seed in SEEDS:
            changed = with_habits(strokes, label, np.random.default_rng(seed))
            assert changed and all(p.shape[1:] == (2,) and len(p) for p in changed)
            assert np.isfinite(np.concatenate(changed)).all()
            assert size_of(changed).max() < 3 * max(size_of(strokes).max(), 1.0)
