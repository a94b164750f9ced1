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


def test_a_one_gets_flags_and_feet_of_many_lengths() -> None:
    flag, _, foot, both = dict.fromkeys(HABITS[1])
    widths = np.array([size_of(one)[0] / 200 for one in all_of(flag, STEM)])
    assert widths.min() < 0.15 and widths.max() > 0.35
    assert all(one[0][0][0] < 105 for one in all_of(flag, STEM))  # it begins to the left
    flagged = [np.vstack([[[0.0, 80.0]], STEM[0]])]
    assert all(one is flagged for one in all_of(flag, flagged))  # and gets no second one
    for one in all_of(foot, STEM):
        line = one[-1]
        assert len(one) == 2 and line[:, 0].min() < 100 < line[:, 0].max()
        assert (np.abs(line[:, 1] - 220) < 60).all()
    assert {len(one) for one in all_of(both, STEM)} == {2, 3}


def test_a_one_becomes_a_straight_line_that_leans() -> None:
    _, straight, _, _ = dict.fromkeys(HABITS[1])
    leans = []
    for (line,) in all_of(straight, STEM):
        (x, y) = line[-1] - line[0]
        assert y > 0  # from the top
        leans.append(np.degrees(np.arctan2(x, y)))
    assert min(leans) < -15 and max(leans) > 15 and np.abs(leans).max() <= 25


def test_a_sevens_bar_comes_and_goes() -> None:
    bar = HABITS[7][1]
    barred, *_ = all_of(bar, SEVEN)
    assert len(barred) == 2 and np.ptp(barred[1][:, 0]) > np.ptp(barred[1][:, 1])
    assert all_of(bar, barred)[0] == barred[:1]


@pytest.mark.parametrize("label", [0, 6, 8, 9])
def test_loops_get_open_or_small_or_are_crossed(label: int) -> None:
    for habit in HABITS[label]:
        for made in all_of(habit, RING):
            assert len(made) > 1 or not np.array_equal(made[0], RING[0])


@pytest.mark.parametrize("label", range(10))
def test_whatever_happens_strokes_stay_strokes(label: int) -> None:
    for strokes in (STEM, SEVEN, RING, [*SEVEN, *STEM], [np.array([[3.0, 4.0]])]):
        for seed in SEEDS:
            changed = with_habits(strokes, label, np.random.default_rng(seed))
            assert changed and all(p.shape[1:] == (2,) and len(p) for p in changed)
            assert np.isfinite(np.concatenate(changed)).all()
            assert size_of(changed).max() < 3 * max(size_of(strokes).max(), 1.0)
