"""Runs in processes of their own: requests, the queue for cores, and how runs end."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from nn import mnist
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.fast_reading import cores
from nn.mnist import one_hot, to_floats
from nn.runs import messages, spare
from nn.runs import run as runs
from nn.runs.host import HOST, Host
from nn.runs.process import ROOT, WorkerProcess
from nn.runs.records import MOST_COSTS, CostSamples, RunState, RunView
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.settings.setting import ConfigError
from nn.training import initial_network
from tests.nn.runs.conftest import DEADLINE, alive, process_of, until
from tests.nn.runs.test_worker import settings, trained

pytestmark = pytest.mark.slow


def endless() -> TrainingConfig:
    """Return settings of a run that no test waits for."""
    return settings(epochs=500, training_images=2_000)


@pytest.fixture
def run(host: Host) -> Run:
    """Return a new run of two epochs."""
    return host.new_run(settings())


@pytest.fixture
def long_run(host: Host) -> Run:
    return host.new_run(endless())


def until_state(run: Run, state: RunState) -> None:
    until(lambda: run.state is state)


def until_epoch(run: Run) -> None:
    until(lambda: epochs(run))


def step(host: Host, run: Run) -> RunView:
    """Have a run take a step; return it after that."""
    host.steps(run, 1)
    assert run.wait(DEADLINE)
    return run.snapshot()


def play(host: Host, run: Run, end: RunState = RunState.FINISHED) -> RunView:
    """Train a run until it is in a state; return it after that."""
    host.play(run)
    until_state(run, end)
    return run.snapshot()


def pause(host: Host, run: Run) -> RunView:
    """Pause a run, or leave it paused; return it after that."""
    host.pause(run)
    assert run.wait(DEADLINE)
    return run.snapshot()


def epochs(run: Run) -> list[int]:
    """Return the epochs after which the run has a checkpoint."""
    return [int(c.position) for c in run.snapshot().checkpoints if c.position >= 1]


def states(*runs: Run) -> list[tuple[RunState, int | None]]:
    return [(view.state, view.place) for view in (run.snapshot() for run in runs)]


RUNS = (RunState.RUNNING, None)


# One run


def test_a_new_run_is_ready_and_has_no_process(host: Host, run: Run) -> None:
    view = run.snapshot()
    assert (view.state, view.place, view.busy, view.message) == (RunState.READY, None, False, "")
    assert (view.checkpoints, view.changes, len(view.costs.steps)) == ((), (), 0)
    assert (view.progress.epoch, view.progress.mini_batches, view.seconds_left) == (1, 50, None)
    assert messages.pack(view.newest) == messages.pack(initial_network(settings()))
    host.pause(run)
    assert run.state is RunState.READY and not host._processes


def test_a_run_trains_to_the_end_and_its_process_ends(host: Host, run: Run) -> None:
    host.play(run)
    process = process_of(host, run)
    until_state(run, RunState.FINISHED)
    process.join(DEADLINE)
    assert not alive(process.pid)

    view = run.snapshot()
    assert view.message == "Finished 2 epochs."
    places = [(c.epoch, c.mini_batch, c.step) for c in view.checkpoints]
    assert places == [(0, 0, 0), *((1, n, n) for n in (1, 3, 10, 30, 50)), (2, 50, 100)]
    assert [c.position for c in view.checkpoints] == [0, 0.02, 0.06, 0.2, 0.6, 1, 2]
    assert (view.progress.step, view.position, view.seconds_left) == (100, 2, 0)
    assert list(view.costs.steps) == sorted(set(view.costs.steps))
    assert messages.pack(view.newest) == trained(settings())
    assert view.checkpoints[-1].test == evaluate(view.newest, mnist.load().test)


def test_a_run_learns_from_extra_images_too(host: Host) -> None:
    extra = mnist.load().train[1000:1125]
    run = host.new_run(settings(), extra)
    assert run.snapshot().progress.mini_batches == 63  # 625 images
    view = play(host, run)
    ends = [(c.mini_batch, c.step, c.train.total) for c in view.checkpoints][-2:]
    assert ends == [(63, 63, 625), (63, 126, 625)]  # 625 = 62 * 10 + 5
    assert [c.position for c in view.checkpoints][-3:] == [0.48, 1, 2]
    assert (view.progress.step, view.position, view.seconds_left) == (126, 2, 0)
    assert messages.pack(view.newest) == trained(settings(), extra)
    assert run.extra is None and run.extra_count == 125  # forgotten at the end


def test_extra_images_are_forgotten_with_their_run(host: Host) -> None:
    extra = mnist.load().train[1000:1010]
    begun, ready = (host.new_run(settings(), extra) for _ in range(2))
    host.steps(begun, 1)
    assert begun.wait(DEADLINE)
    process = host._processes[begun]
    for run in begun, ready:
        host.forget_extra(run, "They are deleted.")
        assert run.extra is None and run.state is RunState.FAILED
        assert run.snapshot().message.startswith("They are deleted.")
    process.join(DEADLINE)
    assert begun not in host._processes


def test_more_extra_images_than_a_message_holds_are_refused(host: Host) -> None:
    images = mnist.load().train[: messages.MOST_IMAGES + 1]
    with pytest.raises(Refused, match="at most 40,764 extra images, got 40,765"):
        host.new_run(settings(), images)


def test_a_step_is_update_mini_batch(host: Host, run: Run) -> None:
    host.steps(run, 1)
    assert run.state is RunState.PAUSED and run.snapshot().busy
    assert run.wait(DEADLINE)
    view = run.snapshot()
    assert (view.state, view.busy, view.progress.step) == (RunState.PAUSED, False, 1)
    assert [c.step for c in view.checkpoints] == [0, 1]

    config = settings()
    rng = np.random.default_rng(config.seed)
    plain = initial_network(config, rng)
    rows = rng.permutation(500)[:10]
    train = mnist.load().train
    x, y = to_floats(train.images[rows]), one_hot(train.labels[rows])
    plain.update_mini_batch(x, y, config.eta)
    for ours, theirs in zip(view.newest.weights, plain.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    assert view.costs.costs == pytest.approx([plain.cost(x, y)], rel=1e-3)


def test_newest_is_a_new_network_each_time(host: Host, run: Run) -> None:
    networks = [run.snapshot().newest]
    for _ in range(2):
        networks.append(step(host, run).newest)
        assert run.snapshot().newest is networks[-1]
    assert len({messages.pack(network) for network in networks}) == 3


def test_pause_and_play(host: Host, long_run: Run) -> None:
    host.play(long_run)
    assert states(long_run) == [RUNS]
    until_epoch(long_run)
    host.pause(long_run)
    assert states(long_run) == [(RunState.PAUSED, None)]
    step = pause(host, long_run).progress.step
    host.play(long_run)
    until(lambda: long_run.snapshot().progress.step > step)
    assert states(long_run) == [RUNS]


def test_the_latest_request_counts(host: Host, long_run: Run) -> None:
    for _ in range(20):
        host.play(long_run)
        host.pause(long_run)
    host.play(long_run)
    assert long_run.wait(DEADLINE)
    assert states(long_run) == [RUNS]
    pause(host, long_run)
    assert states(long_run) == [(RunState.PAUSED, None)] and not host._turns.running


def test_an_epoch_ends_paused(host: Host, run: Run) -> None:
    host.epoch(run)
    assert states(run) == [RUNS]
    until_state(run, RunState.PAUSED)
    view = run.snapshot()
    assert (epochs(run), view.position) == ([1], 1)
    host.epoch(run)
    until_state(run, RunState.FINISHED)


def test_a_run_that_goes_on_forgets_how_fast_it_was(host: Host) -> None:
    # Its speed is known after one second of training; most of its time is training.
    run = host.new_run(settings(epochs=500, training_images=10_000, mini_batch_size=1))
    host.play(run)
    until(lambda: run.snapshot().images_per_second)
    assert run.snapshot().seconds_left
    assert pause(host, run).images_per_second
    host.play(run)
    assert run.wait(DEADLINE)
    view = run.snapshot()
    assert (view.images_per_second, view.seconds_left) == (0, None)


def test_slow_motion(host: Host, run: Run) -> None:
    host.speed(run, 1.0)
    host.play(run)
    until(lambda: run.snapshot().progress.step)
    view = run.snapshot()
    assert view.per_second == 1.0
    assert view.seconds_left == pytest.approx(100 - view.progress.step, rel=0.02)
    host.speed(run, None)
    until_state(run, RunState.FINISHED)
    assert run.snapshot().per_second is None


@pytest.mark.parametrize("per_second", [0.0, -1.0, 1001.0, float("nan")])
def test_a_speed_out_of_range_is_refused(host: Host, per_second: float) -> None:
    with pytest.raises(Refused, match="Expected 0.1 to 1,000 mini-batches a second"):
        host.speed(host.new_run(settings()), per_second)


@pytest.mark.parametrize("n", [0, -1, 1001])
def test_too_many_steps_are_refused(host: Host, run: Run, n: int) -> None:
    with pytest.raises(Refused, match="Expected 1 to 1,000 mini-batches"):
        host.steps(run, n)
    assert run.state is RunState.READY


def test_settings_change_while_it_runs(host: Host, long_run: Run) -> None:
    host.change(long_run, eta=2.0)  # before it starts, it is no change on the way
    host.steps(long_run, 5)
    assert long_run.wait(DEADLINE)
    host.change(long_run, eta=0.5, mini_batch_size=10)
    host.play(long_run)
    host.change(long_run, mini_batch_size=20)
    assert long_run.wait(DEADLINE)
    view = long_run.snapshot()
    assert (view.config.eta, view.config.mini_batch_size) == (0.5, 20)
    assert [change.text for change in view.changes] == ["η 2 → 0.5", "Mini-batch size 10 → 20"]
    assert (view.changes[0].step, view.changes[0].position) == (5, 0.025)
    until(lambda: long_run.snapshot().progress.mini_batches == 100)


@pytest.mark.parametrize("started", [False, True])
def test_an_impossible_change_is_refused_at_once(host: Host, run: Run, started: bool) -> None:
    if started:
        host.steps(run, 1)
    with pytest.raises(Refused, match="sizes cannot change during a run"):
        host.change(run, sizes=(784, 10))
    with pytest.raises(ConfigError, match="Learning rate η: expected"):
        host.change(run, mini_batch_size=20, eta=-1.0)
    run.wait(DEADLINE)
    view = run.snapshot()
    assert (view.config, view.changes, view.message) == (settings(), (), "")


def test_a_run_that_diverges_says_so(host: Host) -> None:
    config = settings(activation="relu", cost="cross-entropy", eta=1000.0, sizes=(784, 90, 90, 10))
    view = play(host, host.new_run(config), RunState.DIVERGED)
    assert "stopped being finite" in view.message
    assert all(np.isfinite(w).all() for w in view.newest.weights)


def test_a_run_that_is_over_does_nothing_more(host: Host) -> None:
    run = host.new_run(settings(epochs=1))
    play(host, run)
    for ask in (host.play, host.epoch, partial(host.steps, n=1), partial(host.change, eta=1.0)):
        with pytest.raises(Refused, match="This run is over"):
            ask(run)
    host.pause(run)
    host.discard(run)
    assert run.state is RunState.FINISHED
    assert run.snapshot().message == "Finished 1 epoch."


# Cores


def four(host: Host) -> list[Run]:
    """Return four runs: two train, two queue and have no process yet."""
    four = [host.new_run(endless()) for _ in range(4)]
    for run in four:
        host.play(run)
    assert states(*four) == [RUNS, RUNS, (RunState.QUEUED, 1), (RunState.QUEUED, 2)]
    assert len(host._processes) == 2 and host.somebody_waits
    return four


def test_pages_look_less_often_with_fewer_than_two_cores_a_run(host: Host) -> None:
    first, second = (host.new_run(endless()) for _ in range(2))
    assert host.crowding == 1.0 and not host.somebody_waits
    host.play(first)
    assert host.crowding == 1.0
    host.play(second)
    assert host.crowding > 1.0
    host.pause(first)
    assert host.crowding == 1.0


def kill(host: Host, run: Run) -> None:
    host._processes[run].kill()


@pytest.mark.parametrize("free", [Host.pause, partial(Host.steps, n=1), Host.discard, kill])
def test_the_next_starts_by_itself(host: Host, free: Callable[[Host, Run], None]) -> None:
    first, second, third, fourth = four(host)
    free(host, first)
    until_state(third, RunState.RUNNING)
    assert states(second, third, fourth) == [RUNS, RUNS, (RunState.QUEUED, 1)]
    until_epoch(third)


@pytest.mark.parametrize(
    ("ask", "end"), [(Host.play, RunState.FINISHED), (Host.epoch, RunState.PAUSED)]
)
def test_the_next_starts_when_a_run_or_its_epoch_ends(
    host: Host, run: Run, ask: Callable[[Host, Run], None], end: RunState
) -> None:
    ask(host, run)
    second, third = (host.new_run(endless()) for _ in range(2))
    host.play(second)
    host.play(third)
    assert states(third) == [(RunState.QUEUED, 1)]
    until_epoch(third)
    assert run.state is end


def test_a_run_that_leaves_the_queue_lets_the_others_move_up(host: Host) -> None:
    _, _, third, fourth = four(host)
    host.pause(third)
    assert states(third, fourth) == [(RunState.READY, None), (RunState.QUEUED, 1)]
    host.play(third)
    host.discard(fourth)
    assert states(third, fourth) == [(RunState.QUEUED, 1), (RunState.READY, None)]


def test_a_run_that_asks_again_keeps_its_place(host: Host) -> None:
    first, _, third, fourth = four(host)
    host.epoch(third)
    assert states(third, fourth) == [(RunState.QUEUED, 1), (RunState.QUEUED, 2)]
    host.pause(first)
    until_epoch(third)
    until_state(third, RunState.PAUSED)  # the epoch that was asked for last
    until_state(fourth, RunState.RUNNING)


def test_a_paused_run_queues_like_any_other(host: Host) -> None:
    first, _, third, fourth = four(host)
    host.pause(first)
    host.play(first)
    host.change(first, eta=1.0)
    assert first.wait(DEADLINE)  # its process is paused, which makes the run no less queued
    assert states(first, third, fourth) == [(RunState.QUEUED, 2), RUNS, (RunState.QUEUED, 1)]
    host.pause(first)
    assert states(first) == [(RunState.PAUSED, None)]


def test_a_step_needs_no_core(host: Host, run: Run) -> None:
    *_, third, _ = four(host)
    step(host, run)
    assert states(third, run) == [(RunState.QUEUED, 1), (RunState.PAUSED, None)]


def test_the_number_of_processes_is_limited() -> None:
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


def test_the_app_has_as_many_slots_as_there_are_cores() -> None:
    assert HOST.slots == cores() >= 1


# A process that is ready


def test_a_run_begins_in_the_process_that_is_ready(host: Host) -> None:
    host.prepare()
    ready = spare_of(host)
    host.prepare()
    assert spare_of(host) is ready
    first, second = host.new_run(settings()), host.new_run(settings())
    assert step(host, first).progress.step == step(host, second).progress.step == 1
    assert process_of(host, first) is ready
    assert process_of(host, second) is not ready
    assert messages.pack(play(host, first).newest) == trained(settings())


def test_a_process_that_ended_before_it_was_needed_is_replaced(host: Host, run: Run) -> None:
    host.prepare()
    ready = spare_of(host)
    ready.kill()
    ready.join(DEADLINE)
    assert step(host, run).progress.step == 1
    host.prepare()
    assert spare_of(host) is not ready and spare_of(host).is_alive


def test_a_process_that_has_waited_long_is_not_used(
    host: Host, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.prepare()
    monkeypatch.setattr(spare, "KEPT", 0.0)
    waited = spare_of(host)
    step(host, run)
    assert process_of(host, run) is not waited
    waited.kill()


def test_none_is_ready_where_no_run_could_begin() -> None:
    host = Host(slots=1, most_processes=2)
    try:
        runs = [host.new_run(endless()) for _ in range(2)]
        host.play(runs[0])
        host.prepare()
        assert host._processes.spare._process is None  # no core is free
        host.pause(runs[0])
        host.steps(runs[1], 1)
        host.prepare()
        assert host._processes.spare._process is None  # there are as many processes as there may be
        host.discard(runs[0])
        host.prepare()
        assert spare_of(host).is_alive
    finally:
        host.close()
    assert host._processes.spare._process is None


def test_a_system_without_room_for_a_process_is_no_trouble_before_one_is_needed(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    host.prepare()
    assert host._processes.spare._process is None


def spare_of(host: Host) -> WorkerProcess:
    """Return the process that is ready for the next run."""
    process = host._processes.spare._process
    assert process
    return process


# Ends


def test_a_killed_process_ends_the_run_with_a_sentence(host: Host, long_run: Run) -> None:
    host.play(long_run)
    until_epoch(long_run)
    checkpoints = pause(host, long_run).checkpoints
    kill(host, long_run)
    until_state(long_run, RunState.FAILED)
    view = long_run.snapshot()
    if os.name == "posix":
        assert "was killed by the system (SIGKILL), perhaps because memory ran out" in view.message
    kept = f"Everything up to the last checkpoint, at epoch {checkpoints[-1].position:g}, is kept."
    assert kept in view.message and "Reset" in view.message
    assert view.checkpoints == checkpoints
    assert not view.busy
    with pytest.raises(Refused, match="Reset"):
        host.play(long_run)


def test_the_message_counts_mini_batches_in_the_first_epoch(host: Host, run: Run) -> None:
    step(host, run)
    host.discard(run)
    assert "up to the last checkpoint, after 1 mini-batch, is kept" in run.snapshot().message


def test_a_process_that_fails_says_how(
    host: Host, run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/no/such/python")
    message = play(host, run, RunState.FAILED).message
    assert "ended unexpectedly, with exit code 1" in message
    assert message.endswith("Reset starts again.")
    assert "ended with code 1" in caplog.text


@pytest.mark.parametrize("garbled", ["command", "message"])
def test_a_message_that_cannot_be_read_ends_the_run_with_a_sentence(
    host: Host, garbled: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run = host.new_run(endless())
    step(host, run)
    if garbled == "command":
        process_of(host, run)._stdin.write(b"hello\n")
        process_of(host, run)._stdin.flush()
        sentence, logged = "ended unexpectedly, with exit code 1.", "A command could not be read."
    else:
        monkeypatch.setattr(messages, "MOST_PAYLOAD_BYTES", 100)
        host.speed(run, 1.0)
        sentence, logged = "sent something that is not a message.", "at most 100 bytes, got 38,200"
    until_state(run, RunState.FAILED)
    assert sentence in run.snapshot().message and "mini-batch, is kept" in run.snapshot().message
    assert logged in caplog.text


def test_a_process_that_cannot_be_started(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = host.new_run(settings()), host.new_run(endless())
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    host.play(first)
    assert first.state is RunState.FAILED
    assert "could not be started (No such file or directory)" in first.snapshot().message
    host.steps(second, 1)
    assert second.state is RunState.FAILED
    assert not host._turns.running and not host.somebody_waits and not host._asked


def test_a_system_without_room_for_a_thread_is_like_one_without_room_for_a_process(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, start = host.new_run(endless()), threading.Thread.start

    def started(thread: threading.Thread) -> None:
        if thread.name.startswith("training process"):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", started)
    host.play(run)
    gc.collect()  # what is left of the process would be told as a warning
    assert run.state is RunState.FAILED
    assert "could not be started" in run.snapshot().message
    assert not host._turns.running and not host._asked


def test_discard_ends_the_process_and_keeps_the_checkpoints(host: Host, long_run: Run) -> None:
    host.play(long_run)
    until_epoch(long_run)
    process = process_of(host, long_run)
    host.discard(long_run)
    assert long_run.state is RunState.FAILED
    assert long_run.snapshot().message.startswith("The run was ended. Everything up to")
    process.join(DEADLINE)
    assert not alive(process.pid)
    assert epochs(long_run)


def test_close_leaves_nothing(host: Host) -> None:
    *_, last = four(host)
    host.steps(last, 1)
    assert len(host._processes) == 3 and host.somebody_waits  # the fixture closes it and looks


SERVER = """
import signal, sys, time
from nn.settings.config import TrainingConfig
from nn.runs.host import HOST
HOST.slots = 2
runs = [HOST.new_run(TrainingConfig(training_images=2000, epochs=500)) for _ in range(2)]
for run in runs:
    HOST.steps(run, 1)
    run.wait(30)
