"""Runs and their host: requests, the queue for cores, and how runs end."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.evaluation import evaluate
from nn.mnist import images_for
from nn.runs import run as runs
from nn.runs import worker
from nn.runs.host import Host
from nn.runs.messages import Report
from nn.runs.run import Run
from nn.runs.run_view import MOST_COSTS, Costs, RunState
from nn.training import TrainingRun, train
from tests.nn.runs.conftest import (
    FIRST,
    PAUSED,
    RUNS,
    SECOND,
    Driven,
    bits,
    epochs,
    looks,
    networks_of,
    settings,
    small_mnist,
    states,
    trained,
    until,
    until_answered,
    until_epoch,
    until_state,
)

# One run


def test_a_run_trains_to_the_end(host: Driven) -> None:
    extra = small_mnist().train[1000:1010]
    run = Run(settings(training_images=490), extra)
    host.change(run, eta=2.0, mini_batch_size=100)  # no change on the way
    view = run.snapshot()
    assert (view.config.eta, view.mini_batches) == (2.0, 5)
    host.change(run, mini_batch_size=10)
    view = run.snapshot()
    assert (view.state, view.place, view.busy, view.message) == (RunState.READY, None, False, "")
    assert (view.checkpoints, view.changes, len(view.costs.steps)) == ((), (), 0)
    assert (view.progress.epoch, view.mini_batches, view.seconds_left) == (1, 50, None)
    assert bits(view.newest) == bits(settings().first_network())
    host.pause(run)
    assert run.state is RunState.READY and not host.started

    view = host.play_out(run)
    assert view.message == "Finished 2 epochs."
    places = [(c.epoch, c.step) for c in view.checkpoints]
    assert places == [(0, 0), *((1, n) for n in (1, 3, 10, 30, 50)), (2, 100)]
    assert [c.position for c in view.checkpoints] == [0, 0.02, 0.06, 0.2, 0.6, 1, 2]
    assert (view.progress.step, view.position, view.seconds_left) == (100, 2, 0)
    assert list(view.costs.steps) == sorted(set(view.costs.steps))
    assert (run.extra, run.extra_count) == (None, 10)

    images, _ = images_for(view.config, small_mnist(), extra)
    plain, networks, costs = TrainingRun.begin(view.config, images), {}, {}
    networks[0] = plain.network.copy()
    for mini_batch in train(plain, images):
        networks[plain.step] = plain.network.copy()
        if mini_batch:
            costs[plain.step] = plain.network.cost(*mini_batch)
    assert [costs[step] for step in view.costs.steps] == view.costs.costs.tolist()
    for checkpoint in view.checkpoints:
        assert bits(checkpoint.network) == bits(networks[checkpoint.step])
        assert checkpoint.test == evaluate(checkpoint.network, small_mnist().test)
        assert checkpoint.train == evaluate(checkpoint.network, images)
    assert bits(view.newest) == bits(plain.network)
    numbers = [part for network in networks_of(run) for part in network.parameters]
    assert not any(part.flags.writeable for part in numbers)


def test_the_latest_request_counts(host: Driven) -> None:
    run = host.endless()
    for _ in range(20):
        host.play(run)
        host.pause(run)
    host.play(run)
    until_answered(run)
    assert states(run) == [RUNS]
    host.stop(run)
    assert states(run) == [PAUSED] and not host.training


def test_an_epoch_ends_paused(host: Driven) -> None:
    run = host.new()
    host.epoch(run)
    assert states(run) == [RUNS]
    until_state(run, RunState.PAUSED)
    view = run.snapshot()  # nothing is left of the epoch, though 999 epochs are of the run
    assert (epochs(run), view.position, view.seconds_left) == ([1], 1, 0)
    assert host.take_steps(run, 2).progress.step == 52


@pytest.mark.parametrize("changes", [{}, {"early_stopping": 1, "held_back": 100, "eta": 1e-5}])
def test_an_epoch_that_ends_the_run_does_not_pause_it_first(
    host: Driven, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    apply, seen = Run.apply, set()

    def note(run: Run, message: Report) -> None:
        apply(run, message)
        seen.add(run.state)

    run = host.new(**changes)
    host.take_epoch(run)
    monkeypatch.setattr(Run, "apply", note)
    host.epoch(run)
    until(lambda: RunState.FINISHED in seen)
    assert seen == {RunState.RUNNING, RunState.FINISHED}


# Ends


def test_a_run_that_is_over_does_nothing_more(host: Driven) -> None:
    run = host.new(epochs=1)
    host.play_out(run)
    for ask in (host.play, host.epoch, partial(host.steps, n=1), partial(host.change, eta=1.0)):
        with pytest.raises(Refused, match="This run is over"):
            ask(run)
    host.pause(run)
    host.discard(run)
    assert run.state is RunState.FINISHED
    assert run.snapshot().message == "Finished 1 epoch."


@pytest.mark.parametrize("has_process", [True, False])
def test_a_run_that_is_discarded_keeps_its_checkpoints(host: Driven, has_process: bool) -> None:
    run = host.endless()
    host.play(run)
    until_epoch(run)
    if not has_process:
        host.stop(run)
        host.give_back()
    host.discard(run)
    assert run.state is RunState.FAILED and epochs(run)
    assert run.snapshot().message.startswith("The run was ended. Everything up to")
    until(lambda: not any(host.alive))


def test_extra_images_are_forgotten_with_their_run(host: Driven) -> None:
    begun, ready = (Run(settings(), small_mnist().train[1000:1010]) for _ in range(2))
    host.take_steps(begun)
    for run in begun, ready:
        host.discard(run, "They are deleted.")
        assert run.extra is None and run.state is RunState.FAILED
        assert run.snapshot().message.startswith("They are deleted.")
    until(lambda: not any(host.alive))


def test_a_run_that_diverges_ends_with_the_network_of_shortly_before(host: Driven) -> None:
    run = host.new(activation="relu", cost="cross-entropy", eta=1000.0, sizes=(784, 90, 90, 10))
    while (view := host.take_steps(run)).state is RunState.PAUSED:
        assert view.newest.is_finite
    assert view.state is RunState.DIVERGED and "stopped being finite" in view.message
    assert bits(view.newest) == trained(view.config)
    assert all(network.is_finite for network in networks_of(run))


def test_a_run_that_diverges_later_ends_with_the_best_network_of_early_stopping(
    host: Driven,
) -> None:
    layers: dict[str, Any] = {"sizes": (784, 90, 90, 10), "activation": "relu", "eta": 0.001}
    run = host.new(**layers, cost="cross-entropy", epochs=9, early_stopping=9, held_back=100)
    best = host.take_epoch(run).newest
    host.change(run, eta=1000.0)
    view = host.play_out(run, RunState.DIVERGED)
    assert "The network is the one from epoch 1, its best on the 100 held-back" in view.message
    assert bits(view.newest) == bits(best) == bits(view.final.network) and view.position == 1


def test_a_run_that_cannot_begin_says_why(host: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*arguments: object) -> None:
        raise MemoryError

    said = host.play_out(host.new(training_images=2_001), RunState.FAILED).message
    assert "ask for 2,001 training images, but the data set has 2,000" in said
    monkeypatch.setattr(worker, "images_for", no_memory)
    said = host.play_out(host.new(), RunState.FAILED).message
    assert "more memory than the system gives" in said and not host.training


# Cores


def four(host: Driven, **third: Any) -> list[Run]:
    """Return four runs: two train, two queue; the third one may have settings of its own."""
    crowding, four = [], [host.endless() for _ in range(4)]
    if third:
        four[2] = host.new(**third)
    for run in four:
        crowding.append(host.crowding)
        host.play(run)
    assert crowding == [1.0, 1.0, 3.0, 3.0]  # pages look less often
    assert states(*four) == [RUNS, RUNS, FIRST, SECOND]
    assert host.training == 2 and host.somebody_waits
    return four


@pytest.mark.parametrize("free", [Host.pause, partial(Host.steps, n=1), Host.discard, "killed"])
def test_the_next_starts_by_itself(host: Driven, free: Callable[[Host, Run], None] | str) -> None:
    first, second, third, fourth = four(host)
    assert len(host.started) == 2  # who waits has no process yet
    if isinstance(free, str):
        host.started[0].kill()
    else:
        free(host, first)
    until_epoch(third)
    assert states(second, third, fourth) == [RUNS, RUNS, FIRST]


@pytest.mark.parametrize(
    ("ask", "end"), [(Host.play, RunState.FINISHED), (Host.epoch, RunState.PAUSED)]
)
def test_a_run_that_asks_again_keeps_its_place_and_at_its_end_the_next_starts(
    host: Driven, ask: Callable[[Host, Run], None], end: RunState
) -> None:
    first, _, third, fourth = four(host, epochs=2)
    ask(host, third)
    assert states(third, fourth) == [FIRST, SECOND]
    host.pause(first)
    until_epoch(fourth)
    assert third.state is end


def test_runs_come_and_leave_at_the_back_of_the_line(host: Driven) -> None:
    first, _, third, fourth = four(host)
    host.pause(third)
    assert states(third, fourth) == [(RunState.READY, None), FIRST]
    host.play(third)
    host.discard(fourth)
    assert states(third, fourth) == [FIRST, (RunState.FAILED, None)]
    host.pause(first)
    host.play(first)
    host.change(first, eta=0.5)
    until_answered(first)  # its process is paused, which makes the run no less queued
    assert states(first, third) == [FIRST, RUNS]
    host.pause(first)
    assert states(first) == [PAUSED] and host.crowding == 3.0


def test_a_step_needs_no_core_and_a_stage_does_not_wait_for_one(host: Driven) -> None:
    (first, second, third, fourth), run = four(host), host.new()
    host.take_steps(run)
    assert states(third, run) == [FIRST, PAUSED]
    host.play(fourth, at_once=True)
    until_epoch(fourth)
    assert states(first, second, third, fourth) == [RUNS, RUNS, FIRST, RUNS]
    host.pause(first)
    assert states(third) == [FIRST]  # two others train
    host.pause(second)
    assert states(third, fourth) == [RUNS, RUNS]


def test_the_number_of_processes_is_limited(host: Driven) -> None:
    host.most_processes = 1
    first, second, third = (host.endless() for _ in range(3))
    host.play(first)
    host.play(second)
    host.play(second, at_once=True)
    assert states(first, second) == [RUNS, FIRST]
    host.prepare()
    with pytest.raises(Refused, match="1 runs are open"):
        host.steps(third, 1)
    assert host.alive == [True]
    host.discard(first)
    assert states(second) == [RUNS]
    host.stop(second)
    host.play(third)  # in the place of one that stands still, and has what it needs to go on
    assert states(second, third) == [PAUSED, RUNS]
    until(lambda: host.alive == [False, False, True])
    host.play(second)
    assert states(second, third) == [FIRST, RUNS]
    host.pause(second)
    assert states(second, third) == [PAUSED, RUNS]


def test_a_run_begins_in_the_process_that_is_ready(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = host.new()
    host.prepare()
    host.prepare()
    host.take_steps(run)
    assert len(host.started) == 1
    host.take_steps(host.new())
    assert len(host.started) == 2
    assert bits(host.play_out(run).newest) == trained(settings())
    host.prepare()
    host.started[2].kill()  # before it is needed
    until(lambda: not host.started[2].is_alive)
    host.prepare()  # it ends with the host
    assert len(host.started) == 4


# Costs and checkpoints


def test_costs_are_thinned_out_evenly() -> None:
    samples = Costs()
    for first in range(1, 100_001, 77):
        some = range(first, min(first + 77, 100_001))
        samples = samples.with_more([(step, step / 2) for step in some])
    steps, costs = samples.steps, samples.costs
    assert MOST_COSTS / 2 <= len(steps) <= MOST_COSTS
    assert set(np.diff(steps)) == {8}
    assert np.array_equal(costs, steps / 2)


def test_the_best_epoch_keeps_its_checkpoint_where_others_are_thinned_out(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_networks = 2 * 4 * settings().parameter_count
    monkeypatch.setattr(runs, "MOST_BYTES", two_networks)
    run = host.new(epochs=30, early_stopping=3, held_back=100)
    view = host.play_out(run)
    assert view.went_back and view.final.epoch == view.best_epoch > 1
    assert bits(view.final.network) == bits(view.newest)
    assert looks(run) == [view.final.step, view.checkpoints[-1].step]
    epochs = [point.step for point in view.points if point.position >= 1]
    assert epochs == [*range(40, view.checkpoints[-1].step + 1, 40)]  # the curve's


def test_what_is_kept_to_go_on_takes_its_place_among_the_checkpoints(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    network_bytes = 4 * settings().parameter_count
    monkeypatch.setattr(runs, "MOST_BYTES", 11 * network_bytes)
    run = host.new(epochs=9)
    host.speed(run, 100.0)
    while len(looks(run)) < 6:
        host.take_steps(run, 10)
    # Three networks, the velocities, and 4 bytes for each image of the order.
    assert run.left_off and 4 * network_bytes <= run.left_off.nbytes <= 4.2 * network_bytes
    host.take_epoch(run)
    assert len(looks(run)) <= 7


@pytest.mark.parametrize(
    ("fit", "epochs", "kept"),
    [(9, 11, [0, 1, 3, 10, 30, 50, 200, 400, 550]), (5, 4, [0, 50, 100, 150, 200])],
)
def test_a_large_network_s_checkpoints_are_thinned_out(
    fit: int, epochs: int, kept: list[int], host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST_BYTES", fit * 4 * settings().parameter_count)
    run = host.new(epochs=epochs)
    host.play_out(run)
    assert looks(run) == kept
