"""Whose turn it is."""

import pytest

from nn.runs import host as hosts
from nn.runs.turns import FIVE_MINUTES
from tests.nn.runs.conftest import (
    FIRST,
    PATIENCE,
    PAUSED,
    RUNS,
    Driven,
    Gate,
    epochs,
    states,
    until,
    until_epoch,
)

# A host's runs


def test_after_five_minutes_a_run_goes_to_the_back_if_others_wait(host: Driven) -> None:
    host.slots = 1
    first, second = host.endless(), host.endless()
    host.play(first)
    until_epoch(first)
    host.now += 2 * FIVE_MINUTES
    host.look()
    assert states(first) == [RUNS]  # nobody waits
    host.stop(first)
    host.play(first)
    host.play(second)
    assert states(second) == [FIRST] and not second.snapshot().gave_way
    host.now += FIVE_MINUTES
    host.look()
    assert states(first, second) == [FIRST, RUNS] and first.snapshot().gave_way
    host.change(first, eta=0.5)
    until_epoch(second)
    until(lambda: not first.snapshot().busy)
    assert states(first) == [FIRST]
    at = first.snapshot().progress.step
    host.discard(second)
    until(lambda: first.snapshot().progress.step > at)
    view = first.snapshot()
    assert (*states(first), view.gave_way) == (RUNS, False)
    assert view.config.eta == 0.5


def test_a_look_that_fails_ends_no_turns(host: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    look, failed = host.look, list[MemoryError]()

    def fails_once() -> None:
        if not failed:
            failed.append(MemoryError())
            raise failed[0]
        look()

    monkeypatch.setattr(hosts, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(host, "look", fails_once)
    host.slots = 1
    first, second = host.endless(), host.endless()
    host.play(first)
    host.play(second)
    host.now += FIVE_MINUTES
    until(lambda: states(second) == [RUNS])
    assert failed and states(first) == [FIRST]


def test_a_browser_s_second_run_waits_though_a_core_is_free(host: Driven) -> None:
    first, second, other = host.endless("Ann"), host.endless("Ann"), host.endless("Ben")
    host.play(first)
    host.play(second)
    assert states(first, second) == [RUNS, FIRST] and second.snapshot().own_run_trains
    host.play(other)
    assert states(second, other) == [FIRST, RUNS]
    host.pause(first)
    assert states(second) == [RUNS] and not second.snapshot().own_run_trains


@pytest.mark.parametrize("meanwhile", [False, True])
def test_an_epoch_that_ends_as_its_turn_does_is_not_followed_by_another(
    host: Driven, gate: Gate, meanwhile: bool
) -> None:
    host.slots = 1
    first, second = host.new(epochs=50), host.endless()
    host.take_steps(first, 40)
    # It is told to pause while it reads the test images, or when it has read the others.
    gate.before, gate.at_end = (0, False) if meanwhile else (1, True)
    host.epoch(first)
    assert gate.waits.wait(PATIENCE)
    host.play(second)
    host.now += FIVE_MINUTES
    host.look()
    gate.open.set()
    until(lambda: states(first) == [PAUSED])
    until(lambda: not first.snapshot().busy)
    assert (epochs(first), first.snapshot().gave_way) == ([1], False)
    assert not host.somebody_waits and states(second) == [RUNS]
