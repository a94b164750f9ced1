"""How the pages write shares, durations and moments of a run."""

import pytest

from nn.runs.records import when
from pages.ui.app import numbers


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0.0\xa0%"), (0.9925, "99.2\xa0%"), (0.943, "94.3\xa0%"), (1, "100.0\xa0%")],
)
def test_a_share_is_written_with_a_space_that_does_not_break(share: float, said: str) -> None:
    assert numbers.percent(share) == said


@pytest.mark.parametrize(
    ("position", "step", "said"),
    [
        (0.0, 0, "Before the first mini-batch"),
        (10 / 60_000, 1, "After 1 mini-batch"),
        (1 / 6, 1000, "After 1,000 mini-batches"),
        (1.0, 6000, "After epoch 1"),
        (1.24, 7440, "After 1.2 epochs"),
        (30.0, 180_000, "After epoch 30"),
    ],
)
def test_a_moment_of_the_first_epoch_is_told_in_mini_batches(
    position: float, step: int, said: str
) -> None:
    assert when(position, step) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.3, "0 s"), (59.4, "59 s"), (59.7, "1 min 0 s"), (125, "2 min 5 s"), (6000, "1 h 40 min")],
)
def test_a_duration_is_in_whole_seconds(seconds: float, said: str) -> None:
    assert numbers.duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.004, "4 ms"), (1.25, "1.25 s"), (59.999, "1 min 0 s")]
)
def test_what_a_run_took_is_more_exact(seconds: float, said: str) -> None:
    assert numbers.exact_duration(seconds) == said
