"""A run that stood still goes on elsewhere as if nothing had happened, bit for bit."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from nn import mnist
from nn.errors import Refused
from nn.events import Checkpoint, Event, Stopped
from nn.mnist import Mnist
from nn.settings.config import TrainingConfig
from nn.standstill import Standstill
from nn.training import Trainer

AFTER = 7  # mini-batches to a look, so that looks are in the midst of blocks and epochs


@pytest.fixture(scope="module")
def few() -> Mnist:
    data = mnist.load()
    return Mnist(data.train[:300], data.test[:100])


def settings(**changes: Any) -> TrainingConfig:
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 300, "epochs": 3}
    return TrainingConfig(**(usual | {"eta": 1.0} | changes))


def looks(trainer: Trainer, most: int = 10_000) -> list[Event]:
    """Take some looks, and return their events."""
    events: list[Event] = []
    for _ in range(most):
        events += trainer.look()
        if events and isinstance(events[-1], Stopped):
            break
    return events


def elsewhere(trainer: Trainer, data: Mnist) -> Trainer:
    """Return another trainer that goes on, as one in another process does."""
    about, payload = trainer.stand_still().to_message()
    standstill = Standstill.from_message(json.loads(json.dumps(about)), payload)
    other = Trainer(standstill.config, data, AFTER)
    other.take_up(standstill)
    return other


def results(events: list[Event]) -> list[tuple[Any, ...]]:
    """Return what a run's checkpoints and its end say, without the times it took."""
    kept: list[tuple[Any, ...]] = []
    for event in events:
        if isinstance(event, Checkpoint):
            weights = b"".join(w.tobytes() for w in event.network.weights)
            kept.append((event.epoch, event.step, event.position, weights, event.test, event.train))
        elif isinstance(event, Stopped):
            kept.append((event.epoch, event.message))
    return kept


def smaller_batches(trainer: Trainer) -> None:
    trainer.change(mini_batch_size=7, eta=0.5)


CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "momentum and L2": {"momentum": 0.6, "lmbda": 2.0, "eta": 0.3},
    "schedule": {"schedule": "cosine"},
    "warps": {"augmentation": "both", "mini_batch_size": 9},
    "early stopping": {"epochs": 9, "early_stopping": 2, "held_back": 60, "eta": 9.0},
    "large blocks": {"mini_batch_size": 64, "activation": "tanh", "cost": "cross-entropy"},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
@pytest.mark.parametrize("change", [None, smaller_batches], ids=["as it was", "changed"])
def test_a_run_that_stood_still_goes_on_bit_for_bit(
    changes: dict[str, Any], change: Callable[[Trainer], None] | None, few: Mnist
) -> None:
    config = settings(**changes)
    trainer = Trainer(config, few, AFTER)
    before = looks(trainer, 4)  # the first one takes no step
    if change:
        change(trainer)
    moved, there = elsewhere(trainer, few), list(before)
    for _ in range(9):  # and on, across the ends of epochs
        there += looks(moved, 2)
        if isinstance(there[-1], Stopped):
            break
        moved = elsewhere(moved, few)
    there += looks(moved) if not isinstance(there[-1], Stopped) else []
    assert results(there) == results(before + looks(trainer))
    assert moved.network.weights[0].tobytes() == trainer.network.weights[0].tobytes()
    assert moved.network.biases[-1].tobytes() == trainer.network.biases[-1].tobytes()


def test_another_run_s_standstill_is_refused(few: Mnist) -> None:
    standstill = Trainer(settings(), few).stand_still()
    with pytest.raises(Refused, match="has other settings"):
        Trainer(settings(seed=2), few).take_up(standstill)
    about, payload = standstill.to_message()
    with pytest.raises(Refused, match="Expected 2 arrays of one length"):
        Standstill.from_message(about, payload[:-4])


def test_the_book_s_network_takes_no_more_than_twice_its_weights() -> None:
    trainer = Trainer(TrainingConfig(), mnist.load(), evaluates=False)
    looks(trainer, 2)
    about, payload = trainer.stand_still().to_message()
    assert len(payload) == 2 * 4 * 23_860
    assert len(json.dumps(about)) < 3_000
