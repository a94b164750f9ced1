"""How fast a run is, and how long it will take."""

import pytest

from nn.events import Progress
from nn.runs.pace import Pace
from nn.settings.config import TrainingConfig

CONFIG = TrainingConfig(epochs=30)


class Run:
    """A run in its first epoch, measured."""

    def __init__(self) -> None:
        self.pace, self.step, self.seconds = Pace(CONFIG, 60_000), 0, 0.0

    def train(self, steps: int, seconds: float) -> float:
        """Take more mini-batches, which take so many seconds together; return the speed."""
        self.step, self.seconds = self.step + steps, self.seconds + seconds
        position = self.step / 6_000
        self.pace.note(Progress(1, self.step, 6_000, self.step, position, 1.0, 3.0, self.seconds))
        return self.pace.images_per_second

    def seconds_left(self, per_second: float | None = None) -> float | None:
        return self.pace.seconds_left(CONFIG, per_second)


def test_less_than_a_second_of_training_gives_no_speed() -> None:
    run = Run()
    assert run.train(100, 0.9) == 0
    assert run.seconds_left() is None
    assert run.seconds_left(per_second=1.0) == pytest.approx(30 * 6_000 - 100)
    assert run.train(100, 0.1) == pytest.approx(2_000)
    assert run.seconds_left() == pytest.approx((30 * 60_000 - 2_000) / 2_000)


def test_a_resumed_run_is_measured_from_its_resumption() -> None:
    run = Run()
    for _ in range(5):
        run.train(100, 0.5)
    for _ in range(10):  # one by one, each in a cold processor
        run.train(1, 0.01)
    run.pace.resume()
    assert run.train(1, 0.01) == 0
    assert run.seconds_left() is None
    assert run.train(499, 0.99) == pytest.approx(5_000)


def test_the_speed_is_a_mean_over_two_seconds() -> None:
    run = Run()
    speeds = [run.train(steps, 0.5) for steps in (100, 100, 100, 100, 20, 100, 100)]
    assert speeds[1:4] == pytest.approx([2_000] * 3)
    assert speeds[4:] == pytest.approx([1_600] * 3)  # one slow moment, of 400 a second
