"""Runs that give back their process, and runs whose turn is over; the test moves the clock."""

import threading

import pytest

from nn import patience
from nn.errors import Refused
from nn.runs import dispatcher, messages
from nn.runs.host import MOST_WAITING
from nn.runs.records import RunState
from nn.runs.run import Run
from nn.runs.turns import FIVE_MINUTES, LONG, SHARE, SHORT_TURN, Visitor
from tests.nn.runs.conftest import (
    PATIENCE,
    Clock,
    Driven,
    Started,
    endless,
    epochs,
    settings,
    states,
    threads_of_runs,
    trained,
    until,
    until_epoch,
    until_state,
)

ANN, BEN = Visitor("Ann"), Visitor("Ben")
RUNS = (RunState.RUNNING, None)


@pytest.fixture
def slots() -> int:
    return 1


def park(host: Driven) -> None:
    """Let so much time pass that all paused runs have given back their processes."""
    host.look()
    host.clock.now += patience.IDLE
    host.look()
    until(lambda: not any(thread.is_alive for thread in host.started))


def test_paused_runs_give_back_their_processes(host: Driven) -> None:
    paused = [host.new_run(settings()) for _ in range(3)]
    for run in paused:
        host.steps(run, 3)
    for run in paused:
        assert run.wait(PATIENCE)
    host.look()
    host.clock.now += patience.IDLE - 1
    host.look()
    assert sum(thread.is_alive for thread in host.started) == 3
    host.clock.now += 1
    host.look()
    until(lambda: not any(thread.is_alive for thread in host.started))
    for run in paused:
        view = run.snapshot()
        assert (view.state, view.progress.step, view.busy) == (RunState.PAUSED, 3, False)
        assert run.parked_bytes == 2 * 4 * settings().parameter_count


def test_a_run_goes_on_in_another_process_as_if_nothing_had_happened(host: Driven) -> None:
    run = host.new_run(settings(momentum=0.3, augmentation="affine"))
    host.steps(run, 33)
    assert run.wait(PATIENCE)
    park(host)
    assert host.take_a_step(run).progress.step == 34
    park(host)
    host.epoch(run)
    until_epoch(run)
    until_state(run, RunState.PAUSED)
    assert epochs(run) == [1]
    park(host)
    view = host.play_out(run)
    assert messages.pack(view.newest) == trained(settings(momentum=0.3, augmentation="affine"))
    places = [(c.epoch, c.mini_batch, c.step) for c in view.checkpoints]
    assert places == [(0, 0, 0), *((1, n, n) for n in (1, 3, 10, 30, 50)), (2, 50, 100)]
    assert view.costs.steps.tolist() == sorted(set(view.costs.steps.tolist()))
    assert view.seconds_left == 0 and not run.parked_bytes


def test_settings_and_speed_change_while_a_run_has_no_process(host: Driven) -> None:
    run = host.new_run(endless())
    host.take_a_step(run)
    park(host)
    host.change(run, eta=0.25)
    host.change(run, mini_batch_size=20)
    host.speed(run, 100.0)
    host.pause(run)
    assert run.state is RunState.PAUSED and len(host.started) == 1
    view = host.take_a_step(run)
    assert (view.config.eta, view.config.mini_batch_size) == (0.25, 20)
    assert [change.text for change in view.changes] == ["η 1 → 0.25", "Mini-batch size 10 → 20"]
    assert (view.progress.step, view.progress.eta, view.per_second) == (2, 0.25, 100.0)


def test_a_click_that_comes_while_the_process_ends_is_obeyed(host: Driven) -> None:
    run = host.new_run(endless())
    host.take_a_step(run)
    host.look()
    host.clock.now += patience.IDLE
    with host.started[0].silence():
        host.look()
        host.steps(run, 2)
        host.pause(run)  # takes the steps back
        host.change(run, eta=0.5)
        host.steps(run, 3)
        assert len(host.started) == 1
    until(lambda: run.snapshot().progress.step == 4)
    assert run.wait(PATIENCE) and run.snapshot().config.eta == 0.5
    assert len(host.started) == 2
    host.look()
    host.clock.now += patience.IDLE
    with host.started[1].silence():
        host.look()
        host.play(run)
    until_epoch(run)
    assert states(run) == [RUNS]


def test_a_run_without_a_process_can_be_ended(host: Driven) -> None:
    run = host.new_run(endless())
    host.take_a_step(run)
    park(host)
    assert run.parked_bytes
    host.discard(run)
    assert run.state is RunState.FAILED and not run.parked_bytes
    assert run.snapshot().message.startswith("The run was ended. Everything up to")
    with pytest.raises(Refused, match="This run is over"):
        host.play(run)


def test_a_process_that_dies_while_its_run_is_to_stand_still_fails_with_a_sentence(
    host: Driven,
) -> None:
    run = host.new_run(endless())
    host.take_a_step(run)
    host.look()
    host.clock.now += patience.IDLE
    with host.started[0].silence():
        host.look()
        host.started[0].kill()
    until_state(run, RunState.FAILED)
    assert "killed" in run.snapshot().message and not run.parked_bytes


