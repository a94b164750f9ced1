"""The best way of grouping strokes, against all ways; and what a row tells about its groups."""

from collections.abc import Iterator

import numpy as np
import pytest

from nn.drawing.grouping import WEIGHTS, WEIGHTS_ALONE, WINDOW, Group, Row, best_grouping, certainty
from tests.rows import HEIGHT, row


def all_ways(places: frozenset[int], groups: list[Group]) -> Iterator[list[int]]:
    if not places:
        yield []
    for index, group in enumerate(groups):
        if places and min(places) == group[0] and places.issuperset(group):
            yield from ([index, *way] for way in all_ways(places.difference(group), groups))


@pytest.mark.parametrize("seed", range(8))
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
    best, total = best_grouping(count, groups, scores)
    assert best == ways[int(sums.argmax())]
    assert np.isclose(total, np.log(np.exp(sums).sum()))
    likely = np.exp(sums - total)
    for index in range(len(groups)):
        share = sum(p for p, way in zip(likely, ways, strict=True) if index in way)
        assert np.isclose(certainty(count, groups, scores, total, index), share)


def test_no_stroke_has_one_way_to_be_grouped() -> None:
    assert best_grouping(0, [], []) == ([], 0.0)


def test_a_row_goes_from_left_to_right_without_specks() -> None:
    strokes, _ = row("402", late=[0])
    dot = np.array([[30.0, 30.0]])
    order = Row([strokes[-1], dot, *strokes[:-1]], 0.0).order
    assert order.tolist() == [2, 0, 3, 4]
    assert len(Row(strokes, dot=2 * HEIGHT)) == 0


def test_the_height_of_a_row_is_that_of_its_digits() -> None:
    for text in "4477", "555", "88", "10", "4":
        strokes, _ = row(text, odd=True)
        assert abs(Row(strokes, 0.0).height / HEIGHT - 1) < 0.05


def test_a_row_of_dashes_or_of_equal_points_has_a_height() -> None:
    dash = np.array([[0.0, 5.0], [40.0, 5.0]])
    assert Row([dash, dash + 100], 0.0).height == 40.0
    assert len(Row([np.zeros((3, 2))], 0.0)) == 0


def test_features_tell_a_digit_from_a_part_of_it() -> None:
    strokes, _ = row("505")
    line = Row(strokes, 0.0)
    whole, body, bar = (line.features(group) for group in ((0, 1), (0,), (1,)))
    assert whole["short"] == whole["overlap"] == whole["off"] == 0 and whole["apart"] < 0.05
    assert bar["short"] > 0.5 and bar["overlap"] > 0.9 and body["overlap"] > 0.9
    assert bar["off"] > body["off"] > whole["off"]
    assert whole.keys() | {"network"} == WEIGHTS.keys() == WEIGHTS_ALONE.keys()


def test_strokes_far_apart_are_no_digit() -> None:
    strokes, _ = row("11", gaps=[0.7])
    assert Row(strokes, 0.0).groups() == [(0,), (1,)]
    strokes, _ = row("11", gaps=[0.2])
    assert set(Row(strokes, 0.0).groups()) == {(0,), (1,), (0, 1)}
