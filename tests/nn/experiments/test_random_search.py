"""Points of a random search: in their ranges, all different, the same for the same seed."""

import pytest

from nn.errors import Refused
from nn.experiments.experiment import Varied
from nn.experiments.random_search import Span, points

AXES = (Span("eta", 0.01, 10.0), Span("momentum", 0.0, 0.9))


def test_all_points_differ_and_lie_in_their_ranges_and_a_seed_draws_its_own() -> None:
    assert points(AXES, 10, 1) == points(AXES, 10, 1) != points(AXES, 10, 2)
    etas, momenta = (varied.values for varied in points(AXES, 500, 1))
    assert len(set(zip(etas, momenta, strict=True))) == 500
    assert all(0.01 <= eta <= 10.0 for eta in etas if isinstance(eta, float))
    assert all(0.0 <= m <= 0.9 for m in momenta if isinstance(m, float))


def test_equal_ratios_are_equally_likely_where_the_end_is_ten_times_the_start() -> None:
    etas, momenta = (varied.values for varied in points(AXES, 1000, 1))
    for low, high in ((0.01, 0.1), (0.1, 1.0), (1.0, 10.0)):
        assert 280 <= sum(low <= float(str(eta)) < high for eta in etas) <= 390
    assert 430 <= sum(float(str(m)) < 0.45 for m in momenta) <= 570  # at equal steps


def test_where_there_are_fewer_points_there_are_fewer() -> None:
    few = points(
        (Varied("cost", ("quadratic", "cross-entropy")), Span("mini_batch_size", 1, 3)), 50, 1
    )
    assert sorted(zip(*(varied.values for varied in few), strict=True)) == [
        (cost, size) for cost in ("cross-entropy", "quadratic") for size in (1, 2, 3)
    ]


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="from a smaller to a larger number"):
        points((Span("eta", 3.0, 1.0),), 5, 1)
