"""How fast a run is, and how long it will take: told when enough is known."""

import pytest

from nn.events import Progress
from nn.runs.tally import Tally
from nn.settings.config import TrainingConfig

EPOCHS = 30


def tally() -> Tally:
    return Tally(TrainingConfig(epochs=EPOCHS))


def train(tally: Tally, steps: int, seconds: float) -> None:
    """Count more mini-batches of the first epoch, which took so many seconds together."""
    done = tally.mini_batch + steps
    tally.progress(Progress(1, done, 6_000, 1.0, 3.0, tally.seconds + seconds))


def test_nothing_is_said_of_less_than_a_second_of_training() -> None:
    run = tally()
    train(run, 100, 0.9)
    assert run.rate_lately() == 0
    assert run.seconds_left(None) is None
    train(run, 100, 0.1)
    assert run.rate_lately() == pytest.approx(2_000)
    assert run.seconds_left(None) == pytest.approx((EPOCHS * 60_000 - 2_000) / 2_000)


def test_a_run_that_is_resumed_is_measured_anew() -> None:
    run = tally()
    for _ in range(5):
        train(run, 100, 0.5)
        run.rate_lately()
    for _ in range(10):  # one by one, each in a cold processor
        train(run, 1, 0.01)
        run.rate_lately()
    run.resume()
    train(run, 1, 0.01)
    assert run.rate_lately() == 0
    assert run.seconds_left(None) is None
    train(run, 499, 0.99)
    assert run.rate_lately() == pytest.approx(5_000)


def test_the_speed_is_a_mean_over_two_seconds() -> None:
    run = tally()
    said = []
    for steps in (100, 100, 100, 100, 20, 100, 100):
        train(run, steps, 0.5)
        said.append(run.rate_lately())
    assert said[1:4] == pytest.approx([2_000] * 3)
    assert said[4:] == pytest.approx([1_600] * 3)  # one slow moment, of 400 a second
