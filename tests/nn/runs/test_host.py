"""Runs and their host: requests, the queue for cores, and how runs end."""

import math
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from nn import mnist, training
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.fast_reading import cores
from nn.mnist import one_hot, to_floats
from nn.runs import messages, spare
from nn.runs import run as runs
from nn.runs.host import HOST, Host
from nn.runs.records import MOST_COSTS, CostSamples, RunState
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.settings.setting import ConfigError
from nn.training import initial_network
from tests.nn.runs.conftest import (
    PATIENCE,
    Driven,
    Started,
    endless,
    epochs,
    few,
    settings,
    states,
    trained,
    until,
    until_epoch,
    until_state,
)

RUNS = (RunState.RUNNING, None)


@pytest.fixture
def run(host: Driven) -> Run:
    """Return a new run of two epochs."""
    return host.new_run(settings())


@pytest.fixture
def long_run(host: Driven) -> Run:
    return host.new_run(endless())


# One run


def test_a_new_run_is_ready_and_has_no_process(host: Driven, run: Run) -> None:
    view = run.snapshot()
    assert (view.state, view.place, view.busy, view.message) == (RunState.READY, None, False, "")
    assert (view.checkpoints, view.changes, len(view.costs.steps)) == ((), (), 0)
    assert (view.progress.epoch, view.progress.mini_batches, view.seconds_left) == (1, 50, None)
    assert messages.pack(view.newest) == messages.pack(initial_network(settings()))
    host.pause(run)
    assert run.state is RunState.READY and not host.started


def test_a_run_trains_to_the_end(host: Driven, run: Run) -> None:
    view = host.play_out(run)
    assert view.message == "Finished 2 epochs."
    places = [(c.epoch, c.mini_batch, c.step) for c in view.checkpoints]
    assert places == [(0, 0, 0), *((1, n, n) for n in (1, 3, 10, 30, 50)), (2, 50, 100)]
    assert [c.position for c in view.checkpoints] == [0, 0.02, 0.06, 0.2, 0.6, 1, 2]
    assert (view.progress.step, view.position, view.seconds_left) == (100, 2, 0)
    assert list(view.costs.steps) == sorted(set(view.costs.steps))
    assert messages.pack(view.newest) == trained(settings())
    assert view.checkpoints[-1].test == evaluate(view.newest, few().test)


def test_extra_images_are_forgotten_with_their_run(host: Driven) -> None:
    extra = few().train[1000:1010]
    begun, ready = (host.new_run(settings(), extra) for _ in range(2))
    host.take_a_step(begun)
    for run in begun, ready:
        host.forget_extra(run, "They are deleted.")
        assert run.extra is None and run.state is RunState.FAILED
        assert run.snapshot().message.startswith("They are deleted.")
    assert [thread.is_alive for thread in host.started] == [False]


def test_more_extra_images_than_a_message_holds_are_refused(host: Driven) -> None:
    images = mnist.load().train[: messages.MOST_IMAGES + 1]
    with pytest.raises(Refused, match="at most 40,764 extra images, got 40,765"):
        host.new_run(settings(), images)