def test_a_paused_run_gives_its_process_to_who_needs_one(clock: Clock, started: Started) -> None:
    host = Driven(slots=2, most_processes=1, clock=clock)
    paused, other = (host.new_run(endless()) for _ in range(2))
    host.take_a_step(paused)
    host.look()
    host.play(other)
    until(lambda: [thread.is_alive for thread in started] == [False, True])
    assert states(paused, other) == [(RunState.PAUSED, None), RUNS]
    host.close()


def test_after_five_minutes_a_run_goes_to_the_back_if_others_wait(host: Driven) -> None:
    first, second = host.new_run(endless(), visitor=ANN), host.new_run(endless(), visitor=BEN)
    host.play(first)
    until_epoch(first)
    host.clock.now += 2 * FIVE_MINUTES
    host.look()
    assert states(first) == [RUNS]  # nobody waits
    host.stop(first)
    host.play(first)
    host.play(second)
    view = second.snapshot()
    assert (view.place, view.gave_way) == (1, "") and host.somebody_waits
    assert view.wait is not None and 0 < view.wait <= FIVE_MINUTES
    host.clock.now += FIVE_MINUTES
    host.look()
    assert states(first, second) == [(RunState.QUEUED, 1), RUNS]
    assert first.snapshot().gave_way == LONG
    until(lambda: [thread.is_alive for thread in host.started] == [False, True])
    until_epoch(second)
    at = first.snapshot().progress.step
    host.discard(second)
    until(lambda: first.snapshot().progress.step > at)
    view = first.snapshot()
    assert (view.state, view.place, view.wait, view.gave_way) == (RunState.RUNNING, None, None, "")


def test_one_who_has_every_core_gives_one_to_who_has_none(host: Driven) -> None:
    host.slots = 2
    greedy = [host.new_run(endless(), visitor=ANN) for _ in range(4)]
    for run in greedy[:3]:
        host.play(run)
    with pytest.raises(Refused, match="Another tab of this browser"):
        host.play(greedy[3])
    assert states(greedy[3]) == [(RunState.READY, None)]
    honest = host.new_run(endless(), visitor=BEN)
    host.play(honest)
    assert states(honest, greedy[2]) == [(RunState.QUEUED, 1), (RunState.QUEUED, 2)]
    wait = honest.snapshot().wait
    assert wait is not None and 0 < wait <= SHORT_TURN
    host.clock.now += SHORT_TURN
    host.look()
    assert states(greedy[0], honest) == [(RunState.QUEUED, 2), RUNS]
    assert greedy[0].snapshot().gave_way == SHARE
    until_epoch(honest)


def test_an_address_has_only_so_many_who_wait(host: Driven) -> None:
    host.slots = 0
    for k in range(MOST_WAITING):
        host.play(host.new_run(endless(), visitor=Visitor(f"invented {k}", "10.0.0.66")))
    one_more = host.new_run(endless(), visitor=Visitor("another", "10.0.0.66"))
    with pytest.raises(Refused, match="100 runs from your network address"):
        host.play(one_more)
    other = host.new_run(endless(), visitor=Visitor("honest", "10.0.0.7"))
    host.play(other)
    assert states(other) == [(RunState.QUEUED, 1 + 1)]  # behind one of that address


def test_an_epoch_that_ends_as_its_turn_does_is_not_followed_by_another(host: Driven) -> None:
    first, second = host.new_run(settings(epochs=50)), host.new_run(endless())
    host.take_a_step(first)
    with host.started[0].silence() as unheard:
        host.epoch(first)
        until(lambda: unheard and unheard[-1].get("state") == "paused")
        host.play(second)
        host.clock.now += FIVE_MINUTES
        host.look()
        assert states(first, second) == [(RunState.QUEUED, 1), RUNS]
    until(lambda: [thread.is_alive for thread in host.started] == [False, True])
    until_state(first, RunState.PAUSED)
    assert epochs(first) == [1]
    assert first.snapshot().gave_way == ""


def test_the_host_looks_only_while_there_is_something_to_look_after(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "SECONDS", 0.01)
    run = host.new_run(settings())
    assert "turns" not in threads_of_runs()
    host.take_a_step(run)
    assert "turns" in threads_of_runs()
    park(host)
    until(lambda: "turns" not in threads_of_runs())
    host.take_a_step(run)
    assert "turns" in threads_of_runs()


def test_a_look_that_fails_is_not_the_last_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = []

    def look() -> bool:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("no luck")
        return False

    monkeypatch.setattr(dispatcher, "SECONDS", 0.01)
    dispatcher.Dispatcher(threading.Lock(), look).wake()
    until(lambda: "turns" not in threads_of_runs())
    assert len(looks) == 2 and "no luck" in caplog.text


def test_a_recorded_run_keeps_its_thread(host: Driven) -> None:
    run: Run = host.new_recorded_run()
    host.take_a_step(run)
    for _ in range(2):
        host.look()
        host.clock.now += 10 * patience.IDLE
    assert "recording" in threads_of_runs() and not run.parked
