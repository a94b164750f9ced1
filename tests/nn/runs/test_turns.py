"""Whose turn it is: names in place of runs, and runs of a host with one core."""

from dataclasses import dataclass

import pytest

from nn.runs.turns import FIVE_MINUTES, Turns
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


@dataclass(eq=False)
class Named:
    """A run that is known by its owner's name."""

    owner: str


A, ALSO_A, B, C, D, E = (Named(name) for name in "aabcde")


def turns(running: list[Named], waiting: list[Named]) -> Turns[Named]:
    """Return turns that began at 0, and who has come since."""
    turns = Turns[Named]()
    for run in running:
        turns.begin(run, 0.0)
    for run in waiting:
        turns.wait(run)
    return turns


def test_a_turn_ends_after_five_minutes_if_another_could_begin() -> None:
    line = turns([A], [])
    assert line.over(1, 10 * FIVE_MINUTES) is None
    line.wait(B)
    assert line.over(1, FIVE_MINUTES - 1) is None
    assert line.over(1, FIVE_MINUTES) == A
    assert line.over(2, FIVE_MINUTES) is None  # a core is free
    assert turns([B, A], [ALSO_A]).over(2, FIVE_MINUTES) == A  # an owner's own runs take turns


def test_the_wait_is_estimated_from_what_is_left_and_from_turns() -> None:
    left = {A: 40.0, B: 5000.0, C: 20.0, D: 5000.0, E: 1.0}.__getitem__
    line = turns([A, B], [C, D, E])
    # a ends at 40; c begins, ends at 60, d begins; b's turn ends at 300, e begins.
    assert line.waits(2, 0.0, left) == {C: 40.0, D: 60.0, E: 300.0}
    assert line.waits(2, 100.0, left) == {C: 40.0, D: 60.0, E: 200.0}
    assert line.waits(3, 0.0, left)[C] == 0.0
    assert line.waits(1, 0.0, left)[C] == 300.0  # one began beyond the cores
    assert turns([A], [ALSO_A, B]).waits(2, 0.0, left) == {B: 0.0}
    assert turns([], [A]).waits(0, 0.0, left) == {}


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
    wait = second.snapshot().wait
    assert wait is not None and 0 < wait <= FIVE_MINUTES
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
    assert (*states(first), view.wait, view.gave_way) == (RUNS, None, False)
    assert view.config.eta == 0.5


def test_a_browser_s_second_run_waits_though_a_core_is_free(host: Driven) -> None:
    first, second, other = host.endless("Ann"), host.endless("Ann"), host.endless("Ben")
    host.play(first)
    host.play(second)
    assert states(first, second) == [RUNS, FIRST]
    host.play(other)
    assert states(second, other) == [FIRST, RUNS]
    host.pause(first)
    assert states(second) == [RUNS]


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
