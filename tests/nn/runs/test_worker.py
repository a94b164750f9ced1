"""What a run's worker does when it is told something, and what it reports, to the bit."""

import threading
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nn import training
from nn.evaluation import Evaluation, evaluate
from nn.events import Checkpoint, Progress
from nn.runs import host as hosts
from nn.runs import messages, slow_motion
from nn.runs.records import RunState
from nn.runs.run import Run
from nn.runs.slow_motion import SlowMotion
from nn.training import Trainer
from tests.nn.runs.conftest import (
    PATIENCE,
    Clock,
    Driven,
    few,
    settings,
    trained,
    until,
    until_state,
)


def steps_looked_at(run: Run) -> list[int]:
    return [checkpoint.step for checkpoint in run.snapshot().checkpoints]


def test_it_says_what_the_trainer_says(host: Driven) -> None:
    config = settings(early_stopping=5, held_back=100, cost="cross-entropy")
    view = host.play_out(host.new_run(config))
    assert (view.progress.epoch, view.progress.mini_batch, view.progress.step) == (2, 40, 80)
    theirs = [event for event in Trainer(config, few()) if isinstance(event, Checkpoint)]
    for ours, checkpoint in zip(view.checkpoints, theirs, strict=True):
        assert (ours.test, ours.train) == (checkpoint.test, checkpoint.train)
        assert messages.pack(ours.network) == messages.pack(checkpoint.network)


@pytest.mark.parametrize(
    "changes",
    [{}, {"mini_batch_size": 7, "augmentation": "both", "schedule": "cosine", "momentum": 0.5}],
    ids=["plain", "together"],
)
def test_however_it_is_driven_the_weights_are_the_same(
    host: Driven, changes: dict[str, Any]
) -> None:
    run = host.new_run(settings(**changes))
    for n in (1, 2, 9):
        host.steps(run, n)
        assert run.wait(PATIENCE)
    host.speed(run, 200.0)
    host.play(run)
    until(lambda: run.snapshot().progress.step > 12)
    step = host.stop(run).progress.step
    assert host.stop(run).progress.step == step
    host.epoch(run)
    until_state(run, RunState.PAUSED)
    assert run.snapshot().position == 1
    host.speed(run, None)
    assert messages.pack(host.play_out(run).newest) == trained(settings(**changes))


def test_steps_are_counted_one_by_one_and_then_it_is_paused(host: Driven) -> None:
    run = host.new_run(settings())
    host.take_a_step(run)
    assert steps_looked_at(run) == [0, 1]  # at once, not with step 2
    for n, step in (4, 5), (44, 49), (1, 50), (2, 52):
        host.steps(run, n)
        assert run.wait(PATIENCE)
        view = run.snapshot()
        assert view.progress.step == step and view.state is RunState.PAUSED
        assert view.costs.steps.tolist() == list(range(1, step + 1))
    assert steps_looked_at(run)[-1] == 50
    host.steps(run, 5)
    host.steps(run, 43)  # asked for meanwhile
    until_state(run, RunState.FINISHED)


def test_slow_motion_has_its_ears_open(host: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "SLOWEST", 0.001)
    run = host.new_run(settings())
    host.speed(run, 0.001)  # the next mini-batch is due in a quarter of an hour
    host.play(run)
    until(lambda: run.snapshot().progress.step)
    assert host.stop(run).progress.step == 1


def test_slow_motion_keeps_its_pace(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(slow_motion, "time", SimpleNamespace(monotonic=clock))
    slow = SlowMotion(50.0)
    assert slow.steps_at_once == 1 and SlowMotion(1000.0).steps_at_once == 10
    slow.begin()
    slow.note_steps(1)
    assert slow.patience == pytest.approx(0.02)
    clock.now += 0.05  # a step that took longer is caught up
    slow.note_steps(1)
    assert slow.patience == 0
    slow.note_steps(2)
    assert slow.patience == pytest.approx(0.03)
    clock.now += 100  # but not a long evaluation
    slow.note_steps(1)
    slow.note_steps(30)
    assert slow.patience > 0


def test_slow_motion_looks_closely_at_the_first_epoch(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count()  # each look at the clock takes one, so there is time for every look
    monkeypatch.setattr(slow_motion, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    run = host.new_run(settings(training_images=2_000))  # 200 mini-batches
    host.speed(run, 10.0)
    view = host.play_out(run)
    looks = steps_looked_at(run)
    assert looks == sorted(set(looks))
    assert set(looks) > {0, 1, 3, 10, 30, 100, 200, 400} and len(looks) <= 130
    assert messages.pack(view.newest) == trained(settings(training_images=2_000))


def test_settings_change_from_the_next_mini_batch_on(host: Driven) -> None:
    run = host.new_run(settings())
    host.steps(run, 20)
    assert run.wait(PATIENCE)
    host.change(run, eta=0.5, mini_batch_size=90)
    assert run.wait(PATIENCE)
    # 300 images are left: 3 * 90 + 30
    assert run.snapshot().progress.mini_batches == 24
    host.epoch(run)
    until_state(run, RunState.PAUSED)
    progress = run.snapshot().progress
    assert (progress.mini_batch, progress.mini_batches, progress.step) == (24, 24, 24)
    assert (progress.eta, progress.position) == (0.5, 1)
    view = host.play_out(run)

    trainer = Trainer(settings(), few(), look_after=1)
    for event in trainer:
        if isinstance(event, Progress) and event.step == 20:
            trainer.change(eta=0.5, mini_batch_size=90)
    for ours, theirs in zip(view.newest.weights, trainer.network.weights, strict=True):
        assert np.array_equal(ours, theirs)


def test_a_command_is_answered_before_an_evaluation_ends(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []
    may_go_on = threading.Semaphore(2)  # the first look, at test images and those learnt from

    def in_two_blocks(*arguments: Any) -> Iterator[Evaluation]:
        begun.append(arguments)
        evaluation = evaluate(*arguments)
        yield evaluation
        may_go_on.acquire(timeout=PATIENCE)
        yield evaluation

    monkeypatch.setattr(training, "evaluate_in_blocks", in_two_blocks)
    run = host.new_run(settings())
    host.steps(run, 1)
    until(lambda: len(begun) == 3)  # at step 1
    host.pause(run)
    may_go_on.release()
    assert run.wait(PATIENCE)
    view = run.snapshot()
    assert (view.state, view.busy, view.progress.step) == (RunState.PAUSED, True, 1)
    assert steps_looked_at(run) == [0]
    may_go_on.release()
    until(lambda: not run.snapshot().busy)  # it finishes what it had begun, and no more
    assert steps_looked_at(run) == [0, 1] and run.snapshot().progress.step == 1


def test_one_epoch_that_early_stopping_ends_is_the_last(host: Driven) -> None:
    config = settings(early_stopping=1, held_back=100, epochs=50, eta=0.00001)
    run = host.new_run(config)
    host.epoch(run)
    until_state(run, RunState.PAUSED)
    host.epoch(run)
    until_state(run, RunState.FINISHED)
    assert "Stopped after epoch 2" in run.snapshot().message
