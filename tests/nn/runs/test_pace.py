"""How fast a run is, and how long it will take."""

import pytest

from nn.runs.pace import Pace
from nn.settings.config import TrainingConfig


def test_the_speed_is_a_mean_over_two_seconds_and_tells_how_long_it_takes() -> None:
    config, pace, step = TrainingConfig(epochs=30), Pace(60_000), 0

    def train(steps: int, seconds: float) -> float:
        nonlocal step
        step += steps
        pace.note(step, step / 6_000, seconds)
        return pace.images_per_second

    assert train(100, 0.9) == 0  # too early to tell
    assert pace.seconds_left(config, 30, 0, None) is None
    assert pace.seconds_left(config, 30, 0, per_second=1.0) == pytest.approx(30 * 6_000 - 100)
    assert train(100, 0.1) == pytest.approx(2_000)
    pace.seconds_to_evaluate = 0.5
    left = (30 * 60_000 - 2_000) / 2_000 + 15
    assert pace.seconds_left(config, 30, 0, None) == pytest.approx(left)
    pace.begin_anew()  # as after a pause
    assert train(100, 0.5) == 0
    assert [train(100, 0.5) for _ in range(3)] == pytest.approx([2_000] * 3)
    speeds = [train(steps, 0.5) for steps in (20, 100, 100)]
    assert speeds == pytest.approx([1_600] * 3)  # one slow moment, of 400 a second