def test_a_step_is_update_mini_batch(host: Driven, run: Run) -> None:
    host.steps(run, 1)
    assert run.state is RunState.PAUSED and run.snapshot().busy
    assert run.wait(PATIENCE)
    view = run.snapshot()
    assert (view.state, view.busy, view.progress.step) == (RunState.PAUSED, False, 1)
    assert [c.step for c in view.checkpoints] == [0, 1]

    config = settings()
    rng = np.random.default_rng(config.seed)
    plain = initial_network(config, rng)
    rows = rng.permutation(500)[:10]
    train = few().train
    x, y = to_floats(train.images[rows]), one_hot(train.labels[rows])
    plain.update_mini_batch(x, y, config.eta)
    for ours, theirs in zip(view.newest.weights, plain.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    assert view.costs.costs == pytest.approx([plain.cost(x, y)], rel=1e-3)
    assert run.snapshot().newest is view.newest
    assert host.take_a_step(run).newest is not view.newest


def test_the_latest_request_counts(host: Driven, long_run: Run) -> None:
    for _ in range(20):
        host.play(long_run)
        host.pause(long_run)
    host.play(long_run)
    assert long_run.wait(PATIENCE)
    assert states(long_run) == [RUNS]
    host.stop(long_run)
    assert states(long_run) == [(RunState.PAUSED, None)] and not host.training


def test_an_epoch_ends_paused(host: Driven, run: Run) -> None:
    host.epoch(run)
    assert states(run) == [RUNS]
    until_state(run, RunState.PAUSED)
    view = run.snapshot()
    assert (epochs(run), view.position) == ([1], 1)
    host.epoch(run)
    until_state(run, RunState.FINISHED)


def test_a_run_that_goes_on_forgets_how_fast_it_was(
    host: Driven, long_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(10**9))
    slow = SimpleNamespace(perf_counter=lambda: 0.3 * next(ticks))  # each look takes 0.3 s or more
    monkeypatch.setattr(training, "time", slow)
    host.play(long_run)
    until(lambda: long_run.snapshot().images_per_second)
    assert long_run.snapshot().seconds_left
    assert host.stop(long_run).images_per_second
    monkeypatch.setattr(training, "time", SimpleNamespace(perf_counter=lambda: 0.0))
    host.play(long_run)
    assert long_run.wait(PATIENCE)
    view = long_run.snapshot()
    assert (view.images_per_second, view.seconds_left) == (0, None)


def test_slow_motion_is_told_and_ends(host: Driven, run: Run) -> None:
    host.speed(run, 1.0)
    view = host.take_a_step(run)
    assert view.per_second == 1.0 and view.seconds_left is not None and view.seconds_left >= 99
    host.speed(run, None)
    assert host.play_out(run).per_second is None


@pytest.mark.parametrize("wrong", [0, -1, 1001])
def test_a_speed_or_steps_out_of_range_are_refused(host: Driven, run: Run, wrong: int) -> None:
    for per_second in wrong, math.nan:
        with pytest.raises(Refused, match="Expected 0.1 to 1,000 mini-batches a second"):
            host.speed(run, per_second)
    with pytest.raises(Refused, match="Expected 1 to 1,000 mini-batches"):
        host.steps(run, wrong)
    assert run.state is RunState.READY


def test_settings_change_while_it_runs(host: Driven, long_run: Run) -> None:
    host.change(long_run, eta=2.0)  # before it starts, it is no change on the way
    host.steps(long_run, 5)
    assert long_run.wait(PATIENCE)
    host.change(long_run, eta=0.5, mini_batch_size=10)
    host.play(long_run)
    host.change(long_run, mini_batch_size=20)
    assert long_run.wait(PATIENCE)
    view = long_run.snapshot()
    assert (view.config.eta, view.config.mini_batch_size) == (0.5, 20)
    assert [change.text for change in view.changes] == ["η 2 → 0.5", "Mini-batch size 10 → 20"]
    assert (view.changes[0].step, view.changes[0].position) == (5, 0.025)
    until(lambda: long_run.snapshot().progress.mini_batches == 100)


def test_an_impossible_change_is_refused_at_once(host: Driven, run: Run) -> None:
    host.take_a_step(run)
    with pytest.raises(Refused, match="sizes cannot change during a run"):
        host.change(run, sizes=(784, 10))
    with pytest.raises(ConfigError, match="Learning rate η: expected"):
        host.change(run, mini_batch_size=20, eta=-1.0)
    view = host.take_a_step(run)
    assert (view.config, view.changes, view.message) == (settings(), (), "")


def test_a_run_that_diverges_says_so(host: Driven) -> None:
    config = settings(activation="relu", cost="cross-entropy", eta=1000.0, sizes=(784, 90, 90, 10))
    view = host.play_out(host.new_run(config), RunState.DIVERGED)
    assert "stopped being finite" in view.message
    assert messages.pack(view.newest) == trained(config)
    assert all(np.isfinite(w).all() for w in view.newest.weights)


def test_a_run_that_is_over_does_nothing_more(host: Driven) -> None:
    run = host.new_run(settings(epochs=1))
    host.play_out(run)
    for ask in (host.play, host.epoch, partial(host.steps, n=1), partial(host.change, eta=1.0)):
        with pytest.raises(Refused, match="This run is over"):
            ask(run)
    host.pause(run)
    host.discard(run)
    assert run.state is RunState.FINISHED
    assert run.snapshot().message == "Finished 1 epoch."


# Cores


def four(host: Driven) -> list[Run]:
    """Return four runs: two train, two queue."""
    four = [host.new_run(endless()) for _ in range(4)]
    for run in four:
        host.play(run)
    assert states(*four) == [RUNS, RUNS, (RunState.QUEUED, 1), (RunState.QUEUED, 2)]
    assert host.training == 2 and host.somebody_waits
    return four


def test_pages_look_less_often_with_fewer_than_two_cores_a_run(host: Driven) -> None:
    first, second = (host.new_run(endless()) for _ in range(2))
    assert host.crowding == 1.0 and not host.somebody_waits
    host.play(first)
    assert host.crowding == 1.0
    host.play(second)
    assert host.crowding > 1.0
    host.pause(first)
    assert host.crowding == 1.0


@pytest.mark.parametrize("free", [Host.pause, partial(Host.steps, n=1), Host.discard, "killed"])
def test_the_next_starts_by_itself(host: Driven, free: Callable[[Host, Run], None] | str) -> None:
    first, second, third, fourth = four(host)
    assert len(host.started) == 2  # who waits has no process yet
    if isinstance(free, str):
        host.started[0].kill()
    else:
        free(host, first)
    until_state(third, RunState.RUNNING)
    assert states(second, third, fourth) == [RUNS, RUNS, (RunState.QUEUED, 1)]
    until_epoch(third)


@pytest.mark.parametrize(
    ("ask", "end"), [(Host.play, RunState.FINISHED), (Host.epoch, RunState.PAUSED)]
)
def test_the_next_starts_when_a_run_or_its_epoch_ends(
    host: Driven, run: Run, ask: Callable[[Host, Run], None], end: RunState
) -> None:
    with_one_core = host.new_run(endless())
    host.play(with_one_core)
    ask(host, run)
    with host.started[-1].silence():  # it does not end yet
        waiting = host.new_run(endless())
        host.play(waiting)
        assert states(waiting) == [(RunState.QUEUED, 1)]
    until_epoch(waiting)
    assert run.state is end


def test_a_run_that_leaves_the_queue_lets_the_others_move_up(host: Driven) -> None:
    _, _, third, fourth = four(host)
    host.pause(third)
    assert states(third, fourth) == [(RunState.READY, None), (RunState.QUEUED, 1)]
    host.play(third)
    host.discard(fourth)
    assert states(third, fourth) == [(RunState.QUEUED, 1), (RunState.READY, None)]


def test_a_run_that_asks_again_keeps_its_place(host: Driven) -> None:
    first, _, third, fourth = four(host)
    host.epoch(third)
    assert states(third, fourth) == [(RunState.QUEUED, 1), (RunState.QUEUED, 2)]
    host.pause(first)
    until_epoch(third)
    until_state(third, RunState.PAUSED)  # the epoch that was asked for last
    until_state(fourth, RunState.RUNNING)


def test_a_paused_run_queues_like_any_other(host: Driven) -> None:
    first, _, third, fourth = four(host)
    host.pause(first)
    host.play(first)
    host.change(first, eta=1.0)
    assert first.wait(PATIENCE)  # its process is paused, which makes the run no less queued
    assert states(first, third, fourth) == [(RunState.QUEUED, 2), RUNS, (RunState.QUEUED, 1)]
    host.pause(first)
    assert states(first) == [(RunState.PAUSED, None)]


def test_a_step_needs_no_core(host: Driven, run: Run) -> None:
    *_, third, _ = four(host)
    host.take_a_step(run)
    assert states(third, run) == [(RunState.QUEUED, 1), (RunState.PAUSED, None)]


def test_the_number_of_processes_is_limited(started: Started) -> None:
    host = Host(slots=2, most_processes=1)
    first, other, third = (host.new_run(endless()) for _ in range(3))
    host.play(first)
    host.play(other)
    assert states(first, other) == [RUNS, (RunState.QUEUED, 1)]
    with pytest.raises(Refused, match="1 runs are open"):
        host.steps(third, 1)
    host.discard(first)
    assert states(other) == [RUNS]
    host.close()
    assert not any(thread.is_alive for thread in started)


def test_the_app_has_as_many_slots_as_there_are_cores() -> None:
    assert HOST.slots == cores() >= 1


# A process that is ready


def test_a_run_begins_in_the_process_that_is_ready(host: Driven, run: Run) -> None:
    host.prepare()
    host.prepare()
    assert len(host.started) == 1
    host.take_a_step(run)
    assert len(host.started) == 1
    assert host.take_a_step(host.new_run(settings())).progress.step == 1
    assert len(host.started) == 2
    assert messages.pack(host.play_out(run).newest) == trained(settings())


def test_a_process_that_ended_before_it_was_needed_is_replaced(host: Driven, run: Run) -> None:
    host.prepare()
    host.started[0].kill()
    assert host.take_a_step(run).progress.step == 1
    host.prepare()
    assert [thread.is_alive for thread in host.started] == [False, True, True]


def test_a_process_that_has_waited_long_is_not_used(
    host: Driven, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.prepare()
    monkeypatch.setattr(spare, "KEPT", 0.0)
    host.take_a_step(run)
    assert len(host.started) == 2
    host.started[0].kill()  # a real one ends by itself


def test_none_is_ready_where_no_run_could_begin(started: Started) -> None:
    host = Host(slots=1, most_processes=2)
    first, second = (host.new_run(endless()) for _ in range(2))
    host.play(first)
    host.prepare()
    assert len(started) == 1  # no core is free
    host.pause(first)
    host.steps(second, 1)
    host.prepare()
    assert len(started) == 2  # there are as many processes as there may be
    host.discard(first)
    host.prepare()
    assert len(started) == 3
    host.close()
    assert not any(thread.is_alive for thread in started)


# Ends


def test_discard_ends_the_process_and_keeps_the_checkpoints(host: Driven, long_run: Run) -> None:
    host.play(long_run)
    until_epoch(long_run)
    host.discard(long_run)
    assert long_run.state is RunState.FAILED and not host.started[0].is_alive
    assert long_run.snapshot().message.startswith("The run was ended. Everything up to")
    assert epochs(long_run)


# Costs and checkpoints


def test_costs_are_thinned_out_evenly() -> None:
    samples = CostSamples()
    for step in range(1, 100_001):
        samples.add(step, step / 2)
    steps, costs = samples.copy()
    assert MOST_COSTS / 2 <= len(steps) <= MOST_COSTS
    assert set(np.diff(steps)) == {8}
    assert np.array_equal(costs, steps / 2)


def test_a_large_network_s_epochs_are_thinned_out(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = host.new_run(settings(epochs=11))
    nine_networks = 9 * 4 * run.snapshot().config.parameter_count
    monkeypatch.setattr(runs, "MOST_CHECKPOINT_BYTES", nine_networks)
    view = host.play_out(run)
    assert [c.position for c in view.checkpoints] == [0, 0.02, 0.06, 0.2, 0.6, 1, 4, 8, 11]


def test_early_stopping_names_the_epoch_that_the_network_is_from(host: Driven) -> None:
    config = TrainingConfig(
        training_images=600, held_back=100, early_stopping=1, epochs=20, eta=30.0, seed=2
    )
    view = host.play_out(host.new_run(config))
    assert view.network_epoch is not None and view.network_epoch < view.progress.epoch
    assert view.position == view.network_epoch == view.final.position
    assert f"epoch {view.network_epoch}" in view.message
    for w, kept in zip(view.newest.weights, view.final.network.weights, strict=True):
        assert (w == kept).all()
