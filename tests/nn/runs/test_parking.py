"""Runs that give back their process, and runs whose turn is over; the test moves the clock."""

from collections.abc import Iterator

import pytest

from nn.errors import Refused
from nn.runs import dispatcher, messages, processes
from nn.runs.host import MOST_WAITING, Host
from nn.runs.records import RunState
from nn.runs.run import Run
from nn.runs.turns import FIVE_MINUTES, LONG, SHARE, SHORT_TURN, Visitor
from tests.nn.runs.conftest import DEADLINE, alive, process_of, until
from tests.nn.runs.test_host import endless, epochs, pause, play, states, step, until_epoch
from tests.nn.runs.test_worker import settings, trained

pytestmark = pytest.mark.slow

ANN, BEN = Visitor("Ann"), Visitor("Ben")


class Clock:
    """A clock that stands still until the test moves it."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def host(clock: Clock) -> Iterator[Host]:
    """Return a host of one core."""
    host = Host(slots=1, most_processes=20, clock=clock)
    yield host
    host.close()
    assert not host._processes


def park(host: Host, clock: Clock) -> None:
    """Let so much time pass that all paused runs have given back their processes."""
    host.look()
    clock.now += processes.KEPT
    host.look()
    until(lambda: not host._processes)


def test_paused_runs_give_back_their_processes(host: Host, clock: Clock) -> None:
    paused = [host.new_run(settings()) for _ in range(3)]
    for run in paused:
        host.steps(run, 3)
    for run in paused:
        assert run.wait(DEADLINE)
    pids = [process_of(host, run).pid for run in paused]
    host.look()
    clock.now += processes.KEPT - 1
    host.look()
    assert len(host._processes) == 3
    clock.now += 1
    host.look()
    until(lambda: not any(alive(pid) for pid in pids))
    assert not host._processes
    for run in paused:
        view = run.snapshot()
        assert (view.state, view.progress.step, view.busy) == (RunState.PAUSED, 3, False)
        assert run.parked and len(run.parked[1]) == 2 * 4 * settings().parameter_count


def test_a_run_goes_on_in_another_process_as_if_nothing_had_happened(
    host: Host, clock: Clock
) -> None:
    run = host.new_run(settings(momentum=0.3, augmentation="affine"))
    host.steps(run, 33)
    assert run.wait(DEADLINE)
    park(host, clock)
    assert step(host, run).progress.step == 34
    park(host, clock)
    host.epoch(run)
    until_epoch(run)
    until(lambda: run.state is RunState.PAUSED)
    assert epochs(run) == [1]
    park(host, clock)
    view = play(host, run)
    assert messages.pack(view.newest) == trained(settings(momentum=0.3, augmentation="affine"))
    places = [(c.epoch, c.mini_batch, c.step) for c in view.checkpoints]
    assert places == [(0, 0, 0), *((1, n, n) for n in (1, 3, 10, 30, 50)), (2, 50, 100)]
    assert view.costs.steps.tolist() == sorted(set(view.costs.steps.tolist()))
    assert view.seconds_left == 0 and run.parked is None


def test_settings_and_speed_change_while_a_run_has_no_process(host: Host, clock: Clock) -> None:
    run = host.new_run(endless())
    step(host, run)
    park(host, clock)
    host.change(run, eta=0.25)
    host.change(run, mini_batch_size=20)
    host.speed(run, 100.0)
    host.pause(run)
    assert run.state is RunState.PAUSED and not host._processes
    view = step(host, run)
    assert (view.config.eta, view.config.mini_batch_size) == (0.25, 20)
    assert [change.text for change in view.changes] == ["η 1 → 0.25", "Mini-batch size 10 → 20"]
    assert (view.progress.step, view.progress.eta, view.per_second) == (2, 0.25, 100.0)


def test_a_click_that_comes_while_the_process_ends_is_obeyed(host: Host, clock: Clock) -> None:
    run = host.new_run(endless())
    step(host, run)
    old = process_of(host, run)
    host._processes.park(run)
    host.steps(run, 2)
    host.pause(run)  # takes the steps back
    host.change(run, eta=0.5)
    host.steps(run, 3)
    until(lambda: run.snapshot().progress.step == 4)
    assert run.wait(DEADLINE) and run.snapshot().config.eta == 0.5
    assert process_of(host, run) is not old
    host._processes.park(run)
    host.play(run)
    until_epoch(run)
    assert states(run) == [(RunState.RUNNING, None)]


def test_a_run_without_a_process_can_be_ended(host: Host, clock: Clock) -> None:
    run = host.new_run(endless())
    step(host, run)
    park(host, clock)
    assert run.parked_bytes
    host.discard(run)
    assert run.state is RunState.FAILED and run.parked is None and not run.parked_bytes
    assert run.snapshot().message.startswith("The run was ended. Everything up to")
    with pytest.raises(Refused, match="This run is over"):
        host.play(run)


def test_a_process_that_dies_while_its_run_is_to_stand_still_fails_with_a_sentence(
    host: Host,
) -> None:
    run = host.new_run(endless())
    step(host, run)
    process_of(host, run).kill()
    host._processes.park(run)
    until(lambda: run.state is RunState.FAILED)
    assert not host._processes.stands_still(run)


def test_a_paused_run_gives_its_process_to_who_needs_one() -> None:
    host = Host(slots=2, most_processes=1, clock=Clock())
    paused, other = (host.new_run(endless()) for _ in range(2))
    step(host, paused)
    host.look()
    host.play(other)
    until(lambda: list(host._processes) == [other])
    assert states(paused, other) == [(RunState.PAUSED, None), (RunState.RUNNING, None)]
    host.close()


def test_after_five_minutes_a_run_goes_to_the_back_if_others_wait(host: Host, clock: Clock) -> None:
    first, second = host.new_run(endless(), visitor=ANN), host.new_run(endless(), visitor=BEN)
    host.play(first)
    until_epoch(first)
    clock.now += 2 * FIVE_MINUTES
    host.look()
    assert states(first) == [(RunState.RUNNING, None)]  # nobody waits
    pause(host, first)
    host.play(first)
    host.play(second)
    view = second.snapshot()
    assert (view.place, view.gave_way) == (1, "") and host.somebody_waits
    assert view.wait is not None and 0 < view.wait <= FIVE_MINUTES
    clock.now += FIVE_MINUTES
    host.look()
    assert states(first, second) == [(RunState.QUEUED, 1), (RunState.RUNNING, None)]
    assert first.snapshot().gave_way == LONG
    until(lambda: list(host._processes) == [second])
    until_epoch(second)
    at = first.snapshot().progress.step
    host.discard(second)
    until(lambda: first.snapshot().progress.step > at)
    view = first.snapshot()
    assert (view.state, view.place, view.wait, view.gave_way) == (RunState.RUNNING, None, None, "")


def test_a_turn_may_end_before_the_process_of_the_last_one_has(host: Host, clock: Clock) -> None:
    first, second, third = (host.new_run(endless()) for _ in range(3))
    host.play(first)
    until_epoch(first)
    with host._lock:  # no process is heard meanwhile
        host.play(second)
        clock.now += FIVE_MINUTES
        host.look()
        host.discard(second)
        host.play(third)
        assert states(first, third) == [(RunState.RUNNING, None), (RunState.QUEUED, 1)]
        clock.now += FIVE_MINUTES
        host.look()
    until_epoch(third)
    until(lambda: first.parked)
    assert list(host._processes) == [third]
    assert states(first, third) == [(RunState.QUEUED, 1), (RunState.RUNNING, None)]


def test_a_look_that_fails_is_not_the_last_one(
    host: Host, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = []

    def look() -> bool:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("no luck")
        return False

    monkeypatch.setattr(dispatcher, "SECONDS", 0.01)
    watch = dispatcher.Dispatcher(host._lock, look)
    with host._lock:
        watch.wake()
    until(lambda: watch._thread is None)
    assert len(looks) == 2 and "no luck" in caplog.text


def test_who_gave_way_may_pause_and_who_never_began_is_ready(host: Host, clock: Clock) -> None:
    first, second, third = (host.new_run(endless()) for _ in range(3))
    host.play(first)
    until_epoch(first)
    host.play(second)
    host.play(third)
    clock.now += FIVE_MINUTES
    host.look()
    assert states(third, first) == [(RunState.QUEUED, 1), (RunState.QUEUED, 2)]
    host.pause(first)
    host.pause(third)
    assert states(first, third) == [(RunState.PAUSED, None), (RunState.READY, None)]
    assert first.snapshot().gave_way == third.snapshot().gave_way == ""
    until(lambda: list(host._processes) == [second])
    assert states(first) == [(RunState.PAUSED, None)]


def test_one_who_has_every_core_gives_one_to_who_has_none(clock: Clock) -> None:
    host = Host(slots=2, clock=clock)
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
    clock.now += SHORT_TURN
    host.look()
    assert states(greedy[0], honest) == [(RunState.QUEUED, 2), (RunState.RUNNING, None)]
    assert greedy[0].snapshot().gave_way == SHARE
    until_epoch(honest)
    host.close()


def test_an_address_has_only_so_many_who_wait(host: Host) -> None:
    host.slots = 0
    for k in range(MOST_WAITING):
        host.play(host.new_run(endless(), visitor=Visitor(f"invented {k}", "10.0.0.66")))
    one_more = host.new_run(endless(), visitor=Visitor("another", "10.0.0.66"))
    with pytest.raises(Refused, match="100 runs from your network address"):
        host.play(one_more)
    other = host.new_run(endless(), visitor=Visitor("honest", "10.0.0.7"))
    host.play(other)
    assert states(other) == [(RunState.QUEUED, 1 + 1)]  # behind one of that address


def test_an_epoch_that_ends_as_its_turn_does_is_not_followed_by_another(
    host: Host, clock: Clock
) -> None:
    first, second = host.new_run(settings(epochs=50)), host.new_run(endless())
    host.epoch(first)
    until(lambda: first.state is RunState.PAUSED)
    assert epochs(first) == [1]
    # It has stopped, but the host has not heard of it yet.
    first.note(state=RunState.RUNNING)
    host._turns.wait(first, first.visitor)
    host._turns.begin(first, clock.now)
    host.play(second)
    clock.now += FIVE_MINUTES
    host.look()
    until(lambda: list(host._processes) == [second])
    assert states(first) == [(RunState.PAUSED, None)] and epochs(first) == [1]
    assert first.snapshot().gave_way == ""


def test_the_host_looks_only_while_there_is_something_to_look_after(
    host: Host, clock: Clock
) -> None:
    run = host.new_run(settings())
    assert host._dispatcher._thread is None
    host.steps(run, 1)
    assert host._dispatcher._thread
    assert run.wait(DEADLINE)
    park(host, clock)
    until(lambda: host._dispatcher._thread is None)
    step(host, run)
    assert host._dispatcher._thread


def test_a_recorded_run_keeps_its_thread(host: Host, clock: Clock) -> None:
    run: Run = host.new_recorded_run()
    step(host, run)
    host.look()
    clock.now += 10 * processes.KEPT
    host.look()
    assert run in host._processes and not host._processes.stands_still(run)
