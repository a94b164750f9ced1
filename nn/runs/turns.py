"""Whose run trains next: turns for the cores, visitor by visitor.

Nothing here starts or stops anything, and nothing looks at a clock: `Host` does.

The next run is one whose network address has the fewest cores; at one address, one whose visitor
has the fewest; and among equals the one that came first. So a visitor with many runs waits behind
one with none, and so do many visitors at one address, real or made up, behind one at another.

A turn ends after five minutes if another run would get the core. It ends after ten seconds if its
visitor has two cores more than the next in line: then a core goes to the one who has fewer.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Generic, NamedTuple, TypeVar

FIVE_MINUTES = 300.0  # seconds
SHORT_TURN = 10.0
# Why a turn has ended, after the word "Paused".
LONG = "after five minutes, since others wait"
SHARE = "for another visitor, since more than one of your runs trained"
SHARE_OF_ADDRESS = "for another visitor, since several runs from your network address trained"


class Visitor(NamedTuple):
    """Whose run it is: all tabs of a browser are one visitor. An unknown address is ""."""

    browser: str
    address: str = ""


@dataclass(frozen=True)
class Turn:
    """A visitor's run that has a core, since so many seconds on the host's clock."""

    visitor: Visitor
    since: float


class Rank(NamedTuple):
    """Cores that come before this one: of the same address, and of the same visitor."""

    of_address: int
    of_visitor: int


R = TypeVar("R", bound=Hashable)


class Turns(Generic[R]):
    """Which runs have a core, and which wait for one."""

    def __init__(self) -> None:
        self.running: dict[R, Turn] = {}
        self.waiting: dict[R, Visitor] = {}  # in the order in which they came

    def wait(self, run: R, visitor: Visitor) -> None:
        """Put a run at the back of the line; one that waits already keeps its place."""
        self.waiting.setdefault(run, visitor)

    def begin(self, run: R, now: float) -> None:
        """Give a core to a run that waits."""
        self.running[run] = Turn(self.waiting.pop(run), now)

    def leave(self, run: R) -> None:
        """Take a run off its core, or out of the line."""
        self.running.pop(run, None)
        self.waiting.pop(run, None)

    def another_waits(self, run: R, visitor: Visitor) -> bool:
        """Tell whether another run of this visitor waits."""
        return any(other is not run and its == visitor for other, its in self.waiting.items())

    def waiting_at(self, address: str) -> int:
        """Return how many runs wait that belong to visitors at an address."""
        return sum(visitor.address == address for visitor in self.waiting.values())

    def in_line(self) -> list[R]:
        """Return the runs that wait, the next one first."""
        return list(_ranks(self.running, self.waiting))

    def over(self, slots: int, now: float) -> tuple[R, str] | None:
        """Return a run whose turn is over, and why; None if there is none.

        `slots` are the cores there are. While one is free, nobody has to give theirs up.
        """
        if not self.waiting or len(self.running) < slots:
            return None
        for run, turn in self._most_served_first():
            if self._has_too_many(turn) and now - turn.since >= SHORT_TURN:
                return run, SHARE if self._held_by(turn.visitor) > 1 else SHARE_OF_ADDRESS
        for run, turn in self.running.items():
            if now - turn.since >= FIVE_MINUTES and self._would_lose_its_core(run, turn):
                return run, LONG
        return None

    def waits(self, slots: int, now: float, left: Callable[[R], float]) -> dict[R, float]:
        """Return in about how many seconds each waiting run begins, in their order.

        `left` returns the seconds that a run still takes. None begins where there are no cores.
        """
        free = [min(left(run), self._left_of(turn, now)) for run, turn in self.running.items()]
        free += [0.0] * (slots - len(free))
        heapify(free)
        begins = {}
        for run in self.in_line() if free else []:
            begins[run] = heappop(free)
            heappush(free, begins[run] + min(left(run), FIVE_MINUTES))
        return begins

    def _left_of(self, turn: Turn, now: float) -> float:
        """Return how long a turn lasts at most, while somebody waits."""
        longest = SHORT_TURN if self._has_too_many(turn) else FIVE_MINUTES
        return max(0.0, turn.since + longest - now)

    def _most_served_first(self) -> list[tuple[R, Turn]]:
        held = Counter(turn.visitor for turn in self.running.values())
        return sorted(self.running.items(), key=lambda it: (-held[it[1].visitor], it[1].since))

    def _has_too_many(self, turn: Turn) -> bool:
        """Tell whether a turn's visitor, or all at the address, have two cores more than the next.

        One of them can then give up a core and still has as many.
        """
        if not self.waiting:
            return False
        run, rank = next(iter(_ranks(self.running, self.waiting).items()))
        mine, theirs = turn.visitor, self.waiting[run]
        if mine.address == theirs.address:
            return self._held_by(mine) >= rank.of_visitor + 2
        held = sum(other.visitor.address == mine.address for other in self.running.values())
        return held >= rank.of_address + 2

    def _held_by(self, visitor: Visitor) -> int:
        return sum(turn.visitor == visitor for turn in self.running.values())

    def _would_lose_its_core(self, run: R, turn: Turn) -> bool:
        """Tell whether another run is the next one if this one goes to the back."""
        running = {other: its for other, its in self.running.items() if other is not run}
        return next(iter(_ranks(running, {**self.waiting, run: turn.visitor}))) is not run


def _ranks(running: dict[R, Turn], waiting: dict[R, Visitor]) -> dict[R, Rank]:
    """Return the runs that wait in their order, each with its rank."""
    of_visitor = Counter(turn.visitor for turn in running.values())
    of_address = Counter(turn.visitor.address for turn in running.values())
    by_visitor = []
    for run, visitor in waiting.items():
        by_visitor.append((run, of_visitor[visitor]))
        of_visitor[visitor] += 1
    by_visitor.sort(key=lambda entry: entry[1])  # among equals, as they came
    ranks = {}
    for run, rank in by_visitor:
        address = waiting[run].address
        ranks[run] = Rank(of_address[address], rank)
        of_address[address] += 1
    return dict(sorted(ranks.items(), key=lambda entry: entry[1]))
