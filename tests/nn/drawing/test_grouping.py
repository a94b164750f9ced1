"""The best way of grouping strokes, against all ways; and what a row tells about its groups."""

from collections.abc import Iterator

import numpy as np
import pytest

from nn.drawing.grouping import WINDOW, Group, Row, best_grouping
from tests.rows import HEIGHT, row
from tests.thorough import some


def all_ways(places: frozenset[int], groups: list[Group]) -> Iterator[list[int]]:
    if not places:
        yield []
    for index, group in enumerate(groups):
        if places and min(places) == group[0] and places.issuperset(group):
            yield from ([index, *way] for way in all_ways(places.difference(group), groups))


@pytest.mark.parametrize("seed", some(range(8)))
def test_the_best_grouping_is_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = 7
    groups: list[Group] = [(place,) for place in range(count)]
    for _ in range(15):
        first = int(rng.integers(count - 1))
        later = np.arange(first + 1, min(first + WINDOW, count))
        chosen = rng.choice(later, rng.integers(1, min(3, len(later)) + 1), replace=False)
        groups.append((first, *sorted(chosen.tolist())))
    groups = list(dict.fromkeys(groups))
    scores = rng.normal(0, 2, len(groups)).tolist()
    ways = list(all_ways(frozenset(range(count)), groups))
    sums = np.array([sum(scores[k] for k in way) for way in ways])
    best, likely = best_grouping(count, groups, scores)
    assert best == ways[int(sums.argmax())]
    of_ways = np.exp(sums) / np.exp(sums).sum()
    for index in range(len(groups)):
        share = sum(p for p, way in zip(of_ways, ways, strict=True) if index in way)
        assert np.isclose(likely[index], share)


def test_a_row_goes_from_left_to_right_without_specks() -> None:
    strokes, _ = row("402", late=[0])
    dot = np.array([[30.0, 30.0]])
    order = Row([strokes[-1], dot, *strokes[:-1]], 0.0).order
    assert order.tolist() == [2, 0, 3, 4]
    assert len(Row(strokes, dot=2 * HEIGHT)) == 0


def test_strokes_far_apart_are_no_digit() -> None:
    strokes, _ = row("11", gaps=[0.7])
    assert Row(strokes, 0.0).groups() == [(0,), (1,)]
    strokes, _ = row("11", gaps=[0.2])
    assert set(Row(strokes, 0.0).groups()) == {(0,), (1,), (0, 1)}
