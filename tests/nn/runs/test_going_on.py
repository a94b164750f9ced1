"""Paused runs give back their processes and go on in others; the test moves the clock."""

from typing import Any

import pytest

from nn.errors import Refused
from nn.runs.host import IDLE, IDLE_WHEN_OTHERS_WAIT
from tests.nn.runs.conftest import (
    PATIENCE,
    PAUSED,
    Driven,
    Gate,
    bits,
    looks,
    settings,
    states,
    trained,
    until,
)


def test_paused_runs_give_back_their_processes(host: Driven) -> None:
    paused = [host.new() for _ in range(3)]
    for run in paused:
        host.take_steps(run, 3)
    host.give_back(IDLE - 1)
    assert host.alive == [True] * 3
    host.now += 1
    host.look()
    until(lambda: not any(host.alive))
    for run in paused:
        view = run.snapshot()
        assert (*states(run), view.progress.step, view.busy) == (PAUSED, 3, False)


def test_where_others_wait_a_process_is_given_back_sooner(host: Driven) -> None:
    paused, *others = (host.endless() for _ in range(4))
    host.take_steps(paused)
    for run in others:
        host.play(run)
    host.give_back(IDLE_WHEN_OTHERS_WAIT)
    until(lambda: host.alive == [False, True, True])


@pytest.mark.parametrize(
    "changes",
    [
        {"momentum": 0.3, "augmentation": "affine", "schedule": "cosine"},
        {"early_stopping": 1, "held_back": 100, "epochs": 30, "eta": 30.0, "training_images": 600},
    ],
    ids=["momentum and warps", "early stopping"],
)
def test_a_run_goes_on_in_another_process_as_if_nothing_had_happened(
    host: Driven, changes: dict[str, Any]
) -> None:
    run = host.new(**changes)
    host.take_steps(run, 33)
    host.give_back()
    host.pause(run)
    assert states(run) == [PAUSED] and len(host.started) == 1
    assert host.take_steps(run).progress.step == 34
    host.give_back()
    assert host.take_epoch(run).position == 1
    host.give_back()
    view = host.play_out(run)
    assert len(host.started) == 4
    assert bits(view.newest) == bits(view.final.network) == trained(settings(**changes))
    assert looks(run)[:7] == [0, 1, 3, 10, 30, 50, 100]
    assert [*range(1, 35)] == view.costs.steps.tolist()[:34]
    assert view.costs.steps.tolist() == sorted(set(view.costs.steps.tolist()))
    assert view.position == view.final.position
    if "early_stopping" in changes:
        assert view.position < view.progress.epoch
        assert f"from epoch {view.best_epoch}," in view.message


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_run_that_was_paused_before_its_first_step_is_measured_once(
    host: Driven, gate: Gate, meanwhile: bool
) -> None:
    run = host.new()
    gate.before = 0
    host.play(run)
    host.pause(run)
    assert gate.waits.wait(PATIENCE)
    if meanwhile:
        assert run.snapshot().busy
        host.give_back()
        assert host.alive == [True]  # it has not done yet
    gate.open.set()
    host.stop(run)
    host.give_back()
    assert bits(host.play_out(run).newest) == trained(settings())
    assert looks(run) == [0, 1, 3, 10, 30, 50, 100]


def test_settings_and_speed_change_while_a_run_has_no_process(host: Driven) -> None:
    run = host.endless()
    host.take_steps(run)
    host.give_back()
    host.change(run, eta=0.25)
    host.change(run, mini_batch_size=20, eta=0.25)
    host.speed(run, 100.0)
    texts = [change.text for change in run.snapshot().changes]
    assert texts == ["η 1 → 0.25", "Mini-batch size 10 → 20"]
    with pytest.raises(Refused, match="sizes cannot change"):
        host.change(run, sizes=(784, 10))
    assert states(run) == [PAUSED] and len(host.started) == 1
    assert run.snapshot().mini_batches == 101
    view = host.take_steps(run)
    assert (view.config.eta, view.config.mini_batch_size) == (0.25, 20)
    assert [change.step for change in view.changes] == [1, 1]
    assert (view.progress.step, view.per_second) == (2, 100.0)
    assert view.position == 30 / 2_000
