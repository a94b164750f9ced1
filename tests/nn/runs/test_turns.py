"""Whose turn it is: names in place of runs, and a clock that the test moves."""

import pytest

from nn.runs.turns import (
    FIVE_MINUTES,
    LONG,
    SHARE,
    SHARE_OF_ADDRESS,
    SHORT_TURN,
    Turns,
    Visitor,
)

ANN, BEN, CAT = (Visitor(name) for name in ("Ann", "Ben", "Cat"))


def turns(running: dict[str, Visitor], waiting: dict[str, Visitor]) -> Turns[str]:
    """Return turns that began at 0, and who has come since."""
    turns = Turns[str]()
    for run, visitor in running.items():
        turns.wait(run, visitor)
        turns.begin(run, 0.0)
    for run, visitor in waiting.items():
        turns.wait(run, visitor)
    return turns


def played(turns: Turns[str], slots: int, until: float) -> list[str]:
    """Return which runs begin, when everybody's run is endless and gives way in its turn."""
    begun, now = [], 0.0
    while now <= until:
        while ended := turns.over(slots, now):
            visitor = turns.running[ended[0]].visitor
            turns.leave(ended[0])
            turns.wait(ended[0], visitor)
            begun.append(turns.in_line()[0])
            turns.begin(begun[-1], now)
        now += 1.0
    return begun


def test_who_comes_first_is_first() -> None:
    line = turns({}, {"a": ANN, "b": BEN, "c": CAT})
    assert line.in_line() == ["a", "b", "c"]
    line.wait("a", ANN)  # asks again
    line.leave("b")
    line.wait("b", BEN)
    assert line.in_line() == ["a", "c", "b"]


def test_the_line_is_by_visitor_round_robin() -> None:
    waiting = {"a1": ANN, "a2": ANN, "a3": ANN, "b1": BEN, "b2": BEN, "c": CAT}
    assert turns({}, waiting).in_line() == ["a1", "b1", "c", "a2", "b2", "a3"]
    assert turns({"a0": ANN}, waiting).in_line() == ["b1", "c", "a1", "b2", "a2", "a3"]


def test_a_turn_ends_after_five_minutes_if_others_wait() -> None:
    alone = turns({"a": ANN}, {})
    assert alone.over(1, 10 * FIVE_MINUTES) is None
    alone.wait("b", BEN)
    assert alone.over(1, FIVE_MINUTES - 1) is None
    assert alone.over(1, FIVE_MINUTES) == ("a", LONG)
    assert alone.over(2, FIVE_MINUTES) is None  # a core is free


def test_a_visitor_s_own_runs_take_turns_and_others_keep_theirs() -> None:
    line = turns({"a1": ANN, "b": BEN}, {"a2": ANN})
    assert line.over(2, FIVE_MINUTES) == ("a1", LONG)
    assert played(line, 2, 2 * FIVE_MINUTES) == ["a2", "a1"]
    assert "b" in line.running


def test_sixty_tabs_get_no_more_than_a_fair_share() -> None:
    greedy = {f"a{tab}": ANN for tab in range(60)}
    line = turns({"a0": ANN, "a1": ANN}, greedy | {"b": BEN})
    assert line.in_line()[0] == "b"
    assert line.over(2, SHORT_TURN - 1) is None
    assert line.over(2, SHORT_TURN) == ("a0", SHARE)
    assert played(line, 2, FIVE_MINUTES - 1) == ["b"]
    held = [turn.visitor for turn in line.running.values()]
    assert sorted(held) == [ANN, BEN]


@pytest.mark.parametrize(("cores", "share"), [(2, 1), (5, 2), (8, 4)])
def test_who_has_many_runs_gives_up_as_many_cores_as_are_fair(cores: int, share: int) -> None:
    line = turns(
        {f"a{k}": ANN for k in range(cores)},
        {f"{v.browser}{k}": v for v in (BEN,) for k in range(9)},
    )
    played(line, cores, 2 * SHORT_TURN)
    assert sum(turn.visitor == BEN for turn in line.running.values()) == share


def test_invented_visitors_at_one_address_do_not_come_before_others() -> None:
    invented = [Visitor(f"invented {k}", "10.0.0.66") for k in range(60)]
    honest = Visitor("Ben", "10.0.0.7")
    waiting = {f"i{k}": visitor for k, visitor in enumerate(invented)} | {"b": honest}
    running = {k: waiting.pop(k) for k in ("i0", "i1")}
    line = turns(running, waiting)
    assert line.in_line()[:2] == ["b", "i2"]
    assert line.over(2, SHORT_TURN) == ("i0", SHARE_OF_ADDRESS)  # nobody has two
    assert played(line, 2, SHORT_TURN) == ["b"]
    # Within an address it goes by visitor, as ever: here all share it, as behind a proxy.
    shared = {run: Visitor(its.browser) for run, its in (running | waiting).items()}
    assert turns({"i0": shared.pop("i0")}, shared).in_line()[0] == "i1"


def test_the_wait_is_estimated_from_what_is_left_and_from_turns() -> None:
    left = {"a": 40.0, "b": 5000.0, "c": 20.0, "d": 5000.0, "e": 1.0}
    people = {run: Visitor(run) for run in left}
    running = {run: people[run] for run in "ab"}
    line = turns(running, {run: people[run] for run in "cde"})
    # a ends at 40; c begins, ends at 60, d begins; b's turn ends at 300, e begins.
    assert line.waits(2, 0.0, left.__getitem__) == {"c": 40.0, "d": 60.0, "e": 300.0}
    assert line.waits(2, 100.0, left.__getitem__) == {"c": 40.0, "d": 60.0, "e": 200.0}
    assert line.waits(3, 0.0, left.__getitem__)["c"] == 0.0
    assert turns({}, {"a": ANN}).waits(0, 0.0, left.__getitem__) == {}


def test_who_is_to_give_up_a_core_does_so_soon() -> None:
    line = turns({"a1": ANN, "a2": ANN}, {"b": BEN})
    assert line.waits(2, 4.0, lambda run: 5000.0) == {"b": SHORT_TURN - 4.0}
