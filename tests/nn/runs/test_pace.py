"""How fast a run is, and how long it will take."""

import pytest

from nn.runs.pace import Pace
from nn.runs.run_view import Progress
from nn.settings.config import TrainingConfig

CONFIG = TrainingConfig(epochs=30)


class Paced(Pace):
    """A run in its first epoch of 6,000 mini-batches."""

    def train(self, steps: int, seconds: float) -> float:
        """Take more mini-batches, which take so many seconds together; return the speed."""
        step, after = self._step + steps, self.seconds + seconds
        self.note(Progress(1, step, 6_000, step, step / 6_000, 1.0, 3.0, after))
        return self.images_per_second


@pytest.fixture
def run() -> Paced:
    return Paced(60_000, eta=3.0)


def test_less_than_a_second_of_training_gives_no_speed(run: Paced) -> None:
    assert run.train(100, 0.9) == 0
    assert run.seconds_left(CONFIG, 30, 0, None) is None
    assert run.seconds_left(CONFIG, 30, 0, per_second=1.0) == pytest.approx(30 * 6_000 - 100)
    assert run.train(100, 0.1) == pytest.approx(2_000)
    run.seconds_to_evaluate = 0.5
    left = (30 * 60_000 - 2_000) / 2_000 + 15
    assert run.seconds_left(CONFIG, 30, 0, None) == pytest.approx(left)


def test_a_resumed_run_is_measured_from_its_resumption(run: Paced) -> None:
    run.train(500, 2.5)
    for _ in range(10):  # one by one, each in a cold processor
        run.train(1, 0.01)
    run.begin_anew()
    assert run.train(1, 0.01) == 0
    assert run.seconds_left(CONFIG, 30, 0, None) is None
    assert run.train(499, 0.99) == pytest.approx(5_000)


def test_the_speed_is_a_mean_over_two_seconds(run: Paced) -> None:
    speeds = [run.train(steps, 0.5) for steps in (100, 100, 100, 100, 20, 100, 100)]
    assert speeds[1:4] == pytest.approx([2_000] * 3)
    assert speeds[4:] == pytest.approx([1_600] * 3)  # one slow moment, of 400 a second