HOST.play(runs[0])
HOST.prepare()
processes = [*HOST._processes.values(), HOST._processes.spare._process]
print(*(process.pid for process in processes), flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_server(how: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # In a script's background SIGINT is ignored, and a child inherits that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    with server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 3 and all(alive(pid) for pid in pids)
        if how is signal.SIGINT:  # Ctrl-C reaches all processes of a terminal
            os.killpg(server.pid, how)
        else:
            server.send_signal(how)
        until(lambda: not any(alive(pid) for pid in pids))


def test_it_starts_from_anywhere(
    host: Host, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert step(host, run).progress.step == 1


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
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = host.new_run(settings(epochs=11))
    nine_networks = 9 * 4 * run.snapshot().config.parameter_count
    monkeypatch.setattr(runs, "MOST_CHECKPOINT_BYTES", nine_networks)
    view = play(host, run)
    assert [c.position for c in view.checkpoints] == [0, 0.02, 0.06, 0.2, 0.6, 1, 4, 8, 11]


def test_early_stopping_names_the_epoch_that_the_network_is_from(host: Host) -> None:
    config = TrainingConfig(
        training_images=600, held_back=100, early_stopping=1, epochs=20, eta=30.0, seed=2
    )
    view = play(host, host.new_run(config))
    assert view.network_epoch is not None and view.network_epoch < view.progress.epoch
    assert view.position == view.network_epoch == view.final.position
    assert f"epoch {view.network_epoch}" in view.message
    for w, kept in zip(view.newest.weights, view.final.network.weights, strict=True):
        assert (w == kept).all()
