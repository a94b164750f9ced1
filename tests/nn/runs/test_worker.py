"""What a run does when it is told something, to the bit."""

from types import SimpleNamespace
from typing import Any

import pytest

from nn.runs import slow_motion
from nn.runs.run_view import RunState
from nn.runs.slow_motion import Faster, SlowMotion
from tests.nn.runs.conftest import (
    PAUSED,
    Driven,
    bits,
    looks,
    settings,
    states,
    trained,
    until,
    until_answered,
    until_state,
)


@pytest.mark.parametrize(
    "changes",
    [{}, {"mini_batch_size": 7, "augmentation": "both", "schedule": "cosine", "momentum": 0.5}],
    ids=["plain", "together"],
)
def test_however_it_is_driven_the_weights_are_the_same(
    host: Driven, changes: dict[str, Any]
) -> None:
    run = host.new(**changes)
    for n in (1, 2, 9):
        host.take_steps(run, n)
    host.speed(run, 10.0)  # so that it is stopped in its first epoch, also on a busy machine
    host.play(run)
    until(lambda: run.snapshot().progress.step > 12)
    step = host.stop(run).progress.step
    assert host.stop(run).progress.step == step
    host.speed(run, None)
    assert host.take_epoch(run).position == 1
    assert bits(host.play_out(run).newest) == trained(settings(**changes))


def test_steps_are_counted_one_by_one_and_then_it_is_paused(host: Driven) -> None:
    run = host.new()
    host.steps(run, 1)
    assert states(run) == [PAUSED] and run.snapshot().busy
    until_answered(run)
    assert looks(run) == [0, 1]  # at once, not with step 2
    for n, step in (4, 5), (44, 49), (1, 50), (2, 52):
        view = host.take_steps(run, n)
        assert view.progress.step == step and view.state is RunState.PAUSED
        assert view.costs.steps.tolist() == list(range(1, step + 1))
        assert run.snapshot().newest is view.newest
    assert looks(run)[-1] == 50
    host.steps(run, 5)
    host.steps(run, 43)  # asked for meanwhile
    until_state(run, RunState.FINISHED)


def test_settings_change_from_the_next_mini_batch_on(host: Driven) -> None:
    run = host.endless()
    host.take_steps(run, 5)
    host.change(run, eta=0.5, mini_batch_size=90)
    until_answered(run)
    # 1,950 images are left: 21 * 90 + 60
    assert run.snapshot().mini_batches == 27
    view = host.take_epoch(run)
    assert (view.progress.mini_batch, view.mini_batches, view.progress.step) == (27, 27, 27)
    assert view.position == 1
    host.play(run)
    host.change(run, mini_batch_size=10, eta=0.5)
    until_answered(run)
    view = host.stop(run)
    assert (view.config.eta, view.config.mini_batch_size) == (0.5, 10)
    said = ["η 1 → 0.5, Mini-batch size 10 → 90", "Mini-batch size 90 → 10"]
    assert [change.text for change in view.changes] == said
    assert (view.changes[0].step, view.changes[0].position) == (5, 0.025)


# Slow motion


def test_slow_motion_has_its_ears_open(host: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    run = host.new()
    host.speed(run, 0.001)  # the next mini-batch is due in a quarter of an hour
    host.play(run)
    until(lambda: run.snapshot().progress.step)
    view = host.stop(run)
    assert (view.progress.step, view.per_second) == (1, 0.001)
    assert view.seconds_left is not None and view.seconds_left >= 99_000
    host.speed(run, None)
    assert host.play_out(run).per_second is None


def test_slow_motion_keeps_its_pace(host: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_motion, "time", SimpleNamespace(monotonic=lambda: host.now))
    slow = SlowMotion(50.0)
    assert slow.steps_at_once == 1 and SlowMotion(1000.0).steps_at_once == 10
    slow.begin()
    slow.note_steps(1)
    assert slow.patience == pytest.approx(0.02)
    host.now += 0.05  # a step that took longer is caught up
    slow.note_steps(1)
    assert slow.patience == 0
    slow.note_steps(2)
    assert slow.patience == pytest.approx(0.03)
    host.now += 100  # but not a long evaluation
    slow.note_steps(1)
    slow.note_steps(30)
    assert slow.patience > 0


def test_a_speed_that_grows_doubles_in_two_seconds_and_stays_after_a_pause() -> None:
    seconds, step, taken = 0.0, 0, {}
    while seconds < 12:
        slow = SlowMotion(Faster(25), step)  # as after a pause
        assert slow.limit and slow.steps_at_once
        seconds, step = seconds + slow.steps_at_once / slow.limit, step + slow.steps_at_once
        taken[int(seconds)] = step
    assert 300 < taken[4] < 360 and 2_000 < taken[9] < 2_350  # before the fifth, the tenth second
    assert SlowMotion(Faster(25), 100_000).limit == 1_000
